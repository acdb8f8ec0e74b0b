"""Several options are right; each is judged by itself."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Any, ClassVar, Self

from lessons.course.table import Table
from quizzes.kinds.base import Incomplete, Option, Posted, Verdict, options, picked


@dataclass(frozen=True, slots=True)
class Choices:
    name: ClassVar[str] = "choices"
    options: tuple[Option, ...]

    @classmethod
    def parse(cls, table: Table) -> Self:
        found = options(table, least=3)
        if found and not any(option.right for option in found):
            table.problem("options", "course-key", "At least one option needs “right: true”.")
        return cls(found)

    @property
    def slots(self) -> int:
        return len(self.options)

    def key(self) -> list[str]:
        return self.solution()

    def asked(self, order: Sequence[int], language: str, posted: Posted) -> dict[str, Any]:
        chosen = picked(posted, "answer", order)
        return {
            "options": [
                {"place": place, "text": self.options[slot].text.to(language), "chosen": slot in chosen}
                for place, slot in enumerate(order)
            ]
        }

    def read(self, posted: Posted, order: Sequence[int]) -> list[str]:
        chosen = picked(posted, "answer", order)
        if not chosen:
            raise Incomplete
        return sorted({self.options[slot].id for slot in chosen})

    def grade(self, answer: list[str]) -> Verdict:
        parts = {option.id: (option.id in answer) == option.right for option in self.options}
        return Verdict(all(parts.values()), parts)

    def told(self, answer: list[str] | None, order: Sequence[int], language: str) -> dict[str, Any]:
        return {
            "options": [
                {
                    "place": place,
                    "text": option.text.to(language),
                    "chosen": option.id in (answer or ()),
                    "right": option.right,
                    "why": option.why.to(language),
                }
                for place, option in enumerate(self.options[slot] for slot in order)
            ]
        }

    def said(self, answer: list[str], language: str) -> str:
        return " + ".join(option.text.to(language) for option in self.options if option.id in answer)

    def solution(self) -> list[str]:
        return sorted(option.id for option in self.options if option.right)

    def mistakes(self) -> Iterator[list[str]]:
        """Each wrong option taken in, and each right one left out."""
        solution = self.solution()
        for option in self.options:
            changed = sorted(set(solution) ^ {option.id})
            if changed:
                yield changed
