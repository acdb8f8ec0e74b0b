"""Containers while a tree is built: which quotes and list items are open, and which lists are loose."""

import re
from collections.abc import Sequence
from xml.etree.ElementTree import Element, SubElement

from lessons.reading.blocks import Container, Line
from lessons.reading.openers import Marker
from lessons.rendering.tree import LINE, TIGHT

_ALERT = re.compile(r"\[!(NOTE|TIP|IMPORTANT|WARNING|CAUTION)\][ \t]*(?:\n|$)", re.IGNORECASE)


class Items:
    """The list that a container's next item may belong to; `end` is the last line of its last item."""

    __slots__ = ("element", "end", "loose", "mark")

    def __init__(self, element: Element, mark: str) -> None:
        self.element = element
        self.mark = mark
        self.end = 0
        self.loose = False


class Open:
    """A container that has not ended: `belongs` is the list of which it is an item, `items` the list that stood last
    in it, `end` the last line of what is in it."""

    __slots__ = ("belongs", "container", "element", "end", "items")

    def __init__(self, container: Container | None, element: Element, belongs: Items | None, end: int) -> None:
        self.container = container
        self.element = element
        self.belongs = belongs
        self.items: Items | None = None
        self.end = end


class Nesting:
    """Follows `Line.inside`. Items that begin on a line of `marked` keep its number."""

    def __init__(self, parent: Element, marked: frozenset[int]) -> None:
        self._marked = marked
        self._open = [Open(None, parent, None, 0)]
        self._inside: tuple[Container, ...] = ()
        self._lists: list[Items] = []

    @property
    def innermost(self) -> Open:
        return self._open[-1]

    def enter(self, line: Line) -> None:
        """Opens and closes containers until they are those of `line`."""
        if line.inside is not self._inside:
            self._reopen(line)
        if line.quote and line.kind == "blank":
            self._extend_quote(line.number)

    def finish(self) -> None:
        self._leave(0)
        for items in self._lists:
            if not items.loose:
                _tighten(items.element)

    def _reopen(self, line: Line) -> None:
        inside, open_ = line.inside, self._open
        depth = 0
        while depth < len(inside) and depth + 1 < len(open_) and open_[depth + 1].container is inside[depth]:
            depth += 1
        self._leave(depth)
        for container in inside[depth:]:
            if container.marker is None:
                quote = self._place("blockquote", line.number)
                open_.append(Open(container, quote, None, line.number))
            else:
                self._open_item(container, container.marker, line.number)
        self._inside = inside

    def _leave(self, depth: int) -> None:
        while len(self._open) > depth + 1:
            closed = self._open.pop()
            around = self._open[-1]
            around.end = max(around.end, closed.end)
            if closed.belongs:
                closed.belongs.end = closed.end
            elif depth == 0 and len(self._open) == 1:
                _alert(closed.element)

    def _open_item(self, container: Container, marker: Marker, number: int) -> None:
        around = self._open[-1]
        items = around.items
        mark = marker.text[-1]
        if items is None or items.mark != mark:
            attributes = {"start": str(marker.start)} if marker.ordered and marker.start != 1 else {}
            items = Items(self._place("ol" if marker.ordered else "ul", number, attributes), mark)
            self._lists.append(items)
            around.items = items
        elif number > items.end + 1:
            items.loose = True
        item = SubElement(items.element, "li")
        if number in self._marked:
            item.set(LINE, str(number))
        self._open.append(Open(container, item, items, number))

    def _place(self, tag: str, number: int, attributes: dict[str, str] | None = None) -> Element:
        """A new element in the innermost container; `number` is the block's first line."""
        around = self._open[-1]
        self._settle(around, number)
        return SubElement(around.element, tag, attributes or {})

    def _extend_quote(self, number: int) -> None:
        """A line with nothing but `>` is part of the quote, not a blank between blocks of what is around it."""
        for open_ in reversed(self._open):
            if open_.container and open_.container.marker is None:
                open_.end = number
                return

    def add(self, lines: Sequence[Line], element: Element | None = None) -> None:
        """Adds the element of a whole block that is not a container; None for one that does not show."""
        around = self._open[-1]
        self._settle(around, lines[0].number)
        if element is not None:
            around.element.append(element)
        around.end = lines[-1].number

    def _settle(self, around: Open, number: int) -> None:
        """A block begins at line `number` in `around`."""
        if around.belongs and number > around.end + 1:
            around.belongs.loose = True
        around.items = None


def _tighten(items: Element) -> None:
    for item in items:
        for block in item:
            if block.tag == "p":
                block.tag = TIGHT


def _alert(quote: Element) -> None:
    """`> [!NOTE]` and the like."""
    first = quote[0] if len(quote) else None
    mark = _ALERT.match(first.text) if first is not None and first.tag == "p" and first.text else None
    if first is None or mark is None:
        return
    name = mark[1].capitalize()
    quote.tag = "div"
    quote.set("class", f"markdown-alert markdown-alert-{name.lower()}")
    first.text = (first.text or "")[mark.end() :]
    if not first.text:
        quote.remove(first)
    title = Element("p", {"class": "markdown-alert-title"})
    title.text = name
    quote.insert(0, title)
