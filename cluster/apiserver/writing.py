"""POST, PUT, PATCH and DELETE on an object, DELETE on many."""

import re
from typing import TYPE_CHECKING, Any

from ..values import Object, copy
from . import managed, patches
from .bodies import change_of, decoded, doubled, level_of, value_of, warned
from .decoding import decode
from .errors import ApiError, bad_request, conflict, invalid_patch, unversioned
from .golang import named, printed, written_json
from .messages import Request, Response, written
from .options import delete_options, write_options
from .reading import selected
from .registry import Options
from .shapes import Shape
from .versions import Version

if TYPE_CHECKING:
    from .http import ApiServer

# Kinds of which a PUT makes what is not there yet, and those of which it must say what it replaces.
_CREATED_BY_PUT = {
    "clusterrolebindings",
    "clusterroles",
    "endpoints",
    "events",
    "leases",
    "limitranges",
    "rolebindings",
    "roles",
    "services",
}
_NEVER_BLINDLY = {"leases", "poddisruptionbudgets"}
_OTHER_NAMESPACE = "the namespace of the provided object does not match the namespace sent on the request"


def _answer(
    server: "ApiServer", version: Version, request: Request, item: Object, warnings: list[str], status: int = 200
) -> Response:
    return written(status, Shape.asked(version, request, server.now).one(item), warnings)


def create(server: "ApiServer", version: Version, space: str, request: Request) -> Response:
    options = write_options(request)
    item, warnings = decoded(version, request)
    stated = item.setdefault("metadata", {}).get("namespace", "")
    if version.kind.namespaced and stated and stated != space:
        raise bad_request(_OTHER_NAMESPACE)
    made = server.registry.create(version.kind, space, item, options)
    return _answer(server, version, request, made, warnings, 201)


def update(server: "ApiServer", version: Version, space: str, name: str, request: Request) -> Response:
    kind, registry, options = version.kind, server.registry, write_options(request)
    item, warnings = decoded(version, request)
    meta = item.setdefault("metadata", {})
    if not meta.get("name"):
        why = f"the name of the object ({name} based on URL) was undeterminable: name must be provided"
        raise bad_request(why)
    addressed(version, meta, space, name)
    if kind.plural in _CREATED_BY_PUT and server.store.get(kind.plural, space, name) is None:
        return _answer(server, version, request, registry.create(kind, space, item, options), warnings, 201)
    if kind.plural in _NEVER_BLINDLY and not meta.get("resourceVersion"):
        registry.get(kind, space, name)
        raise unversioned(kind, name)
    return _answer(server, version, request, registry.update(kind, space, item, options), warnings)


def addressed(version: Version, meta: Object, space: str, name: str) -> None:
    """What is sent to an address must be what lies there."""
    stated = meta.setdefault("name", name)
    if stated != name:
        raise bad_request(f"the name of the object ({stated}) does not match the name on the URL ({name})")
    other = meta.get("namespace", "")
    if version.kind.namespaced and other and other != space:
        raise bad_request(
            f"the namespace of the object ({other}) does not match the namespace on the request ({space})"
        )


def patch(
    server: "ApiServer", version: Version, space: str, name: str, request: Request, subresource: str = ""
) -> Response:
    options = write_options(request, subresource)
    if request.content_type == patches.APPLY and not subresource:
        return _apply(server, version, space, name, request)
    old = server.registry.get(version.kind, space, name)
    fresh = patched(version.out(old), request, version.struct)
    fresh, warnings = _typed(fresh, version, request)
    fresh = version.into(fresh)
    if fresh["metadata"].get("name") != name or fresh["metadata"].get("namespace", space) != space:
        addressed(version, fresh["metadata"], space, name)
    fresh["metadata"].setdefault("resourceVersion", old["metadata"]["resourceVersion"])
    made = server.registry.update(version.kind, space, fresh, options)
    return _answer(server, version, request, made, warnings)


