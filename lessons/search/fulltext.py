"""The full-text index beside the table of search entries: SQLite's FTS5 or PostgreSQL's tsvector, made by migration
0002 under one name. Neither holds the text, and neither is told when a row goes: `search` keeps them in step.

What both are given are `lessons.tokens`, which hold letters, digits and `-_./` alone and so need no quoting.
"""

from collections.abc import Iterable
from typing import Protocol

from django.db import connection

from lessons.tokens import Query, Tokens

Row = tuple[int, Tokens]


class FullText(Protocol):
    """`matches` is a SELECT of id and rank, the best lowest, with one parameter: what `expression` makes."""

    matches: str

    def new_ids(self, count: int) -> list[int]:
        """Keys for that many entries to come, as the database would give them."""

    def add(self, rows: Iterable[Row]) -> None: ...
    def remove(self, rows: Iterable[Row]) -> None: ...
    def clear(self) -> None: ...
    def expression(self, query: Query) -> str: ...


class SQLite:
    matches = (
        "SELECT rowid AS id, bm25(lessons_searchindex, 10.0, 1.0) AS rank"
        " FROM lessons_searchindex WHERE lessons_searchindex MATCH %s"
    )

    def new_ids(self, count: int) -> list[int]:
        with connection.cursor() as cursor:
            cursor.execute("SELECT coalesce(max(seq), 0) FROM sqlite_sequence WHERE name = %s", ["lessons_searchentry"])
            (last,) = cursor.fetchone()
        return list(range(last + 1, last + 1 + count))

    def add(self, rows: Iterable[Row]) -> None:
        self._write("INSERT INTO lessons_searchindex (rowid, title, text) VALUES (%s, %s, %s)", rows)

    def remove(self, rows: Iterable[Row]) -> None:
        """An index without content forgets a row only by the very words that it was given."""
        self._write(
            "INSERT INTO lessons_searchindex (lessons_searchindex, rowid, title, text) VALUES ('delete', %s, %s, %s)",
            rows,
        )

    def _write(self, statement: str, rows: Iterable[Row]) -> None:
        with connection.cursor() as cursor:
            cursor.executemany(statement, [(key, *tokens) for key, tokens in rows])

    def clear(self) -> None:
        with connection.cursor() as cursor:
            cursor.execute("INSERT INTO lessons_searchindex (lessons_searchindex) VALUES ('delete-all')")

    def expression(self, query: Query) -> str:
        return " AND ".join([*(f'"{p}" *' for p in query.prefixes), *(f'"{p}"' for p in query.pairs)])


class PostgreSQL:
    """The vectors are written out by hand: PostgreSQL's parser would take `kube-proxy` and `k8s.io/api` to pieces of
    its own choice."""

    matches = (
        "SELECT id, -ts_rank('{0.1, 0.2, 0.4, 1.0}', document, sought, 1) AS rank"
        " FROM lessons_searchindex, CAST(%s AS tsquery) AS sought WHERE document @@ sought"
    )
    PLACES = 8  # of one word in one entry: more do not change the rank that counts
    BYTES = 700_000  # of one vector, which may hold a megabyte

    def new_ids(self, count: int) -> list[int]:
        with connection.cursor() as cursor:
            cursor.execute(
                "SELECT nextval(pg_get_serial_sequence(%s, 'id')) FROM generate_series(1, %s)",
                ["lessons_searchentry", count],
            )
            return [key for (key,) in cursor.fetchall()]

    def add(self, rows: Iterable[Row]) -> None:
        """What is new is sorted into the index at once: until then every search goes through the heap of it."""
        with connection.cursor() as cursor:
            cursor.executemany(
                "INSERT INTO lessons_searchindex (id, document) VALUES (%s, CAST(%s AS tsvector))",
                [(key, self._vector(tokens)) for key, tokens in rows],
            )
            cursor.execute("SELECT gin_clean_pending_list('lessons_searchindex_document')")

    def _vector(self, tokens: Tokens) -> str:
        """Positions count on from the title, whose words alone weigh A."""
        title = tokens.title.split()
        places: dict[str, list[int]] = {}
        size = 0
        for position, word in enumerate((*title, *tokens.text.split()), 1):
            if at := places.get(word):
                if len(at) < self.PLACES:
                    at.append(position)
                continue
            size += len(word.encode()) + 2 * self.PLACES
            if size > self.BYTES:
                break
            places[word] = [position]
        return " ".join(
            f"'{word}':{','.join(f'{p}A' if p <= len(title) else str(p) for p in at)}" for word, at in places.items()
        )

    def remove(self, rows: Iterable[Row]) -> None:
        with connection.cursor() as cursor:
            cursor.execute("DELETE FROM lessons_searchindex WHERE id = ANY(%s)", [[key for key, _ in rows]])

    def clear(self) -> None:
        with connection.cursor() as cursor:
            cursor.execute("DELETE FROM lessons_searchindex")

    def expression(self, query: Query) -> str:
        return " & ".join([*(f"'{p}':*" for p in query.prefixes), *(f"'{p}'" for p in query.pairs)])


def fulltext() -> FullText:
    return PostgreSQL() if connection.vendor == "postgresql" else SQLite()
