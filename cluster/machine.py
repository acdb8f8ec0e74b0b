"""Time, and who acts when.

Every component puts what it has to look at onto one agenda, each entry with its moment; `run_until` takes them off in
order. Nothing else moves time, and nothing else calls a component, so that the same input comes to the same bytes.
"""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from heapq import heappop, heappush
from typing import Any

from .store import Change, Store
from .values import Dice, Object, copy

STEPS = 2_000_000  # that a minute may take before it is stopped: a cluster that chases its own tail


class Exhausted(Exception):
    """`Machine.budget` is used up. Time stands where it came to, and may go on from there."""


class Component:
    """A program of the cluster. `state` is all it remembers, as plain JSON; whatever else it keeps it can find out
    again from the store."""

    name = ""
    process = ""  # what is stopped and started: scheduler, controller-manager, kubelet/NODE …
    delay = 0.004  # from a change to the reaction to it
    offline = False  # acts even while the API server cannot be reached

    def __init__(self, machine: "Machine") -> None:
        self.machine = machine
        self.state: Object = {}
        self.watched: list[str] = []

    @property
    def now(self) -> float:
        """Seconds since 1970."""
        return self.machine.epoch + self.machine.time

    def listen(self, resource: str, listener: Callable[[Change], None]) -> None:
        """Hear of changes as an informer does: not while stopped, and not while the API server is away."""

        self.watched.append(resource)

        def heard(change: Change) -> None:
            if self.machine.is_running(self.process):
                listener(change)

        self.machine.store.listen(resource, heard)

    def enqueue(self, key: str, after: float | None = None, because: int = 0) -> None:
        """`because`: the revision that it is in reaction to, where nothing is being reacted to right now."""
        self.machine.schedule(self, key, self.delay if after is None else after, because)

    def start(self) -> None:
        """Look at everything: called when the component starts, and when the API server is back."""

    def resume(self) -> None:
        """The API server is back: list and watch anew."""
        self.start()

    def work(self, key: str) -> None:
        """Look at what `key` names."""

    def restored(self) -> None:
        """The store and `state` have been replaced by those of a snapshot."""


@dataclass(frozen=True, slots=True)
class Timing:
    """What an administrator may set, and what the recordings had set otherwise."""

    node_monitor_grace_period: float = 50
    lease_renewal: float = 10
    server: str = "https://127.0.0.1:6443"
    image_id: str = ""  # what every image is said to be, where a stand-in for a runtime says it
    node_network: str = "192.168.10"  # of /24: .10 is the control plane, .11 node-1
    renew_deadline: float = 10  # seconds that the controller manager may fail to renew its lease before it ends


_ONE_IMAGE = f"docker.io/library/x@sha256:{'ab' * 32}"
_FOREVER = float("inf")  # the recorded one ran without leader election
PROFILES = {
    "default": Timing(),
    "recorded": Timing(14, 3, "https://127.0.0.1:16443", _ONE_IMAGE, "127.0.0", _FOREVER),
}


