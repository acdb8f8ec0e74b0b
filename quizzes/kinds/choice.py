"""One of several options is right."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Any, ClassVar, Self

from lessons.course.table import Table
from quizzes.kinds.base import Incomplete, Option, Posted, Verdict, options, picked


@dataclass(frozen=True, slots=True)
class Choice:
    name: ClassVar[str] = "choice"
    options: tuple[Option, ...]

    @classmethod
    def parse(cls, table: Table) -> Self:
        found = options(table)
        if found and sum(option.right for option in found) != 1:
            table.problem("options", "course-key", "Exactly one option is right: it alone has “right: true”.")
        return cls(found)

    @property
    def slots(self) -> int:
        return len(self.options)

    def key(self) -> str:
        return self.solution()

    def asked(self, order: Sequence[int], language: str, posted: Posted) -> dict[str, Any]:
        chosen = picked(posted, "answer", order)
        return {
            "options": [
                {"place": place, "text": self.options[slot].text.to(language), "chosen": slot in chosen}
                for place, slot in enumerate(order)
            ]
        }

    def read(self, posted: Posted, order: Sequence[int]) -> str:
        chosen = picked(posted, "answer", order)
        if len(chosen) != 1:
            raise Incomplete
        return self.options[chosen[0]].id

    def grade(self, answer: str) -> Verdict:
        right = answer == self.solution()
        return Verdict(right, {answer: right})

    def told(self, answer: str | None, order: Sequence[int], language: str) -> dict[str, Any]:
        return {
            "options": [
                {
                    "place": place,
                    "text": option.text.to(language),
                    "chosen": option.id == answer,
                    "right": option.right,
                    "why": option.why.to(language),
                }
                for place, option in enumerate(self.options[slot] for slot in order)
            ]
        }

    def said(self, answer: str, language: str) -> str:
        return next((option.text.to(language) for option in self.options if option.id == answer), "")

    def solution(self) -> str:
        return next(option.id for option in self.options if option.right)

    def mistakes(self) -> Iterator[str]:
        return (option.id for option in self.options if not option.right)
