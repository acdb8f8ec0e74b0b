"""GET: one object, a list, a watch."""

from collections.abc import Callable, Mapping
from typing import TYPE_CHECKING

from .. import selectors
from ..values import Object
from . import pages
from .errors import Problem, bad_request, not_allowed
from .kinds import Kind
from .messages import Request, Response
from .shapes import Shape
from .versions import Version
from .watching import FOREVER, Watch

if TYPE_CHECKING:
    from .http import ApiServer


def get(server: "ApiServer", version: Version, space: str, name: str, request: Request) -> Response:
    pages.at_most(request.query.get("resourceVersion", ""), server.store.revision)
    item = server.registry.get(version.kind, space, name)
    return Response(200, Shape.asked(version, request, server.now).one(item))


def matcher(kind: Kind, query: Mapping[str, str]) -> Callable[[Object], bool]:
    try:
        labels = selectors.parse(query.get("labelSelector", ""))
        fields = selectors.parse_fields(query.get("fieldSelector", ""), kind.plural)
    except selectors.BadSelector as error:
        raise bad_request(str(error)) from None
    if not labels and not fields:
        return lambda item: True
    return lambda item: labels.matches(item["metadata"].get("labels")) and selectors.field_matches(fields, item)


def selected(server: "ApiServer", kind: Kind, space: str, query: Mapping[str, str]) -> list[Object]:
    """What there is now."""
    items = server.store.items(kind.plural, (space or None) if kind.namespaced else "")
    return list(filter(matcher(kind, query), items))


def list_(server: "ApiServer", version: Version, space: str, request: Request) -> Response:
    matches = matcher(version.kind, request.query)
    shape = Shape.asked(version, request, server.now)
    page = pages.listed(server.store, version.kind, space, request)
    items, meta = pages.cut(page, list(filter(matches, page.items)), version.kind, space, request)
    return Response(200, shape.many(items, meta))


def watch(server: "ApiServer", version: Version, space: str, request: Request) -> Response:
    pages.refuse(_watch_problems(request))
    asked = request.query.get("resourceVersion", "")
    shape = Shape.asked(version, request, server.now)
    seconds = request.number("timeoutSeconds") or FOREVER
    watch = Watch(server.store, version.kind, space, matcher(version.kind, request.query), shape, seconds)
    initial = request.says("sendInitialEvents")
    since = request.number("resourceVersion")
    if initial or ("sendInitialEvents" not in request.query and since == 0):
        pages.at_most(asked, server.store.revision)
        watch.add_existing(selected(server, version.kind, space, request.query))
    elif since:
        watch.position = since
    if request.says("allowWatchBookmarks"):
        watch.add_bookmarks()
        if initial:
            watch.end_of_existing()
    return Response(200, watch)


def _watch_problems(request: Request) -> list[Problem]:
    match, initial = request.query.get("resourceVersionMatch", ""), "sendInitialEvents" in request.query
    if match and not initial:
        detail = "resourceVersionMatch is forbidden for watch unless sendInitialEvents is provided"
        return [not_allowed("resourceVersionMatch", detail)]
    if initial and match != "NotOlderThan":
        detail = "sendInitialEvents requires setting resourceVersionMatch to NotOlderThan"
        return [not_allowed("resourceVersionMatch", detail)]
    return []
