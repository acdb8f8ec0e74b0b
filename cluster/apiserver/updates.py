"""What must not change once an object is there, and what an update makes of the rest: generation, resets."""

from collections.abc import Callable

from ..values import Object, at
from .errors import Problem, Raw, invalid, not_allowed
from .names import go_selector

IMMUTABLE = "field is immutable"
POD = (
    "pod updates may not change fields other than `spec.containers[*].image`,`spec.initContainers[*].image`,"
    "`spec.activeDeadlineSeconds`,`spec.tolerations` (only additions to existing tolerations),"
    "`spec.terminationGracePeriodSeconds` (allow it to be set to 1 if it was previously negative)"
)
STATEFUL_SET = (
    "updates to statefulset spec for fields other than 'replicas', 'ordinals', 'template', 'updateStrategy', "
    "'persistentVolumeClaimRetentionPolicy' and 'minReadySeconds' are forbidden"
)


def changed(kind: str, old: Object, new: Object) -> list[Problem]:
    return CHANGED[kind](old, new) if kind in CHANGED else []


def _pod(old: Object, new: Object) -> list[Problem]:
    before, after = old["spec"], new["spec"]
    if before == after:
        return []
    left, right = _comparable(before), _comparable(after)
    kept = after.get("tolerations") or []
    if left == right and all(one in kept for one in before.get("tolerations") or []):
        return []
    return [not_allowed("spec", f"{POD}\n{_difference(left, right)}")]


def _comparable(spec: Object) -> Object:
    """A Pod's spec without what may change."""
    ignored = ("activeDeadlineSeconds", "tolerations")
    kept = {key: value for key, value in spec.items() if key not in ignored}
    for kind in ("containers", "initContainers"):
        if kind in kept:
            kept[kind] = [{**container, "image": ""} for container in kept[kind]]
    return kept


# The fields of core.PodSpec in the order in which Go has them: a difference is shown between its neighbours.
_GO_FIELDS = (
    "volumes",
    "initContainers",
    "containers",
    "ephemeralContainers",
    "restartPolicy",
    "terminationGracePeriodSeconds",
    "activeDeadlineSeconds",
    "dnsPolicy",
    "nodeSelector",
    "serviceAccountName",
    "automountServiceAccountToken",
    "nodeName",
    "securityContext",
    "imagePullSecrets",
    "hostname",
    "subdomain",
    "setHostnameAsFQDN",
    "affinity",
    "schedulerName",
    "tolerations",
    "hostAliases",
    "priorityClassName",
    "priority",
    "preemptionPolicy",
    "dnsConfig",
    "readinessGates",
    "runtimeClassName",
    "overhead",
    "enableServiceLinks",
    "topologySpreadConstraints",
    "os",
    "schedulingGates",
    "resourceClaims",
    "resources",
)


def _difference(old: Object, new: Object) -> str:
    """As cmp.Diff prints it: two neighbours before the first difference, two after the last."""
    unequal = [place for place, field in enumerate(_GO_FIELDS) if old.get(field) != new.get(field)]
    if not unequal:
        return ""
    first, last = max(unequal[0] - 2, 0), min(unequal[-1] + 2, len(_GO_FIELDS) - 1)
    shown = range(first, last + 1)
    width = max(len(_GO_FIELDS[place]) for place in shown) + 2
    lines = [f"{_BLANK * 2}core.PodSpec{{"]
    if first:
        lines.append(f"{_BLANK * 2}\t... // {first} identical fields")
    for place in shown:
        field = _GO_FIELDS[place]
        label = f"{field[0].upper()}{field[1:]}:".ljust(width)
        if place in unequal:
            lines += [
                f"-{_BLANK}\t{label}{_go(field, old.get(field))},",
                f"+{_BLANK}\t{label}{_go(field, new.get(field))},",
            ]
        else:
            lines.append(f"{_BLANK * 2}\t{label}{_go(field, old.get(field))},")
    rest = len(_GO_FIELDS) - 1 - last
    return "\n".join(
        [*lines, *([f"{_BLANK * 2}\t... // {rest} identical fields"] if rest else []), f"{_BLANK * 2}}}\n"]
    )


_BLANK = "\u00a0"  # cmp.Diff means its output not to be compared, and builds of it differ in their blanks
_STRUCTS = {"securityContext"}


def _go(field: str, value: object) -> str:
    if value is None:
        return '""' if field in ("hostname", "subdomain", "nodeName", "schedulerName", "priorityClassName") else "nil"
    if field in _STRUCTS:
        return "&{}" if not value else f"&{value}"
    return f'"{value}"' if isinstance(value, str) else str(value)


def _selector_is_fixed(old: Object, new: Object) -> list[Problem]:
    if old["spec"].get("selector") != new["spec"].get("selector"):
        return [invalid("spec.selector", go_selector(new["spec"].get("selector") or {}), IMMUTABLE)]
    return []


def _stateful_set(old: Object, new: Object) -> list[Problem]:
    free = [
        "replicas",
        "ordinals",
        "template",
        "updateStrategy",
        "persistentVolumeClaimRetentionPolicy",
        "minReadySeconds",
    ]
    before = {key: value for key, value in old["spec"].items() if key not in free}
    after = {key: value for key, value in new["spec"].items() if key not in free}
    return [not_allowed("spec", STATEFUL_SET)] if before != after else []


