"""Passes over the tree once its text has been read: what headings and tables are called, and what the text says."""

from collections.abc import Iterator
from itertools import pairwise
from typing import Any
from xml.etree.ElementTree import Element

from markdown.treeprocessors import Treeprocessor

from lessons.reading.anchors import slug
from lessons.rendering.context import Context
from lessons.rendering.rendered import Passage
from lessons.rendering.tree import HEADINGS, text_of


class Finish(Treeprocessor):
    """An id for every heading, a name for every table."""

    md: Any

    def run(self, root: Element) -> None:
        context: Context = self.md.context
        for element in root.iter():
            if element.tag in HEADINGS and "id" not in element.attrib:
                element.set("id", context.anchors.unique(slug(text_of(element))))
            elif element.tag == "div" and element.get("class") == "table":
                element.set("aria-label", _table_name(element[0], context))


def _table_name(table: Element, context: Context) -> str:
    """Two tables may share a header; as landmarks they need different names."""
    label = " · ".join(filter(None, (text_of(cell) for cell in table[0][0])))
    context.tables[label] = count = context.tables.get(label, 0) + 1
    return f"{label} ({count})" if count > 1 else label


class Passages(Treeprocessor):
    md: Any

    def run(self, root: Element) -> None:
        self.md.context.passages = tuple(_passages(root))


def _passages(root: Element) -> Iterator[Passage]:
    """Text by heading; a heading inside a list or a quote is text like any other."""
    starts = [at for at, element in enumerate(root) if element.tag in HEADINGS]
    before = text_of(*root[: starts[0] if starts else None])
    if before:
        yield Passage("", "", before)
    for start, end in pairwise([*starts, len(root)]):
        heading = root[start]
        yield Passage(heading.get("id", ""), text_of(heading), text_of(*root[start + 1 : end]))
