"""To each of several things on the left belongs one on the right."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, ClassVar, Self

from lessons.course.table import Table
from lessons.diagrams.shapes import Text
from quizzes.kinds.base import LETTERS, Incomplete, Posted, Verdict, at_least, unique


@dataclass(frozen=True, slots=True)
class Pair:
    id: str
    left: Text
    right: Text
    why: Text


@dataclass(frozen=True, slots=True)
class Matching:
    """The left side stays in its order; what is shuffled is the right one."""

    name: ClassVar[str] = "matching"
    pairs: tuple[Pair, ...]

    @classmethod
    def parse(cls, table: Table) -> Self:
        found = []
        for letter, entry in zip(LETTERS, table.tables("pairs", required=True), strict=False):
            found.append(
                Pair(
                    id=entry.text("id") or letter,
                    left=entry.both("left", required=True),
                    right=entry.both("right", required=True),
                    why=entry.both("why"),
                )
            )
            entry.done()
        at_least(table, "pairs", 3, found)
        unique(table, "pairs", "id", [pair.id for pair in found])
        for language in ("zh", "en"):
            unique(table, "pairs", "left", [pair.left.to(language) for pair in found])
            unique(table, "pairs", "right", [pair.right.to(language) for pair in found])
        return cls(tuple(found))

    @property
    def slots(self) -> int:
        return len(self.pairs)

    def key(self) -> list[str]:
        return sorted(pair.id for pair in self.pairs)

    def asked(self, order: Sequence[int], language: str, posted: Posted) -> dict[str, Any]:
        rights = [{"place": place, "text": self.pairs[slot].right.to(language)} for place, slot in enumerate(order)]
        return {
            "rights": rights,
            "pairs": [
                {"number": number, "left": pair.left.to(language), "chosen": _place(posted, number)}
                for number, pair in enumerate(self.pairs)
            ],
        }

    def read(self, posted: Posted, order: Sequence[int]) -> dict[str, str]:
        places = [_place(posted, number) for number in range(len(self.pairs))]
        if any(place is None or place >= len(order) for place in places):
            raise Incomplete
        return {
            pair.id: self.pairs[order[place]].id
            for pair, place in zip(self.pairs, places, strict=True)
            if place is not None
        }

    def grade(self, answer: Mapping[str, str]) -> Verdict:
        parts = {pair.id: answer.get(pair.id) == pair.id for pair in self.pairs}
        return Verdict(all(parts.values()), parts)

    def told(self, answer: Mapping[str, str] | None, order: Sequence[int], language: str) -> dict[str, Any]:
        rights = {pair.id: pair.right.to(language) for pair in self.pairs}
        given = answer or {}
        return {
            "pairs": [
                {
                    "left": pair.left.to(language),
                    "chosen": rights.get(given.get(pair.id, ""), ""),
                    "ok": given.get(pair.id) == pair.id,
                    "right": rights[pair.id],
                    "why": pair.why.to(language),
                }
                for pair in self.pairs
            ]
        }

    def said(self, answer: Mapping[str, str], language: str) -> str:
        rights = {pair.id: pair.right.to(language) for pair in self.pairs}
        chosen = [(pair.left.to(language), rights.get(answer.get(pair.id, ""), "")) for pair in self.pairs]
        return "; ".join(f"{left} → {right}" for left, right in chosen if right)

    def solution(self) -> dict[str, str]:
        return {pair.id: pair.id for pair in self.pairs}

    def mistakes(self) -> Iterator[dict[str, str]]:
        """Each two neighbours, taken for each other."""
        for one, other in zip(self.pairs, self.pairs[1:], strict=False):
            yield self.solution() | {one.id: other.id, other.id: one.id}


def _place(posted: Posted, number: int) -> int | None:
    value = next(iter(posted.get(f"pair-{number}", ())), "")
    return int(value) if value.isdecimal() and len(value) < 4 else None
