"""More replicas where there is more to do."""

from collections.abc import Iterator

from .. import pods as pod_facts
from .. import selectors, times
from ..apiserver.errors import ApiError
from ..apiserver.registry import Registry
from ..index import Index
from ..machine import Machine
from ..store import Change
from ..values import Object, at
from ..world import World
from . import scaling
from .base import Controller, plural_of
from .replicacalculator import NoMetrics, Proposal, by_resource

PERIOD = 15.0
NO_CUSTOM = "unable to fetch metrics from custom metrics API: no custom metrics API (custom.metrics.k8s.io) registered"
NO_EXTERNAL = (
    "unable to fetch metrics from external metrics API: the server could not find the requested resource "
    "(get {}.external.metrics.k8s.io)"
)
# What is told where a metric of a type has no value: the condition's reason, and how the first error is introduced.
FAILURES = {
    "Resource": ("FailedGetResourceMetric", "failed to get {name} resource metric value: "),
    "ContainerResource": ("FailedGetContainerResourceMetric", "failed to get {name} container metric value: "),
    "Pods": ("FailedGetPodsMetric", "failed to get pods metric value: "),
    "Object": ("FailedGetObjectMetric", "failed to get object metric value: "),
    "External": ("FailedGetExternalMetric", "failed to get {name} external metric value: "),
}
MESSAGES = {
    "SucceededGetScale": "the HPA controller was able to get the target's current scale",
    "ScalingDisabled": "scaling is disabled since the replica count of the target is zero",
    **scaling.MESSAGES,
}


class HorizontalPodAutoscaler(Controller):
    name = source = "horizontal-pod-autoscaler"
    kind = "horizontalpodautoscalers"

    def __init__(self, machine: Machine, registry: Registry, index: Index, world: World) -> None:
        super().__init__(machine, registry, index)
        self.world = world

    def on_own(self, change: Change) -> None:
        if change.previous is None:
            self.enqueue_object(change.object, PERIOD)

    def start(self) -> None:
        for item in self.store.items(self.kind):
            self.enqueue_object(item, PERIOD)

    def sync(self, item: Object) -> None:
        self.enqueue_object(item, PERIOD)
        Look(self, item).run()

    def gone(self, namespace: str, name: str) -> None:
        there = {item["metadata"]["uid"] for item in self.store.items(self.kind)}
        for what in ("past", "scaled"):
            known = self.state.get(what, {})
            self.state[what] = {uid: moments for uid, moments in known.items() if uid in there}


