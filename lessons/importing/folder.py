"""A folder of notes on disk: which files are notes, in which order, and what they hold."""

import os
import re
from dataclasses import dataclass
from hashlib import sha256
from pathlib import Path

from lessons.assets import IMAGE_SUFFIXES

NOTE_SUFFIXES = frozenset({".md", ".markdown", ".mdown", ".mkd"})
COURSE_FOLDER = "course"
_SKIPPED_FOLDERS = frozenset({"node_modules", "__pycache__", "venv"})
_FIRST_NAMES = {"readme": 0, "index": 1}


@dataclass(frozen=True, slots=True)
class NoteFile:
    path: str
    sha256: str


@dataclass(frozen=True, slots=True)
class Folder:
    """`images` are paths of files that are called images; `course_digest` is of all files below `course/`."""

    root: Path
    notes: tuple[NoteFile, ...]
    images: tuple[str, ...]
    course_digest: str

    def stamp(self, code: str) -> str:
        """Changes when anything changes that an import reads; `code` stands for the importing code itself."""
        digest = sha256(f"{self.root}\0{self.course_digest}\0{code}".encode())
        for note in self.notes:
            digest.update(f"{note.path}\0{note.sha256}\0".encode())
        for image in self.images:
            status = (self.root / image).stat()
            digest.update(f"{image}\0{status.st_size}\0{status.st_mtime_ns}\0".encode())
        return digest.hexdigest()


def read_folder(root: Path) -> Folder:
    """Everything below `root`; hidden files and folders are left alone. Raises OSError where a file can't be read."""
    notes, images, course = [], [], sha256()
    for path in sorted(_walk(root), key=reading_order):
        suffix = Path(path).suffix.lower()
        if path.startswith(f"{COURSE_FOLDER}/"):
            course.update(path.encode() + b"\0" + (root / path).read_bytes() + b"\0")
        elif suffix in NOTE_SUFFIXES:
            notes.append(read_note(root, path))
        elif suffix in IMAGE_SUFFIXES:
            images.append(path)
    return Folder(root, tuple(notes), tuple(images), course.hexdigest())


def read_note(root: Path, path: str) -> NoteFile:
    return NoteFile(path, sha256((root / path).read_bytes()).hexdigest())


def _walk(root: Path) -> list[str]:
    found = []
    for folder, folders, files in os.walk(root):
        folders[:] = [name for name in folders if not name.startswith(".") and name not in _SKIPPED_FOLDERS]
        prefix = os.path.relpath(folder, root).replace(os.sep, "/")
        prefix = "" if prefix == "." else f"{prefix}/"
        found += [prefix + name for name in files if not name.startswith(".")]
    return found


def reading_order(path: str) -> list[tuple[int, int, str]]:
    """Sorts as a reader would: a folder's own files before its sub-folders, README first, `2-x` before `10-x`."""
    *folders, name = path.lower().split("/")
    key = [(2, 0, "")] * 0
    for folder in folders:
        key += [(9, 0, ""), *_natural(folder)]
    first = _FIRST_NAMES.get(name.rpartition(".")[0], 2)
    return [*key, (3, first, ""), *_natural(name)]


def _natural(text: str) -> list[tuple[int, int, str]]:
    parts = re.split(r"(\d{1,18})", text)
    return [(4, int(part), "") if part.isdecimal() else (5, 0, part) for part in parts if part]
