"""When a question is due again: FSRS, in whole days, with its published weights and nine in ten to be remembered."""

from datetime import UTC, datetime
from typing import NamedTuple

import fsrs

# Without steps of minutes: a review is a matter of days. Without fuzz: the same answers give the same dates.
_scheduler = fsrs.Scheduler(desired_retention=0.9, learning_steps=(), relearning_steps=(), enable_fuzzing=False)


class Memory(NamedTuple):
    """What FSRS knows of one question in one head; the columns of `models.Card`."""

    due: datetime
    stability: float
    difficulty: float
    last_review: datetime


def rating(right: bool, sure: bool | None = None) -> fsrs.Rating:
    """`right` is false also for an answer that was shown; `sure` is what the learner says of it afterwards."""
    if not right:
        return fsrs.Rating.Again
    return {None: fsrs.Rating.Good, True: fsrs.Rating.Easy, False: fsrs.Rating.Hard}[sure]


def review(memory: Memory | None, rated: fsrs.Rating, now: datetime) -> Memory:
    """What is known after an answer at `now` (aware, any zone)."""
    card, _ = _scheduler.review_card(_card(memory), rated, now.astimezone(UTC))
    return Memory(card.due, card.stability or 0.0, card.difficulty or 0.0, now)


def retrievability(memory: Memory, now: datetime) -> float:
    """The chance, 0 to 1, that the answer is still known at `now`."""
    return float(_scheduler.get_card_retrievability(_card(memory), now.astimezone(UTC)))


def _card(memory: Memory | None) -> fsrs.Card:
    if memory is None:
        return fsrs.Card(card_id=0)
    return fsrs.Card(
        card_id=0,
        state=fsrs.State.Review,
        stability=memory.stability,
        difficulty=memory.difficulty,
        due=memory.due.astimezone(UTC),
        last_review=memory.last_review.astimezone(UTC),
    )
