"""What becomes of one file of notes, as it comes from the worker process that converted it."""

from dataclasses import dataclass
from pathlib import Path

from lessons.reading.note import Note, Section
from lessons.rendering.rendered import Rendered


@dataclass(frozen=True)
class Job:
    """`splits` are the (section, sub-section) pairs that the course makes lessons of their own."""

    root: Path
    path: str
    splits: tuple[tuple[str, str], ...] = ()


@dataclass(frozen=True)
class Entry:
    """Something to be found: what `search.Entry` wants but for the lesson."""

    kind: str
    anchor: str
    title: str
    text: str
    tokens_title: str
    tokens_text: str


@dataclass(frozen=True)
class ConvertedSection:
    section: Section
    source: str
    title_html: str
    rendered: Rendered
    entries: tuple[Entry, ...]
    minutes: int


@dataclass(frozen=True)
class Converted:
    """`note.lines` is left out: it would only cost time on its way between processes."""

    note: Note
    sha256: str
    title_html: str
    intro_source: str
    intro: Rendered
    sections: tuple[ConvertedSection, ...]
