"""PodTopologySpread's points: the fewer Pods like this one there are around a node, the better."""

from collections.abc import Callable
from math import log
from typing import NamedTuple

from .. import selectors
from ..index import controller_of
from ..values import Object
from . import matching
from .filters import Cycle, spread_selector
from .nodeinfo import NodeInfo

HOSTNAME, ZONE = "kubernetes.io/hostname", "topology.kubernetes.io/zone"
BEST = 100
Count = Callable[[NodeInfo], int]


class Soft(NamedTuple):
    """A constraint that is wished for."""

    key: str
    skew: int
    count: Count  # the Pods on a node that it is about


def is_spread(cycle: Cycle) -> bool:
    if cycle.pod["spec"].get("topologySpreadConstraints"):
        return bool(_stated(cycle))
    return _alike(cycle) is not None


def score(cycle: Cycle, infos: list[NodeInfo]) -> dict[str, float]:
    stated = _stated(cycle)
    alike = _alike(cycle)
    softs = stated or ([Soft(HOSTNAME, 3, alike), Soft(ZONE, 5, alike)] if alike else [])
    # What the Pod says itself leaves out nodes that lack a label; what is so by default does not.
    told = [info for info in infos if not stated or all(soft.key in info.labels for soft in softs)]
    raw = dict.fromkeys((info.name for info in told), 0.0)
    for soft in softs:
        placed = [(info, value) for info in told if (value := info.labels.get(soft.key)) is not None]
        alone = soft.key == HOSTNAME  # every node is a domain of its own
        domains = _domains(cycle, soft, told) if placed and not alone else {}
        weight = log((len(told) if alone else len(domains)) + 2)
        for info, value in placed:
            raw[info.name] += (soft.count(info) if alone else domains[value]) * weight + soft.skew - 1
    points = {name: round(value) for name, value in raw.items()}
    most, least = max(points.values(), default=0), min(points.values(), default=0)
    found = {name: float(BEST * (most + least - value) // most if most else BEST) for name, value in points.items()}
    return dict.fromkeys((info.name for info in infos), 0.0) | found


def _domains(cycle: Cycle, soft: Soft, told: list[NodeInfo]) -> dict[str, int]:
    """The Pods in each domain that a node is in; one that lacks the label is in one without a name."""
    domains = {info.labels.get(soft.key, ""): 0 for info in told}
    for info in cycle.nodes.values():
        value = info.labels.get(soft.key)
        if value in domains and matching.fits_selector(cycle.pod, info.labels, info.name):
            domains[value] += soft.count(info)
    return domains


def _stated(cycle: Cycle) -> list[Soft]:
    softs = []
    for constraint in cycle.pod["spec"].get("topologySpreadConstraints") or []:
        if constraint["whenUnsatisfiable"] == "ScheduleAnyway":
            count = _selected(cycle.pod, spread_selector(constraint, cycle.pod))
            softs.append(Soft(constraint["topologyKey"], constraint["maxSkew"], count))
    return softs


def _alike(cycle: Cycle) -> Count | None:
    """Counts the Pods of the same controller, else those behind the same Services; None where there are neither."""
    owner = controller_of(cycle.pod)
    if owner and owner["kind"] in ("ReplicationController", "ReplicaSet", "StatefulSet"):
        uid = owner["uid"]
        return lambda info: info.owners.get(uid, 0)
    wanted: dict[str, str] = {}
    labels = cycle.pod["metadata"].get("labels") or {}
    for service in cycle.store.items("services", cycle.pod["metadata"]["namespace"]):
        chosen = service["spec"].get("selector") or {}
        if chosen and chosen.items() <= labels.items():
            wanted |= chosen
    return _selected(cycle.pod, selectors.of({"matchLabels": wanted})) if wanted else None


def _selected(pod: Object, chosen: selectors.Selector | None) -> Count:
    space = pod["metadata"]["namespace"]

    def count(info: NodeInfo) -> int:
        return sum(
            chosen is not None
            and other["metadata"]["namespace"] == space
            and not other["metadata"].get("deletionTimestamp")
            and chosen.matches(other["metadata"].get("labels"))
            for other in info.pods.values()
        )

    return count
