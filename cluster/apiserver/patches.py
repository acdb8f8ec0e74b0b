"""The three ways to say what to change: merge, strategic merge, JSON patch."""

from typing import Any

from ..values import Object, copy
from .errors import ApiError
from .schema import TYPES, Field, field_of

MERGE = "application/merge-patch+json"
STRATEGIC = "application/strategic-merge-patch+json"
JSON_PATCH = "application/json-patch+json"
APPLY = "application/apply-patch+yaml"
_DIRECTIVE, _DELETE_LIST, _ORDER, _RETAIN = "$patch", "$deleteFromPrimitiveList/", "$setElementOrder/", "$retainKeys"


def rejected(detail: str = "the server rejected our request due to an error in our request") -> ApiError:
    return ApiError("Invalid", detail)


def merge(target: Any, patch: Any) -> Any:
    """RFC 7386."""
    if not isinstance(patch, dict):
        return copy(patch)
    merged = dict(target) if isinstance(target, dict) else {}
    for key, value in patch.items():
        if value is None:
            merged.pop(key, None)
        else:
            merged[key] = merge(merged.get(key), value)
    return merged


def strategic(target: Any, patch: Object, struct: str) -> Any:
    """As a merge, but lists whose items have a key are merged item by item."""
    if patch.get(_DIRECTIVE) == "replace":
        return {key: copy(value) for key, value in patch.items() if key != _DIRECTIVE}
    if patch.get(_DIRECTIVE) == "delete":
        return {}
    merged = dict(target) if isinstance(target, dict) else {}
    if _RETAIN in patch:
        merged = {key: value for key, value in merged.items() if key in patch[_RETAIN]}
    for key, value in patch.items():
        field = field_of(struct, key)
        if key.startswith("$"):
            _without(merged, key, value)
        elif value is None:
            merged.pop(key, None)
        elif isinstance(value, list):
            live = merged.get(key) or []
            merged[key] = _list(live, value, field)
            if _ORDER + key in patch and field:
                merged[key] = _ordered(merged[key], patch[_ORDER + key], live, field.key)
        elif isinstance(value, dict):
            inner = field.type if field and field.type in TYPES else ""
            merged[key] = strategic(merged.get(key), value, inner)
        else:
            merged[key] = value
    for name in (key.removeprefix(_ORDER) for key in patch if key.startswith(_ORDER)):
        field = field_of(struct, name)
        if name not in patch and merged.get(name) and field:
            merged[name] = _ordered(merged[name], patch[_ORDER + name], merged[name], field.key)
    return merged


def _without(merged: Object, key: str, value: Any) -> None:
    name = key.removeprefix(_DELETE_LIST)
    if name != key and isinstance(merged.get(name), list):
        merged[name] = [item for item in merged[name] if item not in value]


def _list(target: list[Any], patch: list[Any], field: Field | None) -> list[Any]:
    if field is not None and field.merged:
        return _ordered(target + [item for item in patch if item not in target], patch, target, "")
    if field is None or not field.key:
        return copy([item for item in patch if not (isinstance(item, dict) and _DIRECTIVE in item)])
    if any(isinstance(item, dict) and item.get(_DIRECTIVE) == "replace" for item in patch):
        return [copy(item) for item in patch if _DIRECTIVE not in item]
    result = list(target)
    for item in patch:
        if not isinstance(item, dict) or field.key not in item:
            raise rejected(f"map: {item} does not contain declared merge key: {field.key}")
        place = next((n for n, old in enumerate(result) if old.get(field.key) == item[field.key]), None)
        if item.get(_DIRECTIVE) == "delete":
            result = [old for old in result if old.get(field.key) != item[field.key]]
        elif place is None:
            result.append({key: copy(value) for key, value in item.items() if not key.startswith("$")})
        else:
            result[place] = strategic(result[place], item, field.item)
    return _ordered(result, [item for item in patch if _DIRECTIVE not in item], target, field.key)


def _ordered(items: list[Any], order: list[Any], live: list[Any], key: str) -> list[Any]:
    """What the patch names in its order; between that what it does not name, where that was among the others."""
    names = {_name(item, key): place for place, item in reversed(list(enumerate(order)))}
    places = {_name(item, key): place for place, item in reversed(list(enumerate(live)))}
    mine = sorted((item for item in items if _name(item, key) in names), key=lambda item: names[_name(item, key)])
    others = [item for item in items if _name(item, key) not in names]
    found: list[Any] = []
    while mine and others:
        left, right = places.get(_name(others[0], key)), places.get(_name(mine[0], key))
        found.append((others if left is not None and right is not None and left < right else mine).pop(0))
    return found + mine + others


def _name(item: Any, key: str) -> str:
    return str(item.get(key) if key and isinstance(item, dict) else item)


def json_patch(target: Any, operations: Any) -> Any:
    """RFC 6902."""
    if not isinstance(operations, list):
        raise ApiError("BadRequest", "json: cannot unmarshal object into Go value of type jsonpatch.Patch")
    document = copy(target)
    for operation in operations:
        try:
            document = _operate(document, operation)
        except (KeyError, IndexError, ValueError, TypeError, AttributeError):
            raise rejected() from None
    return document


def _operate(document: Any, operation: Object) -> Any:
    path = _steps(operation["path"])
    match operation["op"]:
        case "add":
            return _put(document, path, copy(operation["value"]), inserting=True)
        case "replace":
            _get(document, path)
            return _put(document, path, copy(operation["value"]), inserting=False)
        case "remove":
            return _remove(document, path)
        case "test":
            if _get(document, path) != operation.get("value"):
                raise ValueError
            return document
        case "copy":
            return _put(document, path, copy(_get(document, _steps(operation["from"]))), inserting=True)
        case "move":
            value = _get(document, _steps(operation["from"]))
            return _put(_remove(document, _steps(operation["from"])), path, value, inserting=True)
    raise ValueError


def _steps(path: str) -> list[str]:
    return [step.replace("~1", "/").replace("~0", "~") for step in path.split("/")[1:]]


def _get(document: Any, path: list[str]) -> Any:
    for step in path:
        document = document[int(step)] if isinstance(document, list) else document[step]
    return document


def _put(document: Any, path: list[str], value: Any, inserting: bool) -> Any:
    if not path:
        return value
    parent, last = _get(document, path[:-1]), path[-1]
    if isinstance(parent, list):
        if inserting:
            place = len(parent) if last == "-" else int(last)
            if place > len(parent):
                raise IndexError
            parent.insert(place, value)
        else:
            parent[int(last)] = value
    else:
        parent[last] = value
    return document


def _remove(document: Any, path: list[str]) -> Any:
    parent, last = _get(document, path[:-1]), path[-1]
    del parent[int(last) if isinstance(parent, list) else last]
    return document