class Machine:
    def __init__(self, epoch: float, seed: int = 1, profile: str = "default", time: float = 0.0) -> None:
        self.epoch = epoch
        self.time = time
        self.seed = seed
        self.profile = profile
        self.timing = PROFILES[profile]
        self.dice = Dice(seed)
        self.store = Store()
        self.store.time = time
        self.components: dict[str, Component] = {}
        self.stopped: set[str] = set()
        self.budget: int | None = None  # steps that may still be taken; None: any number
        self.steps, self._minute = 0, 0.0
        self._agenda: list[tuple[float, int, str, str, int]] = []
        self._pending: dict[tuple[str, str], tuple[float, int]] = {}
        self._deferred: dict[tuple[str, str], int] = {}
        self._sequence = 0

    def add(self, component: Component) -> None:
        self.components[component.name] = component

    @property
    def api_available(self) -> bool:
        return not self.stopped & {"apiserver", "etcd"}

    def is_running(self, process: str) -> bool:
        return process not in self.stopped

    def schedule(self, component: Component, key: str, after: float, because: int = 0) -> None:
        """Once is enough: an entry that waits already is only drawn nearer."""
        due = self.time + max(after, 0.0)
        waiting = self._pending.get((component.name, key))
        if waiting is not None and waiting[0] <= due:
            return
        self._sequence += 1
        self._pending[component.name, key] = due, self._sequence
        cause = self.store.cause_of_now() or because
        heappush(self._agenda, (due, self._sequence, component.name, key, cause))

    def next_moment(self) -> float | None:
        while self._agenda:
            due, sequence, name, key, _ = self._agenda[0]
            if self._pending.get((name, key)) == (due, sequence):
                return due
            heappop(self._agenda)
        return None

    def run_until(self, time: float) -> None:
        """Everything that is due by `time`, which is then the time. Never backwards."""
        while (due := self.next_moment()) is not None and due <= time:
            self._step()
        self.time = max(self.time, time)
        self.store.time = self.time

    def step(self, limit: float) -> bool:
        """Only up to the next moment at which something is done, if it comes by `limit`."""
        due = self.next_moment()
        if due is None or due > limit:
            self.run_until(limit)
            return False
        while (following := self.next_moment()) is not None and following <= due:
            self._step()
        return True

    def _step(self) -> None:
        if self.budget is not None:
            if self.budget <= 0:
                raise Exhausted
            self.budget -= 1
        due, _, name, key, cause = heappop(self._agenda)
        del self._pending[name, key]
        self.time = self.store.time = max(self.time, due)
        self._count(name)
        component = self.components.get(name)
        if component is None or not self.is_running(component.process):
            return
        if not self.api_available and not component.offline:
            self._deferred[name, key] = cause
            return
        self.store.writer, self.store.cause = name, cause
        component.work(key)
        self.store.writer, self.store.cause = "", 0

    def _count(self, name: str) -> None:
        if self.time // 60 != self._minute:
            self.steps, self._minute = 0, self.time // 60
        self.steps += 1
        if self.steps > STEPS:
            raise RuntimeError(f"{name} does not come to rest at {self.time}")

    def stop(self, process: str) -> None:
        self.stopped.add(process)

    def start(self, process: str) -> None:
        if process not in self.stopped:
            return
        was_available = self.api_available
        self.stopped.discard(process)
        if not was_available and self.api_available:
            deferred, self._deferred = self._deferred, {}
            for (name, key), cause in deferred.items():
                if name in self.components:
                    self.schedule(self.components[name], key, 0.5, cause)
        is_back = not was_available and self.api_available
        for component in list(self.components.values()):
            if component.process == process:
                component.start()
            elif is_back and self.is_running(component.process):
                component.resume()

    def causes(self) -> Iterator[Change]:
        yield from self.store.history

    def snapshot(self) -> dict[str, Any]:
        agenda = sorted(entry for entry in self._agenda if self._pending.get(entry[2:4]) == entry[:2])
        return {
            "epoch": self.epoch,
            "time": self.time,
            "profile": self.profile,
            "dice": self.dice.state,
            "sequence": self._sequence,
            "stopped": sorted(self.stopped),
            "agenda": [list(entry) for entry in agenda],
            "deferred": [[*key, cause] for key, cause in self._deferred.items()],
            "states": {name: copy(component.state) for name, component in self.components.items() if component.state},
            "store": self.store.snapshot(),
        }

    def restore(self, snapshot: dict[str, Any]) -> None:
        """The components must be those that the snapshot was taken of."""
        self.time = self.store.time = snapshot["time"]
        self.dice.state = snapshot["dice"]
        self._sequence = snapshot["sequence"]
        self.stopped = set(snapshot["stopped"])
        self._agenda = [(e[0], e[1], e[2], e[3], e[4]) for e in snapshot["agenda"]]
        self._pending = {(entry[2], entry[3]): (entry[0], entry[1]) for entry in self._agenda}
        self._deferred = {(name, key): cause for name, key, cause in snapshot["deferred"]}
        self.store.restore(snapshot["store"])
        for name, component in self.components.items():
            component.state = copy(snapshot["states"].get(name, {}))
            component.restored()
