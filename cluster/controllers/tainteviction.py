"""Pods that do not tolerate a NoExecute taint of their node, or not for so long, are deleted."""

from .. import pods as pod_facts
from ..apiserver.registry import Registry
from ..index import Index
from ..machine import Machine
from ..scheduler.matching import tolerates
from ..store import DELETED, Change
from ..values import Object, at
from .base import Controller


class TaintEvictionController(Controller):
    name = source = "taint-eviction-controller"
    delay = 0.01

    def __init__(self, machine: Machine, registry: Registry, index: Index) -> None:
        super().__init__(machine, registry, index)
        self.listen("nodes", self._on_node)
        self.listen("pods", self._on_pod)

    def start(self) -> None:
        """Whoever starts anew counts the seconds anew."""
        self.state["waiting"] = {}
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
