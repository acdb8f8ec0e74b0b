"""How questions fare, for their authors."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from math import sqrt

from django.db import connection
from django.db.models import Count

from quizzes.asking import kind_of
from quizzes.models import Attempt, Question, Report

LEAST = 10  # learners, for a correlation to say anything
# Of each question what its first answers say. `y` is how a learner did on all other questions, 0 to 1.
_FIGURES = """
    WITH firsts AS (
        SELECT question_id, seconds, CASE WHEN "right" THEN 1.0 ELSE 0.0 END AS x,
            SUM(CASE WHEN "right" THEN 1.0 ELSE 0.0 END) OVER (PARTITION BY learner_id) AS score,
            COUNT(*) OVER (PARTITION BY learner_id) AS answered
        FROM quizzes_attempt WHERE "first" AND superseded_at IS NULL
    ), scored AS (
        SELECT question_id, seconds, x, CASE WHEN answered > 1 THEN (score - x) / (answered - 1) END AS y FROM firsts
    )
    SELECT question_id, COUNT(*), AVG(x), AVG(seconds), COUNT(y),
        AVG(CASE WHEN y IS NOT NULL THEN x END), AVG(y), AVG(x * y), AVG(y * y)
    FROM scored GROUP BY question_id
"""


@dataclass(frozen=True, slots=True)
class Figures:
    """`attempts` are all, `firsts` those of learners who had not met the question; `rate` is the share of these that
    were right, `seconds` their mean. `discrimination`, -1 to 1, tells whether who knows the rest knows this too; None
    where too few answered or all alike."""

    question: Question
    attempts: int
    firsts: int
    rate: float
    seconds: float | None
    discrimination: float | None
    reports: int


def figures() -> list[Figures]:
    """Of every live question that was answered at least once."""
    with connection.cursor() as cursor:
        cursor.execute(_FIGURES)
        found = {row[0]: row[1:] for row in cursor.fetchall()}
    asked = Attempt.objects.filter(superseded_at=None).values_list("question")
    attempts = dict(asked.annotate(Count("id")))
    open_reports = Report.objects.filter(resolved_at=None).values_list("question").annotate(Count("id"))
    reports: Mapping[int, int] = dict(open_reports.order_by())
    questions = Question.objects.filter(pk__in=attempts, retired_at=None).select_related("quiz")
    return [
        _figures(question, attempts[question.pk], found.get(question.pk), reports.get(question.pk, 0))
        for question in questions
    ]


def _figures(question: Question, attempts: int, row: tuple[float | None, ...] | None, reports: int) -> Figures:
    # PostgreSQL reckons in decimals.
    firsts, rate, seconds, *moments = (
        None if figure is None else float(figure) for figure in row or (0,) + (None,) * 7
    )
    return Figures(question, attempts, int(firsts or 0), rate or 0.0, seconds, _correlation(*moments), reports)


def _correlation(
    count: float | None, x: float | None, y: float | None, xy: float | None, yy: float | None
) -> float | None:
    """Pearson's, from means; the square of a right or wrong answer is itself."""
    if not count or count < LEAST or x is None or y is None or xy is None or yy is None:
        return None
    spread = (x - x * x) * (yy - y * y)
    return (xy - x * y) / sqrt(spread) if spread > 1e-12 else None


def favourite_mistakes(questions: Iterable[Question], language: str) -> dict[int, tuple[str, int]]:
    """The wrong answer that was given most often to each, in words, and how often."""
    known = {question.pk: question for question in questions}
    wrong = Attempt.objects.filter(question__in=known, right=False, told=False, superseded_at=None)
    found: dict[int, tuple[str, int]] = {}
    for pk, answer, count in (
        wrong.order_by().values_list("question", "answer").annotate(times=Count("id")).order_by("-times", "question")
    ):
        if pk not in found:
            found[pk] = (kind_of(known[pk]).said(answer, language), count)
    return found
