"""As many Pods as there should be: no fewer, no more.

ReplicaSets and ReplicationControllers are kept by the same loop, as in Kubernetes itself.
"""

from .. import pods as pod_facts
from ..apiserver.errors import ApiError
from ..apiserver.registry import Registry
from ..index import Index, controller_of
from ..machine import Machine
from ..store import Change
from ..values import Object, at, whole
from .base import LATER, Controller, batches

BURST = 500  # Pods that one look creates at most
PER_POD = 0.00005  # seconds that a look takes for every Pod
FAILURE = "ReplicaFailure"


class ReplicaSetController(Controller):
    name = source = "replicaset-controller"
    kind, kind_name = "replicasets", "ReplicaSet"
    delay = 0.005

    def __init__(self, machine: Machine, registry: Registry, index: Index) -> None:
        super().__init__(machine, registry, index)
        self.listen("pods", self.on_pod)

    def on_pod(self, change: Change) -> None:
        self.heard_of_pod(change, self.kind_name)

    def enqueue(self, key: str, after: float | None = None, because: int = 0) -> None:
        """A look at many Pods takes longer, and what changes meanwhile is seen by the next one."""
        if after is None:
            space, _, name = key.removesuffix(LATER).partition("/")
            found = self.store.get(self.kind, space, name)
            after = self.delay + PER_POD * at(found, "status", "replicas", default=0)
        super().enqueue(key, after, because)

    def sync(self, item: Object) -> None:
        pods = [pod for pod in self.claimed("pods", item) if pod_facts.is_active(pod)]
        refused = ""
        if not item["metadata"].get("deletionTimestamp"):
            refused = self._manage(item, pods)
        status = self._status(item, pods, refused)
        self.update_status(self.kind, item, status)
        minimum, wanted = item["spec"].get("minReadySeconds", 0), item["spec"].get("replicas", 1)
        all_ready = status.get("readyReplicas", 0) == wanted != status.get("availableReplicas", 0)
        if minimum and all_ready and not refused:
            self.enqueue_later(item, minimum)

    def _manage(self, item: Object, pods: list[Object]) -> str:
        """Create or delete the difference. Returns why it could not."""
        difference = len(pods) - item["spec"].get("replicas", 1)
        refused = self._create(item, min(-difference, BURST)) if difference < 0 else ""
        if refused:
            self.retry(item)
            return refused
        self.settle(item)
        if difference > 0:
            for pod in self._least_worth(item, pods)[: min(difference, BURST)]:
                self.delete_pod(item, pod)
        return ""

    def _create(self, item: Object, missing: int) -> str:
        refused = ""
        for batch in batches(missing):
            for _ in batch:
                try:
                    made = self.create("pods", self.new_pod(item, item["spec"]["template"]))
                except ApiError as error:
                    refused = error.message
                    if "is being terminated" not in refused:
                        self.recorder.event(item, "Warning", "FailedCreate", f"Error creating: {refused}")
                    continue
                self.recorder.event(item, "Normal", "SuccessfulCreate", f"Created pod: {made['metadata']['name']}")
            if refused:
                break
        return refused

    def _least_worth(self, item: Object, pods: list[Object]) -> list[Object]:
        """Those that are missed least come first."""
        on_node: dict[str, int] = {}
        for pod in self._related(item, pods):
            node = pod["spec"].get("nodeName", "")
            on_node[node] = on_node.get(node, 0) + 1
        phases = {"Pending": 0, "Unknown": 1, "Running": 2}

        def worth(pod: Object) -> tuple[float | bool | str, ...]:
            node = pod["spec"].get("nodeName", "")
            annotations = pod["metadata"].get("annotations") or {}
            cost = annotations.get("controller.kubernetes.io/pod-deletion-cost", "0")
            restarts = max(
                (s.get("restartCount", 0) for s in at(pod, "status", "containerStatuses", default=[])), default=0
            )
            created = pod["metadata"]["creationTimestamp"]
            return (
                bool(node),
                phases.get(at(pod, "status", "phase"), 2),
                pod_facts.is_ready(pod),
                whole(cost, 0),
                -on_node.get(node, 0),
                -_logarithm(self.now - pod_facts.ready_since(pod)) if pod_facts.is_ready(pod) else 0,
                -restarts,
                _reverse(created),
                pod["metadata"]["uid"],
            )

        return sorted(pods, key=worth)

    def _related(self, item: Object, pods: list[Object]) -> list[Object]:
        """Pods of all ReplicaSets of the same Deployment."""
        owner = controller_of(item)
        if owner is None:
            return pods
        found = []
        for other in self.index.owned(self.kind, owner["uid"]):
            found += [p for p in self.index.owned("pods", other["metadata"]["uid"]) if pod_facts.is_active(p)]
        return found

    def _status(self, item: Object, pods: list[Object], refused: str) -> Object:
        labels = at(item, "spec", "template", "metadata", "labels", default={})
        minimum = item["spec"].get("minReadySeconds", 0)
        status: Object = {
            "observedGeneration": item["metadata"].get("generation", 1),
            "replicas": len(pods),
            "fullyLabeledReplicas": sum(
                labels.items() <= (pod["metadata"].get("labels") or {}).items() for pod in pods
            ),
            "readyReplicas": sum(map(pod_facts.is_ready, pods)),
            "availableReplicas": sum(pod_facts.is_available(pod, minimum, self.now) for pod in pods),
        }
        status = {key: value for key, value in status.items() if value or key == "replicas"}
        conditions = [one for one in at(item, "status", "conditions", default=[]) if one["type"] != FAILURE]
        known = pod_facts.condition(item, FAILURE)
        if refused and known:
            conditions.append(known)  # told already, if of another Pod
        elif refused:
            fresh = {"message": refused, "reason": "FailedCreate", "status": "True", "type": FAILURE}
            conditions = pod_facts.with_condition(conditions, fresh, self.now)
        return {**status, "conditions": conditions} if conditions else status


def _logarithm(seconds: float) -> int:
    """Ages are told apart by magnitude alone, so that not always the same Pod has to go."""
    return int(max(seconds, 0)).bit_length()


def _reverse(text: str) -> str:
    """Sorts later times first."""
    return "".join(chr(0x10FFFF - ord(character)) for character in text)


class ReplicationController(ReplicaSetController):
    name = source = "replication-controller"
    kind, kind_name = "replicationcontrollers", "ReplicationController"
