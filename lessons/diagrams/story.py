"""A diagram in words: the same story for those who do not see it."""

from .shapes import Kind, Node, Spec, Step, Text, Wire

HOLDS = Text("{0}里有：{1}。", "{0} holds {1}.")
OUTSIDE = Text("此外有：{0}。", "Outside stand {0}.")
ALL = Text("图上有：{0}。", "On the chart: {0}.")
NAMED = Text("{0}（{1}）", "{0} ({1})")
JOINS = Text("{0}：{1}。", "{0}: {1}.")
WIRES = Text("连线", "Wires")
STEP = Text("第 {0} 步，{1}：{2}", "Step {0}, {1}: {2}")
LEG = Text("{0}：", "{0}:")
FAILS = Text("停在这里时：{0}。", "If it stops here: {0}.")
CARRIES = Text("{0}：{1}。", "{0}: {1}.")
COMMA, SEMICOLON = Text("、", ", "), Text("；", "; ")


def story(spec: Spec, language: str) -> list[str]:
    """Paragraphs: what it is about, what stands where, who is joined to whom, and every step of the route."""
    return [spec.about.to(language), *_places(spec, language), *_joins(spec, language), *_route(spec, language)]


def _places(spec: Spec, language: str) -> list[str]:
    found = []
    for zone in spec.zones:
        inside = _list([node for node in spec.nodes if node.zone == zone.id], language)
        found.append(HOLDS.to(language).format(zone.label.to(language), inside))
    outside = [node for node in spec.nodes if not node.zone]
    if outside:
        found.append((OUTSIDE if spec.zones else ALL).to(language).format(_list(outside, language)))
    return found


def _list(nodes: list[Node], language: str) -> str:
    return COMMA.to(language).join(_named(node, language) for node in nodes)


def _named(node: Node, language: str) -> str:
    name, caption = node.label.to(language), node.caption.to(language).replace("\n", " ")
    return NAMED.to(language).format(name, caption) if caption else name


def _joins(spec: Spec, language: str) -> list[str]:
    kinds = spec.kinds or (Kind(""),)
    found = []
    for kind in kinds:
        wires = [_wire(spec, wire, language) for wire in spec.wires if wire.kind == kind.id]
        if wires:
            name = kind.label.to(language) or WIRES.to(language)
            found.append(JOINS.to(language).format(name, SEMICOLON.to(language).join(wires)))
    return found


def _wire(spec: Spec, wire: Wire, language: str) -> str:
    ends = [_place(spec, id, language) for id in (wire.start, wire.end)]
    return f" {'↔' if wire.both else '→'} ".join(ends)


def _place(spec: Spec, id: str, language: str) -> str:
    """A node's name; with its zone where several nodes share the name."""
    node = next(node for node in spec.nodes if node.id == id)
    name = node.label.to(language)
    namesakes = sum(other.label == node.label for other in spec.nodes)
    zone = next((zone for zone in spec.zones if zone.id == node.zone), None)
    return NAMED.to(language).format(name, zone.label.to(language)) if zone and namesakes > 1 else name


def _route(spec: Spec, language: str) -> list[str]:
    found = []
    for number, leg in enumerate(spec.legs):
        if leg.title:
            found.append(LEG.to(language).format(leg.title.to(language)))
        found += [_step(step, language) for step in spec.steps if step.leg == number]
    return found


def _step(step: Step, language: str) -> str:
    parts = [STEP.to(language).format(step.number, step.title.to(language), step.text.to(language))]
    if step.failure:
        parts.append(FAILS.to(language).format(step.failure.to(language)))
    parts += [CARRIES.to(language).format(h.layer.to(language), h.value.to(language)) for h in step.headers]
    return ("" if language.startswith("zh") else " ").join(parts)
