"""The description of a kind without a page of its own: its fields, one under the other."""

import re
from typing import Any

from ..values import Object
from .describe_parts import Page

_SHOWN_ABOVE = {f"metadata.{field}" for field in ("name", "namespace", "labels", "annotations", "managedFields")}
_ACRONYMS = {"API", "URL", "UID", "OSB", "GUID"}
_WORD = re.compile(r"[A-Z]+(?![a-z])|[A-Z]?[a-z]+|-")


def anything(page: Page, item: Object) -> None:
    page.row(0, "Name", item["metadata"]["name"])
    page.row(0, "Namespace", item["metadata"].get("namespace", ""))
    page.marks(item)
    _fields(page, 0, item, "")
    page.events(item)


def _fields(page: Page, level: int, item: Object, path: str) -> None:
    for field in sorted(item):
        value = item[field]
        if path + field in _SHOWN_ABOVE:
            continue
        if not isinstance(value, dict | list):
            page.row(level, _title(field), _text(value))
            continue
        page.write(level, f"{_title(field)}:")
        for one in value if isinstance(value, list) else [value]:
            if isinstance(one, dict):
                _fields(page, level + 1, one, f"{path}{field}.")
            else:
                page.write(level + 1, _text(one))


def _title(field: str) -> str:
    """creationTimestamp: Creation Timestamp; what is more than letters stays as it is."""
    if not field.replace("-", "").isalpha():
        return field
    words = _WORD.findall(field)
    return " ".join(word.upper() if word.upper() in _ACRONYMS else word[:1].upper() + word[1:] for word in words)


def _text(value: Any) -> str:
    if value is None:
        return "<nil>"
    return str(value).lower() if isinstance(value, bool) else str(value)
