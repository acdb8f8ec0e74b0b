"""Pods of nodes that are not there any more."""

from .. import pods as pod_facts
from ..apiserver.registry import Registry
from ..index import Index
from ..machine import Machine
from ..values import at
from .base import Controller

PERIOD, QUARANTINE = 20.0, 40.0


class PodGarbageCollector(Controller):
    name = "pod-garbage-collector-controller"

    def __init__(self, machine: Machine, registry: Registry, index: Index) -> None:
        super().__init__(machine, registry, index)
        self.enqueue("collect", PERIOD)

    def start(self) -> None:
        self.enqueue("collect", PERIOD)

    def work(self, key: str) -> None:
        self.enqueue("collect", PERIOD)
        missing = self.state.setdefault("missing", {})
        nodes = {node["metadata"]["name"] for node in self.store.items("nodes")}
        used = {pod["spec"].get("nodeName", "") for pod in self.store.items("pods")} - {""}
        for name in [name for name in missing if name in nodes or name not in used]:
            del missing[name]
        for name in sorted(used - nodes):
            if self.now - missing.setdefault(name, self.now) < QUARANTINE - 0.01:
                continue
            for pod in self.index.pods_on(name):
                if not pod_facts.is_finished(pod):
                    fresh = {
                        "lastProbeTime": None,
                        "message": "PodGC: node no longer exists",
                        "reason": "DeletionByPodGC",
                        "status": "True",
                        "type": "DisruptionTarget",
                    }
                    conditions = pod_facts.with_condition(at(pod, "status", "conditions", default=[]), fresh, self.now)
                    self.update_status("pods", pod, {**pod["status"], "conditions": conditions, "phase": "Failed"})
                self.delete("pods", pod, grace=0)
