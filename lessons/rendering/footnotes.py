"""Footnotes as GitHub makes them: `[^name]` in the text, `[^name]: …` anywhere in the note.

A note is shown in sections and the definition may stand in another one. So definitions are collected from the whole
note first, and each section shows the ones that it refers to.
"""

import re
from collections.abc import Sequence
from typing import Any
from urllib.parse import quote
from xml.etree.ElementTree import Element, SubElement

from markdown.treeprocessors import Treeprocessor

from lessons.reading.blocks import Line, scan
from lessons.reading.openers import columns, skip
from lessons.rendering.context import Context, Footnote
from lessons.rendering.tree import PARAGRAPHS

REFERENCE = re.compile(r"\[\^([^\]\s]+)\]")
_DEFINITION = re.compile(r"[ ]{0,3}\[\^([^\]\s]+)\]:[ \t]*")
_PROSE = frozenset({"text", "definition"})
_INDENT = 4


def may_be_defined(lines: Sequence[str]) -> bool:
    return any("[^" in line and "]:" in line for line in lines)


def take(lines: Sequence[str], footnotes: dict[str, Footnote]) -> list[str]:
    """Moves the definitions out of `lines`; blank lines stay in their place."""
    rest = list(lines)
    scanned = scan(lines)
    at = 0
    while at < len(lines):
        match = _definition(scanned[at])
        if match is None:
            at += 1
            continue
        end = _end(scanned, lines, at)
        body = [lines[at][match.end() :], *(skip(line, 0, _INDENT) for line in lines[at + 1 : end])]
        footnotes.setdefault(match[1].casefold(), Footnote(body))
        rest[at:end] = [""] * (end - at)
        at = end
    return rest


def _definition(line: Line) -> re.Match[str] | None:
    if line.kind not in _PROSE or line.inside or "[^" not in line.content:
        return None
    return _DEFINITION.match(line.content)


def _end(scanned: Sequence[Line], lines: Sequence[str], at: int) -> int:
    """Indented lines belong to a definition, others while its paragraph goes on."""
    end, paragraph = at + 1, True
    for position in range(at + 1, len(lines)):
        text = lines[position]
        body = text.lstrip(" \t")
        if not body:
            paragraph = False
            continue
        if columns(text, len(text) - len(body), 0) < _INDENT:
            if not paragraph or scanned[position].kind not in _PROSE or _definition(scanned[position]):
                break
        else:
            paragraph = True
        end = position + 1
    return end


def reference(context: Context, label: str) -> Element | None:
    """The raised number of a reference to the footnote `label`, if there is one."""
    label = label.casefold()
    footnote = context.footnotes.get(label)
    if footnote is None:
        return None
    if not footnote.uses:
        context.cited.append(label)
        footnote.number = len(context.cited)
    footnote.uses += 1
    raised = Element("sup", {"class": "footnote-ref"})
    link = SubElement(raised, "a", {"href": f"#fn-{quote(label)}", "id": _name(label, footnote.uses)})
    link.text = str(footnote.number)
    return raised


def _name(label: str, use: int) -> str:
    return f"fnref-{quote(label)}" + (f"-{use}" if use > 1 else "")


class Footnotes(Treeprocessor):
    """Adds the footnotes that have been referred to. One may refer to the next, so the list grows while it is read."""

    md: Any

    def run(self, root: Element) -> None:
        context: Context = self.md.context
        if not context.cited:
            return
        notes = SubElement(SubElement(root, "section", {"class": "footnotes"}), "ol")
        shown: list[tuple[str, Element]] = []
        for label in context.cited:
            item = SubElement(notes, "li", {"id": f"fn-{quote(label)}"})
            lines = context.footnotes[label].lines
            self.md.parser.fill(item, lines, -len(lines))
            for name in ("inline", "finish"):
                self.md.treeprocessors[name].run(item)
            shown.append((label, item))
        for label, item in shown:
            _lead_back(item, label, context.footnotes[label])


def _lead_back(item: Element, label: str, footnote: Footnote) -> None:
    """The way back stands at the end of the last paragraph."""
    last = item[-1] if len(item) and item[-1].tag in PARAGRAPHS else item
    for use in range(1, footnote.uses + 1):
        _add_text(last, " ")
        index = f"{footnote.number}-{use}" if use > 1 else str(footnote.number)
        link = SubElement(last, "a", {"href": f"#{_name(label, use)}"})
        link.set("class", "footnote-backref")
        link.set("aria-label", f"↩ {index}")
        link.text = "↩"
        if use > 1:
            SubElement(link, "sup", {"class": "footnote-ref"}).text = str(use)


def _add_text(element: Element, text: str) -> None:
    if len(element):
        element[-1].tail = (element[-1].tail or "") + text
    else:
        element.text = (element.text or "") + text
