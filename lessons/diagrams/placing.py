"""Where words and waypoints go once the wires lie: beside or on them, covering nothing."""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass

from .geometry import Box, Point, Segment, along, length, segments
from .words import SMALL, SMALL_LINE, width

RADIUS = 10  # of a waypoint
APART = 2 * RADIUS + 5  # between the centres of two
TIP = 8  # an arrowhead's length
SHARES = (0.5, 0.4, 0.6, 0.3, 0.7, 0.22, 0.78)


@dataclass(frozen=True, slots=True)
class Label:
    """One line of text: (x, y) is the middle of its base line."""

    text: str
    x: float
    y: float

    @property
    def box(self) -> Box:
        wide = width(self.text, SMALL, mono=True)
        return Box(self.x - wide / 2, self.y - SMALL + 1, wide, SMALL_LINE)


def title(text: str, zone: Box, strip: float, wires: Sequence[Segment]) -> Label:
    """A zone's title in its top strip: at the left, or wherever no wire passes."""
    half, y = width(text, SMALL, mono=True) / 2, zone.y + strip / 2 + 5
    places = [zone.x + 10 + half, zone.right - 10 - half]
    places += [zone.x + 10 + half + step for step in range(0, int(zone.width - 2 * half - 20), 4)]
    labels = [Label(text, round(x), round(y)) for x in places]
    return next((label for label in labels if not _cut(label.box.grown(4), wires)), labels[0])


def waypoint_on(
    course: Sequence[Point], boxes: Sequence[Box], words: Sequence[Box], taken: Sequence[Point], wires: Sequence[Segment]
) -> Point:
    """The best place on a wire for a numbered circle: clear of nodes, words, other circles and other wires."""
    own = segments(course)
    others = [wire for wire in wires if wire not in own]
    return _best(_spots(course), boxes, words, taken, others)


def waypoint_at(
    box: Box, inner: Sequence[Box], boxes: Sequence[Box], words: Sequence[Box], taken: Sequence[Point], wires: Sequence[Segment]
) -> Point:
    """For a step that stays in its node: on the node's edge, where its words leave room."""
    x, y = box.middle
    corners = [(box.right, box.y), (box.x, box.y), (box.right, box.bottom), (box.x, box.bottom)]
    edges = [(box.x, y), (box.right, y), (box.x + 30, box.y), (box.right - 30, box.y), (x, box.y), (x, box.bottom)]
    others = [other for other in boxes if other != box]
    return _best([*corners, *edges], others, [*words, *inner], taken, wires)


def _spots(course: Sequence[Point]) -> Iterator[Point]:
    """Points on a wire, the best first: the middle of the longest stretch, then further out."""
    stretches = sorted(segments(course), key=length, reverse=True)
    return (along(stretch, share) for share in SHARES for stretch in stretches)


def _best(
    points: Iterable[Point], boxes: Sequence[Box], words: Sequence[Box], taken: Sequence[Point], wires: Sequence[Segment]
) -> Point:
    best, least = (0.0, 0.0), float("inf")
    for order, (x, y) in enumerate(points):
        disc = Box(x - RADIUS, y - RADIUS, 2 * RADIUS, 2 * RADIUS)
        near = sum(abs(x - p) < APART and abs(y - q) < APART for p, q in taken)
        cost = order + 1000 * (near + sum(disc.meets(word) for word in words))
        cost += 200 * sum(disc.grown(1).meets(box) for box in boxes) + 100 * _cut(disc, wires)
        if cost < least:
            best, least = (x, y), cost
    return best


def _cut(box: Box, wires: Sequence[Segment]) -> bool:
    return any(box.cut_by(wire) for wire in wires)
