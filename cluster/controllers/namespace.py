"""A namespace that is deleted takes everything in it along, and goes last. A new one gets what every one has."""

from collections import Counter

from .. import pods as pod_facts
from .. import times
from ..apiserver.kinds import KINDS, Kind
from ..apiserver.registry import Registry
from ..index import Index
from ..machine import Machine
from ..store import DELETED, Change
from ..values import Object, at
from .base import Controller

ROOT_CA = "kube-root-ca.crt"
_CERTIFICATE = "-----BEGIN CERTIFICATE-----\nnobody has to trust anybody here\n-----END CERTIFICATE-----\n"
_NOTE = (
    "Contains a CA bundle that can be used to verify the kube-apiserver when using internal endpoints such as the "
    "internal service IP or kubernetes.default.svc. No other usage is guaranteed across distributions of Kubernetes "
    "clusters."
)
NAMESPACED = tuple(kind for kind in KINDS if kind.namespaced)
FINALIZING = 15  # seconds that whoever holds a finalizer is thought to need
# type, reason and message while all is well, and while something is left
CONDITIONS = (
    ("NamespaceDeletionDiscoveryFailure", ("ResourcesDiscovered", "All resources successfully discovered"), None),
    (
        "NamespaceDeletionGroupVersionParsingFailure",
        ("ParsedGroupVersions", "All legacy kube types successfully parsed"),
        None,
    ),
    (
        "NamespaceDeletionContentFailure",
        ("ContentDeleted", "All content successfully deleted, may be waiting on finalization"),
        None,
    ),
    (
        "NamespaceContentRemaining",
        ("ContentRemoved", "All content successfully removed"),
        ("SomeResourcesRemain", "Some resources are remaining: {}"),
    ),
    (
        "NamespaceFinalizersRemaining",
        ("ContentHasNoFinalizers", "All content-preserving finalizers finished"),
        ("SomeFinalizersRemain", "Some content in the namespace has finalizers remaining: {}"),
    ),
)


class NamespaceController(Controller):
    name = "namespace-controller"
    kind = "namespaces"
    delay = 5.0  # so that what was created at the last moment is seen, too

    def sync(self, item: Object) -> None:
        if at(item, "status", "phase") != "Terminating":
            return
        left: Counter[str] = Counter()
        held: Counter[str] = Counter()
        patience = 0
        for kind in NAMESPACED:
            needed = self._grace(item) if kind.plural == "pods" else 0
            for one in self._empty(kind, item["metadata"]["name"]):
                left[f"{kind.plural}.{kind.group}"] += 1
                held.update(one["metadata"].get("finalizers") or ())
                patience = max(patience, needed or FINALIZING)
        conditions = self._conditions(at(item, "status", "conditions", default=[]), left, held)
        latest = self.update_status("namespaces", item, {**item["status"], "conditions": conditions})
        if left:
            self.enqueue_object(item, patience // 2 + 1)
        else:
            self.update("namespaces", {**latest, "spec": {**latest["spec"], "finalizers": []}})

    def _grace(self, item: Object) -> int:
        """Seconds that the slowest Pod may need to stop; none of them once they have passed."""
        space, since = item["metadata"]["name"], times.moment(item["metadata"]["deletionTimestamp"]) or self.now
        running = (pod["spec"] for pod in self.store.items("pods", space) if not pod_facts.is_finished(pod))
        most = max((spec.get("terminationGracePeriodSeconds", 30) for spec in running), default=0)
        return most if self.now - since < most else 0

    def _empty(self, kind: Kind, space: str) -> list[Object]:
        """What is left of a kind after all of it has been deleted."""
        for one in list(self.store.items(kind.plural, space)):
            if not one["metadata"].get("deletionTimestamp"):
                self.delete(kind.plural, one, "Background")
        return list(self.store.items(kind.plural, space))

    def _conditions(self, known: list[Object], left: Counter[str], held: Counter[str]) -> list[Object]:
        remaining: dict[str, list[str]] = {
            "NamespaceContentRemaining": [f"{name} has {count} resource instances" for name, count in left.items()],
            "NamespaceFinalizersRemaining": [f"{name} in {count} resource instances" for name, count in held.items()],
        }
        for name, well, otherwise in CONDITIONS:
            found = remaining.get(name)
            reason, message = otherwise if found and otherwise else well
            fresh = {
                "message": message.format(", ".join(sorted(found or ()))),
                "reason": reason,
                "status": "True" if found else "False",
                "type": name,
            }
            known = pod_facts.with_condition(known, fresh, self.now)
        return known


class ServiceAccountController(Controller):
    """`default`, and the certificate that its token is checked with, in every namespace."""

    name = "serviceaccount-controller"
    kind = "namespaces"
    delay = 0.01

    def __init__(self, machine: Machine, registry: Registry, index: Index) -> None:
        super().__init__(machine, registry, index)
        self.listen("serviceaccounts", self._on_missing)
        self.listen("configmaps", self._on_missing)

    def _on_missing(self, change: Change) -> None:
        if change.type == DELETED and change.key.name in ("default", ROOT_CA):
            self.enqueue(f"/{change.key.namespace}")

    def work(self, key: str) -> None:
        space = key.rpartition("/")[2]
        item = self.store.get("namespaces", "", space)
        if item is None or at(item, "status", "phase") == "Terminating":
            return
        if self.store.get("serviceaccounts", space, "default") is None:
            self.create("serviceaccounts", {"metadata": {"name": "default", "namespace": space}})
        if self.store.get("configmaps", space, ROOT_CA) is None:
            meta = {"annotations": {"kubernetes.io/description": _NOTE}, "name": ROOT_CA, "namespace": space}
            self.create("configmaps", {"data": {"ca.crt": _CERTIFICATE}, "metadata": meta})
