"""The page that shows what a learner has come to."""

import re
from datetime import UTC, date, datetime, timedelta

import pytest
import time_machine
from django.test import Client

from learners.models import Learner
from lessons.models import Course
from quizzes.models import Card, Day, Question
from tests.quizzes.solving import reply

pytestmark = [pytest.mark.django_db, pytest.mark.database]


def shades(page: str) -> dict[str, str]:
    """Depth of each part of the picture that has one."""
    return dict(re.findall(r'data-node="([^"]+)"[^>]*class="[^"]*\bd([123])\b', page)) | {
        node: depth for depth, node in re.findall(r'class="[^"]*\bd([123])\b[^"]*"[^>]*data-node="([^"]+)"', page)
    }


def test_who_did_nothing_is_told_how_to_begin(course: Course, client: Client):
    page = client.get("/progress/").content.decode()
    assert 'href="/quizzes/"' in page
    assert "<table" not in page
    assert shades(page) == {}
    assert Learner.objects.count() == 0


def test_what_was_answered_shades_the_picture_here_and_at_home(course: Course, client: Client):
    one, other = Question.objects.filter(node="cluster/etcd", quiz__origin="authored").select_related("quiz")[:2]
    reply(client, one.quiz.slug, key=one.key)
    for path in ("/progress/", "/"):
        assert shades(client.get(path).content.decode())["etcd"] == "2", path
    reply(client, other.quiz.slug, key=other.key)
    assert shades(client.get("/progress/").content.decode())["etcd"] == "3"


def test_what_stands_on_several_nodes_is_shaded_on_each(course: Course, client: Client):
    for name in ("kubelet", "Pod"):
        one = next(q for q in Question.objects.filter(quiz__origin="authored") if q.tags[:1] == [name])
        reply(client, one.quiz.slug, key=one.key)
    found = shades(client.get("/").content.decode())
    assert {"kubelet-1", "kubelet-2", "pod-1"} <= set(found)


def test_a_lesson_that_was_read_shades_its_parts_a_little(course: Course, client: Client):
    client.post("/lessons/architecture/", {"finished": "1"})
    assert set(shades(client.get("/").content.decode()).values()) <= {"1"}


def test_the_weakest_topic_comes_first(course: Course, client: Client):
    for right in (True, True, True, False):
        reply(client, "components", right=right)
    page = client.get("/progress/").content.decode()
    percents = [int(value) for value in re.findall(r'<meter[^>]*value="(\d+)"', page)]
    assert percents == sorted(percents)
    assert 0 in percents


def test_a_review_late_in_the_evening_belongs_to_the_learners_own_day(course: Course, client: Client):
    client.cookies["tz"] = "America/Los_Angeles"
    with time_machine.travel(datetime(2026, 11, 25, 6, tzinfo=UTC), tick=False):
        reply(client, "components")
        assert Day.objects.get().date == date(2026, 11, 24)
        page = client.get("/progress/", headers={"Accept-Language": "en"}).content.decode()
    assert 'class="a1" title="Nov. 24, 2026: 1"' in page


@pytest.mark.parametrize("zone", ["Nowhere/Land", "../../etc/passwd", "\0", "x" * 3000])
def test_a_made_up_time_zone_does_no_harm(course: Course, client: Client, zone: str):
    client.cookies["tz"] = zone
    reply(client, "components")
    assert client.get("/progress/").status_code == 200


def test_it_tells_what_is_due_on_each_of_the_next_days(course: Course, client: Client):
    for _ in range(3):
        reply(client, "components")
    now = datetime.now(UTC)
    for card, days in zip(Card.objects.order_by("id"), (-3, 0, 2), strict=True):
        card.due = now + timedelta(days=days)
        card.save()
    page = client.get("/progress/").content.decode()
    row = re.search(r'class="ahead">.*?<tbody>(.*?)</tbody>', page, re.DOTALL)
    assert row
    assert re.findall(r"<td>(\d+)</td>", row[1]) == ["2", "0", "1", "0", "0", "0", "0"]


def test_another_zones_midnight_moves_nothing_out_of_the_calendar(course: Course, client: Client):
    """The day that Samoa skipped, and days on which clocks change, have their places too."""
    client.cookies["tz"] = "Pacific/Apia"
    with time_machine.travel(datetime(2012, 1, 2, 12, tzinfo=UTC), tick=False):
        reply(client, "components")
        page = client.get("/progress/").content.decode()
    assert page.count('<i class="a1"') == 1
