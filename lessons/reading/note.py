"""What a note says, as data: the shapes that reading makes and that rendering and importing use.

Lines are counted from 1 in the file as it lies on disk (front matter included); `Note.lines[n - 1]` is line n,
without its line end. Ranges are inclusive at both ends.
"""

from dataclasses import dataclass, field
from typing import Any, Literal

LESSON, REFERENCES = "lesson", "references"


@dataclass(frozen=True)
class Problem:
    """Something to tell the author, with its place. `code` is a stable kebab-case name, for scripts."""

    file: str
    line: int
    code: str
    message: str


class Unreadable(Exception):
    """A file that can't become a note; `problem` says why."""

    def __init__(self, problem: Problem) -> None:
        super().__init__(f"{problem.file}:{problem.line}: {problem.message}")
        self.problem = problem


@dataclass(frozen=True)
class Link:
    """A relative link or image as written, e.g. `./cka.md#top`; absolute URLs are not listed."""

    target: str
    line: int
    image: bool = False


@dataclass(frozen=True)
class Heading:
    """`title` is plain text; `path` holds the titles of the headings above it and its own."""

    title: str
    level: int
    line: int
    anchor: str
    path: tuple[str, ...]
    explicit_id: str = ""


@dataclass(frozen=True)
class Term:
    """A name that the note explains. `text` is the Markdown of the explanation, without name and separator."""

    name: str
    group: str
    line: int
    end_line: int
    text: str
    form: Literal["list", "table", "definition"] = "list"


@dataclass(frozen=True)
class Command:
    """One command to type, prompt stripped; a heredoc or a continued line is one command of several lines."""

    text: str
    line: int


@dataclass(frozen=True)
class Edit:
    """Something to do by hand: an item of a step that has no commands. `text` is plain."""

    text: str
    line: int


@dataclass(frozen=True)
class Step:
    title: str
    line: int
    end_line: int
    commands: tuple[Command, ...] = ()
    edits: tuple[Edit, ...] = ()


@dataclass(frozen=True)
class Section:
    """A part of a note that becomes a lesson (or a list of references). `heading` may be a list item's title
    where the course splits a section there. `text` of the section is lines `line`..`end_line` of the note,
    heading line(s) included; `body_line` is the first line after the heading. `indent`: columns to take off the
    body's lines, being the content of that list item."""

    heading: Heading
    kind: Literal["lesson", "references"]
    line: int
    body_line: int
    end_line: int
    subsections: tuple[Heading, ...] = ()
    terms: tuple[Term, ...] = ()
    steps: tuple[Step, ...] = ()
    links: tuple[Link, ...] = ()
    indent: int = 0


@dataclass(frozen=True)
class Note:
    """One file. `path` is relative to the folder of notes, with `/`. `intro` is the line range between the title
    and the first section (empty when first > last); it holds the title's own line too if text stands above that.
    `meta` has the front matter's title, id and lang, as text."""

    path: str
    title: str
    title_line: int
    language: Literal["zh", "en"]
    encoding: str
    lines: tuple[str, ...]
    intro: tuple[int, int]
    sections: tuple[Section, ...] = ()
    intro_links: tuple[Link, ...] = ()
    meta: dict[str, Any] = field(default_factory=dict)
    problems: tuple[Problem, ...] = ()
