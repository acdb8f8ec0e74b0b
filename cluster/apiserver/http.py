"""The API server's door: requests in the terms of HTTP -> answers.

Bodies may be text, as they come over a wire, or the values that they would be parsed to; answers are values, which
whoever puts a socket in front of this turns into JSON.
"""

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from .. import selectors
from ..machine import Machine
from ..values import Object, copy
from . import discovery, managed, patches, subresources, tables
from .decoding import decode, parse
from .deleteoptions import delete_options
from .errors import ApiError, Stalled, Unavailable, bad_request, conflict, resource_not_found
from .kinds import ALIASES, BY_PLURAL, KINDS, Kind
from .registry import Options, Registry
from .watching import Watch

JSON = "application/json"
LONGEST_NUMBER = 18  # digits that fit into an int64 whatever they are
_PATH = re.compile(
    r"/(?:api/(?P<core>v1)|apis/(?P<group>[^/]+)/(?P<version>[^/]+))"
    r"(?:/namespaces/(?P<namespace>[^/]+)(?=/[^/]))?/(?P<plural>[^/]+)(?:/(?P<name>[^/]+))?(?:/(?P<subresource>[^/]+))?"
)


@dataclass(frozen=True, slots=True)
class Request:
    method: str
    path: str
    query: Mapping[str, str] = field(default_factory=dict)
    headers: Mapping[str, str] = field(default_factory=dict)
    body: Any = None

    @property
    def wants_table(self) -> bool:
        return "as=Table" in self.headers.get("Accept", "")

    def says(self, name: str) -> bool:
        """Whether the query says yes to `name`, in any of the ways in which Go reads a truth."""
        return self.query.get(name) in ("1", "t", "T", "true", "TRUE", "True")


@dataclass(frozen=True, slots=True)
class Response:
    """`body` is a JSON value, text, or, where a watch was asked for, a `Watch`."""

    status: int
    body: Any
    headers: Mapping[str, str] = field(default_factory=lambda: {"Content-Type": JSON})


