"""Second clicks, second tabs, old pages and forms that nobody's browser would send: one attempt counts, the page says
what happened, and nothing breaks."""

import re
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
import time_machine
from django.core.signing import TimestampSigner
from django.db import IntegrityError
from django.test import Client
from django.utils import timezone

from learners.models import Learner
from lessons.models import Term
from quizzes.answering import Given, answer
from quizzes.asking import kind_of
from quizzes.catalogue import find
from quizzes.forms import issue
from quizzes.models import Attempt, Card, Day, Question, Quiz, Report, Sitting
from tests.quizzes.answers import filled, form
from tests.quizzes.solving import reply, solved
from tests.web.reading import text

pytestmark = [pytest.mark.django_db, pytest.mark.database, pytest.mark.usefixtures("course")]

ENGLISH = {"accept-language": "en"}
HTMX = {"hx-request": "true"}
BEFORE = "You had answered this before; that answer counts."
TOO_OLD = "This page was too old to count the answer"
ways = pytest.mark.parametrize("headers", [{}, HTMX], ids=["plain", "htmx"])


@pytest.fixture
def learner() -> Client:
    return Client(headers=ENGLISH)


def derived() -> str:
    return Quiz.objects.get(origin="derived").slug


def of_term(number: int, way: str) -> str:
    """The key of a derived question about the `number`th term."""
    return f"term-{Term.objects.order_by('pk')[number - 1].pk}-{way}"


def open_page(client: Client, slug: str = "components", right: bool = True) -> tuple[str, dict[str, Any]]:
    """The address of a form, and what it would send."""
    key, fields = solved(client.get(f"/quizzes/{slug}/").content.decode(), slug, right)
    return f"/quizzes/{slug}/{key}/", fields


def send(client: Client, address: str, fields: dict[str, Any], headers: dict[str, str]) -> str:
    return text(client.post(address, fields, headers=headers, follow=True))


def counted() -> tuple[int, int, int]:
    """Attempts, cards, answers of the day."""
    return Attempt.objects.count(), Card.objects.count(), sum(Day.objects.values_list("answered", flat=True))


# The same answer twice


@ways
@pytest.mark.parametrize("slug", ["components", "derived", "pull-policy"])
def test_a_form_that_is_sent_again_counts_once(learner: Client, slug: str, headers: dict[str, str]) -> None:
    address, fields = open_page(learner, derived() if slug == "derived" else slug)
    first, *others = [send(learner, address, fields, headers) for _ in range(3)]
    assert BEFORE not in first
    for other in others:
        assert BEFORE in other
        assert 'data-verdict="right"' in other
    assert counted() == (1, 1, 1)
    assert len(Sitting.objects.get().answers) == 1


@ways
def test_another_answer_on_an_old_page_does_not_count(learner: Client, headers: dict[str, str]) -> None:
    """The back button."""
    address, fields = open_page(learner, right=False)
    send(learner, address, fields, headers)
    before = Card.objects.values().get()
    changed = fields | {"answer": str((int(fields["answer"]) + 1) % 3)}
    again = send(learner, address, changed, headers)
    assert BEFORE in again
    assert 'data-verdict="wrong"' in again
    assert BEFORE in send(learner, address, fields | {"tell": "1"}, headers)
    assert counted() == (1, 1, 1)
    assert Card.objects.values().get() == before


@ways
def test_in_two_tabs_the_first_answer_counts(learner: Client, headers: dict[str, str]) -> None:
    reply(learner, "components")
    (address, wrong), (_, right) = open_page(learner, right=False), open_page(learner, right=True)
    assert wrong["token"] != right["token"]
    assert BEFORE not in send(learner, address, wrong, headers)
    second = send(learner, address, right, headers)
    assert BEFORE in second
    assert 'data-verdict="wrong"' in second
    assert counted() == (2, 2, 2)
    assert list(Sitting.objects.get().answers.values()) == [True, False]


def test_in_two_tabs_two_questions_count(learner: Client) -> None:
    pages = [open_page(learner) for _ in range(2)]
    other = "/quizzes/components/who-picks-the-node/"
    key, fields = solved(learner.get(other).content.decode(), "components")
    learner.post(pages[0][0], pages[0][1])
    learner.post(other, fields)
    [sitting] = Sitting.objects.all()
    assert sitting.answers.keys() == {pages[0][0].split("/")[3], key}
    assert counted() == (2, 2, 2)


