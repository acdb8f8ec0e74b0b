"""The body of a request -> an object of the kind that its path names, and what of it is to be warned of."""

from typing import Any

from .. import yamlin
from ..values import Object
from . import doubles, protobuf
from .decoding import decode
from .errors import ApiError, bad_request, unsupported_media_type
from .golang import NotJson, read_json
from .kinds import find
from .messages import JSON, Request
from .patches import MERGE
from .versions import Version

YAML, PROTOBUF, APPLY = "application/yaml", "application/vnd.kubernetes.protobuf", "application/apply-patch+yaml"
LARGEST = 1_500_000  # characters of a body; etcd takes 1.5 MB
READ = (JSON, YAML, PROTOBUF)
_SCHEME = "k8s.io/kubernetes/pkg/api/legacyscheme/scheme.go:30"
_SUMMARY = 30  # bytes of an unreadable body that are told again


def value_of(request: Request, kind: str = "DeleteOptions") -> Any:
    return parse(request.body, kind, request.content_type in (YAML, APPLY))


def change_of(request: Request) -> Any:
    """What a patch says."""
    try:
        return _read(request.body, False)
    except NotJson as error:
        during = "error decoding patch: " if request.content_type == MERGE else ""
        raise bad_request(f"{during}{error}") from None


def parse(body: Any, kind: str = "DeleteOptions", yaml: bool = False) -> Any:
    """What a body says; one that is a value already is taken as it is."""
    try:
        return _read(body, yaml)
    except NotJson as error:
        what = "yaml" if yaml else "json parse"
        why = f"couldn't get version/kind; {what} error: {error}"
        raise bad_request(
            f"the object provided is unrecognized (must be of type {kind}): {why} ({_summary(body)})"
        ) from None


def _read(body: Any, yaml: bool) -> Any:
    if not isinstance(body, str | bytes):
        return body
    if len(body) > LARGEST:
        raise ApiError("RequestEntityTooLarge", f"Request entity too large: limit is {LARGEST}")
    if isinstance(body, bytes) and body.startswith(protobuf.MAGIC):
        try:
            return protobuf.decode(body)
        except protobuf.Malformed as error:
            raise bad_request(f"couldn't decode the protobuf message: {error}") from None
    return _yaml(body) if yaml else read_json(body)


def _yaml(body: str | bytes) -> Any:
    text = body.decode(errors="replace") if isinstance(body, bytes) else body
    try:
        return next(yamlin.documents(text, "the body"), None)
    except yamlin.BadManifest as error:
        raise NotJson(str(error).removeprefix("error: ")) from None


def _summary(body: str | bytes) -> str:
    data = body.encode() if isinstance(body, str) else body
    if not data:
        return "<empty>"
    start = data[:_SUMMARY]
    more = " ..." if len(data) > _SUMMARY else ""
    return (start.decode(errors="replace") if start.startswith(b"{") else start.hex()) + more


def decoded(version: Version, request: Request) -> tuple[Object, list[str]]:
    """(the object as it would lie in the store, warnings)."""
    seen = version.seen
    if isinstance(request.body, str | bytes) and request.content_type not in ("", *READ, APPLY):
        raise unsupported_media_type(READ)
    body = value_of(request, seen.kind)
    if isinstance(body, dict):
        _is_of(body, version)
    item, unknown = decode(body, seen, version.struct)
    return version.into(item), judged(request, [*doubled(request), *unknown], seen.kind, seen.version)


def _is_of(body: Object, version: Version) -> None:
    seen = version.seen
    kind, api_version = str(body.get("kind", seen.kind)), str(body.get("apiVersion", seen.api_version))
    number = api_version.rpartition("/")[2]
    handled = f'{kind} in version "{number}" cannot be handled as a {seen.kind}'
    if kind != seen.kind:
        if find(api_version, kind):
            internal = (seen.group or "core").partition(".")[0]
            why = f"converting ({number}.{kind}) to ({internal}.{seen.kind}): unknown conversion"
            raise bad_request(f"{handled}: {why}")
        raise bad_request(
            f'{handled}: no kind "{kind}" is registered for version "{api_version}" in scheme "{_SCHEME}"'
        )
    if api_version != seen.api_version:
        raise bad_request(
            f"the API version in the data ({api_version}) does not match the expected API version ({seen.api_version})"
        )


def doubled(request: Request) -> list[str]:
    """The fields that the body states twice."""
    body = request.body
    if not isinstance(body, str | bytes) or (isinstance(body, bytes) and body.startswith(protobuf.MAGIC)):
        return []
    return doubles.in_yaml(body) if request.content_type in (YAML, APPLY) else doubles.in_json(body)


def judged(request: Request, problems: list[str], kind: str, version: str) -> list[str]:
    """What is to be warned of; refuses where the client wants unknown and doubled fields to be refused."""
    if problems and level_of(request) == "Strict":
        told = ", ".join(problems)
        raise bad_request(f'{kind} in version "{version}" cannot be handled as a {kind}: strict decoding error: {told}')
    return warned(request, problems)


def warned(request: Request, problems: list[str]) -> list[str]:
    if level_of(request) != "Warn":
        return []
    return [line.strip() for problem in problems for line in problem.removeprefix(doubles.IN_YAML).split("\n")]


def level_of(request: Request) -> str:
    """How strict the client wants the server to be: Ignore, Warn or Strict."""
    return request.query.get("fieldValidation") or "Warn"
