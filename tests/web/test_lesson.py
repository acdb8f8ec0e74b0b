import re

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from learners.models import Learner
from lessons import outline
from lessons.models import Course, Leg, Lesson, Note, Reading
from tests.web.reading import text

ENGLISH = {"accept-language": "en"}
LESSON = "/lessons/architecture/"

pytestmark = [pytest.mark.database, pytest.mark.usefixtures("small_course")]


def test_a_lesson_says_where_in_the_file_it_comes_from(client: Client) -> None:
    page = text(client.get(LESSON))
    assert '<article data-lesson="architecture">' in page
    assert "来自 README.md ›" in page
    assert "第 20–29 行" in page
    assert "第 2 课" in page
    assert "约 2 分钟" in page


def test_a_lesson_shows_the_errata_of_the_interfaces_language(client: Client) -> None:
    assert "改用 CRI。" in text(client.get(LESSON))
    assert "CRI today." in text(client.get(LESSON, headers=ENGLISH))


def test_a_lesson_without_english_parts_shows_its_own_text_in_english(client: Client) -> None:
    assert "节省服务器资源" in text(client.get("/lessons/why-containers/", headers=ENGLISH))


def test_chinese_text_in_the_english_interface_says_so(client: Client) -> None:
    page = text(client.get(LESSON, headers=ENGLISH))
    assert '<html lang="en">' in page
    assert '<article data-lesson="architecture" lang="zh-Hans">' in page
    assert '<html lang="zh-Hans">' in text(client.get(LESSON))


def test_only_the_first_lesson_of_a_note_carries_its_introduction(client: Client) -> None:
    assert 'data-missing="cka.md"' in text(client.get("/lessons/why-containers/"))
    assert 'data-missing="cka.md"' not in text(client.get(LESSON))


def test_a_lesson_leads_to_the_ones_before_and_after(client: Client) -> None:
    page = text(client.get(LESSON))
    assert '<link rel="prev" href="/lessons/why-containers/">' in page
    assert '<link rel="next" href="/lessons/install/">' in page


def test_the_rail_shows_the_leg_and_the_headings_of_the_lesson(client: Client) -> None:
    rail = text(client.get(LESSON)).partition('<nav class="rail"')[2].partition("</nav>")[0]
    assert re.findall(r'href="/lessons/(.*?)/"', rail) == ["why-containers", "architecture", "install"]
    assert 'href="/lessons/architecture/" aria-current="page"' in rail
    assert '<a href="#全局架构">全局架构</a>' in rail


def test_the_rail_of_a_long_course_is_cut_to_what_is_near(client: Client, small_course: Course) -> None:
    note, leg = Note.objects.get(), Leg.objects.create(position=3, title="长")
    Lesson.objects.bulk_create(
        Lesson(
            slug=f"l{number}", note=note, leg=leg, kind="lesson", position=100 + number, path="", title=f"第{number}",
            title_html="", html="", source="", line=1000 + number, end_line=2000, minutes=1, digest="",
        )
        for number in range(700)
    )  # fmt: skip
    small_course.save()
    page = text(client.get("/lessons/l350/"))
    assert page.count("<li") < 60
    assert 'href="/lessons/l349/"' in page
    assert 'href="/?leg=3"' in page


def test_an_anonymous_lesson_takes_two_queries_at_most_even_at_first(client: Client) -> None:
    outline._kept.clear()
    for expected in (2, 1):
        with CaptureQueriesContext(connection) as queries:
            assert client.get(LESSON).status_code == 200
        assert len(queries) == expected


def test_asking_again_takes_one_query_and_brings_no_page(client: Client) -> None:
    tag = client.get(LESSON)["ETag"]
    with CaptureQueriesContext(connection) as queries:
        response = client.get(LESSON, headers={"if-none-match": tag})
    assert (response.status_code, response.content, len(queries)) == (304, b"", 1)


