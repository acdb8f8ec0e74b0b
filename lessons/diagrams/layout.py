"""Spec -> numbers: where every box, wire, word and waypoint lies. Nothing here knows SVG."""

from dataclasses import dataclass
from functools import lru_cache

from . import placing
from .geometry import Box, Point, Segment, segments
from .grid import LEGEND, MARGIN, TITLE, Plan, place
from .placing import Label, Sea
from .routing import Course, route
from .shapes import Arrangement, Move, Node, Spec
from .words import NAME_LINE, SMALL, SMALL_LINE, width

Place = str | int  # where a step happens: a node's id, or the index of a wire
SAMPLE = 26  # a legend's line


@dataclass(frozen=True, slots=True)
class Layout:
    """`names` and `captions` hold the lines in each node. `courses` are the wires from start to end; `waypoints` are
    the centres of the numbered circles, by place. `legend` holds, per kind of wire, the left end of its sample line
    and its label."""

    width: float
    height: float
    boxes: dict[str, Box]
    zones: dict[str, Box]
    titles: dict[str, Label]
    names: dict[str, tuple[Label, ...]]
    captions: dict[str, tuple[Label, ...]]
    courses: tuple[Course, ...]
    waypoints: dict[Place, Point]
    legend: dict[str, tuple[Point, Label]]


@lru_cache(maxsize=64)
def arrange(spec: Spec, arrangement: Arrangement, language: str) -> Layout:
    plan = place(spec, arrangement, language)
    edges = [edge for zone in plan.zones.values() for edge in _edges(zone)]
    size = (plan.width, plan.height)
    lands = {node.id: [land for id, land in plan.zones.items() if id != node.zone] for node in spec.nodes}
    courses = route(spec.wires, plan.nodes, edges, lands, size)
    wires = [segment for course in courses for segment in segments(course)]
    titles = {zone.id: placing.title(zone.label.to(language), plan.zones[zone.id], TITLE, wires) for zone in spec.zones}
    lines = {node.id: _lines(plan, node, language) for node in spec.nodes}
    words = [label.box for label in titles.values()]
    words += [label.box for names, captions in lines.values() for label in (*names, *captions)]
    waypoints: dict[Place, Point] = {}
    places = dict.fromkeys(place_of(spec, step.moves[0]) for step in spec.steps)
    for where in sorted(places, key=lambda place: isinstance(place, str)):  # wires leave less choice than nodes
        sea = Sea(Box(0, 0, *size), list(plan.nodes.values()), words, wires, list(waypoints.values()))
        waypoints[where] = sea.on_wire(courses[where]) if isinstance(where, int) else sea.at_node(plan.nodes[where])
    return Layout(
        plan.width,
        plan.height,
        plan.nodes,
        plan.zones,
        titles,
        {id: names for id, (names, _) in lines.items()},
        {id: captions for id, (_, captions) in lines.items()},
        tuple(courses),
        waypoints,
        _legend(spec, language, plan.height),
    )


def place_of(spec: Spec, move: Move) -> Place:
    wire = spec.wire(move)
    return move.start if wire < 0 else wire


def _edges(box: Box) -> list[Segment]:
    a, b, c, d = (box.x, box.y), (box.right, box.y), (box.right, box.bottom), (box.x, box.bottom)
    return [(a, b), (b, c), (d, c), (a, d)]


def _lines(plan: Plan, node: Node, language: str) -> tuple[tuple[Label, ...], tuple[Label, ...]]:
    """Name and caption, centred in the box."""
    names, captions = plan.names[node.id], node.caption.to(language).splitlines()
    x, y = plan.nodes[node.id].middle
    top = y - (len(names) * NAME_LINE + len(captions) * SMALL_LINE) / 2
    below = top + len(names) * NAME_LINE
    return (
        tuple(Label(line, x, round(top + NAME_LINE * (i + 0.8))) for i, line in enumerate(names)),
        tuple(Label(line, x, round(below + SMALL_LINE * (i + 0.76))) for i, line in enumerate(captions)),
    )


def _legend(spec: Spec, language: str, height: float) -> dict[str, tuple[Point, Label]]:
    kinds = [kind for kind in spec.kinds if kind.label]
    if len(kinds) < 2:
        return {}
    legend, x, y = {}, float(MARGIN), height - LEGEND / 2
    for kind in kinds:
        words = kind.label.to(language)
        wide = round(width(words, SMALL))
        legend[kind.id] = ((x, y), Label(words, x + SAMPLE + 6 + wide / 2, y + 4))
        x += SAMPLE + wide + 20
    return legend
