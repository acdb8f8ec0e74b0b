"""The terms of notes, as far as questions are made of them."""

from collections.abc import Collection

from lessons.models import Term
from quizzes.deriving import TermFacts


def term_facts(notes: Collection[int]) -> dict[int, list[TermFacts]]:
    """The terms of these notes as they stand there, by the id of the note."""
    rows = Term.objects.filter(lesson__note__in=notes, retired_at=None, lesson__retired_at=None)
    found: dict[int, list[TermFacts]] = {}
    columns = ("lesson__note", "id", "name", "group", "text")
    for note, *facts in rows.order_by("lesson__position", "position").values_list(*columns):
        found.setdefault(note, []).append(TermFacts(*facts))
    return found
