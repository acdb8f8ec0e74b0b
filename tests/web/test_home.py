import gzip
import re

import pytest
from django.test import Client

from lessons.models import Course, Diagram, Leg, Lesson, Note
from tests.web.reading import text

pytestmark = pytest.mark.database


def many(course: Course, legs: int, lessons: int) -> None:
    note = Note.objects.get()
    for number in range(legs):
        leg = Leg.objects.create(position=100 + number, title=f"航段{number}")
        Lesson.objects.bulk_create(
            Lesson(
                slug=f"l{number}-{place}", note=note, leg=leg, kind="lesson", position=100 + number * 1000 + place,
                path="", title=f"第{number}段的第{place}课：{hash((number, place)) % 10**9}", title_html="", html="",
                source="", line=1000, end_line=2000, minutes=1, digest="",
            )
            for place in range(lessons)
        )  # fmt: skip
    course.save()


@pytest.mark.django_db
def test_before_the_first_import_the_page_says_what_to_run(client: Client) -> None:
    page = text(client.get("/"))
    assert "python manage.py import_notes" in page
    assert "还没有导入笔记" in page


@pytest.mark.usefixtures("small_course")
def test_the_counts_are_of_what_is_there(client: Client) -> None:
    page = text(client.get("/"))
    for count in ("3 课", "1 个名词", "1 步安装", "1 条勘误"):
        assert count in page


@pytest.mark.usefixtures("small_course")
def test_counts_and_legs_speak_english(client: Client) -> None:
    page = text(client.get("/", headers={"accept-language": "en"}))
    for words in ("3 lessons", "1 term", "1 erratum", "Setting out", "Why it exists", "K8S notes"):
        assert words in page, words
    assert '<a href="/lessons/architecture/" lang="zh-Hans">' in page


@pytest.mark.usefixtures("small_course")
def test_a_newcomer_begins_with_the_first_lesson(client: Client) -> None:
    assert re.search(r'href="/lessons/why-containers/">从头开始：', text(client.get("/")))


@pytest.mark.usefixtures("small_course")
def test_who_comes_back_continues_after_what_was_finished_last(client: Client) -> None:
    client.post("/lessons/architecture/finish/")
    assert re.search(r'href="/lessons/install/">继续：', text(client.get("/")))
    client.post("/lessons/install/finish/")
    assert re.search(r'href="/lessons/why-containers/">继续：', text(client.get("/")))
    client.post("/lessons/why-containers/finish/")
    assert "所有的课你都读完了" in text(client.get("/"))


@pytest.mark.usefixtures("small_course")
def test_the_picture_leads_to_where_the_notes_explain_its_parts(client: Client) -> None:
    page = text(client.get("/"))
    assert '<svg data-diagram="cluster"' in page
    assert 'href="/lessons/architecture/#term-kubelet" data-node="kubelet"' in page
    assert 'href="/diagrams/cluster/?node=kubectl" data-node="kubectl"' in page


@pytest.mark.usefixtures("small_course")
def test_the_picture_is_shaded_where_its_lesson_is_finished(client: Client) -> None:
    assert 'class="d1"' not in text(client.get("/"))
    client.post("/lessons/architecture/finish/")
    assert 'data-node="kubelet" class="d1"' in text(client.get("/"))


@pytest.mark.usefixtures("small_course")
def test_a_course_without_diagrams_has_no_gap_where_one_would_be(client: Client) -> None:
    Diagram.objects.all().delete()
    page = text(client.get("/"))
    assert "<figure" not in page
    assert "<h1>K8S 笔记</h1>" in page


@pytest.mark.usefixtures("small_course")
def test_retired_lessons_and_references_are_not_among_the_lessons(client: Client) -> None:
    page = text(client.get("/"))
    assert "/lessons/gone/" not in page
    assert "/lessons/references/" not in page.partition('id="course"')[2].partition("</div>")[0]
    assert "/lessons/references/" in page


def test_a_long_leg_is_cut_and_has_a_page_of_its_own(client: Client, small_course: Course) -> None:
    many(small_course, 1, 250)
    page = text(client.get("/"))
    assert "全部 250 课" in page
    assert 'href="/?leg=3"' in page
    alone = text(client.get("/?leg=3"))
    assert 'href="/lessons/l0-99/"' in alone
    assert 'href="/lessons/l0-100/"' not in alone
    assert 'href="/?leg=3&amp;page=2"' in alone
    assert 'href="/lessons/l0-249/"' in text(client.get("/?leg=3&page=3"))


@pytest.mark.parametrize(("legs", "lessons"), [(700, 3), (1, 2000), (40, 40)])
def test_the_page_stays_small_however_much_is_imported(
    client: Client, small_course: Course, legs: int, lessons: int
) -> None:
    many(small_course, legs, lessons)
    for address in ("/", "/?page=2", "/?leg=3", "/lessons/l0-1/"):
        assert len(gzip.compress(client.get(address).content, 6)) <= 14 * 1024, address


@pytest.mark.usefixtures("small_course")
@pytest.mark.parametrize("query", ["leg=99", "leg=-1", "leg=x", "page=99", "page=x", "page=9999999999", "leg=²"])
def test_pages_that_are_not_there_show_what_is(client: Client, query: str) -> None:
    assert client.get(f"/?{query}").status_code == 200


@pytest.mark.usefixtures("small_course")
def test_there_is_no_dead_link_on_the_page(client: Client) -> None:
    page = text(client.get("/"))
    for address in set(re.findall(r'href="(/[^"#]*)', page)) - set(re.findall(r'href="(/static[^"]*)', page)):
        assert client.get(address.replace("&amp;", "&")).status_code == 200, address
