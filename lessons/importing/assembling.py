"""The page text of a lesson, put together: links led to where they go, errata beside their lines, diagrams in place."""

import re
from collections.abc import Sequence, Set
from importlib import import_module

from lessons.course.shapes import Erratum
from lessons.diagrams.spec import Spec
from lessons.importing.addresses import Addresses
from lessons.importing.converted import Converted, ConvertedSection
from lessons.importing.page import Insert, Page, Text
from lessons.reading.note import Heading
from lessons.rendering.links import resolve

_MISSING_IMAGE = '<span class="missing image" data-missing="{}"'


class Links:
    """Where relative links lead: an address, or None for what is not there. Remembers what was asked, per note."""

    def __init__(self, addresses: Addresses, images: Set[str]) -> None:
        self._addresses, self._images = addresses, images
        self.asked: dict[str, str] = {}

    def href(self, path: str, fragment: str) -> str | None:
        found = self._addresses.get(path, fragment) or self._addresses.get(path, "") or self.image(path)
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
    standing: Sequence[tuple[Spec, Insert]],
    first_number: int,
) -> Page:
    if not errata and not standing:
        return Page(Text(title_html), Text(html))
    # Most lessons of most folders have neither, and what prints them takes a while to load.
    overprinting = import_module("lessons.importing.overprinting")
    return overprinting.overprinted(title_html, html, slug, errata, standing, first_number)


def _standing(diagrams: Sequence[Spec], html: str, subsections: Sequence[Heading]) -> list[tuple[Spec, Insert]]:
    """The diagrams that stand in this lesson, each with what puts its figure there."""
    found: list[tuple[Spec, Insert]] = []
    for spec in diagrams:
        if spec.replaces and _MISSING_IMAGE.format(spec.replaces) in html:
            found.append((spec, _in_place_of(spec.replaces)))
        elif spec.after:
            ends = _end_of(spec.after, subsections)
            if ends is not None:
                found.append((spec, ends))
    return found


def _in_place_of(image: str) -> Insert:
    marker = re.escape(_MISSING_IMAGE.format(image)) + r"[^>]*>[^<]*</span>"
    alone = re.compile(rf"<p>\s*{marker}\s*</p>")
    among = re.compile(rf"{marker}(.*?</p>)", re.DOTALL)

    def insert(html: str, svg: str) -> str:
        html, count = alone.subn(lambda _: svg, html, count=1)
        return html if count else among.sub(lambda found: found[1] + svg, html, count=1)

    return insert


def _end_of(title: str, subsections: Sequence[Heading]) -> Insert | None:
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
