"""One kubelet: it has the node registered, starts and stops the containers of the Pods that are bound to it, and
reports what became of them."""

from .. import pods as pod_facts
from .. import times
from ..apiserver.errors import ApiError
from ..apiserver.kinds import BY_PLURAL
from ..apiserver.registry import DeleteOptions, Options, Registry
from ..index import Index
from ..machine import Component, Machine
from ..recorder import Recorder
from ..store import DELETED, Change, revision_of
from ..values import Object, at
from ..world import World
from . import node as nodes
from . import podstatus, records
from .containers import Containers
from .volumes import missing_source

NOTICE, SET_UP = 0.06, 0.3  # seconds until a bound Pod is reported as being created, and until its sandbox is there
UNEVEN = 150  # milliseconds by which no two sandboxes take the same time
CLEAN_UP = 0.15  # seconds from the end of the last container to the end of the Pod
HEARTBEAT = 300.0  # seconds between reports of the node where nothing has changed
LONGEST_RETRY = 7.0  # seconds between tries to renew a lease that failed
RUNTIME_MISSED, RUNTIME_RETRY = 30.0, 5.0  # seconds until a silent runtime is called down; between looks at it
STATUS = Options(subresource="status")
PODS, NODES, LEASES = BY_PLURAL["pods"], BY_PLURAL["nodes"], BY_PLURAL["leases"]
FIRST_HOST = 2  # .1 is the bridge's


