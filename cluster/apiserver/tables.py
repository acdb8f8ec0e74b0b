"""The columns that `kubectl get` shows, kind by kind: the server makes the table, kubectl only aligns it."""

from collections.abc import Callable
from typing import Any, NamedTuple

from .. import selectors, times
from ..values import Object, at
from .kinds import Kind
from .podtable import POD

NONE, UNSET = "<none>", "<unset>"
Cell = Callable[[Object, float], Any]


class Column(NamedTuple):
    name: str
    cell: Cell
    wide: bool = False


def _path(*path: str | int, default: Any = NONE) -> Cell:
    return lambda item, now: at(item, *path, default=default)


def _count(*path: str) -> Cell:
    return lambda item, now: at(item, *path, default=0)


def _age(item: Object, now: float) -> str:
    return times.age(at(item, "metadata", "creationTimestamp"), now)


def _since(*path: str) -> Cell:
    return lambda item, now: times.age(at(item, *path), now) if at(item, *path) else NONE


def _selector(*path: str) -> Cell:
    return lambda item, now: selectors.format_selector(at(item, *path))


def _containers(field: str, *path: str) -> Cell:
    return lambda item, now: ",".join(c.get(field, "") for c in at(item, *path, "containers", default=[]))


NAME = Column("Name", _path("metadata", "name", default=""))
AGE = Column("Age", _age)
_TEMPLATE = ("spec", "template", "spec")


def _of_template(*path: str, selector: tuple[str, ...] | None = ("spec", "selector")) -> tuple[Column, ...]:
    path = path or _TEMPLATE
    columns = (
        Column("Containers", _containers("name", *path), True),
        Column("Images", _containers("image", *path), True),
    )
    return (*columns, Column("Selector", _selector(*selector), True)) if selector else columns


def _ratio(item: Object, now: float) -> str:
    return f"{at(item, 'status', 'readyReplicas', default=0)}/{at(item, 'spec', 'replicas', default=0)}"


_REPLICAS = (
    NAME,
    Column("Desired", _count("spec", "replicas")),
    Column("Current", _count("status", "replicas")),
    Column("Ready", _count("status", "readyReplicas")),
    AGE,
    *_of_template(),
)


# Services and what stands behind them


def _external(item: Object, now: float) -> str:
    spec = item["spec"]
    addresses = spec.get("externalIPs") or []
    if spec["type"] == "ExternalName":
        return spec.get("externalName", NONE)
    if spec["type"] == "LoadBalancer":
        given = [
            one.get("ip") or one.get("hostname", "")
            for one in at(item, "status", "loadBalancer", "ingress", default=[])
        ]
        return ",".join([*given, *addresses]) or "<pending>"
    return ",".join(addresses) or NONE


def _service_ports(item: Object, now: float) -> str:
    ports = [
        f"{port['port']}{':' + str(port['nodePort']) if port.get('nodePort') else ''}/{port['protocol']}"
        for port in item["spec"].get("ports") or []
    ]
    return ",".join(ports) or NONE


def _endpoints(item: Object, now: float) -> str:
    if not item.get("subsets"):
        return NONE
    found: list[str] = []
    for subset in item["subsets"]:
        addresses = [one["ip"] for one in subset.get("addresses") or []]
        ports = subset.get("ports") or [None]
        found += [f"{ip}:{port['port']}" if port else ip for port in ports for ip in addresses]
    more = f" + {len(found) - 3} more..." if len(found) > 3 else ""
    return ",".join(found[:3]) + more


def _slice_ports(item: Object, now: float) -> str:
    ports = [str(port["port"]) if port.get("port") else "*" for port in item.get("ports") or []]
    return _shortened(ports) or UNSET


def _slice_addresses(item: Object, now: float) -> str:
    addresses = [address for endpoint in item.get("endpoints") or [] for address in endpoint["addresses"]]
    return _shortened(addresses) or UNSET


