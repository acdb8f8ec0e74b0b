"""kubectl get, kubectl events."""

from typing import Any

from ..apiserver.http import Request
from ..apiserver.kinds import BY_PLURAL, Kind
from ..values import Object, at
from . import jsonpath, output, tabs
from .describe_parts import event_age
from .flags import Parsed, Usage
from .resources import Target, from_files, kinds_of, namespace_of, split
from .session import Refused, Session

TABLE = "application/json;as=Table;v=v1;g=meta.k8s.io,application/json"
FLAGS = (
    "output,o=; all-namespaces,A?; selector,l=; field-selector=; show-labels?; sort-by=; watch,w?; watch-only?; "
    "filename,f*; ignore-not-found?; no-headers?; label-columns,L*; show-kind?; raw=; chunk-size#500; recursive,R?; "
    "show-managed-fields?; output-watch-events?; subresource=; server-print?true; template=; watch-seconds~"
)


def run(session: Session, parsed: Parsed) -> int:
    if parsed["raw"]:
        return _raw(session, parsed["raw"])
    if not parsed.arguments and not parsed["filename"]:
        session.complain(
            'You must specify the type of resource to get. Use "kubectl api-resources" for a complete list '
            "of supported "
            "resources.\n"
        )
        raise Usage(
            'error: Required resource not specified.\nUse "kubectl explain <resource>" for a detailed '
            "description of that "
            "resource (e.g. kubectl explain pods).\nSee 'kubectl get -h' for help and examples"
        )
    shape = parsed["output"]
    show = None if shape in ("", "wide") else output.printer(shape)
    if parsed["watch"] or parsed["watch-only"]:
        return _watch(session, parsed, show)
    if show is not None:
        return _objects(session, parsed, show)
    return _tables(session, parsed)


def _raw(session: Session, path: str) -> int:
    path, _, query = path.partition("?")
    pairs = dict(part.partition("=")[::2] for part in query.split("&") if part)
    if "verbose" in pairs:
        path = f"{path}/verbose"
    body = session.ask("GET", path, pairs)
    session.out.append(body if isinstance(body, str) else output.as_json(body) + "\n")
    return 0


def _chosen(session: Session, parsed: Parsed) -> tuple[list[Kind], list[Target]]:
    if parsed["filename"]:
        return [], [target for target, _ in from_files(session, parsed, parsed["filename"])]
    kinds, pairs = split(parsed.arguments)
    if pairs and (parsed["selector"] or parsed["field-selector"]):
        raise Usage("error: name cannot be provided when a selector is specified")
    space = namespace_of(session, parsed)
    if pairs and parsed["all-namespaces"]:
        raise Usage("error: a resource cannot be retrieved by name across all namespaces")
    return kinds, [Target(kind, space if kind.namespaced else "", name) for kind, name in pairs]


def _space(session: Session, parsed: Parsed, kind: Kind) -> str:
    return "" if parsed["all-namespaces"] or not kind.namespaced else namespace_of(session, parsed)


def _query(parsed: Parsed, kind: Kind) -> dict[str, str]:
    pairs = (("labelSelector", parsed["selector"]), ("fieldSelector", parsed["field-selector"]))
    return {"limit": str(parsed["chunk-size"] or 500), **{key: value for key, value in pairs if value}}


def listed(session: Session, kind: Kind, space: str, query: dict[str, str], accept: str = "") -> Any:
    """All pages of a list as one."""
    try:
        body = session.ask("GET", kind.path(space), query, accept=accept)
        rows = "rows" if "rows" in body else "items"
        whole = {**body, rows: list(body[rows])}
        while body["metadata"].get("continue"):
            body = session.ask(
                "GET", kind.path(space), {**query, "continue": body["metadata"]["continue"]}, accept=accept
            )
            whole[rows] += body[rows]
        return whole
    except Refused as refused:
        if refused.reason == "BadRequest":
            group = f"{kind.group}/{kind.version}" if kind.group else f"/{kind.version}"
            refused.status = {
                **refused.status,
                "message": f'Unable to find "{group}, Resource={kind.plural}" that match label selector '
                f'"{query.get("labelSelector", "")}", field selector "{query.get("fieldSelector", "")}": '
                f"{refused.message}",
            }
        raise


def _missing(session: Session, parsed: Parsed, refused: Refused) -> bool:
    """Told and passed over: a name that is not there."""
    if refused.reason != "NotFound":
        raise refused
    if parsed["ignore-not-found"]:
        return False
    session.complain(f"Error from server (NotFound): {refused.message}")
    return True


