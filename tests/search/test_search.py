"""Through the public door, on the database that is configured."""

from collections.abc import Callable

import pytest
from django.db import connection
from django.utils import timezone
from hypothesis import HealthCheck, example, given, settings
from hypothesis import strategies as st

from lessons.models import Leg, Lesson, SearchEntry
from lessons.search.finding import Results, search
from lessons.search.fulltext import fulltext
from lessons.search.writing import Entry, index, rebuild, unindex
from lessons.tokens import parse
from tests.search.conftest import Add, entry

pytestmark = [pytest.mark.database, pytest.mark.django_db]


def titles(query: str) -> list[str]:
    return [hit.title for hit in search(query).hits]


def in_index(query: str) -> list[int]:
    """The keys that the index itself knows, whether they still have a row or not."""
    with connection.cursor() as cursor:
        cursor.execute(fulltext().matches, [fulltext().expression(parse(query))])
        return [key for key, _ in cursor.fetchall()]


@pytest.mark.parametrize(
    "query",
    ["镜", "像", "镜像", "策略", "镜像策略", "略", "app", "APP_DEPLOY", "deploy", "ima", "pull 镜像", "Ａpp", "3种"],
)
def test_a_beginning_of_any_word_and_any_piece_of_chinese_finds(query: str, add: Add) -> None:
    add("拉取不到", "在app_deploy_rc.yaml里，imagePullPolicy有3种镜像策略")
    assert titles(query) == ["拉取不到"]


@pytest.mark.parametrize("query", ["网", "像镜", "镜策", "eploy", "镜像 网", "pod"])
def test_what_does_not_stand_there_is_not_found(query: str, add: Add) -> None:
    add("拉取不到", "在app_deploy_rc.yaml里，imagePullPolicy有3种镜像策略")
    assert titles(query) == []


def test_a_run_of_chinese_is_found_only_where_it_stands_whole(add: Add) -> None:
    add("apart", "集群网和网络")
    add("whole", "集群网络")
    assert titles("集群网络") == ["whole"]


@pytest.mark.parametrize("query", ["autoscaler", "podauto", "horizontal pod", "PodAutoscaler", "水平 auto"])
def test_a_name_is_found_by_its_parts(query: str, add: Add) -> None:
    add("Horizontal PodAutoscaler", "水平自动伸缩控制器", "term")
    assert titles(query) == ["Horizontal PodAutoscaler"]


@pytest.mark.parametrize("query", ["kube", "proxy", "kube-proxy", "kube-pro", "kube prox"])
def test_a_hyphenated_name_is_found_by_its_parts(query: str, add: Add) -> None:
    add("启动", "systemctl start kube-proxy")
    assert titles(query) == ["启动"]


def test_every_word_must_be_there(add: Add) -> None:
    add("both", "Service 和 Ingress")
    add("one", "Service")
    assert titles("ingress service") == ["both"]


def test_terms_come_first_and_the_term_of_that_name_before_all(add: Add) -> None:
    add("Pod", "Pod Pod Pod")
    add("Pod/PodAutoscaler Pod", "Pod Pod Pod", "term")
    add("Pod", "一个或多个紧密协作的容器应用组成的逻辑对象", "term")
    found = search("pod")
    assert [(hit.kind, hit.title) for hit in found.hits] == [
        ("term", "Pod"),
        ("term", "Pod/PodAutoscaler Pod"),
        ("section", "Pod"),
    ]
    assert (found.total, found.terms) == (3, 2)


def test_a_title_outweighs_the_text(add: Add) -> None:
    for number in range(5):
        add(f"别的{number}", "无关")
    add("网络", "etcd 在这里")
    add("etcd 数据库", "网络")
    assert titles("etcd") == ["etcd 数据库", "网络"]


def test_the_more_often_a_word_occurs_the_higher_the_section(add: Add) -> None:
    for number in range(5):
        add(f"别的{number}", "无关的一段话")
    add("once", "etcd 是一个数据库，用来保存集群里各种对象的信息")
    add("often", "etcd 是数据库，etcd 保存信息，etcd 在控制面，etcd 有三个成员")
    assert titles("etcd") == ["often", "once"]


def test_retired_lessons_are_not_found(add: Add, lesson: Lesson) -> None:
    add("etcd")
    Lesson.objects.filter(id=lesson.id).update(retired_at=timezone.now())
    assert search("etcd") == Results()


def test_what_was_unindexed_is_not_found_and_the_rest_stays(add: Add, new_lesson: Callable[[str], Lesson]) -> None:
    other, third = new_lesson("other"), new_lesson("third")
    add("etcd one", "数据库")
    add("etcd two", "数据库", of=other)
    add("etcd three", "数据库", of=third)
    unindex([other.id, 10**9])
    assert sorted(titles("etcd 数据")) == ["etcd one", "etcd three"]
    add("etcd again", "数据库", of=other)
    assert sorted(titles("etcd 数据")) == ["etcd again", "etcd one", "etcd three"]