class ApiServer:
    def __init__(self, machine: Machine) -> None:
        self.machine = machine
        self.store = machine.store
        self.registry = Registry(machine.store, machine.dice, self.now)
        for kind in KINDS:
            machine.store.listen(kind.plural, lambda c: self.registry.book(c.type, c.object, c.previous))

    def rebuild(self) -> None:
        """Count anew what lies in the store."""
        self.registry.bytes = 0
        for kind in KINDS:
            for item in self.store.items(kind.plural):
                self.registry.book("ADDED", item, None)

    def now(self) -> float:
        return self.machine.epoch + self.machine.time

    def handle(self, request: Request) -> Response:
        """Raises `Unavailable` where nothing would answer."""
        if not self.machine.is_running("apiserver"):
            raise Unavailable
        self.store.time = self.machine.time
        self.store.writer, self.store.cause = request.query.get("fieldManager", "kubectl"), 0
        try:
            return self._answer(request)
        except ApiError as error:
            return Response(error.code, error.status)
        except RecursionError:
            return Response(400, bad_request("the object is nested too deeply").status)
        finally:
            self.store.writer = ""

    def _answer(self, request: Request) -> Response:
        plain = discovery.answer(self, request.method, request.path)
        if plain is not None:
            status, body, content = plain
            return Response(status, body, {"Content-Type": content})
        match = _PATH.fullmatch(request.path.rstrip("/"))
        if match is None:
            return Response(404, "404 page not found\n", {"Content-Type": "text/plain; charset=utf-8"})
        kind = self._kind(match.group("group") or "", match.group("core") or match.group("version"), match["plural"])
        space, name, subresource = (match[part] or "" for part in ("namespace", "name", "subresource"))
        if kind.plural == "componentstatuses":
            return Response(200, discovery.component_statuses(self.machine, name))
        if not self.machine.is_running("etcd"):
            raise Stalled(f"{request.method.lower()} {kind.qualified}")
        if subresource:
            return Response(*subresources.answer(self, kind, space, name, subresource, request))
        if not name:
            return self._collection(kind, space, request)
        return self._single(kind, space, name, request)

    @staticmethod
    def _kind(group: str, version: str, plural: str) -> Kind:
        kind = BY_PLURAL.get(plural)
        if kind and (kind.group, kind.version) != (group, version):
            kind = BY_PLURAL.get(ALIASES.get((group, version, plural), ""))
        if kind is None:
            raise resource_not_found()
        return kind

    def _collection(self, kind: Kind, space: str, request: Request) -> Response:
        match request.method:
            case "GET" if request.says("watch"):
                return self._watch(kind, space, request)
            case "GET":
                return self._list(kind, space, request)
            case "POST":
                return self._create(kind, space, request)
            case "DELETE":
                return self._delete_collection(kind, space, request)
        raise ApiError("MethodNotAllowed", "the server does not allow this method on the requested resource")

    def _single(self, kind: Kind, space: str, name: str, request: Request) -> Response:
        match request.method:
            case "GET":
                item = self.registry.get(kind, space, name)
                return Response(200, tables.table(kind, [item], self.now(), "") if request.wants_table else item)
            case "PUT":
                return self._update(kind, space, name, request)
            case "PATCH":
                return self._patch(kind, space, name, request)
            case "DELETE":
                return self._delete(kind, space, name, request)
        raise ApiError("MethodNotAllowed", "the server does not allow this method on the requested resource")

    # Reading

    def selected(self, kind: Kind, space: str, query: Mapping[str, str]) -> list[Object]:
        matches = self.matcher(kind, query)
        return [
            item for item in self.store.items(kind.plural, (space or None) if kind.namespaced else "") if matches(item)
        ]

    @staticmethod
    def matcher(kind: Kind, query: Mapping[str, str]) -> Any:
        try:
            labels = selectors.parse(query.get("labelSelector", ""))
            fields = selectors.parse_fields(query.get("fieldSelector", ""), kind.plural)
        except selectors.BadSelector as error:
            raise bad_request(str(error)) from None
        if not labels and not fields:
            return lambda item: True
        return lambda item: labels.matches(item["metadata"].get("labels")) and selectors.field_matches(fields, item)

    def _list(self, kind: Kind, space: str, request: Request) -> Response:
        items = self.selected(kind, space, request.query)
        revision = str(self.store.revision)
        meta: Object = {"resourceVersion": revision}
        limit, start = _number(request.query.get("limit", "0"), "limit"), request.query.get("continue", "")
        if start:
            if not start.isdecimal() or len(start) > LONGEST_NUMBER:
                raise bad_request("invalid continue token: continue key is not valid: invalid character")
            items = items[int(start) :]
        if limit and len(items) > limit:
            meta |= {"continue": str(int(start or 0) + limit), "remainingItemCount": len(items) - limit}
            items = items[:limit]
        if request.wants_table:
            return Response(200, {**tables.table(kind, items, self.now(), revision), "metadata": meta})
        body = {"apiVersion": kind.api_version, "items": items, "kind": f"{kind.kind}List", "metadata": meta}
        return Response(200, body)

    def _watch(self, kind: Kind, space: str, request: Request) -> Response:
        asked = request.query.get("resourceVersion", "")
        matches = self.matcher(kind, request.query)
        wanted = (
            (lambda item: tables.table(kind, [item], self.now(), "")) if request.wants_table else (lambda item: item)
        )
        watch = Watch(self.store, kind, space, matches, wanted)
        if asked in ("", "0"):
            watch.add_existing(self.selected(kind, space, request.query))
        else:
            watch.position = _number(asked, "resourceVersion")
        return Response(200, watch)

    # Writing

    def _create(self, kind: Kind, space: str, request: Request) -> Response:
        item, warnings = self._decoded(kind, request)
        meta = item.setdefault("metadata", {})
        stated = meta.get("namespace", "")
        if kind.namespaced and stated and space and stated != space:
            raise bad_request(_OTHER_NAMESPACE.format("the provided object", stated, "the request", space))
        made = self.registry.create(kind, space, item, self._options(request))
        return Response(201, made, _headers(warnings))

    def _update(self, kind: Kind, space: str, name: str, request: Request) -> Response:
        item, warnings = self._decoded(kind, request)
        meta = item.setdefault("metadata", {})
        if meta.get("name", name) != name:
            raise bad_request(f"the name of the object ({meta['name']}) does not match the name on the URL ({name})")
        meta["name"] = name
        return Response(200, self.registry.update(kind, space, item, self._options(request)), _headers(warnings))

    def _patch(self, kind: Kind, space: str, name: str, request: Request, subresource: str = "") -> Response:
        content = request.headers.get("Content-Type", "").partition(";")[0]
        if content == patches.APPLY:
            return self._apply(kind, space, name, request)
        if content not in (patches.MERGE, patches.STRATEGIC, patches.JSON_PATCH):
            raise ApiError("UnsupportedMediaType", "415: Unsupported Media Type")
        patch = parse(request.body)
        old = self.registry.get(kind, space, name)
        fresh = self.patched(old, patch, content, kind)
        if subresource != "status":
            fresh = _typed(fresh, kind, patch, content)
        fresh["metadata"].setdefault("resourceVersion", old["metadata"]["resourceVersion"])
        options = self._options(request, subresource)
        return Response(200, self.registry.update(kind, space, fresh, options))

    @staticmethod
    def patched(old: Object, patch: Any, content: str, kind: Kind) -> Object:
        if content == patches.JSON_PATCH:
            return patches.json_patch(old, patch)
        if not isinstance(patch, dict):
            what = "string" if isinstance(patch, str) else "array" if isinstance(patch, list) else "number"
            raise bad_request(f"json: cannot unmarshal {what} into Go value of type map[string]interface {{}}")
        if content == patches.MERGE:
            return patches.merge(old, patch)
        return patches.strategic(copy(old), patch, kind.kind)

    def _apply(self, kind: Kind, space: str, name: str, request: Request) -> Response:
        manager = request.query.get("fieldManager", "")
        if not manager:
            raise bad_request(
                'PatchOptions.meta.k8s.io "" is invalid: fieldManager: Required value: is required for apply patch'
            )
        patch, warnings = self._decoded(kind, request)
        patch.setdefault("metadata", {})["name"] = name
        patch["kind"], patch["apiVersion"] = kind.kind, kind.api_version
        old = self.store.get(kind.plural, space if kind.namespaced else "", name)
        force = request.says("force")
        fresh = managed.apply(old, patch, manager, force, self.now(), kind)
        dry = Options("", request.query.get("dryRun") == "All")
        if old is None:
            entries = fresh["metadata"].pop("managedFields")
            made = self.registry.create(kind, space, fresh, Options("", True))
            made["metadata"]["managedFields"] = entries
            if not dry.dry_run:
                made = self.registry.create(kind, space, made, dry)
                made = self.registry.update(
                    kind, space, {**made, "metadata": {**made["metadata"], "managedFields": entries}}
                )
            return Response(201, made, _headers(warnings))
        stated = patch["metadata"].get("resourceVersion")
        if stated and stated != old["metadata"]["resourceVersion"]:
            raise conflict(kind, name)
        fresh["metadata"]["resourceVersion"] = old["metadata"]["resourceVersion"]
        return Response(200, self.registry.update(kind, space, fresh, dry), _headers(warnings))

    def _delete(self, kind: Kind, space: str, name: str, request: Request) -> Response:
        options = delete_options(request.body and parse(request.body), request.query)
        item, gone = self.registry.delete(kind, space, name, options)
        if not gone or kind.plural == "pods":
            return Response(200, item)
        details = {
            **({"group": kind.group} if kind.group else {}),
            "kind": kind.plural,
            "name": name,
            "uid": item["metadata"]["uid"],
        }
        body = {"apiVersion": "v1", "details": details, "kind": "Status", "metadata": {}, "status": "Success"}
        return Response(200, body)

    def _delete_collection(self, kind: Kind, space: str, request: Request) -> Response:
        items = self.selected(kind, space, request.query)
        options = delete_options(request.body and parse(request.body), request.query)
        for item in items:
            self.registry.delete(kind, item["metadata"].get("namespace", ""), item["metadata"]["name"], options)
        meta = {"resourceVersion": str(self.store.revision)}
        return Response(
            200, {"apiVersion": kind.api_version, "items": items, "kind": f"{kind.kind}List", "metadata": meta}
        )

    def _decoded(self, kind: Kind, request: Request) -> tuple[Object, list[str]]:
        body = parse(request.body)
        if isinstance(body, dict):
            stated = body.get("kind", kind.kind), body.get("apiVersion", kind.api_version)
            if stated[0] != kind.kind:
                raise bad_request(
                    f'{stated[0]} in version "{str(stated[1]).rpartition("/")[2]}" cannot be handled as a {kind.kind}: '
                    f'no kind "{stated[0]}" is registered'
                )
        item, unknown = decode(body, kind)
        level = request.query.get("fieldValidation", "Warn")
        if unknown and level == "Strict":
            raise bad_request(
                f'{kind.kind} in version "{kind.version}" cannot be handled as a {kind.kind}: strict decoding error: '
                f"{', '.join(unknown)}"
            )
        return item, unknown if level == "Warn" else []

    @staticmethod
    def _options(request: Request, subresource: str = "") -> Options:
        manager = request.query.get("fieldManager", "")
        return Options(manager or "unknown", request.query.get("dryRun") == "All", subresource)


