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
    for key, value in patch.items():
        if key.startswith("$"):
            _directive(merged, key, value)
            continue
        field = field_of(struct, key)
        if value is None:
            merged.pop(key, None)
        elif isinstance(value, list):
            merged[key] = _list(merged.get(key) or [], value, field)
        elif isinstance(value, dict):
            inner = field.type if field and field.type in TYPES else ""
            merged[key] = strategic(merged.get(key), value, inner)
        else:
            merged[key] = value
    for key, order in ((key, patch[key]) for key in patch if key.startswith(_ORDER)):
        _sort(merged, key[len(_ORDER) :], order, struct)
    if _RETAIN in patch:
        merged = {key: value for key, value in merged.items() if key in patch[_RETAIN]}
    return merged


def _directive(merged: Object, key: str, value: Any) -> None:
    if key.startswith(_DELETE_LIST) and isinstance(merged.get(key[len(_DELETE_LIST) :]), list):
        name = key[len(_DELETE_LIST) :]
        merged[name] = [item for item in merged[name] if item not in value]


def _list(target: list[Any], patch: list[Any], field: Field | None) -> list[Any]:
    if field is None or not field.key:
        if field is not None and field.item == "string" and field == Field("[]string", "", False):
            return copy(patch)
        return copy([item for item in patch if not (isinstance(item, dict) and _DIRECTIVE in item)])
    if any(isinstance(item, dict) and item.get(_DIRECTIVE) == "replace" for item in patch):
        return [copy(item) for item in patch if _DIRECTIVE not in item]
    result = list(target)
    for item in patch:
        if not isinstance(item, dict) or field.key not in item:
            raise rejected(f"map: {item} does not contain declared merge key: {field.key}")
        place = next((n for n, old in enumerate(result) if old.get(field.key) == item[field.key]), None)
        if item.get(_DIRECTIVE) == "delete":
            if place is not None:
                del result[place]
        elif place is None:
            result.append({key: copy(value) for key, value in item.items() if not key.startswith("$")})
        else:
            result[place] = strategic(result[place], item, field.item)
    return result


def _sort(merged: Object, key: str, order: list[Any], struct: str) -> None:
    field = field_of(struct, key)
    if not isinstance(merged.get(key), list) or field is None or not field.key:
        return
    places = {item.get(field.key) if isinstance(item, dict) else item: place for place, item in enumerate(order)}
    merged[key] = sorted(merged[key], key=lambda item: places.get(item.get(field.key), len(places)))


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
