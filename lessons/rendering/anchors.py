"""Ids that are unique on a page."""

import re
from collections.abc import Iterable

_DROPPED = re.compile(r"[^\w\- ]")


class Anchors:
    def __init__(self, taken: Iterable[str] = ()) -> None:
        self._taken = set(taken)

    def unique(self, anchor: str) -> str:
        candidate, number = anchor, 0
        while candidate in self._taken:
            number += 1
            candidate = f"{anchor}-{number}"
        self._taken.add(candidate)
        return candidate


def slug(title: str) -> str:
    """As GitHub makes it of a heading: lower case, without punctuation, a hyphen for each blank."""
    return _DROPPED.sub("", title.strip().lower()).replace(" ", "-") or "section"
