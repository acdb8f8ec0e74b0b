"""Things to be put in order. Where some depend on others, any order that keeps to that is right."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Any, ClassVar, Self

from lessons.course.table import Table
from lessons.diagrams.shapes import Text
from quizzes.kinds.base import LETTERS, Incomplete, Posted, Verdict, at_least, picked, unique


@dataclass(frozen=True, slots=True)
class Item:
    """`after` holds the ids of what must come before it."""

    id: str
    text: Text
    after: tuple[str, ...]
    why: Text


@dataclass(frozen=True, slots=True)
class Ordering:
    """Without any `after` the order as written is the only right one."""

    name: ClassVar[str] = "ordering"
    items: tuple[Item, ...]

    @classmethod
    def parse(cls, table: Table) -> Self:
        items: list[Item] = []
        for letter, entry in zip(LETTERS, table.tables("items", required=True), strict=False):
            item = Item(
                id=entry.text("id") or letter,
                text=entry.both("text", required=True),
                after=entry.texts("after"),
                why=entry.both("why"),
            )
            unknown = [id for id in item.after if id not in {earlier.id for earlier in items}]
            if unknown:
                entry.problem("after", "course-order", f"“{unknown[0]}” is no item that stands before this one.")
            items.append(item)
            entry.done()
        at_least(table, "items", 3, items)
        unique(table, "items", "id", [item.id for item in items])
        if not any(item.after for item in items):
            before = ("", *(item.id for item in items))
            items = [Item(i.id, i.text, (id,) if id else (), i.why) for i, id in zip(items, before, strict=False)]
        return cls(tuple(items))

    @property
    def slots(self) -> int:
        return len(self.items)

    def key(self) -> list[list[str]]:
        return sorted([item.id, *sorted(item.after)] for item in self.items)

    def asked(self, order: Sequence[int], language: str, posted: Posted) -> dict[str, Any]:
        places = _moved(_places(posted, order), next(iter(posted.get("move", ())), ""))
        return {"items": [{"place": place, "text": self.items[order[place]].text.to(language)} for place in places]}

    def read(self, posted: Posted, order: Sequence[int]) -> list[str]:
        slots = picked(posted, "item", order)
        if sorted(slots) != list(range(len(self.items))):
            raise Incomplete
        return [self.items[slot].id for slot in slots]

    def grade(self, answer: Sequence[str]) -> Verdict:
        at = {id: place for place, id in enumerate(answer)}
        parts = {item.id: all(at[id] < at[item.id] for id in item.after) for item in self.items}
        return Verdict(all(parts.values()), parts)

    def told(self, answer: Sequence[str] | None, order: Sequence[int], language: str) -> dict[str, Any]:
        parts = self.grade(answer).parts if answer else {}
        by_id = {item.id: item for item in self.items}
        return {
            "answered": bool(answer),
            # Each depends on the very one before it: then, and only then, no other order is right.
            "strict": all(one.id in other.after for one, other in zip(self.items, self.items[1:], strict=False)),
            "items": [
                {
                    "text": by_id[id].text.to(language),
                    "ok": parts.get(id, True),
                    "after": [by_id[before].text.to(language) for before in by_id[id].after],
                    "why": by_id[id].why.to(language),
                }
                for id in (answer or self.solution())
            ],
            "solution": [item.text.to(language) for item in self.items],
        }

    def said(self, answer: Sequence[str], language: str) -> str:
        texts = {item.id: item.text.to(language) for item in self.items}
        return " → ".join(texts[id] for id in answer if id in texts)

    def solution(self) -> list[str]:
        return [item.id for item in self.items]

    def mistakes(self) -> Iterator[list[str]]:
        """Each item, moved before the last of those that it depends on."""
        for item in self.items:
            if item.after:
                order = self.solution()
                order.remove(item.id)
                order.insert(max(order.index(id) for id in item.after), item.id)
                yield order


def _places(posted: Posted, order: Sequence[int]) -> list[int]:
    """The places in the order that a form half filled in has them, the shuffled order at first."""
    sent = [int(value) for value in posted.get("item", ()) if value.isdecimal() and len(value) < 4]
    return sent if sorted(sent) == list(range(len(order))) else list(range(len(order)))


def _moved(places: list[int], move: str) -> list[int]:
    """`move` is what its button sends: `2-up` takes what stands third one up."""
    number, _, way = move.partition("-")
    if number.isdecimal() and len(number) < 4 and way in ("up", "down"):
        start, end = int(number), int(number) + (1 if way == "down" else -1)
        if min(start, end) >= 0 and max(start, end) < len(places):
            places[start], places[end] = places[end], places[start]
    return places
