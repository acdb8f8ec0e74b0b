"""Nodes that are not heard of: NotReady, their Pods too, their taints; and in the end their Pods are evicted."""

from .. import pods as pod_facts
from .. import times
from ..apiserver.registry import Registry
from ..index import Index
from ..machine import Machine
from ..recorder import Recorder
from ..store import ADDED, Change
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
KEEPING_AWAY = {UNREACHABLE, NOT_READY, UNSCHEDULABLE, *PRESSURES.values()}
DRIVING = {UNREACHABLE, NOT_READY}
TAINT_OF = {"False": NOT_READY, "Unknown": UNREACHABLE}
TAINTING = 0.1  # seconds between looks at the nodes that wait for a taint
NORMAL, PARTIAL, FULL = "Normal", "PartialDisruption", "FullDisruption"
UNHEALTHY_ZONE = 0.55  # the share of its nodes that is gone
# Seconds from one node of a zone to the next; None: none at all, as clusters of up to 50 nodes have it.
PAUSES = {NORMAL: 10.0, PARTIAL: None, FULL: 10.0}
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
        """A new process has heard of no node yet, and gives each of them its time."""
        self.state.pop("seen", None)
        self._look_again()

    def resume(self) -> None:
        """Who could not renew its lease as the leader in time has ended, and was started anew."""
        away = self.now - self.state.pop("away", self.now)
        self.start() if away >= self.machine.timing.renew_deadline else self._look_again()

    def _look_again(self) -> None:
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
                self.state.pop("away", None)
                self._monitor()
            else:
                self.state.setdefault("away", self.now)
            return
        if not self.machine.api_available:
            self.enqueue(key, 1.0)
            return
        if key == "taint":
            self._taint_next()
            return
        item = self.store.get("nodes", "", key.rpartition("/")[2])
        if item is not None:
            self._give_network(item)
            self._keep_away(item)

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
            observed = _readiness(node)
            if self.now - seen[name]["at"] > self.machine.timing.node_monitor_grace_period:
                self._lose(node)
            self._judge(node, observed)
        self._look_for_disruption(list(self.store.items("nodes")))

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
            for pod in list(self.index.pods_on(name)):
                self._mark(pod)

    def _mark(self, pod: Object) -> None:
        ready = pod_facts.condition(pod, "Ready")
        if ready is None or ready["status"] != "True":
            return
        conditions = pod_facts.with_condition(pod["status"]["conditions"], {**ready, "status": "False"}, self.now)
        self.update_status("pods", pod, {**pod["status"], "conditions": conditions})
        self.recorder.event(pod, "Warning", "NodeNotReady", "Node is not ready")

    # Taints that keep new Pods away follow the conditions at once

    def _keep_away(self, node: Object) -> None:
        node = self.store.get("nodes", "", node["metadata"]["name"]) or node
        key = TAINT_OF.get(_readiness(node))
        wanted = {key} if key else set()
        wanted |= {taint for kind, taint in PRESSURES.items() if pod_facts.is_true(node, kind)}
        if node["spec"].get("unschedulable"):
            wanted.add(UNSCHEDULABLE)
        self._swap(node, "NoSchedule", wanted, KEEPING_AWAY)

    def _swap(self, node: Object, effect: str, wanted: set[str], ours: set[str]) -> None:
        """Have the taints `wanted` of this effect, and no others of `ours`."""
        node = self.store.get("nodes", "", node["metadata"]["name"]) or node
        taints = node["spec"].get("taints") or []
        kept = [t for t in taints if t["effect"] != effect or t["key"] not in ours - wanted]
        there = {one["key"] for one in kept if one["effect"] == effect}
        stamp = times.stamp(self.now)
        kept += [{"effect": effect, "key": key, "timeAdded": stamp} for key in sorted(wanted - there)]
        if kept != taints:
            spec = {key: value for key, value in node["spec"].items() if key != "taints"}
            self.update("nodes", {**node, "spec": {**spec, **({"taints": kept} if kept else {})}})

    # Taints that drive Pods away come one node after the other

    @property
    def _queue(self) -> dict[str, str]:
        """The nodes that wait for their NoExecute taint, each with its zone."""
        return self.state.setdefault("queue", {})

    def _judge(self, node: Object, observed: str) -> None:
        """`observed` is how the node was found: one that has only now been given up is tainted a period later."""
        name, key = node["metadata"]["name"], TAINT_OF.get(observed)
        if key is None:
            self._spare(node)
            return
        driving = {one["key"] for one in node["spec"].get("taints") or [] if one["effect"] == "NoExecute"}
        if driving & ({UNREACHABLE, NOT_READY} - {key}):
            self._swap(node, "NoExecute", {key}, DRIVING)
        elif key not in driving and name not in self._queue:
            self._queue[name] = _zone(node)
            self.enqueue("taint", TAINTING)

    def _spare(self, node: Object) -> None:
        self._queue.pop(node["metadata"]["name"], None)
        self._swap(node, "NoExecute", set(), DRIVING)

    def _taint_next(self) -> None:
        """One node of each zone, as often as the state of the zone allows."""
        last, waits = self.state.setdefault("tainted", {}), []
        for zone in sorted(set(self._queue.values())):
            pause = PAUSES[self._zones.get(zone, NORMAL)]
            if pause is None:
                continue
            due = last.get(zone, -pause) + pause
            if self.now + 1e-6 >= due:
                name = next(name for name, other in self._queue.items() if other == zone)
                del self._queue[name]
                node = self.store.get("nodes", "", name)
                key = TAINT_OF.get(_readiness(node)) if node else None
                if node is not None and key is not None:
                    self._swap(node, "NoExecute", {key}, DRIVING)
                    last[zone], due = self.now, self.now + pause
            if zone in self._queue.values():
                waits.append(due - self.now)
        if waits:
            self.enqueue("taint", max(min(waits), TAINTING))

    # Where many nodes are gone at once, it is rather the control plane that is cut off

    @property
    def _zones(self) -> dict[str, str]:
        return self.state.setdefault("zones", {})

    def _look_for_disruption(self, nodes: list[Object]) -> None:
        by_zone: dict[str, list[bool]] = {}
        for node in nodes:
            by_zone.setdefault(_zone(node), []).append(_readiness(node) == "True")
        was_full = bool(self._zones) and set(self._zones.values()) == {FULL}
        self.state["zones"] = {zone: _state(ready) for zone, ready in by_zone.items()}
        is_full = bool(by_zone) and set(self._zones.values()) == {FULL}
        if is_full and not was_full:
            for node in nodes:
                self._spare(node)
        elif was_full and not is_full:
            for seen in self.state["seen"].values():
                seen["at"] = self.now
        if is_full:
            self._queue.clear()
        elif self._queue:
            self.enqueue("taint", TAINTING)


def _state(ready: list[bool]) -> str:
    gone = ready.count(False)
    if gone == len(ready):
        return FULL
    return PARTIAL if gone > 2 and gone / len(ready) >= UNHEALTHY_ZONE else NORMAL


def _zone(node: Object) -> str:
    labels = node["metadata"].get("labels") or {}
    return f"{labels.get('topology.kubernetes.io/region', '')}:{labels.get('topology.kubernetes.io/zone', '')}"


def _readiness(node: Object) -> str:
    ready = pod_facts.condition(node, "Ready")
    return ready["status"] if ready else "Unknown"


def _heartbeats(node: Object) -> str:
    return max((one.get("lastHeartbeatTime", "") for one in at(node, "status", "conditions", default=[])), default="")


def _about(name: str) -> Object:
    return {"apiVersion": "v1", "kind": "Node", "metadata": {"name": name, "uid": name}}
