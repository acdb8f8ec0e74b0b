"""Emphasis and strikethrough: which runs of `*`, `_` and `~` belong together.

https://spec.commonmark.org/0.31.2/#emphasis-and-strong-emphasis, with GitHub's strikethrough.
"""

import unicodedata
from collections.abc import Iterable


class Run:
    """Delimiters side by side. `left` of them are still text; the tags in `closes` end before that text, those in
    `opens` begin after it, outermost last."""

    __slots__ = ("can_close", "can_open", "closes", "left", "mark", "next", "opens", "order", "previous", "size")

    def __init__(self, text: str, start: int, end: int) -> None:
        self.mark = text[start]
        self.size = self.left = end - start
        self.opens: list[str] = []
        self.closes: list[str] = []
        self.previous: Run | None = None
        self.next: Run | None = None
        self.order = start
        before, after = _neighbours(text, start, end)
        blank_before, blank_after = _is_blank(before), _is_blank(after)
        mark_before, mark_after = _is_mark(before), _is_mark(after)
        opening = not blank_after and (not mark_after or blank_before or mark_before)
        closing = not blank_before and (not mark_before or blank_after or mark_after)
        if self.mark == "_":
            self.can_open = opening and (not closing or mark_before)
            self.can_close = closing and (not opening or mark_after)
        else:
            known = self.mark == "*" or self.size < 3
            self.can_open, self.can_close = opening and known, closing and known


def _neighbours(text: str, start: int, end: int) -> tuple[str, str]:
    """The characters around a run; GitHub looks past tildes."""
    while start and text[start - 1] == "~":
        start -= 1
    while end < len(text) and text[end] == "~":
        end += 1
    return text[start - 1] if start else "\n", text[end] if end < len(text) else "\n"


def _is_blank(character: str) -> bool:
    return character in " \t\n\r\f" or (character > "\x7f" and unicodedata.category(character) == "Zs")


def _is_mark(character: str) -> bool:
    """GitHub takes symbols such as → and ￥ for letters; newer CommonMark calls them punctuation."""
    if character < "\x80":
        return not character.isalnum() and " " < character < "\x7f"
    return unicodedata.category(character)[0] == "P"


def pair(runs: Iterable[Run]) -> None:
    """Fills `opens` and `closes` of the runs, which come in the order of the text."""
    last: Run | None = None
    first: Run | None = None
    for run in runs:
        run.previous = last
        if last:
            last.next = run
        else:
            first = run
        last = run
    bottoms: dict[tuple[str, int, bool], int] = {}
    closer = first
    while closer:
        closer = _close(closer, bottoms) if closer.can_close else closer.next


def _close(closer: Run, bottoms: dict[tuple[str, int, bool], int]) -> Run | None:
    """Looks for what `closer` closes; tells which run to look at next."""
    key = (closer.mark, closer.size % 3, closer.can_open)
    bottom = bottoms.get(key, -1)
    opener = closer.previous
    while opener and opener.order > bottom and not _matches(opener, closer):
        opener = opener.previous
    if not opener or opener.order <= bottom:
        bottoms[key] = closer.previous.order if closer.previous else -1
        if not closer.can_open:
            _remove(closer)
        return closer.next
    _join(opener, closer)
    if closer.mark == "~":
        return _strike(opener, closer)
    used = 2 if opener.left > 1 and closer.left > 1 else 1
    opener.left -= used
    closer.left -= used
    opener.opens.append("strong" if used == 2 else "em")
    closer.closes.append("strong" if used == 2 else "em")
    if not opener.left:
        _remove(opener)
    if closer.left:
        return closer
    _remove(closer)
    return closer.next


def _matches(opener: Run, closer: Run) -> bool:
    if opener.mark != closer.mark or not opener.can_open:
        return False
    if not (closer.can_open or opener.can_close) or closer.size % 3 == 0:
        return True
    return (opener.size + closer.size) % 3 != 0


def _strike(opener: Run, closer: Run) -> Run | None:
    if opener.size == closer.size:
        opener.left = closer.left = 0
        opener.opens.append("del")
        closer.closes.append("del")
    _remove(opener)
    _remove(closer)
    return closer.next


def _join(opener: Run, closer: Run) -> None:
    """Forgets the runs in between."""
    opener.next, closer.previous = closer, opener


def _remove(run: Run) -> None:
    if run.previous:
        run.previous.next = run.next
    if run.next:
        run.next.previous = run.previous
