"""/openapi: the fields of the kinds, drawn from the tables that requests are decoded by."""

from collections.abc import Iterator
from functools import cache

from ..values import Object
from .messages import Response
from .schema import ROOT, TYPES, Field
from .versions import GROUPS, VERSIONS, Version

_INFO = {"title": "Kubernetes", "version": "unversioned"}
_META = "io.k8s.apimachinery.pkg.apis.meta.v1"
_SCALARS: dict[str, Object] = {
    "string": {"type": "string"},
    "bool": {"type": "boolean"},
    "int32": {"format": "int32", "type": "integer"},
    "int64": {"format": "int64", "type": "integer"},
    "float64": {"format": "double", "type": "number"},
    "any": {"type": "object"},
    "object": {"type": "object"},
}
# Scalars that the real document names: (its name, what it is).
_NAMED: dict[str, tuple[str, Object]] = {
    "Quantity": ("io.k8s.apimachinery.pkg.api.resource.Quantity", {"oneOf": [{"type": "string"}, {"type": "number"}]}),
    "IntOrString": (
        "io.k8s.apimachinery.pkg.util.intstr.IntOrString",
        {"format": "int-or-string", "oneOf": [{"type": "integer"}, {"type": "string"}]},
    ),
    "Time": (f"{_META}.Time", {"format": "date-time", "type": "string"}),
    "MicroTime": (f"{_META}.MicroTime", {"format": "date-time", "type": "string"}),
}
# Alike in name, and in documents of their own.
_SHOWN = {f"SimpleAutoscaler{part}": f"HorizontalPodAutoscaler{part}" for part in ("Spec", "Status")}
_OF_META = {"ObjectMeta", "OwnerReference", "LabelSelector", "LabelSelectorRequirement"}


def path(group: str, version: str) -> str:
    return f"apis/{group}/{version}" if group else f"api/{version}"


def index() -> Object:
    paths = (path(group, version) for group, version in GROUPS)
    return {"paths": {one: {"serverRelativeURL": f"/openapi/v3/{one}"} for one in paths}}


@cache
def document(asked: str) -> Object | None:
    """None where there is no such group; the same for ever otherwise."""
    found = [version for version in VERSIONS.values() if path(version.seen.group, version.seen.version) == asked]
    if not found:
        return None
    schemas: Object = {}
    for version in found:
        _add_kind(schemas, version)
    return {
        "components": {"schemas": schemas},
        "info": _INFO,
        "openapi": "3.0.0",
        "paths": {route: operations for version in found for route, operations in _routes(version)},
    }


def _routes(version: Version) -> Iterator[tuple[str, Object]]:
    """What a kubectl asks the document for: of which kind a path is, and whether the server checks fields itself."""
    seen = version.seen
    many, one = seen.path("{namespace}"), seen.path("{namespace}", "{name}")
    yield many, {"get": _operation(version, "list"), "post": _operation(version, "post")}
    yield one, {"get": _operation(version, "get"), "patch": _operation(version, "patch")}


def _operation(version: Version, action: str) -> Object:
    checks = [{"in": "query", "name": "fieldValidation", "schema": {"type": "string"}}]
    answer = {"content": {"application/json": {"schema": _reference(_kind_name(version))}}, "description": "OK"}
    return {
        **({"parameters": checks} if action in ("post", "patch") else {}),
        "responses": {"200": answer},
        "x-kubernetes-action": action,
        "x-kubernetes-group-version-kind": _gvk(version),
    }


def _gvk(version: Version) -> Object:
    return {"group": version.seen.group, "kind": version.seen.kind, "version": version.seen.version}


def _kind_name(version: Version) -> str:
    group = version.seen.group.removesuffix(".k8s.io") or "core"
    return f"io.k8s.api.{group}.{version.seen.version}.{version.seen.kind}"


def _struct_name(struct: str) -> str:
    return f"{_META}.{struct}" if struct in _OF_META else f"io.k8s.api.core.v1.{_SHOWN.get(struct, struct)}"


def _add_kind(schemas: Object, version: Version) -> None:
    fields = {**ROOT, **TYPES.get(version.struct, {})}
    schemas[_kind_name(version)] = {**_object(schemas, fields), "x-kubernetes-group-version-kind": [_gvk(version)]}


def _object(schemas: Object, fields: dict[str, Field]) -> Object:
    return {"properties": {name: _property(schemas, field) for name, field in fields.items()}, "type": "object"}


def _property(schemas: Object, field: Field) -> Object:
    if field.is_list:
        merged = (
            {"x-kubernetes-patch-merge-key": field.key, "x-kubernetes-patch-strategy": "merge"} if field.key else {}
        )
        return {"items": _property(schemas, Field(field.item)), "type": "array", **merged}
    if field.is_map:
        return {"additionalProperties": _property(schemas, Field(field.item)), "type": "object"}
    if field.type in _SCALARS:
        return dict(_SCALARS[field.type])
    if field.type in _NAMED:
        name, schema = _NAMED[field.type]
        schemas[name] = schema
        return _reference(name)
    name = _struct_name(field.type)
    if name not in schemas:
        schemas[name] = {}  # a struct may lead to itself
        schemas[name] = _object(schemas, TYPES[field.type])
    return _reference(name)


def _reference(name: str) -> Object:
    return {"allOf": [{"$ref": f"#/components/schemas/{name}"}], "default": {}}


OLD = "application/com.github.proto-openapi.spec.v2.v1.0+protobuf"


def of_old(accept: str) -> Response:
    """/openapi/v2: no schemas, which v3 has. kubectl looks there for kinds that nobody serves, and goes on without."""
    if "protobuf" in accept:
        return Response(200, "", {"Content-Type": OLD})
    return Response(200, {"swagger": "2.0", "info": _INFO, "paths": {}})
