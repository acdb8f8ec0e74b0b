"""The Service by which everybody finds the API server. It sees to that itself: who deletes it finds it back soon."""

from ..machine import Component, Machine
from ..store import ADDED, Change
from ..values import Dice, Object
from .kinds import BY_PLURAL
from .registry import Registry

NAME, NAMESPACE = "kubernetes", "default"
ADDRESS = "10.96.0.1"  # the first of the Services' network
INTERVAL = 10.0
SKIP_MIRROR = "endpointslice.kubernetes.io/skip-mirror"
_PORTS = [{"name": "https", "port": 6443, "protocol": "TCP"}]


class KubernetesService(Component):
    name, process = "kubernetes-service", "apiserver"

    def __init__(self, machine: Machine, registry: Registry, address: str) -> None:
        super().__init__(machine)
        self.registry, self.address = registry, address
        for resource in self.wanted():
            self.listen(resource, self._heard)

    def _heard(self, change: Change) -> None:
        if change.type != ADDED and change.key[1:] == (NAMESPACE, NAME):
            self.enqueue("sync", INTERVAL - self.machine.time % INTERVAL)

    def start(self) -> None:
        self.enqueue("sync")

    def work(self, key: str) -> None:
        for resource, wanted in self.wanted().items():
            kind = BY_PLURAL[resource]
            found = self.machine.store.get(resource, NAMESPACE, NAME)
            if found is None:
                # By dice of its own: what the server does for itself must not change the names of what comes.
                dice, self.registry.dice = self.registry.dice, Dice(self.machine.store.revision)
                self.registry.create(kind, NAMESPACE, wanted)
                self.registry.dice = dice
            elif resource != "services":  # of which the server leaves alone what somebody has written
                about = {field: value for field, value in wanted.items() if field != "metadata"}
                if any(found.get(field) != value for field, value in about.items()):
                    self.registry.update(kind, NAMESPACE, {**found, **about})

    def wanted(self) -> dict[str, Object]:
        port = {"name": "https", "port": 443, "protocol": "TCP", "targetPort": 6443}
        labels = {"component": "apiserver", "provider": "kubernetes"}
        return {
            "services": {
                "metadata": {"labels": labels, "name": NAME},
                "spec": {"clusterIP": ADDRESS, "ports": [port]},
            },
            "endpoints": {
                "metadata": {"labels": {SKIP_MIRROR: "true"}, "name": NAME},
                "subsets": [{"addresses": [{"ip": self.address}], "ports": _PORTS}],
            },
            "endpointslices": {
                "metadata": {"labels": {"kubernetes.io/service-name": NAME}, "name": NAME},
                "addressType": "IPv4",
                "endpoints": [{"addresses": [self.address], "conditions": {"ready": True}}],
                "ports": _PORTS,
            },
        }