class Kubelet(Component):
    offline = True
    delay = 0.002

    def __init__(
        self, machine: Machine, registry: Registry, index: Index, world: World, node: str, number: int
    ) -> None:
        self.name = self.process = f"kubelet/{node}"
        super().__init__(machine)
        self.registry, self.index, self.world = registry, index, world
        self.node, self.number = node, number
        self.host = nodes.address_of(number, machine.timing.node_network)
        self.recorder = Recorder(self, "kubelet", node)
        self.containers = Containers(self)
        self.watched.append("pods of its node")

    @property
    def pods(self) -> dict[str, Object]:
        return self.state.setdefault("pods", {})

    @property
    def images(self) -> Object:
        return self.state.setdefault("images", {})

    def pod(self, key: str) -> Object | None:
        space, _, name = key.partition("/")
        return self.machine.store.get("pods", space, name)

    # What it hears of

    def heard(self, change: Change) -> None:
        """Of a Pod of this node; told by whoever knows which node that is."""
        key = f"{change.key.namespace}/{change.key.name}"
        if change.type == DELETED:
            self.enqueue(f"pod/{key}", 0.01)
        elif key not in self.pods or self.pods[key]["uid"] != change.object["metadata"]["uid"]:
            self.enqueue(f"pod/{key}", NOTICE)
        elif self._is_news(change):
            self.enqueue(f"pod/{key}", self.delay)

    def _is_news(self, change: Change) -> bool:
        before, after = change.previous, change.object
        if before is None or before["spec"] != after["spec"]:
            return True
        if before["metadata"].get("deletionTimestamp") != after["metadata"].get("deletionTimestamp"):
            return True
        return change.writer != self.name and before.get("status") != after.get("status")

    def start(self) -> None:
        self.enqueue("register", 0.0)
        self.enqueue("lease", 0.0)
        self.resume()

    def resume(self) -> None:
        """The lease is left to its own time: it is tried less and less often while nobody answers."""
        for key in self.pods:
            self.enqueue(f"pod/{key}", 0.05)
        for pod in self.index.pods_on(self.node):
            self.enqueue(f"pod/{pod['metadata']['namespace']}/{pod['metadata']['name']}", NOTICE, revision_of(pod))

    def work(self, key: str) -> None:
        kind, _, rest = key.partition("/")
        if kind == "pod":
            self._sync(rest)
        elif kind == "lease":
            self._renew()
        elif self.machine.api_available:
            {"register": self._register, "ready": self._report, "status": self._report}[kind]()

    # The node

    def _register(self) -> None:
        found = self.machine.store.get("nodes", "", self.node)
        if found is None:
            fresh = nodes.new(self.node, self.number, self.host, self.now)
            self.registry.create(NODES, "", fresh)
        about = {"apiVersion": "v1", "kind": "Node", "metadata": {"name": self.node, "uid": self.node}}
        if not self.state.get("registered") or found is None:
            for reason, message in nodes.STARTED:
                self.recorder.event(about, "Normal", reason, message.format(self.node))
        self.state["registered"] = True
        self.enqueue("ready", 0.9 if found is None else 0.1)

    def _report(self) -> None:
        found = self.machine.store.get("nodes", "", self.node)
        if found is None:
            return
        was_ready, is_ready = pod_facts.is_true(found, "Ready"), self._is_runtime_well()
        status = {**(found.get("status") or {})}
        trouble = "" if is_ready else nodes.RUNTIME_DOWN
        status["conditions"] = nodes.conditions(status.get("conditions") or [], self.now, trouble)
        self.registry.update(NODES, "", {**found, "status": status}, STATUS)
        if was_ready != is_ready:
            about = {"apiVersion": "v1", "kind": "Node", "metadata": {"name": self.node, "uid": self.node}}
            reason = "NodeReady" if is_ready else "NodeNotReady"
            self.recorder.event(about, "Normal", reason, f"Node {self.node} status is now: {reason}")
        self.enqueue("status", HEARTBEAT)

    def _renew(self) -> None:
        seconds = self.machine.timing.lease_renewal
        if not self.machine.api_available:
            self.state["failures"] = self.state.get("failures", 0) + 1
            self.enqueue("lease", self._retry())
            return
        self.state["failures"] = 0
        store = self.machine.store
        found = store.get("leases", "kube-node-lease", self.node)
        node = store.get("nodes", "", self.node)
        if found is not None:
            spec = {**found["spec"], "renewTime": times.micro(self.now)}
            self.registry.update(LEASES, "kube-node-lease", {**found, "spec": spec})
        elif node is not None:
            self.registry.create(
                LEASES, "kube-node-lease", nodes.lease(self.node, node["metadata"]["uid"], seconds, self.now)
            )
        known = node is not None and self.state.get("registered")
        if known and pod_facts.is_true(node or {}, "Ready") != self._is_runtime_well():
            self.enqueue("ready", 0.02)
        self.enqueue("lease", seconds if found is not None else 1.0)

    @property
    def runtime(self) -> str:
        """The program that it has run containers: they do not end with it."""
        return f"containerd/{self.node}"

    def _is_runtime_well(self) -> bool:
        if self.machine.is_running(self.runtime):
            self.state.pop("missed", None)
            return True
        return bool(self.now - self.state.setdefault("missed", self.now) < RUNTIME_MISSED)

    def _retry(self) -> float:
        return min(0.2 * 2 ** self.state.get("failures", 1), LONGEST_RETRY)

    # Pods

    def _sync(self, key: str) -> None:
        if not self.machine.is_running(self.runtime):
            self.enqueue(f"pod/{key}", RUNTIME_RETRY)
            return
        pod = self.pod(key)
        record = self.pods.get(key)
        if pod is None or pod["spec"].get("nodeName") != self.node:
            self.pods.pop(key, None)
            return
        if record is None or record["uid"] != pod["metadata"]["uid"]:
            if pod_facts.is_finished(pod):
                self._finish_deletion(pod)
                return
            self._admit(key, pod)
            return
        if pod["metadata"].get("deletionTimestamp") and not record["killing"]:
            self._kill(pod, record)
        if record["killing"]:
            self._follow_end(key, pod, record)
            return
        if not record["prepared"] and not self._prepare(key, pod, record):
            return
        if self._is_overdue(pod, record):
            self._kill(pod, record)
            self._follow_end(key, pod, record)
            return
        wait = self.containers.advance(pod, record)
        self.publish(pod, record)
        if wait is not None:
            self.enqueue(f"pod/{key}", max(wait - self.now, 0.001))

    def _admit(self, key: str, pod: Object) -> None:
        record = self.pods[key] = records.new_pod(pod, times.stamp(self.now))
        wait = SET_UP + self.machine.dice.below(UNEVEN) / 1000
        record["setUp"] = self.now + wait
        if pod["metadata"].get("deletionTimestamp"):
            self.enqueue(f"pod/{key}", self.delay)
        else:
            self.publish(pod, record)
            self.enqueue(f"pod/{key}", wait)

    def _prepare(self, key: str, pod: Object, record: Object) -> bool:
        """The sandbox and its volumes."""
        if self.now + 1e-6 < record["setUp"]:
            self.enqueue(f"pod/{key}", record["setUp"] - self.now)
            return False
        missing = missing_source(pod, self.machine.store)
        if missing:
            record["mounts"] = record.get("mounts", 0) + 1
            self.recorder.event(pod, "Warning", "FailedMount", missing)
            wait = min(0.5 * 2 ** record["mounts"], 122.0)
            record["setUp"] = self.now + wait
            self.enqueue(f"pod/{key}", wait)
            return False
        record["prepared"] = True
        return True

    def _is_overdue(self, pod: Object, record: Object) -> bool:
        deadline = pod["spec"].get("activeDeadlineSeconds")
        started = times.moment(record["startTime"])
        if deadline is None or started is None or pod_facts.is_finished(pod):
            return False
        if self.now < started + deadline:
            self.enqueue(f"pod/{pod['metadata']['namespace']}/{pod['metadata']['name']}", started + deadline - self.now)
            return False
        record.update(
            failed=True,
            reason="DeadlineExceeded",
            message="Pod was active on the node longer than the specified deadline",
        )
        return True

    def address(self) -> str:
        """The next address of the node's own network."""
        found = self.machine.store.get("nodes", "", self.node)
        network = at(found, "spec", "podCIDR", default="10.244.0.0/24") if found else "10.244.0.0/24"
        base = network.rpartition("/")[0].rpartition(".")[0]
        taken = {record["ip"] for record in self.pods.values()}
        for _ in range(253):
            host = self.state.get("host", FIRST_HOST)
            self.state["host"] = host + 1 if host < 254 else FIRST_HOST
            if f"{base}.{host}" not in taken:
                return f"{base}.{host}"
        return ""

    def _kill(self, pod: Object, record: Object) -> None:
        grace = pod["metadata"].get("deletionGracePeriodSeconds", pod["spec"].get("terminationGracePeriodSeconds", 30))
        longest = self.containers.stop(pod, record, grace)
        record["killing"] = self.now + longest

    def _follow_end(self, key: str, pod: Object, record: Object) -> None:
        if self.now + 1e-6 < record["killing"]:
            self.enqueue(f"pod/{key}", record["killing"] - self.now)
            return
        ran = self.containers.end(pod, record)
        if ran:
            record["stopped"] = True
            self.publish(pod, record)
            self.enqueue(f"pod/{key}", CLEAN_UP)
            return
        if record["failed"]:
            self.publish(pod, record)
        if pod["metadata"].get("deletionTimestamp"):
            self._finish_deletion(pod)

    def _finish_deletion(self, pod: Object) -> None:
        meta = pod["metadata"]
        if not meta.get("deletionTimestamp") or not self.machine.api_available:
            return
        try:
            self.registry.delete(PODS, meta["namespace"], meta["name"], DeleteOptions(grace=0, uid=meta["uid"]))
        except ApiError:
            return

    def publish(self, pod: Object, record: Object) -> None:
        """Write the status, if it is another than the one that is known."""
        if not self.machine.api_available:
            return
        latest = self.machine.store.get("pods", pod["metadata"]["namespace"], pod["metadata"]["name"])
        if latest is None or latest["metadata"]["uid"] != record["uid"]:
            return
        fresh = podstatus.status(latest, record, self.host, self.now)
        if fresh != latest.get("status"):
            self.registry.update(PODS, latest["metadata"]["namespace"], {**latest, "status": fresh}, STATUS)

    def logs(self, pod: Object, container: str, previous: bool) -> list[tuple[float, str]]:
        """(when it was written, in seconds since 1970; the line)."""
        meta = pod["metadata"]
        key = f"{meta['namespace']}/{meta['name']}"
        record = self.pods.get(key)
        every = {**record["inits"], **record["containers"]} if record else {}
        found = every.get(container)
        if previous and (found is None or not found["last"]):
            raise ApiError(
                "BadRequest", f'previous terminated container "{container}" in pod "{meta["name"]}" not found'
            )
        if found is None or not found["started"]:
            reason = (found or {}).get("reason") or "ContainerCreating"
            why = "trying and failing to pull image" if reason in ("ErrImagePull", "ImagePullBackOff") else reason
            raise ApiError("BadRequest", f'container "{container}" in pod "{meta["name"]}" is waiting to start: {why}')
        began = (times.moment(found["last"]["startedAt"]) or 0.0) if previous else found["startedAt"]
        return [(began, line) for line in (f"hello from {meta['name']} container {container}", "line 2")]
