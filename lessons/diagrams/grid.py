"""Grid cells -> boxes of nodes and zones. Columns are as wide as their widest name, gaps as wide as what runs there."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from math import ceil

from .geometry import Box, around
from .shapes import Arrangement, Node, Spec
from .words import NAME, NAME_LINE, SMALL, SMALL_LINE, broken, width

TARGET = {"wide": 688, "narrow": 344}
MARGIN = 6
PAD_X, PAD_Y = 6, 7  # inside a node
LAND = 9  # between a zone's edge and its nodes
TITLE = 24  # height of a zone's title strip
SHORE = 12  # between two zones
GAP = 12  # between nodes that no wire joins
WIRE = 40  # between nodes joined by a wire: room for a waypoint and an arrow
LANE = 15  # width of an empty column or row, left for wires to pass
LEGEND = 26


@dataclass(frozen=True, slots=True)
class Span:
    """The rows and columns that a node or zone covers, inclusive."""

    top: int
    left: int
    bottom: int
    right: int


@dataclass(frozen=True, slots=True)
class Plan:
    width: float
    height: float
    nodes: dict[str, Box]
    zones: dict[str, Box]
    names: dict[str, list[str]]  # each in one line or two


def place(spec: Spec, arrangement: Arrangement, language: str) -> Plan:
    rows = spec.grids[arrangement]
    spans = {node.id: _span(rows, node.id) for node in spec.nodes}
    zones = {zone.id: _cover([spans[node.id] for node in spec.nodes if node.zone == zone.id]) for zone in spec.zones}
    names = {
        node.id: broken(node.label.to(language), _room(rows, spans[node.id], TARGET[arrangement]))
        for node in spec.nodes
    }
    sizes = {node.id: natural(node, names[node.id], language) for node in spec.nodes}
    across = _Axis(
        len(rows[0]),
        [((span.left, span.right), sizes[id][0]) for id, span in spans.items()],
        _gaps(spec, spans, lambda span: (span.left, span.right), lambda span: (span.top, span.bottom)),
        [((zone.left, zone.right), LAND) for zone in zones.values()],
    )
    across.stretch(TARGET[arrangement])
    down = _Axis(
        len(rows),
        [((span.top, span.bottom), sizes[id][1]) for id, span in spans.items()],
        _gaps(spec, spans, lambda span: (span.top, span.bottom), lambda span: (span.left, span.right)),
        [((zone.top, zone.bottom), TITLE) for zone in zones.values()],
    )

    def box(span: Span) -> Box:
        x, y = across.start(span.left), down.start(span.top)
        return Box(x, y, across.end(span.right) - x, down.end(span.bottom) - y)

    nodes = {id: box(span) for id, span in spans.items()}
    lands = {id: _land(box(span)) for id, span in zones.items()}
    legend = LEGEND if sum(bool(kind.label) for kind in spec.kinds) > 1 else 0
    return Plan(across.total, down.total + legend, nodes, lands, names)


def natural(node: Node, names: Sequence[str], language: str) -> tuple[float, float]:
    """Width and height that a node's lines need."""
    captions = node.caption.to(language).splitlines()
    wide = [width(line, NAME, mono=True) for line in names] + [width(line, SMALL) for line in captions]
    high = len(names) * NAME_LINE + len(captions) * SMALL_LINE
    return ceil(max(wide) + (0 if node.look == "plain" else 2 * PAD_X)), high + 2 * PAD_Y


def _room(rows: Sequence[Sequence[str]], span: Span, target: float) -> float:
    """How long a name may grow before it is broken: its columns' even share, less the gaps."""
    used = sum(any(cell != "." for cell in column) for column in zip(*rows, strict=True))
    return target * (span.right - span.left + 1) / used - 2 * GAP


def _span(rows: Sequence[Sequence[str]], id: str) -> Span:
    cells = [(y, x) for y, row in enumerate(rows) for x, cell in enumerate(row) if cell == id]
    (top, left), (bottom, right) = min(cells), max(cells)
    return Span(top, left, bottom, right)


def _cover(spans: Sequence[Span]) -> Span:
    return Span(
        min(span.top for span in spans),
        min(span.left for span in spans),
        max(span.bottom for span in spans),
        max(span.right for span in spans),
    )


def _land(box: Box) -> Box:
    return around([box.grown(LAND), Box(box.x, box.y - TITLE, 1, 1)])


Range = tuple[int, int]


def _gaps(
    spec: Spec, spans: dict[str, Span], main: Callable[[Span], Range], cross: Callable[[Span], Range]
) -> set[int]:
    """Boundaries that some wire between two nodes facing each other runs straight across: n lies after line n."""
    crossed: set[int] = set()
    for wire in spec.wires:
        one, other = sorted((spans[wire.start], spans[wire.end]), key=main)
        facing = cross(one)[0] <= cross(other)[1] and cross(other)[0] <= cross(one)[1]
        if facing:
            crossed.update((main(one)[1], main(other)[0] - 1))
    return crossed


class _Axis:
    """Columns (or rows): sizes, and the gap before each and after the last."""

    def __init__(
        self,
        count: int,
        needs: Sequence[tuple[Range, float]],
        wired: set[int],
        zones: Sequence[tuple[Range, float]],
    ) -> None:
        self.used = {line for (first, last), _ in needs for line in range(first, last + 1)}
        self.sizes = [0.0 if line in self.used else LANE for line in range(count)]
        self.gaps = [self._gap(line, count, wired, zones) for line in range(count + 1)]
        for (first, last), need in sorted(needs, key=lambda entry: entry[0][1] - entry[0][0]):
            self._widen(first, last, need)

    def _gap(self, line: int, count: int, wired: set[int], zones: Sequence[tuple[Range, float]]) -> float:
        """The gap before `line`; the last one is the margin at the end."""
        edge = line in (0, count)
        ends = any(last == line - 1 for (_, last), _ in zones)
        starts = next((head for (first, _), head in zones if first == line), 0)
        beside_lane = not edge and (line - 1 not in self.used or line not in self.used)
        shore = (LAND if ends else 0) + starts
        if edge:
            return MARGIN + shore
        if beside_lane:
            return shore or 2
        plain = WIRE if line - 1 in wired else GAP
        return max(plain, shore + SHORE) if shore else plain

    def _widen(self, first: int, last: int, need: float) -> None:
        lines = [line for line in range(first, last + 1) if line in self.used]
        missing = need - (self.end(last) - self.start(first))
        for line in lines:
            self.sizes[line] += max(0, missing) / len(lines)

    def stretch(self, target: float) -> None:
        """Share out what is left of `target`, the narrowest first, so that all come out as even as can be."""
        left = target - self.total
        lines = sorted(self.used, key=lambda line: self.sizes[line])
        for count in range(len(lines), 0, -1):
            level = (left + sum(self.sizes[line] for line in lines[:count])) / count
            if left > 0 and level >= self.sizes[lines[count - 1]]:
                for line in lines[:count]:
                    self.sizes[line] = level
                break
        self.sizes = [round(size) for size in self.sizes]

    def start(self, line: int) -> float:
        return sum(self.gaps[: line + 1]) + sum(self.sizes[:line])

    def end(self, line: int) -> float:
        return self.start(line) + self.sizes[line]

    @property
    def total(self) -> float:
        return sum(self.sizes) + sum(self.gaps)
