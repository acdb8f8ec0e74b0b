"""Filter plugins: which nodes a Pod may be on, and why not the others.

A reason may be one that taking Pods away would remedy (`Reason.resolvable`), or one that it would not.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import NamedTuple

from .. import selectors
from ..store import Store
from ..values import Object, at
from . import matching, volumebinding
from .nodeinfo import NodeInfo, Nodes, host_ports, requests

HARD = ("NoSchedule", "NoExecute")
Domain = tuple[str, str]  # a topology key and its value


class Reason(NamedTuple):
    plugin: str
    text: str
    resolvable: bool


@dataclass
class Cycle:
    """What is worked out once for a Pod, before the nodes are looked at one by one."""

    pod: Object
    nodes: Nodes
    store: Store
    requested: dict[str, int] = field(default_factory=dict)
    ports: set[tuple[str, int]] = field(default_factory=set)
    wanted: dict[int, dict[Domain, int]] = field(default_factory=dict)  # affinity term -> domains with a match
    unwanted: dict[int, dict[Domain, int]] = field(default_factory=dict)
    excluded: dict[Domain, int] = field(default_factory=dict)  # by the anti-affinity of Pods that are there
    spread: list[tuple[Object, dict[str, int]]] = field(default_factory=list)
    named: set[str] | None = None
    plugins: list[Callable[["Cycle", NodeInfo], list[Reason]]] = field(default_factory=list)

    @classmethod
    def of(cls, pod: Object, nodes: Nodes, store: Store) -> "Cycle":
        cycle = cls(pod, nodes, store, requests(pod), host_ports(pod), named=matching.named_nodes(pod))
        cycle.count()
        return cycle

    def count(self) -> None:
        self._count_affinity()
        self._count_spread()
        self.plugins = [plugin for plugin, matters in FILTERS if matters(self)]

    def _count_affinity(self) -> None:
        groups = (("podAffinity", self.wanted), ("podAntiAffinity", self.unwanted))
        for kind, counts in groups:
            for place, term in enumerate(matching.terms(self.pod, kind)):
                counts[place] = self._matching(term)
        self.excluded = {}
        for other in self.nodes.with_affinity.values():
            info = self.nodes.get(other["spec"]["nodeName"])
            if info is None or (other["metadata"]["namespace"], other["metadata"]["name"]) not in info.pods:
                continue
            for term in matching.terms(other, "podAntiAffinity"):
                key = term["topologyKey"]
                if key in info.labels and matching.term_selects(term, other, self.pod):
                    domain = key, info.labels[key]
                    self.excluded[domain] = self.excluded.get(domain, 0) + 1

    def _matching(self, term: Object) -> dict[Domain, int]:
        found: dict[Domain, int] = {}
        key = term["topologyKey"]
        for info in self.nodes.values():
            if key in info.labels:
                number = sum(matching.term_selects(term, self.pod, other) for other in info.pods.values())
                if number:
                    found[key, info.labels[key]] = found.get((key, info.labels[key]), 0) + number
        return found

    def _count_spread(self) -> None:
        self.spread = []
        for constraint in self.pod["spec"].get("topologySpreadConstraints") or []:
            if constraint["whenUnsatisfiable"] == "DoNotSchedule":
                self.spread.append((constraint, spread_counts(constraint, self.pod, self.nodes)))


def spread_selector(constraint: Object, pod: Object) -> selectors.Selector | None:
    """Which Pods it counts: those that its selector means, and that are alike in the labels it names."""
    labels = pod["metadata"].get("labels") or {}
    alike = {key: labels[key] for key in constraint.get("matchLabelKeys") or [] if key in labels}
    stated = constraint.get("labelSelector")
    if not alike:
        return selectors.of(stated)
    stated = stated or {}
    return selectors.of({**stated, "matchLabels": {**(stated.get("matchLabels") or {}), **alike}})


def spread_counts(constraint: Object, pod: Object, nodes: Mapping[str, NodeInfo]) -> dict[str, int]:
    """How many matching Pods there are in each domain that the Pod could be in."""
    key, chosen = constraint["topologyKey"], spread_selector(constraint, pod)
    counts: dict[str, int] = {}
    for info in nodes.values():
        if key not in info.labels or not matching.fits_selector(pod, info.labels, info.name):
            continue
        number = sum(
            other["metadata"]["namespace"] == pod["metadata"]["namespace"]
            and not other["metadata"].get("deletionTimestamp")
            and chosen is not None
            and chosen.matches(other["metadata"].get("labels"))
            for other in info.pods.values()
        )
        counts[info.labels[key]] = counts.get(info.labels[key], 0) + number
    return counts


def _unschedulable(cycle: Cycle, info: NodeInfo) -> list[Reason]:
    if not info.node["spec"].get("unschedulable"):
        return []
    taint = {"effect": "NoSchedule", "key": "node.kubernetes.io/unschedulable"}
    if any(matching.tolerates(one, taint) for one in cycle.pod["spec"].get("tolerations") or []):
        return []
    return [Reason("NodeUnschedulable", "node(s) were unschedulable", False)]


def _taints(cycle: Cycle, info: NodeInfo) -> list[Reason]:
    taint = matching.untolerated(info.taints, cycle.pod, HARD) if info.taints else None
    if taint is None:
        return []
    text = f"node(s) had untolerated taint {{{taint['key']}: {taint.get('value') or ''}}}"
    return [Reason("TaintToleration", text, False)]


def _affinity(cycle: Cycle, info: NodeInfo) -> list[Reason]:
    if matching.fits_selector(cycle.pod, info.labels, info.name):
        return []
    return [Reason("NodeAffinity", "node(s) didn't match Pod's node affinity/selector", False)]


def _ports(cycle: Cycle, info: NodeInfo) -> list[Reason]:
    if any(info.ports.get(port) for port in cycle.ports):
        return [Reason("NodePorts", "node(s) didn't have free ports for the requested pod ports", True)]
    return []


def _resources(cycle: Cycle, info: NodeInfo) -> list[Reason]:
    found = []
    if (len(info.pods) + 1) * 1000 > info.allocatable.get("pods", 0):
        found.append(Reason("NodeResourcesFit", "Too many pods", True))
    for name, amount in cycle.requested.items():
        if amount and amount > info.allocatable.get(name, 0) - info.requested.get(name, 0):
            found.append(Reason("NodeResourcesFit", f"Insufficient {name}", True))
    return found


def _spread(cycle: Cycle, info: NodeInfo) -> list[Reason]:
    for constraint, counts in cycle.spread:
        key = constraint["topologyKey"]
        if key not in info.labels:
            text = "node(s) didn't match pod topology spread constraints (missing required label)"
            return [Reason("PodTopologySpread", text, False)]
        chosen = spread_selector(constraint, cycle.pod)
        me = chosen is not None and chosen.matches(cycle.pod["metadata"].get("labels"))
        least = min(counts.values(), default=0)
        if len(counts) < (constraint.get("minDomains") or 1):
            least = 0
        if counts.get(info.labels[key], 0) + me - least > constraint["maxSkew"]:
            return [Reason("PodTopologySpread", "node(s) didn't match pod topology spread constraints", True)]
    return []


def _pod_affinity(cycle: Cycle, info: NodeInfo) -> list[Reason]:
    wanted = matching.terms(cycle.pod, "podAffinity")
    for place, term in enumerate(wanted):
        key = term["topologyKey"]
        there = key in info.labels and cycle.wanted[place].get((key, info.labels[key]), 0) > 0
        # The first Pod of a group that wants to be together may go anywhere.
        first = not cycle.wanted[place] and matching.term_selects(term, cycle.pod, cycle.pod) and key in info.labels
        if not there and not first:
            return [Reason("InterPodAffinity", "node(s) didn't match pod affinity rules", False)]
    for place, term in enumerate(matching.terms(cycle.pod, "podAntiAffinity")):
        key = term["topologyKey"]
        if key in info.labels and cycle.unwanted[place].get((key, info.labels[key]), 0) > 0:
            return [Reason("InterPodAffinity", "node(s) didn't match pod anti-affinity rules", True)]
    for (key, value), number in cycle.excluded.items():
        if number and info.labels.get(key) == value:
            return [Reason("InterPodAffinity", "node(s) didn't satisfy existing pods anti-affinity rules", True)]
    return []


def _volumes(cycle: Cycle, info: NodeInfo) -> list[Reason]:
    why = volumebinding.against(cycle.pod, cycle.store, info.labels, info.name)
    return [Reason("VolumeBinding", why, False)] if why else []


def _always(cycle: Cycle) -> bool:
    return True


def _chooses_nodes(cycle: Cycle) -> bool:
    spec = cycle.pod["spec"]
    return bool(spec.get("nodeSelector")) or at(spec, "affinity", "nodeAffinity") is not None


def _has_claims(cycle: Cycle) -> bool:
    return any("persistentVolumeClaim" in volume for volume in cycle.pod["spec"].get("volumes") or [])


def _minds_pods(cycle: Cycle) -> bool:
    return bool(cycle.wanted or cycle.unwanted or cycle.excluded)


# Each with what tells whether it has anything to say of a Pod at all: what it would pass everywhere is not asked.
FILTERS: tuple[tuple[Callable[[Cycle, NodeInfo], list[Reason]], Callable[[Cycle], bool]], ...] = (
    (_unschedulable, _always),
    (_taints, _always),
    (_affinity, _chooses_nodes),
    (_ports, lambda cycle: bool(cycle.ports)),
    (_resources, _always),
    (_volumes, _has_claims),
    (_spread, lambda cycle: bool(cycle.spread)),
    (_pod_affinity, _minds_pods),
)


def check(cycle: Cycle, info: NodeInfo) -> list[Reason]:
    """Why not this node; the first plugin that objects is heard alone."""
    if cycle.named is not None and info.name not in cycle.named:
        return [Reason("NodeAffinity", "node(s) didn't satisfy plugin(s) [NodeAffinity]", False)]
    for plugin in cycle.plugins:
        reasons = plugin(cycle, info)
        if reasons:
            return reasons
    return []


def no_node(refused: dict[str, list[Reason]], number: int) -> str:
    """Why there is none, as the event has it."""
    if not number:
        return "no nodes available to schedule pods"
    texts: dict[str, int] = {}
    for reasons in refused.values():
        for reason in reasons:
            texts[reason.text] = texts.get(reason.text, 0) + 1
    if all(reason.plugin == "VolumeBinding" and "node(s)" not in reason.text for r in refused.values() for reason in r):
        listed = ", ".join(texts)
    else:
        listed = ", ".join(sorted(f"{count} {text}" for text, count in texts.items()))
    return f"0/{number} nodes are available: {listed}."
