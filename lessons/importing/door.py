"""The import's front door: what is there, and is there anything to do?"""

import os
from collections.abc import Callable
from hashlib import sha256
from importlib import import_module
from importlib.metadata import version
from pathlib import Path

from django.db import connection

from lessons.importing.converted import Converted, Job
from lessons.importing.folder import NOTE_SUFFIXES, Folder, read_folder, read_note
from lessons.importing.parts import packages
from lessons.importing.report import Report, fill
from lessons.importing.target import Options, Progress, Target
from lessons.importing.workers import Pool
from lessons.models import Course, Lesson
from lessons.reading.note import Problem


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
    _without_mmap()
    with Pool(_converter, processes=options.processes or os.cpu_count() or 1, seconds=options.seconds) as pool:
        pool.start(len(found.changed()))
        # All that writing takes is loaded here while the workers load all that reading takes.
        return import_module("lessons.importing.changing").change(found, options, progress, pool)


def _without_mmap() -> None:
    """What SQLite maps of a big database counts as this process's memory, and an import looks at each page once."""
    if connection.vendor == "sqlite":
        with connection.cursor() as cursor:
            cursor.execute("PRAGMA mmap_size = 0")


def _converter() -> Callable[[Job], Converted | Problem]:
    return import_module("lessons.importing.conversion").convert


def nothing_changed() -> Report:
    report = Report()
    fill(report)
    report.lessons["unchanged"] = list(Lesson.objects.filter(retired_at=None).values_list("slug", flat=True))
    return report


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
    sources += [path for name in packages() for path in (here.parent / name).rglob("*.py")]
    digest = sha256("".join(version(name) for name in ("Markdown", "Pygments", "nh3")).encode())
    for source in sorted(sources):
        if "migrations" not in source.parts:
            digest.update(source.read_bytes())
    return digest.hexdigest()
