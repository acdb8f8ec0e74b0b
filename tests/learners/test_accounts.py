"""Accounts, as people meet them: signing up, in and out, a forgotten password, and guessers."""

import re

import pytest
from django.contrib.auth.models import User
from django.core import mail
from django.test import Client

pytestmark = [pytest.mark.django_db, pytest.mark.database]

PASSWORD = "quay-side-42"
NEW = {"username": "ada", "password1": PASSWORD, "password2": PASSWORD}


@pytest.fixture
def ada(db: None) -> User:
    return User.objects.create_user("ada", "ada@example.org", PASSWORD)


def sign_in(client: Client, password: str = PASSWORD, **more: str):
    return client.post("/accounts/login/", {"username": "ada", "password": password} | more)


def test_who_signs_up_is_signed_in_and_goes_where_they_were_going(client: Client) -> None:
    response = client.post("/accounts/signup/", NEW | {"next": "/quizzes/"})
    assert (response.status_code, response["Location"]) == (302, "/quizzes/")
    assert "ada" in client.get("/accounts/").content.decode()


def test_the_page_says_what_is_wrong_with_a_sign_up_beside_the_field(client: Client, ada: User) -> None:
    page = client.post("/accounts/signup/", NEW | {"password2": "other"}).content.decode()
    assert page.count('class="errorlist"') == 2
    assert 'aria-invalid="true"' in page
    assert User.objects.count() == 1


@pytest.mark.parametrize("address", ["https://elsewhere.example/", "//elsewhere.example/", "javascript:alert(1)"])
def test_nobody_is_sent_to_another_site(client: Client, ada: User, address: str) -> None:
    assert sign_in(client, next=address)["Location"] == "/accounts/"
    other = Client()
    assert other.post("/accounts/signup/", NEW | {"username": "bob", "next": address})["Location"] == "/accounts/"


def test_the_way_back_survives_going_from_sign_in_to_sign_up(client: Client) -> None:
    page = client.get("/accounts/login/?next=/lessons/objects/").content.decode()
    assert "/accounts/signup/?next=/lessons/objects/" in page


def test_signing_out_takes_a_button_not_a_link(client: Client, ada: User) -> None:
    sign_in(client)
    assert client.get("/accounts/logout/").status_code == 405
    assert client.post("/accounts/logout/")["Location"] == "/"
    assert 'href="/accounts/login/"' in client.get("/accounts/").content.decode()


def test_a_password_can_be_changed_and_the_browser_stays_signed_in(client: Client, ada: User) -> None:
    sign_in(client)
    new = {"old_password": PASSWORD, "new_password1": "harbour-77-b", "new_password2": "harbour-77-b"}
    page = client.post("/accounts/password/", new, follow=True)
    assert page.redirect_chain == [("/accounts/?changed=1", 302)]
    assert 'role="status"' in page.content.decode()
    assert sign_in(Client(), "harbour-77-b").status_code == 302


def test_a_forgotten_password_is_replaced_by_mail(client: Client, ada: User, settings) -> None:
    settings.MAIL = True
    assert client.post("/accounts/reset/", {"email": "ada@example.org"})["Location"] == "/accounts/reset/sent/"
    [message] = mail.outbox
    [link] = re.findall(r"http://testserver(\S+)", str(message.body))
    page = client.get(link, follow=True)
    new = {"new_password1": "harbour-77-b", "new_password2": "harbour-77-b"}
    assert client.post(page.redirect_chain[-1][0], new)["Location"] == "/accounts/login/"
    assert sign_in(client, "harbour-77-b").status_code == 302
    assert client.get(link).status_code == 200, "a link that was used says so"


def test_a_site_without_mail_says_whom_to_ask_and_asks_for_no_address(client: Client, ada: User) -> None:
    page = client.post("/accounts/reset/", {"email": "ada@example.org"}).content.decode()
    assert '<form method="post" class="account">' not in page
    assert mail.outbox == []
    assert 'name="email"' not in client.get("/accounts/signup/").content.decode()


def test_guessing_is_stopped_for_that_name_there_and_for_nobody_else(client: Client, ada: User, settings) -> None:
    User.objects.create_user("bob", password=PASSWORD)
    answers = [sign_in(client, "wrong").status_code for _ in range(settings.AXES_FAILURE_LIMIT)]
    assert answers[:-1] == [200] * (settings.AXES_FAILURE_LIMIT - 1)
    assert answers[-1] == 429
    locked = sign_in(client)
    assert locked.status_code == 429
    assert "15" in locked.content.decode()
    assert client.post("/accounts/login/", {"username": "bob", "password": PASSWORD}).status_code == 302
    elsewhere = Client(REMOTE_ADDR="203.0.113.9")
    assert sign_in(elsewhere).status_code == 302


def test_reading_without_an_account_takes_no_session(client: Client, course, django_assert_max_num_queries) -> None:
    client.get("/lessons/architecture/")
    with django_assert_max_num_queries(2):
        response = client.get("/lessons/architecture/")
    assert response.status_code == 200
    assert "sessionid" not in response.cookies
