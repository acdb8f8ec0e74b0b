"""Tables: https://github.github.com/gfm/#tables-extension-"""

import re
from collections.abc import Sequence
from xml.etree.ElementTree import Element, SubElement

from lessons.reading.blocks import Line
from lessons.rendering.tree import LINE

_PIPE = re.compile(r"(?<!\\)\|")


def table(lines: Sequence[Line], marked: frozenset[int]) -> Element:
    """The first of `lines` is the head, the second says how columns are aligned. Rows whose numbers are `marked` keep
    them as an attribute."""
    built = Element("table")
    alignments = [_alignment(cell) for cell in _cells(lines[1].content)]
    _row(SubElement(built, "thead"), "th", lines[0], alignments)
    body = SubElement(built, "tbody") if len(lines) > 2 else built
    for line in lines[2:]:
        row = _row(body, "td", line, alignments)
        if line.number in marked:
            row.set(LINE, str(line.number))
    return built


def _row(parent: Element, tag: str, line: Line, alignments: Sequence[str]) -> Element:
    row = SubElement(parent, "tr")
    cells = _cells(line.content)
    for at, alignment in enumerate(alignments):
        cell = SubElement(row, tag, {"align": alignment} if alignment else {})
        cell.text = cells[at] if at < len(cells) else ""
    return row


def _cells(row: str) -> list[str]:
    row = row.strip(" \t").removeprefix("|")
    if row.endswith("|") and not row.endswith("\\|"):
        row = row[:-1]
    return [cell.strip(" \t").replace("\\|", "|") for cell in _PIPE.split(row)]


def _alignment(cell: str) -> str:
    left, right = cell.startswith(":"), cell.endswith(":")
    return "center" if left and right else "left" if left else "right" if right else ""
