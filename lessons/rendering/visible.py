"""The visible text of a piece of HTML, each stretch of it with its place in the HTML.

Reads safe, well-formed HTML once. For every block (a paragraph or the like) it also keeps where a margin note may be
put, and how far down the page the block is.
"""

import re
from collections.abc import Sequence
from dataclasses import dataclass, field
from html import unescape
from math import ceil

_INSIDE = r"(?:[^<>\"']|\"[^\"]*\"|'[^']*')*"
TAG = re.compile(rf"<{_INSIDE}>")
TOKEN = re.compile(rf"<!--.*?-->|<(/?)([a-zA-Z][a-zA-Z0-9]*)({_INSIDE})>|[^<]+|<", re.S)
ENTITY = re.compile(r"&(?:#\d+|#[xX][0-9a-fA-F]+|\w+);")
ATTRIBUTE = re.compile(r"""\s(href|src|data-missing|alt|class)\s*=\s*(?:"([^"]*)"|'([^']*)')""")

BLOCKS = frozenset(
    {"address", "article", "aside", "blockquote", "caption", "dd", "details", "div", "dl", "dt", "figcaption"}
    | {"figure", "footer", "h1", "h2", "h3", "h4", "h5", "h6", "header", "hr", "li", "main", "ol", "p", "pre"}
    | {"section", "summary", "table", "tbody", "td", "tfoot", "th", "thead", "tr", "ul"}
)
VOID = frozenset({"br", "hr", "img", "input", "wbr", "col"})
# A margin note cannot stand inside these; it stands after the outermost of them.
HOLDERS = frozenset({"p", "h1", "h2", "h3", "h4", "h5", "h6", "pre", "table", "figure", "summary"})
WRAPPERS = frozenset({"table", "highlight", "codehilite"})  # classes of a <div> around a table or code

# Heights are estimated in lines of running text: 40 Chinese or 80 Latin characters make one.
LINE = 40
GAP = 0.5  # between blocks
PICTURE = 14

BREAK = "\0"  # stands between blocks in `Visible.text`; no quote reaches across it


@dataclass(slots=True)
class Block:
    """`start` counts in `Visible.text`; `note_at` is where in the HTML a margin note for the block may be put."""

    start: int
    line: float
    pre: bool = False
    note_at: int = -1


@dataclass(slots=True)
class Element:
    """`end` is the place in the HTML after the closing tag; `waiting` are blocks whose notes go there."""

    tag: str
    holder: bool = False
    waiting: list[Block] = field(default_factory=list)
    end: int = -1


@dataclass(slots=True)
class Piece:
    """A stretch of text, one entity, or a picture (of no length), from `start` in the text and `at` in the HTML."""

    start: int
    length: int
    at: int
    html_length: int
    block: Block
    link: Element | None


@dataclass(slots=True)
class Named:
    """An attribute that leads to a file or stands for a picture; `element` is None where no text belongs to it."""

    name: str
    value: str
    at: int
    element: Element | None


class Visible:
    """`pieces` in the order of `text`. What an <svg> says is drawn, not read, and left out."""

    def __init__(self, html: str) -> None:
        self.pieces: list[Piece] = []
        self.named: list[Named] = []
        self._parts: list[str] = []
        self._length = 0
        self._line = 0.0
        self._block: Block | None = None
        self._block_part = 0
        self._stack: list[Element] = []
        self._terms: list[Block] = []  # blocks in a <dt>, waiting for the end of its <dd>
        self._read(html)
        self.text = "".join(self._parts)

    def line_of(self, block: Block, place: int) -> float:
        """How far down the page the character at `place` of the text is, in lines."""
        return block.line + _height(block, [self.text[block.start : place]])

    def _read(self, html: str) -> None:
        drawings = 0
        for token in TOKEN.finditer(html):
            closing, tag, rest = token.group(1), (token.group(2) or "").lower(), token.group(3)
            if tag == "svg":
                drawings += -1 if closing else 1
            elif drawings or token.group().startswith("<!--"):
                continue
            elif not tag:
                self._text(token.group(), token.start())
            elif closing:
                self._close(tag, token.start(), token.end())
            else:
                self._open(tag, rest, token.start(), token.end())
        self._end_block(len(html))
        for block in self._terms:
            block.note_at = len(html)

    def _open(self, tag: str, rest: str, at: int, end: int) -> None:
        attributes = {name: unescape(one or two) for name, one, two in ATTRIBUTE.findall(rest)}
        wrapper = attributes.pop("class", "") in WRAPPERS
        if tag in BLOCKS:
            self._end_block(at)
        if tag == "br":
            self._add("\n")
        element = None if tag in VOID else Element(tag, tag in HOLDERS or wrapper)
        self.named += [Named(name, value, at, element) for name, value in attributes.items()]
        if tag in ("img", "figure"):
            self._line += PICTURE
        if tag == "img":
            self.pieces.append(Piece(self._length, 0, at, end - at, self._begin_block(), self._link()))
        if element:
            self._stack.append(element)

    def _close(self, tag: str, at: int, end: int) -> None:
        if tag in BLOCKS:
            self._end_block(at)
        while self._stack:
            element = self._stack.pop()
            element.end = end
            for block in element.waiting:
                block.note_at = end
            if element.tag == tag:
                break
        if self._terms and tag in ("dd", "dl"):
            for block in self._terms:
                block.note_at = at if tag == "dd" else end
            self._terms.clear()

    def _text(self, raw: str, at: int) -> None:
        if self._block is None and raw.isspace():
            return
        block, link, place = self._begin_block(), self._link(), 0
        for entity in ENTITY.finditer(raw):
            self._piece(raw[place : entity.start()], at + place, block, link)
            self._piece(unescape(entity.group()), at + entity.start(), block, link, len(entity.group()))
            place = entity.end()
        self._piece(raw[place:], at + place, block, link)

    def _piece(self, text: str, at: int, block: Block, link: Element | None, html_length: int = 0) -> None:
        if text:
            length = len(text)
            self.pieces.append(Piece(self._length, length, at, html_length or length, block, link))
            self._add(text)

    def _add(self, text: str) -> None:
        self._parts.append(text)
        self._length += len(text)

    def _link(self) -> Element | None:
        return next((element for element in reversed(self._stack) if element.tag == "a"), None)

    def _begin_block(self) -> Block:
        if self._block is None:
            pre = any(element.tag == "pre" for element in self._stack)
            self._block, self._block_part = Block(self._length, self._line, pre), len(self._parts)
        return self._block

    def _end_block(self, at: int) -> None:
        block, self._block = self._block, None
        if block is None:
            return
        self._line += ceil(_height(block, self._parts[self._block_part :])) + GAP
        self._add(BREAK)
        holder = next((element for element in self._stack if element.holder), None)
        if holder:
            holder.waiting.append(block)
        elif any(element.tag == "dt" for element in self._stack):
            self._terms.append(block)
        else:
            block.note_at = at


def _height(block: Block, parts: Sequence[str]) -> float:
    if block.pre:
        return sum(part.count("\n") for part in parts)
    return sum(1 if char > "\u2e7f" else 0.5 for part in parts for char in part) / LINE
