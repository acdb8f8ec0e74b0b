"""The shapes of output: table, wide, name, yaml, json, jsonpath, custom columns."""

import json
from collections.abc import Callable
from typing import Any

from ..apiserver.kinds import BY_KIND, Kind
from ..apiserver.schema import TYPES, Field, Struct, struct_of
from ..values import Object, at
from . import gotemplate, jsonpath, yamlout
from .flags import Usage
from .session import Session

FORMATS = (
    "custom-columns,custom-columns-file,go-template,go-template-file,json,jsonpath,jsonpath-as-json,jsonpath-file,name,"
    "template,templatefile,wide,yaml"
)
NAME_FORMATS = (
    "go-template,go-template-file,json,jsonpath,jsonpath-as-json,jsonpath-file,name,template,templatefile,yaml"
)


def bare(item: Object, managed: bool = False) -> Object:
    """Without managed fields, which kubectl hides unless asked."""
    meta = item.get("metadata")
    if managed or not isinstance(meta, dict) or "managedFields" not in meta:
        return item
    return {**item, "metadata": {key: value for key, value in meta.items() if key != "managedFields"}}


def as_json(value: Any, sort_keys: bool = True) -> str:
    text = json.dumps(value, indent=4, sort_keys=sort_keys, ensure_ascii=False)
    return text.replace("&", "\\u0026").replace("<", "\\u003c").replace(">", "\\u003e")


def a_list(items: list[Object], meta: Object | None = None) -> Object:
    meta = {"resourceVersion": ""} if meta is None else meta
    return {"apiVersion": "v1", "items": items, "kind": "List", "metadata": meta}


def typed(item: Object, kind: Kind) -> Object:
    return {"apiVersion": kind.api_version, "kind": kind.kind, **item}


def arranged(item: Object) -> Object:
    """As Go writes an object that kubectl holds as what it is: in the order of the struct. Others it writes sorted."""
    fields = struct_of(item["kind"])
    return _in_order({"metadata": {}, **item}, fields)


def _in_order(value: Object, fields: Struct) -> Object:
    known = [name for name in fields if name in value]
    return {name: _inner(value[name], fields.get(name)) for name in known + sorted(value.keys() - fields.keys())}


def _inner(value: Any, field: Field | None) -> Any:
    if isinstance(value, list):
        return [_inner(one, field and Field(field.item)) for one in value]
    if not isinstance(value, dict):
        return value
    return _in_order(value, TYPES.get(field.type, {}) if field else {})


_FROM_FILES = {"jsonpath-file": "jsonpath", "go-template-file": "go-template", "templatefile": "go-template"}


def with_files(output: str, session: Session) -> str:
    """With what stands in the file that the format names."""
    name, _, path = output.partition("=")
    if name in _FROM_FILES and not path:
        raise Usage("error: template format specified but no template given")
    if name in _FROM_FILES:
        return f"{_FROM_FILES[name]}={_file(session, path, '--template')}"
    if path and name == "custom-columns-file":
        headers, paths = (line.split() for line in (_file(session, path, "template") + "\n\n").split("\n")[:2])
        if len(headers) != len(paths):
            raise Usage(
                f"error: number of headers ({len(headers)}) and field specifications ({len(paths)}) don't match"
            )
        return "custom-columns=" + ",".join(map(":".join, zip(headers, paths, strict=True)))
    return output


def _file(session: Session, path: str, what: str) -> str:
    found = session.files.get(path.removeprefix("./"))
    if found is None:
        raise Usage(f"error: error reading {what} {path}, open {path}: no such file or directory\n")
    return found


def printer(
    output: str, formats: str = FORMATS, headers: bool = True, sort_keys: bool = True
) -> Callable[[Session, Any], None]:
    """What prints a value in this format. Raises `Usage` for one that there is not."""
    name, _, detail = output.partition("=")
    name = name.lower()
    if name == "yaml":
        return lambda session, value: session.out.append(yamlout.dump(value))
    if name == "json":
        return lambda session, value: session.print(as_json(value, sort_keys))
    if name == "name":
        return print_names
    if name in ("jsonpath", "jsonpath-as-json"):
        return _jsonpath(detail, name == "jsonpath-as-json")
    if name == "custom-columns" and "custom-columns" in formats:
        return _custom_columns(detail, headers)
    if name in ("go-template", "template"):
        return _go_template(detail)
    raise Usage(
        f'error: unable to match a printer suitable for the output format "{output}", allowed formats are: {formats}'
    )


