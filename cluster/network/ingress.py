"""An ingress controller, as ingress-nginx is one: without it, an Ingress is only written down and nobody follows it.

It runs on the network of one node. HTTP ends there, and it connects to Pods by itself.
"""

from collections.abc import Iterator
from dataclasses import dataclass

from ..apiserver.registry import Registry
from ..controllers.base import Controller
from ..index import Index
from ..machine import Machine
from ..store import DELETED, Change
from ..values import Object, at

CONTROLLER, CLASS, OLD_ANNOTATION = "k8s.io/ingress-nginx", "nginx", "kubernetes.io/ingress.class"
FAKE = "Kubernetes Ingress Controller Fake Certificate"


@dataclass(frozen=True, slots=True)
class Found:
    """The rule that a request comes under."""

    ingress: Object
    host: str
    path: str
    type: str
    backend: Object

    @property
    def name(self) -> str:
        return f"{self.ingress['metadata']['namespace']}/{self.ingress['metadata']['name']}"


class IngressController(Controller):
    name = process = "ingress-controller"
    source = "nginx-ingress-controller"
    kind = "ingresses"
    delay = 0.05

    def __init__(self, machine: Machine, registry: Registry, index: Index) -> None:
        super().__init__(machine, registry, index)
        self.listen("ingressclasses", lambda change: self.start())
        self.watched.extend(("services", "endpointslices", "secrets"))
        machine.stopped.add(self.process)  # nobody has installed one

    @property
    def node(self) -> str:
        return str(self.state.get("node", ""))

    def start(self) -> None:
        self.enqueue("/")
        super().start()

    def on_own(self, change: Change) -> None:
        if change.type != DELETED:
            super().on_own(change)

    def work(self, key: str) -> None:
        if key == "/":
            self._install()
        else:
            super().work(key)

    def _install(self) -> None:
        if not self.state.get("installed"):
            labels = {"app.kubernetes.io/component": "controller", "app.kubernetes.io/name": "ingress-nginx"}
            fresh = {"metadata": {"name": CLASS, "labels": labels}, "spec": {"controller": CONTROLLER}}
            if self.store.get("ingressclasses", "", CLASS) is None:
                self.create("ingressclasses", fresh)
            self.state["installed"] = True
        nodes = [node["metadata"]["name"] for node in self.store.items("nodes")]
        if self.node not in nodes and nodes:
            self.state["node"] = nodes[0]

    def sync(self, item: Object) -> None:
        """Say in its status where it can be reached."""
        node = self.store.get("nodes", "", self.node)
        if node is None or not self.is_mine(item):
            return
        address = at(node, "status", "addresses", 0, "address", default="")
        status = {"loadBalancer": {"ingress": [{"ip": address}]}}
        if (item.get("status") or {}) != status:
            self.recorder.event(item, "Normal", "Sync", "Scheduled for sync")
            self.update_status("ingresses", item, status)

    def is_mine(self, ingress: Object) -> bool:
        named = ingress["spec"].get("ingressClassName") or at(ingress, "metadata", "annotations", OLD_ANNOTATION)
        found = self.store.get("ingressclasses", "", named) if named else None
        return found is not None and found["spec"].get("controller") == CONTROLLER

    def followed(self) -> list[Object]:
        """The oldest first: of two rules for the same, its own holds."""
        mine = [item for item in self.store.items("ingresses") if self.is_mine(item)]
        return sorted(mine, key=lambda one: (one["metadata"]["creationTimestamp"], one["metadata"]["name"]))

    def find(self, host: str, path: str) -> Found | None:
        """The server by its host: exact, then with a wildcard, then any. Within it the longest path."""
        rules = list(self._rules())
        hosts = {rule.host for rule in rules}
        wildcard = f"*.{host.partition('.')[2]}"
        server = next((one for one in (host, wildcard, "") if one in hosts), None)
        fitting = [rule for rule in rules if rule.host == server and matches(rule.type, rule.path, path)]
        return max(fitting, key=lambda rule: (rule.type == "Exact", len(rule.path)), default=None)

    def _rules(self) -> Iterator[Found]:
        for ingress in self.followed():
            spec = ingress["spec"]
            for rule in spec.get("rules") or []:
                for one in at(rule, "http", "paths", default=[]):
                    path = one.get("path") or "/"
                    yield Found(ingress, rule.get("host") or "", path, one["pathType"], one["backend"])
        for ingress in self.followed():  # what no path of theirs says
            spec = ingress["spec"]
            if spec.get("defaultBackend"):
                for host in dict.fromkeys(rule.get("host") or "" for rule in spec.get("rules") or [{}]):
                    yield Found(ingress, host, "", "defaultBackend", spec["defaultBackend"])

    def turn(self, service: str, endpoints: int) -> int:
        """Round robin, for itself: it looks at endpoints, not at kube-proxy's rules."""
        turns = self.state.setdefault("turns", {})
        turns[service] = turns.get(service, -1) + 1
        return int(turns[service] % endpoints)

    def certificate(self, host: str) -> tuple[Object | None, str]:
        """(the Ingress that asks for TLS, whose certificate is shown)."""
        for ingress in self.followed():
            for one in ingress["spec"].get("tls") or []:
                hosts = one.get("hosts") or []
                if host in hosts or f"*.{host.partition('.')[2]}" in hosts:
                    secret = one.get("secretName", "")
                    there = self.store.get("secrets", ingress["metadata"]["namespace"], secret)
                    return ingress, f"Secret {secret}" if there else FAKE
        return None, FAKE


def matches(kind: str, stated: str, path: str) -> bool:
    if kind == "defaultBackend":
        return True
    if kind == "Exact":
        return path == stated
    if kind == "Prefix":  # by whole elements
        return path == stated or path.startswith(f"{stated.rstrip('/')}/")
    return path.startswith(stated)  # ImplementationSpecific: nginx compares letters


def port_of(service: Object, backend: Object) -> Object | None:
    """The port of the Service that the backend means, by number or by name."""
    wanted = at(backend, "service", "port", default={})
    for port in service["spec"].get("ports") or []:
        if port["port"] == wanted.get("number") or (wanted.get("name") and port.get("name") == wanted["name"]):
            return port
    return None
