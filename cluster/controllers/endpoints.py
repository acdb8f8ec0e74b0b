"""Where a Service leads: Endpoints and EndpointSlices, from the Pods that its selector finds."""

from .. import pods as pod_facts
from .. import selectors
from ..apiserver.registry import Registry
from ..index import Index
from ..machine import Machine
from ..store import DELETED, Change
from ..values import Object, at, whole
from .base import Controller, owner_reference

CHANGED_AT = "endpoints.kubernetes.io/last-change-trigger-time"
MANAGED_BY = "endpointslice-controller.k8s.io"
HEADLESS = {"service.kubernetes.io/headless": ""}
PER_SLICE = 100
PODS_A_SECOND = 2500  # that it goes through; what changes meanwhile is seen to at once


class ServiceWatcher(Controller):
    """What both of them share: who is woken when, and since when an address has been what it is."""

    kind = "services"
    delay = 0.008

    def __init__(self, machine: Machine, registry: Registry, index: Index) -> None:
        super().__init__(machine, registry, index)
        self.listen("pods", self._on_pod)

    def _on_pod(self, change: Change) -> None:
        before, after = change.previous, change.object
        if (
            before is not None
            and change.type != DELETED
            and all(
                at(before, *path) == at(after, *path)
                for path in (
                    ("metadata", "labels"),
                    ("metadata", "deletionTimestamp"),
                    ("status", "podIP"),
                    ("status", "phase"),
                )
            )
            and pod_facts.is_ready(before) == pod_facts.is_ready(after)
        ):
            return
        labels = [item["metadata"].get("labels") or {} for item in (before, after) if item]
        for service in self.store.items("services", change.key.namespace):
            chosen = selectors.of(service["spec"].get("selector"))
            if chosen and any(chosen.matches(one) for one in labels):
                known = len(self.state.get("seen", {}).get(service["metadata"]["uid"], ()))
                self.enqueue_object(service, max(self.delay, known / PODS_A_SECOND))

    def chosen(self, service: Object) -> list[Object]:
        """All Pods that the selector finds."""
        found = selectors.of(service["spec"].get("selector"))
        if not found:
            return []
        pods = self.store.items("pods", service["metadata"]["namespace"])
        return [pod for pod in pods if found.matches(pod["metadata"].get("labels"))]

    def trigger(self, service: Object, pods: list[Object]) -> str:
        """The first of the changes that this update is about; empty if all of them are known."""
        seen = self.state.setdefault("seen", {})
        meta = service["metadata"]
        before = seen.get(meta["uid"])
        now = seen[meta["uid"]] = {pod["metadata"]["name"]: _ready_time(pod) for pod in pods}
        if before is None:
            return str(meta["creationTimestamp"])
        return min((at for name, at in now.items() if at > before.get(name, "")), default="")

    def sync(self, item: Object) -> None:
        raise NotImplementedError


def _ready_time(pod: Object) -> str:
    found = pod_facts.condition(pod, "Ready")
    return (found or {}).get("lastTransitionTime") or ""


def has_address(pod: Object) -> bool:
    return bool(at(pod, "status", "podIP")) and not pod_facts.is_finished(pod)


def port_of(pod: Object, port: Object) -> int | None:
    """The number behind a targetPort; None where the Pod has no port of that name."""
    target = port.get("targetPort", port["port"])
    if isinstance(target, int):
        return target
    for container in pod["spec"]["containers"]:
        for stated in container.get("ports") or []:
            if stated.get("name") == target and stated.get("protocol", "TCP") == port["protocol"]:
                return stated["containerPort"]
    return whole(str(target), None)


def target(pod: Object) -> Object:
    meta = pod["metadata"]
    return {"kind": "Pod", "name": meta["name"], "namespace": meta["namespace"], "uid": meta["uid"]}


class EndpointsController(ServiceWatcher):
    name = "endpoint-controller"

    def sync(self, item: Object) -> None:
        if not item["spec"].get("selector") or item["spec"]["type"] == "ExternalName":
            return
        meta = item["metadata"]
        publish = item["spec"].get("publishNotReadyAddresses")
        chosen = self.chosen(item)
        moment = self.trigger(item, chosen)
        pods = [pod for pod in chosen if has_address(pod) and (publish or not pod["metadata"].get("deletionTimestamp"))]
        subsets = _subsets(item, pods)
        labels = {**(meta.get("labels") or {}), **(HEADLESS if item["spec"].get("clusterIP") == "None" else {})}
        old = self.store.get("endpoints", meta["namespace"], meta["name"])
        if old and (old.get("subsets") or []) == subsets and (old["metadata"].get("labels") or {}) == labels:
            return
        inner = dict(old["metadata"]) if old else {"name": meta["name"], "namespace": meta["namespace"]}
        _set(inner, "labels", labels)
        annotations = {k: v for k, v in (inner.get("annotations") or {}).items() if k != CHANGED_AT}
        _set(inner, "annotations", {**annotations, **({CHANGED_AT: moment} if moment else {})})
        fresh: Object = {"metadata": inner, **({"subsets": subsets} if subsets else {})}
        if old:
            self.update("endpoints", fresh)
        else:
            self.create("endpoints", fresh)

    def gone(self, namespace: str, name: str) -> None:
        old = self.store.get("endpoints", namespace, name)
        if old is not None:
            self.delete("endpoints", old)


