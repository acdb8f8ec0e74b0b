"""What is printed over a page of the notes: errata beside their lines, diagrams in their place."""

from collections.abc import Sequence

from lessons.course.shapes import Erratum
from lessons.diagrams.spec import Spec
from lessons.figures import figure
from lessons.importing.page import Insert, Page, Text
from lessons.rendering.errata import MarginNote, annotate

LANGUAGES = ("zh", "en")


def overprinted(
    title_html: str,
    html: str,
    slug: str,
    errata: Sequence[Erratum],
    standing: Sequence[tuple[Spec, Insert]],
    first_number: int,
) -> Page:
    """`standing` are diagrams, each with what puts its figure into the HTML; the errata count from `first_number`."""
    texts = {}
    order: tuple[str, ...] = ()
    for language in LANGUAGES:
        notes = [_margin_note(erratum, language) for erratum in errata]
        noted = annotate(title_html, html, notes, language=language, slug=slug, start=first_number)
        body, order = noted.html, noted.order
        for spec, insert in standing:
            body = insert(body, figure(spec, language))
        texts[language] = (noted.title_html, body)
    titles, bodies = zip(texts["zh"], texts["en"], strict=True)
    return Page(_text(*titles), _text(*bodies), order, tuple(spec.name for spec, _ in standing), first_number)


def _text(zh: str, en: str) -> Text:
    return Text(zh, "" if en == zh else en)


def _margin_note(erratum: Erratum, language: str) -> MarginNote:
    english = language == "en"
    return MarginNote(
        name=erratum.name,
        quotes=erratum.quotes,
        severity=erratum.severity,
        text=erratum.text_en if english else erratum.text,
        since=(erratum.since_en or erratum.since) if english else erratum.since,
        sources=erratum.sources,
    )
