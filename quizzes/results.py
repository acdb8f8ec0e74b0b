"""What a sitting came to: the score, what was missed by topic, and what to read."""

from dataclasses import dataclass
from typing import Any

from quizzes import pulls
from quizzes.asking import localized, paragraphs
from quizzes.models import Attempt, Quiz, Sitting

_TAGS = 3  # of a question, that count as its topics


@dataclass(slots=True)
class Topic:
    name: str
    right: int = 0
    total: int = 0


@dataclass(frozen=True, slots=True)
class Missed:
    """A question that was not answered rightly; `told` where the learner asked for the answer."""

    stem: str
    language: str
    told: bool
    url: str


def results(quiz: Quiz, sitting: Sitting) -> dict[str, Any]:
    attempts = list(sitting.attempts.select_related("question__lesson").order_by("at", "id"))
    if quiz.slug == pulls.SLUG:
        for attempt in attempts:
            pulls.dressed(attempt.question, attempt.asked_as)
    missed = [attempt for attempt in attempts if not attempt.right]
    return {
        "quiz": quiz,
        "sitting": sitting,
        "right": sitting.right,
        "total": len(sitting.keys),
        "best": _best(quiz, sitting),
        "missed": [_missed(quiz, attempt) for attempt in missed],
        "topics": _topics(attempts),
        "reading": list({attempt.question.lesson: None for attempt in missed if attempt.question.lesson}),
        "segments": ["done" if sitting.answers.get(key) else "some missed" for key in sitting.keys],
    }


def _best(quiz: Quiz, sitting: Sitting) -> Sitting | None:
    """The whole sitting with the best score, where that was another one."""
    whole = Sitting.objects.filter(learner=sitting.learner_id, quiz=quiz, only_missed=False, finished_at__isnull=False)
    best = max(whole, key=lambda one: (one.right / max(1, len(one.keys)), one.pk == sitting.pk), default=None)
    return best if best and best.pk != sitting.pk else None


def _topics(attempts: list[Attempt]) -> list[Topic]:
    """Those in which something was missed, the weakest first."""
    topics: dict[str, Topic] = {}
    for attempt in attempts:
        for tag in attempt.question.tags[:_TAGS]:
            topic = topics.setdefault(tag, Topic(tag))
            topic.total += 1
            topic.right += attempt.right
    weak = [topic for topic in topics.values() if topic.right < topic.total]
    return sorted(weak, key=lambda topic: (topic.right / topic.total, -topic.total))


def _missed(quiz: Quiz, attempt: Attempt) -> Missed:
    return Missed(
        stem=" ".join(paragraphs(localized(attempt.question.stem))),
        language=attempt.question.language,
        told=attempt.told,
        url=f"{quiz.get_absolute_url()}{attempt.asked_as}/?attempt={attempt.pk}",
    )
