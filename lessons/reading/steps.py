"""Walkthroughs: sections that lead through an installation, step by step."""

import re
from bisect import bisect_right
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace

from .blocks import Line
from .commands import commands
from .inline import plain
from .items import item_lists
from .note import Edit, Heading, Section, Step

_INSTALL = re.compile(
    r"安装|部署|搭建|配置|升级|初始化|快速(?:开始|入门|上手)|环境准备|上手"
    r"|\b(?:install|installation|installing|set ?up|setting up|deploy|deploying|deployment|bootstrap(?:ping)?"
    r"|upgrade|upgrading|getting started|quick ?start|hands[- ]on|walkthrough)\b",
    re.IGNORECASE,
)
_NO_STEP = re.compile(
    r"FAQ|Q\s?&\s?A|常见问题|问题|排错|故障|踩坑|疑难|参考|总结|小结|简介|介绍|概述|前言|背景|说明|附录|延伸阅读|目录"
    r"|\b(?:troubleshoot\w*|references?|links|see also|further reading|notes?|overview|introduction|background|summary"
    r"|conclusion|questions|known issues|appendix|table of contents|contents|help)\b",
    re.IGNORECASE,
)
_NUMBER = re.compile(r"[ ]{0,3}[1-9]\d?[、．]\s*")
_LONGEST_TITLE = 80


@dataclass(frozen=True, slots=True)
class _Part:
    """A stretch of the section's lines, by position, under a title."""

    title: str
    start: int
    end: int


def steps(lines: Sequence[Line], title: str, headings: Sequence[Heading]) -> tuple[Step, ...]:
    """The steps of a section named like an installation: its sub-sections or numbered items, if two have commands."""
    if not is_installation(title):
        return ()
    parts = list(_by_heading(lines, headings))
    helpful = [part for part in parts if is_step(part.title)]
    found = _as_steps(lines, helpful)
    if _is_walkthrough(found):
        return found
    rest = [part for part in parts if part not in helpful]
    found = _as_steps(lines, list(_by_item(lines, rest)))
    return found if _is_walkthrough(found) else ()


def walkthrough_of_sections(
    title: str, sections: Sequence[Section], bodies: Sequence[Sequence[Line]]
) -> tuple[Section, ...]:
    """A note named like an installation is one walkthrough when most of its sections have commands: each is a step,
    unless it has steps of its own."""
    if not is_installation(title):
        return tuple(sections)
    helpful = [at for at, section in enumerate(sections) if section.kind == "lesson" and is_step(section.heading.title)]
    found = {at: sections[at].steps or (_whole(sections[at], bodies[at]),) for at in helpful}
    with_commands = sum(any(step.commands for step in steps) for steps in found.values())
    if with_commands < 2 or with_commands * 2 < len(helpful):
        return tuple(sections)
    return tuple(replace(section, steps=found.get(at, ())) for at, section in enumerate(sections))


def _whole(section: Section, body: Sequence[Line]) -> Step:
    return _step(section.heading.title, section.line, section.end_line, body)


def is_step(title: str) -> bool:
    return not _NO_STEP.search(title)


def is_installation(title: str) -> bool:
    return _INSTALL.search(title) is not None and not _NO_STEP.search(title)


def _is_walkthrough(found: Sequence[Step]) -> bool:
    return sum(bool(step.commands) for step in found) > 1


def _as_steps(lines: Sequence[Line], parts: Sequence[_Part]) -> tuple[Step, ...]:
    return tuple(
        _step(part.title, lines[part.start].number, lines[part.end].number, lines[part.start + 1 : part.end + 1])
        for part in parts
    )


def _step(title: str, line: int, end_line: int, body: Sequence[Line]) -> Step:
    typed = commands(body)
    return Step(title, line, end_line, typed, () if typed else _edits(body))


def _edits(lines: Sequence[Line]) -> tuple[Edit, ...]:
    """The items of the outermost lists."""
    found = (item for item_list in item_lists(lines) if item_list.parent is None for item in item_list.items)
    texts = ((_text(lines[item.at : item.end + 1]), item.line.number) for item in found)
    return tuple(Edit(text, number) for text, number in texts if text)


def _text(lines: Sequence[Line]) -> str:
    return plain(" ".join(line.content for line in lines if line.kind in ("text", "fence")))


def _by_heading(lines: Sequence[Line], headings: Sequence[Heading]) -> Iterator[_Part]:
    if not headings:
        return
    level = min(heading.level for heading in headings)
    first = lines[0].number
    top = [heading for heading in headings if heading.level == level]
    ends = [heading.line - first for heading in top[1:]] + [len(lines)]
    for heading, end in zip(top, ends, strict=True):
        yield _part(lines, heading.title, heading.line - first, end - 1)


def _by_item(lines: Sequence[Line], without: Sequence[_Part]) -> Iterator[_Part]:
    """Numbered items, each with what follows up to the next one or a heading: commands often stand below an item
    without its indent."""
    elsewhere = {at for part in without for at in range(part.start, part.end + 1)}
    starts = sorted(at for at in (*_ordered_items(lines), *_numbered_paragraphs(lines)) if at not in elsewhere)
    stops = [at for at, line in enumerate(lines) if line.kind in ("heading", "setext") and not line.containers]
    ends = sorted({*starts, *stops, len(lines)})
    for start in starts:
        yield _part(lines, _title(lines[start]), start, ends[bisect_right(ends, start)] - 1)


def _ordered_items(lines: Sequence[Line]) -> Iterator[int]:
    for item_list in item_lists(lines):
        if item_list.parent is None and item_list.items[0].line.ordered:
            yield from (item.at for item in item_list.items)


def _numbered_paragraphs(lines: Sequence[Line]) -> Iterator[int]:
    """`1、安装` is no list in Markdown, but written like one in Chinese."""
    for at, line in enumerate(lines):
        if line.kind == "text" and not line.containers and _NUMBER.match(line.content):
            yield at


def _part(lines: Sequence[Line], title: str, start: int, end: int) -> _Part:
    while end > start and lines[end].kind == "blank":
        end -= 1
    return _Part(title, start, end)


def _title(line: Line) -> str:
    text = _NUMBER.sub("", plain(line.content)).rstrip(" :：")
    return text if len(text) <= _LONGEST_TITLE else text[: _LONGEST_TITLE - 1] + "…"