def _shortened(texts: list[str]) -> str:
    return ",".join(texts[:3]) + (f" + {len(texts) - 3} more..." if len(texts) > 3 else "")


def _hosts(item: Object, now: float) -> str:
    hosts = [rule["host"] for rule in item["spec"].get("rules") or [] if rule.get("host")]
    return ",".join(hosts[:3]) + (f" + {len(hosts) - 3} more..." if len(hosts) > 3 else "") or "*"


def _ingress_addresses(item: Object, now: float) -> str:
    given = at(item, "status", "loadBalancer", "ingress", default=[])
    return ",".join(one.get("ip") or one.get("hostname", "") for one in given)


# Jobs


def job_status(item: Object) -> str:
    conditions = {one["type"] for one in at(item, "status", "conditions", default=[]) if one["status"] == "True"}
    if "Complete" in conditions:
        return "Complete"
    if "Failed" in conditions:
        return "Failed"
    if item["metadata"].get("deletionTimestamp"):
        return "Terminating"
    if "Suspended" in conditions:
        return "Suspended"
    if "FailureTarget" in conditions:
        return "FailureTarget"
    return "SuccessCriteriaMet" if "SuccessCriteriaMet" in conditions else "Running"


def _completions(item: Object, now: float) -> str:
    done, spec = at(item, "status", "succeeded", default=0), item["spec"]
    if spec.get("completions") is not None:
        return f"{done}/{spec['completions']}"
    parallel = spec.get("parallelism", 1)
    return f"{done}/1 of {parallel}" if parallel > 1 else f"{done}/1"


def _job_duration(item: Object, now: float) -> str:
    started = times.moment(at(item, "status", "startTime"))
    if started is None:
        return ""
    ended = times.moment(at(item, "status", "completionTime")) or _failed_at(item)
    return times.human((ended if ended is not None else now) - started)


def _failed_at(item: Object) -> float | None:
    for condition in at(item, "status", "conditions", default=[]):
        if condition["type"] == "Failed" and condition["status"] == "True":
            return times.moment(condition.get("lastTransitionTime"))
    return None


# Nodes


def _node_status(item: Object, now: float) -> str:
    ready = next((c for c in at(item, "status", "conditions", default=[]) if c["type"] == "Ready"), None)
    status = "Unknown" if ready is None else "Ready" if ready["status"] == "True" else "NotReady"
    return status + (",SchedulingDisabled" if item["spec"].get("unschedulable") else "")


def _roles(item: Object, now: float) -> str:
    prefix = "node-role.kubernetes.io/"
    roles = [label.removeprefix(prefix) for label in item["metadata"].get("labels") or {} if label.startswith(prefix)]
    return ",".join(sorted(roles)) or NONE


def _node_address(kind: str) -> Cell:
    return lambda item, now: next(
        (one["address"] for one in at(item, "status", "addresses", default=[]) if one["type"] == kind), NONE
    )


# Storage

_MODES = {"ReadWriteOnce": "RWO", "ReadOnlyMany": "ROX", "ReadWriteMany": "RWX", "ReadWriteOncePod": "RWOP"}


def modes(item: Object, *path: str) -> str:
    return ",".join(_MODES.get(mode, mode) for mode in at(item, *path, default=[]))


def _claim_status(item: Object, now: float) -> str:
    return "Terminating" if item["metadata"].get("deletionTimestamp") else at(item, "status", "phase", default="")


def _claim_of(item: Object, now: float) -> str:
    reference = item["spec"].get("claimRef")
    return f"{reference.get('namespace', '')}/{reference.get('name', '')}" if reference else ""


# The others


