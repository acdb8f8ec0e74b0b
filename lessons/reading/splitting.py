"""Sections cut in two where the course wants a lesson of its own to begin: at a sub-heading or a top-level item."""

from collections.abc import Sequence
from dataclasses import dataclass, replace

from .anchors import Anchors
from .blocks import Line
from .inline import plain
from .note import Heading
from .outline import Place

Splits = Sequence[tuple[str, str]]


@dataclass(frozen=True, slots=True)
class Stretch:
    """A section-to-be: its heading and the positions of its lines. `body` is the first one after the heading;
    `indent` the columns by which the body is indented, being the content of a list item."""

    heading: Heading
    start: int
    body: int
    end: int
    indent: int = 0


def stretches(lines: Sequence[Line], starts: Sequence[Place]) -> list[Stretch]:
    bounds = [*(place.at for place in starts), len(lines)]
    return [
        Stretch(place.heading, place.at, place.end + 1, end - 1) for place, end in zip(starts, bounds[1:], strict=True)
    ]


def split(
    lines: Sequence[Line], sections: Sequence[Stretch], headings: Sequence[Place], splits: Splits
) -> tuple[list[Stretch], list[tuple[str, str]]]:
    """The sections after all cuts, and the splits for which there is no place."""
    anchors = Anchors()
    for place in headings:
        anchors.take(place.heading.title)
    out = list(sections)
    missing = []
    for section_title, item_title in splits:
        for at, stretch in enumerate(out):
            part = _part(lines, stretch, headings, item_title, anchors) if section_title in _titles(stretch) else None
            if part:
                out[at : at + 1] = [replace(stretch, end=part.start - 1), part]
                break
        else:
            missing.append((section_title, item_title))
    return out, missing


def _titles(stretch: Stretch) -> tuple[str, ...]:
    """A part that was cut off still answers to its section's title, so that it can be cut again."""
    return stretch.heading.path


def _part(
    lines: Sequence[Line], stretch: Stretch, headings: Sequence[Place], title: str, anchors: Anchors
) -> Stretch | None:
    for place in headings:
        if stretch.body <= place.at <= stretch.end and place.heading.title == title:
            return Stretch(place.heading, place.at, place.end + 1, stretch.end)
    for at in range(stretch.body, stretch.end + 1):
        line = lines[at]
        if line.item and len(line.containers) == 1 and line.kind == "text" and plain(line.content) == title:
            above = stretch.heading
            path = (*above.path, title)
            heading = Heading(title, above.level, line.number, anchors.take(title), path)
            return Stretch(heading, at, at + 1, stretch.end, line.containers[0])
    return None
