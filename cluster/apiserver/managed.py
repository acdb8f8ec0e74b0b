"""Who said what: managed fields, and server-side apply, which lives on them.

Fields are sets of paths. A step of a path is `f:NAME`, `k:{"name":"web"}` for an item of a list with a key, or
`v:VALUE` for one of a set. What has fields of its own can be owned besides them: that it is there at all.
"""

import json
from collections.abc import Iterator
from typing import Any

from .. import times
from ..values import Object, at, canonical, copy
from .errors import ApiError
from .kinds import Kind
from .schema import TYPES, Field, field_of

Path = tuple[str, ...]
_META = {
    "name",
    "namespace",
    "uid",
    "resourceVersion",
    "creationTimestamp",
    "generation",
    "managedFields",
    "deletionTimestamp",
    "deletionGracePeriodSeconds",
    "selfLink",
}
_SETS = {"finalizers"}
# Owned as one, whatever is in them.
_ATOMIC = {
    "CrossVersionObjectReference",
    "KeySelector",
    "LabelSelector",
    "LocalObjectReference",
    "NodeSelector",
    "NodeSelectorTerm",
    "ObjectFieldSelector",
    "ObjectReference",
    "OwnerReference",
    "ResourceFieldSelector",
    "RoleRef",
    "ScopeSelector",
    "ServiceBackendPort",
    "TypedLocalObjectReference",
}
_ATOMIC_MAPS = {"nodeSelector", "selector"}
# Always there, be it empty; so to write something into them is not to have made them.
_EMBEDDED = {
    "containers",
    "jobTemplate",
    "loadBalancer",
    "metadata",
    "podSelector",
    "spec",
    "status",
    "strategy",
    "template",
    "updateStrategy",
}
KUBECTL = "kubectl"
LAST_APPLIED = "kubectl.kubernetes.io/last-applied-configuration"
_ANNOTATION = ("f:metadata", "f:annotations", f"f:{LAST_APPLIED}")


def readable(entries: Any) -> bool:
    """Whether a client sends what it was sent; the server keeps its own otherwise."""
    try:
        return bool(entries) and all(
            entry["manager"] is not None and entry["operation"] in ("Apply", "Update") and unpacked(entry["fieldsV1"])
            for entry in entries
        )
    except (KeyError, TypeError, AttributeError, ValueError):
        return False


def leaves(item: Object, stated: bool = False) -> dict[Path, Any]:
    """The fields that can be owned, with their values; only those that are `stated`, which a field is by what is in it,
    or besides them what that takes to be there."""
    found: dict[Path, Any] = {}
    for key, value in item.items():
        if key in ("apiVersion", "kind") or value is None:
            continue
        if key == "metadata":
            kept = {name: inner for name, inner in value.items() if name not in _META}
            found.update(_walk(kept, Field("ObjectMeta"), ("f:metadata",), stated))
        else:
            field = field_of(item.get("kind", ""), key) or Field("any")
            found.update(_walk(value, field, (f"f:{key}",), stated))
    return found


def _walk(value: Any, field: Field, path: Path, stated: bool) -> Iterator[tuple[Path, Any]]:
    name = path[-1][2:]
    if isinstance(value, dict) and (_has_fields(field, name) or path[0] == "f:status"):
        is_item = path[-1][0] == "k"
        if name not in _EMBEDDED and (is_item or not stated or not value):
            yield path, None
        for key, inner in value.items():
            if inner is not None:
                below = Field(field.item) if field.is_map else field_of(field.type, key) or Field("any")
                yield from _walk(inner, below, (*path, f"f:{key}"), stated)
    elif isinstance(value, list) and ((field.is_list and field.key) or name in _SETS):
        if name not in _EMBEDDED and not stated:
            yield path, None
        for item in value:
            if name in _SETS:
                yield (*path, f"v:{json.dumps(item)}"), item
            else:
                yield from _walk(item, Field(field.item), (*path, _item(item, field)), stated)
    else:
        yield path, value


def _has_fields(field: Field, name: str) -> bool:
    if field.is_map:
        return name not in _ATOMIC_MAPS
    return field.type in TYPES and field.type not in _ATOMIC


def _item(item: Object, field: Field) -> str:
    keys = {field.key: item.get(field.key)}
    if field.key in ("containerPort", "port"):
        keys["protocol"] = item.get("protocol", "TCP")
    return "k:" + json.dumps(keys, separators=(",", ":"))


