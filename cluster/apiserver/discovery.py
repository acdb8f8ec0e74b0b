"""What the API server says of itself: groups, resources, version, health."""

from base64 import b64encode
from hashlib import sha256
from typing import TYPE_CHECKING

from ..values import Object
from . import aggregated, health, metrics, openapi
from .errors import not_found
from .kinds import BY_PLURAL, Kind
from .messages import Request, Response, written
from .shapes import Shape
from .versions import GROUPS, SERVED, VERSIONS

if TYPE_CHECKING:
    from ..machine import Machine
    from .http import ApiServer

VERSION: Object = {
    "major": "1",
    "minor": "32",
    "gitVersion": "v1.32.13",
    "gitCommit": "63adf010aa20e104c0b7043b47f42f50c9f72b17",
    "gitTreeState": "clean",
    "buildDate": "1970-01-01T00:00:00Z",
    "goVersion": "go1.23.9",
    "compiler": "gc",
    "platform": "linux/amd64",
}
_AUTHENTICATION, _AUTHORIZATION = ("authentication.k8s.io", "v1"), ("authorization.k8s.io", "v1")
# What the server answers questions about and keeps nothing of: (plural, kind, in a namespace).
REVIEWS = {
    _AUTHENTICATION: (
        ("selfsubjectreviews", "SelfSubjectReview", False),
        ("tokenreviews", "TokenReview", False),
    ),
    _AUTHORIZATION: (
        ("localsubjectaccessreviews", "LocalSubjectAccessReview", True),
        ("selfsubjectaccessreviews", "SelfSubjectAccessReview", False),
        ("selfsubjectrulesreviews", "SelfSubjectRulesReview", False),
        ("subjectaccessreviews", "SubjectAccessReview", False),
    ),
}


def answer(server: "ApiServer", request: Request) -> Response | None:
    """None where the path is a resource's."""
    parts = request.path.strip("/").split("/")
    if request.method == "POST":
        return _reviewed(parts)
    if request.method != "GET":
        return None
    match parts:
        case [("healthz" | "livez" | "readyz") as name, *check]:
            return health.answer(server.machine, name, "/".join(check), request)
        case ["api"] if aggregated.is_asked(request.header("accept")):
            return aggregated.answer({"": [resources("", "v1")]})
        case ["apis"] if aggregated.is_asked(request.header("accept")):
            return aggregated.answer(_by_group(server))
        case ["openapi", "v2"]:
            return openapi.of_old(request.header("accept"))
        case ["apis", metrics.GROUP, *rest] if metrics.measured(server):
            return _metrics(server, rest, request)
    body = _document(server, parts)
    return None if body is None else Response(200, body)


def _document(server: "ApiServer", parts: list[str]) -> Object | None:
    match parts:
        case [""]:
            return {"paths": _paths()}
        case ["version"]:
            return VERSION
        case ["api"]:
            return {"kind": "APIVersions", "versions": ["v1"]}
        case ["apis"]:
            measured = [_group(metrics.GROUP, (metrics.VERSION,))] if metrics.measured(server) else []
            return {"apiVersion": "v1", "groups": [*groups(), *measured], "kind": "APIGroupList"}
        case ["api", "v1"]:
            return resources("", "v1")
        case ["apis", group, version] if (group, version) in (*GROUPS, *REVIEWS):
            return resources(group, version)
        case ["apis", group]:
            found = next((one for one in groups() if one["name"] == group), None)
            return found and {"apiVersion": "v1", "kind": "APIGroup", **found}
        case ["openapi", "v3"]:
            return openapi.index()
        case ["openapi", "v3", *rest]:
            return openapi.document("/".join(rest))
    return None


def _by_group(server: "ApiServer") -> dict[str, list[Object]]:
    found = {
        one["name"]: [resources(one["name"], version["version"]) for version in one["versions"]] for one in groups()
    }
    return found | {metrics.GROUP: [metrics.resources()]} if metrics.measured(server) else found


def _paths() -> list[str]:
    versions = [f"/apis/{group}/{version}" for group, version in (*GROUPS, *REVIEWS) if group]
    checks = [f"/{name}{below}" for name in health.CHECKS for below in ("", "/ping", "/log", "/etcd")]
    named = {path.rpartition("/")[0] for path in versions}
    return sorted({"/api", "/api/v1", "/apis", "/openapi/v2", "/openapi/v3", "/version", *versions, *named, *checks})


def _metrics(server: "ApiServer", rest: list[str], request: Request) -> Response | None:
    match rest:
        case []:
            return Response(200, {"apiVersion": "v1", "kind": "APIGroup", **_group(metrics.GROUP, (metrics.VERSION,))})
        case [metrics.VERSION]:
            return Response(200, metrics.resources())
        case [metrics.VERSION, *below]:
            found = metrics.answer(server, below, request)
            return None if found is None else Response(200, found)
    return None


