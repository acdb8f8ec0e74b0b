"""A Pod's status, from what the kubelet knows of its containers: pure functions of its record and the Pod."""

from .. import times
from ..pods import with_condition
from ..values import Object, without_empty

Record = Object  # what the kubelet keeps of a Pod: see `records.new_pod`
OURS = ("PodReadyToStartContainers", "Initialized", "Ready", "ContainersReady")


def phase(pod: Object, record: Record) -> str:
    containers = [record["containers"][c["name"]] for c in pod["spec"]["containers"]]
    inits = [record["inits"][c["name"]] for c in pod["spec"].get("initContainers") or []]
    policy = pod["spec"].get("restartPolicy", "Always")
    if record.get("failed"):
        return "Failed"
    if record.get("stopped"):
        clean = all(c["state"] == "terminated" and c["exit"] == 0 for c in containers if c["started"])
        return "Succeeded" if clean and any(c["started"] for c in containers) else "Failed"
    if any(c["state"] == "terminated" and c["exit"] != 0 for c in inits) and policy == "Never":
        return "Failed"
    if not all(is_past(c, s) for c, s in zip(inits, pod["spec"].get("initContainers") or [], strict=True)):
        return "Pending"
    if any(not c["started"] for c in containers):
        return "Pending"
    if all(c["state"] == "terminated" for c in containers):
        failed = any(c["exit"] != 0 for c in containers)
        if policy == "Never":
            return "Failed" if failed else "Succeeded"
        if policy == "OnFailure" and not failed:
            return "Succeeded"
    return "Running"


def is_past(container: Record, spec: Object) -> bool:
    """An init container that the next one need not wait for."""
    if spec.get("restartPolicy") == "Always":
        return container["state"] == "running" and container["begun"]
    return container["state"] == "terminated" and container["exit"] == 0


def status(pod: Object, record: Record, host: str, now: float) -> Object:
    old = pod.get("status") or {}
    spec = pod["spec"]
    current = phase(pod, record)
    inits = [
        _container(spec, c, record["inits"][c["name"]], "PodInitializing", True)
        for c in spec.get("initContainers") or []
    ]
    waiting = "PodInitializing" if inits else "ContainerCreating"
    own = [_container(spec, c, record["containers"][c["name"]], waiting, False) for c in spec["containers"]]
    conditions = list(old.get("conditions") or [])
    kept = [one for one in conditions if one["type"] not in OURS]
    for fresh in _conditions(pod, record, current, own):
        known = [one for one in conditions if one["type"] == fresh["type"]]
        kept += with_condition(known, fresh, now)
    order = {kind: place for place, kind in enumerate((*OURS, "PodScheduled"))}
    kept.sort(key=lambda one: order.get(one["type"], len(order)))
    address = record.get("ip", "")
    return {
        **{key: old[key] for key in ("nominatedNodeName", "qosClass") if key in old},
        **without_empty({"message": record.get("message", ""), "reason": record.get("reason", "")}),
        "conditions": kept,
        "containerStatuses": own,
        **({"initContainerStatuses": inits} if inits else {}),
        "hostIP": host,
        "hostIPs": [{"ip": host}],
        "phase": current,
        **({"podIP": address, "podIPs": [{"ip": address}]} if address else {}),
        "startTime": record["startTime"],
    }


def _conditions(pod: Object, record: Record, current: str, own: list[Object]) -> list[Object]:
    terminal = current in ("Succeeded", "Failed")
    done = {"Succeeded": "PodCompleted", "Failed": "PodFailed"}.get(current, "")
    specs = pod["spec"].get("initContainers") or []
    incomplete = [c["name"] for c in specs if not _was_done(record["inits"][c["name"]], c)]
    unready = [c["name"] for c in own if not c["ready"]]
    initialized = _condition("Initialized", not incomplete)
    if incomplete and not terminal:
        initialized |= {
            "message": f"containers with incomplete status: [{' '.join(incomplete)}]",
            "reason": "ContainersNotInitialized",
        }
    elif current == "Succeeded":
        initialized |= {"reason": "PodCompleted"}
    why: Object = {}
    if terminal:
        why = {"reason": done}
    elif unready:
        why = {"message": f"containers with unready status: [{' '.join(unready)}]", "reason": "ContainersNotReady"}
    ready = not unready and not terminal
    return [
        _condition("PodReadyToStartContainers", bool(record.get("ip")) and not terminal),
        initialized,
        {**_condition("Ready", ready), **why},
        {**_condition("ContainersReady", ready), **why},
    ]


def _was_done(container: Record, spec: Object) -> bool:
    return is_past(container, spec) or bool(container.get("done"))


def _condition(kind: str, true: bool) -> Object:
    return {"lastProbeTime": None, "status": "True" if true else "False", "type": kind}


def _container(spec: Object, container: Object, record: Record, waiting: str, init: bool) -> Object:
    state = record["state"]
    shown: Object
    if state == "running":
        shown = {"running": {"startedAt": times.stamp(record["startedAt"])}}
    elif state == "terminated":
        shown = {"terminated": terminated(record)}
    else:
        reason = record.get("reason") or waiting
        shown = {"waiting": without_empty({"message": record.get("message", ""), "reason": reason})}
    finished = state == "terminated" and record["exit"] == 0
    ready = finished if init and container.get("restartPolicy") != "Always" else state == "running" and record["ready"]
    return {
        **without_empty({"containerID": record.get("id", "")}),
        "image": container.get("image", ""),
        "imageID": record.get("imageID", ""),
        "lastState": {"terminated": record["last"]} if record.get("last") else {},
        "name": container["name"],
        "ready": bool(ready),
        "restartCount": record["restarts"],
        "started": state == "running" and record["begun"],
        "state": shown,
    }


def terminated(record: Record) -> Object:
    return {
        "containerID": record.get("id", ""),
        "exitCode": record["exit"],
        "finishedAt": times.stamp(record["finishedAt"]),
        "reason": "Completed" if record["exit"] == 0 else record.get("why") or "Error",
        "startedAt": times.stamp(record["startedAt"]),
    }
