"""Layout -> SVG: the one place that writes it. How it looks is up to static/diagrams.css."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from html import escape

from .geometry import Box, Point
from .layout import SAMPLE, Layout, Place, arrange, place_of
from .placing import RADIUS, TIP, Label
from .routing import Course
from .shapes import Arrangement, Node, Spec, Step, Text

PART = Text("部件 {}", "Part {}")


def draw(
    spec: Spec,
    *,
    language: str,
    step: int = 0,
    masked: bool = False,
    shown: frozenset[str] = frozenset(),
    links: Mapping[str, str] = {},
    depth: Mapping[str, int] = {},
    current: str = "",
) -> str:
    """The `<svg>`; two of them, of which the style sheet shows one, when the spec has both arrangements.

    `step` draws the route up to there (0: no route). `masked` hides the names of all nodes but `shown`; the nodes
    then go by the opaque ids of `spec.masks`, also in `shown`, `links` and `current`. `links` make a node an
    `<a href>`. `depth` (0-3) shades a node by how well it is known. `current` is the node whose role is open.
    """
    view = _View(spec, language, step, masked, shown, links, depth, current)
    return "".join(_Picture(view, arrangement).svg() for arrangement in spec.grids)


@dataclass(frozen=True, slots=True)
class _View:
    spec: Spec
    language: str
    step: int
    masked: bool
    shown: frozenset[str]
    links: Mapping[str, str]
    depth: Mapping[str, int]
    current: str

    @property
    def steps(self) -> Sequence[Step]:
        """The steps on the chart: with a trail of "leg" or "step" only those that belong to the current one."""
        steps, trail = self.spec.steps, self.spec.trail
        if not 0 < self.step <= len(steps):
            return ()
        now = steps[self.step - 1]
        return [s for s in steps if trail == "route" or s is now or (trail == "leg" and s.leg == now.leg)]

    @property
    def ends(self) -> tuple[set[str], set[str]]:
        """Where the current step's moves set out, and where they arrive; not what they pass on the way."""
        moves = [move for step in self.steps if step.number == self.step for move in step.moves]
        starts, ends = {move.start for move in moves}, {move.end for move in moves}
        return starts - ends, ends - starts

    def hides(self, node: Node) -> bool:
        return self.masked and self.spec.masks[node.id] not in self.shown

    def tells(self, words: str) -> bool:
        """Whether words beside the names would give a hidden name away."""
        return any(
            name.casefold() in words.casefold()
            for node in self.spec.nodes
            if self.hides(node)
            for name in (node.label.to(self.language), node.id)
        )


