"""What a kubectl command has at hand: the server's door, a clock that it may wait on, files, and two streams."""

from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any, Protocol

from ..apiserver import patches
from ..apiserver.http import Request, Response
from ..apiserver.kinds import Kind
from ..values import Object
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
        self.during = ""  # what kubectl was at

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
        headers = {"Accept": accept or "application/json", "User-Agent": f"kubectl/{CLIENT_VERSION}"}
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
        self, kind: Kind, namespace: str, item: Object, manager: str, dry: bool = False, validation: str = "Strict"
    ) -> Object:
        query = {"fieldManager": manager, "fieldValidation": validation}
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
        validation: str = "",
    ) -> Object:
        query = {"fieldManager": manager} | _dry(dry) | ({"fieldValidation": validation} if validation else {})
        return self.ask("PATCH", kind.path(namespace, name, subresource), query, patch, content)

    # Files

    def read(self, name: str) -> str:
        if name == "-":
            return self.stdin or ""
        found = self.files.get(name.removeprefix("./"))
        if found is None and name.startswith(("http://", "https://")):
            host = name.partition("//")[2].partition("/")[0]
            raise Usage(f"Unable to connect to the server: dial tcp: lookup {host}: no such host")
        if found is None:
            raise Usage(f'error: the path "{name}" does not exist')
        return found

    def manifests(self, names: list[str], deep: bool = False) -> list[tuple[str, str]]:
        """(how it is called, text) of every file; a directory means the manifests in it, and below it if `deep`."""
        files = [file for given in names for file in self._files(given, deep)]
        return [("STDIN" if file == "-" else file, self.read(file)) for file in files]

    def _files(self, given: str, deep: bool) -> list[str]:
        if given in self.files or given == "-":
            return [given]
        prefix = "" if given in (".", "./") else given.removeprefix("./").rstrip("/") + "/"
        below = sorted(name for name in self.files if name.startswith(prefix))
        found = [
            name
            for name in below
            if name.endswith((".yaml", ".yml", ".json")) and (deep or "/" not in name.removeprefix(prefix))
        ]
        if not found and (below or not prefix):
            raise Usage(f"error: error reading [{given}]: recognized file extensions are [.json .yaml .yml]")
        return found or [given]


def _typed(item: Object, kind: Kind) -> Object:
    return {"apiVersion": kind.api_version, "kind": kind.kind, **item}


def _dry(dry: bool) -> dict[str, str]:
    return {"dryRun": "All"} if dry else {}
