"""What a kubectl command has at hand: the server's door, a clock that it may wait on, files, and two streams."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from typing import Any, Protocol

from ..apiserver import patches
from ..apiserver.http import Request, Response
from ..apiserver.kinds import Kind
from ..values import Object
from . import yamlin
from .flags import Usage

CLIENT_VERSION = "v1.32.5"
KUSTOMIZE_VERSION = "v5.5.0"
BETWEEN = 0.03  # seconds from one change that a command asks for to its next


class Clock(Protocol):
    """Waiting is a matter of the cluster's time, not of ours."""

    def now(self) -> float:
        """Seconds since 1970."""

    def wait(self, until: float) -> bool:
        """Let happen what comes next, by `until` at the latest. False if nothing came."""

    def wait_for(self, seconds: float) -> None:
        """Let so many seconds pass."""


class Refused(Exception):
    """The server's Status, as an exception."""

    def __init__(self, status: Object) -> None:
        super().__init__(status.get("message", ""))
        self.status = status

    @property
    def reason(self) -> str:
        return self.status.get("reason", "")

    @property
    def message(self) -> str:
        return self.status.get("message", "")


@dataclass
class Session:
    handle: Callable[[Request], Response]
    clock: Clock
    namespace: str
    server: str
    files: dict[str, str] = field(default_factory=dict)
    stdin: str | None = None
    out: list[str] = field(default_factory=list)
    err: list[str] = field(default_factory=list)
    words: list[str] = field(default_factory=list)  # of the command line
    written: bool = False  # whether this command has changed anything yet

    def print(self, text: str = "") -> None:
        self.out.append(f"{text}\n")

    def complain(self, text: str) -> None:
        self.err.append(f"{text}\n")

    # The server

    def ask(
        self,
        method: str,
        path: str,
        query: dict[str, str] | None = None,
        body: Any = None,
        content: str = "",
        accept: str = "",
    ) -> Any:
        """The body of the answer. Raises `Refused`, or `Unavailable` where nobody answers."""
        headers = {"Accept": accept or "application/json"}
        if content:
            headers["Content-Type"] = content
        if method != "GET":
            if self.written:
                self.clock.wait_for(BETWEEN)
            self.written = True
        answer = self.handle(Request(method, path, query or {}, headers, body))
        for text in answer.warnings:
            self.complain(f"Warning: {text}")
        if answer.status >= 400:
            status = answer.body
            if not isinstance(status, dict):
                status = {"message": "the server could not find the requested resource", "reason": "NotFound"}
            raise Refused(status)
        return answer.body

    def get(self, kind: Kind, namespace: str, name: str, accept: str = "") -> Object:
        if not name:
            raise Usage("error: resource name may not be empty")
        if kind.namespaced:
            try:
                return self.ask("GET", kind.path(namespace, name), accept=accept)
            except Refused as refused:
                if refused.reason == "NotFound" and not self._has_namespace(namespace):
                    raise Refused({"message": f'namespaces "{namespace}" not found', "reason": "NotFound"}) from None
                raise
        return self.ask("GET", kind.path("", name), accept=accept)

    def _has_namespace(self, namespace: str) -> bool:
        try:
            self.ask("GET", f"/api/v1/namespaces/{namespace}")
        except Refused:
            return False
        return True

    def items(self, kind: Kind, namespace: str = "", labels: str = "", fields: str = "") -> list[Object]:
        query = {key: value for key, value in (("labelSelector", labels), ("fieldSelector", fields)) if value}
        return [_typed(item, kind) for item in self.ask("GET", kind.path(namespace), query)["items"]]

    def create(
        self, kind: Kind, namespace: str, item: Object, manager: str, dry: bool = False, strict: bool = True
    ) -> Object:
        query = {"fieldManager": manager, "fieldValidation": "Strict" if strict else "Ignore"}
        return self.ask("POST", kind.path(namespace), query | _dry(dry), item)

    def patch(
        self,
        kind: Kind,
        namespace: str,
        name: str,
        patch: Any,
        manager: str,
        content: str = patches.STRATEGIC,
        dry: bool = False,
        subresource: str = "",
    ) -> Object:
        query = {"fieldManager": manager} | _dry(dry)
        return self.ask("PATCH", kind.path(namespace, name, subresource), query, patch, content)

    # Files

    def read(self, name: str) -> str:
        if name == "-":
            return self.stdin or ""
        found = self.files.get(name.removeprefix("./"))
        if found is None:
            raise Usage(f'error: the path "{name}" does not exist')
        return found

    def manifests(self, names: list[str], order: bool = True) -> Iterator[tuple[str, Any]]:
        """(where it is from, document) of every file; a directory means all its manifests."""
        for given in names:
            for name in self._files(given):
                shown = "STDIN" if name == "-" else name
                try:
                    for document in yamlin.documents(self.read(name), shown):
                        yield from _items(shown, document)
                except yamlin.BadManifest as error:
                    raise Usage(str(error)) from None

    def _files(self, given: str) -> list[str]:
        if given in (".", "./"):
            return sorted(name for name in self.files if name.endswith((".yaml", ".yml", ".json")) and "/" not in name)
        prefix = given.removeprefix("./").rstrip("/") + "/"
        inside = sorted(
            name for name in self.files if name.startswith(prefix) and name.endswith((".yaml", ".yml", ".json"))
        )
        return inside if inside and given not in self.files else [given]


def _items(name: str, document: Any) -> Iterator[tuple[str, Any]]:
    if isinstance(document, dict) and document.get("kind") == "List" and isinstance(document.get("items"), list):
        for item in document["items"]:
            yield name, item
    else:
        yield name, document


def _typed(item: Object, kind: Kind) -> Object:
    return {"apiVersion": kind.api_version, "kind": kind.kind, **item}


def _dry(dry: bool) -> dict[str, str]:
    return {"dryRun": "All"} if dry else {}
