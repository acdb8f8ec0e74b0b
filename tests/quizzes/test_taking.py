"""Taking quizzes as a learner does: through pages, one question at a time."""

import re
from datetime import UTC, date, datetime, timedelta
from typing import Any

import pytest
import time_machine
from django.contrib.auth.models import User
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from learners.models import Learner
from lessons.models import Lesson
from quizzes.models import Attempt, Card, Day, Question, Quiz, Sitting
from tests.quizzes.answers import form
from tests.quizzes.solving import reply, solved
from tests.web.reading import text

pytestmark = [pytest.mark.django_db, pytest.mark.database, pytest.mark.usefixtures("course")]

ENGLISH = {"accept-language": "en"}
HTMX = {"hx-request": "true"}
QUIZZES = ["components", "objects", "networking", "image-pulls", "installation", "failures"]


@pytest.fixture
def learner() -> Client:
    return Client(headers=ENGLISH)


def derived() -> str:
    return Quiz.objects.get(origin="derived").slug


def page(client: Client, address: str, **headers: str) -> str:
    response = client.get(address, headers=headers)
    assert response.status_code == 200
    return text(response)


def take(client: Client, slug: str, wrong: tuple[int, ...] = ()) -> str:
    """All of a quiz, `wrong` being the numbers of what is answered wrongly; the page that comes then."""
    for number in range(100):
        shown = client.get(f"/quizzes/{slug}/")
        if "data-question" not in text(shown):
            return text(shown)
        key, fields = solved(shown.content.decode(), slug, right=number not in wrong)
        told = text(client.post(f"/quizzes/{slug}/{key}/", fields, headers=HTMX))
        assert f'data-question="{key}"' in told
        assert f'data-verdict="{"wrong" if number in wrong else "right"}"' in told
    raise AssertionError("a quiz without end")


def topics(results: str) -> dict[str, int]:
    """How much was right of what was missed at least once, by topic."""
    listed = results.partition('<ul class="topics">')[2].partition("</ul>")[0]
    return {name: int(right) for name, right in re.findall(r"<li> <b[^>]*>(.*?)</b> (\d+) / \d+ </li>", listed)}


# A whole quiz


@pytest.mark.parametrize("slug", QUIZZES)
def test_a_quiz_answered_rightly_throughout(learner: Client, slug: str) -> None:
    total = Quiz.objects.get(slug=slug).size
    results = take(learner, slug)
    assert f"{total} of {total} right at the first try" in results
    assert "Nothing was missed" in results
    assert 'value="missed"' not in results
    assert Attempt.objects.filter(right=True, share=1.0, first=True, told=False).count() == total


@pytest.mark.parametrize("slug", QUIZZES)
def test_a_quiz_answered_wrongly_throughout(learner: Client, slug: str) -> None:
    questions = Question.objects.filter(quiz__slug=slug, retired_at=None)
    results = take(learner, slug, wrong=tuple(range(100)))
    assert f"0 of {len(questions)} right at the first try" in results
    for question in questions:
        attempt = Attempt.objects.get(question=question)
        assert f"/quizzes/{slug}/{question.key}/?attempt={attempt.pk}" in results
        assert attempt.share < 1
    for lesson in Lesson.objects.filter(questions__in=questions):
        assert lesson.get_absolute_url() in results
    assert set(topics(results).values()) == {0}
    learner.post(f"/quizzes/{slug}/", {"again": "missed"})
    assert f"{len(questions)} of {len(questions)} right" in take(learner, slug)


@pytest.mark.parametrize("slug", ["pull-policy", "derived"])
def test_a_quiz_that_nobody_wrote_comes_in_rounds_of_ten_different_questions(learner: Client, slug: str) -> None:
    slug = derived() if slug == "derived" else slug
    assert "8 of 10 right at the first try" in take(learner, slug, wrong=(3, 7))
    [sitting] = Sitting.objects.all()
    assert Question.objects.filter(attempt__sitting=sitting).distinct().count() == 10
    missed = sitting.missed
    learner.post(f"/quizzes/{slug}/", {"again": "missed"})
    assert Sitting.objects.latest("id").keys == missed
    assert "2 of 2 right" in take(learner, slug)
    learner.post(f"/quizzes/{slug}/", {"again": "all"})
    assert len(Sitting.objects.latest("id").keys) == 10


