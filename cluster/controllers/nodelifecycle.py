"""Nodes that are not heard of: NotReady, their Pods too, their taints; and in the end their Pods are evicted."""

from .. import pods as pod_facts
from .. import times
from ..apiserver.registry import Registry
from ..index import Index
from ..machine import Machine
from ..recorder import Recorder
from ..scheduler.matching import tolerates
from ..store import ADDED, DELETED, Change
from ..values import Object, at
from .base import Controller

PERIOD = 5.0  # seconds between looks at all nodes
UNREACHABLE, NOT_READY = "node.kubernetes.io/unreachable", "node.kubernetes.io/not-ready"
UNSCHEDULABLE = "node.kubernetes.io/unschedulable"
PRESSURES = {
    "MemoryPressure": "node.kubernetes.io/memory-pressure",
    "DiskPressure": "node.kubernetes.io/disk-pressure",
    "PIDPressure": "node.kubernetes.io/pid-pressure",
}
OURS = {UNREACHABLE, NOT_READY, UNSCHEDULABLE, *PRESSURES.values()}
UNKNOWN = {"reason": "NodeStatusUnknown", "message": "Kubelet stopped posting node status."}


class NodeLifecycleController(Controller):
    name = "node-lifecycle-controller"
    source = "node-controller"
    kind = "nodes"
    delay = 0.01
    offline = True  # it goes on looking at what it knows, and may find it old, while the API server is away

    def __init__(self, machine: Machine, registry: Registry, index: Index) -> None:
        super().__init__(machine, registry, index)
        self.allocator = Recorder(self, "cidrAllocator")
        self.enqueue("monitor", PERIOD)

    def start(self) -> None:
        super().start()
        self.enqueue("monitor", 1.2)

    def on_own(self, change: Change) -> None:
        if change.type == ADDED:
            self._give_network(change.object)
        super().on_own(change)

    def work(self, key: str) -> None:
        if key == "monitor":
            self.enqueue("monitor", PERIOD)
            self._observe()
            if self.machine.api_available:
                self._monitor()
            return
        if not self.machine.api_available:
            self.enqueue(key, 1.0)
            return
        item = self.store.get("nodes", "", key.rpartition("/")[2])
        if item is not None:
            self._give_network(item)
            self._taint(item)

    def _give_network(self, item: Object) -> None:
        item = self.store.get("nodes", "", item["metadata"]["name"]) or item
        if item["spec"].get("podCIDR"):
            return
        taken = {at(node, "spec", "podCIDR") for node in self.store.items("nodes")}
        network = next(c for c in (f"10.{244 + n // 256}.{n % 256}.0/24" for n in range(2560)) if c not in taken)
        self.update("nodes", {**item, "spec": {**item["spec"], "podCIDR": network, "podCIDRs": [network]}})

    # Heartbeats

    def _observe(self) -> None:
        """When each node was last heard of."""
        seen = self.state.setdefault("seen", {})
        for node in self.store.items("nodes"):
            name = node["metadata"]["name"]
            lease = self.store.get("leases", "kube-node-lease", name)
            renewed = at(lease, "spec", "renewTime", default="") if lease else ""
            heard = _heartbeats(node)
            if name not in seen or seen[name]["renewed"] != renewed or seen[name]["heard"] != heard:
                known = name in seen and seen[name]["known"]
                seen[name] = {"renewed": renewed, "heard": heard, "at": self.now, "known": known}

    def _monitor(self) -> None:
        seen = self.state["seen"]
        known = {node["metadata"]["name"]: node for node in self.store.items("nodes")}
        for name in [name for name in seen if name not in known]:
            del seen[name]
            message = f"Node {name} event: Removing Node {name} from Controller"
            self.recorder.event(_about(name), "Normal", "RemovingNode", message)
        for name, node in known.items():
            if not seen[name]["known"]:
                seen[name]["known"] = True
                message = f"Node {name} event: Registered Node {name} in Controller"
                self.recorder.event(_about(name), "Normal", "RegisteredNode", message)
            if self.now - seen[name]["at"] > self.machine.timing.node_monitor_grace_period:
                self._lose(node)
            ready = pod_facts.condition(node, "Ready")
            if ready is not None and ready["status"] != "True":
                self._mark_pods(node)

    def _lose(self, node: Object) -> None:
        ready = pod_facts.condition(node, "Ready")
        if ready is None or ready["status"] == "Unknown":
            return
        was_ready = ready["status"] == "True"
        stamp = times.stamp(self.now)
        conditions = [
            {**one, **UNKNOWN, "lastTransitionTime": stamp, "status": "Unknown"} for one in node["status"]["conditions"]
        ]
        self.update_status("nodes", node, {**node["status"], "conditions": conditions})
        if was_ready:
            name = node["metadata"]["name"]
            self.recorder.event(_about(name), "Normal", "NodeNotReady", f"Node {name} status is now: NodeNotReady")

    def _mark_pods(self, node: Object) -> None:
        for pod in self.index.pods_on(node["metadata"]["name"]):
            ready = pod_facts.condition(pod, "Ready")
            if ready is None or ready["status"] != "True":
                continue
            conditions = pod_facts.with_condition(pod["status"]["conditions"], {**ready, "status": "False"}, self.now)
            self.update_status("pods", pod, {**pod["status"], "conditions": conditions})
            self.recorder.event(pod, "Warning", "NodeNotReady", "Node is not ready")

    # Taints

    def _taint(self, node: Object) -> None:
        node = self.store.get("nodes", "", node["metadata"]["name"]) or node
        ready = pod_facts.condition(node, "Ready")
        status = ready["status"] if ready else "Unknown"
        key = {"False": NOT_READY, "Unknown": UNREACHABLE}.get(status)
        wanted = [(key, "NoSchedule")] if key else []
        # Where no node is ready, it is rather the control plane that is cut off: nobody is evicted.
        if key and any(pod_facts.is_true(other, "Ready") for other in self.store.items("nodes")):
            wanted.append((key, "NoExecute"))
        wanted += [(taint, "NoSchedule") for kind, taint in PRESSURES.items() if pod_facts.is_true(node, kind)]
        if node["spec"].get("unschedulable"):
            wanted.append((UNSCHEDULABLE, "NoSchedule"))
        taints = node["spec"].get("taints") or []
        kept = [one for one in taints if one["key"] not in OURS or (one["key"], one["effect"]) in wanted]
        there = {(one["key"], one["effect"]) for one in kept}
        stamp = times.stamp(self.now)
        kept += [{"effect": e, "key": k, "timeAdded": stamp} for k, e in wanted if (k, e) not in there]
        if kept != taints:
            spec = {key: value for key, value in node["spec"].items() if key != "taints"}
            self.update("nodes", {**node, "spec": {**spec, **({"taints": kept} if kept else {})}})


