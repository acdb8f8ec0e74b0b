"""What the API server refuses, and in which words: one function a kind, one table at the end."""

import re
from collections.abc import Callable

from ..selectors import of
from ..values import Object, at
from .errors import Problem, Raw, duplicate, invalid, not_allowed, required, unsupported
from .names import go_selector, key_problems, labels_problems, meta_problems
from .validation_autoscaling import autoscaler
from .validation_jobs import cron_job, job
from .validation_others import OTHERS
from .validation_pods import GREATER, PORT, pod_spec
from .validation_quotas import resource_quota

_SECRET_KEY = re.compile(r"[-._a-zA-Z0-9]+")
_LIMIT = 1024 * 1024  # of a ConfigMap or a Secret
_PERCENTAGE = re.compile(r"\d+%")


def new(kind: str, item: Object) -> list[Problem]:
    found = meta_problems(item["metadata"], kind)
    return found + (NEW[kind](item) if kind in NEW else [])


def _not_negative(item: Object, *fields: str) -> list[Problem]:
    spec = item.get("spec") or {}
    return [
        invalid(f"spec.{field}", spec[field], GREATER)
        for field in fields
        if isinstance(spec.get(field), int) and spec[field] < 0
    ]


def _pod(item: Object) -> list[Problem]:
    return pod_spec(item["spec"], "spec")


def _selector_and_template(item: Object, policies: tuple[str, ...] = ("Always",), plain: bool = False) -> list[Problem]:
    spec = item["spec"]
    found: list[Problem] = []
    template = spec.get("template")
    selector = spec.get("selector")
    if not selector or (not plain and not (selector.get("matchLabels") or selector.get("matchExpressions"))):
        found.append(
            required("spec.selector") if selector is None else invalid("spec.selector", go_selector(selector), EMPTY)
        )
    if not template:
        found.append(required("spec.template"))
        return found
    labels = at(template, "metadata", "labels", default={})
    matching = of(selector)
    if not matching or not matching.matches(labels):
        found.append(invalid("spec.template.metadata.labels", labels, "`selector` does not match template `labels`"))
    found += labels_problems(labels, "spec.template.labels")
    found += pod_spec(template.get("spec") or {}, "spec.template.spec", policies)
    return found


EMPTY = "empty selector is invalid for deployment"


def _controller(item: Object) -> list[Problem]:
    return _not_negative(item, "replicas", "minReadySeconds") + _selector_and_template(item)


def _replication_controller(item: Object) -> list[Problem]:
    return _not_negative(item, "replicas", "minReadySeconds") + _selector_and_template(item, plain=True)


def _portion(value: object, field: str) -> list[Problem]:
    if isinstance(value, int):
        return [invalid(field, value, GREATER)] if value < 0 else []
    if not _PERCENTAGE.fullmatch(str(value)):
        detail = "must be an integer or percentage (e.g '5%%')"
        return [invalid(field, value, detail)]
    return []


def _deployment(item: Object) -> list[Problem]:
    spec = item["spec"]
    found = _not_negative(item, "replicas", "minReadySeconds", "revisionHistoryLimit", "progressDeadlineSeconds")
    strategy = spec["strategy"]
    if strategy["type"] not in ("Recreate", "RollingUpdate"):
        found.append(unsupported("spec.strategy.type", strategy["type"], ("Recreate", "RollingUpdate")))
    rolling = strategy.get("rollingUpdate")
    if strategy["type"] == "Recreate" and rolling is not None:
        found.append(
            not_allowed("spec.strategy.rollingUpdate", "may not be specified when strategy `type` is 'Recreate'")
        )
    elif rolling and strategy["type"] == "RollingUpdate":
        for field in ("maxUnavailable", "maxSurge"):
            found += _portion(rolling[field], f"spec.strategy.rollingUpdate.{field}")
        if str(rolling["maxUnavailable"]) in ("0", "0%") and str(rolling["maxSurge"]) in ("0", "0%"):
            detail = "may not be 0 when `maxSurge` is 0"
            found.append(invalid("spec.strategy.rollingUpdate.maxUnavailable", rolling["maxUnavailable"], detail))
    if (spec.get("progressDeadlineSeconds") or 1) <= (spec.get("minReadySeconds") or 0):
        detail = "must be greater than minReadySeconds"
        found.append(invalid("spec.progressDeadlineSeconds", spec["progressDeadlineSeconds"], detail))
    return found + _selector_and_template(item)