def _metric_targets(item: Object, now: float) -> str:
    current = {
        at(one, "resource", "name"): at(one, "resource", "current", default={})
        for one in at(item, "status", "currentMetrics", default=[]) or []
    }
    shown = []
    for metric in item["spec"].get("metrics") or []:
        name, target = at(metric, "resource", "name", default=""), at(metric, "resource", "target", default={})
        seen = current.get(name, {})
        if "averageUtilization" in target:
            value = f"{seen['averageUtilization']}%" if "averageUtilization" in seen else "<unknown>"
            shown.append(f"{name}: {value}/{target['averageUtilization']}%")
        else:
            shown.append(f"{name}: {seen.get('averageValue', '<unknown>')}/{target.get('averageValue', '')}")
    more = f" + {len(shown) - 2} more..." if len(shown) > 2 else ""
    return ", ".join(shown[:2]) + more if shown else NONE


def _budget(field: str) -> Cell:
    return lambda item, now: str(at(item, "spec", field, default="N/A"))


def _quota(limits: bool) -> Cell:
    def cell(item: Object, now: float) -> str:
        used, hard = (at(item, "status", part, default={}) for part in ("used", "hard"))
        chosen = [name for name in sorted(hard) if name.startswith("limits.") == limits]
        return ", ".join(f"{name}: {used.get(name, 0)}/{hard[name]}" for name in chosen)

    return cell


def _controller(item: Object, now: float) -> str:
    owner = next((one for one in item["metadata"].get("ownerReferences") or [] if one.get("controller")), None)
    if owner is None:
        return NONE
    group = owner["apiVersion"].rpartition("/")[0]
    kind = owner["kind"].lower()
    return f"{kind}.{group}/{owner['name']}" if group else f"{kind}/{owner['name']}"


def _event_first(item: Object, now: float) -> str:
    at_first = item.get("firstTimestamp") or item.get("eventTime")
    return times.age(at_first, now)


def _event_last(item: Object, now: float) -> str:
    series = at(item, "series", "lastObservedTime")
    return times.age(series or item.get("lastTimestamp") or item.get("eventTime"), now)


def _event_count(item: Object, now: float) -> int:
    return at(item, "series", "count") or item.get("count") or 1


def _event_object(item: Object, now: float) -> str:
    about = item["involvedObject"]
    return f"{about.get('kind', '').lower()}/{about.get('name', '')}"


def _event_source(item: Object, now: float) -> str:
    source = item.get("source") or {}
    component, host = source.get("component") or item.get("reportingComponent", ""), source.get("host") or ""
    return ", ".join(filter(None, (component, host or item.get("reportingInstance", ""))))


def _healthy(item: Object, kind: str) -> Object:
    return next((one for one in item.get("conditions") or [] if one["type"] == kind), {})


