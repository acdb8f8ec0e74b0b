"""What lies under an object: status, scale, binding, eviction, log, finalize."""

from collections.abc import Callable
from typing import TYPE_CHECKING, Any

from .. import pods as pod_facts
from .. import selectors, times
from ..values import Object, at, copy
from .bodies import decoded, value_of
from .decoding import decode
from .errors import (
    ApiError,
    bad_request,
    conflict,
    invalid,
    invalid_object,
    method_not_allowed,
    not_found,
    resource_not_found,
)
from .kinds import BY_PLURAL, Kind
from .messages import TEXT, Request, Response, written
from .options import delete_options, write_options
from .reading import get
from .registry import Options
from .shapes import Shape
from .validation_pods import GREATER
from .versions import Version
from .writing import addressed, patch, patched

if TYPE_CHECKING:
    from .http import ApiServer

Answer = tuple[int, Any]


def answer(
    server: "ApiServer", version: Version, space: str, name: str, subresource: str, request: Request
) -> Response:
    kind = version.kind
    if subresource not in kind.subresources:
        raise resource_not_found()
    if subresource == "status":
        return _status(server, version, space, name, request)
    methods, found = ANSWERS[subresource]
    if request.method not in methods:
        raise method_not_allowed()
    status, body = found(server, kind, space, name, request)
    return Response(status, body, {"Content-Type": TEXT}) if isinstance(body, str) else Response(status, body)


def _status(server: "ApiServer", version: Version, space: str, name: str, request: Request) -> Response:
    if request.method == "GET":
        return get(server, version, space, name, request)
    if request.method == "PATCH":
        return patch(server, version, space, name, request, "status")
    if request.method != "PUT":
        raise method_not_allowed()
    item, warnings = decoded(version, request)
    addressed(version, item.setdefault("metadata", {}), space, name)
    options = write_options(request, "status")
    made = server.registry.update(version.kind, space, item, options)
    return written(200, version.out(made), warnings)


_SCALE_KIND = Kind("scales", "Scale", "autoscaling", "v1", True, (), (), ())
_BINDING = Kind("bindings", "Binding", "", "v1", True, (), (), ())
_SCALE = Version(_SCALE_KIND, _SCALE_KIND, "Scale")


def scale_of(item: Object, kind: Kind) -> Object:
    meta = item["metadata"]
    kept = ("name", "namespace", "uid", "resourceVersion", "creationTimestamp")
    selector = selectors.of(item["spec"].get("selector"))
    return {
        "apiVersion": "autoscaling/v1",
        "kind": "Scale",
        "metadata": {key: meta[key] for key in kept if key in meta},
        "spec": {"replicas": item["spec"].get("replicas", 1)},
        "status": {"replicas": at(item, "status", "replicas", default=0), "selector": str(selector or "")},
    }


def _scale(server: "ApiServer", kind: Kind, space: str, name: str, request: Request) -> Answer:
    item = server.registry.get(kind, space, name)
    current = scale_of(item, kind)
    if request.method == "GET":
        return 200, Shape.asked(_SCALE, request, server.now).one(current)
    stated = patched(current, request, "Scale") if request.method == "PATCH" else value_of(request, "Scale")
    body, _ = decode(stated, _SCALE_KIND)
    replicas = at(body, "spec", "replicas", default=0)
    if replicas < 0:
        raise invalid_object(_SCALE_KIND, name, [invalid("spec.replicas", replicas, GREATER)])
    stated = at(body, "metadata", "resourceVersion")
    if stated and stated != item["metadata"]["resourceVersion"]:
        raise conflict(kind, name)
    fresh = {**item, "spec": {**item["spec"], "replicas": replicas}}
    options = write_options(request, "scale")
    return 200, scale_of(server.registry.update(kind, space, fresh, options), kind)


