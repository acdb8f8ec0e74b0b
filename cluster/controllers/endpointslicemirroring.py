"""Endpoints that somebody writes by hand, for a Service without a selector, are mirrored into an EndpointSlice:
kube-proxy looks at nothing else."""

from ..apiserver.kubernetesservice import SKIP_MIRROR
from ..apiserver.registry import Registry
from ..index import Index
from ..machine import Machine
from ..store import Change
from ..values import Object, at
from .base import Controller, owner_reference

MANAGED_BY = "endpointslicemirroring-controller.k8s.io"


class EndpointSliceMirroringController(Controller):
    name = "endpointslice-mirroring-controller"
    kind = "endpoints"
    delay = 0.008

    def __init__(self, machine: Machine, registry: Registry, index: Index) -> None:
        super().__init__(machine, registry, index)
        self.listen("services", self._on_service)

    def _on_service(self, change: Change) -> None:
        if not at(change.object, "spec", "selector"):
            self.enqueue_object(change.object)

    def sync(self, item: Object) -> None:
        meta = item["metadata"]
        service = self.store.get("services", meta["namespace"], meta["name"])
        labels = meta.get("labels") or {}
        unwanted = service is None or service["spec"].get("selector") or SKIP_MIRROR in labels
        if service is None or unwanted:
            self.gone(meta["namespace"], meta["name"])
            return
        wanted = [_slice(subset) for subset in item.get("subsets") or []]
        old = self._mirrors(meta["namespace"], meta["name"])
        for place, fresh in enumerate(wanted):
            if place < len(old):
                if any(old[place].get(field) != fresh[field] for field in ("endpoints", "ports")):
                    self.update("endpointslices", {**old[place], **fresh, "metadata": dict(old[place]["metadata"])})
                continue
            named = {
                "generateName": f"{meta['name']}-",
                "labels": {
                    **labels,
                    "endpointslice.kubernetes.io/managed-by": MANAGED_BY,
                    "kubernetes.io/service-name": meta["name"],
                },
                "namespace": meta["namespace"],
                "ownerReferences": [owner_reference(item)],
            }
            self.create("endpointslices", {"addressType": "IPv4", "metadata": named, **fresh})
        for extra in old[len(wanted) :]:
            self.delete("endpointslices", extra)

    def gone(self, namespace: str, name: str) -> None:
        for mirror in self._mirrors(namespace, name):
            self.delete("endpointslices", mirror)

    def _mirrors(self, namespace: str, name: str) -> list[Object]:
        return [
            one
            for one in self.store.items("endpointslices", namespace)
            if at(one, "metadata", "labels", "kubernetes.io/service-name") == name
            and at(one, "metadata", "labels", "endpointslice.kubernetes.io/managed-by") == MANAGED_BY
        ]


def _slice(subset: Object) -> Object:
    listed = [(one, True) for one in subset.get("addresses") or []]
    listed += [(one, False) for one in subset.get("notReadyAddresses") or []]
    return {"endpoints": [_endpoint(one, ready) for one, ready in listed], "ports": _ports(subset)}


def _endpoint(address: Object, ready: bool) -> Object:
    kept = {key: address[key] for key in ("hostname", "nodeName", "targetRef") if address.get(key)}
    return {"addresses": [address["ip"]], "conditions": {"ready": ready}, **kept}


def _ports(subset: Object) -> list[Object]:
    return [
        {"name": one.get("name", ""), "port": one["port"], "protocol": one.get("protocol", "TCP")}
        for one in subset.get("ports") or []
    ]
