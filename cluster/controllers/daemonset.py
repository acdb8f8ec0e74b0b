"""One Pod on every node that may have it."""

from .. import pods as pod_facts
from ..apiserver.registry import Registry
from ..index import Index
from ..machine import Machine
from ..scheduler import matching
from ..store import Change
from ..values import Object, at, copy
from . import revisions
from .base import Controller, batches
from .rollout import portion

HASH = "controller-revision-hash"
GENERATION = "pod-template-generation"
# Daemons stay where other Pods would not.
TOLERATIONS = tuple(
    {"effect": effect, "key": f"node.kubernetes.io/{key}", "operator": "Exists"}
    for key, effect in (
        ("not-ready", "NoExecute"),
        ("unreachable", "NoExecute"),
        ("disk-pressure", "NoSchedule"),
        ("memory-pressure", "NoSchedule"),
        ("pid-pressure", "NoSchedule"),
        ("unschedulable", "NoSchedule"),
    )
)
# What is told of a daemon's Pod that has come to an end.
ENDED = {
    "Failed": ("Warning", "FailedDaemonPod", "failed", "kill"),
    "Succeeded": ("Normal", "SucceededDaemonPod", "succeeded", "delete"),
}


class DaemonSetController(Controller):
    name = source = "daemonset-controller"
    kind = "daemonsets"
    delay = 0.006

    def __init__(self, machine: Machine, registry: Registry, index: Index) -> None:
        super().__init__(machine, registry, index)
        self.listen("pods", lambda change: self.heard_of_pod(change, "DaemonSet"))
        self.listen("nodes", self._on_node)

    def _on_node(self, change: Change) -> None:
        before, after = change.previous, change.object
        if before is not None and all(
            at(before, *path) == at(after, *path) for path in (("spec",), ("metadata", "labels"))
        ):
            return
        self.start()

    def sync(self, item: Object) -> None:
        if item["metadata"].get("deletionTimestamp"):
            return
        revision = revisions.current(self, item, HASH)
        digest = revisions.digest_of(revision, HASH)
        by_node = self._by_node(item)
        nodes = {node["metadata"]["name"]: node for node in self.store.items("nodes")}
        self._manage(item, by_node, nodes, digest)
        if at(item, "spec", "updateStrategy", "type") == "RollingUpdate":
            self._roll(item, nodes, digest)
        kept = (at(pod, "metadata", "labels", HASH) for pod in self.index.owned("pods", item["metadata"]["uid"]))
        used = {revision["metadata"]["name"], *(f"{item['metadata']['name']}-{one}" for one in kept)}
        revisions.clean_up(self, item, used)
        self._report(item, nodes, digest)

    def _by_node(self, item: Object) -> dict[str, list[Object]]:
        found: dict[str, list[Object]] = {}
        for pod in self.claimed("pods", item):
            node = pod["spec"].get("nodeName") or first_named(pod)
            found.setdefault(node, []).append(pod)
        return found

    @staticmethod
    def _wanted(item: Object, node: Object) -> tuple[bool, bool]:
        """(should run, may go on running)."""
        template = item["spec"]["template"]["spec"]
        pod = {"spec": {**template, "tolerations": [*(template.get("tolerations") or []), *TOLERATIONS]}}
        name = node["metadata"]["name"]
        if template.get("nodeName") not in (None, "", name):
            return False, False
        if not matching.fits_selector(pod, node["metadata"].get("labels") or {}, name):
            return False, False
        taints = node["spec"].get("taints") or []
        runs = matching.untolerated(taints, pod, ("NoSchedule", "NoExecute")) is None
        return runs, matching.untolerated(taints, pod, ("NoExecute",)) is None

    def _manage(self, item: Object, by_node: dict[str, list[Object]], nodes: dict[str, Object], digest: str) -> None:
        superfluous: list[Object] = []
        missing: list[str] = []
        for name, node in nodes.items():
            pods = by_node.get(name, [])
            runs, stays = self._wanted(item, node)
            alive = [pod for pod in pods if not pod["metadata"].get("deletionTimestamp")]
            if runs and not pods:
                missing.append(name)
            elif stays:
                superfluous += self._ended(item, alive, name)
                superfluous += self._too_many(item, [pod for pod in alive if not pod_facts.is_finished(pod)], digest)
            else:
                superfluous += alive
        self._carry_out(item, missing, superfluous, digest)

    def _ended(self, item: Object, pods: list[Object], node: str) -> list[Object]:
        ended = [pod for pod in pods if pod_facts.is_finished(pod)]
        for pod in ended:
            kind, reason, what, how = ENDED[pod["status"]["phase"]]
            name = f"{item['metadata']['namespace']}/{pod['metadata']['name']}"
            message = f"Found {what} daemon pod {name} on node {node}, will try to {how} it"
            self.recorder.event(item, kind, reason, message)
        return ended

    def _too_many(self, item: Object, pods: list[Object], digest: str) -> list[Object]:
        """All but the oldest; in a rollout that surges, all but the oldest of either version, until the new serves."""
        pods = sorted(pods, key=lambda one: one["metadata"]["creationTimestamp"])
        if not _most(item, "maxSurge", len(pods)):
            return pods[1:]
        new, old = _versions(pods, digest)
        superfluous = new[1:] + old[1:]
        if new and old and (not pod_facts.is_ready(old[0]) or self._is_available(item, new[0])):
            superfluous.append(old[0])
        return superfluous

    def _is_available(self, item: Object, pod: Object) -> bool:
        return pod_facts.is_available(pod, item["spec"].get("minReadySeconds", 0), self.now)

    def _carry_out(self, item: Object, missing: list[str], superfluous: list[Object], digest: str) -> None:
        for batch in batches(len(missing)):
            if None in [self._create(item, missing[place], digest) for place in batch]:
                self.retry(item)
                break
        else:
            if missing:
                self.settle(item)
        for pod in superfluous:
            self.delete_pod(item, pod)

    def _create(self, item: Object, node: str, digest: str) -> Object | None:
        generation = at(item, "metadata", "annotations", "deprecated.daemonset.template.generation", default="1")
        pod = self.new_pod(item, item["spec"]["template"], labels={HASH: digest, GENERATION: generation})
        spec = pod["spec"]
        term = {"matchFields": [{"key": "metadata.name", "operator": "In", "values": [node]}]}
        affinity = copy(spec.get("affinity") or {})
        required = at(affinity, "nodeAffinity", "requiredDuringSchedulingIgnoredDuringExecution", "nodeSelectorTerms")
        terms = [{**one, **term} for one in required] if required else [term]
        affinity["nodeAffinity"] = {
            **(affinity.get("nodeAffinity") or {}),
            "requiredDuringSchedulingIgnoredDuringExecution": {"nodeSelectorTerms": terms},
        }
        spec["affinity"] = affinity
        spec["tolerations"] = [*(spec.get("tolerations") or []), *TOLERATIONS]
        return self.create_pod(item, pod)

    def _roll(self, item: Object, nodes: dict[str, Object], digest: str) -> None:
        """Old Pods go, as many at a time as may be missing; or new ones come first, as many as may be too many."""
        by_node = self._by_node(item)
        wanted = [name for name, node in nodes.items() if self._wanted(item, node)[0]]
        surge = _most(item, "maxSurge", len(wanted))
        busy, superfluous = 0, list[Object]()
        at_once, candidates = list[tuple[str, Object]](), list[tuple[str, Object]]()
        for name in wanted:
            alive = [pod for pod in by_node.get(name, []) if not pod["metadata"].get("deletionTimestamp")]
            new, old = _versions(alive, digest)
            serves = bool(new) and self._is_available(item, new[0])
            if len(old) == 1 and not new:
                (candidates if self._is_available(item, old[0]) else at_once).append((name, old[0]))
            elif surge and old and serves:
                superfluous += old
            elif old or not surge:
                busy += bool(old) or not serves
        most = surge or max(_most(item, "maxUnavailable", len(wanted)), 1)
        chosen = at_once + candidates[: max(most - busy, 0)]
        if surge:
            self._carry_out(item, [name for name, _ in chosen], superfluous, digest)
        else:
            self._carry_out(item, [], [pod for _, pod in chosen], digest)

    def _report(self, item: Object, nodes: dict[str, Object], digest: str) -> None:
        by_node = self._by_node(item)
        minimum = item["spec"].get("minReadySeconds", 0)
        wanted = scheduled = ready = available = updated = misplaced = 0
        for name, node in nodes.items():
            runs = self._wanted(item, node)[0]
            pods = by_node.get(name, [])
            pods = [pod for pod in pods if not pod_facts.is_finished(pod)]
            if not runs:
                misplaced += bool(pods)
                continue
            wanted += 1
            if not pods:
                continue
            scheduled += 1
            pod = min(pods, key=lambda one: one["metadata"]["creationTimestamp"])
            updated += at(pod, "metadata", "labels", HASH) == digest
            if pod_facts.is_ready(pod):
                ready += 1
                available += pod_facts.is_available(pod, minimum, self.now)
        status = {
            "currentNumberScheduled": scheduled,
            "desiredNumberScheduled": wanted,
            "numberMisscheduled": misplaced,
            "numberReady": ready,
            "observedGeneration": item["metadata"].get("generation", 1),
            **({"updatedNumberScheduled": updated} if updated else {}),
            **({"numberAvailable": available} if available else {}),
            **({"numberUnavailable": wanted - available} if wanted - available else {}),
        }
        self.update_status("daemonsets", item, status)
        if minimum and ready != available:
            self.enqueue_later(item, minimum)


def _most(item: Object, field: str, nodes: int) -> int:
    return portion(at(item, "spec", "updateStrategy", "rollingUpdate", field, default=0), nodes, up=True)


def _versions(pods: list[Object], digest: str) -> tuple[list[Object], list[Object]]:
    """(new, old)."""
    new = [pod for pod in pods if at(pod, "metadata", "labels", HASH) == digest]
    return new, [pod for pod in pods if pod not in new]


def first_named(pod: Object) -> str:
    """The node that a daemon's Pod waits for."""
    return next(iter(sorted(matching.named_nodes(pod) or ())), "")
