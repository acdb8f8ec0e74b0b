"""Lines to a tree: the blocks that `reading.blocks` has found become Python-Markdown's element tree."""

import re
from collections.abc import Callable, Iterable, Sequence
from itertools import pairwise
from typing import Any
from xml.etree.ElementTree import Element, ElementTree, SubElement

from markdown.blockparser import BlockParser

from lessons.reading.blocks import Container, Line, scan
from lessons.reading.openers import closes_fence, skip
from lessons.rendering import destinations, footnotes
from lessons.rendering.context import Context
from lessons.rendering.highlighting import code_block
from lessons.rendering.nesting import Nesting
from lessons.rendering.rawhtml import harmless, is_element
from lessons.rendering.tables import table
from lessons.rendering.tree import LINE, TIGHT, html_text, without_tags

_PROSE = frozenset({"text", "definition"})
_TAG_NAME = re.compile(r"</?([A-Za-z][A-Za-z0-9-]*)")
_CLOSING = re.compile(r"(?:^|[ \t])#+$")
_TASK = re.compile(r"\[([ xX])\][ \t\n]+(?=\S)")
_DEFINITION = re.compile(r"[ \t]*:[ \t]+")
EXPLICIT_ID = re.compile(r"[ \t]*\{:?[ \t]*#[^\s}]+[^{}]*\}[ \t]*$")


class Blocks(BlockParser):
    """Takes the place of Python-Markdown's own block parser and its processors: one scanner tells both what a note
    consists of and how it looks."""

    md: Any

    def parseDocument(self, lines: Iterable[str]) -> ElementTree:
        self.root = Element(self.md.doc_tag)
        lines = list(lines)
        self.fill(self.root, lines if lines[-1] else lines[:-1], self.md.context.first_line)
        return ElementTree(self.root)

    def fill(self, parent: Element, lines: Sequence[str], first: int) -> None:
        """Adds the blocks of `lines`, of which the first one is the note's line `first`."""
        context: Context = self.md.context
        if context.footnotes and footnotes.may_be_defined(lines):
            lines = footnotes.take(lines, context.footnotes)
        _Builder(self, parent, context, lines).run(scan(lines, first))


