"""Inside the line: Markdown text to elements, in one pass from left to right, as CommonMark reads it."""

import re
from dataclasses import dataclass
from typing import Any
from xml.etree.ElementTree import Element, SubElement

from markdown.inlinepatterns import InlineProcessor
from markdown.treeprocessors import Treeprocessor

from lessons.reading.openers import MAX_DEPTH
from lessons.rendering import autolinks, destinations
from lessons.rendering.emphasis import Run, pair
from lessons.rendering.footnotes import REFERENCE, reference
from lessons.rendering.links import encoded
from lessons.rendering.spans import link_to
from lessons.rendering.tree import text_of

_SPECIAL = re.compile(r"[\\`<&\[\]]|\*+|_+|~+|!\[| \n|://|www\.")

Node = str | Element | Run


@dataclass(slots=True)
class _Bracket:
    """An open `[` or `![`, at `node` among the nodes; `start` is where the text inside begins."""

    node: int
    start: int
    image: bool
    active: bool = True
    nested: bool = False  # another one has been opened since: no label


class Inline(Treeprocessor):
    """Takes the place of Python-Markdown's own "inline", which asks each of `md.inlinePatterns` in turn to look through
    the whole text; here they are asked where a character of theirs stands."""

    def __init__(self, md: Any) -> None:
        super().__init__(md)
        self._processors: dict[str, list[InlineProcessor]] = {}
        for processor in md.inlinePatterns:
            for character in processor.TRIGGERS:
                self._processors.setdefault(character, []).append(processor)

    def run(self, root: Element) -> None:
        for element in list(root.iter()):
            text = element.text
            if type(text) is str and text:
                element.text = None
                self.fill(element, text)

    def fill(self, element: Element, text: str) -> None:
        """Reads `text` into an empty element."""
        if _SPECIAL.search(text):
            _grow(element, _Text(text, self._processors, self.md).nodes())
        else:
            element.text = text
        if "@" in text:
            _link_mails(element, self.md)


class _Text:
    """One text on its way to become nodes."""

    def __init__(self, text: str, processors: dict[str, list[InlineProcessor]], md: Any) -> None:
        self._text = text
        self._processors = processors
        self._md = md
        self._nodes: list[Node] = []
        self._brackets: list[_Bracket] = []

    def nodes(self) -> list[Node]:
        text, nodes, position = self._text, self._nodes, 0
        search = _SPECIAL.search
        while special := search(text, position):
            start = special.start()
            mark = text[start]
            if mark in "*_~":
                if start > position:
                    nodes.append(text[position:start])
                position = special.end()
                nodes.append(Run(text, start, position))
            elif mark in "[!]":
                if start > position:
                    nodes.append(text[position:start])
                position = self._close(start) if mark == "]" else self._open(special)
            else:
                position = self._take(mark, start, position)
        if position < len(text):
            nodes.append(text[position:])
        pair(node for node in nodes if type(node) is Run)
        return nodes

    def _take(self, mark: str, start: int, position: int) -> int:
        """Asks the processors of `mark`; tells where the text goes on."""
        text, nodes = self._text, self._nodes
        for processor in self._processors[mark]:
            match = processor.compiled_re.match(text, start)
            if not match:
                continue
            node, begin, end = processor.handleMatch(match, text)
            if begin is None or end is None or begin < position or (mark in ":w" and self._brackets):
                continue
            if begin > position:
                nodes.append(text[position:begin])
            if node is not None and node != "":
                nodes.append(node)
            return end
        nodes.append(text[position : start + 1])
        return start + 1

    def _open(self, special: re.Match[str]) -> int:
        text, start, end = self._text, special.start(), special.end()
        if text[end : end + 1] == "^" and end == start + 1 and self._md.context.footnotes:
            found = REFERENCE.match(text, start)
            element = found and reference(self._md.context, found[1])
            if found and element is not None:
                self._nodes.append(element)
                return found.end()
        if self._brackets:
            self._brackets[-1].nested = True
        self._brackets.append(_Bracket(len(self._nodes), end, end - start == 2))
        self._nodes.append(special[0])
        return end

    def _close(self, start: int) -> int:
        """At `]`: a link, an image, or nothing special."""
        bracket = self._brackets.pop() if self._brackets else None
        target = self._target(bracket, start) if bracket and bracket.active else None
        if bracket is None or target is None:
            self._nodes.append("]")
            return start + 1
        inside = self._nodes[bracket.node + 1 :]
        del self._nodes[bracket.node :]
        pair(node for node in inside if type(node) is Run)
        self._nodes.append(_image(inside, target, self._md) if bracket.image else _link(inside, target, self._md))
        if not bracket.image:
            self._deactivate()
        return target.end

    def _deactivate(self) -> None:
        """Links do not stand in links."""
        for bracket in reversed(self._brackets):
            if not bracket.image:
                if not bracket.active:
                    break
                bracket.active = False

    def _target(self, bracket: _Bracket, start: int) -> destinations.Destination | None:
        text = self._text
        if text[start + 1 : start + 2] == "(" and (found := destinations.inline(text, start + 1)):
            return found
        references = self._md.references
        if not references:
            return None
        label, end = destinations.label_at(text, start + 1) or ("", start + 1)
        if not label and not bracket.nested:
            label = text[bracket.start : start]
        target = references.get(destinations.folded(label)) if label else None
        return destinations.Destination(target[0], target[1] or "", end) if target else None


