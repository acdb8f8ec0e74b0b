"""Three ways to one patch: what was applied before, what is wanted now, what is there."""

from collections import defaultdict
from typing import Any

from ..apiserver.schema import TYPES, Field, field_of
from ..values import Object, copy

_ANY = Field("any")


class NoMergeKey(ValueError):
    """An item of a list that is merged item by item does not say which one it is."""


def patch(before: Object, wanted: Object, current: Object, struct: str) -> Object:
    """A strategic merge patch that makes `current` what is `wanted`, and takes away what was applied `before` and is
    wanted no longer. What others added stays."""
    return _map(before, wanted, current, struct, "", False)


def _map(before: Object, wanted: Object, current: Object, struct: str, inner: str, retain: bool) -> Object:
    """`inner` is the type of the values where the keys are not fields but anything."""
    found: Object = {}
    for key, value in wanted.items():
        field = Field(inner) if inner else field_of(struct, key) or _ANY
        if key not in current:
            found[key] = copy(value)
        elif isinstance(value, dict) and isinstance(current[key], dict):
            piece = _map(_as(before.get(key), {}), value, current[key], *_inside(field), field.retain)
            if piece:
                found[key] = piece
        elif isinstance(value, list) and isinstance(current[key], list):
            found |= _list(key, _as(before.get(key), []), value, current[key], field)
        elif not _same(value, current[key]):
            found[key] = copy(value)
    found |= {key: None for key in before if key not in wanted}
    kept = sorted(key for key, value in wanted.items() if value is not None)
    others = any(value is not None and key not in wanted for key, value in current.items())
    if retain and kept and (found or others):
        found["$retainKeys"] = kept
    return found


def _inside(field: Field) -> tuple[str, str]:
    if field.is_map:
        return "", field.item
    return field.type if field.type in TYPES else "", ""


def _list(key: str, before: list[Any], wanted: list[Any], current: list[Any], field: Field) -> Object:
    if field.key:
        pieces, gone = _items(before, wanted, current, field)
        names = [{field.key: item[field.key]} for item in wanted]
        moved = [item.get(field.key) for item in current] != [item[field.key] for item in wanted]
    elif field.merged:
        pieces, gone, names = [item for item in wanted if item not in current], [], wanted
        moved = current != wanted
    else:
        return {} if _same(wanted, current) else {key: copy(wanted)}
    found: Object = {key: pieces + gone} if pieces or gone else {}
    if not field.key:
        lost = sorted(item for item in before if item not in wanted)
        found |= {f"$deleteFromPrimitiveList/{key}": lost} if lost else {}
    if names and ((current and (pieces or moved)) or gone):
        found[f"$setElementOrder/{key}"] = copy(names)
    return found


def _items(before: list[Any], wanted: list[Any], current: list[Any], field: Field) -> tuple[list[Any], list[Object]]:
    """(what to add or change, what to delete)."""
    was, now, named = _named(before, field), _named(current, field), _named(wanted, field)
    gone = [
        {"$patch": "delete", field.key: name}
        for name in sorted(was, key=str)
        for _ in range(len(was[name]) - len(named.get(name, [])))
    ]
    pieces, seen = [], defaultdict[Any, int](int)
    for item in wanted:
        name = item[field.key]
        place, seen[name] = seen[name], seen[name] + 1
        if place >= len(now.get(name, [])):
            pieces.append(copy(item))
            continue
        old = was[name][place] if place < len(was.get(name, [])) else {}
        piece = _map(old, item, now[name][place], field.item, "", field.retain)
        if piece:
            pieces.append({**piece, field.key: name})
    return pieces, gone


def _named(items: list[Any], field: Field) -> dict[Any, list[Object]]:
    """Several may have one name: port 53 of UDP and of TCP."""
    found = defaultdict[Any, list[Object]](list)
    for item in items:
        if not isinstance(item, dict) or not isinstance(item.get(field.key), str | int):
            raise NoMergeKey(f"map: {item} does not contain declared merge key: {field.key}")
        found[item[field.key]].append(item)
    return found


def _as(value: Any, empty: Any) -> Any:
    return value if isinstance(value, type(empty)) else empty


def _same(one: Any, other: Any) -> bool:
    """Equal as JSON: 1 is not true."""
    if isinstance(one, bool) != isinstance(other, bool):
        return False
    return bool(one == other)
