"""What a list is of: which revision, and which part of it where it comes in pages."""

import json
from base64 import urlsafe_b64decode, urlsafe_b64encode
from binascii import Error as BadBase64
from dataclasses import dataclass

from ..store import Compacted, Store
from ..values import Object
from .errors import Problem, bad_request, expired, invalid_options, not_allowed, too_large_version, unsupported
from .golang import NotJson, read_json
from .kinds import Kind
from .messages import Request

_VERSION = "meta.k8s.io/v1"
_TOO_OLD = "The resourceVersion for the provided list is too old."
_PAGE_TOO_OLD = (
    "The provided continue parameter is too old to display a consistent list result. You can start a new list without "
    "the continue parameter, or use the continue token in this response to retrieve the remainder of the results. "
    "Continuing with the provided token results in an inconsistent list - objects that were created, modified, or "
    "deleted between the time the first chunk was returned and now may show up in the list."
)
_MATCHES = ("Exact", "NotOlderThan", "")
_LATEST = -1  # the revision in a token that goes on with whatever there is now


@dataclass(frozen=True, slots=True)
class Listed:
    revision: int
    items: list[Object]  # of any labels and fields; those behind the place where the page starts


def listed(store: Store, kind: Kind, namespace: str, request: Request) -> Listed:
    """Where nothing else is asked for, what there is now."""
    space = (namespace or None) if kind.namespaced else ""
    token = request.query.get("continue", "")
    asked, match = _asked(request, store.revision)
    if token:
        revision, start = _read(token)
        if asked:
            raise bad_request("specifying resource version is not allowed when using continue")
        now = revision == _LATEST
        items = list(store.items(kind.plural, space)) if now else _at(store, revision, kind, space, start)
        later = [item for item in items if _place(item, kind, namespace) >= start]
        return Listed(store.revision if now else revision, later)
    if asked and (match == "Exact" or (not match and request.number("limit"))):
        return Listed(asked, _at(store, asked, kind, space))
    return Listed(store.revision, list(store.items(kind.plural, space)))


def _asked(request: Request, current: int) -> tuple[int, str]:
    """(resourceVersion, resourceVersionMatch)."""
    asked, match = request.query.get("resourceVersion", ""), request.query.get("resourceVersionMatch", "")
    refuse(_match_problems(request, asked, match))
    return at_most(asked, current), match


def at_most(asked: str, current: int) -> int:
    """A resourceVersion that has been; 0 where none is stated."""
    if not asked.isdecimal() and asked:
        raise bad_request(f'invalid resource version: strconv.ParseUint: parsing "{asked}": invalid syntax')
    if len(asked) > 18 or int(asked or 0) > current:
        raise too_large_version(int(asked[:19]), current)
    return int(asked or 0)


def _match_problems(request: Request, asked: str, match: str) -> list[Problem]:
    if "sendInitialEvents" in request.query:
        return [not_allowed("sendInitialEvents", "sendInitialEvents is forbidden for list")]
    if not match:
        return []
    name, found = "resourceVersionMatch", []
    if not asked:
        found.append(not_allowed(name, "resourceVersionMatch is forbidden unless resourceVersion is provided"))
    if request.query.get("continue"):
        found.append(not_allowed(name, "resourceVersionMatch is forbidden when continue is provided"))
    if match not in _MATCHES:
        found.append(unsupported(name, match, _MATCHES))
    if match == "Exact" and asked == "0":
        found.append(not_allowed(name, 'resourceVersionMatch "exact" is forbidden for resourceVersion "0"'))
    return found


def refuse(problems: list[Problem]) -> None:
    if problems:
        raise invalid_options("ListOptions", problems)


def _at(store: Store, revision: int, kind: Kind, space: str | None, start: str = "") -> list[Object]:
    try:
        return store.items_at(revision, kind.plural, space)
    except Compacted:
        if start:
            raise expired(_PAGE_TOO_OLD, token(_LATEST, start.removesuffix("\0"))) from None
        raise expired(_TOO_OLD) from None


def cut(
    page: Listed, matching: list[Object], kind: Kind, namespace: str, request: Request
) -> tuple[list[Object], Object]:
    """As many as were asked for, and the list's metadata, which says how to get at the others."""
    meta: Object = {"resourceVersion": str(page.revision)}
    limit = request.number("limit")
    if request.query.get("resourceVersion") == "0":
        return matching, meta  # out of the server's cache, which knows no pages
    if not limit or len(matching) < limit or matching[limit - 1] is page.items[-1]:
        return matching, meta
    kept = matching[:limit]
    meta["continue"] = token(page.revision, _place(kept[-1], kind, namespace))
    if not request.query.get("labelSelector") and not request.query.get("fieldSelector"):
        meta["remainingItemCount"] = len(page.items) - limit
    return kept, meta


def _place(item: Object, kind: Kind, namespace: str) -> str:
    """Its key in etcd, below the part that all keys of the list have in common."""
    meta = item["metadata"]
    space = f"{meta['namespace']}/" if kind.namespaced and not namespace else ""
    return f"{'' if kind.plural == 'events' else '/'}{space}{meta['name']}"


def token(revision: int, place: str) -> str:
    """The next page starts with the first key behind `place`."""
    text = json.dumps({"v": _VERSION, "rv": revision, "start": f"{place}\0"}, separators=(",", ":"))
    return urlsafe_b64encode(text.encode()).decode().rstrip("=")


def _read(text: str) -> tuple[int, str]:
    try:
        if not text.isascii() or len(text) % 4 == 1:
            raise NotJson(f"illegal base64 data at input byte {len(text) - 1}")
        found = read_json(urlsafe_b64decode(text + "=" * (-len(text) % 4)))
        if not isinstance(found, dict):
            raise NotJson("json: cannot unmarshal value into Go value of type storage.continueToken")
        revision, start = found.get("rv", 0), found.get("start", "")
        if found.get("v") != _VERSION:
            raise NotJson(f'server does not recognize this encoded version "{found.get("v", "")}"')
        if not isinstance(revision, int) or revision == 0 or revision < _LATEST:
            raise NotJson(f"incorrect encoded start resourceVersion (version {_VERSION})")
        if not isinstance(start, str) or not start:
            raise NotJson(f"encoded start key empty (version {_VERSION})")
    except (NotJson, BadBase64) as error:
        raise bad_request(f"invalid continue token: continue key is not valid: {error}") from None
    return revision, start
