"""Anchors of headings, as GitHub makes them from the heading's text."""

from unicodedata import category


def slug(text: str) -> str:
    """Lower case, punctuation dropped, blanks to hyphens; Chinese stays."""
    kept = text.strip().lower()
    if not kept.isalnum():
        kept = "".join([character for character in kept if _stays(character)])
    return kept.replace(" ", "-") or "section"


def _stays(character: str) -> bool:
    return character.isalnum() or character in " -_" or category(character)[0] == "M"


class Anchors:
    """Hands out the anchors of one note: the second `pod` is `pod-1`."""

    def __init__(self) -> None:
        self._used: dict[str, int] = {}

    def take(self, text: str) -> str:
        base = anchor = slug(text)
        while anchor in self._used:
            self._used[base] += 1
            anchor = f"{base}-{self._used[base]}"
        self._used[anchor] = 0
        return anchor
