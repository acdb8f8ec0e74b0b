"""A quiz for each note whose terms can be asked about."""

from collections.abc import Sequence
from importlib import import_module

from lessons.models import Note
from quizzes.deriving import count
from quizzes.facts import term_facts
from quizzes.importing.rows import write_questions, write_quizzes
from quizzes.models import Quiz

_FIRST = 2_000  # position: other quizzes come before


def write_derived(paths: Sequence[str]) -> None:
    """`paths` are those of notes that changed."""
    notes = {note.id: note for note in Note.objects.filter(path__in=paths)}
    facts = term_facts(notes)
    rows = [
        Quiz(
            slug=f"terms-{note.id}",
            origin=Quiz.Origin.DERIVED,
            title=note.title,
            position=_FIRST + note.position,
            note=note,
            language=note.language,
            size=size,
        )
        for note in notes.values()
        if (size := count(facts.get(note.id, ())))
    ]
    there = Quiz.objects.filter(origin=Quiz.Origin.DERIVED, note__in=notes)
    write_quizzes(rows, there)
    for quiz in there.filter(questions__isnull=False).distinct():
        known = {row.key: row for row in quiz.questions.all()}
        asked = [] if quiz.retired_at else import_module("quizzes.terms").derived_questions(quiz)
        made = {row.key: row for row in asked}
        write_questions([made[key] for key in known if key in made], known)
