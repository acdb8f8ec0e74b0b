"""The list beside a lesson: where one is, what comes next, what the lesson holds; of a long course what is near."""

import re
from collections.abc import Sequence
from html import unescape
from typing import NamedTuple, TypeVar

from django.template.loader import render_to_string
from django.utils.html import strip_tags
from django.utils.safestring import SafeString

from lessons.outline import Entry, LegEntry, Outline
from lessons.progress import segments

T = TypeVar("T")

NEAR_LESSONS, NEAR_LEGS, MOST_HEADINGS = 30, 12, 40
_MOST_KEPT = 500
_HEADING = re.compile(r'<h([2-4])\b[^>]*? id="([^"]+)"[^>]*>(.*?)</h\1>', re.S)
_REFERENCE = re.compile(r'<a [^>]*class="ref".*?</a>', re.S)


class Heading(NamedTuple):
    level: int
    anchor: str
    title: str


def rail(outline: Outline, slug: str, html: str, done: Sequence[str]) -> SafeString:
    """The rail beside the lesson `slug`, whose text is `html`. What everybody sees at first is kept."""
    if done:
        return _render(outline, slug, html, frozenset(done))
    kept = outline.kept.get(slug)
    if kept is None:
        if len(outline.kept) >= _MOST_KEPT:
            outline.kept.clear()
        kept = outline.kept[slug] = _render(outline, slug, html, frozenset())
    return kept


def _render(outline: Outline, slug: str, html: str, done: frozenset[str]) -> SafeString:
    entry = outline.entries.get(slug)
    place = entry.leg - 1 if entry and entry.leg else None
    leg = outline.legs[place] if place is not None else None
    count = sum(slug in outline.entries for slug in done)
    context = {
        "slug": slug,
        "done": done,
        "count": count,
        "total": len(outline.lessons),
        "segments": segments(outline, done, slug),
        "leg": leg,
        "near": _near_lessons(leg, slug),
        "legs": _near_legs(outline.legs, place or 0, done),
        "more_legs": len(outline.legs) > NEAR_LEGS,
        "note_lang": entry.language if entry else "",
        "headings": headings(html)[:MOST_HEADINGS],
    }
    return render_to_string("lessons/_rail.html", context)


def _near_lessons(leg: LegEntry | None, slug: str) -> list[Entry]:
    if leg is None:
        return []
    place = next(number for number, entry in enumerate(leg.lessons) if entry.slug == slug)
    return _window(leg.lessons, place, NEAR_LESSONS)


def _near_legs(legs: Sequence[LegEntry], place: int, done: frozenset[str]) -> list[tuple[LegEntry, int]]:
    return [(leg, sum(entry.slug in done for entry in leg.lessons)) for leg in _window(legs, place, NEAR_LEGS)]


def _window(items: Sequence[T], place: int, size: int) -> list[T]:
    start = max(0, min(place - size // 2, len(items) - size))
    return list(items[start : start + size])


def headings(html: str) -> list[Heading]:
    found = (match.groups() for match in _HEADING.finditer(html))
    return [
        Heading(int(level), unescape(anchor), " ".join(unescape(strip_tags(_REFERENCE.sub("", text))).split()))
        for level, anchor, text in found
    ]
