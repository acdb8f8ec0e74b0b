"""Rows into tables, in few statements."""

from collections.abc import Callable, Sequence
from typing import TypeVar

from django.db import connection, connections
from django.db.models import JSONField, Model
from django.utils import timezone

from lessons.importing.matching import Part, match
from lessons.models import Retirable, Section, Step, Term

Row = TypeVar("Row", Section, Term, Step)
AT_ONCE = 500  # keys or rows in one statement


def upsert(model: type[Model], rows: Sequence[Model]) -> None:
    """Makes rows without a key and overwrites those with one."""
    columns = [field.name for field in model._meta.concrete_fields if not field.primary_key]
    manager = model._default_manager
    manager.bulk_create(
        [row for row in rows if row.pk], update_conflicts=True, unique_fields=["id"], update_fields=columns
    )
    manager.bulk_create([row for row in rows if not row.pk])


def insert(model: type[Model], rows: Sequence[Model]) -> None:
    """Makes rows, whose keys stay unknown, by a plain statement: a big import has tens of thousands of them, with which
    `bulk_create` takes four times as long. Of their values only JSON needs to be prepared."""
    fields = [field for field in model._meta.concrete_fields if not field.primary_key]
    columns = ", ".join(connection.ops.quote_name(str(field.column)) for field in fields)
    marks = ", ".join(["%s"] * len(fields))
    prepared = [(field.attname, field if isinstance(field, JSONField) else None) for field in fields]
    concrete = connections[connection.alias]
    table = connection.ops.quote_name(model._meta.db_table)
    with connection.cursor() as cursor:
        for start in range(0, len(rows), AT_ONCE):
            cursor.executemany(
                f"INSERT INTO {table} ({columns}) VALUES ({marks})",  # noqa: S608
                [
                    [
                        field.get_db_prep_save(getattr(row, name), concrete) if field else getattr(row, name)
                        for name, field in prepared
                    ]
                    for row in rows[start : start + AT_ONCE]
                ],
            )


def continue_rows(
    model: type[Retirable], rows: list[Row], known: Sequence[tuple[int, Part]], part: Callable[[Row], Part]
) -> None:
    """Writes `rows`, each over the one of `known` that it continues; what none continues is retired."""
    if known:
        pairs = match([old for _, old in known], [part(row) for row in rows])
        for index, old in pairs.items():
            rows[index].pk = known[old][0]
        kept = {known[old][0] for old in pairs.values()}
        gone = [row_id for row_id, _ in known if row_id not in kept]
        for start in range(0, len(gone), AT_ONCE):
            model._default_manager.filter(pk__in=gone[start : start + AT_ONCE], retired_at=None).update(
                retired_at=timezone.now()
            )
    upsert(model, [row for row in rows if row.pk])
    insert(model, [row for row in rows if not row.pk])
