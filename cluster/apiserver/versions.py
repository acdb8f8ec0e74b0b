"""A kind in each of its API versions. One of them lies in the store; the others are views of that one."""

import json
from collections.abc import Callable
from dataclasses import dataclass, replace

from ..values import Object, at
from .kinds import BY_PLURAL, KINDS, Kind


def _same(item: Object) -> Object:
    return item


@dataclass(frozen=True, slots=True)
class Version:
    kind: Kind  # as it lies in the store
    seen: Kind  # as clients name it
    struct: str  # its fields, in `schema`
    out: Callable[[Object], Object] = _same
    into: Callable[[Object], Object] = _same


_REGARDING = {
    "reportingComponent": "reportingController",
    "involvedObject": "regarding",
    "message": "note",
    "source": "deprecatedSource",
    "firstTimestamp": "deprecatedFirstTimestamp",
    "lastTimestamp": "deprecatedLastTimestamp",
    "count": "deprecatedCount",
}
_INVOLVED = {new: old for old, new in _REGARDING.items()}


def _event(item: Object) -> Object:
    return {**{_REGARDING.get(key, key): value for key, value in item.items()}, "apiVersion": "events.k8s.io/v1"}


def _core_event(item: Object) -> Object:
    return {**{_INVOLVED.get(key, key): value for key, value in item.items()}, "apiVersion": "v1"}


# What autoscaling/v1 has no field for travels in annotations, so that a client of it loses nothing.
_ANNOTATION = "autoscaling.alpha.kubernetes.io/"


def _simple_autoscaler(item: Object) -> Object:
    spec = dict(item["spec"])
    beside = {"behavior": spec.pop("behavior", None), "metrics": []}
    for metric in spec.pop("metrics", None) or []:
        share = at(metric, "resource", "target", "averageUtilization")
        if at(metric, "resource", "name") == "cpu" and share is not None:
            spec["targetCPUUtilizationPercentage"] = share
        else:
            beside["metrics"].append(metric)
    kept = {_ANNOTATION + name: json.dumps(value) for name, value in beside.items() if value}
    meta = dict(item["metadata"])
    if kept:
        meta["annotations"] = {**(meta.get("annotations") or {}), **kept}
    status = {
        key: value
        for key, value in (item.get("status") or {}).items()
        if key in ("currentReplicas", "desiredReplicas", "lastScaleTime", "observedGeneration")
    }
    for metric in at(item, "status", "currentMetrics") or []:
        if at(metric, "resource", "name") == "cpu" and at(metric, "resource", "current", "averageUtilization"):
            status["currentCPUUtilizationPercentage"] = metric["resource"]["current"]["averageUtilization"]
    status = {"currentReplicas": 0, "desiredReplicas": 0, **status}
    return {**item, "apiVersion": "autoscaling/v1", "metadata": meta, "spec": spec, "status": status}


def _full_autoscaler(item: Object) -> Object:
    spec, meta = dict(item.get("spec") or {}), dict(item.get("metadata") or {})
    share = spec.pop("targetCPUUtilizationPercentage", None)
    if share is not None:
        target = {"averageUtilization": share, "type": "Utilization"}
        spec["metrics"] = [{"resource": {"name": "cpu", "target": target}, "type": "Resource"}]
    annotations = dict(meta.get("annotations") or {})
    for name in ("behavior", "metrics"):
        found = _read(annotations.pop(_ANNOTATION + name, ""))
        if found:
            spec[name] = found if name == "behavior" else [*found, *spec.get("metrics", [])]
    meta.pop("annotations", None)
    if annotations:
        meta["annotations"] = annotations
    return {**item, "apiVersion": "autoscaling/v2", "metadata": meta, "spec": spec}


def _read(text: str) -> Object | list[Object] | None:
    try:
        found = json.loads(text)
    except (ValueError, RecursionError):
        return None
    return found if isinstance(found, dict | list) else None


VERSIONS: dict[tuple[str, str, str], Version] = {
    (kind.group, kind.version, kind.plural): Version(kind, kind, kind.kind) for kind in KINDS
}


def _add(
    plural: str, group: str, version: str, struct: str, out: Callable[..., Object], into: Callable[..., Object]
) -> None:
    kind = BY_PLURAL[plural]
    seen = replace(kind, group=group, version=version)
    VERSIONS[group, version, plural] = Version(kind, seen, struct, out, into)


_add("events", "events.k8s.io", "v1", "EventOfGroup", _event, _core_event)
_add("horizontalpodautoscalers", "autoscaling", "v1", "SimpleAutoscaler", _simple_autoscaler, _full_autoscaler)
SERVED = tuple(version.seen for version in VERSIONS.values())
GROUPS = tuple(dict.fromkeys((kind.group, kind.version) for kind in SERVED))
