"""`kubectl describe node`."""

from .. import quantity, times
from ..apiserver.kinds import BY_PLURAL
from ..values import Object, at
from . import describe_parts as parts
from .describe_parts import NONE, Page, amount, percentage
from .describe_workloads import exists


def node(page: Page, item: Object) -> None:
    meta, spec, status = item["metadata"], item["spec"], item.get("status") or {}
    prefix = "node-role.kubernetes.io/"
    roles = sorted(one.removeprefix(prefix) for one in meta.get("labels") or {} if one.startswith(prefix))
    page.row(0, "Name", meta["name"])
    page.row(0, "Roles", ",".join(roles) or NONE)
    page.marks(item)
    page.row(0, "CreationTimestamp", times.rfc1123(meta["creationTimestamp"]))
    taints = [f"{t['key']}{'=' + t['value'] if t.get('value') else ''}:{t['effect']}" for t in spec.get("taints") or []]
    page.multiline(0, "Taints", sorted(taints, key=_by_effect))
    page.row(0, "Unschedulable", str(bool(spec.get("unschedulable"))).lower())
    _lease(page, meta["name"])
    if status.get("conditions"):
        page.write(0, "Conditions:")
        page.write(1, "Type\tStatus\tLastHeartbeatTime\tLastTransitionTime\tReason\tMessage")
        page.write(1, "----\t------\t-----------------\t------------------\t------\t-------")
        for one in status["conditions"]:
            moments = [times.rfc1123(one.get(key, "")) for key in ("lastHeartbeatTime", "lastTransitionTime")]
            why = one.get("reason", ""), one.get("message", "")
            page.write(1, " \t".join((one["type"], one["status"], *moments, *why)))
    page.write(0, "Addresses:")
    for one in status.get("addresses") or []:
        page.row(1, one["type"], one["address"])
    for field, title in (("capacity", "Capacity"), ("allocatable", "Allocatable")):
        page.write(0, f"{title}:")
        for name in sorted(status.get(field) or {}):
            page.row(1, name, status[field][name])
    info = status.get("nodeInfo") or {}
    page.write(0, "System Info:")
    for title, key in _SYSTEM:
        page.row(1, title, info.get(key, ""))
    if spec.get("podCIDR"):
        page.row(0, "PodCIDR", spec["podCIDR"])
        page.row(0, "PodCIDRs", ",".join(spec.get("podCIDRs") or []))
    _node_pods(page, item)
    known = [parts.find_events(page.session, "", _about_node(meta["name"], uid)) for uid in (meta["name"], meta["uid"])]
    page.listed_events([event for events in known for event in events])


_SYSTEM = (
    ("Machine ID", "machineID"),
    ("System UUID", "systemUUID"),
    ("Boot ID", "bootID"),
    ("Kernel Version", "kernelVersion"),
    ("OS Image", "osImage"),
    ("Operating System", "operatingSystem"),
    ("Architecture", "architecture"),
    ("Container Runtime Version", "containerRuntimeVersion"),
    ("Kubelet Version", "kubeletVersion"),
    ("Kube-Proxy Version", "kubeProxyVersion"),
)


def _about_node(name: str, uid: str) -> dict[str, str]:
    return {"involvedObject.kind": "Node", "involvedObject.name": name, "involvedObject.uid": uid}


def _by_effect(text: str) -> tuple[int, str]:
    effects = ("NoExecute", "NoSchedule", "PreferNoSchedule")
    effect = text.rpartition(":")[2]
    return effects.index(effect) if effect in effects else len(effects), text


def _lease(page: Page, name: str) -> None:
    found = exists(page, "leases", "kube-node-lease", name)
    page.write(0, "Lease:")
    spec = (found or {}).get("spec") or {}
    page.row(1, "HolderIdentity", spec.get("holderIdentity", "<unset>"))
    page.row(1, "AcquireTime", times.rfc1123(spec.get("acquireTime", "")))
    page.row(1, "RenewTime", times.rfc1123(spec.get("renewTime", "")))


def _node_pods(page: Page, item: Object) -> None:
    name = item["metadata"]["name"]
    fields = f"spec.nodeName={name},status.phase!=Succeeded,status.phase!=Failed"
    pods = page.session.items(BY_PLURAL["pods"], "", fields=fields)
    have = {key: quantity.milli(value) for key, value in at(item, "status", "allocatable", default={}).items()}
    page.write(0, f"Non-terminated Pods:\t({len(pods)} in total)")
    page.write(1, "Namespace\tName\t\tCPU Requests\tCPU Limits\tMemory Requests\tMemory Limits\tAge")
    page.write(1, "---------\t----\t\t------------\t----------\t---------------\t-------------\t---")
    totals: dict[tuple[str, str], int] = {}
    for pod in pods:
        cells = []
        for name_ in ("cpu", "memory", "ephemeral-storage", "hugepages-2Mi"):
            for field in ("requests", "limits"):
                asked = sum(
                    quantity.milli(at(c, "resources", field, name_, default=0)) for c in pod["spec"]["containers"]
                )
                totals[name_, field] = totals.get((name_, field), 0) + asked
                if name_ in ("cpu", "memory"):
                    cells.append(f"{amount(asked, name_)} ({percentage(asked, have.get(name_, 0))})")
        meta = pod["metadata"]
        age = times.age(meta["creationTimestamp"], page.now)
        page.write(1, "\t".join([meta["namespace"], meta["name"], "", *cells, age]))
    page.write(0, "Allocated resources:")
    page.write(1, "(Total limits may be over 100 percent, i.e., overcommitted.)")
    page.write(1, "Resource\tRequests\tLimits")
    page.write(1, "--------\t--------\t------")
    for name_ in ("cpu", "memory", "ephemeral-storage", "hugepages-2Mi"):
        cells = []
        for field in ("requests", "limits"):
            asked = totals.get((name_, field), 0)
            cells.append(f"{amount(asked, name_)} ({percentage(asked, have.get(name_, 0))})")
        page.write(1, "\t".join([name_, *cells]))
