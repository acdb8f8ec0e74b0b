"""The checklists' share of an import, for `settings.COURSE_PARTS`."""

from collections.abc import Collection
from importlib import import_module
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from checklists.authored import Checklist
    from lessons.course.shapes import CourseFiles
    from lessons.reading.note import Problem


class Checklists:
    def load(self, folder: Path, course: "CourseFiles") -> "tuple[Checklist, ...]":
        """Most folders have none. What writing takes is loaded here, while the workers of the import convert what
        changed."""
        import_module("checklists.importing.writing")
        if not (folder / "course" / "checklists").is_dir():
            return ()
        return import_module("checklists.authored").load(folder, course)

    def write(self, loaded: "tuple[Checklist, ...]", touched: Collection[str]) -> "list[Problem]":
        return import_module("checklists.importing.writing").write(loaded, touched)

    def questions(self) -> int:
        return 0


checklists = Checklists()