def _daemon_set(item: Object) -> list[Problem]:
    found = _not_negative(item, "minReadySeconds", "revisionHistoryLimit")
    kind = at(item, "spec", "updateStrategy", "type")
    if kind not in ("OnDelete", "RollingUpdate"):
        found.append(unsupported("spec.updateStrategy.type", kind, ("OnDelete", "RollingUpdate")))
    elif kind == "RollingUpdate":
        found += _daemon_rolling(item["spec"]["updateStrategy"]["rollingUpdate"], _ROLLING)
    return found + _selector_and_template(item)


_ROLLING = "spec.updateStrategy.rollingUpdate"


def _daemon_rolling(rolling: Object, path: str) -> list[Problem]:
    """Old Pods go first or new ones come first: one of both."""
    missing, more = rolling["maxUnavailable"], rolling["maxSurge"]
    found = _portion(missing, f"{path}.maxUnavailable") + _portion(more, f"{path}.maxSurge")
    is_missing, is_more = (str(one) not in ("0", "0%") for one in (missing, more))
    if is_missing and is_more:
        found.append(invalid(f"{path}.maxSurge", more, "may not be set when maxUnavailable is non-zero"))
    elif not is_missing and not is_more:
        found.append(required(f"{path}.maxUnavailable", "cannot be 0 when maxSurge is 0"))
    return found


def _stateful_set(item: Object) -> list[Problem]:
    found = _not_negative(item, "replicas", "minReadySeconds", "revisionHistoryLimit")
    policy = item["spec"]["podManagementPolicy"]
    if policy not in ("OrderedReady", "Parallel"):
        found.append(invalid("spec.podManagementPolicy", policy, "must be 'OrderedReady' or 'Parallel'"))
    return found + _selector_and_template(item)


SERVICE_TYPES = ("ClusterIP", "ExternalName", "LoadBalancer", "NodePort")


def _service(item: Object) -> list[Problem]:
    spec = item["spec"]
    found: list[Problem] = []
    ports = spec.get("ports") or []
    if not ports and spec["type"] != "ExternalName" and spec.get("clusterIP") != "None":
        found.append(required("spec.ports"))
    if spec["type"] not in SERVICE_TYPES:
        found.append(unsupported("spec.type", spec["type"], SERVICE_TYPES))
    if spec["type"] == "ExternalName" and not spec.get("externalName"):
        found.append(required("spec.externalName"))
    if spec["type"] in ("NodePort", "LoadBalancer") and spec.get("clusterIP") == "None":
        found.append(invalid("spec.clusterIPs[0]", "None", f"may not be set to 'None' for {spec['type']} services"))
    names: set[str] = set()
    pairs: set[tuple[int, str]] = set()
    for place, port in enumerate(ports):
        here = f"spec.ports[{place}]"
        name = port.get("name", "")
        if len(ports) > 1 and not name:
            found.append(required(f"{here}.name"))
        if name and name in names:
            found.append(duplicate(f"{here}.name", name))
        names.add(name)
        found += _service_port(port, here)
        pair = port.get("port", 0), port["protocol"]
        if pair in pairs:
            found.append(duplicate(here, Raw(shown_port(port))))
        pairs.add(pair)
    return found + labels_problems(spec.get("selector") or {}, "spec.selector")


def shown_port(port: Object) -> str:
    return (
        f'core.ServicePort{{Name:"", Protocol:"{port["protocol"]}", AppProtocol:(*string)(nil), '
        f'Port:{port.get("port", 0)}, TargetPort:intstr.IntOrString{{Type:0, IntVal:0, StrVal:""}}, NodePort:0}}'
    )


def _service_port(port: Object, path: str) -> list[Problem]:
    found: list[Problem] = []
    number, target = port.get("port", 0), port.get("targetPort")
    if not 1 <= number <= 65535:
        found.append(invalid(f"{path}.port", number, PORT))
    if isinstance(target, int) and not 1 <= target <= 65535:
        found.append(invalid(f"{path}.targetPort", target, PORT))
    if port["protocol"] not in ("SCTP", "TCP", "UDP"):
        found.append(unsupported(f"{path}.protocol", port["protocol"], ("SCTP", "TCP", "UDP")))
    return found


def _data(item: Object) -> list[Problem]:
    found: list[Problem] = []
    data = {**(item.get("data") or {}), **(item.get("binaryData") or {})}
    for key in data:
        if not _SECRET_KEY.fullmatch(key) or len(key) > 253:
            detail = (
                "a valid config key must consist of alphanumeric characters, '-', '_' or '.' (e.g. 'key.name',  or "
                "'KEY_NAME',  or 'key-name', regex used for validation is '[-._a-zA-Z0-9]+')"
            )
            found.append(invalid(f"data[{key}]", key, detail))
    if sum(len(value) for value in data.values()) > _LIMIT:
        found.append(Problem("data", f"Too long: may not be more than {_LIMIT} bytes", "FieldValueTooLong"))
    return found


