"""The block structure of Markdown lines, as CommonMark sees it: what is a fence, a heading, a list item, a comment.

Line by line, unlike a parser's tree: that is what terms, steps and ranges of lines are found by.
"""

from collections.abc import Sequence

from .line import Container, Kind, Line
from .openers import (
    MAX_DEPTH,
    Marker,
    closes_fence,
    columns,
    delimiter_row_width,
    fence_start,
    heading_level,
    html_end,
    is_reference,
    is_rule,
    item_marker,
    row_width,
    setext_level,
    skip,
)

__all__ = ["Container", "Kind", "Line", "scan"]


def scan(lines: Sequence[str], first: int = 1) -> list[Line]:
    """One `Line` per source line, in linear time; `first` is the number of the first one.

    No more than `MAX_DEPTH` containers are opened within each other; deeper markers are read as text.
    """
    return _Scanner(first).run(lines)


# What can begin a block other than a paragraph; any other first character needs no closer look.
_STARTERS = frozenset(" \t>#`~<=-*+_|:0123456789")


class _Scanner:
    __slots__ = (
        *("fence", "first", "inside", "needle", "no_table", "offsets", "opened", "out"),
        *("paragraph", "quote", "raw", "stack", "table"),
    )

    def __init__(self, first: int) -> None:
        self.first = first
        self.out: list[Line] = []
        self.stack: list[Container] = []
        self.offsets: tuple[int, ...] = ()
        self.inside: tuple[Container, ...] = ()
        self.quote = 0
        self.opened: list[Marker] = []  # by the line in hand
        self.paragraph: list[Line] = []  # lines of the open one
        self.table = False
        self.no_table = False  # GitHub gives a paragraph one chance to become a table
        self.raw: Kind | None = None  # an open fence, comment or HTML block ...
        self.fence = ("", 0)  # ... ended by such a line
        self.needle: tuple[str, ...] = ()  # ... or by one of these, or by a blank line when there are none

    def run(self, lines: Sequence[str]) -> list[Line]:
        for text in lines:
            if self.raw is None and text[:1] not in _STARTERS and text:
                self._add_text(text, 0, 0)
            else:
                self._take(text)
        self._close_block()
        return self.out

    def _take(self, text: str) -> None:
        rest, column, matched = self._match(text) if self.stack else (text, 0, 0)
        if self.raw is not None:
            if matched == len(self.stack) and self._continue_raw(rest, column):
                return
            self._close_block()
        self._open(rest, column, matched)

    def _match(self, text: str) -> tuple[str, int, int]:
        """Strips the prefixes of the open containers; tells how many of them the line has."""
        rest, column = text, 0
        for matched, container in enumerate(self.stack):
            body = rest.lstrip(" \t")
            indent = len(rest) - len(body)
            if "\t" in rest:
                indent = columns(rest, indent, column)
            if container.marker is None:
                if indent > 3 or body[:1] != ">":
                    return rest, column, matched
                rest, column = _after_quote_mark(body, column + indent)
            elif not body:
                if container.bare and indent < container.width:
                    return rest, column, matched
                rest = skip(rest, column, container.width)
                column += container.width
            elif indent < container.width:
                return rest, column, matched
            else:
                rest = skip(rest, column, container.width)
                column += container.width
                container.bare = False
        return rest, column, len(self.stack)

    def _continue_raw(self, rest: str, column: int) -> bool:
        kind = self.raw
        assert kind is not None  # noqa: S101 - for the type checker
        body = rest.lstrip(" \t")
        if kind != "fence" and not self.needle and not body:
            return False
        indent = columns(rest, len(rest) - len(body), column)
        line = self._add(kind, rest, indent)
        if closes_fence(body, indent, self.fence) if kind == "fence" else _has(body, self.needle):
            line.closes = True
            self.raw = None
        return True

    def _open(self, rest: str, column: int, matched: int) -> None:
        """Opens what begins on the line: containers, then a block."""
        while True:
            body = rest.lstrip(" \t")
            indent = len(rest) - len(body)
            if "\t" in rest:
                indent = columns(rest, indent, column)
            if not body:
                return self._add_blank(rest, indent, matched)
            if indent > 3:
                if self.paragraph:
                    return self._add_text(rest, indent, matched)
                self._cut(matched)
                self._add("indented", rest, indent)
                return None
            if body[0] not in _STARTERS:
                return self._add_text(rest, indent, matched)
            if body[0] == ">" and matched < MAX_DEPTH:
                self._cut(matched)
                self._push(Container(None))
                rest, column = _after_quote_mark(body, column + indent)
            elif self._add_block(rest, body, indent, matched):
                return None
            else:
                marker = item_marker(body, column + indent)
                if marker is None or not self._may_open(marker, matched):
                    return self._add_text(rest, indent, matched)
                self._cut(matched)
                width = indent + marker.width
                self._push(Container(marker, width, column + width))
                self.opened.append(marker)
                rest = skip(body[len(marker.text) :], column + indent + len(marker.text), marker.padding)
                column += width
            matched += 1

    def _may_open(self, marker: Marker, matched: int) -> bool:
        if matched >= MAX_DEPTH:
            return False
        return not self._interrupts(matched) or (marker.start == 1 and not marker.bare)

    def _interrupts(self, matched: int) -> bool:
        """Whether a paragraph is open in the very container that the line is in."""
        return bool(self.paragraph) and matched == len(self.stack)

    def _add_block(self, rest: str, body: str, indent: int, matched: int) -> bool:
        """Adds the line if it is a block's first line (a heading's underline, a table's delimiter row)."""
        first = body[0]
        if first == "#":
            return self._add_heading(rest, body, indent, matched)
        if first in "`~":
            return self._add_fence(rest, body, indent, matched)
        if first == "<":
            return self._add_html(rest, body, indent, matched)
        if first in "=-|:" and self._interrupts(matched):
            if first in "=-" and setext_level(body):
                return self._add_underline(rest, body, indent)
            if first != "=" and self._add_delimiter_row(rest, body, indent):
                return True
        if first in "*-_" and is_rule(body):
            self._cut(matched)
            self._add("rule", rest, indent)
            return True
        return False

    def _add_heading(self, rest: str, body: str, indent: int, matched: int) -> bool:
        level = heading_level(body)
        if level:
            self._cut(matched)
            self._add("heading", rest, indent).level = level
        return level > 0

    def _add_fence(self, rest: str, body: str, indent: int, matched: int) -> bool:
        start = fence_start(body)
        if start is None:
            return False
        self._cut(matched)
        line = self._add("fence", rest, indent)
        line.opens = True
        line.info = start.info
        self.raw, self.fence = "fence", (body[0], start.length)
        return True

    def _add_html(self, rest: str, body: str, indent: int, matched: int) -> bool:
        needle = html_end(body, self._interrupts(matched))
        if needle is None:
            return False
        self._cut(matched)
        kind: Kind = "comment" if needle == ("-->",) else "html"
        line = self._add(kind, rest, indent)
        line.opens = True
        if needle and _has(body, needle):
            line.closes = True
        else:
            self.raw, self.needle = kind, needle
        return True

    def _add_underline(self, rest: str, body: str, indent: int) -> bool:
        level = setext_level(body)
        text = self._without_references()
        if not text:
            self.paragraph.append(self._add("text", rest, indent))
            return True
        for line in text:
            line.kind, line.level = "setext", level
        text[0].opens = True
        self.paragraph = []
        line = self._add("setext", rest, indent)
        line.level, line.closes = level, True
        return True

    def _without_references(self) -> list[Line]:
        lines = self.paragraph
        start = 0
        while start < len(lines) and is_reference(lines[start].content):
            start += 1
        return lines[start:]

    def _add_delimiter_row(self, rest: str, body: str, indent: int) -> bool:
        head = self.paragraph[-1]
        width = delimiter_row_width(body)
        if not width or self.no_table:
            return False
        if row_width(head.content) != width:
            self.no_table = True
            return False
        head.kind, head.opens = "table", True
        self.paragraph = []
        self._add("table", rest, indent)
        self.table = True
        return True

    def _add_text(self, rest: str, indent: int, matched: int) -> None:
        if self.paragraph:
            self._continue_paragraph(rest, indent, matched < len(self.stack))
        elif self.table and matched == len(self.stack):
            self._add("table", rest, indent)
        else:
            after_blank = _defines(rest) and self._term_before_blank(matched)
            self._cut(matched)
            self.no_table = False
            self.paragraph = [self._add("definition" if after_blank else "text", rest, indent)]

    def _continue_paragraph(self, rest: str, indent: int, lazy: bool) -> None:
        before = self.paragraph[-1]
        kind: Kind = before.kind
        if _defines(rest) and not lazy:
            kind = "definition"
            if before.kind == "definition" and not _defines(before.content):
                before.kind = "text"  # it was the next term, not more of the definition before
        line = self._add(kind, rest, indent)
        line.lazy = lazy
        self.paragraph.append(line)

    def _term_before_blank(self, matched: int) -> bool:
        """Whether a one-line paragraph and a blank line stand above: a term, if `: text` follows."""
        above = self.out[-3:]
        if len(above) < 2 or matched != len(self.stack) or self.opened:
            return False
        term, blank = above[-2:]
        single = len(above) == 2 or above[0].kind not in ("text", "definition")
        return single and blank.kind == "blank" and term.kind == "text" and term.containers == self.offsets

    def _add_blank(self, rest: str, indent: int, matched: int) -> None:
        self._cut(matched)
        if self.opened:
            self.stack[-1].bare = True
        self._add("blank", rest, indent)

    def _add(self, kind: Kind, content: str, indent: int) -> Line:
        number = self.first + len(self.out)
        opened = self.opened
        if opened:
            last = opened[-1]
            line = Line(number, kind, content, self.offsets, True, last.ordered, last.text, self.quote, indent)
            line.opened = len(opened)
            self.opened = []
        else:
            line = Line(number, kind, content, self.offsets, False, False, "", self.quote, indent)
        line.inside = self.inside
        self.out.append(line)
        return line

    def _push(self, container: Container) -> None:
        self.stack.append(container)
        self.inside = (*self.inside, container)
        if container.marker is None:
            self.quote += 1
        else:
            self.offsets = (*self.offsets, container.offset)

    def _cut(self, matched: int) -> None:
        """Ends the open block, and the containers beyond the first `matched`."""
        self.paragraph = []
        self._close_block()
        if matched < len(self.stack):
            gone = self.stack[matched:]
            del self.stack[matched:]
            self.inside = self.inside[:matched]
            quotes = sum([container.marker is None for container in gone]) if self.quote else 0
            self.quote -= quotes
            self.offsets = self.offsets[: len(self.offsets) - len(gone) + quotes]

    def _close_block(self) -> None:
        if self.raw is not None or self.table:
            self.out[-1].closes = True
            self.raw = None
            self.table = False


def _after_quote_mark(body: str, column: int) -> tuple[str, int]:
    rest = body[1:]
    if rest[:1] in (" ", "\t"):
        return skip(rest, column + 1, 1), column + 2
    return rest, column + 1


def _has(body: str, needles: tuple[str, ...]) -> bool:
    lower = body.lower()
    return any(needle in lower for needle in needles)


def _defines(text: str) -> bool:
    if ":" not in text[:4]:
        return False
    body = text.lstrip(" \t")
    return body[:1] == ":" and body[1:2] in (" ", "\t") and bool(body[1:].strip(" \t"))
