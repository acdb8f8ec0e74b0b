"""A diagram as data: who is in it, who talks to whom, where each stands, and the route through it."""

from collections.abc import Mapping
from dataclasses import asdict, dataclass, field
from typing import Any, Literal

Arrangement = Literal["wide", "narrow"]
ARRANGEMENTS: tuple[Arrangement, ...] = ("wide", "narrow")


@dataclass(frozen=True, slots=True)
class Text:
    """The same words in Chinese and in English."""

    zh: str = ""
    en: str = ""

    def to(self, language: str) -> str:
        """`language` as Django names it: `zh-hans`, `en`, `en-gb`..."""
        return self.en if language.startswith("en") else self.zh

    def __bool__(self) -> bool:
        return bool(self.zh or self.en)


NONE = Text()


@dataclass(frozen=True, slots=True)
class Zone:
    """A stretch of land that holds nodes: a machine, a network namespace."""

    id: str
    label: Text


@dataclass(frozen=True, slots=True)
class Node:
    """`caption` is the small line under the name. Its role is told by the note's own `term` or, where the note has
    none, by `role`. `look`: a box; a dashed box for what may be left out; plain for words without a box."""

    id: str
    label: Text
    caption: Text = NONE
    term: str = ""
    role: Text = NONE
    lesson: str = ""
    zone: str = ""
    look: Literal["box", "dashed", "plain"] = "box"


@dataclass(frozen=True, slots=True)
class Kind:
    """A kind of wire, told apart by its line; kinds with a label are listed in the legend."""

    id: str
    label: Text = NONE
    line: Literal["solid", "dashed", "dotted"] = "solid"


@dataclass(frozen=True, slots=True)
class Wire:
    """The arrow starts at the one that opens the connection; `both` where either may."""

    start: str
    end: str
    both: bool = False
    kind: str = ""


@dataclass(frozen=True, slots=True)
class Move:
    """Along the wire from `start` to `end` (or against its arrow); `end` is empty where a step stays in its node."""

    start: str
    end: str = ""


@dataclass(frozen=True, slots=True)
class Header:
    """A line of what the packet carries at a step: `layer` says which, `value` what stands in it."""

    layer: Text
    value: Text


@dataclass(frozen=True, slots=True)
class Step:
    """`number` counts from 1 through the whole route; `leg` is the index of its leg."""

    number: int
    leg: int
    title: Text
    text: Text
    moves: tuple[Move, ...]
    failure: Text = NONE
    headers: tuple[Header, ...] = ()


@dataclass(frozen=True, slots=True)
class Leg:
    """A stretch of the route, for folding; the title is empty when the route is not divided."""

    title: Text


@dataclass(frozen=True, slots=True)
class Spec:
    """`replaces` is the image in the notes for which the diagram stands, `after` the heading below which it stands.
    `grids` hold the nodes' ids row by row, "." for nothing; an id in neighbouring cells spans them. `trail` says
    how much stays drawn behind a step: the whole route, its leg, or the step alone."""

    name: str
    title: Text
    about: Text
    nodes: tuple[Node, ...]
    grids: Mapping[Arrangement, tuple[tuple[str, ...], ...]] = field(hash=False)
    zones: tuple[Zone, ...] = ()
    kinds: tuple[Kind, ...] = ()
    wires: tuple[Wire, ...] = ()
    legs: tuple[Leg, ...] = ()
    steps: tuple[Step, ...] = ()
    replaces: str = ""
    after: str = ""
    trail: Literal["route", "leg", "step"] = "route"
    masks: Mapping[str, str] = field(default_factory=dict, compare=False)

    def __post_init__(self) -> None:
        masks = {node.id: f"n{number}" for number, node in enumerate(self.nodes, 1)}
        object.__setattr__(self, "masks", masks)

    def node(self, id: str) -> Node | None:
        """By its id, or by the opaque id (`masks`) that it goes by while names are hidden."""
        return next((node for node in self.nodes if id in (node.id, self.masks[node.id])), None)

    def wire(self, move: Move) -> int:
        """Index of the wire that `move` travels, -1 when it stays in a node."""
        ends = {move.start, move.end}
        return next((i for i, wire in enumerate(self.wires) if {wire.start, wire.end} == ends), -1)

    def to_json(self) -> dict[str, Any]:
        """Plain data, for a JSON column; `spec.from_json` makes the same Spec of it."""
        data = asdict(self)
        del data["masks"]
        return data


def text(data: Mapping[str, str]) -> Text:
    return Text(data["zh"], data["en"])


def from_json(data: Mapping[str, Any]) -> Spec:
    """The Spec that `to_json` wrote down. The data is trusted: it was checked when it was parsed."""
    return Spec(
        name=data["name"],
        title=text(data["title"]),
        about=text(data["about"]),
        nodes=tuple(Node(**_texts(node, "label", "caption", "role")) for node in data["nodes"]),
        grids={name: tuple(map(tuple, rows)) for name, rows in data["grids"].items()},
        zones=tuple(Zone(**_texts(zone, "label")) for zone in data["zones"]),
        kinds=tuple(Kind(**_texts(kind, "label")) for kind in data["kinds"]),
        wires=tuple(Wire(**wire) for wire in data["wires"]),
        legs=tuple(Leg(text(leg["title"])) for leg in data["legs"]),
        steps=tuple(_step(step) for step in data["steps"]),
        replaces=data["replaces"],
        after=data["after"],
        trail=data["trail"],
    )


def _texts(data: Mapping[str, Any], *names: str) -> dict[str, Any]:
    return {**data, **{name: text(data[name]) for name in names}}


def _step(data: Mapping[str, Any]) -> Step:
    return Step(
        **_texts(data, "title", "text", "failure")
        | {
            "moves": tuple(Move(**move) for move in data["moves"]),
            "headers": tuple(Header(text(h["layer"]), text(h["value"])) for h in data["headers"]),
        }
    )
