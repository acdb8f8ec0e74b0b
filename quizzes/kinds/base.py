"""What all kinds of questions share. A kind is a frozen dataclass that `parse` reads from one question of a YAML file;
the same mapping, stored as JSON, is what a row of Question holds.

Options, pairs and items are *slots*: they are shown in a shuffled `order` (a permutation of their indexes), and a form
names them by their place in it, so that a page never tells how its author wrote them down.
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, ClassVar, Protocol, Self

from lessons.course.table import Table
from lessons.diagrams.shapes import Text

Posted = Mapping[str, Sequence[str]]
# What a learner answered, as JSON keeps it: ids of options, never places.
Answer = Any
LETTERS = "abcdefghijklmnopqrstuvwxyz"


class Incomplete(Exception):
    """The form does not hold a whole answer yet."""


@dataclass(frozen=True, slots=True)
class Verdict:
    """`parts` says of each part (an option, a pair, an item, a blank) by its id whether it was dealt with rightly."""

    right: bool
    parts: Mapping[str, bool]

    @property
    def share(self) -> float:
        """Of the parts that are right, 0 to 1."""
        return sum(self.parts.values()) / len(self.parts) if self.parts else float(self.right)


class Kind(Protocol):
    """`name` is also that of its template, `quizzes/kinds/_<name>.html`."""

    name: ClassVar[str]

    @classmethod
    def parse(cls, table: Table) -> Self:
        """Reads its own keys of `table`, whose problems say what is wrong."""

    @property
    def slots(self) -> int:
        """How many things are shuffled."""

    def key(self) -> Answer:
        """What makes an answer right. When it changes, answers given before no longer say anything."""

    def asked(self, order: Sequence[int], language: str, posted: Posted) -> dict[str, Any]:
        """What the template shows before the answer: nothing in it tells the key. `posted` is a form half filled in."""

    def read(self, posted: Posted, order: Sequence[int]) -> Answer:
        """The answer in a form. Raises `Incomplete`."""

    def grade(self, answer: Answer) -> Verdict: ...

    def told(self, answer: Answer, order: Sequence[int], language: str) -> dict[str, Any]:
        """What the template shows after it, with what was right and why. `answer` is None where nobody answered."""

    def said(self, answer: Answer, language: str) -> str:
        """`answer` in words. It may name what its author has taken out since."""

    def solution(self) -> Answer: ...

    def mistakes(self) -> Iterator[Answer]:
        """Wrong answers that its author thought of."""


@dataclass(frozen=True, slots=True)
class Option:
    """One of several to choose from; `why` tells why it is right, or wrong and what it really is."""

    id: str
    text: Text
    right: bool
    why: Text


def options(table: Table, least: int = 2) -> tuple[Option, ...]:
    """The list `options`, its ids a, b, c… where it gives none. `least` of them there must be."""
    found = []
    for letter, entry in zip(LETTERS, table.tables("options", required=True), strict=False):
        found.append(
            Option(
                id=entry.text("id") or letter,
                text=entry.both("text", required=True),
                right=entry.flag("right"),
                why=entry.both("why", required=True),
            )
        )
        entry.done()
    at_least(table, "options", least, found)
    unique(table, "options", "id", [option.id for option in found])
    for language in ("zh", "en"):
        unique(table, "options", "text", [option.text.to(language) for option in found])
    return tuple(found)


def at_least(table: Table, key: str, least: int, found: Sequence[object]) -> None:
    """Where there is no list at all, `table` has told so itself."""
    if isinstance(table.data.get(key), list) and len(found) < least:
        table.problem(key, "course-options", f"“{key}” needs at least {least}, not {len(found)}.")


def unique(table: Table, key: str, what: str, values: Sequence[str]) -> None:
    twice = sorted({value for value in values if value and values.count(value) > 1})
    if twice:
        table.problem(key, "course-twice", f"The {what} “{twice[0]}” stands twice in “{key}”.")


def picked(posted: Posted, name: str, order: Sequence[int]) -> list[int]:
    """The slots whose places were sent under `name`; what is no place is left out."""
    places = [int(value) for value in posted.get(name, ()) if value.isdecimal() and len(value) < 4]
    return [order[place] for place in places if place < len(order)]
