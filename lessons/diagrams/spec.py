"""YAML data -> Spec. Every problem is collected with its file and line; only then is anything refused."""

import re
from collections.abc import Mapping, Sequence, Set
from pathlib import PurePosixPath
from typing import Any

from lessons.reading.note import Problem

from .fields import Fields, Path
from .shapes import (
    ARRANGEMENTS,
    Arrangement,
    Header,
    Kind,
    Leg,
    Move,
    Node,
    Spec,
    Step,
    Text,
    Wire,
    Zone,
    from_json,
)

__all__ = ["Spec", "SpecErrors", "Text", "from_json", "parse"]

Rows = tuple[tuple[str, ...], ...]
LOOKS = ("box", "dashed", "plain")
LINES = ("solid", "dashed", "dotted")
TRAILS = ("route", "leg", "step")
ARROW = re.compile(r"(\S+)\s*(<?->)\s*(\S+)")

SPEC_KEYS = (
    "title",
    "about",
    "replaces",
    "after",
    "zones",
    "nodes",
    "kinds",
    "wires",
    "wide",
    "narrow",
    "layers",
    "legs",
    "steps",
    "trail",
)
NODE_KEYS = ("label", "caption", "term", "role", "lesson", "in", "look")
STEP_KEYS = ("title", "text", "failure", "move", "headers")


class SpecErrors(Exception):
    """A diagram that cannot be drawn as written; `problems` says everything that is wrong with it."""

    def __init__(self, problems: Sequence[Problem]) -> None:
        super().__init__("\n".join(f"{p.file}:{p.line}: {p.message}" for p in problems))
        self.problems = tuple(problems)


def parse(data: object, file: str, lines: Mapping[Path, int] = {}) -> Spec:
    """`data` is what the YAML file holds, `lines` the line of each key path in it. The diagram's name is the file's.

    Raises SpecErrors with every problem found.
    """
    reader = _Reader(file, lines)
    spec = reader.spec(data)
    if reader.problems:
        raise SpecErrors(sorted(reader.problems, key=lambda problem: problem.line))
    return spec


