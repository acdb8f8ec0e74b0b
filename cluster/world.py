"""What lies outside the cluster and can be changed by a scenario: the image registry, and how busy Pods are."""

import re
from collections.abc import Iterator
from hashlib import sha256

from . import images, selectors
from .machine import Component
from .pods import is_ready
from .values import Object

IMAGE_SIZE = 72404038
SCRAPE = 15.0  # seconds between two looks of metrics-server
MISSING = re.compile(r"nosuch|doesnotexist|nope")


class World(Component):
    """A registry that has every image that is asked for, unless its name says that it does not exist.

    `pushed` counts how often another image was pushed under a name; `deleted` names are there no more; `readers`
    are the credentials that a private repository asks for.
    """

    name = process = "world"
    offline = True

    @property
    def registry(self) -> Object:
        return self.state.setdefault("registry", {"deleted": [], "pushed": {}, "reachable": True, "readers": {}})

    @property
    def metrics(self) -> dict[str, Object]:
        """{"NAMESPACE/POD": {"cpu": milli, "memory": bytes}}; empty where nobody measures."""
        return self.state.setdefault("metrics", {})

    @property
    def loads(self) -> dict[str, int]:
        """{"NAMESPACE/PLURAL/NAME": milli}: work that comes in for a workload, which its ready Pods share."""
        return self.state.setdefault("loads", {})

    def spread(self, plural: str, namespace: str, name: str, milli: int) -> None:
        """From now on this much CPU is used by the workload's ready Pods together."""
        self.loads[f"{namespace}/{plural}/{name}"] = milli
        self.enqueue("scrape", 0.0)

    def work(self, key: str) -> None:
        for load, milli in list(self.loads.items()):
            namespace, plural, name = load.split("/")
            workload = self.machine.store.get(plural, namespace, name)
            if workload is None:
                del self.loads[load]
                continue
            sharing = [pod["metadata"]["name"] for pod in self._ready_pods(workload)]
            self.metrics.update({f"{namespace}/{pod}": {"cpu": milli // len(sharing)} for pod in sharing})
        for measured in list(self.metrics):
            if self.machine.store.get("pods", *measured.split("/")) is None:
                del self.metrics[measured]
        if self.loads:
            self.enqueue("scrape", SCRAPE)

    def _ready_pods(self, workload: Object) -> Iterator[Object]:
        chosen = selectors.of(workload["spec"].get("selector"))
        for pod in self.machine.store.items("pods", workload["metadata"]["namespace"]):
            if chosen and chosen.matches(pod["metadata"].get("labels")) and is_ready(pod):
                yield pod

    def push(self, image: str) -> str:
        """Another image under the same name. Returns its digest."""
        name = images.Reference.parse(image).name
        self.registry["pushed"][name] = self.registry["pushed"].get(name, 0) + 1
        self.registry["deleted"] = [one for one in self.registry["deleted"] if one != name]
        return self.digest(name)

    def remove(self, image: str) -> None:
        self.registry["deleted"].append(images.Reference.parse(image).name)

    def digest(self, name: str) -> str:
        text = f"{name}#{self.registry['pushed'].get(name, 0)}"
        return f"sha256:{sha256(text.encode()).hexdigest()}"

    def seen_from(self, image: str) -> images.Registry:
        """The registry, as far as it matters to who asks for `image`."""
        state = self.registry
        readers = {repository: frozenset(names) for repository, names in state["readers"].items()}
        try:
            name = images.Reference.parse(image).name
        except images.InvalidImageName:
            return images.Registry(reachable=state["reachable"])
        there = not MISSING.search(image) and name not in state["deleted"]
        digests = {name: self.digest(name)} if there and "@" not in name else {}
        untagged = frozenset({name.rpartition("@")[2]}) if there and "@" in name else frozenset()
        return images.Registry(digests, untagged, readers, state["reachable"])
