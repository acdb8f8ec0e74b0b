"""One Pod on every node that may have it."""

from .. import pods as pod_facts
from ..apiserver.registry import Registry
from ..index import Index
from ..machine import Machine
from ..scheduler import matching
from ..store import Change
from ..values import Object, at, copy
from . import revisions
from .base import Controller
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
        used = {revision["metadata"]["name"]}
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
            failed = [pod for pod in alive if at(pod, "status", "phase") == "Failed"]
            if runs and not pods:
                missing.append(name)
            elif stays:
                for pod in failed:
                    message = (
                        f"Found failed daemon pod {item['metadata']['namespace']}/{pod['metadata']['name']} on "
                        f"node {name}, will try to kill it"
                    )
                    self.recorder.event(item, "Warning", "FailedDaemonPod", message)
                superfluous += failed
                running = sorted(
                    (p for p in alive if p not in failed), key=lambda p: p["metadata"]["creationTimestamp"]
                )
                superfluous += running[1:]
            else:
                superfluous += alive
        for pod in superfluous:
            self.delete_pod(item, pod)
        for name in missing:
            self._create(item, name, digest)

    def _create(self, item: Object, node: str, digest: str) -> None:
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
        self.create_pod(item, pod)

    def _roll(self, item: Object, nodes: dict[str, Object], digest: str) -> None:
        """Old Pods go, as many at a time as may be missing."""
        minimum = item["spec"].get("minReadySeconds", 0)
        by_node = self._by_node(item)
        wanted = [name for name, node in nodes.items() if self._wanted(item, node)[0]]
        most = max(
            portion(
                at(item, "spec", "updateStrategy", "rollingUpdate", "maxUnavailable", default=1), len(wanted), True
            ),
            1,
        )
        unavailable, useless, candidates = 0, [], []
        for name in wanted:
            pods = by_node.get(name, [])
            new = [p for p in pods if at(p, "metadata", "labels", HASH) == digest]
            old = [p for p in pods if at(p, "metadata", "labels", HASH) != digest]
            if new or not old:
                unavailable += not any(pod_facts.is_available(pod, minimum, self.now) for pod in new)
                continue
            pod = old[0]
            if not pod_facts.is_available(pod, minimum, self.now) or pod["metadata"].get("deletionTimestamp"):
                unavailable += 1
                useless += [pod] if not pod["metadata"].get("deletionTimestamp") else []
            else:
                candidates.append(pod)
        for pod in useless + candidates[: max(most - unavailable, 0)]:
            self.delete_pod(item, pod)

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


def first_named(pod: Object) -> str:
    """The node that a daemon's Pod waits for."""
    return next(iter(sorted(matching.named_nodes(pod) or ())), "")