class _Builder:
    def __init__(self, parser: Blocks, parent: Element, context: Context, source: Sequence[str]) -> None:
        self._source = source
        self._parser = parser
        self._context = context
        self._nesting = Nesting(parent, context.marked)
        self._add: dict[str, Callable[[Sequence[Line]], None]] = {
            "text": self._add_paragraph,
            "definition": self._add_paragraph,
            "heading": self._add_heading,
            "setext": self._add_underlined,
            "fence": self._add_fence,
            "indented": self._add_indented,
            "comment": self._add_html,
            "html": self._add_html,
            "table": self._add_table,
            "rule": self._add_rule,
        }

    def run(self, lines: Sequence[Line]) -> None:
        at = 0
        while at < len(lines):
            line = lines[at]
            self._nesting.enter(line)
            if line.kind == "blank":
                at += 1
                continue
            if line.number in self._context.definitions and line.kind == "text":
                at = self._add_definition(lines, at)
                continue
            end = self._end(lines, at)
            self._add[line.kind](lines[at:end])
            at = end
        self._nesting.finish()

    def _add_paragraph(self, lines: Sequence[Line]) -> None:
        text = _joined(lines)
        if text[:1] == "[":
            text = self._without_definitions(text)
            if not text:
                self._nesting.add(lines)
                return
        around = self._nesting.innermost
        if text[:1] == "[" and around.belongs and not len(around.element) and (task := _TASK.match(text)):
            _check(around.element, around.belongs.element, task[1])
            text = text[task.end() :]
        paragraph = Element("p")
        paragraph.text = text
        self._nesting.add(lines, paragraph)

    def _without_definitions(self, text: str) -> str:
        at = 0
        while text[at : at + 1] == "[" and (found := destinations.definition(text, at)):
            self._parser.md.references.setdefault(found.label, (found.address, found.title))
            at = found.end
        return text[at:].lstrip()

    def _add_heading(self, lines: Sequence[Line]) -> None:
        line = lines[0]
        text = line.content.strip(" \t")[line.level :].rstrip(" \t")
        self._head(lines, _CLOSING.sub("", text).strip(" \t"))

    def _add_underlined(self, lines: Sequence[Line]) -> None:
        self._head(lines, _joined(lines[:-1]))

    def _head(self, lines: Sequence[Line], text: str) -> None:
        """`id` and the level that the heading has below the lesson's own."""
        context = self._context
        level = max(lines[0].level - context.level + 1, 1)
        element = Element(f"h{level}")
        heading = context.headings.get(lines[0].number)
        if heading:
            element.set("id", heading.anchor)
            text = EXPLICIT_ID.sub("", text) if heading.explicit_id else text
        element.text = text
        self._nesting.add(lines, element)

    def _add_fence(self, lines: Sequence[Line]) -> None:
        opening = lines[0]
        column = _column(self._nesting.innermost.container)
        last = len(lines) - 1 if _closes(lines) else len(lines)
        texts = [line.content for line in lines[1:last]]
        if opening.indent:
            texts = [skip(text, column, opening.indent) for text in texts]
        code = "".join([f"{text}\n" for text in texts])
        self._nesting.add(lines, code_block(code, opening.info))

    def _add_indented(self, lines: Sequence[Line]) -> None:
        column = _column(self._nesting.innermost.container)
        self._nesting.add(lines, code_block("".join([skip(line.content, column, 4) + "\n" for line in lines])))

    def _add_html(self, lines: Sequence[Line]) -> None:
        tag = _TAG_NAME.match(lines[0].content.lstrip())
        if tag and not is_element(tag[1]):
            self._add_paragraph(lines)
            return
        context = self._context
        html = harmless("\n".join([line.content for line in lines]), context.place.rewrite)
        context.mixed = context.mixed or "<" in html
        element = Element(TIGHT)
        element.text = html_text(html, without_tags(html))
        self._nesting.add(lines, element)

    def _add_table(self, lines: Sequence[Line]) -> None:
        frame = Element("div", {"class": "table", "tabindex": "0", "role": "region"})
        frame.append(table(lines, self._context.marked))
        self._nesting.add(lines, frame)

    def _add_rule(self, lines: Sequence[Line]) -> None:
        self._nesting.add(lines, Element("hr"))

    def _add_definition(self, lines: Sequence[Line], at: int) -> int:
        """A term and its descriptions, at lines where the reader found one. (GitHub itself knows no such lists.)"""
        first = lines[at]
        last = self._context.definitions[first.number]
        end = at
        while end < len(lines) and lines[end].number <= last:
            end += 1
        around = self._nesting.innermost
        before = around.element[-1] if len(around.element) else None
        if before is None or before.tag != "dl":
            before = Element("dl", {"class": "terms"})
            self._nesting.add(lines[at:end], before)
        entry = SubElement(before, "div", {LINE: str(first.number)})
        SubElement(entry, "dt").text = first.content.strip()
        texts = [self._unwrapped(line, at + n) for n, line in enumerate(lines[at:end])]
        starts = [n for n, text in enumerate(texts) if n and _DEFINITION.match(text)]
        for start, stop in pairwise([*starts, len(texts)]):
            self._describe(SubElement(entry, "dd"), texts[start:stop], first.number + start)
        around.end = last
        return end

    def _unwrapped(self, line: Line, at: int) -> str:
        """The line as it stands in the containers of the term: a list in a description is no container yet."""
        if line.quote:
            return line.content
        column = _column(self._nesting.innermost.container)
        return skip(self._source[at], 0, column) if column else self._source[at]

    def _describe(self, description: Element, texts: Sequence[str], number: int) -> None:
        marker = _DEFINITION.match(texts[0])
        width = marker.end() if marker else 0
        lines = [texts[0][width:], *(skip(text, 0, width) for text in texts[1:])]
        self._parser.fill(description, lines, number)
        if len(description) == 1 and description[0].tag == "p":
            description[0].tag = TIGHT

    def _end(self, lines: Sequence[Line], at: int) -> int:
        """Where the block that begins at `at` ends."""
        first = lines[at]
        kind, inside, end = first.kind, first.inside, at + 1
        if kind in _PROSE:
            definitions = self._context.definitions
            while (
                end < len(lines)
                and lines[end].kind in _PROSE
                and lines[end].inside is inside
                and lines[end].number not in definitions
            ):
                end += 1
        elif kind == "indented":
            for position in range(end, len(lines)):
                if lines[position].kind not in ("indented", "blank") or lines[position].inside is not inside:
                    break
                if lines[position].kind == "indented":
                    end = position + 1
        elif kind not in ("heading", "rule"):
            while not lines[end - 1].closes and end < len(lines) and lines[end].kind == kind and not lines[end].opens:
                end += 1
        return end


def _joined(lines: Sequence[Line]) -> str:
    if len(lines) == 1:
        return lines[0].content.strip(" \t")
    return "\n".join([line.content.lstrip(" \t") for line in lines]).rstrip()


def _column(container: Container | None) -> int:
    """Where the content of a list item begins."""
    return container.offset if container else 0


def _closes(lines: Sequence[Line]) -> bool:
    opening, last = lines[0].content.lstrip(), lines[-1]
    length = len(opening) - len(opening.lstrip(opening[0]))
    return len(lines) > 1 and closes_fence(last.content.lstrip(), last.indent, (opening[0], length))


def _check(item: Element, items: Element, mark: str) -> None:
    items.set("class", "contains-task-list")
    item.set("class", "task-list-item")
    box = SubElement(item, "input", {"type": "checkbox", "disabled": ""})
    if mark != " ":
        box.set("checked", "")
    box.tail = " "
