"""More replicas where there is more to do."""

import math

from .. import pods as pod_facts
from .. import quantity, selectors, times
from ..apiserver.errors import ApiError
from ..apiserver.registry import Registry
from ..index import Index
from ..machine import Machine
from ..store import Change
from ..values import Object, at
from ..world import World
from .base import Controller, plural_of

PERIOD = 15.0
TOLERANCE = 0.1
STABILIZATION = 300.0  # seconds for which the highest recommendation holds against a smaller one
NO_METRICS = (
    "unable to get metrics for resource {}: unable to fetch metrics from resource metrics API: the server could not "
    "find the requested resource (get pods.metrics.k8s.io)"
)


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
        reference = item["spec"]["scaleTargetRef"]
        target = self.store.get(plural_of(reference["kind"]), item["metadata"]["namespace"], reference["name"])
        status = dict(item.get("status") or {})
        status["conditions"] = list(status.get("conditions") or [])
        if target is None or "replicas" not in target["spec"]:
            why = (
                "the HPA controller was unable to get the target's current scale: "
                f'{reference["kind"].lower()}s.apps "{reference["name"]}" not found'
            )
            self._put(status, "AbleToScale", "False", "FailedGetScale", why)
            message = why.partition(": ")[2]
            self.recorder.event(item, "Warning", "FailedGetScale", message)
            self._write(item, status)
            return
        current = target["spec"]["replicas"]
        self._put(
            status,
            "AbleToScale",
            "True",
            "SucceededGetScale",
            "the HPA controller was able to get the target's current scale",
        )
        wanted, why = self._decide(item, target, current, status)
        status["currentReplicas"] = current
        if wanted is None:
            status.setdefault("desiredReplicas", 0)
            if status["desiredReplicas"] == 0:
                status["desiredReplicas"] = current
        elif wanted != current:
            self._rescale(item, target, wanted, why, status)
        else:
            status["desiredReplicas"] = wanted
        self._write(item, status)

    def _decide(self, item: Object, target: Object, current: int, status: Object) -> tuple[int | None, str]:
        least, most = item["spec"].get("minReplicas", 1), item["spec"]["maxReplicas"]
        if current == 0:
            self._put(
                status,
                "ScalingActive",
                "False",
                "ScalingDisabled",
                "scaling is disabled since the replica count of the target is zero",
            )
            return None, ""
        if current > most:
            return most, "Current number of replicas above Spec.MaxReplicas"
        if current < least:
            return least, "Current number of replicas below Spec.MinReplicas"
        proposals: list[tuple[int, str]] = []
        failures: list[str] = []
        metrics: list[Object] = []
        for metric in item["spec"].get("metrics") or []:
            try:
                count, what, seen = self._measure(item, target, metric, current)
                proposals.append((count, what))
                metrics.append(seen)
            except _NoMetrics as error:
                failures.append(str(error))
        status["currentMetrics"] = metrics or None
        if not proposals:
            self._tell_failure(item, status, failures)
            return None, ""
        count, what = max(proposals)
        self._put(
            status,
            "ScalingActive",
            "True",
            "ValidMetricFound",
            f"the HPA was able to successfully calculate a replica count from {what}",
        )
        return self._within(
            item, status, current, count, least, most
        ), f"{what} {'above' if count > current else 'below'} target"

    def _tell_failure(self, item: Object, status: Object, failures: list[str]) -> None:
        first = failures[0] if failures else ""
        name = at(item, "spec", "metrics", 0, "resource", "name", default="cpu")
        self._put(
            status,
            "ScalingActive",
            "False",
            "FailedGetResourceMetric",
            f"the HPA was unable to compute the replica count: {first}",
        )
        self.recorder.event(item, "Warning", "FailedGetResourceMetric", first)
        message = (
            f"invalid metrics ({len(failures)} invalid out of {len(failures)}), first error is: failed to get {name} "
            f"resource metric value: {first}"
        )
        self.recorder.event(item, "Warning", "FailedComputeMetricsReplicas", message)

    def _measure(self, item: Object, target: Object, metric: Object, current: int) -> tuple[int, str, Object]:
        name, goal = at(metric, "resource", "name", default=""), at(metric, "resource", "target", default={})
        kind = "utilization" if "averageUtilization" in goal else "value"
        prefix = f"failed to get {name} {kind}: "
        if not self.world.metrics:
            raise _NoMetrics(prefix + NO_METRICS.format(name))
        chosen = selectors.of(target["spec"].get("selector"))
        pods = [
            p
            for p in self.store.items("pods", item["metadata"]["namespace"])
            if chosen and chosen.matches(p["metadata"].get("labels"))
        ]
        used, asked, measured = 0, 0, 0
        for pod in (pod for pod in pods if pod_facts.is_ready(pod)):
            seen = self.world.metrics.get(f"{pod['metadata']['namespace']}/{pod['metadata']['name']}")
            request = sum(
                quantity.milli(at(c, "resources", "requests", name, default=0)) for c in pod["spec"]["containers"]
            )
            if kind == "utilization" and not request:
                raise _NoMetrics(
                    f"{prefix}missing request for {name} in container "
                    f"{pod['spec']['containers'][0]['name']} of Pod {pod['metadata']['name']}"
                )
            if seen is not None and name in seen:
                used, asked, measured = used + seen[name], asked + request, measured + 1
        if not measured:
            raise _NoMetrics(f"{prefix}no metrics returned from resource metrics API")
        average = used // measured
        if kind == "utilization":
            percentage = 100 * used // asked
            ratio = percentage / goal["averageUtilization"]
            value: Object = {"averageUtilization": percentage, "averageValue": quantity.spell(average)}
            what = f"{name} resource utilization (percentage of request)"
        else:
            ratio = average / quantity.milli(goal["averageValue"])
            value, what = {"averageValue": quantity.spell(average)}, f"{name} resource"
        count = current if abs(ratio - 1) <= TOLERANCE else math.ceil(ratio * measured)
        return count, what, {"resource": {"current": value, "name": name}, "type": "Resource"}

    def _within(self, item: Object, status: Object, current: int, count: int, least: int, most: int) -> int:
        """Not further at once than the default behaviour allows, and down only if it has been so for long."""
        uid = item["metadata"]["uid"]
        past = [one for one in self.state.setdefault("past", {}).get(uid, []) if self.now - one[0] <= STABILIZATION]
        past.append([self.now, count])
        self.state["past"][uid] = past
        stable = max(one[1] for one in past)
        if count < current and stable > count:
            count = min(stable, current)
            self._put(
                status,
                "AbleToScale",
                "True",
                "ScaleDownStabilized",
                "recent recommendations were higher than current one, applying the highest recent recommendation",
            )
        elif count == current:
            self._put(status, "AbleToScale", "True", "ReadyForNewScale", "recommended size matches current size")
        count = min(count, max(current * 2, current + 4))
        bounded = min(max(count, least), most)
        if bounded < count:
            self._put(
                status,
                "ScalingLimited",
                "True",
                "TooManyReplicas",
                "the desired replica count is more than the maximum replica count",
            )
        elif bounded > count:
            self._put(
                status,
                "ScalingLimited",
                "True",
                "TooFewReplicas",
                "the desired replica count is less than the minimum replica count",
            )
        else:
            self._put(
                status,
                "ScalingLimited",
                "False",
                "DesiredWithinRange",
                "the desired count is within the acceptable range",
            )
        return bounded

    def _rescale(self, item: Object, target: Object, wanted: int, why: str, status: Object) -> None:
        plural = plural_of(target["kind"])
        try:
            self.update(plural, {**target, "spec": {**target["spec"], "replicas": wanted}})
        except ApiError:
            self._put(
                status,
                "AbleToScale",
                "False",
                "FailedUpdateScale",
                "the HPA controller was unable to update the target scale",
            )
            return
        self.recorder.event(item, "Normal", "SuccessfulRescale", f"New size: {wanted}; reason: {why}")
        self._put(
            status,
            "AbleToScale",
            "True",
            "SucceededRescale",
            f"the HPA controller was able to update the target scale to {wanted}",
        )
        status["desiredReplicas"], status["lastScaleTime"] = wanted, times.stamp(self.now)

    def _put(self, status: Object, kind: str, state: str, reason: str, message: str) -> None:
        fresh = {"message": message, "reason": reason, "status": state, "type": kind}
        status["conditions"] = pod_facts.with_condition(status["conditions"], fresh, self.now)

    def _write(self, item: Object, status: Object) -> None:
        status.setdefault("currentMetrics", None)
        status.setdefault("desiredReplicas", 0)
        self.update_status(self.kind, item, status)


class _NoMetrics(Exception):
    pass
