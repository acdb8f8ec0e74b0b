"""Wires: right-angled, from edge to edge, around what stands in between.

For each wire the plausible courses are tried, the cheapest first by length and bends; the one that troubles its
surroundings least wins. Wires with a straight way go first, so that the others make room for them.
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import pairwise

from .geometry import Box, Point, Segment, crossing, segments, side_by_side
from .shapes import Wire

CLEARANCE = 5  # from other nodes
APART = 9  # between parallel wires
CORNER = 9  # from a node's corner
SHIFTS = (0, -APART, APART)
BEND, CROSS, CROWD, TRESPASS, SKEW = 40, 60, 400, 90, 1.5
BLOCKED = float("inf")
OUTWARD: Mapping[str, Point] = {"top": (0, -1), "bottom": (0, 1), "left": (-1, 0), "right": (1, 0)}

Course = tuple[Point, ...]
Option = tuple[float, Course]


@dataclass(frozen=True, slots=True)
class Surroundings:
    """What a wire has to mind: `walls` it may not run through, wires `laid` before it, borders that it may cross but
    not follow, `lands` in which it has no business."""

    walls: Sequence[Box]
    laid: Sequence[Segment]
    borders: Sequence[Segment]
    lands: Sequence[Box]

    def trouble(self, course: Course) -> float:
        cost = 0.0
        for part in segments(course):
            if any(wall.cut_by(part) for wall in self.walls):
                return BLOCKED
            cost += CROWD * sum(side_by_side(part, other, APART) for other in self.laid)
            cost += CROWD * sum(side_by_side(part, border, CLEARANCE) for border in self.borders)
            cost += CROSS * sum(crossing(part, other) for other in self.laid)
            cost += TRESPASS * sum(land.cut_by(part) for land in self.lands)
        return cost


@dataclass(frozen=True, slots=True)
class Port:
    """Where a wire may touch a node; `skew` is the distance from the middle of that side."""

    side: str
    at: Point
    skew: float

    @property
    def upright(self) -> bool:
        return OUTWARD[self.side][0] == 0

    def leads(self, towards: Point) -> bool:
        """Whether `towards` lies outside the node, as seen from here."""
        (x, y), (dx, dy) = self.at, OUTWARD[self.side]
        return (towards[0] - x) * dx + (towards[1] - y) * dy > CLEARANCE


def route(
    wires: Sequence[Wire],
    boxes: Mapping[str, Box],
    borders: Sequence[Segment],
    lands: Mapping[str, Sequence[Box]],
    size: Point,
) -> list[Course]:
    """The course of each wire, in the order of `wires`. `lands` are, for each node, the zones that it is not in.

    A wire without a free way takes its shortest one through what stands there: the picture is for the author to see.
    """
    solid = [*boxes.values(), *(land for others in lands.values() for land in others)]
    lanes = _lanes([(box.x, box.right) for box in solid], size[0])
    levels = _lanes([(box.y, box.bottom) for box in solid], size[1])
    straights = [sorted(_straight(boxes[wire.start], boxes[wire.end])) for wire in wires]
    order = sorted(range(len(wires)), key=lambda i: straights[i][0][0] if straights[i] else BLOCKED)
    done: dict[int, Course] = {}
    for index in order:
        start, end = wires[index].start, wires[index].end
        walls = [box.grown(0 if id in (start, end) else CLEARANCE) for id, box in boxes.items()]
        laid = [part for course in done.values() for part in segments(course)]
        foreign = [land for land in lands[start] if land in lands[end]]
        around = Surroundings(walls, laid, borders, foreign)
        done[index] = _best(boxes[start], boxes[end], straights[index], lanes, levels, around)
    return [done[index] for index in range(len(wires))]


def _best(
    a: Box, b: Box, straight: Sequence[Option], lanes: list[float], levels: list[float], around: Surroundings
) -> Course:
    """Courses with more bends are only looked at while they could still be cheaper."""
    best: Course = (a.middle, b.middle)
    cheapest = BLOCKED
    for bends, options in ((0, straight), (1, _once(a, b)), (2, _twice(a, b, lanes, levels))):
        if cheapest <= _gap(a, b) + BEND * bends:
            break
        for cost, course in sorted(options):
            if cost >= cheapest:
                break
            total = cost + around.trouble(course)
            if total < cheapest:
                best, cheapest = course, total
    return best


def _gap(a: Box, b: Box) -> float:
    across = max(0, a.x - b.right, b.x - a.right)
    return across + max(0, a.y - b.bottom, b.y - a.bottom)


def _lanes(extents: Sequence[tuple[float, float]], end: float) -> list[float]:
    """Where a wire can change columns (or rows): between any two neighbouring edges of nodes."""
    stops = sorted({0.0, end, *(stop for extent in extents for stop in extent)})
    middles = [(low + high) / 2 for low, high in pairwise(stops) if high - low >= 2 * CLEARANCE]
    return sorted({round(middle + shift) for middle in middles for shift in SHIFTS if 4 <= middle + shift <= end - 4})


def _ports(box: Box) -> list[Port]:
    """The middle of each side, and the places next to it."""
    found = []
    for side, (dx, dy) in OUTWARD.items():
        x, y = box.middle
        for shift in SHIFTS:
            if abs(shift) <= (box.width if dy else box.height) / 2 - CORNER:
                at = (x + dx * box.width / 2 + abs(dy) * shift, y + dy * box.height / 2 + abs(dx) * shift)
                found.append(Port(side, at, abs(shift)))
    return found


def _straight(a: Box, b: Box) -> Iterator[Option]:
    """Across the gap between facing sides, best level with the middle of the shorter one."""
    low, high = max(a.x, b.x) + CORNER, min(a.right, b.right) - CORNER
    if a.bottom < b.y or b.bottom < a.y:
        y1, y2 = (a.bottom, b.y) if a.bottom < b.y else (a.y, b.bottom)
        for x, skew in _places(low, high, min((a, b), key=lambda box: box.width).middle[0]):
            yield abs(y2 - y1) + SKEW * skew, ((x, y1), (x, y2))
    low, high = max(a.y, b.y) + CORNER, min(a.bottom, b.bottom) - CORNER
    if a.right < b.x or b.right < a.x:
        x1, x2 = (a.right, b.x) if a.right < b.x else (a.x, b.right)
        for y, skew in _places(low, high, min((a, b), key=lambda box: box.height).middle[1]):
            yield abs(x2 - x1) + SKEW * skew, ((x1, y), (x2, y))


def _places(low: float, high: float, middle: float) -> Iterator[tuple[float, float]]:
    places = {middle + shift * times for shift in SHIFTS for times in (1, 2)} | {(low + high) / 2}
    return ((place, abs(place - middle)) for place in places if low <= place <= high)


def _once(a: Box, b: Box) -> Iterator[Option]:
    """With one bend: out of an upright side, into a level one, or the other way round."""
    for start in _ports(a):
        for end in _ports(b):
            if start.upright == end.upright:
                continue
            corner = (start.at[0], end.at[1]) if start.upright else (end.at[0], start.at[1])
            if start.leads(corner) and end.leads(corner):
                yield _priced(start, (corner,), end)


def _twice(a: Box, b: Box, lanes: Sequence[float], levels: Sequence[float]) -> Iterator[Option]:
    """With two bends, by way of a lane between, beside or around the two."""
    for start in _ports(a):
        for end in _ports(b):
            if start.upright != end.upright:
                continue
            (x1, y1), (x2, y2) = start.at, end.at
            if (x1 if start.upright else y1) == (x2 if start.upright else y2):
                continue
            for lane in levels if start.upright else lanes:
                one, two = ((x1, lane), (x2, lane)) if start.upright else ((lane, y1), (lane, y2))
                if start.leads(one) and end.leads(two):
                    yield _priced(start, (one, two), end)


def _priced(start: Port, way: Course, end: Port) -> Option:
    course = (start.at, *way, end.at)
    far = sum(abs(x1 - x2) + abs(y1 - y2) for (x1, y1), (x2, y2) in pairwise(course))
    return far + BEND * len(way) + SKEW * (start.skew + end.skew), course
