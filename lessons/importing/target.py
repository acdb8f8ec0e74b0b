"""What is to be imported, and how."""

from collections.abc import Callable
from dataclasses import dataclass

from lessons.importing.folder import Folder
from lessons.models import Course, Note

SECONDS_A_FILE = 20.0
Progress = Callable[[int, int], None]


@dataclass(frozen=True, slots=True)
class Options:
    """`processes` convert files side by side, 0 for as many as there are cores; `seconds` is the limit a file."""

    dry_run: bool = False
    strict: bool = False
    processes: int = 0
    seconds: float = SECONDS_A_FILE


@dataclass(frozen=True, slots=True)
class Target:
    """A whole folder, or (`whole` false) some of its files, the rest left as it is. `code` stands for the code that
    makes pages of notes."""

    folder: Folder
    whole: bool
    code: str

    @property
    def stamp(self) -> str:
        return self.folder.stamp(self.code)

    def changed(self) -> list[str]:
        """Paths of the notes that are not as the last import found them, or that were made by other code."""
        course = Course.objects.first()
        same = course and course.digest == self.folder.course_digest and course.code == self.code
        known = dict(Note.objects.filter(retired_at=None).values_list("path", "sha256")) if same else {}
        return [note.path for note in self.folder.notes if known.get(note.path) != note.sha256]
