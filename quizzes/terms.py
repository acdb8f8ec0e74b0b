"""Questions from the terms of a note, as rows to be."""

from collections.abc import Collection
from hashlib import sha256
from json import dumps

from lessons.diagrams.shapes import Text
from lessons.diagrams.spec import from_json
from lessons.models import Diagram, Term
from quizzes.deriving import Derived, derive
from quizzes.facts import term_facts
from quizzes.kinds import Kind, parse
from quizzes.models import Question, Quiz


def derived_questions(quiz: Quiz) -> list[Question]:
    """All questions of a derived quiz, in the order of its note; none of them saved, whether or not there is a row."""
    derived = [one for terms in term_facts([quiz.note_id or 0]).values() for one in derive(terms)]
    places = _places([one.term for one in derived])
    nodes = diagram_nodes()
    return [_question(one, quiz, position, places, nodes) for position, one in enumerate(derived)]


def term_of(key: str) -> int:
    """The id of the term that the question `key` is about, or the first."""
    return int(key.split("-")[1])


def _places(terms: Collection[int]) -> dict[int, tuple[int, str]]:
    """(lesson, anchor) of each term."""
    rows = Term.objects.filter(id__in=terms).values_list("id", "lesson", "anchor")
    return {term: (lesson, anchor) for term, lesson, anchor in rows}


def _question(
    derived: Derived, quiz: Quiz, position: int, places: dict[int, tuple[int, str]], nodes: dict[str, str]
) -> Question:
    lesson, anchor = places[derived.term]
    return Question(
        quiz=quiz,
        key=derived.key,
        kind=derived.kind,
        position=position,
        difficulty=Question.Difficulty.EASY,
        tags=list(derived.tags),
        stem=_both(derived.stem),
        explanation=_both(derived.explanation),
        spec=derived.spec,
        key_digest=key_digest(parse(derived.kind, derived.spec)),
        lesson_id=lesson,
        anchor=anchor,
        node=nodes.get(derived.tags[0], "") if derived.kind == "choice" else "",
        language=quiz.language,
    )


def diagram_nodes() -> dict[str, str]:
    """Where a term is drawn: `diagram/node`, of the first diagram that has it."""
    found: dict[str, str] = {}
    for name, spec in Diagram.objects.values_list("name", "spec"):
        for node in from_json(spec).nodes:
            if node.term:
                found.setdefault(node.term, f"{name}/{node.id}")
    return found


def _both(text: Text) -> dict[str, str]:
    return {"zh": text.zh, "en": text.en}


def key_digest(kind: Kind) -> str:
    return sha256(dumps(kind.key(), sort_keys=True, ensure_ascii=False).encode()).hexdigest()