_OTHER_NAMESPACE = "the namespace of {} ({}) does not match the namespace sent on {} ({})"


def _headers(warnings: list[str]) -> dict[str, str]:
    told = {"Warning": ", ".join(f'299 - "{warning}"' for warning in warnings)} if warnings else {}
    return {"Content-Type": JSON, **told}


def _number(text: str, what: str) -> int:
    if not text.isdecimal() or len(text) > LONGEST_NUMBER:
        raise bad_request(f'unable to decode "{what}": strconv.ParseUint: parsing "{text}": invalid syntax')
    return int(text)


def _typed(fresh: Object, kind: Kind, patch: Any, content: str) -> Object:
    """A patched object must still be one; the words differ from those for a whole object."""
    try:
        decoded, unknown = decode(fresh, kind)
    except ApiError as error:
        if "cannot unmarshal" not in error.message or content != patches.STRATEGIC:
            raise
        what = re.search(r"unmarshal (\w+) into .* of type ([\w.\[\]]+)", error.message)
        found, wanted = what.groups() if what else ("string", "string")
        why = (
            f"unrecognized type: {wanted}"
            if found == "string"
            else f"cannot convert {_GO.get(found, found)} to {wanted}"
        )
        text = f'Invalid value: "{go_map(patch)}": {why}'
        details = {"causes": [{"field": "patch", "message": text, "reason": "FieldValueInvalid"}]}
        raise ApiError("Invalid", f' "" is invalid: patch: {text}', details) from None
    del unknown
    return decoded


_GO = {"number": "int64", "bool": "bool", "object": "map[string]interface {}", "array": "[]interface {}"}


def go_map(value: Any) -> str:
    """A value in Go's %v."""
    match value:
        case dict():
            return f"map[{' '.join(f'{key}:{go_map(value[key])}' for key in sorted(value))}]"
        case list():
            return f"[{' '.join(map(go_map, value))}]"
        case bool():
            return str(value).lower()
        case None:
            return "<nil>"
        case str():
            return value.replace('"', '\\"').replace("\n", "\\n")
    return str(value)
