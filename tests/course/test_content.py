"""Our own course: what is authored beside our note fits the note and the rules for writing it."""

import re
from pathlib import Path

import pytest

from lessons.course.loader import load_course
from lessons.course.shapes import Erratum
from lessons.reading.note import Note
from lessons.reading.reader import read
from lessons.rendering.errata import MarginNote, annotate
from lessons.rendering.renderer import Renderer

FOLDER = Path(__file__).resolve().parent.parent.parent / "notes"
FILES = load_course(FOLDER)
SOURCE = (FOLDER / "README.md").read_text(encoding="utf-8")
COURSE = FILES.course
assert COURSE is not None
ERRATA = pytest.mark.parametrize("erratum", FILES.errata, ids=lambda erratum: erratum.name)


def our_note() -> Note:
    assert COURSE is not None
    return read("README.md", (FOLDER / "README.md").read_bytes(), COURSE.splits["README.md"])


def margin_notes(language: str = "zh") -> list[MarginNote]:
    return [
        MarginNote(
            erratum.name,
            erratum.quotes,
            erratum.severity,
            erratum.text if language == "zh" else erratum.text_en,
            erratum.since if language == "zh" else erratum.since_en,
            erratum.sources,
        )
        for erratum in FILES.errata
    ]


def test_the_course_names_every_section_of_the_note_once() -> None:
    assert COURSE is not None
    named = [ref.part or ref.section for ref in COURSE.refs()]
    assert sorted(named) == sorted(section.heading.title for section in our_note().sections)
    assert [ref.slug for ref in COURSE.refs()] == [
        "why-containers",
        "what-is-docker",
        "what-is-kubernetes",
        "architecture",
        "objects",
        "networking",
        "single-node-install",
        "references",
    ]


def test_all_that_readers_see_is_there_in_both_languages() -> None:
    assert COURSE is not None
    for leg in COURSE.legs:
        assert all((leg.title, leg.title_en, leg.about, leg.about_en))
    for erratum in FILES.errata:
        assert bool(erratum.since) == bool(erratum.since_en), erratum.name


@ERRATA
def test_a_quote_is_the_note_s_own_words(erratum: Erratum) -> None:
    for quote in erratum.quotes:
        assert quote in SOURCE


@ERRATA
def test_an_erratum_is_short_calm_and_has_a_source(erratum: Erratum) -> None:
    assert len(erratum.text_en.split()) <= 45
    assert sum(1 if char > "\u2e7f" else 0.5 for char in erratum.text) <= 100
    assert not re.search("[!！]", erratum.text + erratum.text_en)
    assert erratum.text.endswith("。")
    assert erratum.sources or erratum.name == "e64-missing-files"
    assert all(source.startswith("https://") for source in erratum.sources)


def test_no_original_fact_was_lost() -> None:
    numbers = [int(n) for erratum in FILES.errata for n in re.findall(r"(?:\A|-)e(\d\d)(?=-)", erratum.name)]
    assert sorted(numbers) == list(range(1, 66))


@pytest.mark.parametrize("language", ["zh", "en"])
def test_every_quote_is_found_where_the_note_is_shown(language: str) -> None:
    note, renderer = our_note(), Renderer()
    pages = [(renderer.inline(note.title), renderer.intro(note).html)]
    pages += [
        (renderer.inline(section.heading.title), renderer.section(note, section).html) for section in note.sections
    ]
    found: list[tuple[str, str]] = []
    for title, html in pages:
        result = annotate(title, html, margin_notes(language), language=language)
        found += result.found
        assert len(result.shown) + result.html.count('class="overprint more"') >= min(len(result.order), 1)
    assert sorted(set(found)) == sorted((erratum.name, quote) for erratum in FILES.errata for quote in erratum.quotes)
