"""Finding: the index says which entries and in what order, the rows say the rest."""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from urllib.parse import quote

from django.db import connection

from lessons.models import SearchEntry
from lessons.search.fulltext import fulltext
from lessons.search.snippets import Marked, mark, pattern, snippet
from lessons.tokens import QUERY_LENGTH, Query, half_width, parse

TERM = SearchEntry.Kind.TERM.value


@dataclass(frozen=True, slots=True)
class Hit:
    """`marked_title` and `snippet` are parts of text, each with whether it is what was looked for. `leg` is "" for
    a lesson outside all legs; `note_language` ("zh", "en") is that of the titles and the snippet."""

    kind: str
    title: str
    marked_title: Marked
    url: str
    lesson_title: str
    leg: str
    note_language: str
    snippet: Marked


@dataclass(frozen=True, slots=True)
class Results:
    """`total` counts all that was found, `terms` the terms among it, which come first; `hits` are the page of it that
    was asked for."""

    total: int = 0
    terms: int = 0
    hits: tuple[Hit, ...] = ()


def search(query: str, *, language: str = "zh", limit: int = 20, offset: int = 0) -> Results:
    """Entries that hold every word of the query: terms before sections, the term of just that name first.

    `language` is that of the interface, in which legs are named. Any query will do; what is longer than
    `tokens.QUERY_LENGTH` is cut, and what holds no word finds nothing.
    """
    wanted = parse(query)
    if not wanted.pieces:
        return Results()
    found = _ranked(wanted, _name(query))
    page = [key for key, _ in found[max(offset, 0) :][: max(limit, 0)]]
    return Results(len(found), sum(kind == TERM for _, kind in found), _hits(page, wanted, language))


def _name(query: str) -> str:
    """The query as the name of a term, for comparing."""
    visible = "".join(c if c.isprintable() else " " for c in half_width(query[:QUERY_LENGTH]))
    return " ".join(visible.lower().split())


def _ranked(wanted: Query, name: str) -> list[tuple[int, str]]:
    """The key and kind of every entry found, the best first. The index is read before anything is joined to it, for
    SQLite ranks only there."""
    whole = " AND (entry.title LIKE %s OR entry.text LIKE %s)" * len(wanted.runs)
    statement = f"""
        WITH found AS MATERIALIZED ({fulltext().matches})
        SELECT entry.id, entry.kind
        FROM found
        JOIN lessons_searchentry entry ON entry.id = found.id
        JOIN lessons_lesson lesson ON lesson.id = entry.lesson_id AND lesson.retired_at IS NULL {whole}
        ORDER BY entry.kind <> %s, lower(entry.title) <> %s, found.rank, entry.id"""  # noqa: S608 - put together from our own constants
    runs = [f"%{run}%" for run in wanted.runs for _ in ("title", "text")]
    with connection.cursor() as cursor:
        cursor.execute(statement, [fulltext().expression(wanted), *runs, TERM, name])
        return cursor.fetchall()


def _hits(page: Sequence[int], wanted: Query, language: str) -> tuple[Hit, ...]:
    sought = pattern(wanted.pieces)
    rows = SearchEntry.objects.select_related("lesson__leg", "lesson__note").only(
        "kind", "title", "anchor", "text", "lesson__slug", "lesson__title", "lesson__note__language",
        "lesson__leg__title", "lesson__leg__title_en",
    )  # fmt: skip
    entries = rows.in_bulk(page)
    return tuple(_hit(entries[key], sought, language) for key in page if key in entries)


def _hit(entry: SearchEntry, sought: re.Pattern[str], language: str) -> Hit:
    lesson, leg = entry.lesson, entry.lesson.leg
    return Hit(
        kind=entry.kind,
        title=entry.title,
        marked_title=mark(entry.title, sought),
        url=lesson.get_absolute_url() + (f"#{quote(entry.anchor)}" if entry.anchor else ""),
        lesson_title=lesson.title,
        leg=((leg.title_en if language == "en" else "") or leg.title) if leg else "",
        note_language=lesson.note.language,
        snippet=snippet(entry.text, sought),
    )
