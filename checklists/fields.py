"""The values that a learner gives once and every command then has, as `{{pod-cidr}}`."""

import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache
from typing import Any

import re2

from lessons.diagrams.shapes import Text

LONGEST = 200  # characters of a value
_FIELD = re.compile(r"\{\{([a-z0-9-]+)\}\}")
# A value goes into commands that are typed into a shell: nothing that means something there.
_HARMLESS = re.compile(r"[\w.:/@%+=,-]*", re.ASCII)


@dataclass(frozen=True, slots=True)
class Field:
    """`pattern`, in RE2's syntax, is what the whole value must match."""

    id: str
    label: Text
    default: str
    pattern: str
    help: Text

    def accepts(self, value: str) -> bool:
        harmless = len(value) <= LONGEST and _HARMLESS.fullmatch(value) is not None
        return harmless and bool(value) and compiled(self.pattern or ".*").fullmatch(value) is not None


@lru_cache(maxsize=500)
def compiled(pattern: str) -> Any:
    """Raises `re2.error`."""
    options = re2.Options()
    options.log_errors = False
    options.max_mem = 1 << 20
    return re2.compile(pattern, options)


def fill(text: str, values: Mapping[str, str], otherwise: Callable[[str], str] = "{{{{{}}}}}".format) -> str:
    """`text` with the values in their places; a field that has none is what `otherwise` makes of its id."""
    return _FIELD.sub(lambda found: values[found[1]] if found[1] in values else otherwise(found[1]), text)


def used(text: str) -> set[str]:
    return set(_FIELD.findall(text))


def values(fields: Sequence[Field], given: Mapping[str, str]) -> dict[str, str]:
    """Of each field what was given, or its default where that is nothing that it accepts."""
    return {field.id: given[field.id] if field.accepts(given.get(field.id, "")) else field.default for field in fields}
