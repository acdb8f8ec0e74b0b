"""A learner's answers as a table."""

import csv
from collections.abc import Iterator, Sequence
from typing import Any

from django.utils import translation

from learners.models import Learner
from quizzes import pulls
from quizzes.asking import kind_of, localized, paragraphs
from quizzes.kinds import Kind
from quizzes.models import PULL_POLICY, Attempt

COLUMNS = (
    "at",
    "quiz",
    "question",
    "kind",
    "stem",
    "answer",
    "right",
    "share",
    "told",
    "sure",
    "first_try",
    "seconds",
    "superseded_at",
)
# What a spreadsheet would take for a formula.
_FORMULA = ("=", "+", "-", "@", "\t", "\r")


class _Line:
    """A file for `csv` that gives back each line."""

    def write(self, line: str) -> str:
        return line


def lines(learner: Learner, language: str) -> Iterator[str]:
    """The lines of a CSV file, the oldest answer first; with a mark that tells spreadsheets that it is UTF-8."""
    writer = csv.writer(_Line())
    yield "\ufeff" + writer.writerow(COLUMNS)
    attempts = Attempt.objects.filter(learner=learner).select_related("question__quiz").order_by("at", "id")
    kinds: dict[str, Kind] = {}
    for attempt in attempts.iterator(2000):
        # Not around all of it: between two lines the server does what it likes.
        with translation.override(language):
            row = _row(attempt, language, kinds)
        yield writer.writerow([_cell(value) for value in row])


def _row(attempt: Attempt, language: str, kinds: dict[str, Kind]) -> Sequence[Any]:
    """`kinds` keeps the questions that were read, by their addresses."""
    question = attempt.question
    if question.quiz.slug == PULL_POLICY:
        pulls.dressed(question, attempt.asked_as)
    if attempt.asked_as not in kinds:
        kinds[attempt.asked_as] = kind_of(question)
    said = "" if attempt.answer is None else kinds[attempt.asked_as].said(attempt.answer, language)
    return (
        attempt.at.isoformat(timespec="seconds"),
        question.quiz.slug,
        attempt.asked_as,
        question.kind,
        " ".join(paragraphs(localized(question.stem))),
        said,
        attempt.right,
        round(attempt.share, 2),
        attempt.told,
        attempt.sure,
        attempt.first,
        attempt.seconds,
        attempt.superseded_at and attempt.superseded_at.isoformat(timespec="seconds"),
    )


def _cell(value: Any) -> Any:
    return f"'{value}" if isinstance(value, str) and value.startswith(_FORMULA) else value
