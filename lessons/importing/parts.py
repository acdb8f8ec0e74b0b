"""What else is made of the folder of notes: each app named in `settings.COURSE_PARTS` reads and writes its own share,
in the same transaction. Lessons know none of them by name."""

from collections.abc import Collection
from pathlib import Path
from typing import Any, Protocol

from django.conf import settings
from django.utils.module_loading import import_string

from lessons.course.shapes import CourseFiles
from lessons.reading.note import Problem


class Part(Protocol):
    def load(self, folder: Path, course: CourseFiles) -> Any:
        """What is authored in `folder`. Raises `CourseErrors` with everything that is wrong."""

    def write(self, loaded: Any, touched: Collection[str]) -> list[Problem]:
        """Rows of what was loaded and of the notes `touched` (paths: changed or gone), whose own rows are written.
        Returns warnings."""

    def questions(self) -> int:
        """How many there are now."""


def parts() -> list[Part]:
    return [import_string(name) for name in settings.COURSE_PARTS]


def packages() -> list[str]:
    """The names of the apps: when their code changes, everything is imported anew."""
    return [name.partition(".")[0] for name in settings.COURSE_PARTS]
