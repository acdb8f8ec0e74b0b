"""Terms as definition lists: a list that explains names is shown as what it is."""

import re
from copy import deepcopy
from typing import Any
from xml.etree.ElementTree import Element, SubElement

from markdown.treeprocessors import Treeprocessor

from lessons.reading.anchors import slug
from lessons.reading.note import Term
from lessons.rendering.context import Context
from lessons.rendering.rendered import RenderedTerm
from lessons.rendering.splitting import Part, cut, lone_images, parts_of, refill, without_breaks
from lessons.rendering.tree import HEADINGS, LINE, LISTS, PARAGRAPHS, TIGHT, says, text_of, to_html

_COLON = re.compile(r"[\s:：]+$")


class Terms(Treeprocessor):
    md: Any

    def run(self, root: Element) -> None:
        if self.md.context.terms:
            _Definer(self.md.context).define(root)


class _Definer:
    """Rewrites the tree of one section, by the lines that items and rows came from."""

    def __init__(self, context: Context) -> None:
        self._context = context
        self._terms = {(term.line, term.form == "table"): term for term in context.terms}
        self._level = 1

    def define(self, parent: Element) -> None:
        children: list[Element] = []
        for element in parent:
            tag = element.tag
            if tag in HEADINGS:
                self._level = int(tag[1])
            if tag in LISTS:
                children += self._list(element)
                continue
            if tag == "dl":
                self._definitions(element)
            elif len(element):
                if tag == "tr" and (term := self._term(element, table=True)):
                    self._mark_row(term, element)
                elif tag == "li" and (term := self._term(element)):
                    self._mark_item(term, element)
                self.define(element)
            element.attrib.pop(LINE, None)
            children.append(element)
        parent[:] = children

    def _term(self, element: Element, *, table: bool = False) -> Term | None:
        line = element.get(LINE)
        return self._terms.get((int(line), table)) if line else None

    def _list(self, items: Element) -> list[Element]:
        if self._all_terms(items):
            return self._term_list(items)
        if len(items) and all(self._is_group(item) for item in items):
            return [element for item in items for element in self._group(item)]
        self.define(items)
        return [items]

    def _all_terms(self, items: Element) -> bool:
        return len(items) > 0 and all(
            self._term(item) and len(item) and item[0].tag in PARAGRAPHS and not item[0].tail for item in items
        )

    def _is_group(self, item: Element) -> bool:
        """An item that holds a list of terms and otherwise only names their group."""
        if len(item) != 2 or item[0].tag not in PARAGRAPHS or item[1].tag not in LISTS:
            return False
        if not self._all_terms(item[1]):
            return False
        term = self._term(item[1][0])
        return term is not None and _name(term.group) == _name(text_of(item[0]))

    def _group(self, item: Element) -> list[Element]:
        anchor = self._context.anchors.unique(slug(text_of(item[0])))
        heading = Element(f"h{min(self._level + 1, 6)}", {"class": "group", "id": anchor})
        refill(heading, without_breaks(parts_of(item[0])))
        return [heading, *self._term_list(item[1])]

    def _term_list(self, items: Element) -> list[Element]:
        shown = Element("dl", {"class": "terms"})
        after: list[Element] = []
        for at, item in enumerate(items):
            term = self._term(item)
            assert term  # noqa: S101  # by `_all_terms`
            name = next((link for link in item[0].iter("a") if text_of(link) == term.name), None)
            description = Element("dd")
            description[:] = [*item]
            self._strip_name(description, term)
            self.define(description)
            images = lone_images(description) if at == len(items) - 1 else None
            if images is not None:
                after.append(images)
            entry = SubElement(shown, "div")
            self._entry(entry, term, description, name)
        return [shown, *after]

    def _strip_name(self, content: Element, term: Term) -> None:
        """`content` begins with the paragraph that begins with the name."""
        first = content[0]
        rest = cut(parts_of(first), term.name)
        if rest:
            refill(first, rest)
        else:
            content.remove(first)
        if len(content) == 1 and rest:
            first.tag = TIGHT

    def _entry(self, entry: Element, term: Term, description: Element, name: Element | None) -> None:
        rendered = self._record(term, description)
        shown = SubElement(entry, "dt", {"id": rendered.anchor, "data-term": term.name})
        if name is not None and name.get("href"):
            SubElement(shown, "a", name.attrib).text = term.name
        else:
            shown.text = term.name
        entry.append(description)

    def _definitions(self, shown: Element) -> None:
        for entry in shown:
            term = self._term(entry)
            entry.attrib.pop(LINE, None)
            for description in entry[1:]:
                self.define(description)
            if term:
                content = Element("dd")
                content[:] = [block for description in entry[1:] for block in description]
                rendered = self._record(term, content)
                entry[0].set("id", rendered.anchor)
                entry[0].set("data-term", term.name)

    def _mark_item(self, term: Term, item: Element) -> None:
        """A term in a list of other things: the item stays one, and can be found."""
        if item[0].tag not in PARAGRAPHS:
            return
        content = deepcopy(item)
        self._strip_name(content, term)
        item.set("id", self._record(term, content).anchor)

    def _mark_row(self, term: Term, row: Element) -> None:
        at = next((at for at, cell in enumerate(row) if text_of(cell) == term.name), 0)
        content = Element("dd")
        for cell in [deepcopy(cell) for number, cell in enumerate(row) if number != at and says(cell)]:
            before: list[Part] = [*parts_of(content), Element("br"), "\n"] if says(content) else []
            refill(content, [*before, *parts_of(cell)])
        row[at].set("id", self._record(term, content).anchor)

    def _record(self, term: Term, content: Element) -> RenderedTerm:
        anchor = self._context.anchors.unique(f"term-{slug(term.name)}")
        text = text_of(content).removeprefix(":").lstrip()
        rendered = RenderedTerm(term.name, anchor, to_html(content).strip(), text)
        self._context.found.setdefault(term.line, rendered)
        return rendered


def _name(text: str) -> str:
    return _COLON.sub("", text)
