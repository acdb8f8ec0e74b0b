"""`kubectl create` of what rules others: quotas, budgets, priorities."""

import re

from ..values import Object, whole
from .create import generator, object_name
from .flags import Parsed, Usage, amounts
from .session import Session


@generator("quota", "hard=; scopes=")
def _quota(session: Session, parsed: Parsed, command: str) -> Object:
    hard = amounts(parsed["hard"])
    spec: Object = {"hard": hard} if hard else {}
    if parsed["scopes"]:
        spec["scopes"] = parsed["scopes"].split(",")
    return {
        "apiVersion": "v1",
        "kind": "ResourceQuota",
        "metadata": {"name": object_name(parsed, command)},
        "spec": spec,
    }


@generator("poddisruptionbudget", "selector=; min-available=; max-unavailable=")
def _budget(session: Session, parsed: Parsed, command: str) -> Object:
    name = object_name(parsed, command)
    if not parsed["selector"]:
        raise Usage("error: a selector must be specified")
    least, most = parsed["min-available"], parsed["max-unavailable"]
    if not least and not most:
        raise Usage("error: one of min-available or max-unavailable must be specified")
    if least and most:
        raise Usage("error: min-available and max-unavailable cannot be both specified")
    labels = dict(part.partition("=")[::2] for part in parsed["selector"].split(","))
    spec: Object = {"selector": {"matchLabels": labels}}
    field, value = ("minAvailable", least) if least else ("maxUnavailable", most)
    if not re.fullmatch(r"[0-9]+%?", value):
        raise Usage(f"error: invalid format specified for {'min-available' if least else 'max-unavailable'}")
    spec[field] = whole(value, value)
    return {"apiVersion": "policy/v1", "kind": "PodDisruptionBudget", "metadata": {"name": name}, "spec": spec}


@generator("priorityclass", "value#0; global-default?; description=; preemption-policy=PreemptLowerPriority")
def _priority_class(session: Session, parsed: Parsed, command: str) -> Object:
    item = {
        "apiVersion": "scheduling.k8s.io/v1",
        "kind": "PriorityClass",
        "metadata": {"name": object_name(parsed, command)},
        "value": parsed["value"],
        "globalDefault": parsed["global-default"],
        "description": parsed["description"],
        "preemptionPolicy": parsed["preemption-policy"],
    }
    return {key: value for key, value in item.items() if value or key == "value"}
