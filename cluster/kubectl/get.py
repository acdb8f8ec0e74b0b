"""kubectl get."""

import json
import re
from collections.abc import Callable
from typing import Any

from .. import times
from ..apiserver.http import Request
from ..apiserver.kinds import Kind
from ..values import Object
from . import output, sorting, tabs
from .flags import Parsed, Usage
from .resources import Target, from_files, namespace_of, split
from .session import Refused, Session

Show = Callable[[Session, Any], None]
TABLE = "application/json;as=Table;v=v1;g=meta.k8s.io,application/json"
FLAGS = (
    "output,o=; all-namespaces,A?; selector,l=; field-selector=; show-labels?; sort-by=; watch,w?; watch-only?; "
    "filename,f*; ignore-not-found?; no-headers?; label-columns,L*; show-kind?; raw=; chunk-size#500; recursive,R?; "
    "show-managed-fields?; output-watch-events?; subresource=; server-print?true; template=; watch-seconds~"
)


def run(session: Session, parsed: Parsed) -> int:
    if parsed["raw"]:
        return _raw(session, parsed["raw"], parsed.arguments)
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
    if parsed["output-watch-events"] and not (parsed["watch"] or parsed["watch-only"]):
        raise Usage("error: --output-watch-events option can only be used with --watch or --watch-only")
    if parsed["show-labels"] and parsed["output"] not in ("", "wide"):
        raise Usage(f"error: --show-labels option cannot be used with {parsed['output']} printer")
    show = printer(session, parsed)
    if parsed["watch"] or parsed["watch-only"]:
        return _watch(session, parsed, show)
    if show is not None:
        return _objects(session, parsed, show)
    return _tables(session, parsed)


def printer(session: Session, parsed: Parsed) -> Show | None:
    """None where it is a table that is asked for."""
    shape = parsed["output"] or ("go-template" if parsed["template"] else "")
    if shape in ("", "wide"):
        return None
    if parsed["template"] and "=" not in shape:
        shape = f"{shape}={parsed['template']}"
    return output.printer(output.with_files(shape, session), headers=not parsed["no-headers"])


def _raw(session: Session, path: str, arguments: list[str]) -> int:
    if arguments:
        raise Usage("error: arguments may not be passed when --raw is specified")
    if not path.startswith("/"):
        raise Usage(f'error: --raw must be a valid URL path: parse "{path}": invalid URI for request')
    path, _, query = path.partition("?")
    body = session.ask("GET", path, dict(part.partition("=")[::2] for part in query.split("&") if part))
    if isinstance(body, str):
        session.out.append(body)
    elif path == "/version":  # the one that the server sets over lines by itself
        session.out.append(json.dumps(body, indent=2))
    else:
        first = {key: body[key] for key in ("kind", "apiVersion", "metadata") if key in body}
        session.print(json.dumps({**first, **body}, separators=(",", ":"), ensure_ascii=False))
    return 0


def chosen(session: Session, parsed: Parsed) -> tuple[list[Kind], list[Target]]:
    """Kinds to list, objects that are named."""
    if parsed["filename"]:
        return [], [target for target, _ in from_files(session, parsed, parsed["filename"])]
    kinds, pairs = split(parsed.arguments)
    if pairs and (parsed["selector"] or parsed["field-selector"]):
        raise Usage("error: name cannot be provided when a selector is specified")
    space = namespace_of(session, parsed)
    if pairs and parsed["all-namespaces"]:
        raise Usage("error: a resource cannot be retrieved by name across all namespaces")
    return kinds, [Target(kind, space if kind.namespaced else "", name) for kind, name in pairs]


def space_of(session: Session, parsed: Parsed, kind: Kind) -> str:
    return "" if parsed["all-namespaces"] or not kind.namespaced else namespace_of(session, parsed)


