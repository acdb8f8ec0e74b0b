"""The quizzes that stand in YAML files beside the notes."""

from collections.abc import Collection, Mapping, Sequence
from functools import cached_property

from lessons.models import Erratum, Lesson, Section, Term
from lessons.reading.note import Problem
from quizzes.authored import AuthoredQuestion, AuthoredQuiz
from quizzes.importing.rows import write_questions, write_quizzes
from quizzes.models import Question, Quiz
from quizzes.terms import diagram_nodes, key_digest


def write_authored(quizzes: Sequence[AuthoredQuiz], touched: Collection[str]) -> list[Problem]:
    rows = [
        Quiz(
            slug=quiz.slug,
            origin=Quiz.Origin.AUTHORED,
            title=quiz.title.zh,
            title_en=quiz.title.en,
            about=quiz.about.zh,
            about_en=quiz.about.en,
            position=position,
            size=len(quiz.questions),
        )
        for position, quiz in enumerate(quizzes)
    ]
    ids = write_quizzes(rows, Quiz.objects.filter(origin=Quiz.Origin.AUTHORED))
    known = {row.key: row for row in Question.objects.filter(quiz__origin=Quiz.Origin.AUTHORED)}
    if not quizzes and not known:
        return []
    nodes = diagram_nodes()
    errata = dict(Erratum.objects.values_list("name", "id"))
    places = _Places(touched)
    questions, problems = [], []
    for quiz in quizzes:
        for position, authored in enumerate(quiz.questions):
            row = _question(authored, ids[quiz.slug], position, errata)
            row.node = next((nodes[tag] for tag in authored.tags if tag in nodes), "")
            row.lesson_id, row.anchor = places.of(authored, known.get(row.key))
            questions.append(row)
            if authored.quote and row.lesson_id is None:
                problems.append(_quote_gone(authored))
    write_questions(questions, known)
    return problems


def _question(authored: AuthoredQuestion, quiz: int, position: int, errata: Mapping[str, int]) -> Question:
    return Question(
        quiz_id=quiz,
        key=authored.id,
        kind=authored.kind.name,
        position=position,
        difficulty=authored.difficulty,
        tags=list(authored.tags),
        stem={"zh": authored.stem.zh, "en": authored.stem.en},
        explanation={"zh": authored.explanation.zh, "en": authored.explanation.en},
        spec=dict(authored.spec),
        key_digest=key_digest(authored.kind),
        quote=authored.quote,
        erratum_id=errata.get(authored.erratum),
        sources=list(authored.sources),
    )


def _quote_gone(authored: AuthoredQuestion) -> Problem:
    return Problem(
        authored.file,
        authored.line,
        "quote-gone",
        f"The notes no longer say “{authored.quote}”, which question {authored.id} quotes.",
    )


class _Places:
    """Where quotes stand. What was found in a note that nobody touched stands there still."""

    def __init__(self, touched: Collection[str]) -> None:
        rows = Lesson.objects.filter(retired_at=None).values_list("id", "note__path")
        self.settled = {lesson for lesson, path in rows if path not in touched}

    def of(self, question: AuthoredQuestion, known: Question | None) -> tuple[int | None, str]:
        if known and known.lesson_id in self.settled and known.quote == question.quote:
            return known.lesson_id, known.anchor
        for lesson, path, line, source in self._sources if question.quote else ():
            if question.quote in source and (not question.note or question.note == path):
                return lesson, _anchor(lesson, line + source[: source.index(question.quote)].count("\n"))
        return None, ""

    @cached_property
    def _sources(self) -> list[tuple[int, str, int, str]]:
        rows = Lesson.objects.filter(retired_at=None).order_by("position")
        return list(rows.values_list("id", "note__path", "line", "source"))


def _anchor(lesson: int, line: int) -> str:
    """The term in that line of the note, or else the heading above it."""
    term = Term.objects.filter(lesson=lesson, retired_at=None, line=line).values_list("anchor", flat=True)
    above = Section.objects.filter(lesson=lesson, retired_at=None, line__lte=line).order_by("-line")
    return next(iter([*term, *above.values_list("anchor", flat=True)[:1]]), "")
