"""Descriptions of Pods and of what makes them."""

from .. import selectors, times
from ..apiserver.kinds import BY_PLURAL
from ..values import Object, at
from . import describe_containers as inner
from . import describe_parts as parts
from .describe_parts import NONE, Page
from .session import Refused

_PODS, _SETS = BY_PLURAL["pods"], BY_PLURAL["replicasets"]


def pod(page: Page, item: Object) -> None:
    meta, spec, status = item["metadata"], item["spec"], item.get("status") or {}
    page.row(0, "Name", meta["name"])
    page.row(0, "Namespace", meta["namespace"])
    if spec.get("priority") is not None:
        page.row(0, "Priority", spec["priority"])
    if spec.get("priorityClassName"):
        page.row(0, "Priority Class Name", spec["priorityClassName"])
    if spec.get("runtimeClassName"):
        page.row(0, "Runtime Class Name", spec["runtimeClassName"])
    page.row(0, "Service Account", spec.get("serviceAccountName", ""))
    node = spec.get("nodeName")
    page.row(0, "Node", f"{node}/{status.get('hostIP', '')}" if node else NONE)
    if status.get("startTime"):
        page.row(0, "Start Time", times.rfc1123(status["startTime"]))
    page.labels(0, "Labels", meta.get("labels"))
    page.annotations(0, "Annotations", meta.get("annotations"))
    if meta.get("deletionTimestamp") and status.get("phase") not in ("Succeeded", "Failed"):
        left = times.human(max(page.now - (times.moment(meta["deletionTimestamp"]) or page.now), 0))
        page.row(0, "Status", f"Terminating (lasts {left})")
        page.row(0, "Termination Grace Period", f"{meta.get('deletionGracePeriodSeconds', 0)}s")
    else:
        page.row(0, "Status", status.get("phase", ""))
    for field in ("reason", "message"):
        if status.get(field):
            page.row(0, field.capitalize(), status[field])
    page.row(0, "IP", status.get("podIP", ""))
    if status.get("podIPs"):
        page.write(0, "IPs:")
        for address in status["podIPs"]:
            page.row(1, "IP", address["ip"])
    else:
        page.row(0, "IPs", NONE)
    owner = parts.controlled_by(item)
    if owner:
        page.row(0, "Controlled By", owner)
    if status.get("nominatedNodeName"):
        page.row(0, "NominatedNodeName", status["nominatedNodeName"])
    if spec.get("initContainers"):
        inner.containers(
            page, "Init Containers", spec["initContainers"], status.get("initContainerStatuses") or [], 0, item
        )
    inner.containers(page, "Containers", spec["containers"], status.get("containerStatuses") or [], 0, item)
    if status.get("conditions"):
        page.write(0, "Conditions:")
        page.write(1, "Type\tStatus")
        for one in status["conditions"]:
            page.write(1, f"{one['type']} \t{one['status']} ")
    inner.volumes(page, spec.get("volumes") or [], 0)
    page.row(0, "QoS Class", status.get("qosClass", ""))
    page.labels(0, "Node-Selectors", spec.get("nodeSelector"))
    inner.tolerations(page, spec.get("tolerations") or [], 0)
    inner.constraints(page, spec.get("topologySpreadConstraints") or [], 0)
    page.events(item)


def _pods_of(page: Page, item: Object) -> list[Object]:
    chosen = selectors.of(item["spec"].get("selector"))
    uid = item["metadata"]["uid"]
    pods = page.session.items(_PODS, item["metadata"]["namespace"], labels=str(chosen or ""))
    return [p for p in pods if any(o["uid"] == uid for o in p["metadata"].get("ownerReferences") or [])]


def _pod_status(page: Page, item: Object, gap: str = "\t") -> None:
    phases = [at(pod, "status", "phase") for pod in _pods_of(page, item)]
    counts = [phases.count(phase) for phase in ("Running", "Pending", "Succeeded", "Failed")]
    text = "{} Running / {} Waiting / {} Succeeded / {} Failed".format(*counts)
    page.write(0, f"Pods Status:{gap}{text}")


