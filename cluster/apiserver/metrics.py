"""metrics.k8s.io: what nodes and Pods use, where a scenario says so. It is there only while something is measured."""

from typing import TYPE_CHECKING

from .. import times
from ..values import Object
from .errors import ApiError
from .kinds import BY_PLURAL
from .messages import Request
from .reading import matcher

if TYPE_CHECKING:
    from .http import ApiServer

GROUP, VERSION = "metrics.k8s.io", "v1beta1"
PATH = f"/apis/{GROUP}/{VERSION}"
_KINDS = {"nodes": "NodeMetrics", "pods": "PodMetrics"}
_WINDOW = "15s"


def measured(server: "ApiServer") -> dict[str, Object]:
    """{"NAMESPACE/POD": {"cpu": milli, "memory": bytes}}."""
    world = server.machine.components.get("world")
    found: dict[str, Object] = world.state.get("metrics", {}) if world else {}
    return found


def resources() -> Object:
    found = [
        {"kind": kind, "name": name, "namespaced": name == "pods", "singularName": "", "verbs": ["get", "list"]}
        for name, kind in _KINDS.items()
    ]
    return {"apiVersion": "v1", "groupVersion": f"{GROUP}/{VERSION}", "kind": "APIResourceList", "resources": found}


def answer(server: "ApiServer", parts: list[str], request: Request) -> Object | None:
    """None where it is not there."""
    match parts:
        case ["nodes"]:
            return _listed("nodes", _nodes(server), request)
        case ["nodes", name]:
            return _named("nodes", _nodes(server), name)
        case ["pods"]:
            return _listed("pods", _pods(server), request)
        case ["namespaces", space, "pods"]:
            return _listed("pods", _pods(server, space), request)
        case ["namespaces", space, "pods", name]:
            return _named("pods", _pods(server, space), name, f"{space}/{name}")
    return None


def _listed(plural: str, items: list[Object], request: Request) -> Object:
    kept = list(filter(matcher(BY_PLURAL[plural], request.query), items))
    return {"apiVersion": f"{GROUP}/{VERSION}", "items": kept, "kind": f"{_KINDS[plural]}List", "metadata": {}}


def _named(plural: str, items: list[Object], name: str, shown: str = "") -> Object:
    for item in items:
        if item["metadata"]["name"] == name:
            return item
    kind = _KINDS[plural].lower()
    told = f'{kind}.{GROUP} "{shown or name}" not found'
    raise ApiError("NotFound", told, {"group": GROUP, "kind": kind, "name": shown or name})


def _pods(server: "ApiServer", namespace: str = "") -> list[Object]:
    found = []
    for pod in server.store.items("pods", namespace or None):
        meta = pod["metadata"]
        used = measured(server).get(f"{meta['namespace']}/{meta['name']}")
        if used is not None:
            containers = pod["spec"]["containers"]
            parts = [{"name": one["name"], "usage": _usage(used, len(containers))} for one in containers]
            found.append(_entry(server, _KINDS["pods"], pod, {"containers": parts}))
    return found


def _nodes(server: "ApiServer") -> list[Object]:
    sums: dict[str, Object] = {}
    for key, used in measured(server).items():
        pod = server.store.get("pods", *key.split("/", 1))
        node = pod["spec"].get("nodeName", "") if pod else ""
        total = sums.setdefault(node, {"cpu": 0, "memory": 0})
        for name in total:
            total[name] += used.get(name, 0)
    nothing = {"cpu": 0, "memory": 0}
    return [
        _entry(server, _KINDS["nodes"], node, {"usage": _usage(sums.get(node["metadata"]["name"], nothing))})
        for node in server.store.items("nodes")
    ]


def _usage(used: Object, sharing: int = 1) -> Object:
    return {"cpu": f"{used.get('cpu', 0) // sharing}m", "memory": f"{used.get('memory', 0) // sharing // 1024}Ki"}


def _entry(server: "ApiServer", kind: str, item: Object, used: Object) -> Object:
    meta = {key: item["metadata"][key] for key in ("labels", "name", "namespace") if key in item["metadata"]}
    meta["creationTimestamp"] = times.stamp(server.now())
    return {
        "apiVersion": f"{GROUP}/{VERSION}",
        "kind": kind,
        "metadata": meta,
        "timestamp": times.stamp(server.now()),
        "window": _WINDOW,
        **used,
    }