def query_of(parsed: Parsed, kind: Kind) -> dict[str, str]:
    pairs = (
        ("labelSelector", parsed["selector"]),
        ("fieldSelector", parsed["field-selector"]),
        ("includeObject", "Object" if parsed["sort-by"] else ""),  # what to sort by may be anywhere in it
    )
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
    kinds, targets = chosen(session, parsed)
    items: list[Object] = []
    failed = False
    for target in targets:
        try:
            items.append(_get(session, parsed, target))
        except Refused as refused:
            failed = _missing(session, parsed, refused) or failed
    for kind in kinds:
        found = listed(session, kind, space_of(session, parsed, kind), query_of(parsed, kind))
        items += [{"apiVersion": kind.api_version, "kind": kind.kind, **item} for item in found["items"]]
    if parsed["output"].lower() in ("json", "yaml"):  # the others show them
        items = [output.bare(item, parsed["show-managed-fields"]) for item in items]
    single = not kinds and (len(targets) == 1 or len(parsed["filename"]) == 1)
    if (failed and single) or (not items and (single or parsed["ignore-not-found"])):
        return 1 if failed else 0
    if parsed["sort-by"] and not single:
        items = sorting.by_field(items, parsed["sort-by"])
    show(session, items[0] if single and len(items) == 1 else output.a_list(items))
    return 1 if failed else 0


def _get(session: Session, parsed: Parsed, target: Target, accept: str = "") -> Object:
    if not parsed["subresource"]:
        return session.get(target.kind, target.namespace, target.name, accept)
    return session.ask("GET", target.kind.path(target.namespace, target.name, parsed["subresource"]), accept=accept)


def _tables(session: Session, parsed: Parsed) -> int:
    kinds, targets = chosen(session, parsed)
    tables, failed = _named(session, parsed, targets)
    for kind in kinds:
        space, query = space_of(session, parsed, kind), query_of(parsed, kind)
        tables.append((kind, _as_table(listed(session, kind, space, query, _accept(parsed)), session.clock.now())))
    several = len({kind for kind, _ in tables}) > 1
    if parsed["sort-by"] and len(tables) > 1:
        raise sorting.missing(parsed["sort-by"])  # tables have no such field, and tables are what kubectl sorts here
    groups: list[tuple[Kind, Object]] = []
    for kind, table in tables:
        if groups and groups[-1][0] == kind:
            groups[-1][1]["rows"] += table["rows"]
        else:
            groups.append((kind, table))
    texts = [_table(table, kind, parsed, several or parsed["show-kind"]) for kind, table in groups if table["rows"]]
    session.out.append(("" if parsed["no-headers"] else "\n").join(filter(None, texts)))
    if not any(texts) and not failed and not parsed["ignore-not-found"]:
        session.complain(_nothing(session, parsed, [kind for kind, _ in tables]))
    return 1 if failed else 0


def _named(session: Session, parsed: Parsed, targets: list[Target]) -> tuple[list[tuple[Kind, Object]], bool]:
    """(the table of each object, whether one was not there)."""
    tables: list[tuple[Kind, Object]] = []
    failed = False
    for target in targets:
        try:
            tables.append((target.kind, _as_table(_get(session, parsed, target, _accept(parsed)), session.clock.now())))
        except Refused as refused:
            failed = _missing(session, parsed, refused) or failed
    return tables, failed


def _nothing(session: Session, parsed: Parsed, kinds: list[Kind]) -> str:
    if parsed["all-namespaces"] or not all(kind.namespaced for kind in kinds):
        return "No resources found"
    return f"No resources found in {namespace_of(session, parsed)} namespace."


def _accept(parsed: Parsed) -> str:
    return TABLE if parsed["server-print"] else ""


def _as_table(body: Object, now: float) -> Object:
    """Where the server makes no table, names and ages are what kubectl has to show."""
    if "rows" in body:
        return body
    items = body.get("items", [body])
    rows = [{"cells": [one["metadata"]["name"], _age(one, now)], "object": one} for one in items]
    return {"columnDefinitions": [{"name": "Name", "priority": 0}, {"name": "Age", "priority": 0}], "rows": rows}


def _age(item: Object, now: float) -> str:
    created = item["metadata"].get("creationTimestamp")
    return times.age(created, now) if created else "<unknown>"


def _table(table: Object, kind: Kind, parsed: Parsed, with_kind: bool) -> str:
    rows = table["rows"]
    if parsed["sort-by"] and len(rows) > 1:
        try:
            rows = sorting.by_field(rows, parsed["sort-by"], lambda row: row["object"])
        except Usage:
            return ""  # kubectl does not look at what its printer complains of
    cells = rows_of({**table, "rows": rows}, kind, parsed, with_kind)
    return tabs.table(cells[1:] if parsed["no-headers"] else cells)


