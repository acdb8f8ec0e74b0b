"""What a browser's anonymous learner did becomes an account's.

Whatever has a foreign key to a learner comes along, of whichever app. Where an account may have only one such row and
has one, that row stays; if its model has a method `join`, it is given the other one first and takes over what it needs.
"""

from typing import Any

from django.contrib.auth.models import User
from django.db import models, transaction
from django.http import HttpRequest, HttpResponseBase

from learners.middleware import COOKIE, cookie_key
from learners.models import Learner


def join(request: HttpRequest, response: HttpResponseBase, user: User) -> None:
    """To be called when `user` has just signed in. The browser forgets the anonymous learner."""
    key = cookie_key(request)
    if key:
        adopt(key, user)
    if COOKIE in request.COOKIES:
        response.delete_cookie(COOKIE, samesite="Lax")


@transaction.atomic
def adopt(key: str, user: User) -> None:
    """The learner `key` joins that of `user`. One that belongs to an account already stays there."""
    mine, _ = Learner.objects.get_or_create(user=user)
    # In one order, whoever else is signing in: nobody waits for somebody who waits for them.
    locked = Learner.objects.select_for_update().order_by("pk")
    rows = {str(learner.key): learner for learner in locked.filter(models.Q(pk=mine.pk) | models.Q(key=key))}
    other = rows.get(key)
    if other is None or other.user_id is not None:
        return
    for relation in Learner._meta.related_objects:
        _move(relation.related_model, relation.field.name, other, mine)
    other.delete()


def _move(model: Any, name: str, other: Learner, mine: Learner) -> None:
    rows = model._default_manager.filter(**{name: other})
    for constraint in model._meta.total_unique_constraints + _conditional(model):
        if name in constraint.fields:
            _settle(model, name, constraint, other, mine)
    rows.update(**{name: mine})


def _conditional(model: Any) -> list[models.UniqueConstraint]:
    return [
        constraint
        for constraint in model._meta.constraints
        if isinstance(constraint, models.UniqueConstraint) and constraint.condition is not None
    ]


def _settle(model: Any, name: str, constraint: models.UniqueConstraint, other: Learner, mine: Learner) -> None:
    """Of each two rows that cannot both be `mine`, one is left."""
    bound = model._default_manager.filter(constraint.condition or models.Q())
    fields = [field for field in constraint.fields if field != name]

    def by_key(learner: Learner) -> dict[tuple[Any, ...], int]:
        return {tuple(key): pk for pk, *key in bound.filter(**{name: learner}).values_list("pk", *fields)}

    theirs, kept = by_key(other), by_key(mine)
    both = theirs.keys() & kept.keys()
    if hasattr(model, "join"):
        row = model._default_manager.in_bulk([pk for key in both for pk in (theirs[key], kept[key])])
        for key in both:
            row[kept[key]].join(row[theirs[key]])
    model._default_manager.filter(pk__in=[theirs[key] for key in both]).delete()
