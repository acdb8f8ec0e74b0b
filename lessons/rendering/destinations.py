"""Where a link goes: `(address "title")`, `[label]`, and `[label]: address "title"` further down."""

import re
from typing import NamedTuple

from lessons.rendering.entities import unescaped

_LABEL = re.compile(r"\[((?:[^\[\]\\]|\\.){0,999}+)\]", re.DOTALL)
_SPACE = re.compile(r"[ \t]*+(?:\n[ \t]*+)?+")
_ANGLED = re.compile(r"<((?:[^<>\n\\]|\\.)*+)>")
_TITLE = re.compile(r"\"((?:[^\"\\]|\\.)*+)\"|'((?:[^'\\]|\\.)*+)'|\(((?:[^()\\]|\\.)*+)\)", re.DOTALL)
_BARE = re.compile(r"[^\s()\\\x00-\x1f]++|\\.?|[()]", re.DOTALL)
_LINE_END = re.compile(r"[ \t]*+(?:\n|$)")
_NESTED = 32  # parentheses within each other, in an address


class Destination(NamedTuple):
    address: str
    title: str
    end: int


class Definition(NamedTuple):
    label: str
    address: str
    title: str
    end: int


def folded(label: str) -> str:
    return " ".join(label.split()).casefold()


def label_at(text: str, at: int) -> tuple[str, int] | None:
    """The label in brackets that begins at `at`, and where it ends."""
    found = _LABEL.match(text, at)
    return (found[1], found.end()) if found else None


def inline(text: str, at: int) -> Destination | None:
    """What stands in the parentheses that begin at `at`."""
    position = _blank(text, at + 1)
    address = _address(text, position)
    if address is None:
        return None
    written, position = address
    after = _blank(text, position)
    title = ""
    if after > position and (found := _TITLE.match(text, after)):
        title = found[found.lastindex or 1]
        after = _blank(text, found.end())
    if text[after : after + 1] != ")":
        return None
    return Destination(unescaped(written), unescaped(title), after + 1)


def definition(text: str, at: int) -> Definition | None:
    """The definition that begins at `at`, with the line end after it."""
    label = label_at(text, at)
    if not label or not label[0].strip() or label[0][0] == "^" or text[label[1] : label[1] + 1] != ":":
        return None
    address = _address(text, _blank(text, label[1] + 1))
    if address is None or (not address[0] and text[address[1] - 1 : address[1]] != ">"):
        return None
    written, end = address
    after, title = _blank(text, end), ""
    line_end = _LINE_END.match(text, end)
    if after > end and (found := _TITLE.match(text, after)):
        rest = _LINE_END.match(text, found.end())
        if rest:
            title, line_end = found[found.lastindex or 1], rest
    if not line_end:
        return None
    return Definition(folded(label[0]), unescaped(written), unescaped(title), line_end.end())


def _blank(text: str, at: int) -> int:
    found = _SPACE.match(text, at)
    return found.end() if found else at


def _address(text: str, at: int) -> tuple[str, int] | None:
    if text[at : at + 1] == "<":
        found = _ANGLED.match(text, at)
        return (found[1], found.end()) if found else None
    depth, position = 0, at
    while part := _BARE.match(text, position):
        if part[0] == "(":
            depth += 1
            if depth > _NESTED:
                return None
        elif part[0] == ")":
            if not depth:
                break
            depth -= 1
        elif part[0][0] == "\\" and part[0][1:].isspace():
            position += 1
            break
        position = part.end()
    return None if depth else (text[at:position], position)