def packed(paths: set[Path]) -> Object:
    """FieldsV1, in which `.` is the field itself where others stand below it."""
    tree: Object = {}
    for path in sorted(paths):
        _node(tree, path)
    for path in paths:
        if node := _node(tree, path):
            node["."] = {}
    return tree


def _node(tree: Object, path: Path) -> Object:
    for step in path:
        tree = tree.setdefault(step, {})
    return tree


def unpacked(tree: Object, path: Path = ()) -> set[Path]:
    found: set[Path] = set()
    for step, below in tree.items():
        found |= {path} if step == "." else unpacked(below, (*path, step)) if below else {(*path, step)}
    return found


def track(old: Object | None, new: Object, manager: str, operation: str, subresource: str, now: float) -> None:
    """After an ordinary write, the writer owns what it changed, and nobody what is gone."""
    before, after = leaves(old) if old else {}, leaves(new)
    changed = {path for path, value in after.items() if path not in before or before[path] != value}
    if operation == "Update" and subresource == "":
        changed = {path for path in changed if path[0] != "f:status"}
    gone = set(before) - set(after)
    if not changed and not gone:
        return
    entries = [dict(entry) for entry in new["metadata"].get("managedFields") or []]
    mine = None
    for entry in entries:
        owned = unpacked(entry["fieldsV1"])
        if (entry["manager"], entry["operation"], entry.get("subresource", "")) == (manager, operation, subresource):
            mine = entry
            owned = (owned | changed) - gone
        else:
            owned -= changed | gone
        entry["fieldsV1"] = packed(owned)
    if mine is None and changed:
        mine = _entry(new, manager, operation, subresource)
        mine["fieldsV1"] = packed(changed)
        entries.append(mine)
    if mine is not None:
        mine["time"] = times.stamp(now)
    kept = [entry for entry in entries if entry["fieldsV1"]]
    if kept:
        new["metadata"]["managedFields"] = kept
    else:
        new["metadata"].pop("managedFields", None)


def _entry(item: Object, manager: str, operation: str, subresource: str) -> Object:
    return {
        "apiVersion": item["apiVersion"],
        "fieldsType": "FieldsV1",
        "fieldsV1": {},
        "manager": manager,
        "operation": operation,
        **({"subresource": subresource} if subresource else {}),
    }


def apply(old: Object | None, patch: Object, manager: str, force: bool, now: float, kind: Kind) -> Object:
    """What server-side apply makes of `old`; raises Conflict where others own what would change."""
    wanted = leaves(patch, stated=True)
    entries = [dict(entry) for entry in ((old or {}).get("metadata") or {}).get("managedFields") or []]
    before = leaves(old) if old else {}
    mine = next((e for e in entries if e["manager"] == manager and e["operation"] == "Apply"), None)
    changing = {path for path, value in wanted.items() if path in before and before[path] != value}
    conflicts = {
        _described(entry): sorted(unpacked(entry["fieldsV1"]) & changing) for entry in entries if entry is not mine
    }
    taken = _applied_by_client(old, before) if manager == KUBECTL else set()
    disputed = {who: [path for path in paths if path not in taken] for who, paths in conflicts.items()}
    disputed = {who: paths for who, paths in disputed.items() if paths}
    if disputed and not force:
        raise _conflict(disputed)
    force = force or any(conflicts.values())
    result = _merge(old or {}, patch, kind.kind)
    if mine is not None:
        others = {path for entry in entries if entry is not mine for path in unpacked(entry["fieldsV1"])}
        kept_paths = others | set(wanted)
        for path in sorted(unpacked(mine["fieldsV1"]) - kept_paths):  # an item before its key
            if not any(other[: len(path)] == path for other in kept_paths):
                _drop(result, path)
    for entry in entries:
        if entry is not mine and force:
            entry["fieldsV1"] = packed(unpacked(entry["fieldsV1"]) - changing)
    fresh = _entry(patch, manager, "Apply", "")
    fresh["fieldsV1"], fresh["time"] = packed(set(wanted)), times.stamp(now)
    if mine is not None and mine["fieldsV1"] == fresh["fieldsV1"]:
        fresh["time"] = mine["time"]
    kept = [entry for entry in entries if entry is not mine and entry["fieldsV1"]]
    result.setdefault("metadata", {})["managedFields"] = [*kept, fresh]
    if manager == KUBECTL and _last_applied(old):
        result["metadata"]["annotations"] = {**result["metadata"].get("annotations", {}), LAST_APPLIED: _encoded(patch)}
    return result


def _last_applied(item: Object | None) -> str:
    return at(item, "metadata", "annotations", LAST_APPLIED, default="")


