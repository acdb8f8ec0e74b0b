"""Answers that are right, or wrong, on purpose: the tests know the key, as no browser can."""

from typing import Any, cast

from django.test import Client

from quizzes.asking import kind_of
from quizzes.catalogue import find
from quizzes.forms import read
from quizzes.kinds import Kind
from quizzes.kinds.choice import Choice
from quizzes.kinds.choices import Choices
from quizzes.kinds.fillin import FillIn
from quizzes.kinds.matching import Matching
from quizzes.kinds.ordering import Ordering
from tests.quizzes.answers import form


def solved(page: str, slug: str, right: bool = True) -> tuple[str, dict[str, Any]]:
    """The key of the question that `page` asks, of the quiz `slug`, and its form with the right answer, or with a wrong
    one, found out where no browser can look."""
    key, _, fields = form(page)
    kind = kind_of(find(slug, key, None))
    token = read(fields["token"][0])
    assert token
    stored = find(slug, key, None).key
    answer = kind.solution() if right else next(iter(kind.mistakes()))
    return key, {name: fields[name] for name in ("token", "from") if name in fields} | entered(
        kind, answer, token.order(stored, kind.slots)
    )


def entered(kind: Kind, answer: Any, order: list[int]) -> dict[str, Any]:
    """The fields of a form that gives this answer."""
    places = {slot: str(place) for place, slot in enumerate(order)}
    match kind:
        case FillIn():
            return {f"blank-{number}": answer[blank.id] for number, blank in enumerate(kind.blanks)}
        case Matching():
            at = {pair.id: places[slot] for slot, pair in enumerate(kind.pairs)}
            return {f"pair-{number}": at[answer[pair.id]] for number, pair in enumerate(kind.pairs)}
        case Ordering():
            at = {item.id: places[slot] for slot, item in enumerate(kind.items)}
            return {"item": [at[id] for id in answer]}
        case Choices():
            return {"answer": [places[slot] for slot, option in enumerate(kind.options) if option.id in answer]}
    choice: Choice = getattr(kind, "choice", None) or cast(Choice, kind)
    return {"answer": next(places[slot] for slot, option in enumerate(choice.options) if option.id == answer)}


def reply(client: Client, slug: str, right: bool = True, key: str = "", **more: Any) -> Any:
    """Answers the next question of the quiz `slug`, or the one that is named, rightly or wrongly."""
    page = client.get(f"/quizzes/{slug}/{key}/" if key else f"/quizzes/{slug}/").content.decode()
    key, fields = solved(page, slug, right)
    return client.post(f"/quizzes/{slug}/{key}/", fields | more)