def test_the_index_keeps_nothing_of_what_was_unindexed(add: Add, new_lesson: Callable[[str], Lesson]) -> None:
    add("etcd one", "数据库")
    add("etcd two", "数据库", of=(other := new_lesson("other")))
    unindex([other.id])
    assert in_index("etcd 数据") == [SearchEntry.objects.get().id]


def test_everything_may_be_unindexed_and_indexed_again(add: Add, lesson: Lesson) -> None:
    add("etcd")
    unindex([lesson.id])
    assert titles("etcd") == []
    assert not SearchEntry.objects.exists()
    add("etcd again")
    assert titles("etcd") == ["etcd again"]


def test_rows_that_went_without_a_word_leave_nothing_behind(add: Add) -> None:
    add("etcd")
    SearchEntry.objects.all().delete()
    assert titles("etcd") == []
    add("kubelet")
    assert in_index("etcd") == []
    assert titles("kubelet") == ["kubelet"]


def test_a_rebuilt_index_finds_the_same(add: Add) -> None:
    add("etcd", "数据库", "term")
    add("数据库", "etcd")
    before = search("etcd")
    rebuild()
    assert search("etcd") == before


def test_a_hit_says_where_it_is(add: Add, leg: Leg) -> None:
    add("网络 原理", "docker0网桥", anchor="网络-原理")
    (hit,) = search("网桥").hits
    assert hit.url == "/lessons/pods/#%E7%BD%91%E7%BB%9C-%E5%8E%9F%E7%90%86"
    assert (hit.lesson_title, hit.leg, hit.note_language) == ("Pods", "集群", "zh")
    assert hit.snippet == (("docker0", False), ("网桥", True))
    assert hit.marked_title == (("网络 原理", False),)
    assert search("网桥", language="en").hits[0].leg == "The cluster"


def test_an_entry_without_anchor_or_leg_leads_to_its_lesson(add: Add, leg: Leg) -> None:
    add("etcd")
    leg.delete()
    (hit,) = search("etcd").hits
    assert (hit.url, hit.leg) == ("/lessons/pods/", "")


def test_pages_are_parts_of_one_list(lesson: Lesson) -> None:
    index(entry(lesson, f"etcd {number:02}", kind="term" if number % 2 else "section") for number in range(25))
    whole = search("etcd", limit=100)
    assert whole.total == 25
    assert whole.terms == 12
    pages = [search("etcd", limit=10, offset=offset) for offset in (0, 10, 20, 30)]
    assert [len(page.hits) for page in pages] == [10, 10, 5, 0]
    assert sum((page.hits for page in pages), ()) == whole.hits
    assert {page.total for page in pages} == {25}


def test_a_passage_of_a_megabyte_of_different_words_is_found(add: Add) -> None:
    add("long", "first " + " ".join(f"{number:x}-{number * 7919:x}" for number in range(60_000)) + " 镜像")
    assert titles("first") == ["long"]


@pytest.mark.parametrize("query", ["", "   ", "\0", "*", '"', "，。", "🚀", "- _ /"])
def test_a_query_without_a_word_finds_nothing(query: str, add: Add) -> None:
    add("etcd 🚀", "，。- _ / *")
    assert search(query) == Results()


@given(st.text(max_size=80) | st.text(alphabet="镜像aB\"'*()^:-+{}\\%_./&|!<> \0\n", max_size=80))
@example("镜像策略" * 2500)
@example("a-" * 5000)
@example("aB" * 5000)
@example('AND OR NOT NEAR(镜 像) title:etcd etcd* ^etcd "etcd')
@example("etcd' & ! | <-> :* \\ 镜%像_略")
@example("İstanbul ﬁ ㎏ \ud800 \u200b")
@settings(deadline=None, max_examples=150, suppress_health_check=[HealthCheck.function_scoped_fixture])
def test_no_query_is_an_error(lesson: Lesson, query: str) -> None:
    if not SearchEntry.objects.exists():
        index([entry(lesson, "镜像 aB", "etcd 镜像")])
    assert search(query).total in (0, 1)


def test_operators_are_words_like_others(add: Add) -> None:
    add("near", "NOT a OR b AND c")
    assert titles("AND OR NOT NEAR") == ["near"]


def test_entries_are_written_as_they_are(lesson: Lesson) -> None:
    index([Entry(lesson.id, "term", "a", "T" * 500, "text", "t", "text")])
    row = SearchEntry.objects.get()
    assert (row.lesson_id, row.kind, row.anchor, row.title, row.text) == (lesson.id, "term", "a", "T" * 500, "text")
