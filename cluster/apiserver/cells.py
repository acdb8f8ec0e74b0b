"""What stands in the cells of the tables that the API server prints."""

from collections.abc import Callable
from typing import Any, NamedTuple

from .. import selectors, times
from ..values import Object, at

NONE, UNSET = "<none>", "<unset>"
Cell = Callable[[Object, float], Any]


class Column(NamedTuple):
    name: str
    cell: Cell
    wide: bool = False
    type: str = "string"


def path(*path: str | int, default: Any = NONE) -> Cell:
    return lambda item, now: at(item, *path, default=default)


def count(*path: str) -> Cell:
    return lambda item, now: at(item, *path, default=0)


def number(name: str, *path: str) -> Column:
    return Column(name, count(*path), type="integer")


def _age(item: Object, now: float) -> str:
    return times.age(at(item, "metadata", "creationTimestamp"), now)


def since(*path: str) -> Cell:
    return lambda item, now: times.age(at(item, *path), now) if at(item, *path) else NONE


def selector_text(*path: str) -> Cell:
    return lambda item, now: selectors.format_selector(at(item, *path))


def _containers(field: str, *path: str) -> Cell:
    return lambda item, now: ",".join(c.get(field, "") for c in at(item, *path, "containers", default=[]))


NAME = Column("Name", path("metadata", "name", default=""))
AGE = Column("Age", _age)
_TEMPLATE = ("spec", "template", "spec")


def of_template(*path: str, selector: tuple[str, ...] | None = ("spec", "selector")) -> tuple[Column, ...]:
    path = path or _TEMPLATE
    columns = (
        Column("Containers", _containers("name", *path), True),
        Column("Images", _containers("image", *path), True),
    )
    return (*columns, Column("Selector", selector_text(*selector), True)) if selector else columns


def ratio(item: Object, now: float) -> str:
    return f"{at(item, 'status', 'readyReplicas', default=0)}/{at(item, 'spec', 'replicas', default=0)}"


REPLICAS = (
    NAME,
    number("Desired", "spec", "replicas"),
    number("Current", "status", "replicas"),
    number("Ready", "status", "readyReplicas"),
    AGE,
    *of_template(),
)


# Services and what stands behind them


def external(item: Object, now: float) -> str:
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


def service_ports(item: Object, now: float) -> str:
    ports = [
        f"{port['port']}{':' + str(port['nodePort']) if port.get('nodePort') else ''}/{port['protocol']}"
        for port in item["spec"].get("ports") or []
    ]
    return ",".join(ports) or NONE


def endpoints(item: Object, now: float) -> str:
    if not item.get("subsets"):
        return NONE
    found: list[str] = []
    for subset in item["subsets"]:
        addresses = [one["ip"] for one in subset.get("addresses") or []]
        ports = subset.get("ports") or [None]
        found += [f"{ip}:{port['port']}" if port else ip for port in ports for ip in addresses]
    more = f" + {len(found) - 3} more..." if len(found) > 3 else ""
    return ",".join(found[:3]) + more


def slice_ports(item: Object, now: float) -> str:
    ports = [str(port["port"]) if port.get("port") else "*" for port in item.get("ports") or []]
    return _shortened(ports) or UNSET


def slice_addresses(item: Object, now: float) -> str:
    addresses = [address for endpoint in item.get("endpoints") or [] for address in endpoint["addresses"]]
    return _shortened(addresses) or UNSET


def _shortened(texts: list[str]) -> str:
    return ",".join(texts[:3]) + (f" + {len(texts) - 3} more..." if len(texts) > 3 else "")


def hosts(item: Object, now: float) -> str:
    hosts = [rule["host"] for rule in item["spec"].get("rules") or [] if rule.get("host")]
    return ",".join(hosts[:3]) + (f" + {len(hosts) - 3} more..." if len(hosts) > 3 else "") or "*"


def ingress_addresses(item: Object, now: float) -> str:
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


def completions(item: Object, now: float) -> str:
    done, spec = at(item, "status", "succeeded", default=0), item["spec"]
    if spec.get("completions") is not None:
        return f"{done}/{spec['completions']}"
    parallel = spec.get("parallelism", 1)
    return f"{done}/1 of {parallel}" if parallel > 1 else f"{done}/1"


def job_duration(item: Object, now: float) -> str:
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


def node_status(item: Object, now: float) -> str:
    ready = next((c for c in at(item, "status", "conditions", default=[]) if c["type"] == "Ready"), None)
    status = "Unknown" if ready is None else "Ready" if ready["status"] == "True" else "NotReady"
    return status + (",SchedulingDisabled" if item["spec"].get("unschedulable") else "")