def _ingress(item: Object) -> list[Problem]:
    spec = item["spec"]
    found: list[Problem] = []
    if not spec.get("rules") and not spec.get("defaultBackend"):
        detail = "either `defaultBackend` or `rules` must be specified"
        found.append(invalid("spec", Raw("[]"), detail))
    for place, rule in enumerate(spec.get("rules") or []):
        for number, path in enumerate(at(rule, "http", "paths", default=[])):
            here = f"spec.rules[{place}].http.paths[{number}]"
            kinds = ("Exact", "ImplementationSpecific", "Prefix")
            if not path.get("pathType"):
                found.append(required(f"{here}.pathType", "pathType must be specified"))
            elif path["pathType"] not in kinds:
                found.append(unsupported(f"{here}.pathType", path["pathType"], kinds))
            elif path["pathType"] != "ImplementationSpecific" and not path.get("path", "").startswith("/"):
                found.append(invalid(f"{here}.path", path.get("path", ""), "must be an absolute path"))
            if not at(path, "backend", "service", "name") and not at(path, "backend", "resource"):
                found.append(required(f"{here}.backend", "port name or number is required"))
    return found


def _budget(item: Object) -> list[Problem]:
    spec = item.get("spec") or {}
    found: list[Problem] = []
    if "minAvailable" in spec and "maxUnavailable" in spec:
        detail = "minAvailable and maxUnavailable cannot be both set"
        found.append(invalid("spec", Raw("policy.PodDisruptionBudgetSpec{}"), detail))
    for field in ("minAvailable", "maxUnavailable"):
        if field in spec:
            found += _portion(spec[field], f"spec.{field}")
    return found


def _claim(item: Object) -> list[Problem]:
    spec = item["spec"]
    found: list[Problem] = []
    if not spec.get("accessModes"):
        found.append(required("spec.accessModes", "at least 1 access mode is required"))
    for mode in spec.get("accessModes") or []:
        if mode not in ACCESS_MODES:
            found.append(unsupported("spec.accessModes", mode, ACCESS_MODES))
    if not at(spec, "resources", "requests", "storage"):
        found.append(required("spec.resources[storage]"))
    return found


ACCESS_MODES = ("ReadOnlyMany", "ReadWriteMany", "ReadWriteOnce", "ReadWriteOncePod")


def _volume(item: Object) -> list[Problem]:
    spec = item["spec"]
    found: list[Problem] = []
    if not spec.get("accessModes"):
        found.append(required("spec.accessModes"))
    if not spec.get("capacity"):
        found.append(required("spec.capacity"))
    if not any(source in spec for source in ("hostPath", "nfs", "csi", "local", "iscsi", "fc", "rbd", "cephfs")):
        found.append(required("spec", "must specify a volume type"))
    return found


def _priority_class(item: Object) -> list[Problem]:
    value = item.get("value", 0)
    if value > 1_000_000_000 and not item["metadata"]["name"].startswith("system-"):
        return [not_allowed("value", "maximum allowed value of a user defined priority is 1000000000")]
    return []


def _node(item: Object) -> list[Problem]:
    found: list[Problem] = []
    seen: set[tuple[str, str]] = set()
    for place, taint in enumerate(at(item, "spec", "taints", default=[])):
        found += key_problems(taint.get("key", ""), f"spec.taints[{place}].key")
        pair = taint.get("key", ""), taint.get("effect", "")
        if not pair[1]:
            found.append(required(f"spec.taints[{place}].effect"))
        elif pair[1] not in TAINTS:
            found.append(unsupported(f"spec.taints[{place}].effect", pair[1], TAINTS))
        if pair in seen:
            found.append(duplicate(f"spec.taints[{place}]", f"{pair[0]}:{pair[1]}"))
        seen.add(pair)
    return found


TAINTS = ("NoSchedule", "PreferNoSchedule", "NoExecute")
NEW: dict[str, Callable[[Object], list[Problem]]] = {
    **OTHERS,
    "ResourceQuota": resource_quota,
    "Pod": _pod,
    "ReplicationController": _replication_controller,
    "ReplicaSet": _controller,
    "Deployment": _deployment,
    "DaemonSet": _daemon_set,
    "StatefulSet": _stateful_set,
    "Job": job,
    "CronJob": cron_job,
    "Service": _service,
    "ConfigMap": _data,
    "Secret": _data,
    "Ingress": _ingress,
    "HorizontalPodAutoscaler": autoscaler,
    "PodDisruptionBudget": _budget,
    "PersistentVolumeClaim": _claim,
    "PersistentVolume": _volume,
    "PriorityClass": _priority_class,
    "Node": _node,
}
