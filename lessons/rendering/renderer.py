"""The door of rendering: a note's section in, safe HTML out."""

import re
from collections.abc import Iterator, Sequence
from dataclasses import replace
from xml.etree.ElementTree import Element

from lessons.reading.note import Note, Section, Term
from lessons.rendering import footnotes
from lessons.rendering.building import EXPLICIT_ID
from lessons.rendering.context import Context, Footnote, of_section
from lessons.rendering.links import Place
from lessons.rendering.parsing import Parser
from lessons.rendering.rendered import Rendered, RenderedTerm
from lessons.rendering.sanitising import clean, clean_mixed
from lessons.rendering.splitting import parts_of, refill, without_breaks
from lessons.rendering.tree import text_of, to_html

_DEFINED = re.compile(r"^[ \t>*+\-\d.)]*\[[^\]\n]+\]:", re.MULTILINE)

_UNDERLINE = re.compile(r" {0,3}(?:=+|-+)\s*")


class Renderer:
    """Make one for each process: its parser is worth reusing."""

    def __init__(self) -> None:
        self._md = Parser()
        self._note: Note | None = None
        self._references: dict[str, tuple[str, str]] = {}
        self._footnotes: dict[str, Footnote] = {}

    def section(self, note: Note, section: Section) -> Rendered:
        lines = note.lines[section.body_line - 1 : section.end_line]
        if section.indent:
            lines = tuple(_outdented(line, section.indent) for line in lines)
        here = set(_anchors(section))
        elsewhere = frozenset(anchor for other in note.sections for anchor in _anchors(other) if anchor not in here)
        return self._render(note, of_section(section, Place(note.path, elsewhere)), lines)

    def intro(self, note: Note) -> Rendered:
        first, last = note.intro
        elsewhere = frozenset(anchor for section in note.sections for anchor in _anchors(section))
        lines = list(note.lines[first - 1 : last] if first <= last else ())
        _blank_title(lines, note.title_line - first)
        return self._render(note, Context(Place(note.path, elsewhere), first), lines)

    def inline(self, text: str) -> str:
        """A heading's Markdown as inline HTML."""
        self._md.reset().context = Context(Place(""))
        return clean_mixed(to_html(self._inline(EXPLICIT_ID.sub("", text))))

    def _inline(self, text: str) -> Element:
        element = Element("span")
        self._md.inline.fill(element, " ".join(text.split()))
        refill(element, without_breaks(parts_of(element)))
        return element

    def _render(self, note: Note, context: Context, lines: Sequence[str]) -> Rendered:
        self._learn(note)
        md = self._md.reset()
        md.references.update(self._references)
        context.footnotes = {label: replace(footnote) for label, footnote in self._footnotes.items()}
        md.context = context
        html = md.convert("\n".join(lines))
        cleaner = clean_mixed if context.mixed else clean
        terms = [self._term(term, context.found.get(term.line)) for term in context.terms]
        cleaned = tuple([replace(term, html=cleaner(term.html)) for term in terms])
        return Rendered(cleaner(f"{html}\n" if html else ""), context.passages, cleaned)

    def _term(self, term: Term, found: RenderedTerm | None) -> RenderedTerm:
        if found:
            return found
        text = self._inline(term.text)
        return RenderedTerm(term.name, "", to_html(text), text_of(text))

    def _learn(self, note: Note) -> None:
        """Link references and footnotes hold in the whole note, wherever they are defined."""
        if note is self._note:
            return
        self._note, self._references, self._footnotes = note, {}, {}
        if any("]:" in line for line in note.lines) and _DEFINED.search("\n".join(note.lines)):
            rest = footnotes.take(note.lines, self._footnotes)
            md = self._md.reset()
            md.context = Context(Place(note.path))
            md.blocks.fill(Element("div"), rest, 1)
            for footnote in self._footnotes.values():
                md.blocks.fill(Element("div"), footnote.lines, 1)
            self._references = dict(md.references)


def _anchors(section: Section) -> Iterator[str]:
    yield section.heading.anchor
    for heading in section.subsections:
        yield heading.anchor


def _blank_title(lines: list[str], at: int) -> None:
    """Badges may stand above a note's title: it lies in the introduction then, and is shown above it already."""
    if 0 <= at < len(lines):
        lines[at] = ""
        if at + 1 < len(lines) and _UNDERLINE.fullmatch(lines[at + 1]):
            lines[at + 1] = ""


def _outdented(line: str, columns: int) -> str:
    expanded = line.expandtabs(4) if "\t" in line[:columns] else line
    blank = len(expanded) - len(expanded.lstrip(" "))
    return expanded[min(blank, columns) :]
