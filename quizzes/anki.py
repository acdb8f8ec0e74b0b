"""What a learner has answered, as a package for Anki. Ids follow from the questions' keys, so that importing a later
package updates the cards of an earlier one and keeps Anki's own schedule."""

import tempfile
from hashlib import sha256
from pathlib import Path
from random import Random
from typing import Any

import genanki
from django.conf import settings
from django.template.loader import render_to_string
from django.utils.translation import get_language

from learners.models import Learner
from quizzes import pulls
from quizzes.asking import hidden_part, kind_of, localized, paragraphs, quiz_title
from quizzes.kinds import Kind
from quizzes.models import PULL_POLICY, Question, Quiz

_MODEL = 1_607_392_319  # any number, but always the same
_FIELDS = ("Question", "Answer", "Source")
_STYLES = [settings.BASE_DIR / "static" / name for name in ("anki.css", "diagrams.css")]


def package(learner: Learner, address: str) -> bytes:
    """An .apkg file in the language of the request; `address` is that of the site, for links back to it."""
    model = genanki.Model(
        _MODEL,
        "K8S notes",
        fields=[{"name": name} for name in _FIELDS],
        templates=[
            {
                "name": "Card",
                "qfmt": "{{Question}}",
                "afmt": "{{FrontSide}}<hr id=answer>{{Answer}}<p class=source>{{Source}}</p>",
            }
        ],
        css="".join(path.read_text(encoding="utf-8") for path in _STYLES),
    )
    decks: dict[int, genanki.Deck] = {}
    for question in _answered(learner):
        deck = decks.setdefault(question.quiz_id, _deck(question.quiz))
        deck.add_note(_note(model, question, address))
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "cards.apkg"
        genanki.Package(list(decks.values())).write_to_file(path)
        return path.read_bytes()


def _answered(learner: Learner) -> list[Question]:
    rows = Question.objects.filter(card__learner=learner, retired_at=None)
    return list(rows.select_related("quiz", "lesson", "erratum").order_by("quiz__position", "position"))


def _deck(quiz: Quiz) -> genanki.Deck:
    number = int.from_bytes(sha256(f"deck {quiz.slug}".encode()).digest()[:4]) | 1 << 30
    return genanki.Deck(number, f"K8S::{quiz_title(quiz).replace('::', ':')}")


def _note(model: genanki.Model, question: Question, address: str) -> genanki.Note:
    if question.quiz.slug == PULL_POLICY:
        pulls.dressed(question, str(question.spec["seed"]))
    kind = kind_of(question)
    order = list(range(kind.slots))
    Random(question.key).shuffle(order)  # noqa: S311 - the same each time, so that an update finds nothing changed
    return genanki.Note(
        model=model,
        fields=[_front(question, kind, order), _back(question, kind, order), _source(question, address)],
        guid=genanki.guid_for("k8s-notes", question.key),
        tags=[_tag(tag) for tag in question.tags],
    )


def _front(question: Question, kind: Kind, order: list[int]) -> str:
    return _side(
        "front",
        stem=paragraphs(localized(question.stem)),
        figure=hidden_part(kind),
        body=kind.asked(order, get_language() or "", {}),
    )


def _back(question: Question, kind: Kind, order: list[int]) -> str:
    language = get_language() or ""
    body = kind.told(kind.solution(), order, language)
    return _side(
        "back",
        said=kind.said(kind.solution(), language),
        body=body,
        parts=body.get("pairs") or body.get("blanks") or body.get("items") or (),
        explanation=localized(question.explanation),
        erratum=question.erratum,
    )


def _source(question: Question, address: str) -> str:
    return _side("source", question=question, address=address)


def _side(name: str, **context: Any) -> str:
    return render_to_string(f"quizzes/anki/{name}.html", context).strip()


def _tag(name: str) -> str:
    """Tags of Anki hold no blanks."""
    return "_".join(name.split())