def label_of(item: Object) -> str:
    kind: Kind | None = BY_KIND.get(item.get("kind", ""))
    group = str(item.get("apiVersion", "")).rpartition("/")[0]
    singular = kind.qualified_singular if kind else ".".join(filter(None, [str(item.get("kind", "")).lower(), group]))
    return f"{singular}/{at(item, 'metadata', 'name', default='')}"


def print_names(session: Session, value: Any) -> None:
    items = value["items"] if value.get("kind") in ("List", "EventList") else [value]
    for item in items:
        session.print(label_of(item))


def _jsonpath(template: str, as_values: bool) -> Callable[[Session, Any], None]:
    if not template:
        raise Usage("error: template format specified but no template given")
    try:
        jsonpath.parse(template)
    except jsonpath.BadPath as error:
        raise Usage(f"error: error parsing jsonpath {template}, {error}") from None

    def show(session: Session, value: Any) -> None:
        try:
            if as_values:
                session.out += [f"{as_json(found)}\n" for found in jsonpath.results(template, value)]
            else:
                session.out.append(jsonpath.render(template, value))
        except jsonpath.BadPath as error:
            raise Usage(
                f'error: error executing jsonpath "{template}": Error executing template: {error}. Printing more '
                f"information for debugging the template:\n\ttemplate was:\n\t\t{template}\n\tobject given to jsonpath "
                f"engine was:\n\t\t{jsonpath.go_syntax(value)}\n\n"
            ) from None

    return show


def _go_template(template: str) -> Callable[[Session, Any], None]:
    if not template:
        raise Usage("error: template format specified but no template given")
    try:
        program = gotemplate.parse(template)
    except gotemplate.BadTemplate as error:
        raise Usage(f"error: error parsing template {template}, template: output:{error}") from None

    def show(session: Session, value: Any) -> None:
        try:
            session.out.append(gotemplate.render(program, value))
        except gotemplate.Failed as error:
            session.out.append(error.printed)
            session.print(
                f"Error executing template: template: output:{error}. Printing more information for debugging the "
                f"template:\n\ttemplate was:\n\t\t{template}\n\traw data was:\n\t\t{jsonpath.shown(value)}\n\t"
                f"object given to template engine was:\n\t\t{gotemplate.go(value)}\n\n"
            )
            raise Usage(f'error: error executing template "{template}": template: output:{error}') from None

    return show


def _custom_columns(spec: str, headers: bool) -> Callable[[Session, Any], None]:
    if not spec:
        raise Usage("error: custom-columns format specified but no custom columns given")
    columns = []
    for part in spec.split(","):
        header, colon, path = part.partition(":")
        if not colon:
            raise Usage(f"error: unexpected custom-columns spec: {part}, expected <header>:<json-path-expr>")
        if path and not jsonpath.is_path(path):
            raise Usage(f"error: {jsonpath.EXPECTED}")
        columns.append((header, path))

    def show(session: Session, value: Any) -> None:
        items = value["items"] if value.get("kind") in ("List", "EventList") else [value]
        rows = [[header for header, _ in columns]] if headers else []
        try:
            rows += [[_cell(path, item) for _, path in columns] for item in items]
        except jsonpath.BadPath as error:
            session.out.append(_aligned(rows))
            raise Usage(f"error: {error}") from None
        session.out.append(_aligned(rows))

    return show


def _cell(path: str, item: Object) -> str:
    return ",".join(map(gotemplate.go, jsonpath.find(path, item))) or "<none>"


def _aligned(rows: list[list[str]]) -> str:
    if not rows:
        return ""
    widths = [max(len(row[place]) for row in rows) + 3 for place in range(len(rows[0]))]
    lines = []
    for row in rows:
        cells = [cell.ljust(width) for cell, width in zip(row[:-1], widths, strict=False)]
        lines.append("".join([*cells, row[-1]]))
    return "\n".join(lines) + "\n"