COLUMNS: dict[str, tuple[Column, ...]] = {
    "pods": tuple(Column(*one) for one in POD),
    "replicationcontrollers": _REPLICAS,
    "replicasets": _REPLICAS,
    "deployments": (
        NAME,
        Column("Ready", _ratio),
        Column("Up-to-date", _count("status", "updatedReplicas")),
        Column("Available", _count("status", "availableReplicas")),
        AGE,
        *_of_template(),
    ),
    "daemonsets": (
        NAME,
        Column("Desired", _count("status", "desiredNumberScheduled")),
        Column("Current", _count("status", "currentNumberScheduled")),
        Column("Ready", _count("status", "numberReady")),
        Column("Up-to-date", _count("status", "updatedNumberScheduled")),
        Column("Available", _count("status", "numberAvailable")),
        Column("Node Selector", _selector("spec", "template", "spec", "nodeSelector")),
        AGE,
        *_of_template(),
    ),
    "statefulsets": (NAME, Column("Ready", _ratio), AGE, *_of_template(selector=None)),
    "controllerrevisions": (NAME, Column("Controller", _controller), Column("Revision", _path("revision")), AGE),
    "jobs": (
        NAME,
        Column("Status", lambda item, now: job_status(item)),
        Column("Completions", _completions),
        Column("Duration", _job_duration),
        AGE,
        *_of_template(),
    ),
    "cronjobs": (
        NAME,
        Column("Schedule", _path("spec", "schedule")),
        Column("Timezone", _path("spec", "timeZone")),
        Column("Suspend", lambda item, now: str(item["spec"].get("suspend", False))),
        Column("Active", lambda item, now: len(at(item, "status", "active", default=[]))),
        Column("Last Schedule", _since("status", "lastScheduleTime")),
        AGE,
        *_of_template("spec", "jobTemplate", "spec", "template", "spec", selector=("spec", "none")),
    ),
    "services": (
        NAME,
        Column("Type", _path("spec", "type")),
        Column("Cluster-IP", _path("spec", "clusterIP")),
        Column("External-IP", _external),
        Column("Port(s)", _service_ports),
        AGE,
        Column("Selector", _selector("spec", "selector"), True),
    ),
    "endpoints": (NAME, Column("Endpoints", _endpoints), AGE),
    "endpointslices": (
        NAME,
        Column("AddressType", _path("addressType")),
        Column("Ports", _slice_ports),
        Column("Endpoints", _slice_addresses),
        AGE,
    ),
    "ingresses": (
        NAME,
        Column("Class", _path("spec", "ingressClassName")),
        Column("Hosts", _hosts),
        Column("Address", _ingress_addresses),
        Column("Ports", lambda item, now: "80, 443" if item["spec"].get("tls") else "80"),
        AGE,
    ),
    "ingressclasses": (
        NAME,
        Column("Controller", _path("spec", "controller")),
        Column("Parameters", lambda item, now: NONE),
        AGE,
    ),
    "networkpolicies": (NAME, Column("Pod-Selector", _selector("spec", "podSelector")), AGE),
    "configmaps": (NAME, Column("Data", lambda i, n: len(i.get("data") or {}) + len(i.get("binaryData") or {})), AGE),
    "secrets": (NAME, Column("Type", _path("type")), Column("Data", lambda i, n: len(i.get("data") or {})), AGE),
    "serviceaccounts": (NAME, Column("Secrets", lambda i, n: len(i.get("secrets") or [])), AGE),
    "namespaces": (NAME, Column("Status", _path("status", "phase")), AGE),
    "nodes": (
        NAME,
        Column("Status", _node_status),
        Column("Roles", _roles),
        AGE,
        Column("Version", _path("status", "nodeInfo", "kubeletVersion")),
        Column("Internal-IP", _node_address("InternalIP"), True),
        Column("External-IP", _node_address("ExternalIP"), True),
        Column("OS-Image", _path("status", "nodeInfo", "osImage"), True),
        Column("Kernel-Version", _path("status", "nodeInfo", "kernelVersion"), True),
        Column("Container-Runtime", _path("status", "nodeInfo", "containerRuntimeVersion"), True),
    ),
    "leases": (NAME, Column("Holder", _path("spec", "holderIdentity")), AGE),
    "persistentvolumes": (
        NAME,
        Column("Capacity", _path("spec", "capacity", "storage", default="")),
        Column("Access Modes", lambda item, now: modes(item, "spec", "accessModes")),
        Column("Reclaim Policy", _path("spec", "persistentVolumeReclaimPolicy")),
        Column("Status", _claim_status),
        Column("Claim", _claim_of),
        Column("StorageClass", _path("spec", "storageClassName", default="")),
        Column("VolumeAttributesClass", _path("spec", "volumeAttributesClassName", default=UNSET)),
        Column("Reason", _path("status", "reason", default="")),
        AGE,
        Column("VolumeMode", _path("spec", "volumeMode"), True),
    ),
    "persistentvolumeclaims": (
        NAME,
        Column("Status", _claim_status),
        Column("Volume", _path("spec", "volumeName", default="")),
        Column("Capacity", _path("status", "capacity", "storage", default="")),
        Column("Access Modes", lambda item, now: modes(item, "status", "accessModes")),
        Column("StorageClass", _path("spec", "storageClassName", default="")),
        Column("VolumeAttributesClass", _path("spec", "volumeAttributesClassName", default=UNSET)),
        AGE,
        Column("VolumeMode", _path("spec", "volumeMode"), True),
    ),
    "storageclasses": (
        NAME,
        Column("Provisioner", _path("provisioner")),
        Column("ReclaimPolicy", _path("reclaimPolicy")),
        Column("VolumeBindingMode", _path("volumeBindingMode")),
        Column("AllowVolumeExpansion", lambda i, n: str(i.get("allowVolumeExpansion", False)).lower()),
        AGE,
    ),
    "horizontalpodautoscalers": (
        NAME,
        Column("Reference", lambda i, n: "{kind}/{name}".format(**i["spec"]["scaleTargetRef"])),
        Column("Targets", _metric_targets),
        Column("MinPods", lambda i, n: str(at(i, "spec", "minReplicas", default=UNSET))),
        Column("MaxPods", _path("spec", "maxReplicas")),
        Column("Replicas", _count("status", "currentReplicas")),
        AGE,
    ),
    "poddisruptionbudgets": (
        NAME,
        Column("Min Available", _budget("minAvailable")),
        Column("Max Unavailable", _budget("maxUnavailable")),
        Column("Allowed Disruptions", _count("status", "disruptionsAllowed")),
        AGE,
    ),
    "resourcequotas": (NAME, AGE, Column("Request", _quota(False)), Column("Limit", _quota(True))),
    "limitranges": (NAME, Column("Created At", _path("metadata", "creationTimestamp"))),
    "priorityclasses": (
        NAME,
        Column("Value", _path("value", default=0)),
        Column("Global-Default", lambda i, n: str(i.get("globalDefault", False)).lower()),
        AGE,
        Column("PreemptionPolicy", _path("preemptionPolicy")),
    ),
    "roles": (NAME, Column("Created At", _path("metadata", "creationTimestamp"))),
    "clusterroles": (NAME, Column("Created At", _path("metadata", "creationTimestamp"))),
    "rolebindings": (NAME, Column("Role", lambda i, n: "{kind}/{name}".format(**i["roleRef"])), AGE),
    "clusterrolebindings": (NAME, Column("Role", lambda i, n: "{kind}/{name}".format(**i["roleRef"])), AGE),
    "events": (
        Column("Last Seen", _event_last),
        Column("Type", _path("type")),
        Column("Reason", _path("reason")),
        Column("Object", _event_object),
        Column("Subobject", _path("involvedObject", "fieldPath", default=""), True),
        Column("Source", _event_source, True),
        Column("Message", lambda i, n: i.get("message", "").strip()),
        Column("First Seen", _event_first, True),
        Column("Count", _event_count, True),
        Column("Name", _path("metadata", "name"), True),
    ),
    "componentstatuses": (
        NAME,
        Column("Status", lambda i, n: "Healthy" if _healthy(i, "Healthy").get("status") == "True" else "Unhealthy"),
        Column("Message", lambda i, n: _healthy(i, "Healthy").get("message", "")),
        Column("Error", lambda i, n: _healthy(i, "Healthy").get("error", "")),
    ),
}
OTHERS = (NAME, AGE)


def table(kind: Kind, items: list[Object], now: float, revision: str) -> Object:
    columns = COLUMNS.get(kind.plural, OTHERS)
    return {
        "apiVersion": "meta.k8s.io/v1",
        "columnDefinitions": [
            {
                "description": "",
                "format": "name" if column.name == "Name" else "",
                "name": column.name,
                "priority": 1 if column.wide else 0,
                "type": "string",
            }
            for column in columns
        ],
        "kind": "Table",
        "metadata": {"resourceVersion": revision} if revision else {},
        "rows": [{"cells": [column.cell(item, now) for column in columns], "object": item} for item in items],
    }
