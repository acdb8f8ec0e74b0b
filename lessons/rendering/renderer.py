"""The door of rendering: a note's section in, safe HTML out."""

import re
from collections.abc import Iterator, Sequence
from itertools import pairwise
from typing import Any

from markdown_it.token import Token

from lessons.reading.anchors import slug
from lessons.reading.note import Heading, Note, Section
from lessons.rendering import footnotes
from lessons.rendering.anchors import Anchors
from lessons.rendering.links import Place
from lessons.rendering.parsing import parser
from lessons.rendering.plain import text_of
from lessons.rendering.rendered import Passage, Rendered, RenderedTerm
from lessons.rendering.sanitising import clean, clean_mixed
from lessons.rendering.splitting import without_breaks
from lessons.rendering.terms import Definer

_DEFINED = re.compile(r"^[ \t>*+\-\d.)]*\[[^\]\n]+\]:", re.MULTILINE)
_EXPLICIT_ID = re.compile(r"\s*\{:?\s*#[^\s}]+\s*\}\s*$")


class Renderer:
    """Make one for each process: its parser is worth reusing."""

    def __init__(self) -> None:
        self._md = parser()
        self._note: Note | None = None
        self._shared: dict[str, Any] = {}

    def section(self, note: Note, section: Section) -> Rendered:
        lines = note.lines[section.body_line - 1 : section.end_line]
        if section.indent:
            lines = tuple(_outdented(line, section.indent) for line in lines)
        return self._render(note, section, lines)

    def intro(self, note: Note) -> Rendered:
        first, last = note.intro
        return self._render(note, None, note.lines[first - 1 : last] if first <= last else ())

    def inline(self, text: str) -> str:
        """A heading's Markdown as inline HTML."""
        env = {"place": Place("")}
        tokens = self._md.parseInline(_EXPLICIT_ID.sub("", text), env)
        tokens[0].children = without_breaks(tokens[0].children or [])
        return clean_mixed(self._md.renderer.render(tokens, self._md.options, env))

    def _render(self, note: Note, section: Section | None, lines: Sequence[str]) -> Rendered:
        first_line = section.body_line if section else note.intro[0]
        env = self._environment(note, section, first_line)
        text = "\n".join(lines)
        tokens = self._md.parse(text if text.endswith("\n") else f"{text}\n", env)
        headings = {heading.line: heading for heading in section.subsections} if section else {}
        anchors = Anchors(heading.anchor for heading in headings.values())
        base = section.heading.level if section else 1
        _finish(tokens, headings, first_line, base - 1, anchors)

        def render(tokens: Sequence[Token]) -> str:
            return self._md.renderer.render(tokens, self._md.options, env)

        definer = None
        if section and section.terms:
            definer = Definer(section.terms, first_line, anchors, 1, render)
            tokens = definer.define(tokens)
        passages = tuple(_passages(tokens))
        footnotes.append(tokens, self._md, env)
        html = render(tokens)
        cleaner = clean_mixed if env.get("mixed") else clean
        terms: list[RenderedTerm] = []
        if section and definer:
            for term in section.terms:
                found = definer.found.get(term.line)
                if found:
                    terms.append(RenderedTerm(found.name, found.anchor, cleaner(found.html), found.text))
                else:
                    content = self._md.parseInline(term.text, env)
                    terms.append(RenderedTerm(term.name, "", clean_mixed(render(content)), text_of(content)))
        return Rendered(cleaner(html), passages, tuple(terms))

    def _environment(self, note: Note, section: Section | None, first_line: int) -> dict[str, Any]:
        """What the parser must know besides the lines: definitions may stand in any section of the note."""
        if note is not self._note:
            self._note, self._shared = note, self._definitions(note)
        here = set(_anchors(section)) if section else set()
        return {
            "place": Place(note.path, frozenset(a for s in note.sections for a in _anchors(s)) - here),
            "references": dict(self._shared.get("references", {})),
            "footnotes": dict(self._shared.get("footnotes", {})),
            "definitions": {
                term.line - first_line: term.end_line - first_line + 1
                for term in (section.terms if section else ())
                if term.form == "definition"
            },
        }

    def _definitions(self, note: Note) -> dict[str, Any]:
        """Link references and footnotes of the whole note, by a parse that stops at blocks."""
        env: dict[str, Any] = {}
        text = "\n".join(note.lines)
        if "]:" in text and _DEFINED.search(text):
            self._md.block.parse(text, self._md, env, [])
        return env


def _anchors(section: Section) -> Iterator[str]:
    yield section.heading.anchor
    for heading in section.subsections:
        yield heading.anchor


def _outdented(line: str, columns: int) -> str:
    expanded = line.expandtabs(4) if "\t" in line[:columns] else line
    blank = len(expanded) - len(expanded.lstrip(" "))
    return expanded[min(blank, columns) :]


def _finish(
    tokens: Sequence[Token], headings: dict[int, Heading], first_line: int, shift: int, anchors: Anchors
) -> None:
    """Give headings their ids, and the level that they have below the lesson's own heading."""
    for at, token in enumerate(tokens):
        if token.type == "heading_open":
            heading = headings.get(token.map[0] + first_line) if token.map else None
            inline = tokens[at + 1]
            if heading and heading.explicit_id:
                _strip_id(inline)
            token.attrs["id"] = heading.anchor if heading else anchors.unique(slug(text_of([inline])))
            token.tag = tokens[at + 2].tag = f"h{max(int(token.tag[1]) - shift, 1)}"


def _strip_id(inline: Token) -> None:
    if inline.children and inline.children[-1].type == "text":
        inline.children[-1].content = _EXPLICIT_ID.sub("", inline.children[-1].content)


def _passages(tokens: Sequence[Token]) -> Iterator[Passage]:
    """Text by heading; a heading inside a list or a quote is text like any other."""
    starts = [at for at, token in enumerate(tokens) if token.type == "heading_open" and token.level == 0]
    before = text_of(tokens[: starts[0] if starts else None])
    if before:
        yield Passage("", "", before)
    for start, end in pairwise([*starts, len(tokens)]):
        yield Passage(str(tokens[start].attrs["id"]), text_of([tokens[start + 1]]), text_of(tokens[start + 3 : end]))
