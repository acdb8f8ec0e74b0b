"""A scene is described: what happens next? The scene, its outcome and the reasons come from a model, by their seed."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Any, ClassVar, Self
from urllib.parse import urlencode

from lessons.course.table import Table
from quizzes.kinds.base import Option, Posted, Verdict
from quizzes.kinds.choice import Choice
from quizzes.scenarios.conditions import neighbours
from quizzes.scenarios.question import Scenario as Told
from quizzes.scenarios.question import scenario
from quizzes.scenarios.texts import NAMES, VALUE_TEXTS


@dataclass(frozen=True, slots=True)
class Scenario:
    name: ClassVar[str] = "scenario"
    seed: int
    told_by_model: Told
    choice: Choice

    @classmethod
    def parse(cls, table: Table) -> Self:
        seed = table.number("seed") or 0
        made = scenario(seed)
        return cls(seed, made, Choice(tuple(Option(one.id, one.text, one.right, one.why) for one in made.offers)))

    @property
    def slots(self) -> int:
        return self.choice.slots

    def key(self) -> str:
        return self.choice.key()

    def asked(self, order: Sequence[int], language: str, posted: Posted) -> dict[str, Any]:
        return self.choice.asked(order, language, posted) | {"scene": self._scene(language)}

    def read(self, posted: Posted, order: Sequence[int]) -> str:
        return self.choice.read(posted, order)

    def grade(self, answer: str) -> Verdict:
        return self.choice.grade(answer)

    def told(self, answer: str | None, order: Sequence[int], language: str) -> dict[str, Any]:
        return self.choice.told(answer, order, language) | {
            "scene": self._scene(language),
            "steps": [step.to(language) for step in self.told_by_model.steps],
            "advice": self.told_by_model.advice.to(language),
            "changes": self._changes(language),
            "query": urlencode(self.told_by_model.conditions.as_dict()),
        }

    def said(self, answer: str, language: str) -> str:
        return self.choice.said(answer, language)

    def solution(self) -> str:
        return self.choice.solution()

    def mistakes(self) -> Iterator[str]:
        return self.choice.mistakes()

    def _scene(self, language: str) -> list[dict[str, Any]]:
        return [
            {"title": panel.title.to(language), "lines": [line.to(language) for line in panel.lines]}
            for panel in self.told_by_model.scene
        ]

    def _changes(self, language: str) -> list[dict[str, Any]]:
        """What can be asked next, by the one condition that would be another one."""
        changes: dict[str, list[tuple[str, int]]] = {}
        for name, value, seed in neighbours(self.seed):
            changes.setdefault(name, []).append((VALUE_TEXTS[name][value].to(language), seed))
        return [{"name": NAMES[name].to(language), "values": values} for name, values in changes.items()]