def test_in_two_tabs_a_quiz_without_end_has_two_rounds_of_which_one_goes_on(learner: Client) -> None:
    reply(learner, "components")  # the browser is known by now
    pages = [open_page(learner, "pull-policy") for _ in range(2)]
    for address, fields in pages:
        assert learner.post(address, fields).status_code == 302
    sitting = Sitting.objects.get(quiz__slug="pull-policy")
    assert sitting.answers.keys() == {pages[0][0].split("/")[3]} <= set(sitting.keys)


@ways
def test_a_page_of_a_finished_quiz_counts_no_more(learner: Client, headers: dict[str, str]) -> None:
    first = open_page(learner, "image-pulls")
    send(learner, *first, headers)
    while "data-question" in text(learner.get("/quizzes/image-pulls/")):
        reply(learner, "image-pulls")
    before = counted()
    assert BEFORE in send(learner, *first, headers)
    learner.post("/quizzes/image-pulls/", {"again": "all"})
    assert BEFORE in send(learner, *first, headers)
    assert counted() == before
    assert not Sitting.objects.latest("id").answers


@ways
def test_a_review_that_is_sent_again_counts_once(learner: Client, headers: dict[str, str]) -> None:
    reply(learner, "components")
    Card.objects.update(due=timezone.now() - timedelta(days=1))
    key, fields = solved(learner.get("/review/").content.decode(), "components")
    assert fields["from"] == ["review"]
    assert BEFORE not in send(learner, f"/quizzes/components/{key}/", fields, headers)
    assert BEFORE in send(learner, f"/quizzes/components/{key}/", fields, headers)
    assert counted() == (2, 1, 2)


def test_beginning_anew_twice_begins_once(learner: Client) -> None:
    reply(learner, "components")
    for _ in range(3):
        assert learner.post("/quizzes/components/", {"again": "all"}).status_code == 302
    [sitting] = Sitting.objects.all()
    assert len(sitting.answers) == 1


# Two requests at one time, one of which has read what the other one then changed


def given(slug: str, key: str) -> Given:
    found = find(slug, key, None)
    kind, token = kind_of(found), issue()
    return Given(found, kind, key, kind.solution(), token, token.order(found.key, kind.slots))


def test_an_answer_counts_though_another_one_came_between() -> None:
    """Neither question was ever answered before, so both are new rows."""
    learner, quiz = Learner.objects.create(), Quiz.objects.get(origin="derived")
    one, other, _ = keys = [of_term(number, "name") for number in (1, 2, 3)]
    sitting = Sitting.objects.create(learner=learner, quiz=quiz, keys=keys)
    stale = Sitting.objects.get(pk=sitting.pk)
    today = timezone.now().date()
    assert answer(learner, given(quiz.slug, one), sitting, today)[1]
    assert answer(learner, given(quiz.slug, other), stale, today)[1]
    assert Sitting.objects.get().answers == {one: True, other: True}
    assert Attempt.objects.filter(sitting=sitting, question__quiz=quiz).count() == 2


def test_of_two_first_answers_the_second_joins_the_round_of_the_first() -> None:
    learner, quiz = Learner.objects.create(), Quiz.objects.get(origin="derived")
    today = timezone.now().date()
    plans = [[of_term(number, way) for number in pair] for pair, way in (((1, 2), "name"), ((3, 4), "role"))]
    rounds = [Sitting(learner=learner, quiz=quiz, keys=keys) for keys in plans]
    assert answer(learner, given(quiz.slug, plans[0][0]), rounds[0], today)[1]
    attempt, counts = answer(learner, given(quiz.slug, plans[1][0]), rounds[1], today)
    assert counts
    assert attempt.sitting is None, "it is none of that round's questions"
    assert Sitting.objects.get().answers == {plans[0][0]: True}


def test_of_two_like_answers_at_one_time_one_counts() -> None:
    learner, quiz = Learner.objects.create(), Quiz.objects.get(slug="components")
    sitting = Sitting.objects.create(learner=learner, quiz=quiz, keys=["who-picks-the-node", "process-crashes"])
    stale, one = Sitting.objects.get(), given("components", "who-picks-the-node")
    today = timezone.now().date()
    first, yes = answer(learner, one, sitting, today)
    assert answer(learner, one, stale, today) == (first, False)
    assert yes
    with pytest.raises(IntegrityError):
        Attempt.objects.create(
            learner=learner, question=first.question, nonce=first.nonce, right=True, share=1, first=True
        )


# Forms that this site did not make


