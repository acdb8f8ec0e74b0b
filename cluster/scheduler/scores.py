"""Score plugins: of the nodes that a Pod may be on, which is best. Each gives 0 to 100, and has a weight."""

from collections.abc import Callable

from ..index import controller_of
from ..values import Object
from . import matching
from .filters import Cycle, spread_counts
from .nodeinfo import NodeInfo, assumed

BEST = 100
Scores = dict[str, float]


def _least_allocated(cycle: Cycle, infos: list[NodeInfo]) -> Scores:
    mine = list(assumed(cycle.pod).items())
    scores = {}
    for info in infos:
        points = 0
        for name, asked in mine:
            have = info.allocatable.get(name, 0)
            left = have - info.assumed[name] - asked
            points += left * BEST // have if left > 0 else 0
        scores[info.name] = float(points // len(mine))
    return scores


def _balanced(cycle: Cycle, infos: list[NodeInfo]) -> Scores:
    """cpu and memory should be used to the same degree."""
    scores = {}
    for info in infos:
        shares = [
            min(
                (info.requested.get(name, 0) + cycle.requested.get(name, 0)) / max(info.allocatable.get(name, 0), 1),
                1.0,
            )
            for name in ("cpu", "memory")
        ]
        scores[info.name] = (1 - abs(shares[0] - shares[1]) / 2) * BEST
    return scores


def _preferred_nodes(cycle: Cycle, infos: list[NodeInfo]) -> Scores:
    terms = matching.terms(cycle.pod, "nodeAffinity", "preferred")
    raw = {
        info.name: float(
            sum(t["weight"] for t in terms if matching.fits_term(t.get("preference") or {}, info.labels, info.name))
        )
        for info in infos
    }
    return _normal(raw)


def _soft_taints(cycle: Cycle, infos: list[NodeInfo]) -> Scores:
    tolerations = cycle.pod["spec"].get("tolerations") or []
    raw = {
        info.name: float(
            sum(
                taint.get("effect") == "PreferNoSchedule" and not any(matching.tolerates(t, taint) for t in tolerations)
                for taint in info.taints
            )
        )
        for info in infos
    }
    return _normal(raw, reverse=True)


def _spread(cycle: Cycle, infos: list[NodeInfo]) -> Scores:
    """What the Pod asks for; if it says nothing, the Pods of one controller are spread over the nodes."""
    raw = dict.fromkeys((info.name for info in infos), 0.0)
    stated = cycle.pod["spec"].get("topologySpreadConstraints") or []
    owner = controller_of(cycle.pod)
    if not stated and owner:
        raw = {info.name: float(info.owners.get(owner["uid"], 0)) for info in infos}
    for constraint in (one for one in stated if one["whenUnsatisfiable"] == "ScheduleAnyway"):
        counts = spread_counts(constraint, cycle.pod, cycle.nodes)
        for info in infos:
            raw[info.name] += counts.get(info.labels.get(constraint["topologyKey"], ""), 0)
    most, least = max(raw.values()), min(raw.values())
    return {name: BEST * (most + least - value) / most if most else BEST for name, value in raw.items()}


def _preferred_pods(cycle: Cycle, infos: list[NodeInfo]) -> Scores:
    raw = dict.fromkeys((info.name for info in infos), 0.0)
    for kind, sign in (("podAffinity", 1), ("podAntiAffinity", -1)):
        for weighted in matching.terms(cycle.pod, kind, "preferred"):
            term = weighted.get("podAffinityTerm") or {}
            domains: dict[str, int] = {}
            for info in cycle.nodes.values():
                value = info.labels.get(term.get("topologyKey", ""))
                if value is not None:
                    number = sum(matching.term_selects(term, cycle.pod, other) for other in info.pods.values())
                    domains[value] = domains.get(value, 0) + number
            for info in infos:
                value = info.labels.get(term.get("topologyKey", ""), "")
                raw[info.name] += sign * weighted.get("weight", 0) * domains.get(value, 0)
    least, most = min(raw.values(), default=0), max(raw.values(), default=0)
    if least == most:
        return dict.fromkeys(raw, 0.0)
    return {name: BEST * (value - least) / (most - least) for name, value in raw.items()}


def _normal(raw: Scores, reverse: bool = False) -> Scores:
    most = max(raw.values(), default=0)
    if not most:
        return dict.fromkeys(raw, float(BEST if reverse else 0))
    return {name: BEST - BEST * value / most if reverse else BEST * value / most for name, value in raw.items()}


def _prefers_nodes(cycle: Cycle, infos: list[NodeInfo]) -> bool:
    return bool(matching.terms(cycle.pod, "nodeAffinity", "preferred"))


def _prefers_pods(cycle: Cycle, infos: list[NodeInfo]) -> bool:
    return any(matching.terms(cycle.pod, kind, "preferred") for kind in ("podAffinity", "podAntiAffinity"))


def _are_tainted(cycle: Cycle, infos: list[NodeInfo]) -> bool:
    return any(info.taints for info in infos)


def _is_spread(cycle: Cycle, infos: list[NodeInfo]) -> bool:
    return bool(cycle.pod["spec"].get("topologySpreadConstraints")) or controller_of(cycle.pod) is not None


def _always(cycle: Cycle, infos: list[NodeInfo]) -> bool:
    return True


# Weight, and what tells whether the nodes can differ at all.
SCORES: tuple[
    tuple[str, int, Callable[[Cycle, list[NodeInfo]], Scores], Callable[[Cycle, list[NodeInfo]], bool]], ...
] = (
    ("TaintToleration", 3, _soft_taints, _are_tainted),
    ("NodeAffinity", 2, _preferred_nodes, _prefers_nodes),
    ("NodeResourcesFit", 1, _least_allocated, _always),
    ("PodTopologySpread", 2, _spread, _is_spread),
    ("InterPodAffinity", 2, _preferred_pods, _prefers_pods),
    ("NodeResourcesBalancedAllocation", 1, _balanced, lambda cycle, infos: bool(cycle.requested)),
)


def score(cycle: Cycle, infos: list[NodeInfo]) -> dict[str, dict[str, int]]:
    """{node: {plugin: points}}."""
    found: dict[str, dict[str, int]] = {info.name: {} for info in infos}
    for name, weight, plugin, matters in SCORES:
        if matters(cycle, infos):
            for node, points in plugin(cycle, infos).items():
                found[node][name] = int(points) * weight
    return found


def total(points: dict[str, int]) -> int:
    return sum(points.values())


def explained(found: dict[str, dict[str, int]]) -> Object:
    return {node: {"total": total(points), **points} for node, points in found.items()}