def patched(old: Object, request: Request, struct: str) -> Object:
    content = request.content_type
    if content not in (patches.MERGE, patches.STRATEGIC, patches.JSON_PATCH):
        raise ApiError("UnsupportedMediaType", "415: Unsupported Media Type", {})
    change = change_of(request)
    if content == patches.JSON_PATCH:
        return patches.json_patch(old, change)
    if not isinstance(change, dict):
        what = "string" if isinstance(change, str) else "array" if isinstance(change, list) else "number"
        raise bad_request(f"json: cannot unmarshal {what} into Go value of type map[string]interface {{}}")
    if content == patches.MERGE:
        return patches.merge(old, change)
    return patches.strategic(copy(old), change, struct)


def _typed(fresh: Any, version: Version, request: Request) -> tuple[Object, list[str]]:
    """A patched object must still be one; the words differ from those for a whole object."""
    strategic = request.content_type == patches.STRATEGIC
    try:
        item, unknown = decode(fresh, version.seen, version.struct)
    except ApiError as error:
        if "cannot unmarshal" not in error.message or not strategic:
            raise
        what = re.search(r"unmarshal (\w+) into .* of type ([\w.\[\]]+)", error.message)
        found, wanted = what.groups() if what else ("string", "string")
        why = f"unrecognized type: {wanted}" if found == "string" else f"cannot convert {named(found)} to {wanted}"
        raise invalid_patch(f'"{printed(value_of(request))}"', why) from None
    problems = [*_doubled(request), *unknown]
    if problems and level_of(request) == "Strict":
        shown = f'"{printed(value_of(request))}"' if strategic else written_json(written_json(fresh))
        raise invalid_patch(shown, f"strict decoding error: {', '.join(problems)}")
    item.setdefault("metadata", {})
    return item, warned(request, problems)


def _doubled(request: Request) -> list[str]:
    of = "json patch " if request.content_type == patches.JSON_PATCH else ""
    return [f"{of}{problem}" for problem in doubled(request)]


def _apply(server: "ApiServer", version: Version, space: str, name: str, request: Request) -> Response:
    kind, registry = version.kind, server.registry
    manager = request.query["fieldManager"]
    patch, warnings = decoded(version, request)
    addressed(version, patch.setdefault("metadata", {}), space, name)
    patch["kind"], patch["apiVersion"] = kind.kind, kind.api_version
    old = server.store.get(kind.plural, space if kind.namespaced else "", name)
    fresh = managed.apply(old, patch, manager, request.says("force"), server.now(), kind)
    options = Options("", request.dry_run)
    if old is None:
        entries = fresh["metadata"].pop("managedFields")
        made = registry.create(kind, space, fresh, Options("", True))
        made["metadata"]["managedFields"] = entries
        if not options.dry_run:
            made = registry.create(kind, space, made, options)
            made = registry.update(kind, space, {**made, "metadata": {**made["metadata"], "managedFields": entries}})
        return _answer(server, version, request, made, warnings, 201)
    stated = patch["metadata"].get("resourceVersion")
    if stated and stated != old["metadata"]["resourceVersion"]:
        raise conflict(kind, name)
    fresh["metadata"]["resourceVersion"] = old["metadata"]["resourceVersion"]
    return _answer(server, version, request, registry.update(kind, space, fresh, options), warnings)


def _delete_body(request: Request) -> Any:
    return None if request.body in ("", b"") else value_of(request)


def delete(server: "ApiServer", version: Version, space: str, name: str, request: Request) -> Response:
    kind = version.kind
    options = delete_options(_delete_body(request), request.query)
    item, gone = server.registry.delete(kind, space, name, options)
    if not gone or kind.plural == "pods":
        return _answer(server, version, request, item, [])
    details = {
        **({"group": kind.group} if kind.group else {}),
        "kind": kind.plural,
        "name": name,
        "uid": item["metadata"]["uid"],
    }
    return Response(
        200, {"apiVersion": "v1", "details": details, "kind": "Status", "metadata": {}, "status": "Success"}
    )


def delete_collection(server: "ApiServer", version: Version, space: str, request: Request) -> Response:
    kind = version.kind
    items = selected(server, kind, space, request.query)
    options = delete_options(_delete_body(request), request.query)
    for item in items:
        server.registry.delete(kind, item["metadata"].get("namespace", ""), item["metadata"]["name"], options)
    meta = {"resourceVersion": str(server.store.revision)}
    return Response(200, Shape.asked(version, request, server.now).many(items, meta))
