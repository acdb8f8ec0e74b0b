"""A namespace that is deleted takes everything in it along, and goes last. A new one gets what every one has."""

from ..apiserver.kinds import KINDS
from ..apiserver.registry import Registry
from ..index import Index
from ..machine import Machine
from ..store import DELETED, Change
from ..values import at
from .base import Controller

ROOT_CA = "kube-root-ca.crt"
_CERTIFICATE = "-----BEGIN CERTIFICATE-----\nnobody has to trust anybody here\n-----END CERTIFICATE-----\n"
_NOTE = (
    "Contains a CA bundle that can be used to verify the kube-apiserver when using internal endpoints such as the "
    "internal service IP or kubernetes.default.svc. No other usage is guaranteed across distributions of Kubernetes "
    "clusters."
)
AGAIN = 0.5


class NamespaceController(Controller):
    name = "namespace-controller"
    kind = "namespaces"
    delay = 0.02

    def work(self, key: str) -> None:
        item = self.store.get("namespaces", "", key.rpartition("/")[2])
        if item is None or at(item, "status", "phase") != "Terminating":
            return
        space = item["metadata"]["name"]
        for kind in KINDS:
            if not kind.namespaced:
                continue
            for one in list(self.store.items(kind.plural, space)):
                if not one["metadata"].get("deletionTimestamp"):
                    self.delete(kind.plural, one, "Background")
        remaining = sum(self.store.size(kind.plural, space) for kind in KINDS if kind.namespaced)
        if remaining:
            self.enqueue(key, AGAIN)
            return
        self.update("namespaces", {**item, "spec": {**item["spec"], "finalizers": []}})


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