def roles(item: Object, now: float) -> str:
    prefix = "node-role.kubernetes.io/"
    roles = [label.removeprefix(prefix) for label in item["metadata"].get("labels") or {} if label.startswith(prefix)]
    return ",".join(sorted(roles)) or NONE


def node_address(kind: str) -> Cell:
    return lambda item, now: next(
        (one["address"] for one in at(item, "status", "addresses", default=[]) if one["type"] == kind), NONE
    )


# Storage

_MODES = {"ReadWriteOnce": "RWO", "ReadOnlyMany": "ROX", "ReadWriteMany": "RWX", "ReadWriteOncePod": "RWOP"}


def modes(item: Object, *path: str) -> str:
    given = at(item, *path, default=None) or []
    return ",".join(short for mode, short in _MODES.items() if mode in given)


def claim_status(item: Object, now: float) -> str:
    return "Terminating" if item["metadata"].get("deletionTimestamp") else at(item, "status", "phase", default="")


def claim_of(item: Object, now: float) -> str:
    reference = item["spec"].get("claimRef")
    return f"{reference.get('namespace', '')}/{reference.get('name', '')}" if reference else ""


# The others


def metric_targets(item: Object, now: float) -> str:
    seen = at(item, "status", "currentMetrics", default=[])
    metrics = at(item, "spec", "metrics", default=[])
    shown = [_metric(metric, seen[place] if place < len(seen) else {}) for place, metric in enumerate(metrics[:2])]
    more = f" + {len(metrics) - 2} more..." if len(metrics) > 2 else ""
    return ", ".join(shown) + more if shown else NONE


def _metric(metric: Object, seen: Object) -> str:
    field = metric["type"][0].lower() + metric["type"][1:]
    target, current = at(metric, field, "target", default={}), at(seen, field, "current", default={})
    kind = next((one for one in ("averageUtilization", "averageValue", "value") if target.get(one) is not None), "")
    unit = "%" if kind == "averageUtilization" else ""
    have = f"{current[kind]}{unit}" if kind in current else "<unknown>"
    name = f"{at(metric, field, 'name')}: " if field in ("resource", "containerResource") else ""
    average = " (avg)" if kind == "averageValue" and field in ("object", "external") else ""
    return f"{name}{have}/{target.get(kind, '')}{unit}{average}"


def budget(field: str) -> Cell:
    return lambda item, now: str(at(item, "spec", field, default="N/A"))


def quota(limits: bool) -> Cell:
    def cell(item: Object, now: float) -> str:
        used, hard = (at(item, "status", part, default={}) for part in ("used", "hard"))
        chosen = [name for name in sorted(hard) if name.startswith("limits.") == limits]
        return ", ".join(f"{name}: {used.get(name, 0)}/{hard[name]}" for name in chosen)

    return cell


def controller(item: Object, now: float) -> str:
    owner = next((one for one in item["metadata"].get("ownerReferences") or [] if one.get("controller")), None)
    if owner is None:
        return NONE
    group = owner["apiVersion"].rpartition("/")[0]
    kind = owner["kind"].lower()
    return f"{kind}.{group}/{owner['name']}" if group else f"{kind}/{owner['name']}"


def event_first(item: Object, now: float) -> str:
    at_first = item.get("firstTimestamp") or item.get("eventTime")
    return times.age(at_first, now)


def event_last(item: Object, now: float) -> str:
    series = at(item, "series", "lastObservedTime")
    return times.age(series or item.get("lastTimestamp") or item.get("eventTime"), now)


def event_count(item: Object, now: float) -> int:
    return at(item, "series", "count") or item.get("count") or 1


def event_object(item: Object, now: float) -> str:
    about = item["involvedObject"]
    return f"{about.get('kind', '').lower()}/{about.get('name', '')}"


def event_source(item: Object, now: float) -> str:
    source = item.get("source") or {}
    component, host = source.get("component") or item.get("reportingComponent", ""), source.get("host") or ""
    return ", ".join(filter(None, (component, host or item.get("reportingInstance", ""))))


def healthy(item: Object, kind: str) -> Object:
    return next((one for one in item.get("conditions") or [] if one["type"] == kind), {})


def subjects(kind: str) -> Cell:
    """The names of those of this kind whom a binding is for."""

    def cell(item: Object, now: float) -> str:
        meant = [one for one in item.get("subjects") or [] if one.get("kind") == kind]
        return ", ".join("/".join(filter(None, (one.get("namespace"), one.get("name")))) for one in meant)

    return cell