@ways
@pytest.mark.parametrize(
    "token", ["", "x", "a:b:c", ":", "\0", "x" * 100_000, "验证", TimestampSigner(salt="other").sign("nonce")]
)
def test_a_forged_token_does_not_count_and_the_page_asks_again(
    learner: Client, headers: dict[str, str], token: str
) -> None:
    address, fields = open_page(learner)
    again = learner.post(address, fields | {"token": token}, headers=headers)
    assert TOO_OLD in text(again)
    assert counted() == (0, 0, 0)
    _, new = solved(again.content.decode(), "components")
    assert 'data-verdict="right"' in send(learner, address, new, headers)


def test_without_any_token_nothing_counts(learner: Client) -> None:
    address, _ = open_page(learner)
    assert TOO_OLD in text(learner.post(address, {"answer": "0"}))
    assert counted() == (0, 0, 0)


def test_a_page_of_a_month_ago_does_not_count(learner: Client) -> None:
    with time_machine.travel(datetime(2026, 3, 1, tzinfo=UTC)) as clock:
        address, fields = open_page(learner)
        clock.shift(timedelta(days=29))
        assert TOO_OLD not in send(learner, address, fields, {})
        address, fields = open_page(learner)
        clock.shift(timedelta(days=31))
        assert TOO_OLD in send(learner, address, fields, {})
    assert counted() == (1, 1, 1)


@ways
def test_the_token_of_another_question_is_worth_as_much_as_its_own(learner: Client, headers: dict[str, str]) -> None:
    """Whatever it is used for, each question counts once."""
    _, fields = open_page(learner)
    addresses = ["/quizzes/components/who-picks-the-node/", "/quizzes/objects/smallest-unit/"]
    for address in addresses:
        for again in (False, True):
            told = send(learner, address, {"token": fields["token"], "answer": "0"}, headers)
            assert "data-verdict" in told
            assert (BEFORE in told) == again
    assert counted() == (2, 2, 2)


def test_a_form_from_elsewhere_is_refused() -> None:
    browser = Client(headers=ENGLISH, enforce_csrf_checks=True)
    shown = browser.get("/quizzes/components/").content.decode()
    key, fields = solved(shown, "components")
    assert browser.post(f"/quizzes/components/{key}/", fields).status_code == 403
    hidden = re.search(r'name="csrfmiddlewaretoken" value="(\w+)"', shown)
    assert hidden
    told = browser.post(f"/quizzes/components/{key}/", fields | {"csrfmiddlewaretoken": hidden[1]}, headers=HTMX)
    assert 'data-verdict="right"' in text(told)
    for part in ("sure", "report"):
        found = re.search(rf'action="(/quizzes/attempts/\d+/{part}/)".*?value="(\w+)"', text(told))
        assert found
        said = {"csrfmiddlewaretoken": found[2], "sure": "yes", "text": "Wrong."}
        assert browser.post(found[1], said, headers=HTMX).status_code == 200, "the fragment's forms work too"


# Addresses that nothing stands at


@pytest.mark.parametrize(
    "address",
    [
        "/quizzes/nothing/",
        "/quizzes/nothing/who-picks-the-node/",
        "/quizzes/components/nothing/",
        "/quizzes/components/smallest-unit/",
        "/quizzes/components/term-1-name/",
        "/quizzes/{derived}/term-999999-name/",
        "/quizzes/{derived}/term-1-nothing/",
        "/quizzes/{derived}/term-/",
        "/quizzes/{derived}/group-0/",
        "/quizzes/terms-999999/term-1-name/",
        "/quizzes/pull-policy/nothing/",
        "/quizzes/pull-policy/-1/",
        "/quizzes/pull-policy/1234567890/",
        "/quizzes/pull-policy/pull-rejected/",
        "/quizzes/pull-policy/１２/",
        "/quizzes/components/a%00b/",
        "/quizzes/%00/",
        "/check/nothing/",
        "/check/%00/",
        f"/quizzes/components/{'a' * 5000}/",
    ],
)
def test_an_unknown_address_is_not_found(learner: Client, address: str) -> None:
    address = address.format(derived=derived())
    assert learner.get(address).status_code == 404
    reply(learner, "components")
    assert learner.get(address).status_code == 404
    if not address.startswith("/check/"):
        assert learner.post(address, {"token": issue().text, "answer": "0"}).status_code == 404


@pytest.mark.parametrize("what", ["sure", "report"])
@pytest.mark.parametrize("number", ["0", "999999", "9" * 40])
def test_nothing_can_be_said_of_an_attempt_that_is_not_there(learner: Client, what: str, number: str) -> None:
    reply(learner, "components")
    assert learner.post(f"/quizzes/attempts/{number}/{what}/", {"sure": "yes", "text": "x"}).status_code == 404
    assert learner.get(f"/quizzes/attempts/{Attempt.objects.get().pk}/{what}/").status_code == 405