def bind(server: "ApiServer", space: str, name: str, node: str) -> Object:
    """Write a node into a Pod, once in its life."""
    kind = BY_PLURAL["pods"]
    old = server.registry.get(kind, space, name)
    if old["spec"].get("nodeName"):
        why = f'pod {name} is already assigned to node "{old["spec"]["nodeName"]}"'
        raise conflict(kind, name, why)
    status = dict(old["status"])
    fresh = {"type": "PodScheduled", "status": "True", "lastProbeTime": None}
    fresh["lastTransitionTime"] = times.stamp(server.now())
    others = [one for one in status.get("conditions") or [] if one["type"] != "PodScheduled"]
    status["conditions"] = [*others, fresh]
    item = {**old, "metadata": dict(old["metadata"]), "spec": {**old["spec"], "nodeName": node}, "status": status}
    return server.registry.put(kind, old, item)


def _binding(server: "ApiServer", kind: Kind, space: str, name: str, request: Request) -> Answer:
    body, _ = decode(value_of(request, "Binding"), _BINDING)
    node = at(body, "target", "name", default="")
    if not node:
        raise ApiError("InternalError", "target.name: Required value")
    bind(server, space, name, node)
    return 201, {"apiVersion": "v1", "code": 201, "kind": "Status", "metadata": {}, "status": "Success"}


def _eviction(server: "ApiServer", kind: Kind, space: str, name: str, request: Request) -> Answer:
    pod = server.registry.get(kind, space, name)
    options = delete_options(at(value_of(request, "Eviction"), "deleteOptions"), {})
    if at(pod, "status", "phase") not in ("Succeeded", "Failed", "Pending") and not at(
        pod, "metadata", "deletionTimestamp"
    ):
        _within_budgets(server, space, pod)
    if not options.dry_run:
        conditions = pod_facts.with_condition(at(pod, "status", "conditions", default=[]), EVICTED, server.now())
        fresh = {**pod, "metadata": dict(pod["metadata"]), "status": {**pod["status"], "conditions": conditions}}
        server.registry.update(kind, space, fresh, STATUS)
    server.registry.delete(kind, space, name, options)
    return 201, {"apiVersion": "v1", "code": 201, "kind": "Status", "metadata": {}, "status": "Success"}


EVICTED = {
    "lastProbeTime": None,
    "message": "Eviction API: evicting",
    "reason": "EvictionByEvictionAPI",
    "status": "True",
    "type": "DisruptionTarget",
}
STATUS = Options(subresource="status")


def _is_spared(pod: Object, budget: Object) -> bool:
    """Whether a Pod that serves nobody may go without being counted."""
    if pod_facts.is_ready(pod):
        return False
    status = budget.get("status") or {}
    is_kept = status.get("currentHealthy", 0) >= status.get("desiredHealthy", 0) > 0
    return is_kept or budget["spec"].get("unhealthyPodEvictionPolicy") == "AlwaysAllow"


def _within_budgets(server: "ApiServer", space: str, pod: Object) -> None:
    """Take one disruption from the budget of the Pod; there must be one left."""
    kind = BY_PLURAL["poddisruptionbudgets"]
    name = pod["metadata"]["name"]
    budgets = [
        budget
        for budget in server.store.items("poddisruptionbudgets", space)
        if (chosen := selectors.of(budget["spec"].get("selector"))) is not None
        and chosen.matches(pod["metadata"].get("labels"))
    ]
    if len(budgets) > 1:
        raise ApiError(
            "InternalError",
            "This pod has more than one PodDisruptionBudget, which the eviction subresource does not support.",
        )
    for budget in [one for one in budgets if not _is_spared(pod, one)]:
        status = copy(budget.get("status") or {})
        if why := _violated(budget, status):
            details = {"causes": [{"message": why, "reason": "DisruptionBudget"}]}
            raise ApiError(
                "TooManyRequests", "Cannot evict pod as it would violate the pod's disruption budget.", details
            )
        status["disruptionsAllowed"] -= 1
        status.setdefault("disruptedPods", {})[name] = times.stamp(server.now())
        fresh = {**budget, "metadata": dict(budget["metadata"]), "status": status}
        server.registry.update(kind, space, fresh, STATUS)


