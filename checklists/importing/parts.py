"""Which of a step's parts is which of those it had: what was ticked stays ticked when words change."""

from collections.abc import Iterable, Mapping, Sequence
from difflib import SequenceMatcher
from hashlib import sha256
from json import dumps
from typing import Any
from zlib import crc32

_ALIKE = 0.5
Part = dict[str, Any]


def identified(parts: Sequence[Part], before: Sequence[Mapping[str, Any]]) -> list[Part]:
    """`parts` with an id each: that of the part `before` with the same text, else of one like it that is left over, in
    order; else one of its own."""
    ids: dict[int, str] = {}
    left = {part["id"]: part for part in before}
    for is_it in (_is_same, _is_alike):
        for at, part in enumerate(parts):
            if at in ids:
                continue
            found = next((id for id, old in left.items() if is_it(part, old)), None)
            if found is not None:
                ids[at] = found
                del left[found]
    taken = {part["id"] for part in before}
    for at, part in enumerate(parts):
        if at not in ids:
            ids[at] = _free(f"{crc32(_said(part).encode()):08x}", taken)
            taken.add(ids[at])
    return [{"id": ids[at], **part} for at, part in enumerate(parts)]


def digest(parts: Iterable[Mapping[str, Any]]) -> str:
    """Changes with what is to be done, in whatever order it was written down as data."""
    return sha256(dumps([_said(part) for part in parts], ensure_ascii=False).encode()).hexdigest()


def _said(part: Mapping[str, Any]) -> str:
    return str(part.get("command") or part["edit"]["zh"])


def _is_same(one: Mapping[str, Any], other: Mapping[str, Any]) -> bool:
    return one.get("only", "") == other.get("only", "") and _said(one) == _said(other)


def _is_alike(one: Mapping[str, Any], other: Mapping[str, Any]) -> bool:
    if one.get("only", "") != other.get("only", ""):
        return False
    matcher = SequenceMatcher(None, _said(one), _said(other))
    # The quick ones are never less.
    return all(ratio() >= _ALIKE for ratio in (matcher.real_quick_ratio, matcher.quick_ratio, matcher.ratio))


def _free(id: str, taken: set[str]) -> str:
    return id if id not in taken else next(f"{id}-{n}" for n in range(2, len(taken) + 3) if f"{id}-{n}" not in taken)