class _Picture:
    def __init__(self, view: _View, arrangement: Arrangement) -> None:
        self.view, self.spec, self.arrangement = view, view.spec, arrangement
        self.layout: Layout = arrange(view.spec, arrangement, view.language)

    def svg(self) -> str:
        layout = self.layout
        name = self.arrangement if len(self.spec.grids) > 1 else "only"
        return (
            f'<svg data-diagram="{self.spec.name}" class="{name}" viewBox="0 0 {_n(layout.width)} {_n(layout.height)}"'
            f' role="group" aria-label="{escape(self.spec.title.to(self.view.language))}">'
            f"{self._zones()}{self._wires()}{self._route()}"
            f"{''.join(map(self._node, self.spec.nodes))}{self._waypoints()}{self._legend()}</svg>"
        )

    # The chart

    def _zones(self) -> str:
        layout = self.layout
        lands = "".join(f'<rect class="land"{_box(box)}/>' for box in layout.zones.values())
        titles = [label for label in layout.titles.values() if not self.view.tells(label.text)]
        return lands + _texts(titles, "z")

    def _wires(self) -> str:
        """The wires that the route does not travel, a path for each kind of line."""
        lines: dict[str, list[Course]] = {}
        styles = {kind.id: kind.line for kind in self.spec.kinds}
        travelled = self._travelled()
        untouched = [index for index in range(len(self.spec.wires)) if index not in travelled]
        for index in untouched:
            lines.setdefault(styles.get(self.spec.wires[index].kind, "solid"), []).append(self.layout.courses[index])
        drawn = [_path(courses, _classes("w", "" if line == "solid" else line)) for line, courses in lines.items()]
        return "".join(drawn) + _tips("tip", self._arrows(untouched))

    def _travelled(self) -> set[int]:
        return {self.spec.wire(move) for step in self.view.steps for move in step.moves} - {-1}

    def _arrows(self, wires: Iterable[int]) -> list[str]:
        courses = [(self.layout.courses[index], self.spec.wires[index].both) for index in wires]
        return [_tip(course) for course, _ in courses] + [_tip(course[::-1]) for course, both in courses if both]

    def _node(self, node: Node) -> str:
        view = self.view
        opaque, hidden = self.spec.masks[node.id], view.hides(node)
        id = opaque if view.masked else node.id
        acting, reached = view.ends
        names, captions = self.layout.names[node.id], self.layout.captions[node.id]
        if hidden:
            names = (Label(opaque[1:], names[0].x, sum(label.y for label in names) / len(names)),)
        if any(view.tells(label.text) for label in captions):
            captions = ()
        marks = _classes(
            f"d{view.depth[node.id]}" if view.depth.get(node.id) else "",
            "" if node.look == "box" else node.look,
            "on" if node.id in acting else "to" if node.id in reached else "",
            "here" if view.current == id else "",
        )
        href = view.links.get(id, "")
        words = PART.to(view.language).format(opaque[1:]) if hidden else node.label.to(view.language)
        about = " ".join([words, *(label.text for label in captions)])
        tag = f'a href="{escape(href)}"' if href else 'g tabindex="0" role="img"'
        named = "" if href and not hidden else f' aria-label="{escape(about)}"'
        state = ' aria-current="true"' if view.current == id else ""
        marked = f' class="{marks}"' if marks else ""
        return (
            f'<{tag} data-node="{id}"{marked}{named}{state}>'
            f"<rect{_box(self.layout.boxes[node.id])}/>{_texts(names, 'm')}{_texts(captions)}</{tag[0]}>"
        )

    # The route over it

    def _route(self) -> str:
        view = self.view
        drawn: dict[str, list[Course]] = {"plan": [], "sailed": [], "now": []}
        for step in view.steps:
            name = "now" if step.number == view.step else "sailed" if step.number < view.step else "plan"
            drawn[name] += [course for move in step.moves if (course := self._course(move.start, move.end))]
        for name, above in (("plan", ("sailed", "now")), ("sailed", ("now",))):
            over = {frozenset(course) for other in above for course in drawn[other]}
            drawn[name] = [course for course in dict.fromkeys(drawn[name]) if frozenset(course) not in over]
        paths = "".join(_path(courses, f"route {name}") for name, courses in drawn.items() if courses)
        tips = [*self._arrows(sorted(self._travelled())), *map(_tip, drawn["now"])]
        return paths + _tips("route tip", dict.fromkeys(tips))

    def _course(self, start: str, end: str) -> Course:
        for wire, course in zip(self.spec.wires, self.layout.courses, strict=True):
            if end and {wire.start, wire.end} == {start, end}:
                return course if wire.start == start else course[::-1]
        return ()

    def _waypoints(self) -> str:
        """One circle a place: where several steps share it, the current one, else the last one passed."""
        places: dict[Place, Step] = {}
        for step in self.view.steps:
            where = place_of(self.spec, step.moves[0])
            if where not in places or step.number <= self.view.step:
                places[where] = step
        return "".join(self._waypoint(step, self.layout.waypoints[where]) for where, step in places.items())

    def _waypoint(self, step: Step, at: Point) -> str:
        now = self.view.step
        state = _classes("wp", "now" if step.number == now else "" if step.number < now else "plan")
        x, y = at
        return (
            f'<g class="{state}" data-step="{step.number}" aria-hidden="true"><circle cx="{_n(x)}" cy="{_n(y)}"'
            f' r="{RADIUS}"/>{_texts([Label(str(step.number), x, y + 4)])}</g>'
        )

    def _legend(self) -> str:
        lines = {kind.id: kind.line for kind in self.spec.kinds}
        parts = []
        for kind, ((x, y), label) in self.layout.legend.items():
            course = ((x, y), (x + SAMPLE, y))
            parts.append(
                _path([course], _classes("w", lines[kind] if lines[kind] != "solid" else ""))
                + f'<path class="tip" d="{_tip(course)}"/>{_texts([label])}'
            )
        return "".join(parts)


def _n(number: float) -> str:
    return f"{round(number, 1):g}"


def _box(box: Box) -> str:
    return f' x="{_n(box.x)}" y="{_n(box.y)}" width="{_n(box.width)}" height="{_n(box.height)}"'


def _texts(labels: Iterable[Label], name: str = "") -> str:
    mark = f' class="{name}"' if name else ""
    return "".join(
        f'<text{mark} x="{_n(label.x)}" y="{_n(label.y)}">{escape(label.text, quote=False)}</text>' for label in labels
    )


def _classes(*names: str) -> str:
    return " ".join(filter(None, names))


def _path(courses: Iterable[Course], name: str) -> str:
    return f'<path class="{name}" d="{"".join(map(_line, courses))}"/>'


def _line(course: Course) -> str:
    """Path data of a right-angled course: M, then only H and V."""
    (x, y), *rest = course
    data = f"M{_n(x)} {_n(y)}"
    for next_x, next_y in rest:
        data += f"H{_n(next_x)}" if next_y == y else f"V{_n(next_y)}"
        x, y = next_x, next_y
    return data


def _tips(name: str, tips: Iterable[str]) -> str:
    data = "".join(tips)
    return f'<path class="{name}" d="{data}"/>' if data else ""


def _tip(course: Course) -> str:
    """Path data of an arrowhead at the course's end."""
    (x0, y0), (x, y) = course[-2:]
    dx, dy = (x > x0) - (x < x0), (y > y0) - (y < y0)
    half = TIP / 2
    base = (-half, -TIP * dy) if dy else (-TIP * dx, -half)
    return f"M{_n(x)} {_n(y)}l{_n(base[0])} {_n(base[1])}{'h' if dy else 'v'}{TIP}z"
