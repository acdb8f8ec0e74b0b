"""What of a quota is used, counted anew when something changes."""

from ..apiserver import quotas
from ..apiserver.kinds import KINDS
from ..apiserver.registry import Registry
from ..index import Index
from ..machine import Machine
from ..store import Change
from ..values import Object, at
from .base import Controller


class ResourceQuotaController(Controller):
    name = "resourcequota-controller"
    kind = "resourcequotas"
    delay = 0.03

    def __init__(self, machine: Machine, registry: Registry, index: Index) -> None:
        super().__init__(machine, registry, index)
        for kind in KINDS:
            if kind.namespaced and kind.plural not in ("events", "leases", "resourcequotas"):
                self.listen(kind.plural, self._on_any)

    def _on_any(self, change: Change) -> None:
        if change.type == "MODIFIED" and change.key.resource != "pods":
            return
        if self.store.size(self.kind, change.key.namespace):
            for quota in self.store.items(self.kind, change.key.namespace):
                self.enqueue_object(quota)

    def sync(self, item: Object) -> None:
        hard = at(item, "spec", "hard", default={})
        status = {"hard": dict(hard), "used": quotas.usage(self.store, KINDS, item)}
        self.update_status(self.kind, item, status)
