"""The import's front door: what is there, and is there anything to do?"""

from collections.abc import Callable
from dataclasses import dataclass
from hashlib import sha256
from importlib import import_module
from importlib.metadata import version
from pathlib import Path

from lessons.importing.folder import NOTE_SUFFIXES, Folder, read_folder, read_note
from lessons.importing.report import Report
from lessons.models import Course, Lesson, Note, Step, Term
from lessons.reading.note import Problem

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
    """What is to be imported: a whole folder, or (`whole` false) some of its files, the rest left as it is."""

    folder: Folder
    whole: bool
    code: str

    @property
    def stamp(self) -> str:
        return self.folder.stamp(self.code)


def import_notes(path: Path, options: Options, progress: Progress = lambda done, total: None) -> Report:
    """Imports the folder or file at `path`. What is wrong with the notes is in the report, not raised.

    `progress` is called with the number of files converted so far and of all that there are to convert.
    """
    found = _target(path.resolve())
    if isinstance(found, Problem):
        return Report(errors=[found])
    course = Course.objects.first()
    if found.whole and course and course.stamp == found.stamp:
        return nothing_changed()
    # Markdown and Pygments take longer to load than it takes to find out that there is nothing to do.
    return import_module("lessons.importing.changing").change(found, options, progress)


def nothing_changed() -> Report:
    report = Report()
    fill(report)
    report.lessons["unchanged"] = list(Lesson.objects.filter(retired_at=None).values_list("slug", flat=True))
    return report


def fill(report: Report) -> None:
    """What the database holds now, into `report`: the counts, and the warnings of every note."""
    report.terms = Term.objects.filter(retired_at=None).count()
    report.steps = Step.objects.filter(retired_at=None).count()
    for problems in Note.objects.filter(retired_at=None).values_list("problems", flat=True):
        report.warnings += [Problem(**problem) for problem in problems]
    for problems in Course.objects.values_list("problems", flat=True):
        report.warnings += [Problem(**problem) for problem in problems]


def _target(path: Path) -> Target | Problem:
    try:
        if path.is_dir():
            folder = read_folder(path)
            if not folder.notes:
                return Problem(str(path), 0, "no-notes", "There are no Markdown files in this folder.")
            return Target(folder, True, code_digest())
        if path.is_file():
            if path.suffix.lower() not in NOTE_SUFFIXES:
                return Problem(
                    str(path), 0, "not-markdown", f"A note ends in one of {', '.join(sorted(NOTE_SUFFIXES))}."
                )
            return Target(_only(path), False, code_digest())
    except OSError as error:
        return Problem(str(error.filename or path), 0, "not-readable", f"This can't be read: {error.strerror}.")
    return Problem(str(path), 0, "not-found", "There is no such file or folder.")


def _only(path: Path) -> Folder:
    """One file, as part of the folder that was imported before if it lies in that, else of its own."""
    course = Course.objects.first()
    root = Path(course.root) if course else path.parent
    if not path.is_relative_to(root):
        root = path.parent
    everything = read_folder(root)
    return Folder(
        root, (read_note(root, path.relative_to(root).as_posix()),), everything.images, everything.course_digest
    )


def code_digest() -> str:
    """Changes when the code that makes pages of notes does, so that an upgrade imports everything anew."""
    here = Path(__file__).resolve().parent.parent
    sources = [*here.rglob("*.py"), *(here.parent / "templates" / "lessons").glob("_*.html")]
    digest = sha256("".join(version(name) for name in ("Markdown", "Pygments", "nh3")).encode())
    for source in sorted(sources):
        if "migrations" not in source.parts:
            digest.update(source.read_bytes())
    return digest.hexdigest()
