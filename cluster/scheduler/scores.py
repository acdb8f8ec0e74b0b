"""Score plugins: of the nodes that a Pod may be on, which is best. Each gives 0 to 100, and has a weight."""

from collections.abc import Callable, Iterator

from ..values import Object
from . import matching, spreading
from .filters import Cycle
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


def _near_pods(cycle: Cycle, infos: list[NodeInfo]) -> Scores:
    """What the Pod would like to be near to, and who would like to be near to it."""
    liked: dict[tuple[str, str], int] = {}

    def like(term: Object, info: NodeInfo | None, points: int) -> None:
        key = term.get("topologyKey", "")
        if info is not None and key in info.labels:
            domain = key, info.labels[key]
            liked[domain] = liked.get(domain, 0) + points

    for term, weight in _wishes(cycle.pod):
        for info in cycle.nodes.values():
            like(term, info, weight * sum(matching.term_selects(term, cycle.pod, one) for one in info.pods.values()))
    for other in cycle.nodes.with_affinity.values():
        needed = [(term, 1) for term in matching.terms(other, "podAffinity")]
        for term, weight in [*needed, *_wishes(other)]:
            if matching.term_selects(term, other, cycle.pod):
                like(term, cycle.nodes.get(other["spec"]["nodeName"]), weight)
    raw = {
        info.name: sum(points for (key, value), points in liked.items() if info.labels.get(key) == value)
        for info in infos
    }
    least, most = min(raw.values(), default=0), max(raw.values(), default=0)
    return {name: BEST * (value - least) / (most - least) if most > least else 0.0 for name, value in raw.items()}


def _wishes(pod: Object) -> Iterator[tuple[Object, int]]:
    """(term, weight) of what a Pod would like to be near to, or, below zero, away from."""
    for kind, sign in (("podAffinity", 1), ("podAntiAffinity", -1)):
        for weighted in matching.terms(pod, kind, "preferred"):
            yield weighted.get("podAffinityTerm") or {}, sign * weighted.get("weight", 0)


def _normal(raw: Scores, reverse: bool = False) -> Scores:
    most = max(raw.values(), default=0)
    if not most:
        return dict.fromkeys(raw, float(BEST if reverse else 0))
    return {name: BEST - BEST * value / most if reverse else BEST * value / most for name, value in raw.items()}


def _prefers_nodes(cycle: Cycle, infos: list[NodeInfo]) -> bool:
    return bool(matching.terms(cycle.pod, "nodeAffinity", "preferred"))


def _minds_pods(cycle: Cycle, infos: list[NodeInfo]) -> bool:
    return bool(cycle.nodes.with_affinity) or any(_wishes(cycle.pod))


def _are_tainted(cycle: Cycle, infos: list[NodeInfo]) -> bool:
    return any(info.taints for info in infos)


def _always(cycle: Cycle, infos: list[NodeInfo]) -> bool:
    return True


# Weight, and what tells whether the nodes can differ at all.
SCORES: tuple[
    tuple[str, int, Callable[[Cycle, list[NodeInfo]], Scores], Callable[[Cycle, list[NodeInfo]], bool]], ...
] = (
    ("TaintToleration", 3, _soft_taints, _are_tainted),
    ("NodeAffinity", 2, _preferred_nodes, _prefers_nodes),
    ("NodeResourcesFit", 1, _least_allocated, _always),
    ("PodTopologySpread", 2, spreading.score, lambda cycle, infos: spreading.is_spread(cycle)),
    ("InterPodAffinity", 2, _near_pods, _minds_pods),
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