def test_a_round_never_asks_about_one_term_twice_and_what_is_new_comes_first(learner: Client) -> None:
    slug = derived()
    take(learner, slug)
    learner.post(f"/quizzes/{slug}/", {"again": "all"})
    one, other = (sitting.keys for sitting in Sitting.objects.order_by("id"))
    for keys in (one, other):
        terms = [key.split("-")[1] for key in keys if key.startswith("term")]
        assert len(set(terms)) == len(terms)
    assert not set(one) & set(other)


def test_what_was_missed_is_listed_by_topic_and_may_be_asked_alone(learner: Client) -> None:
    results = take(learner, "components", wrong=(0, 4))
    keys = list(Question.objects.filter(quiz__slug="components").order_by("position").values_list("key", flat=True))
    missed = [keys[0], keys[4]]
    assert re.findall(r"/quizzes/components/([\w-]+)/\?attempt=", results) == missed
    assert results.count('class="some missed"') == 2
    assert topics(results).keys() == {tag for key in missed for tag in Question.objects.get(key=key).tags[:3]}
    assert learner.post("/quizzes/components/", {"again": "missed"}).status_code == 302
    assert "2 of 2 right at the first try" in take(learner, "components")


def test_the_best_score_is_kept_apart_from_the_last(learner: Client) -> None:
    size = Quiz.objects.get(slug="networking").size
    assert "Your best" not in take(learner, "networking", wrong=(0,))
    learner.post("/quizzes/networking/", {"again": "all"})
    results = take(learner, "networking", wrong=(0, 1, 2))
    assert f"{size - 3} of {size} right at the first try" in results
    assert f"Your best so far: {size - 1} of {size}" in results
    assert f"Last time {size - 3} of {size} right" in page(learner, "/quizzes/")


def test_asking_to_be_told_counts_as_not_known(learner: Client) -> None:
    key, _, fields = form(learner.get("/quizzes/components/").content.decode())
    told = learner.post(f"/quizzes/components/{key}/", fields | {"tell": "1", "answer": "0"}, follow=True)
    assert "Now you know" in text(told)
    assert Question.objects.get(key=key).explanation["en"].partition("`")[0] in text(told).replace("&#x27;", "'")
    attempt = Attempt.objects.get()
    assert (attempt.told, attempt.right, attempt.answer, attempt.share) == (True, False, None, 0.0)
    assert not Card.objects.get().right
    assert Sitting.objects.get().missed == [key]
    assert "you asked for the answer" in take(learner, "components")


# Stopping and going on


def test_it_goes_on_where_it_was_left_in_whatever_window(learner: Client) -> None:
    for _ in range(3):
        reply(learner, "objects")
    later = Client(headers=ENGLISH)
    later.cookies["learner"] = learner.cookies["learner"].value
    shown = page(later, "/quizzes/objects/")
    assert "Question 4 of" in shown
    assert shown.count('class="done"') == 3
    size = Quiz.objects.get(slug="objects").size
    assert f"Go on: 3 of {size} answered" in page(later, "/quizzes/")


def test_a_stranger_has_no_part_in_it(learner: Client) -> None:
    reply(learner, "objects", right=False)
    attempt = Attempt.objects.get()
    for cookie in ("", "x", attempt.learner.key, f"{attempt.learner.key}:x"):
        stranger = Client(headers=ENGLISH)
        stranger.cookies["learner"] = str(cookie)
        shown = page(stranger, f"/quizzes/objects/{attempt.asked_as}/?attempt={attempt.pk}")
        assert "data-verdict" not in shown
        assert stranger.post(f"/quizzes/attempts/{attempt.pk}/sure/", {"sure": "yes"}).status_code == 404
        assert stranger.post(f"/quizzes/attempts/{attempt.pk}/report/", {"text": "x"}).status_code == 404


