"""Rows of quizzes and questions: written over those that were there, what is gone retired."""

from collections.abc import Mapping, Sequence

from django.db.models import QuerySet
from django.utils import timezone

from quizzes.models import Attempt, Card, Question, Quiz


def write_quizzes(rows: Sequence[Quiz], there: QuerySet[Quiz]) -> dict[str, int]:
    """Ids by slug. Of those `there` before, what is not among `rows` is retired."""
    Quiz.objects.bulk_create(
        rows,
        update_conflicts=True,
        unique_fields=["slug"],
        update_fields=["title", "title_en", "about", "about_en", "position", "note", "language", "size", "retired_at"],
    )
    ids = dict(Quiz.objects.filter(slug__in=[row.slug for row in rows]).values_list("slug", "id"))
    there.filter(retired_at=None).exclude(id__in=ids.values()).update(retired_at=timezone.now(), size=0)
    return ids


def write_questions(rows: Sequence[Question], known: Mapping[str, Question]) -> None:
    """Writes `rows` over those `known` by the same key and retires the other ones. Where the answer key changed, old
    answers no longer count, and the question is due anew."""
    for row in rows:
        row.pk = known[row.key].pk if row.key in known else None
    new = [row for row in rows if row.pk is None]
    changed = [row for row in rows if row.pk and _differs(row, known[row.key])]
    Question.objects.bulk_create(new)
    Question.objects.bulk_create(changed, update_conflicts=True, unique_fields=["id"], update_fields=_COLUMNS)
    now = timezone.now()
    overturned = [row.pk for row in changed if row.key_digest != known[row.key].key_digest]
    Attempt.objects.filter(question__in=overturned, superseded_at=None).update(superseded_at=now)
    Card.objects.filter(question__in=overturned).delete()
    kept = {row.key for row in rows}
    gone = [row.pk for key, row in known.items() if key not in kept and row.retired_at is None]
    Question.objects.filter(pk__in=gone).update(retired_at=now)


_COLUMNS = [field.name for field in Question._meta.concrete_fields if not field.primary_key]


def _differs(row: Question, known: Question) -> bool:
    return any(getattr(row, field.attname) != getattr(known, field.attname) for field in Question._meta.concrete_fields)
