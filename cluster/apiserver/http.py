"""The API server's door: requests in the terms of HTTP -> answers.

Bodies may be text, as they come over a wire, or the values that they would be parsed to; answers are values, which
whoever puts a socket in front of this turns into JSON.
"""

import re

from ..machine import Machine
from . import discovery, reading, subresources, writing
from .errors import ApiError, Stalled, Unavailable, bad_request, method_not_allowed, resource_not_found
from .kinds import KINDS
from .messages import JSON, TEXT, Request, Response
from .registry import Registry
from .versions import GROUPS, VERSIONS, Version

__all__ = ["ApiServer", "Request", "Response"]
_PATH = re.compile(
    r"/(?:api/(?P<core>v1)|apis/(?P<group>[^/]+)/(?P<version>[^/]+))"
    r"(?:/namespaces/(?P<namespace>[^/]+)(?=/[^/])(?!/(?:status|finalize)$))?"
    r"/(?P<plural>[^/]+)(?:/(?P<name>[^/]+))?(?:/(?P<subresource>[^/]+))?"
)
_NOT_FOUND = Response(404, "404 page not found\n", {"Content-Type": TEXT})


class ApiServer:
    def __init__(self, machine: Machine) -> None:
        self.machine = machine
        self.store = machine.store
        self.registry = Registry(machine.store, machine.dice, self.now)
        for kind in KINDS:
            machine.store.listen(kind.plural, lambda c: self.registry.book(c.type, c.object))

    def rebuild(self) -> None:
        """Count anew what lies in the store."""
        self.registry.bytes = 0
        self.registry.weights.clear()
        for kind in KINDS:
            for item in self.store.items(kind.plural):
                self.registry.book("ADDED", item)

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
            return _refusal(error)
        except RecursionError:
            return _refusal(bad_request("the object is nested too deeply"))
        finally:
            self.store.writer = ""

    def _answer(self, request: Request) -> Response:
        plain = discovery.answer(self, request)
        if plain is not None:
            return plain
        match = _PATH.fullmatch(request.path.rstrip("/"))
        if match is None:
            return _NOT_FOUND
        group, number = match["group"] or "", match["core"] or match["version"]
        if (group, number) not in GROUPS:
            return _NOT_FOUND
        space, name, subresource = (match[part] or "" for part in ("namespace", "name", "subresource"))
        version = VERSIONS.get((group, number, match["plural"]))
        if version is None or (space if not version.kind.namespaced else name and not space):
            raise resource_not_found()
        if version.kind.plural == "componentstatuses":
            return discovery.component_statuses(self, name, request)
        if not self.machine.is_running("etcd"):
            raise Stalled(f"{request.method.lower()} {version.kind.qualified}")
        if subresource:
            return subresources.answer(self, version, space, name, subresource, request)
        if not name:
            return self._collection(version, space, request)
        return self._single(version, space, name, request)

    def _collection(self, version: Version, space: str, request: Request) -> Response:
        match request.method:
            case "GET" if request.says("watch"):
                return reading.watch(self, version, space, request)
            case "GET":
                return reading.list_(self, version, space, request)
            case "POST" if space or not version.kind.namespaced:
                return writing.create(self, version, space, request)
            case "DELETE" if "deletecollection" in version.kind.verbs and (space or not version.kind.namespaced):
                return writing.delete_collection(self, version, space, request)
        raise method_not_allowed()

    def _single(self, version: Version, space: str, name: str, request: Request) -> Response:
        match request.method:
            case "GET":
                return reading.get(self, version, space, name, request)
            case "PUT":
                return writing.update(self, version, space, name, request)
            case "PATCH":
                return writing.patch(self, version, space, name, request)
            case "DELETE":
                return writing.delete(self, version, space, name, request)
        raise method_not_allowed()


def _refusal(error: ApiError) -> Response:
    after = (error.details or {}).get("retryAfterSeconds")
    headers = {"Content-Type": JSON, **({"Retry-After": str(after)} if after else {})}
    return Response(error.code, error.status, headers)