def _objects(session: Session, parsed: Parsed, show: Any) -> int:
    kinds, targets = _chosen(session, parsed)
    items: list[Object] = []
    failed = False
    for target in targets:
        try:
            items.append(session.get(target.kind, target.namespace, target.name))
        except Refused as refused:
            failed = _missing(session, parsed, refused) or failed
    for kind in kinds:
        found = listed(session, kind, _space(session, parsed, kind), _query(parsed, kind))
        items += [{"apiVersion": kind.api_version, "kind": kind.kind, **item} for item in found["items"]]
    items = [output.bare(item, parsed["show-managed-fields"]) for item in items]
    if parsed["sort-by"]:
        items = _sorted(items, parsed["sort-by"], lambda item: item)
    single = len(targets) == 1 and not kinds
    if single and not items:
        return 1 if failed else 0
    if parsed["output"] == "name" and not items and not failed:
        return 0
    if parsed["output"].startswith("custom-columns") and not items and not failed:
        session.complain(_nothing(session, parsed, kinds))
        return 0
    show(session, items[0] if single else output.a_list(items))
    return 1 if failed else 0


def _nothing(session: Session, parsed: Parsed, kinds: list[Kind]) -> str:
    if parsed["all-namespaces"] or not any(kind.namespaced for kind in kinds):
        return "No resources found"
    return f"No resources found in {namespace_of(session, parsed)} namespace."


def _tables(session: Session, parsed: Parsed) -> int:
    kinds, targets = _chosen(session, parsed)
    several = len(kinds) > 1 or len({target.kind for target in targets}) > 1
    tables: list[tuple[Kind, Object]] = []
    failed = False
    by_kind: dict[Kind, Object] = {}
    for target in targets:
        try:
            if target.kind.plural == "componentstatuses":
                raise Usage("error: component statuses are listed together: kubectl get componentstatuses")
            table = session.get(target.kind, target.namespace, target.name, TABLE)
        except Refused as refused:
            failed = _missing(session, parsed, refused) or failed
            continue
        if target.kind in by_kind:
            by_kind[target.kind]["rows"] += table["rows"]
        else:
            by_kind[target.kind] = table
    tables += list(by_kind.items())
    for kind in kinds:
        if kind.plural == "componentstatuses":
            session.complain("Warning: v1 ComponentStatus is deprecated in v1.19+")
            tables.append((kind, _component_table(session, kind)))
            continue
        tables.append((kind, listed(session, kind, _space(session, parsed, kind), _query(parsed, kind), TABLE)))
    shown = [(kind, table) for kind, table in tables if table["rows"]]
    if not shown and not failed and not targets:
        session.complain(_nothing(session, parsed, kinds))
        return 0
    texts = [_table(table, kind, parsed, several or parsed["show-kind"]) for kind, table in shown]
    session.out.append("\n".join(texts))
    return 1 if failed else 0


def _component_table(session: Session, kind: Kind) -> Object:
    from_server = session.ask("GET", kind.path())["items"]
    names = ("Name", "Status", "Message", "Error")
    rows = []
    for item in from_server:
        condition = item["conditions"][0]
        well = condition["status"] == "True"
        cells = [item["metadata"]["name"], "Healthy" if well else "Unhealthy", condition["message"], ""]
        rows.append({"cells": cells, "object": item})
    return {"columnDefinitions": [{"name": name, "priority": 0} for name in names], "rows": rows}


def _table(table: Object, kind: Kind, parsed: Parsed, with_kind: bool, headers: bool = True) -> str:
    rows = _rows(table, kind, parsed, with_kind)
    return tabs.table(rows[1:] if parsed["no-headers"] or not headers else rows)


def _rows(table: Object, kind: Kind, parsed: Parsed, with_kind: bool) -> list[list[str]]:
    wide = parsed["output"] == "wide"
    columns = [n for n, column in enumerate(table["columnDefinitions"]) if wide or not column["priority"]]
    found = table["rows"]
    if parsed["sort-by"]:
        found = _sorted(found, parsed["sort-by"], lambda row: row["object"])
    spaces = parsed["all-namespaces"] and kind.namespaced
    extra = [label for part in parsed["label-columns"] for label in part.split(",")]
    header = [table["columnDefinitions"][n]["name"].upper() for n in columns]
    header = ["NAMESPACE"] * spaces + header + [label.rpartition("/")[2].upper() for label in extra]
    rows = [header + ["LABELS"] * parsed["show-labels"]]
    for row in found:
        meta = row["object"]["metadata"]
        cells = [_text(row["cells"][n]) for n in columns]
        if with_kind and table["columnDefinitions"][columns[0]]["name"] == "Name":
            cells[0] = f"{kind.qualified_singular}/{cells[0]}"
        labels = meta.get("labels") or {}
        cells = [meta.get("namespace", "")] * spaces + cells + [labels.get(label, "") for label in extra]
        if parsed["show-labels"]:
            cells.append(",".join(f"{key}={labels[key]}" for key in sorted(labels)) or "<none>")
        rows.append(cells)
    return rows


