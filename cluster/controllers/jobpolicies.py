"""What a Job says of Pods that fail, podFailurePolicy, and of indexes that have succeeded, successPolicy."""

from typing import NamedTuple

from ..values import Object, at
from .completions import intervals


class Ruling(NamedTuple):
    action: str
    message: str = ""


COUNTED = Ruling("Count")


def ruling(spec: Object, pod: Object) -> Ruling:
    """What the first rule that speaks of this failure says; where none does, it counts."""
    for place, rule in enumerate(at(spec, "podFailurePolicy", "rules", default=[])):
        codes = rule.get("onExitCodes")
        reason = _of_codes(pod, codes) if codes else _of_conditions(pod, rule.get("onPodConditions") or [])
        if reason:
            return Ruling(rule["action"], f"{reason} matching {rule['action']} rule at index {place}")
    return COUNTED


def _of_codes(pod: Object, wanted: Object) -> str:
    meta = pod["metadata"]
    for container in _containers(pod):
        code = at(container, "state", "terminated", "exitCode", default=0)
        named = wanted.get("containerName") in (None, container["name"])
        if code and named and (code in wanted["values"]) == (wanted["operator"] == "In"):
            return (
                f"Container {container['name']} for pod {meta['namespace']}/{meta['name']} failed with exit code {code}"
            )
    return ""


def _containers(pod: Object) -> list[Object]:
    status = pod.get("status") or {}
    return [*(status.get("containerStatuses") or []), *(status.get("initContainerStatuses") or [])]


def _of_conditions(pod: Object, wanted: list[Object]) -> str:
    meta = pod["metadata"]
    for known in at(pod, "status", "conditions", default=[]):
        if any((known["type"], known["status"]) == (one["type"], one["status"]) for one in wanted):
            return f"Pod {meta['namespace']}/{meta['name']} has condition {known['type']}"
    return ""


def rule_met(spec: Object, done: set[int]) -> int | None:
    """The place of the first rule of the successPolicy that is satisfied with these indexes."""
    rules = at(spec, "successPolicy", "rules", default=[]) if done else []
    return next((place for place, rule in enumerate(rules) if _is_met(rule, done)), None)


def _is_met(rule: Object, done: set[int]) -> bool:
    count, wanted = rule.get("succeededCount"), rule.get("succeededIndexes")
    if wanted is None:
        return count is not None and len(done) >= count
    parts = intervals(wanted)
    total = sum(last - first + 1 for first, last in parts)
    found = sum(first <= number <= last for number in done for first, last in parts)
    return total > 0 and found >= (total if count is None else min(count, total))
