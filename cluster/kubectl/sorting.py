"""`--sort-by`: amounts by their worth, texts as people count (pod-2 before pod-10), what lacks the field first."""

import re
from collections.abc import Callable
from functools import cmp_to_key
from typing import Any

from .. import quantity
from . import jsonpath
from .flags import Usage

_NUMBER = re.compile(r"\d+|\D+")


def braced(path: str) -> str:
    """`metadata.name`, `.metadata.name` and `{.metadata.name}` are one."""
    bare = path.strip().removeprefix("{").removesuffix("}").removeprefix(".")
    return f"{{.{bare}}}"


def missing(path: str) -> Usage:
    return Usage(f'error: couldn\'t find any field with path "{braced(path)}" in the list of objects')


def by_field(items: list[Any], path: str, of: Callable[[Any], Any] = lambda item: item) -> list[Any]:
    """Raises `Usage` where none of them has the field."""
    found = [(_value(of(item), path), item) for item in items]
    having: list[tuple[Any, Any]] = [pair for pair in found if pair[0] is not None]
    if items and not having:
        raise missing(path)
    # Go's sort puts what it takes for smaller in front, one after the other: the last one comes to be the first.
    lacking = [item for value, item in reversed(found) if value is None]
    return lacking + [item for _, item in sorted(having, key=cmp_to_key(_compare_first))]


def _value(item: Any, path: str) -> Any:
    try:
        found = jsonpath.find(path, item)
    except jsonpath.BadPath as error:
        raise Usage(f"error: {error}") from None
    return found[0] if found else None


def _compare_first(one: tuple[Any, Any], other: tuple[Any, Any]) -> int:
    return _compare(one[0], other[0])


def _compare(one: Any, other: Any) -> int:
    if isinstance(one, dict | list | bool) or isinstance(other, dict | list | bool):
        return 0
    if isinstance(one, str) and isinstance(other, str):
        try:
            return _order(quantity.exact(one), quantity.exact(other))
        except quantity.NotAQuantity:
            return _order(_natural(one), _natural(other))
    if isinstance(one, str) or isinstance(other, str):
        return 0
    return _order(one, other)


def _order(one: Any, other: Any) -> int:
    return (one > other) - (one < other)


def _natural(text: str) -> list[tuple[int, int | str]]:
    """Digits count as numbers, and come before letters."""
    return [(0, int(part)) if part.isdecimal() else (1, part) for part in _NUMBER.findall(text)]
