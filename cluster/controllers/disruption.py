"""How many Pods may be taken away at once: PodDisruptionBudgets."""

from .. import pods as pod_facts
from .. import selectors, times
from ..apiserver.kinds import BY_KIND
from ..apiserver.registry import Registry
from ..index import Index, controller_of
from ..machine import Machine
from ..store import Change
from ..values import Object, at
from .base import Controller, plural_of
from .rollout import portion

TAKEN_FOR = 120.0  # seconds that an eviction counts before the Pod is seen to go
A_MOMENT = 0.001  # only what lies in the past has passed
# Kubernetes names the namespace twice, where one would look for the budget's name.
NOT_DELETED = "Pod was expected by PDB {0}/{0} to be deleted but it wasn't"

UNMANAGED = (
    "Pods selected by this PodDisruptionBudget (selector: {}) were found to be unmanaged. As a result, the status of "
    "the PDB cannot be calculated correctly, which may result in undefined behavior. To account for these pods please "
    'set ".spec.minAvailable" field of the PDB to an integer value.'
)


class DisruptionController(Controller):
    name = "disruption-controller"
    source = "controllermanager"
    kind = "poddisruptionbudgets"
    delay = 0.008

    def __init__(self, machine: Machine, registry: Registry, index: Index) -> None:
        super().__init__(machine, registry, index)
        self.listen("pods", self._on_pod)

    def _on_pod(self, change: Change) -> None:
        for budget in self.store.items(self.kind, change.key.namespace):
            found = selectors.of(budget["spec"].get("selector"))
            if found is not None and found.matches(change.object["metadata"].get("labels")):
                self.enqueue_object(budget)

    def sync(self, item: Object) -> None:
        found = selectors.of(item["spec"].get("selector"))
        space = item["metadata"]["namespace"]
        pods = [
            pod
            for pod in self.store.items("pods", space)
            if found is not None and found.matches(pod["metadata"].get("labels"))
        ]
        if not pods:
            self.recorder.event(item, "Normal", "NoPods", "No matching pods found")
        try:
            expected, desired = self._wanted(item, pods)
        except _NoScale as error:
            self._fail_safe(item, str(error))
            return
        self.settle(item)
        if not isinstance(item["spec"].get("minAvailable"), int) and not all(map(controller_of, pods)):
            message = UNMANAGED.format(_written(item["spec"]["selector"]))
            self.recorder.event(item, "Warning", "UnmanagedPods", message)
        taken = self._taken(item, pods)
        healthy = sum(
            pod_facts.is_ready(pod)
            and not pod["metadata"].get("deletionTimestamp")
            and pod["metadata"]["name"] not in taken
            for pod in pods
        )
        allowed = max(healthy - desired, 0) if expected > 0 else 0
        fresh = {
            "message": "",
            "observedGeneration": item["metadata"].get("generation", 1),
            "reason": "SufficientPods" if allowed else "InsufficientPods",
            "status": "True" if allowed else "False",
            "type": "DisruptionAllowed",
        }
        status = {
            "conditions": pod_facts.with_condition(at(item, "status", "conditions", default=[]), fresh, self.now),
            "currentHealthy": healthy,
            "desiredHealthy": desired,
            **({"disruptedPods": taken} if taken else {}),
            "disruptionsAllowed": allowed,
            "expectedPods": expected,
            "observedGeneration": item["metadata"].get("generation", 1),
        }
        self.update_status(self.kind, item, status)

    def _fail_safe(self, item: Object, why: str) -> None:
        """Who cannot count allows nothing."""
        message = f"Failed to calculate the number of expected pods: {why}"
        self.recorder.event(item, "Warning", "CalculateExpectedPodCountFailed", message)
        generation = item["metadata"].get("generation", 1)
        fresh = {
            "message": why,
            "observedGeneration": generation,
            "reason": "SyncFailed",
            "status": "False",
            "type": "DisruptionAllowed",
        }
        conditions = pod_facts.with_condition(at(item, "status", "conditions", default=[]), fresh, self.now)
        counted = {"conditions": conditions, "disruptionsAllowed": 0, "observedGeneration": generation}
        self.update_status(self.kind, item, {**(item.get("status") or {}), **counted})
        self.retry(item)

    def _taken(self, item: Object, pods: list[Object]) -> Object:
        """Who was promised to go and has not yet: for a while they are held to be gone."""
        promised = at(item, "status", "disruptedPods", default={})
        taken, ends = {}, []
        for pod in pods:
            name = pod["metadata"]["name"]
            if name not in promised or pod["metadata"].get("deletionTimestamp"):
                continue
            end = (times.moment(promised[name]) or 0.0) + TAKEN_FOR
            if end < self.now:
                self.recorder.event(pod, "Warning", "NotDeleted", NOT_DELETED.format(item["metadata"]["namespace"]))
            else:
                taken[name] = promised[name]
                ends.append(end)
        if ends:
            self.enqueue_later(item, min(ends) - self.now + A_MOMENT)
        return taken

    def _wanted(self, item: Object, pods: list[Object]) -> tuple[int, int]:
        """(how many there should be, how many of them healthy)."""
        spec = item["spec"]
        least, most = spec.get("minAvailable"), spec.get("maxUnavailable")
        if isinstance(least, int):
            return len(pods), least
        expected = self._scale(pods)
        if most is not None:
            return expected, max(expected - portion(most, expected, up=True), 0)
        return expected, portion(least or 0, expected, up=True)

    def _scale(self, pods: list[Object]) -> int:
        """What the controllers of these Pods want."""
        owners: dict[str, int] = {}
        for pod in pods:
            owner = controller_of(pod)
            kind = BY_KIND.get(owner["kind"]) if owner else None
            if kind is not None and "scale" not in kind.subresources:
                raise _NoScale(f"{kind.qualified} does not implement the scale subresource")
            found = (
                self.store.get(plural_of(owner["kind"]), pod["metadata"]["namespace"], owner["name"]) if owner else None
            )
            above = controller_of(found) if found else None
            if above is not None and above["kind"] == "Deployment":
                found = self.store.get("deployments", pod["metadata"]["namespace"], above["name"]) or found
            if found is not None:
                owners[found["metadata"]["uid"]] = found["spec"].get("replicas", 1)
        return sum(owners.values())


def _written(selector: Object) -> str:
    """As Go's %v has it."""
    labels = "".join(f"{key}: {value}," for key, value in sorted((selector.get("matchLabels") or {}).items()))
    terms = "".join(
        f"LabelSelectorRequirement{{Key:{one['key']},Operator:{one['operator']},"
        f"Values:[{' '.join(one.get('values') or [])}],}},"
        for one in selector.get("matchExpressions") or []
    )
    return (
        f"&LabelSelector{{MatchLabels:map[string]string{{{labels}}},"
        f"MatchExpressions:[]LabelSelectorRequirement{{{terms}}},}}"
    )


class _NoScale(Exception):
    """Nobody can tell how many of these Pods there should be."""