@pytest.mark.parametrize("number", ["0", "-1", "x", "9" * 17, "9" * 400, "\0", "²", "1 OR 1=1"])
def test_an_attempt_that_is_not_there_shows_the_question(learner: Client, number: str) -> None:
    reply(learner, "components", key="who-picks-the-node")
    shown = learner.get("/quizzes/components/who-picks-the-node/", {"attempt": number, "from": "review"})
    assert "data-verdict" not in text(shown)
    assert 'data-question="who-picks-the-node"' in text(shown)


# Garbage in every field


GARBAGE = ["", "-1", "99", "9" * 5000, "\0", "0\0", "x" * 100_000, "²", "<script>alert(1)</script>", "a" * 300 + "\0"]
EVERY_KIND = [
    ("components", "who-picks-the-node"),
    ("components", "without-the-apiserver"),
    ("components", "match-components"),
    ("components", "name-the-loops"),
    ("installation", "start-order"),
    ("installation", "enable-and-start"),
    ("pull-policy", "7"),
    ("derived", "role"),
]


@ways
@pytest.mark.parametrize(("slug", "key"), EVERY_KIND, ids=[key for _, key in EVERY_KIND])
def test_garbage_in_any_field_breaks_nothing(learner: Client, slug: str, key: str, headers: dict[str, str]) -> None:
    address = f"/quizzes/{derived()}/{of_term(1, key)}/" if slug == "derived" else f"/quizzes/{slug}/{key}/"
    shown = learner.get(address).content.decode()
    _, fields = filled(shown)
    names = [*fields, "from", "move", "tell2", "attempt"]
    for garbage in GARBAGE:
        for name in names:
            value = [garbage, *fields[name][1:]] if isinstance(fields.get(name), list) and name == "item" else garbage
            sent = {"token": issue().text} | {n: v for n, v in fields.items() if n != "token"} | {name: value}
            told = learner.post(address, sent, headers=headers)
            assert told.status_code in (200, 302), (name, garbage[:20])
            assert "<script>alert" not in told.content.decode()
        everywhere = learner.post(address, dict.fromkeys(names, garbage) | {"token": issue().text}, headers=headers)
        assert everywhere.status_code in (200, 302)
        asked = learner.get(address, dict.fromkeys([*names, "earlier"], garbage[:2000]), headers=headers)
        assert asked.status_code == 200
        assert "<script>alert" not in asked.content.decode()
    assert Sitting.objects.count() <= 1
    assert Attempt.objects.exclude(sitting=None).count() <= 1, "in its quiz it counts once"


@pytest.mark.parametrize(
    "garbage", [*GARBAGE, "https://evil.example/", "//evil.example", "/quizzes/\r\nX: y", "/\\evil"]
)
def test_garbage_about_an_attempt_breaks_nothing(learner: Client, garbage: str) -> None:
    reply(learner, "components")
    attempt = Attempt.objects.get()
    for what in ("sure", "report"):
        for headers in ({}, HTMX):
            said = {"sure": garbage, "text": garbage, "back": garbage}
            told = learner.post(f"/quizzes/attempts/{attempt.pk}/{what}/", said, headers=headers)
            assert told.status_code in (200, 302)
            if told.status_code == 302:
                assert told["Location"].startswith("/quizzes/")
                assert "evil" not in told["Location"]
    attempt.refresh_from_db()
    assert attempt.sure is None
    reports = Report.objects.values_list("text", flat=True)
    assert len(reports) <= 1
    assert all(report and len(report) <= 2000 and "\0" not in report for report in reports)


@pytest.mark.parametrize("page", ["0", "-1", "x", "9" * 50, "\0", "²"])
def test_garbage_for_a_page_number_shows_a_page(learner: Client, page: str) -> None:
    assert "data-" in text(learner.get("/quizzes/", {"page": page}))


def test_a_form_that_is_far_too_large_is_refused_not_broken(learner: Client) -> None:
    address, fields = open_page(learner)
    strict = Client(raise_request_exception=False)
    assert strict.post(address, fields | {"answer": "x" * 3_000_000}).status_code in (400, 413)
    assert strict.post(address, fields | {f"x{n}": "" for n in range(2000)}).status_code == 400
    assert form(learner.get(address).content.decode())[0]
    assert not Question.objects.filter(attempt__isnull=False).exists()
