"""The page text of a lesson, put together: links led to where they go, errata beside their lines, diagrams in place."""

import re
from collections.abc import Callable, Mapping, Sequence, Set
from dataclasses import dataclass

from lessons.course.shapes import Erratum
from lessons.diagrams.spec import Spec
from lessons.figures import figure
from lessons.importing.converted import Converted, ConvertedSection
from lessons.reading.note import Heading
from lessons.rendering.errata import MarginNote, annotate
from lessons.rendering.links import resolve

LANGUAGES = ("zh", "en")
_MISSING_IMAGE = '<span class="missing image" data-missing="{}"'


@dataclass(frozen=True, slots=True)
class Text:
    """One text in both languages of the interface; `en` is "" where it does not differ."""

    zh: str
    en: str = ""


@dataclass(frozen=True, slots=True)
class Page:
    """`errata` are the names of those placed, in reading order; `diagrams` the names of those shown."""

    title: Text
    html: Text
    errata: tuple[str, ...] = ()
    diagrams: tuple[str, ...] = ()
    first_number: int = 1


class Links:
    """Where relative links lead: an address, or None for what is not there. Remembers what was asked, per note."""

    def __init__(self, addresses: Mapping[tuple[str, str], str], images: Set[str]) -> None:
        self._addresses, self._images = addresses, images
        self.asked: dict[str, str] = {}

    def href(self, path: str, fragment: str) -> str | None:
        found = self._addresses.get((path, fragment)) or self._addresses.get((path, "")) or self.image(path)
        return self._remember(f"{path}#{fragment}", found)

    def image(self, path: str) -> str | None:
        found = f"/files/{path}" if path in self._images else None
        return self._remember(path, found)

    def again(self, target: str) -> str:
        """Where a target from an earlier `asked` leads now, "" for nowhere."""
        path, hash_sign, fragment = target.partition("#")
        return (self.href(path, fragment) if hash_sign else self.image(path)) or ""

    def _remember(self, target: str, found: str | None) -> str | None:
        self.asked[target] = found or ""
        return found


def lesson_page(
    converted: ConvertedSection,
    slug: str,
    links: Links,
    errata: Sequence[Erratum],
    diagrams: Sequence[Spec],
    first_number: int = 1,
) -> Page:
    html = resolve(converted.rendered.html, links.href, links.image)
    subsections = converted.section.subsections
    return _page(converted.title_html, html, slug, errata, _standing(diagrams, html, subsections), first_number)


def intro_page(
    converted: Converted,
    slug: str,
    links: Links,
    errata: Sequence[Erratum],
) -> Page:
    html = resolve(converted.intro.html, links.href, links.image)
    return _page(converted.title_html, html, slug, errata, [], 1)


def _page(
    title_html: str,
    html: str,
    slug: str,
    errata: Sequence[Erratum],
    standing: Sequence[tuple[Spec, Callable[[str, str], str]]],
    first_number: int,
) -> Page:
    if not errata and not standing:
        return Page(Text(title_html), Text(html))
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


def _standing(
    diagrams: Sequence[Spec], html: str, subsections: Sequence[Heading]
) -> list[tuple[Spec, Callable[[str, str], str]]]:
    """The diagrams that stand in this lesson, each with what puts its figure there."""
    found: list[tuple[Spec, Callable[[str, str], str]]] = []
    for spec in diagrams:
        if spec.replaces and _MISSING_IMAGE.format(spec.replaces) in html:
            found.append((spec, _in_place_of(spec.replaces)))
        elif spec.after:
            ends = _end_of(spec.after, subsections)
            if ends is not None:
                found.append((spec, ends))
    return found


def _in_place_of(image: str) -> Callable[[str, str], str]:
    marker = re.escape(_MISSING_IMAGE.format(image)) + r"[^>]*>[^<]*</span>"
    alone = re.compile(rf"<p>\s*{marker}\s*</p>")
    among = re.compile(rf"{marker}(.*?</p>)", re.DOTALL)

    def insert(html: str, svg: str) -> str:
        html, count = alone.subn(lambda _: svg, html, count=1)
        return html if count else among.sub(lambda found: found[1] + svg, html, count=1)

    return insert


def _end_of(title: str, subsections: Sequence[Heading]) -> Callable[[str, str], str] | None:
    """Puts a figure at the end of the sub-section of that title: before the next heading, or last."""
    for index, heading in enumerate(subsections):
        if heading.title == title:
            following = [h for h in subsections[index + 1 :] if h.level <= heading.level]
            before = re.compile(rf'<h\d id="{re.escape(following[0].anchor)}"') if following else None

            def insert(html: str, svg: str, before: re.Pattern[str] | None = before) -> str:
                found = before.search(html) if before else None
                return html[: found.start()] + svg + html[found.start() :] if found else html + svg

            return insert
    return None
