"""The list of quizzes, with how far a learner has come in each."""

from dataclasses import dataclass
from typing import Any

from django.core.paginator import Paginator
from django.db.models import Count
from django.utils import timezone

from learners.models import Learner
from quizzes.models import Card, Quiz, Sitting

A_PAGE = 20


@dataclass(frozen=True, slots=True)
class Entry:
    """`met` of the quiz's questions were answered at some time; `last` is the latest sitting."""

    quiz: Quiz
    met: int
    last: Sitting | None

    @property
    def state(self) -> str:
        if self.last is None:
            return "new"
        return "finished" if self.last.finished_at else "open"


def listing(learner: Learner | None, page: str) -> dict[str, Any]:
    live = Quiz.objects.filter(retired_at=None).defer("note")
    shown = Paginator(live, A_PAGE).get_page(page)
    quizzes = list(shown)
    met: dict[int, int] = {}
    last: dict[int, Sitting] = {}
    if learner:
        cards = Card.objects.filter(learner=learner, question__quiz__in=quizzes, question__retired_at=None)
        met = dict(cards.values_list("question__quiz").annotate(Count("id")))
        last = {s.quiz_id: s for s in Sitting.objects.filter(learner=learner, quiz__in=quizzes).order_by("id")}
    return {"page": shown, "entries": [Entry(quiz, met.get(quiz.pk, 0), last.get(quiz.pk)) for quiz in quizzes]}


def due(learner: Learner | None) -> int:
    """How many questions are due for review."""
    if learner is None:
        return 0
    return Card.objects.filter(learner=learner, due__lte=timezone.now(), question__retired_at=None).count()
