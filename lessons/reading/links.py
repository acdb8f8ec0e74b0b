"""Relative links and images of a note, each with its line: not those in code and comments."""

import re
from collections.abc import Iterable, Iterator, Sequence

from .blocks import Line
from .inline import masked
from .note import Link

_DEFINITION = re.compile(r"[ ]{0,3}\[((?:[^\]\[\\]|\\.)++)\]:[ \t]*+(?:<([^<>]*+)>|([^ \t<]\S*+))")
_TOKEN = re.compile(r"\\.|!?\[|\]", re.DOTALL)
_TARGET = re.compile(
    r"\([ \t\n]*+(?:<([^<>\n]{0,2000}+)>|((?:[^\s()<\\]|\\.|\([^\s()]*+\))++))"
    r"(?:[ \t\n]++(?:\"[^\"]{0,500}+\"|'[^']{0,500}+'|\([^()]{0,500}+\)))?+[ \t\n]*+\)"
)
_TAG = re.compile(r"<(img|a)\b[^<>]*?\b(?:src|href)\s*=\s*(?:\"([^\"<>]*)\"|'([^'<>]*)'|([^\s\"'<>]+))", re.IGNORECASE)
_ABSOLUTE = re.compile(r"[A-Za-z][A-Za-z0-9+.-]*:|//")
_LONGEST_LABEL = 1000
_INLINE = frozenset(["text", "heading", "setext", "table", "definition", "html"])


def definitions(lines: Iterable[Line]) -> dict[str, str]:
    """Targets by the label of their link reference definition; the first one holds."""
    found: dict[str, str] = {}
    for line in lines:
        if line.kind == "text" and "]:" in line.content and (match := _DEFINITION.match(line.content)):
            found.setdefault(_label(match[1]), match[2] or match[3] or "")
    return found


def links(lines: Sequence[Line], targets: dict[str, str]) -> tuple[Link, ...]:
    """In the order of the text; `targets` are the `definitions` of the whole note."""
    found: list[Link] = []
    for block in _blocks(lines):
        if any(_may_link(line.content, targets) for line in block):
            found += _links_of(block, targets)
    return tuple(found)


def _may_link(text: str, targets: dict[str, str]) -> bool:
    if "](" in text or (targets and "[" in text):
        return True
    return "<" in text and ("src" in text.lower() or "href" in text.lower())


def _blocks(lines: Sequence[Line]) -> Iterator[list[Line]]:
    """Runs of lines whose inline markup may reach from one line to the next."""
    block: list[Line] = []
    for line in lines:
        inline = line.kind in _INLINE
        if block and (not inline or line.item or line.kind != block[-1].kind):
            yield block
            block = []
        if inline:
            block.append(line)
    if block:
        yield block


def _links_of(block: list[Line], targets: dict[str, str]) -> list[Link]:
    text = masked("\n".join(line.content for line in block))
    found = [*_marked(text, targets), *_tagged(text)] if block[0].kind != "html" else list(_tagged(text))
    row = before = 0
    out = []
    for position, target, image in sorted(found):
        row += text.count("\n", before, position)
        before = position
        if target and not target.startswith("#") and not _ABSOLUTE.match(target):
            out.append(Link(target, block[row].number, image))
    return out


def _marked(text: str, targets: dict[str, str]) -> Iterator[tuple[int, str, bool]]:
    opened: list[tuple[int, bool]] = []
    done = 0
    for token in _TOKEN.finditer(text):
        if token[0][0] == "\\" or token.start() < done:
            continue
        if token[0] != "]":
            opened.append((token.end(), token[0] == "!["))
        elif opened:
            start, image = opened.pop()
            target, done = _target(text, start, token.end(), targets)
            if target is not None:
                yield start, target, image


def _target(text: str, start: int, end: int, targets: dict[str, str]) -> tuple[str | None, int]:
    """Where the bracket from `start` to `end` leads, if anywhere, and the end of what says so."""
    follows = text[end : end + 1]
    if follows == "(" and (match := _TARGET.match(text, end)):
        return match[1] if match[1] is not None else match[2], match.end()
    if not targets or follows == ":":
        return None, end
    if follows == "[":
        close = text.find("]", end, end + _LONGEST_LABEL)
        label = text[end + 1 : close] if close > 0 else ""
        return targets.get(_label(label or text[start : end - 1])), close + 1
    return targets.get(_label(text[start : end - 1])), end


def _tagged(text: str) -> Iterator[tuple[int, str, bool]]:
    if "<" in text:
        for tag in _TAG.finditer(text):
            yield tag.start(), tag[2] or tag[3] or tag[4] or "", tag[1].lower() == "img"


def _label(text: str) -> str:
    return " ".join(text.split()).casefold()
