"""Definition lists, at the lines where the reader found a term defined so. (GitHub itself knows no such lists.)"""

import re

from markdown_it import MarkdownIt
from markdown_it.rules_block import StateBlock

_MARKER = re.compile(r":[ \t]+")


def install(md: MarkdownIt) -> None:
    md.block.ruler.before("paragraph", "definition", _definition, {"alt": ["paragraph"]})


def _definition(state: StateBlock, startLine: int, endLine: int, silent: bool) -> bool:
    """`env["definitions"]` maps the first line of a term (from 0) to the line after its last."""
    end = min(state.env.get("definitions", {}).get(startLine, 0), endLine)
    if end <= startLine:
        return False
    if silent:
        return True
    open_ = state.push("definition_open", "", 1)
    open_.map = [startLine, end]
    name = state.push("inline", "", 0)
    name.content, name.children, name.map = _line(state, startLine), [], [startLine, startLine + 1]
    for first, last in _descriptions(state, startLine + 1, end):
        _description(state, first, last)
    state.push("definition_close", "", -1)
    state.line = end
    return True


def _line(state: StateBlock, line: int) -> str:
    return state.src[state.bMarks[line] + state.tShift[line] : state.eMarks[line]].strip()


def _descriptions(state: StateBlock, first: int, end: int) -> list[tuple[int, int]]:
    starts = [line for line in range(first, end) if _MARKER.match(_line(state, line))]
    return list(zip(starts, [*starts[1:], end], strict=True))


def _description(state: StateBlock, first: int, end: int) -> None:
    """Parse lines `first`..`end` as a block of its own, indented to where the text after the colon begins."""
    start = state.bMarks[first] + state.tShift[first]
    match = _MARKER.match(state.src, start)
    width = len(match[0]) if match else 0
    kept = state.tShift[first], state.sCount[first], state.blkIndent, state.lineMax, state.parentType
    state.tShift[first] += width
    state.sCount[first] += width
    state.blkIndent, state.lineMax, state.parentType = state.sCount[first], end, "list"
    state.md.block.tokenize(state, first, end)
    state.tShift[first], state.sCount[first], state.blkIndent, state.lineMax, state.parentType = kept
