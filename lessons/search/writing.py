"""Writing of search entries, the rows and the full-text index beside them.

Rows go in by plain statements: a big import makes tens of thousands of them, and the ORM takes six times as long.
"""

from collections.abc import Iterable
from typing import NamedTuple

from django.db import connection, transaction

from lessons.models import SearchEntry
from lessons.search.fulltext import fulltext
from lessons.tokens import Tokens, tokens

AT_ONCE = 1000  # entries in hand
FEW = 100  # lessons: of more it is worth while to see whether they are all


class Entry(NamedTuple):
    """A row of SearchEntry to be, and the `tokens` of its title and of its text, which workers make."""

    lesson_id: int
    kind: str
    anchor: str
    title: str
    text: str
    tokens_title: str
    tokens_text: str


@transaction.atomic
def index(entries: Iterable[Entry]) -> None:
    """Adds them. Lessons that were indexed before are to be unindexed first."""
    if not SearchEntry.objects.exists():
        fulltext().clear()  # of what a flush of the tables may have left in the index
    entries = list(entries)
    ids = fulltext().new_ids(len(entries))
    with connection.cursor() as cursor:
        cursor.executemany(
            "INSERT INTO lessons_searchentry (id, lesson_id, kind, anchor, title, text)"
            " VALUES (%s, %s, %s, %s, %s, %s)",
            [(key, *entry[:5]) for key, entry in zip(ids, entries, strict=True)],
        )
    fulltext().add((key, Tokens(e.tokens_title, e.tokens_text)) for key, e in zip(ids, entries, strict=True))


@transaction.atomic
def unindex(lesson_ids: Iterable[int]) -> None:
    """Removes the entries of these lessons."""
    given = set(lesson_ids)
    if len(given) > FEW and given >= set(SearchEntry.objects.values_list("lesson_id", flat=True).distinct()):
        SearchEntry.objects.all().delete()
        fulltext().clear()
        return
    for lesson_id in sorted(given):
        entries = SearchEntry.objects.filter(lesson_id=lesson_id)
        fulltext().remove(_with_tokens(entries.values_list("id", "title", "text")))
        entries.delete()


@transaction.atomic
def rebuild() -> None:
    """Makes the full-text index anew from the rows."""
    fulltext().clear()
    fulltext().add(_with_tokens(SearchEntry.objects.values_list("id", "title", "text").iterator(AT_ONCE)))


def _with_tokens(rows: Iterable[tuple[int, str, str]]) -> Iterable[tuple[int, Tokens]]:
    return ((key, Tokens(tokens(title), tokens(text))) for key, title, text in rows)