def _heartbeats(node: Object) -> str:
    return max((one.get("lastHeartbeatTime", "") for one in at(node, "status", "conditions", default=[])), default="")


def _about(name: str) -> Object:
    return {"apiVersion": "v1", "kind": "Node", "metadata": {"name": name, "uid": name}}


class TaintEvictionController(Controller):
    """Pods that do not tolerate a NoExecute taint of their node, or not for so long, are deleted."""

    name = source = "taint-eviction-controller"
    delay = 0.01

    def __init__(self, machine: Machine, registry: Registry, index: Index) -> None:
        super().__init__(machine, registry, index)
        self.listen("nodes", self._on_node)
        self.listen("pods", self._on_pod)

    def start(self) -> None:
        for node in self.store.items("nodes"):
            for pod in self.index.pods_on(node["metadata"]["name"]):
                self.enqueue_object(pod)

    def _on_node(self, change: Change) -> None:
        if change.type == DELETED or at(change.previous, "spec", "taints") == at(change.object, "spec", "taints"):
            return
        for pod in self.index.pods_on(change.key.name):
            self.enqueue_object(pod)

    def _on_pod(self, change: Change) -> None:
        if change.object["spec"].get("nodeName") and (
            change.previous is None or not change.previous["spec"].get("nodeName")
        ):
            self.enqueue_object(change.object)

    def work(self, key: str) -> None:
        space, _, name = key.partition("/")
        pod = self.store.get("pods", space, name)
        waiting = self.state.setdefault("waiting", {})
        node = self.store.get("nodes", "", pod["spec"].get("nodeName", "")) if pod else None
        if pod is None or node is None or pod["metadata"].get("deletionTimestamp"):
            waiting.pop(key, None)
            return
        taints = [one for one in node["spec"].get("taints") or [] if one["effect"] == "NoExecute"]
        left = _patience(pod, taints)
        if left is None:
            if waiting.pop(key, None) is not None:
                message = f"Cancelling deletion of Pod {space}/{name}"
                self.recorder.event(pod, "Normal", "TaintManagerEviction", message)
            return
        since = waiting.setdefault(key, self.now)
        if self.now + 1e-6 < since + left:
            self.enqueue(key, since + left - self.now)
            return
        waiting.pop(key, None)
        self._evict(pod)

    def _evict(self, pod: Object) -> None:
        fresh = {
            "lastProbeTime": None,
            "message": "Taint manager: deleting due to NoExecute taint",
            "reason": "DeletionByTaintManager",
            "status": "True",
            "type": "DisruptionTarget",
        }
        name = f"{pod['metadata']['namespace']}/{pod['metadata']['name']}"
        self.recorder.event(pod, "Normal", "TaintManagerEviction", f"Marking for deletion Pod {name}")
        conditions = pod_facts.with_condition(at(pod, "status", "conditions", default=[]), fresh, self.now)
        self.update_status("pods", pod, {**pod["status"], "conditions": conditions})
        self.delete("pods", pod)


def _patience(pod: Object, taints: list[Object]) -> float | None:
    """Seconds that the Pod may stay; None: for ever."""
    if not taints:
        return None
    limits = []
    for taint in taints:
        fitting = [one for one in pod["spec"].get("tolerations") or [] if tolerates(one, taint)]
        if not fitting:
            return 0.0
        limits += [one["tolerationSeconds"] for one in fitting if one.get("tolerationSeconds") is not None]
    return float(max(min(limits), 0)) if limits else None