def _set(meta: Object, field: str, value: Object) -> None:
    if value:
        meta[field] = value
    else:
        meta.pop(field, None)


def _subsets(service: Object, pods: list[Object]) -> list[Object]:
    """Addresses that have the same ports stand together."""
    ports = service["spec"].get("ports") or []
    groups: dict[str, Object] = {}
    for pod in sorted(pods, key=lambda one: _sortable(one["status"]["podIP"])):
        numbers = [(port, port_of(pod, port)) for port in ports]
        listed = [
            {**({"name": port["name"]} if port.get("name") else {}), "port": number, "protocol": port["protocol"]}
            for port, number in numbers
            if number is not None
        ]
        if ports and not listed:
            continue
        address: Object = {"ip": pod["status"]["podIP"]}
        if pod["spec"].get("hostname") and pod["spec"].get("subdomain") == service["metadata"]["name"]:
            address["hostname"] = pod["spec"]["hostname"]
        address |= {"nodeName": pod["spec"]["nodeName"], "targetRef": target(pod)}
        group = groups.setdefault(str(listed), {"ports": listed})
        ready = pod_facts.is_ready(pod) or service["spec"].get("publishNotReadyAddresses")
        group.setdefault("addresses" if ready else "notReadyAddresses", []).append(address)
    return [
        {key: group[key] for key in ("addresses", "notReadyAddresses", "ports") if group.get(key)}
        for group in groups.values()
    ]


def _sortable(address: str) -> list[int]:
    return [int(part) for part in address.split(".") if part.isdigit()]


class EndpointSliceController(ServiceWatcher):
    name = "endpointslice-controller"

    def sync(self, item: Object) -> None:
        spec = item["spec"]
        if not spec.get("selector") or spec["type"] == "ExternalName":
            return
        chosen = self.chosen(item)
        moment = self.trigger(item, chosen)
        pods = [pod for pod in chosen if has_address(pod)]
        by_ports: dict[str, tuple[list[Object], list[Object]]] = {}
        for pod in pods:
            numbers = [(port, port_of(pod, port)) for port in spec.get("ports") or []]
            listed = [
                {"name": p.get("name", ""), "port": n, "protocol": p["protocol"]} for p, n in numbers if n is not None
            ]
            by_ports.setdefault(str(listed), (listed, []))[1].append(_endpoint(item, pod))
        wanted: list[tuple[list[Object], list[Object]]] = []
        for listed, endpoints in by_ports.values():
            for start in range(0, len(endpoints), PER_SLICE):
                wanted.append((listed, endpoints[start : start + PER_SLICE]))
        self._write(item, wanted or [([], [])], moment)

    def _write(self, service: Object, wanted: list[tuple[list[Object], list[Object]]], moment: str) -> None:
        old = self.index.owned("endpointslices", service["metadata"]["uid"])
        headless = HEADLESS if service["spec"].get("clusterIP") == "None" else {}
        labels = {
            **(service["metadata"].get("labels") or {}),
            **headless,
            "endpointslice.kubernetes.io/managed-by": MANAGED_BY,
            "kubernetes.io/service-name": service["metadata"]["name"],
        }
        for place, (ports, endpoints) in enumerate(wanted):
            if place < len(old):
                self._renew(old[place], labels, ports, endpoints, moment)
                continue
            meta: Object = {
                "generateName": f"{service['metadata']['name']}-",
                "labels": labels,
                "namespace": service["metadata"]["namespace"],
                "ownerReferences": [owner_reference(service)],
            }
            if moment:
                meta["annotations"] = {CHANGED_AT: moment}
            fresh = {"addressType": "IPv4", "endpoints": endpoints or None, "metadata": meta, "ports": ports or None}
            self.create("endpointslices", fresh)
        for extra in old[len(wanted) :]:
            self.delete("endpointslices", extra)

    def _renew(self, old: Object, labels: Object, ports: list[Object], endpoints: list[Object], moment: str) -> None:
        # Addresses keep their places; new ones come last.
        places = {one["addresses"][0]: place for place, one in enumerate(old.get("endpoints") or [])}
        endpoints = sorted(endpoints, key=lambda one: places.get(one["addresses"][0], len(places)))
        same = (old.get("endpoints") or [], old.get("ports") or []) == (endpoints, ports)
        if same and old["metadata"].get("labels") == labels:
            return
        meta = {**old["metadata"], "labels": labels}
        annotations = {k: v for k, v in (meta.get("annotations") or {}).items() if k != CHANGED_AT}
        _set(meta, "annotations", {**annotations, **({CHANGED_AT: moment} if moment else {})})
        self.update("endpointslices", {**old, "endpoints": endpoints or None, "metadata": meta, "ports": ports or None})


def _endpoint(service: Object, pod: Object) -> Object:
    publish = bool(service["spec"].get("publishNotReadyAddresses"))
    serving, ending = pod_facts.is_ready(pod), bool(pod["metadata"].get("deletionTimestamp"))
    found: Object = {
        "addresses": [pod["status"]["podIP"]],
        "conditions": {"ready": publish or (serving and not ending), "serving": serving, "terminating": ending},
    }
    if pod["spec"].get("hostname") and pod["spec"].get("subdomain") == service["metadata"]["name"]:
        found["hostname"] = pod["spec"]["hostname"]
    return {**found, "nodeName": pod["spec"]["nodeName"], "targetRef": target(pod)}
