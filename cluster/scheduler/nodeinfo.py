"""What the scheduler knows of each node: what it has, and what the Pods on it have asked for."""

from dataclasses import dataclass, field

from .. import quantity
from ..index import controller_of
from ..pods import resources
from ..store import Change, Store
from ..values import Object, at

# What a container that asks for nothing is taken to need, when nodes are compared.
ASSUMED = {"cpu": 100, "memory": 200 * 1024 * 1024 * 1000}
Amounts = dict[str, int]
PodKey = tuple[str, str]


def requests(pod: Object) -> Amounts:
    return resources(pod["spec"])


def assumed(pod: Object) -> Amounts:
    total = dict.fromkeys(ASSUMED, 0)
    for container in pod["spec"].get("containers") or []:
        stated = (container.get("resources") or {}).get("requests") or {}
        for name, least in ASSUMED.items():
            total[name] += quantity.milli(stated[name]) if name in stated else least
    return total


def priority(pod: Object) -> int:
    return pod["spec"].get("priority") or 0


def host_ports(pod: Object) -> set[tuple[str, int]]:
    return {
        (port.get("protocol", "TCP"), port["hostPort"])
        for container in pod["spec"].get("containers") or []
        for port in container.get("ports") or []
        if port.get("hostPort")
    }


@dataclass(slots=True)
class NodeInfo:
    node: Object
    allocatable: Amounts
    pods: dict[PodKey, Object] = field(default_factory=dict)
    requested: Amounts = field(default_factory=dict)
    assumed: Amounts = field(default_factory=lambda: dict.fromkeys(ASSUMED, 0))
    ports: dict[tuple[str, int], int] = field(default_factory=dict)
    priorities: dict[int, int] = field(default_factory=dict)  # Pods by their priority
    owners: dict[str, int] = field(default_factory=dict)  # Pods that stay, by the uid of their controller

    @property
    def name(self) -> str:
        return self.node["metadata"]["name"]

    @property
    def labels(self) -> dict[str, str]:
        return self.node["metadata"].get("labels") or {}

    @property
    def taints(self) -> list[Object]:
        return self.node["spec"].get("taints") or []

    def add(self, pod: Object, sign: int = 1) -> None:
        key = pod["metadata"]["namespace"], pod["metadata"]["name"]
        if sign > 0:
            self.pods[key] = pod
        else:
            self.pods.pop(key, None)
        for name, amount in requests(pod).items():
            self.requested[name] = self.requested.get(name, 0) + sign * amount
        for name, amount in assumed(pod).items():
            self.assumed[name] += sign * amount
        for port in host_ports(pod):
            self.ports[port] = self.ports.get(port, 0) + sign
        rank = priority(pod)
        self.priorities[rank] = self.priorities.get(rank, 0) + sign
        if not self.priorities[rank]:
            del self.priorities[rank]
        owner = controller_of(pod)
        if owner and not pod["metadata"].get("deletionTimestamp"):
            self.owners[owner["uid"]] = self.owners.get(owner["uid"], 0) + sign

    def copied(self) -> "NodeInfo":
        return NodeInfo(
            self.node,
            self.allocatable,
            dict(self.pods),
            dict(self.requested),
            dict(self.assumed),
            dict(self.ports),
            dict(self.priorities),
            dict(self.owners),
        )


def _is_on_a_node(pod: Object | None) -> bool:
    return bool(pod) and bool(at(pod, "spec", "nodeName")) and at(pod, "status", "phase") not in ("Succeeded", "Failed")


class Nodes(dict[str, NodeInfo]):
    """Kept up to date by what the store tells."""

    def __init__(self, store: Store) -> None:
        super().__init__()
        self.store = store
        self._early: dict[str, dict[PodKey, Object]] = {}  # Pods on nodes that are not there
        self.with_affinity: dict[PodKey, Object] = {}
        store.listen("nodes", self._node)
        store.listen("pods", self._pod)

    def rebuild(self) -> None:
        self.clear()
        self._early.clear()
        self.with_affinity.clear()
        for node in self.store.items("nodes"):
            self._put(node)
        for pod in self.store.items("pods"):
            if _is_on_a_node(pod):
                self._add(pod)

    def _put(self, node: Object) -> None:
        name = node["metadata"]["name"]
        amounts = {key: quantity.milli(value) for key, value in at(node, "status", "allocatable", default={}).items()}
        if name in self:
            self[name].node, self[name].allocatable = node, amounts
            return
        self[name] = NodeInfo(node, amounts)
        for pod in self._early.pop(name, {}).values():
            self[name].add(pod)

    def _node(self, change: Change) -> None:
        if change.type == "DELETED":
            gone = self.pop(change.key.name, None)
            if gone:
                self._early[change.key.name] = gone.pods
        else:
            self._put(change.object)

    def _pod(self, change: Change) -> None:
        if change.previous is not None and _is_on_a_node(change.previous):
            self._remove(change.previous)
        if change.type != "DELETED" and _is_on_a_node(change.object):
            self._add(change.object)

    def _add(self, pod: Object) -> None:
        node = pod["spec"]["nodeName"]
        key = pod["metadata"]["namespace"], pod["metadata"]["name"]
        if node in self:
            self[node].add(pod)
        else:
            self._early.setdefault(node, {})[key] = pod
        if at(pod, "spec", "affinity", "podAntiAffinity") or at(pod, "spec", "affinity", "podAffinity"):
            self.with_affinity[key] = pod

    def _remove(self, pod: Object) -> None:
        node = pod["spec"]["nodeName"]
        key = pod["metadata"]["namespace"], pod["metadata"]["name"]
        if node in self:
            self[node].add(pod, -1)
        else:
            self._early.get(node, {}).pop(key, None)
        self.with_affinity.pop(key, None)
