"""Fields that a body states twice. Of the two the last counts, and the client may want to know."""

import json
from collections.abc import Iterator
from typing import Any

import yaml

from .. import yamlin

IN_YAML = "yaml: unmarshal errors:\n"


class _Pairs(list[tuple[str, Any]]):
    """An object of JSON, with all that it states."""


def in_json(text: str | bytes) -> list[str]:
    return list(dict.fromkeys(_doubled(json.loads(text, object_pairs_hook=_Pairs), "")))


def _doubled(value: Any, path: str) -> Iterator[str]:
    if isinstance(value, _Pairs):
        seen: set[str] = set()
        for key, inner in value:
            here = f"{path}.{key}" if path else key
            if key in seen:
                yield f'duplicate field "{here}"'
            seen.add(key)
            yield from _doubled(inner, here)
    elif isinstance(value, list):
        for place, inner in enumerate(value):
            yield from _doubled(inner, f"{path}[{place}]")


def in_yaml(text: str | bytes) -> list[str]:
    """One complaint, as the parser has it, of however many."""
    shown = text.decode(errors="replace") if isinstance(text, bytes) else text
    try:
        lines = [f'  line {line}: key "{key}" already set in map' for line, key in yamlin.doubled(shown)]
    except yaml.YAMLError:  # whoever reads it has more to say of that
        return []
    return [IN_YAML + "\n".join(lines)] if lines else []
