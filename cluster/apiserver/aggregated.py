"""Every group with all its resources in one answer, for clients that would otherwise ask group by group."""

from collections.abc import Iterator

from ..values import Object
from .messages import JSON, Response

_ASKED = {"g": "apidiscovery.k8s.io", "v": "v2", "as": "APIGroupDiscoveryList"}


def is_asked(accept: str) -> bool:
    for offer in accept.split(","):
        _, *parameters = [part.strip() for part in offer.split(";")]
        if dict(part.partition("=")[::2] for part in parameters) == _ASKED:
            return True
    return False


def answer(groups: dict[str, list[Object]]) -> Response:
    """`groups`: by name their APIResourceLists, the preferred version first."""
    items = [
        {"metadata": {"name": name, "creationTimestamp": None}, "versions": [_version(listed) for listed in versions]}
        for name, versions in groups.items()
    ]
    kind = {"kind": _ASKED["as"], "apiVersion": f"{_ASKED['g']}/{_ASKED['v']}"}
    spelled = ";".join([JSON, *(f"{name}={value}" for name, value in _ASKED.items())])
    return Response(200, {**kind, "metadata": {}, "items": items}, {"Content-Type": spelled})


def _version(listed: Object) -> Object:
    group, _, version = listed["groupVersion"].rpartition("/")
    entries = listed["resources"]
    resources = [
        {
            "resource": one["name"],
            "responseKind": _kind(one, group, version),
            "scope": "Namespaced" if one["namespaced"] else "Cluster",
            "singularResource": one["singularName"],
            "verbs": one["verbs"],
            **{key: one[key] for key in ("shortNames", "categories") if key in one},
            **_optional("subresources", list(_below(entries, one["name"], group, version))),
        }
        for one in entries
        if "/" not in one["name"]
    ]
    return {"version": version, "resources": resources, "freshness": "Current"}


def _below(entries: list[Object], name: str, group: str, version: str) -> Iterator[Object]:
    for one in entries:
        parent, _, subresource = one["name"].partition("/")
        if subresource and parent == name:
            yield {
                "subresource": subresource,
                "responseKind": _kind(one, group, version),
                "verbs": one["verbs"],
            }


def _kind(entry: Object, group: str, version: str) -> Object:
    return {"group": entry.get("group", group), "version": entry.get("version", version), "kind": entry["kind"]}


def _optional(key: str, value: list[Object]) -> Object:
    return {key: value} if value else {}