def _text(cell: Any) -> str:
    return str(cell).replace("\n", "\\n")


def _sorted(items: list[Any], path: str, of: Any) -> list[Any]:
    def key(item: Any) -> tuple[int, Any, str]:
        try:
            found = jsonpath.find(path, of(item))
        except jsonpath.BadPath:
            found = []
        value = found[0] if found else None
        if isinstance(value, bool) or value is None:
            return (0, 0, "") if value is None else (1, int(value), "")
        return (1, value, "") if isinstance(value, int | float) else (2, 0, str(value))

    return sorted(items, key=key)


def _watch(session: Session, parsed: Parsed, show: Any) -> int:
    """What there is, then what happens, until `--watch-seconds` have passed."""
    kinds, targets = _chosen(session, parsed)
    found = list(dict.fromkeys([*kinds, *(target.kind for target in targets)]))
    if len(found) != 1:
        raise Usage("error: you may only specify a single resource type")
    kind = found[0]
    space = targets[0].namespace if targets else _space(session, parsed, kind)
    query = _query(parsed, kind)
    if targets:
        query["fieldSelector"] = f"metadata.name={targets[0].name}"
    accept = TABLE if show is None else ""
    first = listed(session, kind, space, query, accept)
    widths: list[int] = []
    if not parsed["watch-only"]:
        _print_watched(session, kind, parsed, show, first, widths)
    revision = first["metadata"]["resourceVersion"]
    request = Request(
        "GET", kind.path(space), {**query, "watch": "true", "resourceVersion": revision}, {"Accept": accept}
    )
    stream = session.handle(request).body
    until = session.clock.now() + (parsed["watch-seconds"] or 60.0)
    while session.clock.now() < until:
        session.clock.wait(until)
        for event in stream:
            _print_watched(session, kind, parsed, show, event["object"], widths)
    return 0


def _print_watched(session: Session, kind: Kind, parsed: Parsed, show: Any, body: Any, widths: list[int]) -> None:
    if show is not None:
        for item in body.get("items", [body]):
            show(session, output.bare(item))
        return
    if "columnDefinitions" not in body or not body["rows"]:
        return
    rows = _rows(body, kind, parsed, parsed["show-kind"])
    if widths:
        rows = rows[1:]
    for place in range(len(rows[0])):
        width = max(len(row[place]) for row in rows) + 3
        if place < len(widths):
            widths[place] = max(widths[place], width)
        else:
            widths.append(width)
    for row in rows:
        cells = [cell.ljust(width) for cell, width in zip(row[:-1], widths, strict=False)]
        session.print("".join([*cells, row[-1]]).rstrip())


EVENT_FLAGS = "all-namespaces,A?; for=; types*; watch,w?; output,o=; no-headers?; chunk-size#500"


def events(session: Session, parsed: Parsed) -> int:
    kind = BY_PLURAL["events"]
    space = "" if parsed["all-namespaces"] else namespace_of(session, parsed)
    items = session.items(kind, space)
    if parsed["for"]:
        about, _, name = parsed["for"].rpartition("/")
        wanted = kinds_of(about)[0].kind if about else "Pod"
        items = [
            one
            for one in items
            if (one["involvedObject"].get("kind"), one["involvedObject"].get("name")) == (wanted, name)
        ]
    types = [one for part in parsed["types"] for one in part.split(",")]
    items = [one for one in items if not types or one["type"] in types]
    items.sort(key=_last_seen)
    if parsed["output"] not in ("", "wide"):
        output.printer(parsed["output"])(session, output.a_list([output.bare(one) for one in items]))
        return 0
    if not items:
        where = "" if parsed["all-namespaces"] else f" in {space} namespace"
        session.complain(f"No events found{where}.")
        return 0
    rows = [["LAST SEEN", "TYPE", "REASON", "OBJECT", "MESSAGE"]]
    for one in items:
        about = one["involvedObject"]
        label = f"{about.get('kind', '')}/{about.get('name', '')}"
        rows.append([event_age(one, session.clock.now()), one["type"], one["reason"], label, one["message"].strip()])
    if parsed["all-namespaces"]:
        rows = [
            [one, *row]
            for one, row in zip(["NAMESPACE", *(i["metadata"]["namespace"] for i in items)], rows, strict=True)
        ]
    session.out.append(tabs.table(rows[1:] if parsed["no-headers"] else rows))
    return 0


def _last_seen(item: Object) -> str:
    return at(item, "series", "lastObservedTime") or item.get("lastTimestamp") or item.get("eventTime") or ""
