"""The door of reading: a file's bytes in, a `Note` out."""

import re
from bisect import bisect_left, bisect_right
from collections.abc import Sequence
from dataclasses import dataclass, replace
from itertools import islice
from pathlib import PurePosixPath
from typing import Literal

from .anchors import slug
from .blocks import Line, scan
from .decoding import NotTextError, decode
from .frontmatter import FrontMatter, front_matter
from .limits import too_deep
from .links import definitions, links
from .note import Heading, Note, Problem, Section, Unreadable
from .outline import Division, Place, divide, places, visible
from .references import is_references
from .splitting import Splits, Stretch, split, stretches
from .steps import steps, walkthrough_of_sections
from .terms import terms

__all__ = ["MAX_BYTES", "Unreadable", "read"]

MAX_BYTES = 2 * 1024 * 1024

_HANZI = re.compile(r"[\u3400-\u9fff]+")
_LATIN = re.compile(r"[A-Za-z]+")
_FAIR_SHARE = 0.1  # of Chinese among the letters: one character says as much as several Latin letters
_SAMPLE = 3000  # characters
_FOLDER_NOTES = frozenset(["readme", "index"])


def read(path: str, data: bytes, splits: Splits = ()) -> Note:
    """The note in `data`, the content of the file at `path` (relative to the folder of notes).

    `splits`: (section title, item title) pairs; a section of its own begins at each such item or sub-heading.
    Raises `Unreadable` for what is too large, nested too deeply, or no text.
    """
    if len(data) > MAX_BYTES:
        limit = f"The file has {len(data) / 2**20:.1f} MiB; the limit is {MAX_BYTES // 2**20} MiB."
        raise Unreadable(Problem(path, 1, "too-large", limit))
    try:
        decoded = decode(data)
    except NotTextError:
        raise Unreadable(Problem(path, 1, "not-text", "This is not a text file.")) from None
    head = front_matter(decoded.lines)
    scanned = scan(decoded.lines[head.end :], head.end + 1)
    if deep := too_deep(scanned, "\n".join(decoded.lines)):
        raise Unreadable(Problem(path, deep, "too-deep", "Lists, quotes or brackets are nested too deeply here."))
    problems = _problems(path, decoded.bad_lines, decoded.encoding, head)
    return _Reader(path, decoded.lines, decoded.encoding, head, scanned, splits).note(problems)


def _problems(path: str, bad_lines: Sequence[int], encoding: str, head: FrontMatter) -> list[Problem]:
    found = [Problem(path, head.error_line, "front-matter", head.error)] if head.error else []
    message = f"Some bytes here are no {encoding.upper()} text; \ufffd stands in their place."
    return found + [Problem(path, line, "bad-bytes", message) for line in bad_lines]


@dataclass(frozen=True, slots=True)
class _Reader:
    path: str
    lines: tuple[str, ...]
    encoding: str
    head: FrontMatter
    scanned: Sequence[Line]
    splits: Splits

    def note(self, problems: list[Problem]) -> Note:
        headings = places(self.scanned)
        division = divide(self.scanned, headings, "title" in self.head.meta)
        title = self.title(division, headings)
        sections = self.identified(stretches(self.scanned, division.starts) or self.whole(title))
        cut, missing = split(self.scanned, sections, headings, self.splits) if self.splits else (sections, [])
        problems += [self.missing(headings, section, part) for section, part in missing]
        targets = definitions(self.scanned)
        intro = self.intro(division.title, cut)
        title_place = division.title or (headings[0] if headings else None)
        return Note(
            path=self.path,
            title=title,
            title_line=title_place.heading.line if title_place else 1,
            language=self.language(),
            encoding=self.encoding,
            lines=self.lines,
            intro=intro,
            sections=walkthrough_of_sections(
                title,
                [self.section(stretch, headings, targets) for stretch in cut],
                [self.scanned[stretch.body : stretch.end + 1] for stretch in cut],
            ),
            intro_links=links(self.scanned[intro[0] - self.first : intro[1] - self.first + 1], targets),
            meta=dict(self.head.meta),
            problems=tuple(sorted(problems, key=lambda problem: problem.line)),
        )

    @property
    def first(self) -> int:
        """The number of the first line after the front matter."""
        return self.head.end + 1

    def title(self, division: Division, headings: Sequence[Place]) -> str:
        given = self.head.meta.get("title", "")
        if given or headings:
            return given or (division.title or headings[0]).heading.title or self.stem()
        return self.stem()

    def stem(self) -> str:
        path = PurePosixPath(self.path)
        return path.parent.name or path.stem if path.stem.lower() in _FOLDER_NOTES else path.stem

    def whole(self, title: str) -> list[Stretch]:
        """One section of everything, for a note without headings."""
        if not visible(self.scanned):
            return []
        heading = Heading(title, 1, self.first, slug(title), (title,))
        return [Stretch(heading, 0, 0, len(self.scanned) - 1)]

    def identified(self, sections: list[Stretch]) -> list[Stretch]:
        """The id of the front matter is that of the section, where there is but one."""
        given = self.head.meta.get("id", "")
        if given and len(sections) == 1 and not sections[0].heading.explicit_id:
            return [replace(sections[0], heading=replace(sections[0].heading, explicit_id=given))]
        return sections

    def intro(self, title: Place | None, sections: Sequence[Stretch]) -> tuple[int, int]:
        """From after the title (or from before it, when text stands there) to the first section."""
        start = title.end + 1 if title and not visible(self.scanned[: title.at]) else 0
        end = sections[0].start if sections else len(self.scanned)
        empty = not visible(self.scanned[start:end])
        return self.first + start, self.first + (start if empty else end) - 1

    def section(self, stretch: Stretch, headings: Sequence[Place], targets: dict[str, str]) -> Section:
        body = self.scanned[stretch.body : stretch.end + 1]
        title = stretch.heading.title
        inner = slice(bisect_left(headings, stretch.body, key=_at), bisect_right(headings, stretch.end, key=_at))
        within = tuple(place.heading for place in headings[inner])
        references = is_references(title, body)
        return Section(
            heading=stretch.heading,
            kind="references" if references else "lesson",
            line=self.first + stretch.start,
            body_line=self.first + stretch.body,
            end_line=self.first + stretch.end,
            subsections=within,
            terms=() if references else terms(body, title, within),
            steps=() if references else steps(body, title, within),
            links=links(self.scanned[stretch.start : stretch.end + 1], targets),
            indent=stretch.indent,
        )

    def missing(self, headings: Sequence[Place], section: str, part: str) -> Problem:
        line = next((place.heading.line for place in headings if place.heading.title == section), 1)
        return Problem(self.path, line, "split-not-found", f"“{section}” has no item or heading “{part}” to split at.")

    def language(self) -> Literal["zh", "en"]:
        given = self.head.meta.get("lang", "").lower()
        if given.startswith(("zh", "en")):
            return "zh" if given.startswith("zh") else "en"
        text = " ".join(islice((line.content for line in self.scanned if line.kind not in _RAW), _SAMPLE // 20))
        hanzi, latin = (sum(map(len, letters.findall(text[:_SAMPLE]))) for letters in (_HANZI, _LATIN))
        return "zh" if hanzi > _FAIR_SHARE * (hanzi + latin) else "en"


def _at(place: Place) -> int:
    return place.at


_RAW = frozenset(["fence", "indented", "comment", "blank", "html", "rule"])
