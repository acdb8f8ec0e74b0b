"""Blanks to be filled in: a command, the name of a field."""

import re
import unicodedata
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, ClassVar, Self

from lessons.course.table import Table
from lessons.diagrams.shapes import Text
from quizzes.kinds.base import LETTERS, Incomplete, Posted, Verdict, at_least, unique

BLANK = re.compile(r"_{3,}")
LONGEST = 200  # characters of an answer


@dataclass(frozen=True, slots=True)
class Blank:
    """`answers` are all right, the first is shown; `wrong` are those that somebody may think of, each with why not."""

    id: str
    answers: tuple[str, ...]
    case: bool
    why: Text
    wrong: Mapping[str, Text]

    def normal(self, given: str) -> str:
        """Blanks around it, how many stand inside, full width and a copied prompt never matter."""
        text = " ".join(unicodedata.normalize("NFKC", given).split()).removeprefix("$ ").removeprefix("# ")
        return text if self.case else text.casefold()

    def accepts(self, given: str) -> bool:
        return self.normal(given) in {self.normal(answer) for answer in self.answers}


@dataclass(frozen=True, slots=True)
class FillIn:
    """`text` has `___` where each blank is, in the order of `blanks`."""

    name: ClassVar[str] = "fill-in"
    text: Text
    blanks: tuple[Blank, ...]

    @classmethod
    def parse(cls, table: Table) -> Self:
        text = table.both("text", required=True)
        found = []
        for letter, entry in zip(LETTERS, table.tables("blanks", required=True), strict=False):
            blank = Blank(
                id=entry.text("id") or letter,
                answers=entry.texts("answers", required=True),
                case=entry.flag("case"),
                why=entry.both("why", required=True),
                wrong=dict(_wrong(table) for table in entry.tables("wrong")),
            )
            for given in blank.wrong:
                if blank.accepts(given):
                    entry.problem("wrong", "course-key", f"“{given}” is among the right answers too.")
            found.append(blank)
            entry.done()
        at_least(table, "blanks", 1, found)
        unique(table, "blanks", "id", [blank.id for blank in found])
        for language in ("zh", "en"):
            count = len(BLANK.findall(text.to(language)))
            if found and count != len(found):
                table.problem("text", "course-blanks", f"“text” has {count} blanks (___), “blanks” {len(found)}.")
        return cls(text, tuple(found))

    @property
    def slots(self) -> int:
        return 0

    def key(self) -> list[list[str]]:
        return [[blank.id, *sorted(map(blank.normal, blank.answers))] for blank in self.blanks]

    def asked(self, order: Sequence[int], language: str, posted: Posted) -> dict[str, Any]:
        return {
            "before": self._pieces(language)[0],
            "blanks": [
                {
                    "number": number,
                    "case": blank.case,
                    "given": _given(posted, number),
                    "after": after,
                }
                for number, (blank, after) in enumerate(zip(self.blanks, self._pieces(language)[1:], strict=True))
            ],
        }

    def _pieces(self, language: str) -> list[str]:
        return BLANK.split(self.text.to(language))

    def read(self, posted: Posted, order: Sequence[int]) -> dict[str, str]:
        given = {blank.id: _given(posted, number) for number, blank in enumerate(self.blanks)}
        if not all(given.values()):
            raise Incomplete
        return given

    def grade(self, answer: Mapping[str, str]) -> Verdict:
        parts = {blank.id: blank.accepts(answer.get(blank.id, "")) for blank in self.blanks}
        return Verdict(all(parts.values()), parts)

    def told(self, answer: Mapping[str, str] | None, order: Sequence[int], language: str) -> dict[str, Any]:
        given = answer or {}
        before, *afters = self._pieces(language)
        return {
            "before": before,
            "blanks": [
                {
                    "given": given.get(blank.id, ""),
                    "ok": blank.accepts(given.get(blank.id, "")),
                    "answers": blank.answers,
                    "after": after,
                    "mistake": _mistake(blank, given.get(blank.id, ""), language),
                    "why": blank.why.to(language),
                }
                for blank, after in zip(self.blanks, afters, strict=True)
            ],
        }

    def said(self, answer: Mapping[str, str], language: str) -> str:
        return "; ".join(answer[blank.id] for blank in self.blanks if blank.id in answer)

    def solution(self) -> dict[str, str]:
        return {blank.id: blank.answers[0] for blank in self.blanks}

    def mistakes(self) -> Iterator[dict[str, str]]:
        for blank in self.blanks:
            for wrong in blank.wrong:
                yield self.solution() | {blank.id: wrong}


def _wrong(table: Table) -> tuple[str, Text]:
    found = table.text("answer", required=True), table.both("why", required=True)
    table.done()
    return found


def _given(posted: Posted, number: int) -> str:
    # PostgreSQL keeps no text with a NUL in it.
    return next(iter(posted.get(f"blank-{number}", ())), "").replace("\0", "").strip()[:LONGEST]


def _mistake(blank: Blank, given: str, language: str) -> str:
    known = {blank.normal(wrong): why for wrong, why in blank.wrong.items()}
    why = known.get(blank.normal(given))
    return why.to(language) if why and not blank.accepts(given) else ""
