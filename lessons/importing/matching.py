"""Which of today's parts of the notes is which of yesterday's, so that edits do not cost anybody their progress.

Rules, strongest first: the same explicit id; the same place and path; the same path elsewhere; alike in text.
"""

from collections import Counter, defaultdict
from collections.abc import Callable, Hashable, Iterable, Sequence
from dataclasses import dataclass
from zlib import crc32

SKETCH_SIZE = 64
ALIKE = 0.5


@dataclass(frozen=True, slots=True)
class Part:
    """`place` is what it lies in (a file, a lesson), `path` its titles within that; `text` what it says."""

    place: Hashable
    path: str
    text: str
    explicit_id: str = ""


def match(old: Sequence[Part], new: Sequence[Part]) -> dict[int, int]:
    """Index in `new` -> index in `old`, one to one; what is not in it is new, or gone."""
    pairs: dict[int, int] = {}
    rules: tuple[Callable[[Part], Hashable], ...] = (
        lambda part: part.explicit_id or None,
        lambda part: (part.place, part.path),
        lambda part: (part.path, part.text),
        lambda part: part.path,
    )
    for rule in rules:
        pairs |= _equal(old, new, rule, pairs)
    return pairs | _alike(old, new, pairs)


def _rest(count: int, taken: Iterable[int]) -> list[int]:
    gone = set(taken)
    return [index for index in range(count) if index not in gone]


def _equal(
    old: Sequence[Part], new: Sequence[Part], rule: Callable[[Part], Hashable], pairs: dict[int, int]
) -> dict[int, int]:
    waiting: dict[Hashable, list[int]] = defaultdict(list)
    for index in reversed(_rest(len(old), pairs.values())):
        waiting[rule(old[index])].append(index)
    waiting.pop(None, None)
    found = {}
    for index in _rest(len(new), pairs):
        if candidates := waiting.get(rule(new[index])):
            found[index] = candidates.pop()
    return found


def _alike(old: Sequence[Part], new: Sequence[Part], pairs: dict[int, int]) -> dict[int, int]:
    """Pairs what is left by sketches of the texts, best first; an inverted index keeps this near linear."""
    old_rest, new_rest = _rest(len(old), pairs.values()), _rest(len(new), pairs)
    if not old_rest or not new_rest:
        return {}
    index: dict[int, list[int]] = defaultdict(list)
    for place in old_rest:
        for shingle in sketch(old[place].text):
            index[shingle].append(place)
    scored = []
    for place in new_rest:
        shared: Counter[int] = Counter()
        mine = sketch(new[place].text)
        for shingle in mine:
            shared.update(index.get(shingle, ()))
        for candidate, count in shared.most_common(3):
            score = count / max(len(mine), 1)
            if score >= ALIKE:
                scored.append((-score, place, candidate))
    found: dict[int, int] = {}
    for _, place, candidate in sorted(scored):
        if place not in found and candidate not in found.values():
            found[place] = candidate
    return found


def sketch(text: str) -> frozenset[int]:
    """The smallest hashes of all three-character pieces: the share that two sketches have in common estimates the
    share that the texts have in common."""
    squeezed = "".join(text.split())
    data = squeezed.encode("utf-32-le")
    hashes = {crc32(data[start : start + 12]) for start in range(0, max(len(data) - 8, 4), 4)}
    return frozenset(sorted(hashes)[:SKETCH_SIZE])
