"""What a Job's podFailurePolicy says of a Pod that has failed."""

from typing import NamedTuple

from ..values import Object, at


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
