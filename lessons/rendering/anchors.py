"""Ids that are unique on a page."""

from collections.abc import Iterable


class Anchors:
    def __init__(self, taken: Iterable[str] = ()) -> None:
        self._taken = set(taken)
        self._numbers: dict[str, int] = {}

    def unique(self, anchor: str) -> str:
        candidate, number = anchor, self._numbers.get(anchor, 0)
        while candidate in self._taken:
            number += 1
            candidate = f"{anchor}-{number}"
        self._taken.add(candidate)
        self._numbers[anchor] = number
        return candidate