def test_looking_at_a_quiz_leaves_no_trace(learner: Client) -> None:
    for address in ("/quizzes/", "/quizzes/objects/", f"/quizzes/{derived()}/", "/quizzes/pull-policy/", "/review/"):
        assert "learner" not in learner.get(address).cookies
    assert not Learner.objects.exists()
    assert not Sitting.objects.exists()


def test_a_link_leads_to_one_question_and_the_quiz_goes_on_around_it(learner: Client) -> None:
    keys = list(Question.objects.filter(quiz__slug="objects").order_by("position").values_list("key", flat=True))
    assert f'data-question="{keys[5]}"' in page(learner, f"/quizzes/objects/{keys[5]}/")
    reply(learner, "objects", key=keys[5])
    assert Sitting.objects.get().answers == {keys[5]: True}
    told = page(learner, f"/quizzes/objects/{keys[5]}/")
    assert 'data-verdict="right"' in told
    assert f'href="/quizzes/objects/{keys[6]}/"' in told
    assert f'data-question="{keys[0]}"' in page(learner, "/quizzes/objects/")


def test_a_question_outside_of_the_round_may_be_answered_too(learner: Client) -> None:
    reply(learner, derived())
    [sitting] = Sitting.objects.all()
    terms = {key.rpartition("-")[0] for key in sitting.keys if key.startswith("term")}
    other = next(f"{term}-{'role' if f'{term}-name' in sitting.keys else 'name'}" for term in sorted(terms))
    assert reply(learner, derived(), key=other).status_code == 302
    assert Attempt.objects.latest("at").sitting is None
    sitting.refresh_from_db()
    assert other not in sitting.answers


# Order


def shown_options(page: str) -> list[str]:
    return re.findall(r"<kbd>\d</kbd> <span>(.*?)(?:</span>|<span)", page)


def test_options_stay_in_their_order_on_reload_and_after_the_answer(learner: Client) -> None:
    address = "/quizzes/components/who-picks-the-node/"
    token = form(learner.get(address).content.decode())[2]["token"][0]
    first = shown_options(page(learner, f"{address}?token={token}"))
    assert len(first) > 2
    assert shown_options(page(learner, f"{address}?token={token}")) == first
    learner.post(address, {"token": token, "answer": "1"})
    attempt = Attempt.objects.get()
    options = attempt.question.spec["options"]
    assert sorted(attempt.order) == list(range(len(options)))
    assert attempt.answer == "abcdefgh"[attempt.order[1]]
    assert [option.strip() for option in shown_options(page(learner, address))] == first


def test_options_are_shuffled_anew_for_each_form(learner: Client) -> None:
    orders = {tuple(shown_options(page(learner, "/quizzes/components/who-picks-the-node/"))) for _ in range(20)}
    assert len(orders) > 3


def test_an_ordering_is_made_with_buttons_alone(learner: Client) -> None:
    address = "/quizzes/installation/start-order/"
    fields = form(learner.get(address).content.decode())[2]
    before = fields["item"]
    moved = learner.get(address, fields | {"move": "0-down"}).content.decode()
    after = form(moved)[2]
    assert after["item"] == [before[1], before[0], *before[2:]]
    assert after["token"] == fields["token"]
    assert not Attempt.objects.exists()
    learner.post(address, after)
    assert len(Attempt.objects.get().answer or ()) == len(before)


# What is kept of an answer


@pytest.mark.parametrize(("away", "seconds"), [(0, 0), (30, 30), (86_400, 600)])
def test_the_time_that_it_took_is_kept_as_far_as_it_was_thinking(learner: Client, away: int, seconds: int) -> None:
    with time_machine.travel(datetime(2026, 3, 1, 12, tzinfo=UTC), tick=False) as clock:
        key, fields = solved(learner.get("/quizzes/objects/").content.decode(), "objects")
        clock.shift(timedelta(seconds=away))
        learner.post(f"/quizzes/objects/{key}/", fields)
    assert Attempt.objects.get().seconds == seconds


