"""What no honest note does and no renderer bears: blocks, brackets or tags nested hundreds deep."""

import re
from collections.abc import Iterable, Iterator, Sequence

from .blocks import Line
from .openers import MAX_DEPTH

_BRACKET = re.compile(r"\\.|[\[\]]", re.DOTALL)
_EMPHASIS = re.compile(r"\\.|\*+|(?<!\w)_+|_+(?!\w)", re.DOTALL)
_TAG = re.compile(r"<(/?)([a-z][a-z0-9-]*)", re.IGNORECASE)
# Elements that end by themselves: no end tag, or one that may be left out.
_SELF_ENDING = frozenset(
    """area base br col embed hr img input link meta source track wbr
    dd dt li option p tbody td tfoot th thead tr""".split()  # noqa: SIM905
)
_RAW = frozenset(["fence", "indented", "comment", "blank", "rule"])


def too_deep(lines: Sequence[Line], text: str) -> int:
    """The number of the first line nested beyond `MAX_DEPTH` (by blocks, then by what stands inside them), else 0."""
    for line in lines:
        if line.quote + len(line.containers) >= MAX_DEPTH:
            return line.number
    marks = [depth for sign, depth in _DEPTHS.items() if text.count(sign) > MAX_DEPTH]
    for block in _paragraphs(lines) if marks else ():
        if len(block) > 1 or len(block[0].content) > MAX_DEPTH:
            content = "\n".join([line.content for line in block])
            if any(depth(content) > MAX_DEPTH for depth in marks):
                return block[0].number
    return _too_many_tags(lines) if text.count("<") > MAX_DEPTH else 0


def _paragraphs(lines: Iterable[Line]) -> Iterator[list[Line]]:
    block: list[Line] = []
    for line in lines:
        if block and (line.kind in _RAW or line.item or line.kind != block[-1].kind):
            yield block
            block = []
        if line.kind not in _RAW:
            block.append(line)
    if block:
        yield block


def _brackets(text: str) -> int:
    deepest = depth = 0
    for token in _BRACKET.finditer(text) if text.count("[") > MAX_DEPTH else ():
        if token[0] == "[":
            depth += 1
            deepest = max(deepest, depth)
        elif token[0] == "]" and depth:
            depth -= 1
    return deepest


def _emphasis(text: str) -> int:
    deepest = depth = 0
    for token in _EMPHASIS.finditer(text) if text.count("*") + text.count("_") > MAX_DEPTH else ():
        run = token[0]
        if run[0] == "\\":
            continue
        before, after = text[max(token.start() - 1, 0) : token.start()], text[token.end() : token.end() + 1]
        if not after.strip() or (depth and before.strip()):
            depth = max(0, depth - len(run))
        else:
            depth += len(run)
            deepest = max(deepest, depth)
    return deepest


_DEPTHS = {"[": _brackets, "*": _emphasis, "_": _emphasis}


def _too_many_tags(lines: Iterable[Line]) -> int:
    """By elements left open; those of a paragraph end with it."""
    depth = 0
    for block in _paragraphs(lines):
        inner = 0
        for line in block:
            for tag in _TAG.finditer(line.content) if "<" in line.content else ():
                if tag[2].lower() not in _SELF_ENDING:
                    inner = max(inner - 1, -depth) if tag[1] else inner + 1
                if depth + inner > MAX_DEPTH:
                    return line.number
        depth = max(0, depth + inner) if block[0].kind == "html" else depth
    return 0
