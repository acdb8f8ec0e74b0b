"""Where words and waypoints go once the wires lie: beside or on them, covering nothing."""

from collections.abc import Sequence
from dataclasses import dataclass
from math import hypot

from .geometry import Box, Point, Segment, along, length, segments
from .words import SMALL, SMALL_LINE, width

RADIUS = 10  # of a waypoint
APART = 2 * RADIUS + 4  # between the centres of two
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


@dataclass(frozen=True, slots=True)
class Sea:
    """What a waypoint keeps clear of: the edge of the picture, nodes, words, wires and other waypoints."""

    picture: Box
    boxes: Sequence[Box]
    words: Sequence[Box]
    wires: Sequence[Segment]
    taken: Sequence[Point]

    def on_wire(self, course: Sequence[Point]) -> Point:
        """The middle of the longest stretch, or a place further out."""
        stretches = sorted(segments(course), key=length, reverse=True)
        own = set(stretches)
        return self._best(
            [along(stretch, share) for share in SHARES for stretch in stretches],
            self.boxes,
            [wire for wire in self.wires if wire not in own],
        )

    def at_node(self, box: Box) -> Point:
        """On the node's edge: a corner first."""
        (x, y), left, right, top, bottom = box.middle, box.x, box.right, box.y, box.bottom
        corners = [(right, top), (left, top), (right, bottom), (left, bottom)]
        edges = [(left, y), (right, y), (left + 30, top), (right - 30, top), (x, top), (x, bottom)]
        return self._best(corners + edges, [other for other in self.boxes if other != box], self.wires)

    def _best(self, points: Sequence[Point], boxes: Sequence[Box], wires: Sequence[Segment]) -> Point:
        def cost(point: Point) -> float:
            x, y = point
            disc = Box(x - RADIUS, y - RADIUS, 2 * RADIUS, 2 * RADIUS)
            blocked = (
                any(hypot(x - p, y - q) < APART for p, q in self.taken)
                + any(disc.meets(word) for word in self.words)
                + (not disc.within(self.picture))
            )
            return points.index(point) + 1000 * blocked + 200 * _hits(disc.grown(1), boxes) + 100 * _cut(disc, wires)

        return min(points, key=cost)


def _hits(disc: Box, boxes: Sequence[Box]) -> int:
    return sum(disc.meets(box) for box in boxes)


def _cut(box: Box, wires: Sequence[Segment]) -> bool:
    return any(box.cut_by(wire) for wire in wires)