class Look:
    """One look at one autoscaler."""

    def __init__(self, controller: HorizontalPodAutoscaler, item: Object) -> None:
        self.controller, self.item, self.spec = controller, item, item["spec"]
        self.now = controller.now
        self.status: Object = dict(item.get("status") or {})
        self.status["conditions"] = list(self.status.get("conditions") or [])

    def run(self) -> None:
        target = self._target()
        if target is not None:
            self._set("AbleToScale", "SucceededGetScale")
            current = target["spec"]["replicas"]
            self.status |= {"currentReplicas": current, "currentMetrics": None}
            wanted, why = self._wanted(target, current)
            if wanted is not None and wanted != current:
                self._rescale(target, current, wanted, why)
            elif wanted is not None:
                self.status["desiredReplicas"] = current
        self.status.setdefault("currentMetrics", None)
        self.status.setdefault("desiredReplicas", 0)
        self.controller.update_status(self.controller.kind, self.item, self.status)

    def _target(self) -> Object | None:
        reference, space = self.spec["scaleTargetRef"], self.item["metadata"]["namespace"]
        found = self.controller.store.get(plural_of(reference["kind"]), space, reference["name"])
        if found is not None and "replicas" in found["spec"]:
            return found
        told = f'{reference["kind"].lower()}s.apps "{reference["name"]}" not found'
        message = f"the HPA controller was unable to get the target's current scale: {told}"
        self._put("AbleToScale", "False", "FailedGetScale", message)
        self.controller.recorder.event(self.item, "Warning", "FailedGetScale", told)
        return None

    def _wanted(self, target: Object, current: int) -> tuple[int | None, str]:
        """None: nothing is known."""
        least, most = self.spec.get("minReplicas", 1), self.spec["maxReplicas"]
        self._remember("past", current, only_first=True)
        if current == 0:
            self._set("ScalingActive", "ScalingDisabled", "False")
            return 0, ""
        if current > most:
            return most, "Current number of replicas above Spec.MaxReplicas"
        if current < least:
            return least, "Current number of replicas below Spec.MinReplicas"
        count, what = self._measured(target, current)
        if count is None:
            return None, ""
        why = f"{what} above target" if count > current else "All metrics below target" if count < current else ""
        return self._within(current, count), why

    # Metrics

    def _measured(self, target: Object, current: int) -> tuple[int | None, str]:
        """The most that one of the metrics asks for, and which one that is."""
        metrics: list[Object] = self.spec.get("metrics") or []
        proposals: list[tuple[int, str]] = []
        failures: list[tuple[Object, str]] = []
        seen: list[Object] = []
        pods = list(self._pods(target))
        for metric in metrics:
            try:
                proposal, what = self._propose(metric, pods, current)
            except NoMetrics as error:
                failures.append((metric, str(error)))
                reason = FAILURES[metric["type"]][0]
                self.controller.recorder.event(self.item, "Warning", reason, str(error))
                seen.append({"type": ""})
                continue
            proposals.append((proposal.replicas, what))
            seen.append(_current(metric, proposal.current))
        self.status["currentMetrics"] = seen or None
        count, what = max(proposals, key=lambda one: one[0], default=(0, ""))
        if failures and (not proposals or count < current):
            self._tell_failure(*failures[0], f"{len(failures)} invalid out of {len(metrics)}")
            return None, ""
        told = f"the HPA was able to successfully calculate a replica count from {what}"
        self._put("ScalingActive", "True", "ValidMetricFound", told)
        return count, what

    def _pods(self, target: Object) -> Iterator[Object]:
        chosen = selectors.of(target["spec"].get("selector"))
        for pod in self.controller.store.items("pods", self.item["metadata"]["namespace"]):
            if chosen and chosen.matches(pod["metadata"].get("labels")):
                yield pod

    def _propose(self, metric: Object, pods: list[Object], current: int) -> tuple[Proposal, str]:
        source = _source(metric)
        name = source.get("name") or at(source, "metric", "name", default="")
        space = self.item["metadata"]["namespace"]
        match metric["type"]:
            case "Pods":
                raise NoMetrics(f"unable to get metric {name}: {NO_CUSTOM}")
            case "Object":
                of = source["describedObject"]
                raise NoMetrics(f"unable to get metric {name}: {of['kind']} on {space} {of['name']}/{NO_CUSTOM}")
            case "External":
                told = f"unable to get external metric {space}/{name}/nil: {NO_EXTERNAL.format(name)}"
                raise NoMetrics(f"failed to get {name} external metric: {told}")
        share = "averageUtilization" in source["target"]
        measured = self.controller.world.metrics
        try:
            if metric["type"] == "ContainerResource" and measured:
                _has_one_container(pods, source["container"])
            proposal = by_resource(source, pods, measured, current, self.now)
        except NoMetrics as error:
            raise NoMetrics(f"failed to get {name} {'utilization' if share else 'usage'}: {error}") from None
        kind = "container resource" if metric["type"] == "ContainerResource" and share else "resource"
        return proposal, f"{name} {kind} utilization (percentage of request)" if share else f"{name} resource"

    def _tell_failure(self, metric: Object, first: str, how_many: str) -> None:
        reason, introduction = FAILURES[metric["type"]]
        source = _source(metric)
        name = source.get("name") or at(source, "metric", "name", default="")
        self._put("ScalingActive", "False", reason, f"the HPA was unable to compute the replica count: {first}")
        message = f"invalid metrics ({how_many}), first error is: {introduction.format(name=name)}{first}"
        self.controller.recorder.event(self.item, "Warning", "FailedComputeMetricsReplicas", message)

    # How far

    def _within(self, current: int, count: int) -> int:
        past = self._memory("past")
        stable = scaling.stabilized(self.spec.get("behavior"), past, current, count, self.now)
        self._remember("past", count)
        self._set("AbleToScale", stable.reason)
        bounded = scaling.limited(self.spec, self._memory("scaled"), current, stable.replicas, self.now)
        self._set("ScalingLimited", bounded.reason, str(bounded.replicas != stable.replicas))
        return bounded.replicas

    def _memory(self, what: str) -> scaling.Moments:
        found: scaling.Moments = self.controller.state.setdefault(what, {}).get(self.item["metadata"]["uid"], [])
        return found

    def _remember(self, what: str, value: int, only_first: bool = False) -> None:
        known = self._memory(what)
        if not known or not only_first:
            oldest = self.now - scaling.longest_memory(self.spec)
            kept = [one for one in known if one[0] >= oldest]
            self.controller.state[what][self.item["metadata"]["uid"]] = [*kept, [self.now, value]]

    def _rescale(self, target: Object, current: int, wanted: int, why: str) -> None:
        try:
            self.controller.update(
                plural_of(target["kind"]), {**target, "spec": {**target["spec"], "replicas": wanted}}
            )
        except ApiError as error:
            told = f"the HPA controller was unable to update the target scale: {error.message}"
            self._put("AbleToScale", "False", "FailedUpdateScale", told)
            message = f"New size: {wanted}; reason: {why}; error: {error.message}"
            self.controller.recorder.event(self.item, "Warning", "FailedRescale", message)
            return
        self.controller.recorder.event(self.item, "Normal", "SuccessfulRescale", f"New size: {wanted}; reason: {why}")
        told = f"the HPA controller was able to update the target scale to {wanted}"
        self._put("AbleToScale", "True", "SucceededRescale", told)
        if self.spec.get("behavior"):
            self._remember("scaled", wanted - current)
        self.status |= {"desiredReplicas": wanted, "lastScaleTime": times.stamp(self.now)}

    # Conditions

    def _set(self, kind: str, reason: str, state: str = "True") -> None:
        self._put(kind, state, reason, MESSAGES[reason])

    def _put(self, kind: str, state: str, reason: str, message: str) -> None:
        fresh = {"message": message, "reason": reason, "status": state, "type": kind}
        self.status["conditions"] = pod_facts.with_condition(self.status["conditions"], fresh, self.now)


def _field(metric: Object) -> str:
    return str(metric["type"][0].lower() + metric["type"][1:])


def _source(metric: Object) -> Object:
    found: Object = metric[_field(metric)]
    return found


def _current(metric: Object, value: Object) -> Object:
    named = {key: known for key, known in _source(metric).items() if key in ("name", "container")}
    return {_field(metric): {"current": value, **named}, "type": metric["type"]}


def _has_one_container(pods: list[Object], name: str) -> None:
    """Pods are measured as a whole, so what a container uses is known where it is alone."""
    for pod in pods:
        if [one["name"] for one in pod["spec"]["containers"]] != [name]:
            meta = pod["metadata"]
            raise NoMetrics(f"container {name} not present in metrics for pod {meta['namespace']}/{meta['name']}")
