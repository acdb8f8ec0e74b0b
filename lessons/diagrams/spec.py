"""YAML data -> Spec. Every problem is collected with its file and line; only then is anything refused."""

import difflib
import re
from collections.abc import Iterable, Mapping, Sequence
from pathlib import PurePosixPath
from typing import Any

from lessons.reading.note import Problem

from .shapes import (
    ARRANGEMENTS,
    NONE,
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

Path = tuple[str | int, ...]
Rows = tuple[tuple[str, ...], ...]
LOOKS = ("box", "dashed", "plain")
LINES = ("solid", "dashed", "dotted")
TRAILS = ("route", "leg", "step")
ID = re.compile(r"[a-z][a-z0-9-]*")
CHINESE = re.compile(r"[\u3000-\u303f\u3400-\u9fff\uff00-\uffef]")
ARROW = re.compile(r"(\S+)\s*(<?->)\s*(\S+)")

SPEC_KEYS = (
    "title about replaces after zones nodes kinds wires wide narrow layers legs steps trail".split()
)
NODE_KEYS = "label caption term role lesson in look".split()
STEP_KEYS = "title text failure move headers".split()


class SpecErrors(Exception):
    """A diagram that cannot be drawn as written; `problems` says everything that is wrong with it."""

    def __init__(self, problems: Sequence[Problem]) -> None:
        super().__init__("\n".join(f"{p.file}:{p.line}: {p.message}" for p in problems))
        self.problems = tuple(problems)


def parse(data: object, file: str, lines: Mapping[Path, int] = {}) -> Spec:  # noqa: B006 - never written to
    """`data` is what the YAML file holds, `lines` the line of each key path in it. The diagram's name is the file's.

    Raises SpecErrors with every problem found.
    """
    reader = _Reader(file, lines)
    spec = reader.spec(data)
    if reader.problems:
        raise SpecErrors(sorted(reader.problems, key=lambda problem: problem.line))
    return spec


class _Reader:
    def __init__(self, file: str, lines: Mapping[Path, int]) -> None:
        self.file, self.lines = file, lines
        self.problems: list[Problem] = []

    def problem(self, path: Path, code: str, message: str) -> None:
        known = (self.lines[path[:n]] for n in range(len(path), -1, -1) if path[:n] in self.lines)
        place = ".".join(str(key) for key in path)
        self.problems.append(
            Problem(self.file, next(known, 1), code, f"{place}: {message}" if place else message)
        )

    # Values

    def mapping(self, value: object, path: Path, keys: Iterable[str] = (), need: Sequence[str] = ()) -> dict[str, Any]:
        """`value` as a mapping with text keys; of `keys` only, when given."""
        if not isinstance(value, dict):
            self.problem(path, "wrong-type", "a mapping is needed here")
            return {}
        allowed = list(keys)
        for key in value:
            if not isinstance(key, str) or (allowed and key not in allowed):
                close = difflib.get_close_matches(str(key), allowed, 1)
                hint = f" (did you mean `{close[0]}`?)" if close else ""
                self.problem((*path, key), "unknown-key", f"this key is not known here{hint}")
        for key in need:
            if value.get(key) in (None, "", [], {}):
                self.problem(path, "missing-key", f"`{key}` is missing")
        return {key: item for key, item in value.items() if isinstance(key, str)}

    def sequence(self, value: object, path: Path) -> list[Any]:
        if value is None:
            return []
        if not isinstance(value, list):
            self.problem(path, "wrong-type", "a list is needed here")
            return []
        return value

    def string(self, value: object, path: Path) -> str:
        if value is None:
            return ""
        if not isinstance(value, str):
            self.problem(path, "wrong-type", "text is needed here")
            return ""
        return value.strip()

    def text(self, value: object, path: Path) -> Text:
        """`{zh, en}`, or one text for both languages when it has nothing to translate."""
        if value is None:
            return NONE
        if not isinstance(value, dict):
            plain = self.string(value, path)
            if CHINESE.search(plain):
                self.problem(path, "one-language", "Chinese text needs its English too: {zh: ..., en: ...}")
            return Text(plain, plain)
        both = self.mapping(value, path, ("zh", "en"), ("zh", "en"))
        result = Text(self.string(both.get("zh"), (*path, "zh")), self.string(both.get("en"), (*path, "en")))
        if CHINESE.search(result.en):
            self.problem((*path, "en"), "one-language", "the English text has Chinese characters in it")
        return result

    def choice(self, value: object, path: Path, options: Sequence[str]) -> Any:
        """The first of `options` when nothing is written."""
        if value is not None and value not in options:
            self.problem(path, "unknown-value", f"one of {', '.join(options)} is needed, not `{value}`")
            return options[0]
        return value or options[0]

    def known(self, value: str, path: Path, options: Iterable[str], what: str) -> str:
        options = list(options)
        if value and value not in options:
            close = difflib.get_close_matches(value, options, 1)
            hint = f" (did you mean `{close[0]}`?)" if close else ""
            self.problem(path, f"unknown-{what}", f"there is no {what} `{value}`{hint}")
        return value

    def ids(self, value: object, path: Path) -> dict[str, Any]:
        entries = self.mapping({} if value is None else value, path)
        for key in entries:
            if not ID.fullmatch(key):
                self.problem((*path, key), "bad-id", "an id is made of a-z, 0-9 and -")
        return entries

    # Parts

    def spec(self, data: object) -> Spec:
        top = self.mapping(data, (), SPEC_KEYS, ("title", "about", "nodes"))
        zones = [
            Zone(id, self.text(label, ("zones", id))) for id, label in self.ids(top.get("zones"), ("zones",)).items()
        ]
        kinds = [self.kind(id, entry) for id, entry in self.ids(top.get("kinds"), ("kinds",)).items()]
        nodes = [
            self.node(id, entry, [zone.id for zone in zones])
            for id, entry in self.ids(top.get("nodes"), ("nodes",)).items()
        ]
        ids = [node.id for node in nodes]
        entries = enumerate(self.sequence(top.get("wires"), ("wires",)))
        wires = [self.wire(entry, ("wires", i), ids, [kind.id for kind in kinds]) for i, entry in entries]
        legs, steps = self.route(top, ids, wires)
        return Spec(
            name=PurePosixPath(self.file).stem,
            title=self.text(top.get("title"), ("title",)),
            about=self.text(top.get("about"), ("about",)),
            nodes=tuple(nodes),
            grids=self.grids(top, ids),
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

    def wire(self, entry: object, path: Path, ids: Sequence[str], kinds: Sequence[str]) -> Wire:
        value = {"wire": entry} if isinstance(entry, str) else entry
        fields = self.mapping(value, path, ("wire", "kind"), ("wire",))
        written = self.string(fields.get("wire"), path)
        found = ARROW.fullmatch(written)
        if written and not found:
            self.problem(path, "bad-wire", f"`{written}` is not `a -> b` or `a <-> b`")
        start, arrow, end = found.groups() if found else ("", "", "")
        kind = self.known(self.string(fields.get("kind"), (*path, "kind")), (*path, "kind"), kinds, "kind")
        return Wire(
            self.known(start, path, ids, "node"),
            self.known(end, path, ids, "node"),
            arrow == "<->",
            kind or (kinds[0] if kinds else ""),
        )

    def grids(self, top: Mapping[str, Any], ids: Sequence[str]) -> dict[Arrangement, Rows]:
        found = {name: self.grid(top[name], (name,), ids) for name in ARRANGEMENTS if top.get(name)}
        if not found:
            self.problem((), "missing-key", "`wide` or `narrow` is missing: where does each node stand?")
        return found

    def grid(self, value: object, path: Path, ids: Sequence[str]) -> Rows:
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
            self.known(id, path, ids, "node")
        for id in ids:
            if id not in cells:
                self.problem(path, "not-in-grid", f"`{id}` has no place")
            elif not _is_rectangle(cells[id]):
                self.problem(path, "not-a-rectangle", f"the cells of `{id}` do not make one rectangle")
        return rows

    # The route

    def route(self, top: Mapping[str, Any], ids: Sequence[str], wires: Sequence[Wire]) -> tuple[list[Leg], list[Step]]:
        layers = {
            id: self.text(label, ("layers", id)) for id, label in self.ids(top.get("layers"), ("layers",)).items()
        }
        self._joined = {frozenset((wire.start, wire.end)) for wire in wires}
        if top.get("steps") and top.get("legs"):
            self.problem(("steps",), "two-routes", "write the steps inside the legs, or have no legs")
        written: list[tuple[Path, dict[str, Any]]] = [((), {"steps": top["steps"]})] if top.get("steps") else []
        for i, leg in enumerate(self.sequence(top.get("legs"), ("legs",))):
            written.append((("legs", i), self.mapping(leg, ("legs", i), ("title", "steps"), ("title", "steps"))))
        legs, steps = [], []
        for index, (path, leg) in enumerate(written):
            legs.append(Leg(self.text(leg.get("title"), (*path, "title"))))
            for i, entry in enumerate(self.sequence(leg.get("steps"), (*path, "steps"))):
                steps.append(self.step(entry, (*path, "steps", i), len(steps) + 1, index, ids, layers))
        return legs, steps

    def step(
        self, entry: object, path: Path, number: int, leg: int, ids: Sequence[str], layers: Mapping[str, Text]
    ) -> Step:
        value = self.mapping(entry, path, STEP_KEYS, ("title", "text", "move"))
        moves = value.get("move")
        listed = [moves] if isinstance(moves, str) else self.sequence(moves, (*path, "move"))
        headers = self.mapping(value.get("headers") or {}, (*path, "headers"), layers or ("layers",))
        return Step(
            number,
            leg,
            title=self.text(value.get("title"), (*path, "title")),
            text=self.text(value.get("text"), (*path, "text")),
            moves=tuple(self.move(move, (*path, "move"), ids) for move in listed),
            failure=self.text(value.get("failure"), (*path, "failure")),
            headers=tuple(
                Header(layer, self.text(headers[id], (*path, "headers", id)))
                for id, layer in layers.items()
                if id in headers
            ),
        )

    def move(self, entry: object, path: Path, ids: Sequence[str]) -> Move:
        start, _, end = (part.strip() for part in self.string(entry, path).partition("->"))
        for id in (start, end):
            self.known(id, path, ids, "node")
        if end and start in ids and end in ids and frozenset((start, end)) not in self._joined:
            self.problem(path, "no-such-wire", f"no wire joins `{start}` and `{end}`")
        return Move(start, end)


def _is_rectangle(cells: Sequence[tuple[int, int]]) -> bool:
    xs, ys = {x for x, _ in cells}, {y for _, y in cells}
    return (max(xs) - min(xs) + 1) * (max(ys) - min(ys) + 1) == len(cells)
