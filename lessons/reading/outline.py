"""Headings, and which of them divide a note into sections."""

import re
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass

from .anchors import Anchors
from .blocks import Line
from .inline import plain
from .note import Heading
from .steps import is_installation

_ID = r"[\w.:-]+"
_ATTRIBUTES = re.compile(rf"\{{:?[ \t]*#({_ID})(?:[ \t][^{{}}]*)?\}}$")
_ID_COMMENT = re.compile(rf"<!--[ \t]*id:[ \t]*({_ID})[ \t]*-->")
_CLOSING = re.compile(r"(?:^|[ \t])#+$")
_NUMBERED = re.compile(r"[\d一二三四五六七八九十]+[.、．\s]|第.{1,3}[章节篇部]|(?:chapter|part) ", re.IGNORECASE)
_UNSEEN = frozenset(["blank", "comment"])


@dataclass(frozen=True, slots=True)
class Place:
    """A heading; `at` and `end` are positions in the scanned lines of its first and last line."""

    heading: Heading
    at: int
    end: int


@dataclass(frozen=True, slots=True)
class Division:
    """The heading that is the note's title alone, if any, and those that begin sections."""

    title: Place | None
    starts: tuple[Place, ...]


def places(lines: Sequence[Line]) -> list[Place]:
    """Every heading that stands by itself; in a list item or a quote it is part of that."""
    anchors = Anchors()
    path: list[tuple[int, str]] = []
    found: list[Place] = []
    for at, line in enumerate(lines):
        if line.kind == "heading" or (line.kind == "setext" and line.opens):
            if line.containers or line.quote:
                continue
            end = at if line.kind == "heading" else _end(lines, at)
            found.append(_place(lines, at, end, anchors, path))
    return found


def _end(lines: Sequence[Line], at: int) -> int:
    while not lines[at].closes:
        at += 1
    return at


def _place(lines: Sequence[Line], at: int, end: int, anchors: Anchors, path: list[tuple[int, str]]) -> Place:
    line = lines[at]
    text, explicit = _text_and_id(lines, at, end)
    title = plain(text)
    while path and path[-1][0] >= line.level:
        path.pop()
    path.append((line.level, title))
    titles = tuple(title for _, title in path)
    return Place(Heading(title, line.level, line.number, anchors.take(title), titles, explicit), at, end)


def _text_and_id(lines: Sequence[Line], at: int, end: int) -> tuple[str, str]:
    line = lines[at]
    if line.kind == "heading":
        text = _CLOSING.sub("", line.content.strip(" \t")[line.level :].rstrip(" \t")).strip(" \t")
    else:
        text = "\n".join(line.content.strip(" \t") for line in lines[at:end])
    if text.endswith("}") and (match := _ATTRIBUTES.search(text, text.rfind("{"))):
        return text[: match.start()].rstrip(), match[1]
    return text, _commented_id(lines, at - 1) or _commented_id(lines, end + 1)


def _commented_id(lines: Sequence[Line], at: int) -> str:
    if 0 <= at < len(lines) and lines[at].kind == "comment" and lines[at].opens:
        match = _ID_COMMENT.fullmatch(lines[at].content.strip())
        return match[1] if match else ""
    return ""


def divide(lines: Sequence[Line], headings: Sequence[Place], titled: bool = False) -> Division:
    """Sections begin at every heading of the highest level that has at least two, the title aside; and at higher ones
    that have text of their own. What stands alone at its level with text below it, or is an installation, whose
    sub-sections are steps, stays whole.

    A first heading above all others is the title. So is one of several `#` when nothing but headings as high follow
    (the title of a book of `#` chapters), or when it alone holds `##`, far more of them than there are other `#` (the
    title, with an appendix that was made `#` by mistake) - unless it is numbered like a chapter or the note is
    `titled` by its front matter.
    """
    if len(headings) < 2:
        return Division(None, tuple(headings))
    title = headings[0] if _is_title(lines, headings, titled) else None
    rest = headings[1:] if title else headings
    beneath = _beneath(headings) if title else []
    level = min(beneath) if beneath and len(beneath) < len(rest) else _dividing_level(lines, rest)
    starts = tuple(
        place
        for at, place in enumerate(rest)
        if place.heading.level == level or (place.heading.level < level and _has_text(lines, rest, at))
    )
    return Division(title, starts)


def _is_title(lines: Sequence[Line], headings: Sequence[Place], titled: bool) -> bool:
    levels = [place.heading.level for place in headings]
    others = levels[1:]
    if levels[0] < min(others):
        return True
    if levels[0] > min(others):
        return False
    peers = others.count(levels[0])
    beneath = _beneath(headings)
    if not beneath:
        return not _has_text(lines, headings, 0) and peers > 1
    if titled or levels[0] > 1 or _NUMBERED.match(headings[0].heading.title):
        return False
    return beneath.count(2) > 2 * peers and len(beneath) == len(others) - peers


def _beneath(headings: Sequence[Place]) -> list[int]:
    """Levels of the headings between the first one and the next that is as high."""
    levels = [place.heading.level for place in headings]
    end = next((at for at, level in enumerate(levels[1:], 1) if level <= levels[0]), len(levels))
    return levels[1:end]


def _dividing_level(lines: Sequence[Line], headings: Sequence[Place]) -> int:
    counts = Counter(place.heading.level for place in headings)
    total = 0
    for level in sorted(counts):
        total += counts[level]
        if total > 1 or (level < max(counts) and _stays_whole(lines, headings, level)):
            return level
    return max(counts)


def _stays_whole(lines: Sequence[Line], headings: Sequence[Place], level: int) -> bool:
    """Whether the only heading of its level leads a lesson rather than just standing above several."""
    first = headings[0].heading
    return first.level == level and (_has_text(lines, headings, 0) or is_installation(first.title))


def _has_text(lines: Sequence[Line], headings: Sequence[Place], at: int) -> bool:
    """Whether anything visible stands between a heading and the next one."""
    start = headings[at].end + 1
    end = headings[at + 1].at if at + 1 < len(headings) else len(lines)
    return visible(lines[start:end])


def visible(lines: Sequence[Line]) -> bool:
    return any(line.kind not in _UNSEEN for line in lines)
