"""A quiz for each note whose terms can be asked about."""

from collections.abc import Sequence
from importlib import import_module

from lessons.models import Note, Term
from quizzes.deriving import count
from quizzes.facts import term_facts
from quizzes.importing.rows import write_questions, write_quizzes
from quizzes.models import Question, Quiz

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
    write_quizzes(rows, Quiz.objects.filter(origin=Quiz.Origin.DERIVED, note__in=notes))


def keep_in_step(paths: Sequence[str]) -> None:
    """The questions of these notes that somebody has answered. A term that has moved to another note takes them along:
    all quizzes must be written."""
    rows = Question.objects.filter(quiz__origin=Quiz.Origin.DERIVED, quiz__note__path__in=paths)
    known = {row.key: row for row in rows}
    if not known:
        return
    terms = import_module("quizzes.terms")
    notes = Term.objects.filter(id__in=set(map(terms.term_of, known)), retired_at=None).values("lesson__note")
    quizzes = Quiz.objects.filter(origin=Quiz.Origin.DERIVED, retired_at=None, note__in=notes)
    made = {row.key: row for quiz in quizzes for row in terms.derived_questions(quiz)}
    write_questions([made[key] for key in known if key in made], known)
