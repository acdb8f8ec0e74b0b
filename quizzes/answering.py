"""An answer: graded, kept and scheduled, once, however often its form arrives."""

from collections.abc import Collection, Mapping
from copy import copy
from dataclasses import dataclass
from datetime import UTC, date, datetime
from typing import Any
from zlib import crc32

from django.db import IntegrityError, connection, transaction
from django.db.models import Q
from django.utils import timezone
from fsrs import Rating

from learners.models import Learner
from quizzes.forms import LONGEST, Token
from quizzes.kinds import Kind
from quizzes.models import Attempt, Question, Sitting
from quizzes.scheduling import Memory, rating, review

_TRIES = 3
# Both written out: the ORM takes longer to compose them than the database to do them.
_COLUMNS = (*Memory._fields, '"right"')
_SCHEDULE = f"""
    INSERT INTO quizzes_card (learner_id, question_id, {", ".join(_COLUMNS)}) VALUES (%s, %s, %s, %s, %s, %s, %s)
    ON CONFLICT (learner_id, question_id) DO UPDATE SET {", ".join(f"{name} = excluded.{name}" for name in _COLUMNS)}
"""  # noqa: S608
_COUNT_DAY = """
    INSERT INTO quizzes_day (learner_id, date, answered, "right") VALUES (%s, %s, 1, %s)
    ON CONFLICT (learner_id, date) DO UPDATE
    SET answered = quizzes_day.answered + 1, "right" = quizzes_day."right" + excluded."right"
"""


@dataclass(frozen=True, slots=True)
class Given:
    """An answer as it came: `answer` is None where the learner asked to be told. `key` is the question's in its
    address."""

    question: Question
    kind: Kind
    key: str
    answer: Any
    token: Token
    order: list[int]

    @property
    def nonce(self) -> str:
        """A token that comes with another question's answer too is another form there."""
        return f"{self.token.nonce}-{crc32(self.question.key.encode()):x}"


def answer(learner: Learner, given: Given, sitting: Sitting | None, today: date) -> tuple[Attempt, bool]:
    """The attempt that counts, and whether it is this one: another one may have come before, by a second click, in
    another tab or from a page that the browser kept. `sitting` may be new, and is saved then."""
    for _ in range(_TRIES):
        try:
            with transaction.atomic():
                return _keep(learner, given, sitting, today), True
        except IntegrityError:
            # Either this answer was given before, or something that it needs was made by another request just now.
            earlier = _earlier(learner, given, sitting)
            if earlier:
                return earlier, False
            if sitting:
                sitting = open_sitting(learner, sitting.quiz_id) or sitting
                sitting = sitting if given.key in sitting.keys else None
    raise RuntimeError(f"{given.key}: could not be kept in {_TRIES} tries")


def open_sitting(learner: Learner, quiz: int) -> Sitting | None:
    return Sitting.objects.filter(learner=learner, quiz=quiz, finished_at=None).first()


def _keep(learner: Learner, given: Given, sitting: Sitting | None, today: date) -> Attempt:
    attempt = _attempt(learner, given, timezone.now())
    # A copy: where all this is taken back, `given` must not name a row that there never was.
    attempt.question = _saved(copy(given.question))
    if sitting:
        attempt.sitting = _with_answer(sitting, given.key, attempt.right)
    attempt.save(force_insert=True)
    _schedule(attempt, rating(attempt.right))
    with connection.cursor() as cursor:
        cursor.execute(_COUNT_DAY, [learner.pk, today, int(attempt.right)])
    return attempt


def _attempt(learner: Learner, given: Given, now: datetime) -> Attempt:
    told = given.answer is None
    verdict = None if told else given.kind.grade(given.answer)
    memory = getattr(given.question, "memory", None)
    return Attempt(
        learner=learner,
        nonce=given.nonce,
        answer=given.answer,
        order=given.order,
        asked_as=given.key,
        right=bool(verdict and verdict.right),
        share=verdict.share if verdict else 0.0,
        told=told,
        first=memory is None,
        seconds=min(given.token.seconds, LONGEST),
        at=now,
        before=memory,
    )


def _saved(question: Question) -> Question:
    """`question` as a row, which one that nobody answered before is not yet."""
    if question.pk is None:
        question.pk = Question.objects.filter(key=question.key).values_list("pk", flat=True).first()
        if question.pk is None:
            question.save(force_insert=True)
    return question


def _with_answer(sitting: Sitting, key: str, right: bool) -> Sitting:
    """`sitting` with one answer more. Fails where it has one, or has changed since it was read."""
    if key in sitting.answers or sitting.finished_at:
        raise IntegrityError(key)
    after = _revised(sitting, answers=sitting.answers | {key: right})
    if not sitting.pk:
        after.save(force_insert=True)
    elif not _written(sitting, after):
        raise IntegrityError(key)
    return after


def without(sitting: Sitting, keys: Collection[str]) -> Sitting:
    """`sitting` without questions that are no longer asked; finished if it waited for no other."""
    after = _revised(sitting, keys=[key for key in sitting.keys if key not in keys])
    if sitting.pk:
        _written(sitting, after)
    return after


def _revised(sitting: Sitting, **changes: Any) -> Sitting:
    after = copy(sitting)
    for name, value in changes.items():
        setattr(after, name, value)
    after.version += 1
    if not after.next():
        after.finished_at = timezone.now()
    return after


def _written(before: Sitting, after: Sitting) -> bool:
    """Whether nobody else has changed it since it was read."""
    changes = {name: getattr(after, name) for name in ("keys", "answers", "version", "finished_at")}
    return bool(Sitting.objects.filter(pk=before.pk, version=before.version).update(**changes))


def _schedule(attempt: Attempt, rated: Rating) -> None:
    after = review(memory_of(attempt.before), rated, attempt.at)
    due, last_review = map(connection.ops.adapt_datetimefield_value, (after.due, after.last_review))
    values = [due, after.stability, after.difficulty, last_review, attempt.right]
    with connection.cursor() as cursor:
        cursor.execute(_SCHEDULE, [attempt.learner_id, attempt.question_id, *values])


def memory_of(card: Mapping[str, Any] | None) -> Memory | None:
    """From a card as JSON, in which SQLite leaves the zone out."""
    if card is None:
        return None
    due, last_review = (datetime.fromisoformat(card[name]) for name in ("due", "last_review"))
    return Memory(_aware(due), card["stability"], card["difficulty"], _aware(last_review))


def _aware(moment: datetime) -> datetime:
    return moment if moment.tzinfo else moment.replace(tzinfo=UTC)


def _earlier(learner: Learner, given: Given, sitting: Sitting | None) -> Attempt | None:
    mine = Attempt.objects.filter(learner=learner, question__key=given.question.key).select_related("sitting")
    same = Q(nonce=given.nonce)
    if sitting and sitting.pk:
        same |= Q(sitting=sitting)
    return mine.filter(same).order_by("at").first()


def set_sure(attempt: Attempt, sure: bool) -> None:
    """The learner says afterwards how sure they were: the card is scheduled anew, from where it stood before."""
    newer = Attempt.objects.filter(learner=attempt.learner, question=attempt.question, at__gt=attempt.at).exists()
    attempt.sure = sure
    attempt.save(update_fields=["sure"])
    if not newer and attempt.superseded_at is None:
        _schedule(attempt, rating(attempt.right, sure))
