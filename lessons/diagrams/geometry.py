"""Points, boxes and what they have to do with each other. Units are those of the viewBox, y grows downwards."""

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise

Point = tuple[float, float]
Segment = tuple[Point, Point]


@dataclass(frozen=True, slots=True)
class Box:
    x: float
    y: float
    width: float
    height: float

    @property
    def right(self) -> float:
        return self.x + self.width

    @property
    def bottom(self) -> float:
        return self.y + self.height

    @property
    def middle(self) -> Point:
        return self.x + self.width / 2, self.y + self.height / 2

    def grown(self, by: float) -> "Box":
        return Box(self.x - by, self.y - by, self.width + 2 * by, self.height + 2 * by)

    def meets(self, other: "Box") -> bool:
        """Whether the two share area; a common edge is not enough."""
        return self.x < other.right and other.x < self.right and self.y < other.bottom and other.y < self.bottom

    def within(self, other: "Box") -> bool:
        return other.x <= self.x and self.right <= other.right and other.y <= self.y and self.bottom <= other.bottom

    def cut_by(self, segment: Segment) -> bool:
        """Whether an upright or level segment runs through the inside."""
        (x1, y1), (x2, y2) = segment
        if x1 == x2:
            return self.x < x1 < self.right and min(y1, y2) < self.bottom and self.y < max(y1, y2)
        return self.y < y1 < self.bottom and min(x1, x2) < self.right and self.x < max(x1, x2)


def around(boxes: Sequence[Box]) -> Box:
    x, y = min(box.x for box in boxes), min(box.y for box in boxes)
    return Box(x, y, max(box.right for box in boxes) - x, max(box.bottom for box in boxes) - y)


def segments(points: Sequence[Point]) -> list[Segment]:
    return list(pairwise(points))


def length(segment: Segment) -> float:
    (x1, y1), (x2, y2) = segment
    return abs(x1 - x2) + abs(y1 - y2)


def upright(segment: Segment) -> bool:
    return segment[0][0] == segment[1][0]


def along(segment: Segment, share: float) -> Point:
    (x1, y1), (x2, y2) = segment
    return x1 + (x2 - x1) * share, y1 + (y2 - y1) * share


def crossing(one: Segment, other: Segment) -> bool:
    """Whether an upright and a level segment meet."""
    if upright(one) == upright(other):
        return False
    up, level = (one, other) if upright(one) else (other, one)
    x, y = up[0][0], level[0][1]
    ys, xs = sorted((up[0][1], up[1][1])), sorted((level[0][0], level[1][0]))
    return xs[0] <= x <= xs[1] and ys[0] <= y <= ys[1]


def side_by_side(one: Segment, other: Segment, within: float) -> bool:
    """Whether two parallel segments run beside each other, closer than `within`."""
    if upright(one) != upright(other):
        return False
    across, down = (0, 1) if upright(one) else (1, 0)
    a, b = sorted((one[0][down], one[1][down])), sorted((other[0][down], other[1][down]))
    return abs(one[0][across] - other[0][across]) < within and min(a[1], b[1]) - max(a[0], b[0]) > 1