def _applied_by_client(item: Object | None, now: dict[Path, Any]) -> set[Path]:
    """What kubectl applied by the client's means and nobody has changed since: the server lets it take that over."""
    try:
        stated = leaves(json.loads(_last_applied(item) or "{}"), stated=True)
    except (ValueError, AttributeError):
        return set()
    return {path for path, value in stated.items() if path in now and now[path] == value} | {_ANNOTATION}


def _encoded(patch: Object) -> str:
    """As the annotation has it: so that the client's apply finds what the server applied."""
    meta = dict(patch["metadata"])
    annotations = {key: value for key, value in meta.pop("annotations", {}).items() if key != LAST_APPLIED}
    return canonical({**patch, "metadata": {**meta, **({"annotations": annotations} if annotations else {})}}) + "\n"


def _described(entry: Object) -> str:
    """A manager, as a conflict names it. Who applies is one manager whatever the version."""
    under = f' with subresource "{entry["subresource"]}"' if entry.get("subresource") else ""
    using = f" using {entry['apiVersion']}" if entry["operation"] == "Update" else ""
    return f'"{entry["manager"]}"{under}{using}'


def _conflict(conflicts: dict[str, list[Path]]) -> ApiError:
    every = [(who, dotted(path)) for who, paths in sorted(conflicts.items()) for path in paths]
    if len(every) == 1:
        text = f"1 conflict: conflict with {every[0][0]}: {every[0][1]}"
    else:
        text = f"{len(every)} conflicts: " + "\n".join(
            "\n- ".join([f"conflicts with {who}:", *map(dotted, paths)]) for who, paths in sorted(conflicts.items())
        )
    causes = [
        {"field": path, "message": f"conflict with {who}", "reason": "FieldManagerConflict"} for who, path in every
    ]
    return ApiError("Conflict", f"Apply failed with {text}", {"causes": causes})


def dotted(path: Path) -> str:
    """.spec.template.spec.containers[name="web"].image"""
    text = ""
    for step in path:
        if step.startswith("f:"):
            text += f".{step[2:]}"
        elif step.startswith("k:"):
            keys = json.loads(step[2:])
            text += "[" + ",".join(f"{key}={json.dumps(value)}" for key, value in keys.items()) + "]"
        elif step.startswith("v:"):
            text += f"[={step[2:]}]"
    return text


def _merge(old: Any, patch: Any, struct: str) -> Any:
    merged = dict(old)
    for key, value in patch.items():
        field = field_of(struct, key) or Field("any")
        if isinstance(value, dict) and _has_fields(field, key) and isinstance(merged.get(key), dict):
            merged[key] = _merge(merged[key], value, field.type if field.type in TYPES else "")
        elif isinstance(value, list) and field.is_list and field.key and isinstance(merged.get(key), list):
            merged[key] = _merge_items(merged[key], value, field)
        elif isinstance(value, list) and key in _SETS:
            merged[key] = [*(merged.get(key) or []), *(one for one in value if one not in (merged.get(key) or []))]
        else:
            merged[key] = copy(value)
    return merged


def _merge_items(old: list[Object], patch: list[Object], field: Field) -> list[Object]:
    result = list(old)
    for item in patch:
        place = next((n for n, other in enumerate(result) if _item(other, field) == _item(item, field)), None)
        if place is None:
            result.append(copy(item))
        else:
            result[place] = _merge(result[place], item, field.item)
    return result


def _drop(item: Any, path: Path) -> None:
    """Take away what `path` names; parents that were copied before may be changed."""
    parents: list[tuple[Any, Any]] = []
    node = item
    for step in path:
        key = _find(node, step)
        if key is None:
            return
        parents.append((node, key))
        node[key] = (
            dict(node[key])
            if isinstance(node[key], dict)
            else (list(node[key]) if isinstance(node[key], list) else node[key])
        )
        node = node[key]
    parent, key = parents[-1]
    del parent[key]
    for parent, key in reversed(parents[:-1]):
        if parent[key] in ({}, []):
            del parent[key]


def _find(node: Any, step: str) -> Any:
    if step.startswith("f:") and isinstance(node, dict):
        return step[2:] if step[2:] in node else None
    if isinstance(node, list) and step.startswith("k:"):
        keys = json.loads(step[2:])
        defaults = {"protocol": "TCP"}
        return next(
            (n for n, one in enumerate(node) if all(one.get(k, defaults.get(k)) == v for k, v in keys.items())), None
        )
    if isinstance(node, list) and step.startswith("v:"):
        value = json.loads(step[2:])
        return node.index(value) if value in node else None
    return None