def test_a_page_is_sent_anew_when_anything_on_it_changed(client: Client, small_course: Course) -> None:
    tag = client.get(LESSON)["ETag"]

    def unchanged(**headers: str) -> bool:
        return client.get(LESSON, headers={"if-none-match": tag} | headers).status_code == 304

    assert unchanged()
    assert not unchanged(**{"accept-language": "en"})
    client.cookies["theme"] = "dark"
    assert not unchanged()
    del client.cookies["theme"]
    assert unchanged()
    client.post("/lessons/install/finish/")
    assert not unchanged()
    client.post("/lessons/install/unfinish/")
    assert unchanged()
    small_course.save()
    assert not unchanged()


def test_a_page_without_its_cookie_is_sent_anew_so_that_its_forms_work(client: Client) -> None:
    tag = client.get(LESSON)["ETag"]
    client.cookies.clear()
    assert client.get(LESSON, headers={"if-none-match": tag}).status_code == 200


def test_a_lesson_is_for_one_visitor_alone(client: Client) -> None:
    for headers in ({}, {"if-none-match": client.get(LESSON)["ETag"]}):
        response = client.get(LESSON, headers=headers)
        assert {"Cookie", "Accept-Language"} <= set(response["Vary"].split(", "))
        assert "private" in response["Cache-Control"]
        assert "no-cache" in response["Cache-Control"]


def test_finishing_a_lesson_goes_on_to_the_next_and_is_remembered(client: Client) -> None:
    response = client.post("/lessons/architecture/finish/")
    assert response["Location"] == "/lessons/install/"
    assert "1 / 3" in text(client.get("/lessons/install/"))
    page = text(client.get(LESSON))
    assert "这一课你已经读完" in page
    assert 'action="/lessons/architecture/finish/"' not in page
    assert 'class="done here"' in page


def test_finishing_twice_is_finishing_once(client: Client) -> None:
    for _ in range(2):
        assert client.post("/lessons/architecture/finish/").status_code == 302
    assert Learner.objects.count() == 1
    assert Reading.objects.count() == 1


def test_the_last_lesson_leads_home(client: Client) -> None:
    assert client.post("/lessons/install/finish/")["Location"] == "/"


def test_a_lesson_can_be_unfinished(client: Client) -> None:
    client.post("/lessons/architecture/finish/")
    assert client.post("/lessons/architecture/unfinish/")["Location"] == LESSON
    assert not Reading.objects.exists()
    assert 'action="/lessons/architecture/finish/"' in text(client.get(LESSON))


def test_unfinishing_what_was_never_finished_changes_nothing(client: Client) -> None:
    assert client.post("/lessons/architecture/unfinish/").status_code == 302
    assert not Learner.objects.exists()


def test_reading_alone_leaves_no_learner_behind(client: Client) -> None:
    client.get(LESSON)
    assert "learner" not in client.cookies
    assert not Learner.objects.exists()


def test_finishing_works_by_the_form_of_the_first_page_without_javascript() -> None:
    client = Client(enforce_csrf_checks=True)
    page = text(client.get(LESSON))
    form = page.partition('action="/lessons/architecture/finish/"')[2]
    token = re.search(r'name="csrfmiddlewaretoken" value="(\w+)"', form)
    assert token
    assert client.post("/lessons/architecture/finish/").status_code == 403
    assert client.post("/lessons/architecture/finish/", {"csrfmiddlewaretoken": token[1]}).status_code == 302


def test_a_retired_lesson_keeps_its_text_and_says_that_it_is_gone(client: Client) -> None:
    response = client.get("/lessons/gone/")
    assert response.status_code == 200
    assert "笔记里已经没有这一课了" in text(response)
    assert "从前的话" in text(response)
    assert 'action="/lessons/gone/finish/"' not in text(response)


def test_a_list_of_references_is_not_a_lesson_to_finish(client: Client) -> None:
    page = text(client.get("/lessons/references/"))
    assert "运维之美" in page
    assert "/finish/" not in page
    assert client.post("/lessons/references/finish/").status_code == 404


@pytest.mark.parametrize("slug", ["nowhere", "%00", "无"])
def test_an_unknown_lesson_offers_to_search(client: Client, slug: str) -> None:
    response = client.get(f"/lessons/{slug}/")
    assert response.status_code == 404
    assert "海图上没有这里" in text(response)
    assert 'action="/search/"' in text(response)
