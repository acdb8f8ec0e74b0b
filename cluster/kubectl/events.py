"""kubectl events."""

from ..apiserver.http import Request
from ..apiserver.kinds import BY_PLURAL
from ..values import Object, at
from . import output, tabs
from .describe_parts import event_age
from .flags import Parsed, Usage
from .resources import kinds_of, namespace_of
from .session import Session

FLAGS = "all-namespaces,A?; for=; types*; watch,w?; output,o=; no-headers?; chunk-size#500; watch-seconds~"
EVENTS = BY_PLURAL["events"]
TYPES = ("normal", "warning")


def run(session: Session, parsed: Parsed) -> int:
    types = {one.lower() for part in parsed["types"] for one in part.split(",")}
    if types - set(TYPES):
        raise Usage("error: valid --types are Normal or Warning")
    space = "" if parsed["all-namespaces"] else namespace_of(session, parsed)
    query = _about(parsed["for"])
    listed = session.ask("GET", EVENTS.path(space), query)
    items = [one for one in listed["items"] if not types or one["type"].lower() in types]
    items = [output.typed(one, EVENTS) for one in sorted(items, key=_last_seen)]
    if parsed["watch"]:
        return _watch(session, parsed, space, query, items, listed["metadata"]["resourceVersion"], types)
    if not items:
        where = "" if parsed["all-namespaces"] else f" in {space} namespace"
        session.complain(f"No events found{where}.")
        return 0
    if parsed["output"] not in ("", "wide"):
        shown = [output.arranged(output.bare(one)) for one in items]
        listed = {"kind": "EventList", "apiVersion": "v1", "metadata": {}, "items": shown}
        output.printer(parsed["output"], sort_keys=False)(session, listed)
        return 0
    session.out.append(tabs.table([] if parsed["no-headers"] else [_headers(parsed)], _rows(session, parsed, items)))
    return 0


def _about(text: str) -> dict[str, str]:
    if not text:
        return {}
    word, slash, name = text.partition("/")
    if not slash or not name:
        raise Usage("error: --for must be in resource/name form")
    try:
        kind = kinds_of(word)[0]
    except Usage as error:
        raise Usage(str(error).removeprefix("error: ")) from None
    return {"fieldSelector": f"involvedObject.kind={kind.kind},involvedObject.name={name}"}


def _headers(parsed: Parsed) -> list[str]:
    return ["NAMESPACE"] * parsed["all-namespaces"] + ["LAST SEEN", "TYPE", "REASON", "OBJECT", "MESSAGE"]


def _rows(session: Session, parsed: Parsed, items: list[Object]) -> list[list[str]]:
    rows = []
    for one in items:
        about = one["involvedObject"]
        label = f"{about.get('kind', '')}/{about.get('name', '')}"
        cells = [event_age(one, session.clock.now()), one["type"], one["reason"], label, one["message"].strip()]
        rows.append([one["metadata"]["namespace"]] * parsed["all-namespaces"] + cells)
    return rows


def _last_seen(item: Object) -> str:
    return at(item, "series", "lastObservedTime") or item.get("lastTimestamp") or item.get("eventTime") or ""


def _watch(
    session: Session,
    parsed: Parsed,
    space: str,
    query: dict[str, str],
    items: list[Object],
    revision: str,
    types: set[str],
) -> int:
    headers = [] if parsed["no-headers"] else [_headers(parsed)]
    session.out.append(tabs.table(headers, _rows(session, parsed, items)))
    request = Request("GET", EVENTS.path(space), {**query, "watch": "true", "resourceVersion": revision}, {})
    stream = session.handle(request).body
    until = session.clock.now() + (parsed["watch-seconds"] or 60.0)
    while session.clock.now() < until:
        session.clock.wait(until)
        for event in stream:
            if event["type"] != "DELETED" and (not types or event["object"]["type"].lower() in types):
                session.out.append(tabs.table(_rows(session, parsed, [event["object"]])))
    return 0