def _link(inside: list[Node], target: destinations.Destination, md: Any) -> Element:
    link = Element("a", md.context.place.link(encoded(target.address)))
    if target.title:
        link.set("title", target.title)
    _grow(link, inside)
    return link


def _image(inside: list[Node], target: destinations.Destination, md: Any) -> Element:
    alternative = Element("span")
    _grow(alternative, inside)
    attributes = md.context.place.image(encoded(target.address))
    attributes["alt"] = text_of(alternative)
    if target.title:
        attributes["title"] = target.title
    attributes["loading"] = "lazy"
    return Element("img", attributes)


def _grow(parent: Element, nodes: list[Node]) -> None:
    """Makes `nodes` the content of `parent`, emphasis and all."""
    opened = [parent]
    last: Element | None = None
    text: list[str] = []

    def flush() -> None:
        if not text:
            return
        joined = "".join(text)
        text.clear()
        if last is None:
            opened[-1].text = (opened[-1].text or "") + joined
        else:
            last.tail = (last.tail or "") + joined

    for node in nodes:
        if isinstance(node, str):
            text.append(node)
        elif isinstance(node, Run):
            for _ in node.closes:
                flush()
                closed = opened.pop()
                last = last if closed is opened[-1] else closed
            if node.left:
                text.append(node.mark * node.left)
            for tag in reversed(node.opens):
                flush()
                # Strong text in strong text is not shown twice.
                if tag == opened[-1].tag == "strong" or len(opened) > MAX_DEPTH:
                    opened.append(opened[-1])
                    continue
                opened.append(SubElement(opened[-1], tag))
                last = None
        else:
            flush()
            opened[-1].append(node)
            last = node
    flush()


def _link_mails(root: Element, md: Any) -> None:
    stack = [root]
    while stack:
        element = stack.pop()
        if element.tag in ("a", "code"):
            continue
        children: list[Element] = []
        if type(element.text) is str and "@" in element.text:
            element.text, children = _with_mails(element.text, md)
        for child in element:
            stack.append(child)
            children.append(child)
            if child.tail and "@" in child.tail:
                child.tail, links = _with_mails(child.tail, md)
                children += links
        element[:] = children


def _with_mails(text: str, md: Any) -> tuple[str, list[Element]]:
    """The text before the first address, and the addresses, each with the text behind it."""
    found = list(autolinks.mails(text))
    links = []
    for at, mail in enumerate(found):
        written = text[mail.start : mail.end]
        link = link_to(md, mail.scheme + written, written)
        link.tail = text[mail.end : found[at + 1].start if at + 1 < len(found) else len(text)]
        links.append(link)
    return text[: found[0].start] if found else text, links