def _violated(budget: Object, status: Object) -> str:
    """Why nothing may be taken from this budget now."""
    label = budget["metadata"]["name"]
    if status.get("observedGeneration", 0) < budget["metadata"].get("generation", 1):
        return f"The disruption budget {label} is still being processed by the server."
    if status.get("disruptionsAllowed", 0) > 0:
        return ""
    found = pod_facts.condition(budget, "DisruptionAllowed")
    if found and found.get("reason") == "SyncFailed":
        failed = f"because it failed sync: {found['message']}"
        return f"The disruption budget {label} does not allow evicting pods currently {failed}"
    wanted, have = status.get("desiredHealthy", 0), status.get("currentHealthy", 0)
    return f"The disruption budget {label} needs {wanted} healthy pods and has {have} currently"


def _log(server: "ApiServer", kind: Kind, space: str, name: str, request: Request) -> Answer:
    pod = server.registry.get(kind, space, name)
    containers = [c["name"] for c in pod["spec"]["containers"]]
    every = [c["name"] for c in pod["spec"].get("initContainers") or []] + containers
    asked = request.query.get("container", "")
    if not asked:
        if len(containers) > 1:
            raise bad_request(
                f"a container name must be specified for pod {name}, choose one of: [{' '.join(containers)}]"
            )
        asked = containers[0]
    if asked not in every:
        raise bad_request(f"container {asked} is not valid for pod {name}")
    node = pod["spec"].get("nodeName", "")
    kubelet = server.machine.components.get(f"kubelet/{node}")
    if not node:
        return 200, ""
    if kubelet is None or not server.machine.is_running(kubelet.process):
        address = next((n for n in [server.store.get("nodes", "", node)] if n), None)
        host = at(address, "status", "addresses", 0, "address", default=node)
        message = (
            f'Get "https://{host}:10250/containerLogs/{space}/{name}/{asked}": dial tcp {host}:10250: connect: '
            "connection refused"
        )
        raise ApiError("InternalError", message)
    written = kubelet.logs(pod, asked, request.says("previous"))  # type: ignore[attr-defined]
    since = times.moment(request.query.get("sinceTime")) or 0.0
    if seconds := request.number("sinceSeconds"):
        since = server.now() - seconds
    stamped = request.says("timestamps")
    lines = [f"{times.nano(moment)} {line}" if stamped else line for moment, line in written if moment >= since]
    tail = request.query.get("tailLines", "")
    if tail.isdecimal():
        lines = lines[-int(tail[:18]) :] if tail.strip("0") else []
    text = "".join(f"{line}\n" for line in lines)
    most = request.number("limitBytes")
    return 200, text.encode()[:most].decode(errors="ignore") if most else text


def _finalize(server: "ApiServer", kind: Kind, space: str, name: str, request: Request) -> Answer:
    """Only the finalizers of the spec are taken over."""
    old, asked = server.registry.get(kind, space, name), value_of(request, kind.kind)
    finalizers = at(asked, "spec", "finalizers") or []
    item = {**old, "metadata": dict(old["metadata"]), "spec": {**(old.get("spec") or {}), "finalizers": finalizers}}
    stated = at(asked, "metadata", "resourceVersion")
    if stated and stated != old["metadata"]["resourceVersion"]:
        raise conflict(kind, name)
    return 200, server.registry.update(kind, "", item, Options("", request.dry_run, "finalize"))


def _token(server: "ApiServer", kind: Kind, space: str, name: str, request: Request) -> Answer:
    if server.store.get(kind.plural, space, name) is None:
        raise not_found(kind, name)
    body = {
        "apiVersion": "authentication.k8s.io/v1",
        "kind": "TokenRequest",
        "metadata": {"name": name, "namespace": space},
        "status": {
            "expirationTimestamp": times.stamp(server.now() + 3600),
            "token": server.machine.dice.hexadecimal(64),
        },
    }
    return 201, body


# (the methods, what answers them)
ANSWERS: dict[str, tuple[tuple[str, ...], Callable[..., Answer]]] = {
    "scale": (("GET", "PUT", "PATCH"), _scale),
    "binding": (("POST",), _binding),
    "eviction": (("POST",), _eviction),
    "log": (("GET",), _log),
    "finalize": (("PUT",), _finalize),
    "token": (("POST",), _token),
}
