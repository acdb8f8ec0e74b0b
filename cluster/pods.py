"""Questions about Pods that several components ask."""

from . import quantity, times
from .values import Object

FINISHED = ("Succeeded", "Failed")


def condition(item: Object, kind: str) -> Object | None:
    for one in (item.get("status") or {}).get("conditions") or ():
        if one["type"] == kind:
            return one
    return None


def is_true(item: Object, kind: str) -> bool:
    found = condition(item, kind)
    return found is not None and found["status"] == "True"


def is_finished(pod: Object) -> bool:
    return (pod.get("status") or {}).get("phase") in FINISHED


def is_active(pod: Object) -> bool:
    return not is_finished(pod) and not pod["metadata"].get("deletionTimestamp")


def is_ready(pod: Object) -> bool:
    return is_true(pod, "Ready")


def ready_since(pod: Object) -> float:
    found = condition(pod, "Ready")
    return times.moment(found.get("lastTransitionTime")) or 0.0 if found else 0.0


def is_available(pod: Object, minimum: int, now: float) -> bool:
    """Ready, and for long enough."""
    return is_ready(pod) and (not minimum or ready_since(pod) + minimum <= now)


def with_condition(conditions: list[Object], fresh: Object, now: float) -> list[Object]:
    """`fresh` in its place; it keeps the time of its last transition if its status is still the same."""
    stamped = {**fresh, "lastTransitionTime": times.stamp(now)}
    result = []
    for one in conditions:
        if one["type"] != fresh["type"]:
            result.append(one)
        elif one["status"] == fresh["status"]:
            stamped["lastTransitionTime"] = one.get("lastTransitionTime", stamped["lastTransitionTime"])
    place = next((n for n, one in enumerate(conditions) if one["type"] == fresh["type"]), len(result))
    result.insert(place, stamped)
    return result


def resources(spec: Object, field: str = "requests") -> dict[str, int]:
    """What a Pod asks for, in thousandths: all that runs together, or the init container that needs most. A sidecar is
    an init container that goes on running."""
    total: dict[str, int] = {}
    for container in spec.get("containers") or []:
        _add(total, container, field)
    sidecars: dict[str, int] = {}
    highest: dict[str, int] = {}
    for container in spec.get("initContainers") or []:
        needed = dict(sidecars)
        _add(needed, container, field)
        if container.get("restartPolicy") == "Always":
            sidecars = needed
        for name, amount in needed.items():
            highest[name] = max(highest.get(name, 0), amount)
    for name, amount in sidecars.items():
        total[name] = total.get(name, 0) + amount
    for name, amount in highest.items():
        total[name] = max(total.get(name, 0), amount)
    for name, amount in (spec.get("overhead") or {}).items():
        total[name] = total.get(name, 0) + quantity.milli(amount)
    return total


def _add(total: dict[str, int], container: Object, field: str) -> None:
    for name, amount in ((container.get("resources") or {}).get(field) or {}).items():
        total[name] = total.get(name, 0) + quantity.milli(amount)