def _job(old: Object, new: Object) -> list[Problem]:
    before, after = old["spec"], new["spec"]
    found = []
    wanted = after.get("completions")
    if before.get("completions") != wanted:
        if after.get("completionMode") != "Indexed":
            found.append(invalid("spec.completions", wanted, IMMUTABLE))
        elif wanted is not None and wanted != after.get("parallelism"):
            found.append(invalid("spec.completions", wanted, "can only be modified in tandem with spec.parallelism"))
    if before.get("selector") != after.get("selector"):
        found.append(invalid("spec.selector", go_selector(after.get("selector") or {}), IMMUTABLE))
    if _without_scheduling(before) != _without_scheduling(after) or (
        before.get("template") != after.get("template") and not before.get("suspend")
    ):
        found.append(invalid("spec.template", Raw("core.PodTemplateSpec{…}"), IMMUTABLE))
    for field, kind in _FIXED_IN_JOBS.items():
        if before.get(field) != after.get(field):
            shown = Raw("null") if after.get(field) is None else Raw(f"{kind}{{…}}") if kind else after[field]
            found.append(invalid(f"spec.{field}", shown, IMMUTABLE))
    return found


# With the type that Go shows, where it is a struct.
_FIXED_IN_JOBS = {
    "completionMode": "",
    "podFailurePolicy": "batch.PodFailurePolicy",
    "backoffLimitPerIndex": "",
    "managedBy": "",
    "successPolicy": "batch.SuccessPolicy",
}


def _without_scheduling(spec: Object) -> Object:
    template = at(spec, "template", "spec", default={})
    return {key: value for key, value in template.items() if key not in ("nodeSelector", "affinity", "tolerations")}


def _service(old: Object, new: Object) -> list[Problem]:
    before, after = old["spec"].get("clusterIP"), new["spec"].get("clusterIP")
    if before and before != after and new["spec"]["type"] != "ExternalName" and old["spec"]["type"] != "ExternalName":
        return [invalid("spec.clusterIPs[0]", [after], "may not change once set")]
    return []


def _config_map(old: Object, new: Object) -> list[Problem]:
    if not old.get("immutable"):
        return []
    found = []
    if not new.get("immutable"):
        found.append(not_allowed("immutable", "field is immutable when `immutable` is set"))
    for field in ("data", "binaryData"):
        if (old.get(field) or {}) != (new.get(field) or {}):
            found.append(not_allowed(field, "field is immutable when `immutable` is set"))
    return found


def _secret(old: Object, new: Object) -> list[Problem]:
    found = [invalid("type", new.get("type"), IMMUTABLE)] if old.get("type") != new.get("type") else []
    return found + _config_map(old, new)


def _claim(old: Object, new: Object) -> list[Problem]:
    before, after = (
        {key: value for key, value in item["spec"].items() if key not in ("resources", "volumeName")}
        for item in (old, new)
    )
    if before != after:
        detail = (
            "spec is immutable after creation except resources.requests and volumeAttributesClassName for bound claims"
        )
        return [not_allowed("spec", detail)]
    return []


def _priority_class(old: Object, new: Object) -> list[Problem]:
    if old.get("value") != new.get("value"):
        return [not_allowed("value", "may not be changed in an update.")]
    return []


CHANGED: dict[str, Callable[[Object, Object], list[Problem]]] = {
    "Pod": _pod,
    "Deployment": _selector_is_fixed,
    "ReplicaSet": _selector_is_fixed,
    "DaemonSet": _selector_is_fixed,
    "StatefulSet": _stateful_set,
    "Job": _job,
    "Service": _service,
    "ConfigMap": _config_map,
    "Secret": _secret,
    "PersistentVolumeClaim": _claim,
    "PriorityClass": _priority_class,
}
# Kinds whose generation counts the changes of their spec. ReplicationControllers and the like have it too.
GENERATIONS = {
    "ReplicationController",
    "ReplicaSet",
    "Deployment",
    "DaemonSet",
    "StatefulSet",
    "CronJob",
    "Job",
    "Ingress",
    "IngressClass",
    "NetworkPolicy",
    "PodDisruptionBudget",
    "EndpointSlice",
}
_DAEMON_GENERATION = "deprecated.daemonset.template.generation"


def on_create(kind: str, item: Object) -> None:
    if kind in GENERATIONS or kind == "PriorityClass":
        item["metadata"]["generation"] = 1
    if kind == "DaemonSet":
        item["metadata"].setdefault("annotations", {})[_DAEMON_GENERATION] = "1"


def on_update(kind: str, old: Object, new: Object) -> None:
    meta = new["metadata"]
    generation = old["metadata"].get("generation")
    if generation is None:
        meta.pop("generation", None)
        return
    deleted_now = meta.get("deletionTimestamp") and not old["metadata"].get("deletionTimestamp")
    meta["generation"] = generation + (1 if _counted(kind, old) != _counted(kind, new) or deleted_now else 0)
    if kind == "DaemonSet":
        count = int(old["metadata"].get("annotations", {}).get(_DAEMON_GENERATION, "1"))
        count += old["spec"].get("template") != new["spec"].get("template")
        meta["annotations"] = {**(meta.get("annotations") or {}), _DAEMON_GENERATION: str(count)}


def _counted(kind: str, item: Object) -> object:
    if kind == "EndpointSlice":
        return item.get("endpoints"), item.get("ports"), item["metadata"].get("labels")
    return item.get("spec")