class _Reader(Fields):
    ids: Sequence[str] = ()  # of the nodes
    joined: Set[frozenset[str]] = frozenset()  # pairs of nodes with a wire between them

    def spec(self, data: object) -> Spec:
        top = self.mapping(data, (), SPEC_KEYS, ("title", "about", "nodes"))
        zones = [Zone(id, self.text(label, ("zones", id))) for id, label in self.entries(top, "zones")]
        kinds = [self.kind(id, entry) for id, entry in self.entries(top, "kinds")]
        nodes = [self.node(id, entry, [zone.id for zone in zones]) for id, entry in self.entries(top, "nodes")]
        for zone in zones:
            if not any(node.zone == zone.id for node in nodes):
                self.problem(("zones", zone.id), "empty-zone", f"no node stands in `{zone.id}`; add `in: {zone.id}`")
        self.ids = [node.id for node in nodes]
        written = enumerate(self.sequence(top.get("wires"), ("wires",)))
        wires = [self.wire(entry, ("wires", i), [kind.id for kind in kinds]) for i, entry in written]
        self.joined = {frozenset((wire.start, wire.end)) for wire in wires}
        legs, steps = self.route(top)
        return Spec(
            name=PurePosixPath(self.file).stem,
            title=self.text(top.get("title"), ("title",)),
            about=self.text(top.get("about"), ("about",)),
            nodes=tuple(nodes),
            grids=self.grids(top),
            zones=tuple(zones),
            kinds=tuple(kinds),
            wires=tuple(wires),
            legs=tuple(legs),
            steps=tuple(steps),
            replaces=self.string(top.get("replaces"), ("replaces",)),
            after=self.string(top.get("after"), ("after",)),
            trail=self.choice(top.get("trail"), ("trail",), TRAILS),
        )

    def kind(self, id: str, entry: object) -> Kind:
        path: Path = ("kinds", id)
        value = self.mapping(entry, path, ("label", "line"))
        line = self.choice(value.get("line"), (*path, "line"), LINES)
        return Kind(id, self.text(value.get("label"), (*path, "label")), line)

    def node(self, id: str, entry: object, zones: Sequence[str]) -> Node:
        path: Path = ("nodes", id)
        value = self.mapping(entry, path, NODE_KEYS, ("label",))
        if not value.get("term") and not value.get("role"):
            self.problem(path, "no-role", "say what it does: `term` (a term of the notes) or `role` (own words)")
        return Node(
            id,
            label=self.text(value.get("label"), (*path, "label")),
            caption=self.text(value.get("caption"), (*path, "caption")),
            term=self.string(value.get("term"), (*path, "term")),
            role=self.text(value.get("role"), (*path, "role")),
            lesson=self.string(value.get("lesson"), (*path, "lesson")),
            zone=self.known(self.string(value.get("in"), (*path, "in")), (*path, "in"), zones, "zone"),
            look=self.choice(value.get("look"), (*path, "look"), LOOKS),
        )

    def wire(self, entry: object, path: Path, kinds: Sequence[str]) -> Wire:
        value = {"wire": entry} if isinstance(entry, str) else entry
        fields = self.mapping(value, path, ("wire", "kind"), ("wire",))
        written = self.string(fields.get("wire"), path)
        found = ARROW.fullmatch(written)
        start, arrow, end = found.groups() if found else ("", "", "")
        if written and (not found or start == end):
            self.problem(path, "bad-wire", f"`{written}` is not `a -> b` or `a <-> b`")
        kind = self.known(self.string(fields.get("kind"), (*path, "kind")), (*path, "kind"), kinds, "kind")
        return Wire(
            self.known(start, path, self.ids, "node"),
            self.known(end, path, self.ids, "node"),
            arrow == "<->",
            kind or (kinds[0] if kinds else ""),
        )

    def grids(self, top: Mapping[str, Any]) -> dict[Arrangement, Rows]:
        found = {name: self.grid(top[name], (name,)) for name in ARRANGEMENTS if top.get(name)}
        if not found:
            self.problem((), "missing-key", "`wide` or `narrow` is missing: where does each node stand?")
        return found

    def grid(self, value: object, path: Path) -> Rows:
        rows = tuple(tuple(row.split()) for row in self.string(value, path).splitlines() if row.strip())
        if len({len(row) for row in rows}) > 1:
            self.problem(path, "ragged-grid", "every row needs the same number of cells; `.` is an empty one")
            return rows
        cells: dict[str, list[tuple[int, int]]] = {}
        for y, row in enumerate(rows):
            for x, id in enumerate(row):
                cells.setdefault(id, []).append((x, y))
        cells.pop(".", None)
        for id in cells:
            self.known(id, path, self.ids, "node")
        for id in self.ids:
            if id not in cells:
                self.problem(path, "not-in-grid", f"`{id}` has no place")
            elif not _is_rectangle(cells[id]):
                self.problem(path, "not-a-rectangle", f"the cells of `{id}` do not make one rectangle")
        return rows

    # The route

    def route(self, top: Mapping[str, Any]) -> tuple[list[Leg], list[Step]]:
        layers = {id: self.text(label, ("layers", id)) for id, label in self.entries(top, "layers")}
        if top.get("steps") and top.get("legs"):
            self.problem(("steps",), "two-routes", "write the steps inside the legs, or have no legs")
        written: list[tuple[Path, dict[str, Any]]] = [((), {"steps": top["steps"]})] if top.get("steps") else []
        for i, leg in enumerate(self.sequence(top.get("legs"), ("legs",))):
            written.append((("legs", i), self.mapping(leg, ("legs", i), ("title", "steps"), ("title", "steps"))))
        legs: list[Leg] = []
        steps: list[Step] = []
        for index, (path, leg) in enumerate(written):
            legs.append(Leg(self.text(leg.get("title"), (*path, "title"))))
            for i, entry in enumerate(self.sequence(leg.get("steps"), (*path, "steps"))):
                steps.append(self.step(entry, (*path, "steps", i), (len(steps) + 1, index), layers))
        return legs, steps

    def step(self, entry: object, path: Path, place: tuple[int, int], layers: Mapping[str, Text]) -> Step:
        value = self.mapping(entry, path, STEP_KEYS, ("title", "text", "move"))
        moves = value.get("move")
        listed = [moves] if isinstance(moves, str) else self.sequence(moves, (*path, "move"))
        headers = self.mapping(value.get("headers") or {}, (*path, "headers"))
        for id in headers:
            self.known(id, (*path, "headers", id), layers, "layer")
        return Step(
            *place,
            title=self.text(value.get("title"), (*path, "title")),
            text=self.text(value.get("text"), (*path, "text")),
            moves=tuple(self.move(move, (*path, "move")) for move in listed),
            failure=self.text(value.get("failure"), (*path, "failure")),
            headers=tuple(
                Header(layer, self.text(headers[id], (*path, "headers", id)))
                for id, layer in layers.items()
                if id in headers
            ),
        )

    def move(self, entry: object, path: Path) -> Move:
        start, arrow, end = (part.strip() for part in self.string(entry, path).partition("->"))
        if not start or bool(arrow) != bool(end):
            self.problem(path, "bad-move", f"`{entry}` is not `a -> b` or a node")
        for id in (start, end):
            self.known(id, path, self.ids, "node")
        if start in self.ids and end in self.ids and frozenset((start, end)) not in self.joined:
            self.problem(path, "no-such-wire", f"no wire joins `{start}` and `{end}`")
        return Move(start, end)


def _is_rectangle(cells: Sequence[tuple[int, int]]) -> bool:
    xs, ys = {x for x, _ in cells}, {y for _, y in cells}
    return (max(xs) - min(xs) + 1) * (max(ys) - min(ys) + 1) == len(cells)
