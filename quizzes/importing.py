"""Quizzes and questions into the database, in the transaction of the import of their notes.

Authored questions are rows. Those that a note's terms give are only counted here; one becomes a row when somebody
answers it, and is kept in step from then on.
"""

from collections.abc import Collection, Mapping, Sequence
from functools import cached_property

from django.db.models import QuerySet
from django.utils import timezone

from lessons.models import Erratum, Lesson, Note, Section, Term
from lessons.reading.note import Problem
from quizzes import pulls
from quizzes.authored import AuthoredQuestion, AuthoredQuiz
from quizzes.deriving import count
from quizzes.models import Attempt, Card, Question, Quiz
from quizzes.terms import derived_questions, diagram_nodes, key_digest, term_facts

_FIRST_SCENARIOS, _FIRST_DERIVED = 1_000, 2_000  # positions: authored quizzes come first
_AT_ONCE = 400  # notes


def write(quizzes: Sequence[AuthoredQuiz], touched: Collection[str]) -> list[Problem]:
    """`touched` are the paths of notes whose lessons were written. Returns warnings: quotes that stand nowhere."""
    problems = _authored(quizzes, touched)
    _scenarios()
    paths = sorted(touched)
    for start in range(0, len(paths), _AT_ONCE):
        _derived(paths[start : start + _AT_ONCE])
    return problems


def _authored(quizzes: Sequence[AuthoredQuiz], touched: Collection[str]) -> list[Problem]:
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
    ids = _write_quizzes(rows, Quiz.objects.filter(origin=Quiz.Origin.AUTHORED))
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


def _scenarios() -> None:
    """One quiz that never ends, whatever the notes say of it."""
    row = Quiz(
        slug=pulls.SLUG,
        origin=Quiz.Origin.SCENARIOS,
        title="预测镜像拉取",
        title_en="Predict an image pull",
        about="随机给出策略、节点和仓库的状况，判断会运行什么。题目没有尽头。",
        about_en="A policy, a node and a registry drawn at random: what will run? The questions never end.",
        position=_FIRST_SCENARIOS,
    )
    _write_quizzes([row], Quiz.objects.filter(origin=Quiz.Origin.SCENARIOS))
    known = list(Question.objects.filter(quiz__slug=pulls.SLUG).select_related("quiz"))
    if known:
        write_questions(pulls.renewed(known[0].quiz, known), {question.key: question for question in known})


def _derived(paths: Sequence[str]) -> None:
    """A quiz for each of these notes whose terms can be asked about."""
    notes = {note.id: note for note in Note.objects.filter(path__in=paths)}
    facts = term_facts(notes)
    rows = [
        Quiz(
            slug=f"terms-{note.id}",
            origin=Quiz.Origin.DERIVED,
            title=note.title,
            position=_FIRST_DERIVED + note.position,
            note=note,
            language=note.language,
            size=size,
        )
        for note in notes.values()
        if (size := count(facts.get(note.id, ())))
    ]
    there = Quiz.objects.filter(origin=Quiz.Origin.DERIVED, note__in=notes)
    _write_quizzes(rows, there)
    for quiz in there.filter(questions__isnull=False).distinct():
        known = {row.key: row for row in quiz.questions.all()}
        made = {} if quiz.retired_at else {row.key: row for row in derived_questions(quiz)}
        write_questions([made[key] for key in known if key in made], known)


def _write_quizzes(rows: Sequence[Quiz], there: QuerySet[Quiz]) -> dict[str, int]:
    """Ids by slug. Of those `there` before, what is not among `rows` is retired."""
    Quiz.objects.bulk_create(
        rows,
        update_conflicts=True,
        unique_fields=["slug"],
        update_fields=["title", "title_en", "about", "about_en", "position", "note", "language", "size", "retired_at"],
    )
    ids = dict(Quiz.objects.filter(slug__in=[row.slug for row in rows]).values_list("slug", "id"))
    there.filter(retired_at=None).exclude(id__in=ids.values()).update(retired_at=timezone.now(), size=0)
    return ids


def write_questions(rows: Sequence[Question], known: Mapping[str, Question]) -> None:
    """Writes `rows` over those `known` by the same key and retires the other ones. Where the answer key changed, old
    answers no longer count, and the question is due anew."""
    for row in rows:
        row.pk = known[row.key].pk if row.key in known else None
    new = [row for row in rows if row.pk is None]
    changed = [row for row in rows if row.pk and _differs(row, known[row.key])]
    Question.objects.bulk_create(new)
    Question.objects.bulk_create(changed, update_conflicts=True, unique_fields=["id"], update_fields=_COLUMNS)
    now = timezone.now()
    overturned = [row.pk for row in changed if row.key_digest != known[row.key].key_digest]
    Attempt.objects.filter(question__in=overturned, superseded_at=None).update(superseded_at=now)
    Card.objects.filter(question__in=overturned).delete()
    kept = {row.key for row in rows}
    gone = [row.pk for key, row in known.items() if key not in kept and row.retired_at is None]
    Question.objects.filter(pk__in=gone).update(retired_at=now)


_COLUMNS = [field.name for field in Question._meta.concrete_fields if not field.primary_key]


def _differs(row: Question, known: Question) -> bool:
    return any(getattr(row, field.attname) != getattr(known, field.attname) for field in Question._meta.concrete_fields)
