"""One file of notes, converted: all the work that needs neither database nor other files, done in worker processes."""

from dataclasses import replace
from functools import cache
from hashlib import sha256
from html import escape

from lessons.importing.converted import Converted, ConvertedSection, Entry, Job
from lessons.reading.note import Note, Problem, Section
from lessons.reading.reader import Unreadable, read
from lessons.rendering.rendered import Rendered
from lessons.rendering.renderer import Renderer
from lessons.tokens import tokens

_CHARACTERS_A_MINUTE = {"zh": 350, "en": 1200}


@cache
def _renderer() -> Renderer:
    return Renderer()


def convert(job: Job) -> Converted | Problem:
    """The file of `job` as rows-to-be, or why it can't be read."""
    try:
        data = (job.root / job.path).read_bytes()
        note = read(job.path, data, job.splits)
    except Unreadable as unreadable:
        return unreadable.problem
    except OSError as error:
        return Problem(job.path, 0, "not-readable", error.strerror or "This file can't be read.")
    return Converted(
        note=_without_lines(note),
        sha256=sha256(data).hexdigest(),
        title_html=escape(note.title),
        intro_source=_lines(note, *note.intro),
        intro=_renderer().intro(note),
        sections=tuple(_section(note, section) for section in note.sections),
    )


def _without_lines(note: Note) -> Note:
    return replace(note, lines=())


def _lines(note: Note, first: int, last: int) -> str:
    return "\n".join(note.lines[first - 1 : last])


def _section(note: Note, section: Section) -> ConvertedSection:
    rendered = _renderer().section(note, section)
    return ConvertedSection(
        section=section,
        source=_lines(note, section.line, section.end_line).rstrip(),
        title_html=escape(section.heading.title),
        rendered=rendered,
        entries=tuple(_entries(section, rendered)),
        minutes=_minutes(note.language, rendered),
    )


def _entries(section: Section, rendered: Rendered) -> list[Entry]:
    found = [("term", term.anchor, term.name, term.text) for term in rendered.terms]
    found += [
        ("section", passage.anchor, passage.title or section.heading.title, passage.text)
        for passage in rendered.passages
        if passage.text or passage.title or not found
    ]
    return [Entry(kind, anchor, title, text, tokens(title), tokens(text)) for kind, anchor, title, text in found]


def _minutes(language: str, rendered: Rendered) -> int:
    characters = sum(len(passage.text) for passage in rendered.passages)
    return max(1, round(characters / _CHARACTERS_A_MINUTE[language]))