def deployment(page: Page, item: Object) -> None:
    meta, spec, status = item["metadata"], item["spec"], item.get("status") or {}
    page.head(item)
    page.row(0, "CreationTimestamp", times.rfc1123(meta["creationTimestamp"]))
    page.labels(0, "Labels", meta.get("labels"))
    page.annotations(0, "Annotations", meta.get("annotations"))
    page.row(0, "Selector", parts.selector_text(spec.get("selector")))
    numbers = {key: status.get(f"{key}Replicas", 0) for key in ("updated", "available", "unavailable")}
    page.row(
        0,
        "Replicas",
        f"{spec.get('replicas', 1)} desired | {numbers['updated']} updated | {status.get('replicas', 0)} total | "
        f"{numbers['available']} available | {numbers['unavailable']} unavailable",
    )
    page.row(0, "StrategyType", spec["strategy"]["type"])
    page.row(0, "MinReadySeconds", spec.get("minReadySeconds", 0))
    rolling = spec["strategy"].get("rollingUpdate")
    if rolling:
        text = f"{rolling['maxUnavailable']} max unavailable, {rolling['maxSurge']} max surge"
        page.row(0, "RollingUpdateStrategy", text)
    inner.template(page, spec["template"])
    if status.get("conditions"):
        page.write(0, "Conditions:")
        page.write(1, "Type\tStatus\tReason")
        page.write(1, "----\t------\t------")
        for one in status["conditions"]:
            page.write(1, f"{one['type']} \t{one['status']}\t{one['reason']}")
    new, old = _sets_of(page, item)
    page.row(0, "OldReplicaSets", _sets_text(old))
    page.row(0, "NewReplicaSet", _sets_text(new))
    page.events(item)


def _sets_of(page: Page, item: Object) -> tuple[list[Object], list[Object]]:
    uid, wanted = item["metadata"]["uid"], _bare(item["spec"]["template"])
    chosen = selectors.of(item["spec"].get("selector"))
    found = page.session.items(_SETS, item["metadata"]["namespace"], labels=str(chosen or ""))
    mine = [one for one in found if any(o["uid"] == uid for o in one["metadata"].get("ownerReferences") or [])]
    mine.sort(key=lambda one: one["metadata"]["creationTimestamp"])
    new = [one for one in mine if _bare(one["spec"]["template"]) == wanted][:1]
    return new, [one for one in mine if one not in new]


def _bare(template: Object) -> Object:
    meta = template.get("metadata") or {}
    labels = {key: value for key, value in (meta.get("labels") or {}).items() if key != "pod-template-hash"}
    return {**template, "metadata": {**meta, "labels": labels}}


def _sets_text(found: list[Object]) -> str:
    texts = [
        f"{one['metadata']['name']} "
        f"({at(one, 'status', 'replicas', default=0)}/{one['spec'].get('replicas', 1)} replicas created)"
        for one in found
    ]
    return ", ".join(texts) or NONE


def replica_set(page: Page, item: Object) -> None:
    meta, spec, status = item["metadata"], item["spec"], item.get("status") or {}
    page.head(item)
    page.row(0, "Selector", parts.selector_text(spec.get("selector")))
    page.labels(0, "Labels", meta.get("labels"))
    page.annotations(0, "Annotations", meta.get("annotations"))
    owner = parts.controlled_by(item)
    if owner:
        page.row(0, "Controlled By", owner)
    page.row(0, "Replicas", f"{status.get('replicas', 0)} current / {spec.get('replicas', 1)} desired")
    _pod_status(page, item)
    inner.template(page, spec["template"])
    if status.get("conditions"):
        page.write(0, "Conditions:")
        page.write(1, "Type\tStatus\tReason")
        page.write(1, "----\t------\t------")
        for one in status["conditions"]:
            page.write(1, f"{one['type']} \t{one['status']}\t{one['reason']}")
    page.events(item)


def daemon_set(page: Page, item: Object) -> None:
    meta, spec, status = item["metadata"], item["spec"], item.get("status") or {}
    page.head(item)
    del page.lines[-1]
    page.row(0, "Selector", parts.selector_text(spec.get("selector")))
    page.labels(0, "Node-Selector", at(spec, "template", "spec", "nodeSelector"))
    page.labels(0, "Labels", meta.get("labels"))
    page.annotations(0, "Annotations", meta.get("annotations"))
    for title, field in (
        ("Desired Number of Nodes Scheduled", "desiredNumberScheduled"),
        ("Current Number of Nodes Scheduled", "currentNumberScheduled"),
        ("Number of Nodes Scheduled with Up-to-date Pods", "updatedNumberScheduled"),
        ("Number of Nodes Scheduled with Available Pods", "numberAvailable"),
        ("Number of Nodes Misscheduled", "numberMisscheduled"),
    ):
        page.write(0, f"{title}: {status.get(field, 0)}")
    _pod_status(page, item)
    inner.template(page, spec["template"])
    page.events(item)


