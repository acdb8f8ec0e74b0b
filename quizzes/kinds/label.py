"""A part of a diagram whose name is hidden: which one is it?"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Any, ClassVar, Self

from lessons.course.table import Table
from quizzes.kinds.base import Posted, Verdict
from quizzes.kinds.choice import Choice


@dataclass(frozen=True, slots=True)
class Label:
    """`diagram` is drawn with the names of `node`, and of it alone, hidden."""

    name: ClassVar[str] = "label"
    diagram: str
    node: str
    choice: Choice

    @classmethod
    def parse(cls, table: Table) -> Self:
        diagram = table.text("diagram", required=True)
        node = table.text("node", required=True)
        return cls(diagram, node, Choice.parse(table))

    @property
    def slots(self) -> int:
        return self.choice.slots

    def key(self) -> str:
        return self.choice.key()

    def asked(self, order: Sequence[int], language: str, posted: Posted) -> dict[str, Any]:
        return self.choice.asked(order, language, posted)

    def read(self, posted: Posted, order: Sequence[int]) -> str:
        return self.choice.read(posted, order)

    def grade(self, answer: str) -> Verdict:
        return self.choice.grade(answer)

    def told(self, answer: str | None, order: Sequence[int], language: str) -> dict[str, Any]:
        return self.choice.told(answer, order, language)

    def said(self, answer: str, language: str) -> str:
        return self.choice.said(answer, language)

    def solution(self) -> str:
        return self.choice.solution()

    def mistakes(self) -> Iterator[str]:
        return self.choice.mistakes()
