"""The quizzes' share of an import, for `settings.COURSE_PARTS`."""

from collections.abc import Collection
from importlib import import_module
from pathlib import Path
from typing import TYPE_CHECKING

from django.db.models import Sum

from quizzes.models import Quiz

if TYPE_CHECKING:
    from lessons.course.shapes import CourseFiles
    from lessons.reading.note import Problem
    from quizzes.authored import AuthoredQuiz


class Quizzes:
    def load(self, folder: Path, course: "CourseFiles") -> "tuple[AuthoredQuiz, ...]":
        """Most folders have none, and reading YAML takes a while to load. What writing takes is loaded here, while the
        workers of the import convert what changed."""
        import_module("quizzes.importing.writing")
        if not (folder / "course" / "quizzes").is_dir():
            return ()
        return import_module("quizzes.authored").load(folder, course)

    def write(self, loaded: "tuple[AuthoredQuiz, ...]", touched: Collection[str]) -> "list[Problem]":
        return import_module("quizzes.importing.writing").write(loaded, touched)

    def questions(self) -> int:
        live = Quiz.objects.filter(retired_at=None).exclude(origin=Quiz.Origin.SCENARIOS)
        return live.aggregate(total=Sum("size"))["total"] or 0


quizzes = Quizzes()
