"""How many replicas a metric asks for, from what its Pods are measured to use."""

import math
from collections.abc import Callable, Iterable
from typing import NamedTuple

from .. import pods as pod_facts
from .. import quantity, times
from ..values import Object, at

TOLERANCE = 0.1  # so far from its target a metric changes nothing
STARTING = 300.0  # seconds after its start for which the CPU that an unready Pod uses says nothing
NEVER_READY = 30.0  # seconds after its start: who has not changed since was never ready
NO_METRICS_API = (
    "unable to get metrics for resource {}: unable to fetch metrics from resource metrics API: the server could not "
    "find the requested resource (get pods.metrics.k8s.io)"
)
NOTHING_MEASURED = "did not receive metrics for targeted pods (pods might be unready)"
NO_PODS = "no pods returned by selector while calculating replica count"


class NoMetrics(Exception):
    """Its text is what is told of it."""


class Proposal(NamedTuple):
    replicas: int
    current: Object  # as the status shows it


class Groups(NamedTuple):
    """Thousandths that are used, by Pod, and the names of those that are not measured or do not count yet."""

    used: dict[str, int]
    missing: list[str]
    unready: list[str]


def grouped(pods: Iterable[Object], name: str, measured: dict[str, Object], now: float) -> Groups:
    found = Groups({}, [], [])
    for pod in pods:
        meta = pod["metadata"]
        seen, phase = measured.get(f"{meta['namespace']}/{meta['name']}", {}).get(name), at(pod, "status", "phase")
        if meta.get("deletionTimestamp") or phase == "Failed":
            continue
        if phase == "Pending":
            found.unready.append(meta["name"])
        elif seen is None:
            found.missing.append(meta["name"])
        elif name == "cpu" and _starts(pod, now):
            found.unready.append(meta["name"])
        else:
            found.used[meta["name"]] = seen if name == "cpu" else seen * 1000
    return found


def _starts(pod: Object, now: float) -> bool:
    ready, started = pod_facts.condition(pod, "Ready"), times.moment(at(pod, "status", "startTime"))
    if ready is None or started is None:
        return True
    if ready["status"] != "False":
        return False
    return started + STARTING > now or started + NEVER_READY > (times.moment(ready.get("lastTransitionTime")) or 0.0)


def requests(pods: Iterable[Object], name: str) -> dict[str, int]:
    found: dict[str, int] = {}
    for pod in pods:
        total = 0
        for container in pod["spec"]["containers"]:
            asked = at(container, "resources", "requests", name)
            if asked is None:
                where = f"container {container['name']} of Pod {pod['metadata']['name']}"
                raise NoMetrics(f"missing request for {name} in {where}")
            total += quantity.milli(asked)
        found[pod["metadata"]["name"]] = total
    return found


def by_resource(source: Object, pods: list[Object], measured: dict[str, Object], current: int, now: float) -> Proposal:
    """For the metric of a resource, `source`: a share of what is asked for, or an amount a Pod."""
    name, target = source["name"], source["target"]
    if not measured:
        raise NoMetrics(NO_METRICS_API.format(name))
    if not pods:
        raise NoMetrics(NO_PODS)
    groups = grouped(pods, name, measured, now)
    if not groups.used:
        raise NoMetrics(NOTHING_MEASURED)
    average = quantity.spell(_mean(groups.used))
    wanted = target.get("averageUtilization")
    if wanted is None:
        amount = quantity.milli(target["averageValue"])
        full = dict.fromkeys((pod["metadata"]["name"] for pod in pods), amount)
        return Proposal(_replicas(groups, full, lambda used: _mean(used) / amount, current), {"averageValue": average})
    asked = requests(pods, name)
    full = {name: amount * max(100, wanted) // 100 for name, amount in asked.items()}
    replicas = _replicas(groups, full, lambda used: _share(used, asked) / wanted, current)
    return Proposal(replicas, {"averageUtilization": _share(groups.used, asked), "averageValue": average})


def _mean(used: dict[str, int]) -> int:
    return sum(used.values()) // len(used)


def _share(used: dict[str, int], asked: dict[str, int]) -> int:
    """In percent."""
    total = sum(asked[name] for name in used)
    return 100 * sum(used.values()) // total if total else 0


def _replicas(groups: Groups, full: dict[str, int], ratio_of: Callable[[dict[str, int]], float], current: int) -> int:
    """Pods that are not measured are taken to stand against the change: idle where more, `full` where fewer are due."""
    ratio = ratio_of(groups.used)
    grows = groups.unready if ratio > 1 else []
    if not groups.missing and not grows:
        return current if abs(1 - ratio) <= TOLERANCE else math.ceil(ratio * len(groups.used))
    used = dict(groups.used)
    if ratio != 1:
        used |= {name: 0 if ratio > 1 else full[name] for name in groups.missing}
    used |= dict.fromkeys(grows, 0)
    then = ratio_of(used)
    if abs(1 - then) <= TOLERANCE or (ratio < 1) != (then < 1):
        return current
    replicas = math.ceil(then * len(used))
    return max(replicas, current) if then > 1 else min(replicas, current)
