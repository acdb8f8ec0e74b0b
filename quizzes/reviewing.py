"""What is due, in an order that mixes what is easily confused."""

from collections.abc import Sequence
from datetime import datetime
from typing import NamedTuple

from django.utils import timezone

from learners.models import Learner
from quizzes.models import Attempt, Card, Question

_LOOKED_AT = 50  # of the cards that are due


class Due(NamedTuple):
    """`topics` are the question's tags; questions of one `quiz` are easily confused."""

    question: int
    quiz: int
    topics: tuple[str, ...]


def next_due(learner: Learner) -> Question | None:
    now = timezone.now()
    cards = Card.objects.filter(learner=learner, due__lte=now, question__retired_at=None).order_by("due", "id")
    rows = cards.values_list("question", "question__quiz", "question__tags")[:_LOOKED_AT]
    due = [Due(question, quiz, tuple(tags)) for question, quiz, tags in rows]
    last = Attempt.objects.filter(learner=learner).order_by("-at", "-id")
    before = last.values_list("question", "question__quiz", "question__tags").first()
    chosen = choose(due, Due(before[0], before[1], tuple(before[2])) if before else None)
    return Question.objects.select_related("quiz", "lesson", "erratum").get(pk=chosen.question) if chosen else None


def choose(due: Sequence[Due], last: Due | None) -> Due | None:
    """After a question comes one that may be taken for it: of the same quiz, about another thing. `due` has the longest
    overdue first."""
    if not due or last is None:
        return next(iter(due), None)
    about = set(last.topics[:1])
    return min(
        due,
        key=lambda one: (bool(about & set(one.topics[:1])) or one.question == last.question, one.quiz != last.quiz),
    )


def next_moment(learner: Learner) -> datetime | None:
    """When the next question becomes due; None when there is none."""
    cards = Card.objects.filter(learner=learner, question__retired_at=None).order_by("due")
    return cards.values_list("due", flat=True).first()
