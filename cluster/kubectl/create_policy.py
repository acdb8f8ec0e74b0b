"""`kubectl create` of what rules others: quotas, budgets, priorities, roles."""

from .. import quantity
from ..values import Object, whole
from .create import generator, object_name
from .flags import Parsed, Usage
from .resources import kind_of
from .session import Session


@generator("quota", "hard=; scopes=")
def _quota(session: Session, parsed: Parsed, command: str) -> Object:
    hard = {}
    for part in filter(None, parsed["hard"].split(",")):
        name, equals, amount = part.partition("=")
        if not equals:
            raise Usage(f"error: Invalid argument syntax {part}, expected <resource>=<value>")
        try:
            quantity.exact(amount)
        except quantity.NotAQuantity as error:
            raise Usage(f"error: {error}") from None
        hard[name] = amount
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
    spec[field] = whole(value, value)
    return {"apiVersion": "policy/v1", "kind": "PodDisruptionBudget", "metadata": {"name": name}, "spec": spec}


@generator("priorityclass", "value#0; global-default?; description=; preemption-policy=PreemptLowerPriority")
def _priority_class(session: Session, parsed: Parsed, command: str) -> Object:
    meta = {"name": object_name(parsed, command)}
    return {
        "apiVersion": "scheduling.k8s.io/v1",
        "description": parsed["description"],
        "globalDefault": parsed["global-default"],
        "kind": "PriorityClass",
        "metadata": meta,
        "preemptionPolicy": parsed["preemption-policy"],
        "value": parsed["value"],
    }


@generator("role", "verb*; resource*; resource-name*")
def _role(session: Session, parsed: Parsed, command: str) -> Object:
    for flag in ("verb", "resource"):
        if not parsed[flag]:
            raise Usage(f"error: at least one {flag} must be specified")
    verbs = [verb for part in parsed["verb"] for verb in part.split(",")]
    rules = []
    for word in (one for part in parsed["resource"] for one in part.split(",")):
        kind = kind_of(word)
        rules.append({"apiGroups": [kind.group], "resources": [kind.plural], "verbs": verbs})
    meta = {"name": object_name(parsed, command)}
    return {"apiVersion": "rbac.authorization.k8s.io/v1", "kind": "Role", "metadata": meta, "rules": rules}


@generator("rolebinding", "role=; clusterrole=; user*; group*; serviceaccount*")
def _role_binding(session: Session, parsed: Parsed, command: str) -> Object:
    if bool(parsed["role"]) == bool(parsed["clusterrole"]):
        raise Usage("error: exactly one of clusterrole or role must be specified")
    kind = "Role" if parsed["role"] else "ClusterRole"
    group = "rbac.authorization.k8s.io"
    subjects: list[Object] = [{"apiGroup": group, "kind": "User", "name": one} for one in parsed["user"]]
    subjects += [{"apiGroup": group, "kind": "Group", "name": one} for one in parsed["group"]]
    for one in parsed["serviceaccount"]:
        space, _, name = one.partition(":")
        if not space or not name:
            raise Usage("error: serviceaccount must be <namespace>:<name>")
        subjects.append({"kind": "ServiceAccount", "name": name, "namespace": space})
    reference = {"apiGroup": group, "kind": kind, "name": parsed["role"] or parsed["clusterrole"]}
    meta = {"name": object_name(parsed, command)}
    return {
        "apiVersion": f"{group}/v1",
        "kind": "RoleBinding",
        "metadata": meta,
        "roleRef": reference,
        "subjects": subjects,
    }


# run and expose
