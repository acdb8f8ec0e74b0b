"""A question as a page shows it, before the answer and after."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from django.utils.http import urlencode
from django.utils.safestring import SafeString
from django.utils.translation import get_language, gettext

from lessons.diagrams.spec import from_json
from lessons.diagrams.svg import draw
from lessons.models import Diagram
from lessons.trusted import trusted
from quizzes.forms import Token, issue
from quizzes.kinds import Kind, parse
from quizzes.kinds.label import Label
from quizzes.models import Attempt, Question, Quiz


@dataclass(frozen=True, slots=True)
class Asked:
    """What `quizzes/_question.html` shows. `body` is for the kind's own template; `source` is where the question was
    met ("" in its quiz, "review", "lesson/<slug>"); `next_url` leads on after the answer; `notice` says what became of
    an answer that does not count."""

    question: Question
    kind: Kind
    key: str
    source: str
    stem: list[str]
    body: Mapping[str, Any]
    token: Token | None = None
    attempt: Attempt | None = None
    explanation: str = ""
    next_url: str = ""
    last: bool = False
    incomplete: bool = False
    notice: str = ""
    figure: SafeString = field(default_factory=SafeString)

    @property
    def address(self) -> str:
        return f"/quizzes/{self.question.quiz.slug}/{self.key}/"

    @property
    def template(self) -> str:
        return f"quizzes/kinds/_{self.kind.name}.html"

    @property
    def heading(self) -> str:
        """The element of the stem: a question is a page's subject, or stands at the end of a lesson."""
        return "h3" if self.source.startswith("lesson/") else "h1"

    @property
    def verdict(self) -> str:
        if self.attempt is None:
            return ""
        return "told" if self.attempt.told else "right" if self.attempt.right else "wrong"

    @property
    def place_url(self) -> str:
        """Where the notes say it: the very sentence, in browsers that can find one."""
        question = self.question
        if question.lesson is None:
            return ""
        quote = f":~:text={urlencode({'': question.quote})[1:].replace('+', '%20')}" if question.quote else ""
        anchor = f"{question.anchor}{quote}"
        return f"{question.lesson.get_absolute_url()}{'#' if anchor else ''}{anchor}"

    @property
    def again_url(self) -> str:
        return f"{self.address}?{urlencode({'from': self.source})}" if self.source else self.address


def kind_of(question: Question) -> Kind:
    return parse(question.kind, question.spec)


def ask(
    question: Question,
    *,
    source: str = "",
    posted: Mapping[str, Sequence[str]] | None = None,
    token: Token | None = None,
    **more: Any,
) -> Asked:
    """`posted` is a form that was half filled in."""
    kind = kind_of(question)
    token = token or issue()
    order = token.order(question.key, kind.slots)
    return Asked(
        question=question,
        kind=kind,
        key=more.pop("key", question.key),
        source=source,
        stem=paragraphs(localized(question.stem)),
        body=kind.asked(order, get_language() or "", posted or {}),
        token=token,
        figure=hidden_part(kind),
        **more,
    )


def tell(question: Question, attempt: Attempt, *, source: str = "", **more: Any) -> Asked:
    """The question with the verdict on `attempt`."""
    kind = kind_of(question)
    return Asked(
        question=question,
        kind=kind,
        key=more.pop("key", question.key),
        source=source,
        stem=paragraphs(localized(question.stem)),
        body=kind.told(attempt.answer, attempt.order, get_language() or ""),
        attempt=attempt,
        explanation=localized(question.explanation),
        figure=named_part(kind),
        **more,
    )


def localized(texts: Mapping[str, str]) -> str:
    english = (get_language() or "").startswith("en")
    return texts.get("en" if english else "zh", "")


def paragraphs(text: str) -> list[str]:
    return [paragraph for paragraph in text.split("\n\n") if paragraph.strip()]


def hidden_part(kind: Kind) -> SafeString:
    """The diagram with the name of the part that is asked for, and of it alone, hidden."""
    row = Diagram.objects.filter(name=kind.diagram).first() if isinstance(kind, Label) else None
    if row is None or not isinstance(kind, Label):
        return SafeString()
    spec = from_json(row.spec)
    asked = spec.masks[kind.node]
    others = frozenset(mask for mask in spec.masks.values() if mask != asked)
    return trusted(draw(spec, language=get_language() or "", masked=True, shown=others, current=asked))


def named_part(kind: Kind) -> SafeString:
    return part(kind.diagram, kind.node) if isinstance(kind, Label) else SafeString()


def part(diagram: str, node: str) -> SafeString:
    """A diagram with one of its parts marked; nothing where there is no such diagram."""
    row = Diagram.objects.filter(name=diagram).first()
    if row is None:
        return SafeString()
    return trusted(draw(from_json(row.spec), language=get_language() or "", current=node))


def quiz_title(quiz: Quiz) -> str:
    if quiz.origin == Quiz.Origin.DERIVED:
        return gettext("Terms: %(title)s") % {"title": quiz.title}
    return ((get_language() or "").startswith("en") and quiz.title_en) or quiz.title
