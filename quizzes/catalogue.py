"""Which questions there are: rows of authored quizzes, and those that are made when they are asked for."""

from collections.abc import Sequence

from django.db import connection
from django.db.models import JSONField
from django.db.models.expressions import RawSQL
from django.http import Http404

from learners.models import Learner
from quizzes import pulls
from quizzes.forms import Token
from quizzes.models import Question, Quiz
from quizzes.scheduling import Memory
from quizzes.terms import derived_questions

_JSON_OBJECT = {"sqlite": "json_object", "postgresql": "json_build_object"}
A_ROUND = 10  # questions of a quiz that has too many for one sitting


def questions(quiz: Quiz) -> list[Question]:
    """All live questions of an authored or a derived quiz, in order. Derived ones are not saved."""
    if quiz.origin == Quiz.Origin.DERIVED:
        return derived_questions(quiz)
    return list(quiz.questions.filter(retired_at=None).select_related("lesson", "erratum"))


def find(slug: str, key: str, learner: Learner | None, *, told: bool = True) -> Question:
    """The question at an address, live or retired, with its quiz and, as `memory`, what its card says. With what is
    `told` after the answer come its lesson and its erratum.

    A question that nobody has answered yet may have no row. Raises Http404.
    """
    found = _find(slug, key, learner, told)
    if found is None:
        raise Http404(key)
    return found


def still_asked(slug: str, key: str, learner: Learner | None) -> Question | None:
    found = _find(slug, key, learner, told=False)
    return found if found and not found.retired_at else None


def _find(slug: str, key: str, learner: Learner | None, told: bool) -> Question | None:
    stored = pulls.key_of(key) if slug == pulls.SLUG else key
    rows = Question.objects.filter(quiz__slug=slug, key=stored).order_by()
    rows = rows.select_related("quiz", "lesson", "erratum") if told else rows.select_related("quiz")
    if learner:
        rows = rows.annotate(memory=_memory(learner))
    row = next(iter(rows), None) or _made(slug, key)
    return pulls.dressed(row, key) if row and slug == pulls.SLUG else row


def _made(slug: str, key: str) -> Question | None:
    quiz = Quiz.objects.filter(slug=slug).exclude(origin=Quiz.Origin.AUTHORED).first()
    if quiz is None:
        return None
    if quiz.origin == Quiz.Origin.SCENARIOS:
        return pulls.make(quiz, int(key)) if pulls.key_of(key) else None
    return next((question for question in derived_questions(quiz) if question.key == key), None)


def address_key(question: Question, token: Token) -> str:
    """Where `question`, a row, can be asked once more."""
    if question.quiz.slug != pulls.SLUG:
        return question.key
    key = pulls.again(question, token.chance("story"))
    pulls.dressed(question, key)
    return key


def _memory(learner: Learner) -> RawSQL:
    """The learner's card of each question, in the same query and not as a `Subquery`, which takes Django longer to
    write than all the rest: answering is to be quick."""
    columns = ", ".join(f"'{name}', \"{name}\"" for name in (*Memory._fields, "right"))
    made = f"CAST({_JSON_OBJECT[connection.vendor]}({columns}) AS text)"
    sql = f"(SELECT {made} FROM quizzes_card WHERE question_id = quizzes_question.id AND learner_id = %s)"  # noqa: S608
    return RawSQL(sql, [learner.pk], JSONField())  # noqa: S611 - made of our own names alone


def plan(quiz: Quiz, token: Token, known: Sequence[str] = ()) -> list[str]:
    """The keys of the questions of a new sitting: all of an authored quiz, a round of a longer one, what the learner
    has `known` coming last."""
    if quiz.origin == Quiz.Origin.SCENARIOS:
        return pulls.draw(token.chance("plan"), A_ROUND)
    asked = questions(quiz)
    if quiz.origin == Quiz.Origin.AUTHORED:
        return [question.key for question in asked]
    token.chance("plan").shuffle(asked)
    asked.sort(key=lambda question: question.key in known)
    # Asked about a term both ways, one question would tell the answer to the other.
    apart = {tuple(question.tags): question.key for question in reversed(asked)}
    return list(reversed(apart.values()))[:A_ROUND]
