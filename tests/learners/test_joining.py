"""What an anonymous learner did joins the account on sign-in: nothing is lost, nothing counts twice."""

import pytest
from django.contrib.auth.models import User
from django.core.management import call_command
from django.test import Client

from learners.models import Learner
from lessons.models import Course, Lesson, Reading
from quizzes.models import Attempt, Card, Day, Sitting
from tests.quizzes.answers import send

pytestmark = [pytest.mark.django_db, pytest.mark.database]

PASSWORD = "quay-side-42"


@pytest.fixture
def ada(db: None) -> User:
    return User.objects.create_user("ada", password=PASSWORD)


def sign_in(client: Client) -> None:
    assert client.post("/accounts/login/", {"username": "ada", "password": PASSWORD}).status_code == 302


def finish(client: Client, slug: str) -> None:
    lesson = Lesson.objects.get(slug=slug)
    assert client.post(f"{lesson.get_absolute_url()}finish/").status_code in (200, 302)


def test_the_first_sign_in_brings_everything_along(course: Course, ada: User) -> None:
    client = Client()
    for _ in range(3):
        send(client, "components")
    sign_in(client)
    learner = Learner.objects.get()
    assert learner.user == ada
    assert Attempt.objects.filter(learner=learner).count() == Card.objects.filter(learner=learner).count() == 3
    assert "learner" not in client.cookies or client.cookies["learner"].value == ""
    page = client.get("/quizzes/").content.decode()
    assert "3" in page


def test_a_second_browser_adds_to_the_account_and_nothing_counts_twice(course: Course, ada: User) -> None:
    one, other = Client(), Client()
    for _ in range(4):
        send(one, "components")
    sign_in(one)
    for _ in range(6):
        send(other, "components", pick=1)
    sign_in(other)
    learner = Learner.objects.get()
    assert Attempt.objects.filter(learner=learner).count() == 10, "no attempt is lost"
    [sitting] = Sitting.objects.filter(learner=learner)
    assert len(sitting.answers) == 6, "four in both browsers, two in the second alone"
    assert Card.objects.filter(learner=learner).count() == 6
    [day] = Day.objects.filter(learner=learner)
    assert day.answered == 10


def test_a_lesson_read_in_both_browsers_is_read_once(course: Course, ada: User) -> None:
    lesson = Lesson.objects.filter(retired_at=None)[0]
    account = Learner.objects.create(user=ada)
    client = Client()
    send(client, "components")
    anonymous = Learner.objects.get(user=None)
    Reading.objects.create(learner=account, lesson=lesson)
    Reading.objects.create(learner=anonymous, lesson=lesson)
    sign_in(client)
    assert Reading.objects.get().learner == account


def test_signing_in_again_changes_nothing(course: Course, ada: User) -> None:
    client = Client()
    send(client, "components")
    sign_in(client)
    client.post("/accounts/logout/")
    sign_in(client)
    assert Attempt.objects.count() == 1
    assert Learner.objects.count() == 1


def test_after_signing_out_the_browser_shows_nobodys_work(course: Course, ada: User) -> None:
    client = Client()
    send(client, "components")
    sign_in(client)
    client.post("/accounts/logout/")
    send(client, "components")
    assert Learner.objects.filter(user=None).count() == 1
    assert Attempt.objects.filter(learner__user=ada).count() == 1


def test_a_learner_that_belongs_to_an_account_cannot_be_taken_by_another(course: Course, ada: User) -> None:
    client = Client()
    send(client, "components")
    cookie = client.cookies["learner"].value
    sign_in(client)
    User.objects.create_user("bob", password=PASSWORD)
    thief = Client()
    thief.cookies["learner"] = cookie
    thief.post("/accounts/login/", {"username": "bob", "password": PASSWORD})
    assert Attempt.objects.get().learner.user == ada


def test_what_joined_survives_an_import(course: Course, ada: User) -> None:
    client = Client()
    send(client, "components")
    sign_in(client)
    call_command("import_notes", verbosity=0)
    assert Attempt.objects.get().learner.user == ada
