"""What the API server says of itself: groups, resources, version, health."""

from typing import TYPE_CHECKING, Any

from ..values import Object
from .kinds import GROUPS, KINDS, Kind

if TYPE_CHECKING:
    from ..machine import Machine
    from .http import ApiServer

VERSION: Object = {
    "buildDate": "1970-01-01T00:00:00Z",
    "compiler": "gc",
    "gitCommit": "63adf010aa20e104c0b7043b47f42f50c9f72b17",
    "gitTreeState": "clean",
    "gitVersion": "v1.32.13",
    "goVersion": "go1.23.9",
    "major": "1",
    "minor": "32",
    "platform": "linux/amd64",
}
NODE_VERSION = "v1.32.13"
_TEXT, _JSON = "text/plain; charset=utf-8", "application/json"
_CHECKS = ("ping", "log", "etcd", "etcd-readiness", "informer-sync")


def answer(server: "ApiServer", method: str, path: str) -> tuple[int, Any, str] | None:
    """None where the path is a resource's."""
    if path.startswith("/apis/authorization.k8s.io/v1/") and method == "POST":
        return 201, {**_review("SelfSubjectAccessReview"), "status": {"allowed": True}}, _JSON
    if path.startswith("/apis/authentication.k8s.io/v1/") and method == "POST":
        info = {"groups": ["system:masters", "system:authenticated"], "username": "kubernetes-admin"}
        review = {**_review("SelfSubjectReview", "authentication.k8s.io/v1"), "status": {"userInfo": info}}
        return 201, review, _JSON
    if method != "GET":
        return None
    match path.strip("/").split("/"):
        case ["version"]:
            return 200, VERSION, _JSON
        case ["healthz" | "livez" | "readyz"]:
            return 200, "ok", _TEXT
        case ["healthz" | "livez" | "readyz" as name, "verbose"]:
            return 200, "".join(f"[+]{check} ok\n" for check in _CHECKS) + f"{name} check passed\n", _TEXT
        case ["api"]:
            return 200, {"kind": "APIVersions", "versions": ["v1"]}, _JSON
        case ["apis"]:
            return 200, {"apiVersion": "v1", "groups": groups(), "kind": "APIGroupList"}, _JSON
        case ["api", "v1"]:
            return 200, resources("", "v1"), _JSON
        case ["apis", group, version] if (group, version) in GROUPS:
            return 200, resources(group, version), _JSON
        case ["apis", group] if any(group == known for known, _ in GROUPS):
            found = next(one for one in groups() if one["name"] == group)
            return 200, {"apiVersion": "v1", "kind": "APIGroup", **found}, _JSON
        case ["openapi", "v3"]:
            return (
                200,
                {"paths": {_openapi(g, v): {"serverRelativeURL": f"/openapi/v3/{_openapi(g, v)}"} for g, v in GROUPS}},
                _JSON,
            )
        case ["openapi", "v3", *rest]:
            return 200, openapi("/".join(rest)), _JSON
    return None


def _review(kind: str, version: str = "authorization.k8s.io/v1") -> Object:
    return {"apiVersion": version, "kind": kind, "metadata": {"creationTimestamp": None}}


def _openapi(group: str, version: str) -> str:
    return f"apis/{group}/{version}" if group else f"api/{version}"


def openapi(path: str) -> Object:
    """Enough of the document for a kubectl to see that the server checks fields itself."""
    paths = {}
    for kind in KINDS:
        if _openapi(kind.group, kind.version) == path:
            gvk = {"group": kind.group, "kind": kind.kind, "version": kind.version}
            parameters = [{"in": "query", "name": "fieldValidation", "schema": {"type": "string"}}]
            operation = {
                "parameters": parameters,
                "x-kubernetes-action": "patch",
                "x-kubernetes-group-version-kind": gvk,
            }
            paths[kind.path("{namespace}", "{name}")] = {"patch": operation}
    return {"info": {"title": "Kubernetes", "version": VERSION["gitVersion"]}, "openapi": "3.0.0", "paths": paths}


def groups() -> list[Object]:
    return [
        {
            "name": group,
            "preferredVersion": {"groupVersion": f"{group}/{version}", "version": version},
            "versions": [{"groupVersion": f"{group}/{version}", "version": version}],
        }
        for group, version in GROUPS
        if group
    ]


def resources(group: str, version: str) -> Object:
    found = [entry for kind in KINDS if (kind.group, kind.version) == (group, version) for entry in _entries(kind)]
    group_version = f"{group}/{version}" if group else version
    return {"apiVersion": "v1", "groupVersion": group_version, "kind": "APIResourceList", "resources": found}


def _entries(kind: Kind) -> list[Object]:
    own: Object = {
        "kind": kind.kind,
        "name": kind.plural,
        "namespaced": kind.namespaced,
        "singularName": kind.singular,
        "verbs": list(kind.verbs),
    }
    if kind.short:
        own["shortNames"] = list(kind.short)
    if kind.categories:
        own["categories"] = list(kind.categories)
    below = [
        {
            "kind": {"scale": "Scale", "binding": "Binding", "eviction": "Eviction"}.get(subresource, kind.kind),
            "name": f"{kind.plural}/{subresource}",
            "namespaced": kind.namespaced,
            "singularName": "",
            "verbs": ["create"] if subresource in ("binding", "eviction") else ["get", "patch", "update"],
        }
        for subresource in kind.subresources
    ]
    return [own, *below]


def component_statuses(machine: "Machine", name: str) -> Object:
    parts = {"scheduler": "scheduler", "controller-manager": "controller-manager", "etcd-0": "etcd"}
    items = [_component(machine, shown, process) for shown, process in sorted(parts.items(), key=_etcd_first)]
    if name:
        return next((item for item in items if item["metadata"]["name"] == name), items[0])
    return {"apiVersion": "v1", "items": items, "kind": "ComponentStatusList", "metadata": {}}


def _etcd_first(pair: tuple[str, str]) -> bool:
    return pair[1] != "etcd"


def _component(machine: "Machine", name: str, process: str) -> Object:
    port = {"scheduler": 10259, "controller-manager": 10257}.get(process, 2379)
    refused = f'Get "https://127.0.0.1:{port}/healthz": dial tcp 127.0.0.1:{port}: connect: connection refused'
    well = machine.is_running(process)
    condition = {"status": "True" if well else "False", "type": "Healthy", "message": "ok" if well else refused}
    return {"apiVersion": "v1", "conditions": [condition], "kind": "ComponentStatus", "metadata": {"name": name}}