def rows_of(table: Object, kind: Kind, parsed: Parsed, with_kind: bool) -> list[list[str]]:
    wide = parsed["output"] == "wide"
    columns = [n for n, column in enumerate(table["columnDefinitions"]) if wide or not column["priority"]]
    spaces = parsed["all-namespaces"] and kind.namespaced
    extra = [label for part in parsed["label-columns"] for label in part.split(",")]
    header = [table["columnDefinitions"][n]["name"].upper() for n in columns]
    header = ["NAMESPACE"] * spaces + header + [label.rpartition("/")[2].upper() for label in extra]
    rows = [header + ["LABELS"] * parsed["show-labels"]]
    for row in table["rows"]:
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
    """Of several lines the first."""
    text = str(cell)
    line = re.split("[\f\n\r]", text, maxsplit=1)[0]
    return f"{line}..." if line != text else text


# Watching


def _watch(session: Session, parsed: Parsed, show: Show | None) -> int:
    """What there is, then what happens, until `--watch-seconds` have passed."""
    if parsed["sort-by"]:
        session.complain("warning: --watch or --watch-only requested, --sort-by will be ignored")
        parsed.values["sort-by"] = ""
    kinds, targets = chosen(session, parsed)
    found = list(dict.fromkeys([*kinds, *(target.kind for target in targets)]))
    if len(found) != 1:
        raise Usage("error: you may only specify a single resource type")
    if len(targets) > 1:
        raise Usage(
            "error: watch is only supported on individual resources and resource collections - more than 1 resource "
            "was found"
        )
    kind = found[0]
    space = targets[0].namespace if targets else space_of(session, parsed, kind)
    query = query_of(parsed, kind)
    if targets:
        session.get(kind, space, targets[0].name)
        query["fieldSelector"] = f"metadata.name={targets[0].name}"
    accept = TABLE if show is None else ""
    first = listed(session, kind, space, query, accept)
    printed = Watched(session, kind, parsed, show)
    if not parsed["watch-only"]:
        printed.put("ADDED", first)
    revision = first["metadata"]["resourceVersion"]
    request = Request(
        "GET", kind.path(space), {**query, "watch": "true", "resourceVersion": revision}, {"Accept": accept}
    )
    stream = session.handle(request).body
    until = session.clock.now() + (parsed["watch-seconds"] or 60.0)
    while session.clock.now() < until:
        session.clock.wait(until)
        for event in stream:
            printed.put(event["type"], event["object"])
    return 0


class Watched:
    """Rows as they come: no column ever gets narrower again, and the headers come once."""

    def __init__(self, session: Session, kind: Kind, parsed: Parsed, show: Show | None) -> None:
        self.session, self.kind, self.parsed, self.show = session, kind, parsed, show
        self.widths: list[int] = []
        self.columns: list[Object] = []

    def put(self, event: str, body: Any) -> None:
        if self.show is None:
            self.columns = body["columnDefinitions"] or self.columns  # they come with the first table alone
            if body.get("rows"):
                self._rows(event, {**body, "columnDefinitions": self.columns})
            return
        for item in body.get("items", [body]):
            shown = output.bare({"apiVersion": self.kind.api_version, "kind": self.kind.kind, **item})
            self.show(self.session, {"object": shown, "type": event} if self._with_events else shown)

    @property
    def _with_events(self) -> bool:
        return bool(self.parsed["output-watch-events"])

    def _rows(self, event: str, body: Any) -> None:
        rows = rows_of(body, self.kind, self.parsed, self.parsed["show-kind"])
        if self._with_events:
            rows = [["EVENT", *rows[0]], *([event.ljust(8), *row] for row in rows[1:])]
        if self.widths or self.parsed["no-headers"]:
            rows = rows[1:]
        widths = [max(len(row[place]) for row in rows) + 3 for place in range(len(rows[0]))]
        self.widths = [max(pair) for pair in zip(widths, self.widths or widths, strict=True)]
        for row in rows:
            cells = [cell.ljust(width) for cell, width in zip(row[:-1], self.widths, strict=False)]
            self.session.print("".join([*cells, row[-1]]).rstrip())
