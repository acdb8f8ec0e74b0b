"""How far and how fast an autoscaler goes: bounds, stabilization and the policies of its behaviour."""

import math
from collections.abc import Iterator
from typing import NamedTuple

from ..values import Object

DOWN_WINDOW = 300.0  # seconds for which the highest recommendation holds, unless stated
DOUBLED, AT_LEAST = 2, 4  # how far up at once, where no behaviour is stated
MESSAGES = {
    "ReadyForNewScale": "recommended size matches current size",
    "ScaleUpStabilized": "recent recommendations were lower than current one, applying the lowest recent "
    "recommendation",
    "ScaleDownStabilized": "recent recommendations were higher than current one, applying the highest recent "
    "recommendation",
    "ScaleUpLimit": "the desired replica count is increasing faster than the maximum scale rate",
    "ScaleDownLimit": "the desired replica count is decreasing faster than the maximum scale rate",
    "TooManyReplicas": "the desired replica count is more than the maximum replica count",
    "TooFewReplicas": "the desired replica count is less than the minimum replica count",
    "DesiredWithinRange": "the desired count is within the acceptable range",
}
Moments = list[list[float]]  # [when, what]


class Reasoned(NamedTuple):
    replicas: int
    reason: str


def stabilized(behavior: Object | None, past: Moments, current: int, count: int, now: float) -> Reasoned:
    """Up only as far as all recent recommendations say, down only as far as none contradicts."""
    if behavior is None:
        highest = int(max([count, *(what for when, what in past if when >= now - DOWN_WINDOW)]))
        return Reasoned(highest, "ReadyForNewScale" if highest == count else "ScaleDownStabilized")
    least, most = (
        [count, *(what for when, what in past if when > now - window(behavior, side))]
        for side in ("scaleUp", "scaleDown")
    )
    found = int(min(max(current, min(least)), max(most)))
    if found == count:
        return Reasoned(found, "ReadyForNewScale")
    return Reasoned(found, "ScaleUpStabilized" if count >= current else "ScaleDownStabilized")


def window(behavior: Object, side: str) -> float:
    stated = behavior[side].get("stabilizationWindowSeconds")
    return DOWN_WINDOW if stated is None else float(stated)


def limited(spec: Object, events: Moments, current: int, count: int, now: float) -> Reasoned:
    """`events`: by how much it has been scaled, and when."""
    least, most, behavior = spec.get("minReplicas", 1), spec["maxReplicas"], spec.get("behavior")
    if behavior is None:
        ceiling, floor = max(DOUBLED * current, AT_LEAST), least
    elif count >= current:
        ceiling, floor = max(_limit(behavior["scaleUp"], events, current, now, up=True), current), count
    else:
        ceiling, floor = count, min(_limit(behavior["scaleDown"], events, current, now, up=False), current)
    if count > min(most, ceiling):
        return Reasoned(min(most, ceiling), "ScaleUpLimit" if ceiling < most else "TooManyReplicas")
    if count < max(least, floor):
        return Reasoned(max(least, floor), "ScaleDownLimit" if floor > least else "TooFewReplicas")
    return Reasoned(count, "DesiredWithinRange")


def _limit(rules: Object, events: Moments, current: int, now: float, *, up: bool) -> int:
    if rules["selectPolicy"] == "Disabled":
        return current
    furthest = rules["selectPolicy"] == "Max"
    return (max if furthest == up else min)(_proposals(rules, events, current, now, 1 if up else -1))


def _proposals(rules: Object, events: Moments, current: int, now: float, sign: int) -> Iterator[int]:
    """How far each policy lets it come from where its period began."""
    for policy in rules["policies"]:
        start = current - int(sum(change for when, change in events if when > now - policy["periodSeconds"]))
        if policy["type"] == "Pods":
            yield start + sign * policy["value"]
        else:
            share = start * (100 + sign * policy["value"]) / 100
            yield math.ceil(share) if sign > 0 else int(share)


def longest_memory(spec: Object) -> float:
    """Seconds for which recommendations and events still matter."""
    behavior = spec.get("behavior")
    if behavior is None:
        return DOWN_WINDOW
    periods = [policy["periodSeconds"] for side in behavior.values() for policy in side["policies"]]
    return max([window(behavior, "scaleUp"), window(behavior, "scaleDown"), *periods])