def _reviewed(parts: list[str]) -> Response | None:
    """Whoever asks is the cluster's administrator, and may do everything."""
    match parts:
        case ["apis", group, version, *_, plural] if (group, version) in REVIEWS:
            kind = next((kind for name, kind, _ in REVIEWS[group, version] if name == plural), "")
            if not kind:
                return None
            info = {"groups": ["system:masters", "system:authenticated"], "username": "kubernetes-admin"}
            rule = {"apiGroups": ["*"], "resources": ["*"], "verbs": ["*"]}
            status = {
                "SelfSubjectReview": {"userInfo": info},
                "TokenReview": {"authenticated": True, "user": info},
                "SelfSubjectRulesReview": {
                    "incomplete": False,
                    "nonResourceRules": [{"nonResourceURLs": ["*"], "verbs": ["*"]}],
                    "resourceRules": [rule],
                },
            }.get(kind, {"allowed": True})
            meta = {"creationTimestamp": None}
            body = {"apiVersion": f"{group}/{version}", "kind": kind, "metadata": meta, "status": status}
            return Response(201, body)
    return None


def _group(name: str, versions: tuple[str, ...]) -> Object:
    told = [{"groupVersion": f"{name}/{version}", "version": version} for version in versions]
    return {"name": name, "preferredVersion": told[0], "versions": told}


def groups() -> list[Object]:
    """In each, the version that is preferred comes first."""
    every = [pair for pair in (*GROUPS, *REVIEWS) if pair[0]]
    names = sorted({group for group, _ in every})
    return [
        _group(name, tuple(sorted((version for group, version in every if group == name), reverse=True)))
        for name in names
    ]


def resources(group: str, version: str) -> Object:
    found = [entry for kind in SERVED if (kind.group, kind.version) == (group, version) for entry in _entries(kind)]
    found += [
        {"kind": kind, "name": name, "namespaced": namespaced, "singularName": kind.lower(), "verbs": ["create"]}
        for name, kind, namespaced in REVIEWS.get((group, version), ())
    ]
    group_version = f"{group}/{version}" if group else version
    return {"apiVersion": "v1", "groupVersion": group_version, "kind": "APIResourceList", "resources": found}


# Subresources whose objects are of a kind of their own: (kind, group, version); and what else can be done to one than
# to get, patch and update it.
_BELOW = {
    "scale": ("Scale", "autoscaling", "v1"),
    "binding": ("Binding", "", ""),
    "eviction": ("Eviction", "policy", "v1"),
    "token": ("TokenRequest", "authentication.k8s.io", "v1"),
}
_VERBS = {
    "binding": ["create"],
    "eviction": ["create"],
    "finalize": ["update"],
    "log": ["get"],
    "token": ["create"],
}


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
    if "create" in kind.verbs:
        own["storageVersionHash"] = _storage_hash(kind)
    return [own, *(_below(kind, subresource) for subresource in kind.subresources)]


def _storage_hash(kind: Kind) -> str:
    """Tells whether two lists of resources are of the same thing in the store."""
    stored = BY_PLURAL[kind.plural]
    digest = sha256(f"{stored.group}/{stored.version}/{stored.kind}".encode()).digest()
    return b64encode(digest[:8]).decode()


def _below(kind: Kind, subresource: str) -> Object:
    name, group, version = _BELOW.get(subresource, (kind.kind, "", ""))
    return {
        "kind": name,
        "name": f"{kind.plural}/{subresource}",
        "namespaced": kind.namespaced,
        "singularName": "",
        "verbs": _VERBS.get(subresource, ["get", "patch", "update"]),
        **({"group": group, "version": version} if group else {}),
    }


def component_statuses(server: "ApiServer", name: str, request: Request) -> Response:
    machine, kind = server.machine, BY_PLURAL["componentstatuses"]
    parts = {"scheduler": "scheduler", "controller-manager": "controller-manager", "etcd-0": "etcd"}
    items = [_component(machine, shown, process) for shown, process in sorted(parts.items(), key=_etcd_first)]
    shape = Shape.asked(VERSIONS["", "v1", kind.plural], request, server.now)
    if not name:
        return written(200, shape.many(items, {}), [_DEPRECATED])
    found = next((item for item in items if item["metadata"]["name"] == name), None)
    if found is None:
        raise not_found(kind, name)
    return written(200, shape.one(found), [_DEPRECATED])


_DEPRECATED = "v1 ComponentStatus is deprecated in v1.19+"


def _etcd_first(pair: tuple[str, str]) -> bool:
    return pair[1] != "etcd"


def _component(machine: "Machine", name: str, process: str) -> Object:
    port = {"scheduler": 10259, "controller-manager": 10257}.get(process, 2379)
    refused = f'Get "https://127.0.0.1:{port}/healthz": dial tcp 127.0.0.1:{port}: connect: connection refused'
    well = machine.is_running(process)
    condition = {"status": "True" if well else "False", "type": "Healthy", "message": "ok" if well else refused}
    return {"apiVersion": "v1", "conditions": [condition], "kind": "ComponentStatus", "metadata": {"name": name}}