def stateful_set(page: Page, item: Object) -> None:
    meta, spec, status = item["metadata"], item["spec"], item.get("status") or {}
    page.head(item)
    page.row(0, "CreationTimestamp", times.rfc1123(meta["creationTimestamp"]))
    page.row(0, "Selector", parts.selector_text(spec.get("selector")))
    page.labels(0, "Labels", meta.get("labels"))
    page.annotations(0, "Annotations", meta.get("annotations"))
    page.row(0, "Replicas", f"{spec.get('replicas', 1)} desired | {status.get('replicas', 0)} total")
    page.row(0, "Update Strategy", spec["updateStrategy"]["type"])
    partition = at(spec, "updateStrategy", "rollingUpdate", "partition")
    if partition is not None:
        page.row(1, "Partition", partition)
    _pod_status(page, item)
    inner.template(page, spec["template"])
    claims = spec.get("volumeClaimTemplates") or []
    if claims:
        page.write(0, "Volume Claims:")
        for claim in claims:
            page.row(1, "Name", claim["metadata"].get("name", ""))
            page.row(1, "StorageClass", claim["spec"].get("storageClassName", ""))
            page.labels(1, "Labels", claim["metadata"].get("labels"))
            page.annotations(1, "Annotations", claim["metadata"].get("annotations"))
            page.row(1, "Capacity", at(claim, "spec", "resources", "requests", "storage", default="<default>"))
            page.row(1, "Access Modes", f"[{' '.join(claim['spec'].get('accessModes') or [])}]")
    else:
        page.row(0, "Volume Claims", NONE)
    page.events(item)


def job(page: Page, item: Object) -> None:
    meta, spec, status = item["metadata"], item["spec"], item.get("status") or {}
    page.head(item)
    page.row(0, "Selector", parts.selector_text(spec.get("selector")))
    page.labels(0, "Labels", meta.get("labels"))
    page.annotations(0, "Annotations", meta.get("annotations"))
    owner = parts.controlled_by(item)
    if owner:
        page.row(0, "Controlled By", owner)
    page.row(0, "Parallelism", spec.get("parallelism", 1))
    page.row(0, "Completions", spec.get("completions", "<unset>"))
    page.row(0, "Completion Mode", spec.get("completionMode", "NonIndexed"))
    page.row(0, "Suspend", str(bool(spec.get("suspend"))).lower())
    page.row(0, "Backoff Limit", spec.get("backoffLimit", 6))
    if spec.get("ttlSecondsAfterFinished") is not None:
        page.row(0, "TTL Seconds After Finished", spec["ttlSecondsAfterFinished"])
    if status.get("startTime"):
        page.row(0, "Start Time", times.rfc1123(status["startTime"]))
    if status.get("completionTime"):
        page.row(0, "Completed At", times.rfc1123(status["completionTime"]))
        spent = (times.moment(status["completionTime"]) or 0) - (times.moment(status.get("startTime")) or 0)
        page.row(0, "Duration", times.human(spent))
    if spec.get("activeDeadlineSeconds") is not None:
        page.row(0, "Active Deadline Seconds", f"{spec['activeDeadlineSeconds']}s")
    counts = {key: status.get(key, 0) for key in ("active", "ready", "succeeded", "failed")}
    text = "{active} Active ({ready} Ready) / {succeeded} Succeeded / {failed} Failed".format(**counts)
    page.row(0, "Pods Statuses", text)
    if spec.get("completionMode") == "Indexed":
        page.row(0, "Completed Indexes", _shortened(status.get("completedIndexes") or NONE))
    inner.template(page, spec["template"])
    page.events(item)


def _shortened(indexes: str) -> str:
    end = indexes.find(",", MOST_OF_INDEXES) + 1
    return f"{indexes[:end]}..." if end else indexes


MOST_OF_INDEXES = 50  # characters


def cron_job(page: Page, item: Object) -> None:
    meta, spec, status = item["metadata"], item["spec"], item.get("status") or {}
    wanted = spec["jobTemplate"]["spec"]
    page.head(item)
    page.labels(0, "Labels", meta.get("labels"))
    page.annotations(0, "Annotations", meta.get("annotations"))
    page.row(0, "Schedule", spec["schedule"])
    page.row(0, "Concurrency Policy", spec["concurrencyPolicy"])
    page.row(0, "Suspend", str(bool(spec.get("suspend"))))
    page.row(0, "Successful Job History Limit", spec.get("successfulJobsHistoryLimit", "<unset>"))
    page.row(0, "Failed Job History Limit", spec.get("failedJobsHistoryLimit", "<unset>"))
    deadline = spec.get("startingDeadlineSeconds")
    page.row(0, "Starting Deadline Seconds", "<unset>" if deadline is None else f"{deadline}s")
    page.row(0, "Selector", parts.selector_text(wanted["selector"]) if wanted.get("selector") else "<unset>")
    page.row(0, "Parallelism", wanted.get("parallelism", "<unset>"))
    page.row(0, "Completions", wanted.get("completions", "<unset>"))
    inner.template(page, wanted["template"])
    last = status.get("lastScheduleTime")
    page.row(0, "Last Schedule Time", times.rfc1123(last) if last else "<unset>")
    page.row(0, "Active Jobs", ", ".join(one["name"] for one in status.get("active") or []) or NONE)
    page.events(item)


def exists(page: Page, plural: str, namespace: str, name: str) -> Object | None:
    try:
        return page.session.ask("GET", BY_PLURAL[plural].path(namespace, name))
    except Refused:
        return None
