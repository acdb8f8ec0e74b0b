"""The quizzes' share of an import, written."""

from collections.abc import Collection, Sequence
from importlib import import_module
from typing import TYPE_CHECKING

from lessons.reading.note import Problem
from quizzes.importing.derived import keep_in_step, write_derived
from quizzes.importing.scenarios import write_scenarios
from quizzes.models import Quiz

if TYPE_CHECKING:
    from quizzes.authored import AuthoredQuiz

_AT_ONCE = 400  # notes


def write(quizzes: "Sequence[AuthoredQuiz]", touched: Collection[str]) -> list[Problem]:
    """`touched` are the paths of notes whose lessons were written. Returns warnings: quotes that stand nowhere."""
    problems: list[Problem] = []
    if quizzes or Quiz.objects.filter(origin=Quiz.Origin.AUTHORED).exists():
        problems = import_module("quizzes.importing.authored").write_authored(quizzes, touched)
    write_scenarios()
    paths = sorted(touched)
    some = [paths[start : start + _AT_ONCE] for start in range(0, len(paths), _AT_ONCE)]
    for step in (write_derived, keep_in_step):
        for batch in some:
            step(batch)
    return problems
