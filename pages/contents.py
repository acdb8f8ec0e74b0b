"""The course on its home page: the picture that leads into it, and as much of the list as fits a page."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from typing import TypeVar

from django.utils.safestring import SafeString

from lessons.diagrams.shapes import Spec
from lessons.diagrams.spec import from_json
from lessons.figures import figure
from lessons.models import Diagram, Term
from lessons.outline import Entry, LegEntry, Outline
from lessons.trusted import trusted

T = TypeVar("T")

COVER = "cluster"
LEGS_A_PAGE, LESSONS_A_LEG, LESSONS_A_PAGE = 12, 8, 100
_FINISHED = 1  # how deeply a part is shaded whose lesson was read


@dataclass(frozen=True, slots=True)
class Part:
    """A leg as far as it is listed here; `hidden` lessons of it are left out."""

    leg: LegEntry
    lessons: list[Entry]
    hidden: int


@dataclass(frozen=True, slots=True)
class Contents:
    """A page of the list; `previous` and `next` are the numbers of the pages around it, 0 for none. `leg` is the one
    that is listed alone."""

    parts: list[Part]
    leg: LegEntry | None
    previous: int
    next: int

    @property
    def query(self) -> str:
        """What the addresses of the other pages begin with."""
        return f"leg={self.leg.number}&" if self.leg else ""


def contents(outline: Outline, leg_number: int, page: int) -> Contents:
    if 0 < leg_number <= len(outline.legs):
        leg = outline.legs[leg_number - 1]
        lessons, previous, following = _page(leg.lessons, page, LESSONS_A_PAGE)
        return Contents([Part(leg, lessons, 0)], leg, previous, following)
    legs, previous, following = _page(outline.legs, page, LEGS_A_PAGE)
    return Contents([_part(leg) for leg in legs], None, previous, following)


def _part(leg: LegEntry) -> Part:
    # One lesson more is no longer than the line that would lead to it.
    if len(leg.lessons) <= LESSONS_A_LEG + 1:
        return Part(leg, leg.lessons, 0)
    return Part(leg, leg.lessons[:LESSONS_A_LEG], len(leg.lessons) - LESSONS_A_LEG)


def cover(outline: Outline, done: Collection[str], levels: Mapping[str, int], language: str) -> SafeString | None:
    """The picture whose parts lead to where the notes explain them; the shade of each tells how well it is known:
    `levels` by the name of what it shows, in lower case, or that its lesson was read. None where the course has no such
    picture. What every newcomer sees is kept."""
    if done or levels:
        return _cover(outline, done, levels, language)
    if "/" not in outline.kept:
        outline.kept["/"] = _cover(outline, (), {}, language) or trusted("")
    return outline.kept["/"] or None


def _cover(outline: Outline, done: Collection[str], levels: Mapping[str, int], language: str) -> SafeString | None:
    row = Diagram.objects.filter(name=COVER).first()
    if row is None:
        return None
    spec = from_json(row.spec)
    places = _places(spec, row)
    links = {
        node.id: places.get(node.term) or (f"/lessons/{node.lesson}/" if node.lesson in outline.entries else "")
        for node in spec.nodes
    }
    read = {id: _FINISHED for id, url in links.items() if url and url.split("/")[2] in done}
    others = {id: f"/diagrams/{spec.name}/?node={id}" for id, url in links.items() if not url}
    named = {node.id: (node.term or node.label.zh).casefold() for node in spec.nodes}
    known = {id: levels[name] for id, name in named.items() if name in levels}
    return figure(spec, language, links=links | others, depth=read | known, template="pages/_cover.html")


def _places(spec: Spec, row: Diagram) -> dict[str, str]:
    """Where the notes explain each term; the lesson that shows the picture comes before others."""
    names = {node.term for node in spec.nodes if node.term}
    found = Term.objects.filter(name__in=names, retired_at=None, lesson__retired_at=None)
    rows = found.values_list("name", "lesson__slug", "anchor", "lesson")
    return {
        name: f"/lessons/{slug}/#{anchor}"
        for name, slug, anchor, _ in sorted(rows, key=lambda found: found[3] == row.lesson_id)
    }


def _page(items: Sequence[T], page: int, size: int) -> tuple[list[T], int, int]:
    last = max(1, -(-len(items) // size))
    page = min(max(page, 1), last)
    return list(items[(page - 1) * size : page * size]), page - 1, page + 1 if page < last else 0
