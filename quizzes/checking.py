"""Two or three questions on a lesson, for its end."""

from random import Random

from learners.models import Learner
from lessons.models import Lesson
from quizzes.catalogue import questions
from quizzes.forms import Token
from quizzes.models import Card, Question, Quiz

MOST = 3
_KINDS = ("choice", "choices", "fill-in")  # those that are answered at a glance


def check(lesson: Lesson, learner: Learner | None, token: Token) -> list[Question]:
    """Authored questions that quote the lesson first, then those from its terms; what the learner does not know yet
    before what they do."""
    authored = Question.objects.filter(lesson=lesson, retired_at=None, quiz__origin=Quiz.Origin.AUTHORED)
    found = list(authored.filter(kind__in=_KINDS).select_related("quiz", "lesson", "erratum"))
    chance = token.chance("check")
    chance.shuffle(found)
    if len(found) < MOST:
        found += _derived(lesson, chance)
    known = set()
    if learner:
        cards = Card.objects.filter(learner=learner, right=True, question__lesson=lesson)
        known = set(cards.values_list("question__key", flat=True))
    return sorted(found, key=lambda question: question.key in known)[:MOST]


def _derived(lesson: Lesson, chance: Random) -> list[Question]:
    """One question a term, so that no answer stands in another question."""
    quiz = Quiz.objects.filter(note=lesson.note_id, retired_at=None).first()
    made = [one for one in questions(quiz) if one.lesson_id == lesson.pk and one.kind in _KINDS] if quiz else []
    chance.shuffle(made)
    return list({tuple(question.tags): question for question in made}.values())
