"""How well a learner knows what questions are about: by what they answered, and how long ago."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import NamedTuple

from learners.models import Learner
from quizzes.models import Card
from quizzes.scheduling import Memory, retrievability

ENOUGH = 2  # answers about a thing, all of them right, that show that it is known
LEVELS = ((0.85, 3), (0.5, 2))  # of what is known, and how deeply that is shaded


class CardFacts(NamedTuple):
    """A card and what its question is about: `tags` begin with the topic."""

    tags: Sequence[str]
    lesson: str | None
    anchor: str
    right: bool
    memory: Memory

    def known(self, now: datetime) -> float:
        """The chance, 0 to 1, that it would be answered rightly at `now`."""
        return retrievability(self.memory, now) if self.right else 0.0


@dataclass(frozen=True, slots=True)
class Topic:
    """`known`, 0 to 1, after `answered` questions about it; `url` leads to where the notes speak of it."""

    name: str
    known: float
    answered: int
    url: str

    @property
    def level(self) -> int:
        return level(self.known)


def cards(learner: Learner) -> list[CardFacts]:
    rows = Card.objects.filter(learner=learner, question__retired_at=None).values_list(
        "question__tags",
        "question__lesson__slug",
        "question__anchor",
        "right",
        "due",
        "stability",
        "difficulty",
        "last_review",
    )
    return [CardFacts(*row[:4], Memory(*row[4:])) for row in rows]


def topics(cards: Iterable[CardFacts], now: datetime) -> list[Topic]:
    """The weakest first."""
    found: dict[str, list[CardFacts]] = {}
    for card in cards:
        for name in card.tags[:1]:
            found.setdefault(name, []).append(card)
    made = [Topic(name, _known(about, now), len(about), _url(about)) for name, about in found.items()]
    return sorted(made, key=lambda topic: (topic.known, -topic.answered, topic.name))


def levels(topics: Iterable[Topic]) -> Mapping[str, int]:
    """How deeply a picture shades each topic, 1 to 3, by its name in lower case."""
    return {topic.name.casefold(): topic.level for topic in topics}


def level(known: float) -> int:
    return next((level for least, level in LEVELS if known >= least), 1)


def _known(about: Sequence[CardFacts], now: datetime) -> float:
    return sum(card.known(now) for card in about) / max(len(about), ENOUGH)


def _url(about: Sequence[CardFacts]) -> str:
    for card in about:
        if card.lesson:
            return f"/lessons/{card.lesson}/{'#' if card.anchor else ''}{card.anchor}"
    return ""
