"""All that is kept of a learner, whichever app keeps it: to be taken away, or deleted."""

import json
from collections.abc import Iterator
from typing import Any

from django.core import serializers
from django.core.serializers.json import DjangoJSONEncoder
from django.db.models import ForeignKey, QuerySet

from learners.models import Learner

_AT_ONCE = 1000  # rows in hand


def everything(learner: Learner | None) -> Iterator[str]:
    """Pieces of one JSON object: the account, and rows in the form of Django's fixtures, which name what they point at
    by its natural key."""
    yield f'{{"account": {_json(_account(learner))}, "records": ['
    first = True
    for rows in _rows(learner) if learner else ():
        for row in _records(rows):
            yield ("\n" if first else ",\n") + _json(row)
            first = False
    yield "\n]}\n"


def counts(learner: Learner) -> dict[str, int]:
    """Number of rows by what they are called."""
    found = {str(rows.model._meta.verbose_name_plural): rows.count() for rows in _rows(learner)}
    return {name: number for name, number in found.items() if number}


def _account(learner: Learner | None) -> dict[str, Any] | None:
    if learner is None or learner.user is None:
        return None
    user = learner.user
    return {"name": user.get_username(), "email": user.email, "since": user.date_joined}


def _rows(learner: Learner) -> Iterator[QuerySet[Any]]:
    for relation in Learner._meta.related_objects:
        model: Any = relation.related_model
        yield model._default_manager.filter(**{relation.field.name: learner}).order_by("pk")


def _records(rows: QuerySet[Any]) -> Iterator[dict[str, Any]]:
    fields = [field.name for field in rows.model._meta.concrete_fields if field.name != "learner"]
    related = [field.name for field in rows.model._meta.concrete_fields if isinstance(field, ForeignKey)]
    found = rows.select_related(*(name for name in related if name != "learner"))
    for start in range(0, rows.count(), _AT_ONCE):
        page = found[start : start + _AT_ONCE]
        yield from serializers.serialize("python", page, fields=fields, use_natural_foreign_keys=True)


def _json(value: Any) -> str:
    return json.dumps(value, cls=DjangoJSONEncoder, ensure_ascii=False)
