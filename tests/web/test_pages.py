import json
from collections.abc import Iterator
from unittest.mock import patch

import pytest
from django.contrib.auth.models import User
from django.db import OperationalError
from django.test import Client, override_settings

from lessons.models import Lesson
from tests.web.reading import text

ENGLISH = {"accept-language": "en"}


@pytest.fixture
def no_database() -> Iterator[None]:
    def refuse(*_: object, **__: object) -> None:
        raise OperationalError("the database is away")

    with patch("django.db.backends.utils.CursorWrapper.execute", refuse):
        yield


@pytest.mark.usefixtures("small_course")
def test_health_counts_the_lessons(client: Client) -> None:
    response = client.get("/healthz")
    assert (response.status_code, json.loads(response.content)) == (200, {"status": "ok", "lessons": 3})


@pytest.mark.django_db
def test_health_is_bad_while_nothing_is_imported(client: Client) -> None:
    assert client.get("/healthz").status_code == 503


@pytest.mark.django_db
@pytest.mark.usefixtures("no_database")
def test_health_is_bad_while_the_database_is_away(client: Client) -> None:
    response = client.get("/healthz")
    assert response.status_code == 503
    assert json.loads(response.content)["status"] == "no database"


@pytest.mark.django_db
@pytest.mark.usefixtures("no_database")
@pytest.mark.parametrize("address", ["/", "/lessons/x/", "/nowhere/", "/search/?q=x"])
def test_a_broken_page_speaks_in_our_words_without_a_database(address: str) -> None:
    client = Client(raise_request_exception=False)
    response = client.get(address)
    assert response.status_code == 500
    assert "这里出了故障" in text(response)
    assert "Something broke here" in text(client.get(address, headers=ENGLISH))


@pytest.mark.usefixtures("small_course")
def test_an_unknown_address_offers_to_search(client: Client) -> None:
    response = client.get("/nowhere/")
    assert response.status_code == 404
    assert "海图上没有这里" in text(response)
    assert text(response).count('action="/search/"') == 1
    assert "Not on this chart" in text(client.get("/nowhere/", headers=ENGLISH))


@pytest.mark.usefixtures("small_course")
def test_a_form_that_fails_the_check_is_explained() -> None:
    client = Client(enforce_csrf_checks=True)
    response = client.post("/lessons/install/finish/")
    assert response.status_code == 403
    assert "这张表单过期了" in text(response)
    assert "This form is too old" in text(client.post("/lessons/install/finish/", headers=ENGLISH))


@pytest.mark.usefixtures("small_course")
def test_the_language_can_be_switched_and_stays(client: Client) -> None:
    response = client.post("/preferences/", {"language": "en", "next": "/lessons/install/"})
    assert response["Location"] == "/lessons/install/"
    assert '<html lang="en">' in text(client.get("/"))
    client.post("/preferences/", {"language": "zh-hans", "next": "/"})
    assert '<html lang="zh-Hans">' in text(client.get("/", headers=ENGLISH))


@pytest.mark.usefixtures("small_course")
def test_chinese_is_the_language_unless_the_browser_prefers_english(client: Client) -> None:
    for accepted, expected in (("", "zh-Hans"), ("fr", "zh-Hans"), ("zh-CN", "zh-Hans"), ("en-GB,zh;q=0.5", "en")):
        assert f'<html lang="{expected}">' in text(client.get("/", headers={"accept-language": accepted}))


@pytest.mark.usefixtures("small_course")
def test_the_theme_can_be_switched_and_given_back_to_the_system(client: Client) -> None:
    assert "data-theme" not in text(client.get("/"))
    assert client.post("/preferences/", {"theme": "dark", "next": "/errata/"})["Location"] == "/errata/"
    assert 'data-theme="dark"' in text(client.get("/"))
    client.post("/preferences/", {"theme": "auto"})
    assert "data-theme" not in text(client.get("/"))


@pytest.mark.usefixtures("small_course")
def test_a_theme_that_we_do_not_have_never_reaches_the_page(client: Client) -> None:
    client.cookies["theme"] = '"><script>'
    assert "data-theme" not in text(client.get("/"))
    assert client.post("/preferences/", {"theme": "x", "next": "/"}).status_code == 302


@pytest.mark.usefixtures("small_course")
@pytest.mark.parametrize("choice", [{"theme": "dark"}, {"language": "en"}])
@pytest.mark.parametrize("address", ["https://evil.example/", "//evil.example", "javascript:alert(1)", "\\\\evil", ""])
def test_switching_never_leads_to_another_site(client: Client, choice: dict[str, str], address: str) -> None:
    assert client.post("/preferences/", choice | {"next": address})["Location"] == "/"


@pytest.mark.usefixtures("small_course")
def test_switching_is_not_done_by_a_link(client: Client) -> None:
    assert client.get("/preferences/?theme=dark").status_code == 405


@pytest.mark.usefixtures("small_course")
def test_the_shortcuts_have_a_page_and_a_fragment(client: Client) -> None:
    assert "<html" in text(client.get("/shortcuts/"))
    fragment = text(client.get("/shortcuts/", headers={"hx-request": "true"}))
    assert "<html" not in fragment
    assert 'method="dialog"' in fragment


@pytest.mark.usefixtures("small_course")
def test_no_page_holds_inline_script_or_style(client: Client) -> None:
    for address in ("/", "/lessons/architecture/", "/diagrams/cluster/?step=1", "/errata/", "/search/?q=k", "/x/"):
        page = text(client.get(address))
        assert "<style" not in page
        assert " style=" not in page
        assert "<script>" not in page
        assert " onclick" not in page


@pytest.mark.usefixtures("small_course")
def test_what_was_imported_can_be_looked_at_in_the_admin_but_not_changed(client: Client) -> None:
    client.force_login(User.objects.create_superuser("admin"))
    for name in ("course", "note", "leg", "lesson", "term", "step", "erratum", "diagram", "asset", "searchentry"):
        assert client.get(f"/admin/lessons/{name}/").status_code == 200, name
        assert client.get(f"/admin/lessons/{name}/?q=k").status_code == 200, name
        assert client.get(f"/admin/lessons/{name}/add/").status_code == 403, name
    lesson = Lesson.objects.get(slug="install")
    page = client.get(f"/admin/lessons/lesson/{lesson.pk}/change/")
    assert page.status_code == 200
    assert 'name="_save"' not in text(page)


@override_settings(DEBUG=False)
@pytest.mark.usefixtures("small_course")
def test_every_address_of_the_contract_answers(client: Client) -> None:
    for address in ("/", "/lessons/install/", "/diagrams/cluster/", "/search/?q=", "/errata/", "/healthz"):
        assert client.get(address).status_code == 200
