"""How a Pod looks in one line: its STATUS is a story of its conditions and containers."""

from collections.abc import Callable
from typing import Any

from .. import times
from ..values import Object, at

NONE = "<none>"


def summary(pod: Object) -> tuple[int, int, str, int, str | None]:
    """(ready containers, all, status, restarts, when the last container ended that was restarted)."""
    spec, status = pod["spec"], pod.get("status") or {}
    reason = status.get("reason") or status.get("phase", "")
    total, ready, restarts = len(spec.get("containers") or []), 0, 0
    last: str | None = None
    for condition in status.get("conditions") or []:
        if condition["type"] == "PodScheduled" and condition.get("reason") == "SchedulingGated":
            reason = "SchedulingGated"
    initializing = False
    sidecars = {c["name"] for c in spec.get("initContainers") or [] if c.get("restartPolicy") == "Always"}
    total += len(sidecars)
    for place, one in enumerate(status.get("initContainerStatuses") or []):
        restarts += one.get("restartCount", 0)
        last = _later(last, at(one, "lastState", "terminated", "finishedAt"))
        state = one.get("state") or {}
        if one["name"] in sidecars and one.get("started"):
            ready += bool(one.get("ready"))
            continue
        if at(state, "terminated", "exitCode") == 0 and "terminated" in state:
            continue
        if "terminated" in state:
            ended = state["terminated"]
            reason = f"Init:{ended.get('reason') or _exit(ended)}"
        elif at(state, "waiting", "reason") and state["waiting"]["reason"] != "PodInitializing":
            reason = f"Init:{state['waiting']['reason']}"
        else:
            reason = f"Init:{place}/{len(spec.get('initContainers') or [])}"
        initializing = True
        break
    if not initializing:
        restarts, has_running = (0 if not sidecars else restarts), False
        for one in reversed(status.get("containerStatuses") or []):
            restarts += one.get("restartCount", 0)
            last = _later(last, at(one, "lastState", "terminated", "finishedAt"))
            state = one.get("state") or {}
            if at(state, "waiting", "reason"):
                reason = state["waiting"]["reason"]
            elif "terminated" in state:
                reason = state["terminated"].get("reason") or _exit(state["terminated"])
            elif one.get("ready") and "running" in state:
                has_running = True
                ready += 1
        if reason == "Completed" and has_running:
            reason = "Running" if _is_ready(status) else "NotReady"
    if pod["metadata"].get("deletionTimestamp"):
        if status.get("reason") == "NodeLost":
            reason = "Unknown"
        elif status.get("phase") not in ("Succeeded", "Failed"):
            reason = "Terminating"
    return ready, total, reason, restarts, last


def _exit(ended: Object) -> str:
    return f"Signal:{ended['signal']}" if ended.get("signal") else f"ExitCode:{ended.get('exitCode', 0)}"


def _is_ready(status: Object) -> bool:
    return any(c["type"] == "Ready" and c["status"] == "True" for c in status.get("conditions") or [])


def _later(one: str | None, other: str | None) -> str | None:
    return max(filter(None, (one, other)), default=None)


def _restarts(pod: Object, now: float) -> str:
    *_, restarts, last = summary(pod)
    if restarts and last:
        return f"{restarts} ({times.age(last, now)} ago)"
    return str(restarts)


def _gates(pod: Object, now: float) -> str:
    gates = pod["spec"].get("readinessGates") or []
    if not gates:
        return NONE
    true = {c["type"] for c in at(pod, "status", "conditions", default=[]) if c["status"] == "True"}
    return f"{sum(gate.get('conditionType') in true for gate in gates)}/{len(gates)}"


def _ready(pod: Object, now: float) -> str:
    ready, total, *_ = summary(pod)
    return f"{ready}/{total}"


POD: tuple[tuple[str, Callable[[Object, float], Any], bool], ...] = (
    ("Name", lambda pod, now: pod["metadata"]["name"], False),
    ("Ready", _ready, False),
    ("Status", lambda pod, now: summary(pod)[2], False),
    ("Restarts", _restarts, False),
    ("Age", lambda pod, now: times.age(at(pod, "metadata", "creationTimestamp"), now), False),
    ("IP", lambda pod, now: at(pod, "status", "podIP", default=NONE), True),
    ("Node", lambda pod, now: at(pod, "spec", "nodeName", default=NONE), True),
    ("Nominated Node", lambda pod, now: at(pod, "status", "nominatedNodeName", default=NONE), True),
    ("Readiness Gates", _gates, True),
)
