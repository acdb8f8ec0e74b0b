"""kube-scheduler: one Pod after the other is given a node, or is told why it has none."""

from .. import pods as pod_facts
from ..apiserver import subresources
from ..apiserver.errors import ApiError
from ..apiserver.http import ApiServer
from ..apiserver.kinds import BY_PLURAL
from ..apiserver.registry import DeleteOptions, Options
from ..machine import Component, Machine
from ..recorder import SeriesRecorder, reference
from ..store import DELETED, Change, revision_of
from ..values import Object, at
from . import hints, preemption, scores, volumebinding
from .filters import Cycle, Reason, check, no_node
from .nodeinfo import Nodes, priority

NAME = "default-scheduler"
FIRST_BACK_OFF, LONGEST_BACK_OFF = 1.0, 10.0
FLUSH_AFTER = 300.0  # a Pod that nothing has happened for is looked at again
PER_POD = 0.002  # seconds from one Pod to the next
AT_ONCE = 25  # Pods that one look at the queue takes
EXPLAINED = 40  # decisions that are remembered with their reasons
PODS = BY_PLURAL["pods"]


class Scheduler(Component):
    name = process = "scheduler"
    delay = 0.004

    def __init__(self, machine: Machine, api: ApiServer) -> None:
        super().__init__(machine)
        self.api, self.store = api, machine.store
        self.nodes = Nodes(machine.store)
        self.recorder = SeriesRecorder(self, NAME)
        self.listen("pods", self._on_pod)
        self.listen("nodes", self._on_node)
        for plural in ("persistentvolumeclaims", "persistentvolumes", "storageclasses"):
            self.listen(plural, self._on_volume)

    @property
    def queue(self) -> dict[str, Object]:
        """What is to be tried, by key: `until` it may be, `since`, `attempts`, and the plugins that refused it."""
        return self.state.setdefault("queue", {})

    @property
    def unschedulable(self) -> dict[str, Object]:
        """What waits for something to happen: entries out of the queue."""
        return self.state.setdefault("unschedulable", {})

    def _waiting(self, key: str) -> Object | None:
        return self.queue.get(key) or self.unschedulable.get(key)

    def restored(self) -> None:
        self.nodes.rebuild()

    def start(self) -> None:
        self.state["queue"], self.state["unschedulable"] = {}, {}
        for pod in self.store.items("pods"):
            if self._is_mine(pod):
                self._add(pod)

    @staticmethod
    def _is_mine(pod: Object) -> bool:
        return (
            not pod["spec"].get("nodeName")
            and pod["spec"].get("schedulerName") == NAME
            and not pod["metadata"].get("deletionTimestamp")
            and not pod["spec"].get("schedulingGates")
            and not pod_facts.is_finished(pod)
        )

    # The queue

    def _add(self, pod: Object) -> None:
        key = f"{pod['metadata']['namespace']}/{pod['metadata']['name']}"
        self.queue[key] = {
            "since": self.now,
            "attempts": 0,
            "until": 0.0,
            "refused": None,
            "uid": pod["metadata"]["uid"],
            "cause": self.store.cause_of_now() or revision_of(pod),
        }
        self.enqueue("cycle")

    def _on_pod(self, change: Change) -> None:
        pod, before = change.object, change.previous
        key = f"{change.key.namespace}/{change.key.name}"
        if change.type != DELETED and self._is_mine(pod):
            known = self._waiting(key)
            if known is None or known["uid"] != pod["metadata"]["uid"]:
                self.unschedulable.pop(key, None)
                self._add(pod)
            elif before is not None and before["spec"] != pod["spec"]:
                self._wake(key, known)
            return
        self.queue.pop(key, None)
        self.unschedulable.pop(key, None)
        there = before if before and before["spec"].get("nodeName") and not pod_facts.is_finished(before) else None
        if there and (change.type == DELETED or pod_facts.is_finished(pod)):
            self._freed(there)
        elif pod["spec"].get("nodeName") and (before is None or not before["spec"].get("nodeName")):
            self._arrived(pod)

    def _freed(self, pod: Object) -> None:
        for key, entry in list(self.unschedulable.items()):
            waiting = self._pod(key)
            if waiting is not None and hints.gone_helps(waiting, entry["refused"] or {}, pod):
                self._wake(key, entry)

    def _arrived(self, pod: Object) -> None:
        for key, entry in list(self.unschedulable.items()):
            waiting = self._pod(key)
            if waiting is not None and hints.arrived_helps(waiting, entry["refused"] or {}, pod):
                self._wake(key, entry)

    def _on_node(self, change: Change) -> None:
        if change.type == DELETED:
            return
        before, after = change.previous, change.object
        if before is not None and all(
            at(before, *path) == at(after, *path)
            for path in (("spec",), ("metadata", "labels"), ("status", "allocatable"))
        ):
            return
        for key, entry in list(self.unschedulable.items()):
            refused, waiting = entry["refused"], self._pod(key)
            if refused and waiting is not None and hints.node_helps(waiting, refused, before, after):
                self._wake(key, entry)

    def _on_volume(self, change: Change) -> None:
        for key, entry in list(self.unschedulable.items()):
            waiting = self._pod(key)
            minds = "VolumeBinding" in (entry["refused"] or {})
            if minds and waiting is not None and not volumebinding.against_every_node(waiting, self.store):
                self._wake(key, entry)
        for key, entry in self._reserved():
            waiting = self._pod(key)
            if waiting is not None and not volumebinding.unbound(waiting, self.store):
                self._bind(key, waiting, entry["reserved"])

    def _wake(self, key: str, entry: Object) -> None:
        entry["refused"] = None
        self.unschedulable.pop(key, None)
        self.queue[key] = entry
        entry["cause"] = self.store.cause_of_now() or entry["cause"]
        self.enqueue("cycle", max(entry["until"] - self.now, self.delay))

    def _pod(self, key: str) -> Object | None:
        space, _, name = key.partition("/")
        return self.store.get("pods", space, name)

    # Cycles

    def work(self, key: str) -> None:
        if key.startswith("flush/"):
            late = key.removeprefix("flush/")
            entry = self.unschedulable.get(late)
            if entry and self.now - entry["failed"] >= FLUSH_AFTER - 1:
                self._wake(late, entry)
            return
        ready = sorted(
            (-priority(pod), entry["since"], name)
            for name, entry in self.queue.items()
            if entry["until"] <= self.now + 1e-6 and (pod := self._pod(name)) is not None
        )
        for _, _, name in ready[:AT_ONCE]:
            pod = self._pod(name)
            if pod is not None and name in self.queue:
                self._schedule(name, pod)
        if len(ready) > AT_ONCE:
            self.enqueue("cycle", PER_POD * AT_ONCE)
        else:
            self._sleep()

    def _sleep(self) -> None:
        moments = [entry["until"] for entry in self.queue.values() if entry["until"] > self.now]
        if moments:
            self.enqueue("cycle", min(moments) - self.now)

    def _schedule(self, key: str, pod: Object) -> None:
        entry = self.queue[key]
        self.store.cause = entry["cause"]
        if entry.pop("reserved", ""):
            self._fail(
                key, pod, {"VolumeBinding": [volumebinding.TIMED_OUT]}, volumebinding.TIMED_OUT, "SchedulerError"
            )
            return
        self._with_nominated(pod, +1)
        try:
            reasons, chosen, points = self._choose(pod)
        finally:
            self._with_nominated(pod, -1)
        self._remember(key, reasons, chosen, points)
        claims = volumebinding.unbound(pod, self.store) if chosen else []
        if claims:
            self._reserve(key, chosen, claims)
        elif chosen:
            self._bind(key, pod, chosen)
        else:
            self._refuse(key, pod, reasons)

    def _reserve(self, key: str, node: str, claims: list[Object]) -> None:
        """The node is the Pod's, who waits for its volumes."""
        entry = self.queue[key]
        entry |= {"reserved": node, "until": self.now + volumebinding.TIMEOUT}
        self.state["reserved"] = [*(one for one in self.state.get("reserved", []) if one != key), key]
        volumebinding.bind(claims, self.api.registry, self.nodes[node].labels, node)
        self._sleep()

    def _reserved(self) -> list[tuple[str, Object]]:
        known = [key for key in self.state.get("reserved", []) if self.queue.get(key, {}).get("reserved")]
        return [(key, self.queue[key]) for key in known]

    def _choose(self, pod: Object) -> tuple[dict[str, list[Reason]], str, dict[str, dict[str, int]]]:
        claims = volumebinding.against_every_node(pod, self.store)
        if claims:
            return {name: [Reason("VolumeBinding", claims, False)] for name in self.nodes}, "", {}
        cycle = Cycle.of(pod, self.nodes, self.store)
        infos = [self.nodes[name] for name in sorted(self.nodes)]
        refused: dict[str, list[Reason]] = {}
        fitting = []
        for info in infos:
            reasons = check(cycle, info)
            if reasons:
                refused[info.name] = reasons
            else:
                fitting.append(info)
        if not fitting:
            return refused, "", {}
        nominated = at(pod, "status", "nominatedNodeName")
        if nominated in [info.name for info in fitting]:
            return refused, nominated, {}
        if len(fitting) == 1:
            return refused, fitting[0].name, {fitting[0].name: {}}
        points = scores.score(cycle, fitting)
        totals = {name: scores.total(found) for name, found in points.items()}
        best = max(totals.values())
        alike = [name for name, total in totals.items() if total == best]
        return refused, alike[self.machine.dice.below(len(alike))], points

    def _with_nominated(self, pod: Object, sign: int) -> None:
        """Pods that wait for their volumes, and those of no less priority that wait for their victims to leave, count
        as if they were there already."""
        for key, entry in self._reserved():
            other = self._pod(key)
            if other is not None and entry["reserved"] in self.nodes:
                self.nodes[entry["reserved"]].add(other, sign)
        for key in self.state.get("nominated", []):
            other = self._pod(key)
            node = at(other, "status", "nominatedNodeName", default="") if other else ""
            if other is None or node not in self.nodes or other["metadata"]["uid"] == pod["metadata"]["uid"]:
                continue
            if priority(other) >= priority(pod):
                self.nodes[node].add(other, sign)

    def _bind(self, key: str, pod: Object, node: str) -> None:
        meta = pod["metadata"]
        try:
            subresources.bind(self.api, meta["namespace"], meta["name"], node)
        except ApiError:
            return
        self.queue.pop(key, None)
        if key in self.state.get("nominated", []):
            self.state["nominated"].remove(key)
        message = f"Successfully assigned {meta['namespace']}/{meta['name']} to {node}"
        self.recorder.event(pod, "Normal", "Scheduled", "Binding", message)

    def _refuse(self, key: str, pod: Object, refused: dict[str, list[Reason]]) -> None:
        by_plugin: dict[str, list[str]] = {}
        for reasons in refused.values():
            for reason in reasons:
                known = by_plugin.setdefault(reason.plugin, [])
                known += [reason.text] if reason.text not in known else []
        message = no_node(refused, len(self.nodes))
        nominated = ""
        if refused:
            suffix, nominated = self._preempt(pod, refused)
            message += suffix
        self._fail(key, pod, by_plugin or {"NodeAffinity": []}, message, "Unschedulable", nominated)

    def _fail(
        self, key: str, pod: Object, refused: dict[str, list[str]], message: str, reason: str, nominated: str = ""
    ) -> None:
        entry = self.unschedulable[key] = self.queue.pop(key)
        entry["attempts"] += 1
        entry["failed"] = self.now
        entry["until"] = self.now + min(FIRST_BACK_OFF * 2 ** (entry["attempts"] - 1), LONGEST_BACK_OFF)
        entry["refused"] = refused
        self.enqueue(f"flush/{key}", FLUSH_AFTER)
        self.recorder.event(pod, "Warning", "FailedScheduling", "Scheduling", message)
        self._note(pod, message, reason, nominated)

    def _preempt(self, pod: Object, refused: dict[str, list[Reason]]) -> tuple[str, str]:
        """Have others leave, if that would help. Returns what to say of it, and the node that is promised."""
        if pod["spec"].get("preemptionPolicy") == "Never":
            return " preemption: not eligible due to preemptionPolicy=Never.", ""
        promised = at(pod, "status", "nominatedNodeName", default="")
        hopeless = not all(reason.resolvable for reason in refused.get(promised, ()))
        if (
            promised in self.nodes
            and not hopeless
            and any(
                preemption.is_leaving(other) and priority(other) < priority(pod)
                for other in self.nodes[promised].pods.values()
            )
        ):
            return " preemption: not eligible due to a terminating pod on the nominated node.", promised
        found, against = preemption.candidates(pod, self.nodes, self.store, refused)
        if not found:
            listed = ", ".join(sorted(f"{number} {why}" for why, number in against.items()))
            return f" preemption: 0/{len(self.nodes)} nodes are available: {listed}.", ""
        node = preemption.choose(found)
        for victim in found[node].pods:
            self._evict(pod, victim, node)
        self._release(node, priority(pod))
        return "", node

    def _release(self, node: str, rank: int) -> None:
        """What was promised to Pods of less priority is no longer."""
        for key in self.state.get("nominated", []):
            other = self._pod(key)
            promised = other and at(other, "status", "nominatedNodeName") == node
            if other is not None and promised and priority(other) < rank:
                status = {name: value for name, value in other["status"].items() if name != "nominatedNodeName"}
                told = {**other, "status": status}
                self.api.registry.update(PODS, other["metadata"]["namespace"], told, Options(subresource="status"))

    def _evict(self, pod: Object, victim: Object, node: str) -> None:
        meta = victim["metadata"]
        fresh = {
            "lastProbeTime": None,
            "message": f"{NAME}: preempting to accommodate a higher priority pod",
            "reason": preemption.REASON,
            "status": "True",
            "type": "DisruptionTarget",
        }
        conditions = pod_facts.with_condition(at(victim, "status", "conditions", default=[]), fresh, self.now)
        told = {**victim, "status": {**victim["status"], "conditions": conditions}}
        try:
            self.api.registry.update(PODS, meta["namespace"], told, Options(subresource="status"))
            self.api.registry.delete(PODS, meta["namespace"], meta["name"], DeleteOptions())
        except ApiError:
            return
        message = f"Preempted by pod {pod['metadata']['uid']} on node {node}"
        self.recorder.event(victim, "Normal", "Preempted", "Preempting", message, related=reference(pod))

    def _note(self, pod: Object, message: str, reason: str, nominated: str) -> None:
        latest = self.store.get("pods", pod["metadata"]["namespace"], pod["metadata"]["name"])
        if latest is None:
            return
        fresh = {
            "lastProbeTime": None,
            "message": message,
            "reason": reason,
            "status": "False",
            "type": "PodScheduled",
        }
        status = {**latest["status"]}
        status["conditions"] = pod_facts.with_condition(status.get("conditions") or [], fresh, self.now)
        if nominated:
            status["nominatedNodeName"] = nominated
            key = f"{latest['metadata']['namespace']}/{latest['metadata']['name']}"
            others = [one for one in self.state.get("nominated", []) if one != key and self._waiting(one)]
            self.state["nominated"] = [*others, key]
        if status != latest["status"]:
            told = {**latest, "status": status}
            self.api.registry.update(PODS, latest["metadata"]["namespace"], told, Options(subresource="status"))

    def _remember(
        self, key: str, refused: dict[str, list[Reason]], chosen: str, points: dict[str, dict[str, int]]
    ) -> None:
        """Why this node, and why not the others."""
        decisions = self.state.setdefault("decisions", {})
        decisions.pop(key, None)
        decisions[key] = {
            "chosen": chosen,
            "refused": {name: [reason.text for reason in reasons] for name, reasons in refused.items()},
            "scores": scores.explained(points),
        }
        while len(decisions) > EXPLAINED:
            decisions.pop(next(iter(decisions)))