@pytest.mark.parametrize(("zone", "day"), [("", 1), ("Asia/Shanghai", 2), ("America/New_York", 1), ("Not/A_Zone", 1)])
def test_it_counts_for_the_learners_own_day(learner: Client, zone: str, day: int) -> None:
    learner.cookies["tz"] = zone
    with time_machine.travel(datetime(2026, 3, 1, 22, tzinfo=UTC)):
        reply(learner, "objects", right=True)
        reply(learner, "objects", right=False)
    [counted] = Day.objects.all()
    assert (counted.date, counted.answered, counted.right) == (date(2026, 3, day), 2, 1)


# With and without htmx


def fragment(response: Any) -> str:
    """The question on a page, without what differs from form to form."""
    said = text(response)
    inside = said[said.index('<section class="question"') : said.rindex("</section>")]
    inside = re.sub(r'name="(token|csrfmiddlewaretoken)" value="[^"]*"', "", inside)
    return re.sub(r"(attempts?[/=])\d+", r"\1", inside).replace(" autofocus", "")


@pytest.mark.parametrize("slug", [*QUIZZES, "derived", "pull-policy"])
@pytest.mark.parametrize("right", [True, False])
def test_with_htmx_and_without_an_answer_is_told_the_same(slug: str, right: bool) -> None:
    slug = derived() if slug == "derived" else slug
    plain, live = Client(headers=ENGLISH), Client(headers=ENGLISH)
    shown = plain.get(f"/quizzes/{slug}/")
    key, fields = solved(shown.content.decode(), slug, right)
    asked = live.get(f"/quizzes/{slug}/{key}/?token={fields['token']}", headers=HTMX)
    assert "<html" not in text(asked)
    redirected = plain.post(f"/quizzes/{slug}/{key}/", fields)
    assert redirected.status_code == 302
    told = live.post(f"/quizzes/{slug}/{key}/", fields, headers=HTMX)
    assert told.status_code == 200
    assert "<html" not in text(told)
    assert fragment(told) == fragment(plain.get(redirected["Location"]))
    one, other = Attempt.objects.all()
    assert (one.answer, one.order, one.right, one.share) == (other.answer, other.order, other.right, other.share)


def test_an_incomplete_answer_is_asked_for_once_more(learner: Client) -> None:
    key, _, fields = form(learner.get("/quizzes/components/").content.decode())
    for headers in ({}, HTMX):
        again = learner.post(f"/quizzes/components/{key}/", fields, headers=headers)
        assert "This is not answered yet" in text(again)
        assert form(again.content.decode())[2]["token"] == fields["token"]
    assert not Attempt.objects.exists()
    assert not Learner.objects.exists()


# What it costs


@pytest.mark.parametrize("headers", [{}, HTMX], ids=["plain", "htmx"])
@pytest.mark.parametrize("slug", ["components", "derived", "pull-policy"])
@pytest.mark.parametrize("signed_in", [False, True], ids=["anonymous", "signed in"])
def test_an_answer_costs_eight_queries_at_most(signed_in: bool, slug: str, headers: dict[str, str]) -> None:
    """From whoever was here before, to a question that somebody has answered before."""
    slug = derived() if slug == "derived" else slug
    learner = Client(headers=ENGLISH)
    if signed_in:
        learner.force_login(User.objects.create_user("ada"))
    reply(learner, slug)
    for right in (True, False):
        key, fields = solved(learner.get(f"/quizzes/{slug}/").content.decode(), slug, right)
        reply(Client(), slug, key=key)
        with CaptureQueriesContext(connection) as queries:
            assert learner.post(f"/quizzes/{slug}/{key}/", fields, headers=headers).status_code in (200, 302)
        said = [query["sql"] for query in queries if not query["sql"].startswith(("SAVEPOINT", "RELEASE"))]
        assert len(said) <= 8, "\n".join(said)
