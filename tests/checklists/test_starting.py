"""The order in which services start, and what happens in another one."""

import json
import re
from pathlib import Path

import pytest
from django.test import Client
from hypothesis import given
from hypothesis import strategies as st

from checklists.authored import load
from checklists.models import Checklist
from checklists.picture import services
from checklists.starting import Service, ready, starts
from lessons.course.loader import load_course
from lessons.diagrams.shapes import Text
from tests.checklists.acting import CHINESE, ENGLISH, HTMX, KUBEADM, OURS, step, tick
from tests.web.reading import text

course = [pytest.mark.django_db, pytest.mark.database, pytest.mark.usefixtures("course")]

ORDER = ["etcd", "docker", "kube-apiserver", "kube-controller-manager", "kube-scheduler", "kubelet", "kube-proxy"]
ADDRESS = f"/checklists/{OURS}/order/"
TEXT = Text("没有", "without")
NEEDS = {"a": (), "b": ("a",), "c": ("a", "b"), "d": (), "e": ("d", "a")}
SERVICES = [Service(id, f"start {id}", needs, dict.fromkeys(needs, TEXT)) for id, needs in NEEDS.items()]


@given(st.permutations(list(NEEDS)))
def test_a_service_is_wrong_if_and_only_if_something_that_it_needs_comes_later(order: list[str]) -> None:
    found = starts(SERVICES, order)
    assert [start.service.id for start in found] == order
    for at, start in enumerate(found):
        later = {need for need in NEEDS[start.service.id] if order.index(need) > at}
        assert {need for need, _ in start.missing} == later


@given(st.lists(st.sampled_from([*NEEDS, "x", ""])))
def test_each_service_starts_once_whatever_is_asked_for(order: list[str]) -> None:
    found = [start.service.id for start in starts(SERVICES, order)]
    assert sorted(found) == sorted(NEEDS)
    named = [id for id in dict.fromkeys(order) if id in NEEDS]
    assert found[: len(named)] == named


@given(st.sets(st.sampled_from(list(NEEDS))))
def test_what_is_ready_can_start_and_does_not_run_yet(running: set[str]) -> None:
    assert ready(SERVICES, running) == {id for id in set(NEEDS) - running if set(NEEDS[id]) <= running}


def order(client: Client, ids: list[str] | None = None, move: str = "") -> str:
    return client.get(ADDRESS, {"start": ids or [], "move": move}).content.decode()


def listed(page: str) -> list[str]:
    return re.findall(r'name="start" value="([^"]+)"', page)


class TestPage:
    pytestmark = course

    @pytest.fixture
    def learner(self) -> Client:
        return Client(headers=ENGLISH)

    def test_the_order_of_the_note_is_right(self, learner: Client) -> None:
        page = order(learner)
        assert listed(page) == ORDER
        assert "In this order each finds what it needs." in page
        assert 'class="wrong"' not in page
        assert "<svg" in page

    def test_it_is_what_the_step_of_the_note_starts(self) -> None:
        found = services(Checklist.objects.get(slug=OURS))
        assert [one.command for one in found] == [part["command"] for part in step("按顺序启动所有服务").parts]

    @pytest.mark.parametrize(
        ("language", "consequence"),
        [(ENGLISH, "cannot reach port 2379 of etcd"), (CHINESE, "连不上 etcd 的 2379 端口")],
        ids=["en", "zh"],
    )
    def test_the_apiserver_before_etcd_cannot_reach_it(self, language: dict[str, str], consequence: str) -> None:
        page = order(Client(headers=language), ["kube-apiserver", "etcd"])
        assert listed(page)[:2] == ["kube-apiserver", "etcd"]
        assert consequence in text(Client(headers=language).get(ADDRESS, {"start": ["kube-apiserver", "etcd"]}))
        assert page.count('<li class="wrong"') == 1

    def test_the_kubelet_first_lacks_two_things(self, learner: Client) -> None:
        page = order(learner, ["kubelet"])
        assert "docker does not run yet." in page
        assert "kube-apiserver does not run yet." in page
        assert "1 service starts before what it needs." in page

    def test_a_service_moves_up_and_down(self, learner: Client) -> None:
        up = order(learner, ORDER, "2 up")
        assert listed(up)[:3] == ["etcd", "kube-apiserver", "docker"]
        down = order(learner, listed(up), "1 down")
        assert listed(down) == ORDER
        assert "In this order" in order(learner, ORDER, "3 down")

    def test_with_htmx_it_is_the_list_alone(self, learner: Client) -> None:
        page = learner.get(ADDRESS, {"start": ORDER, "move": "0 down"}, headers=HTMX).content.decode()
        assert page.lstrip().startswith('<form id="order"')
        assert listed(page)[:2] == ["docker", "etcd"]

    @pytest.mark.parametrize(
        "move", ["", "up", "0 up", "6 down", "7 up", "99 up", "-1 down", "2", "2 left", "x up", "9" * 500, "\0", "² up"]
    )
    def test_garbage_moves_nothing(self, learner: Client, move: str) -> None:
        assert listed(order(learner, ORDER, move)) == ORDER

    def test_services_that_there_are_not_are_passed_over(self, learner: Client) -> None:
        assert listed(order(learner, ["nginx", "\0", "<script>", *ORDER[::-1], *ORDER])) == ORDER[::-1]

    def test_a_checklist_without_an_order_has_no_such_page(self, learner: Client) -> None:
        assert learner.get(f"/checklists/{KUBEADM}/order/").status_code == 404

    def test_the_picture_follows_what_is_ticked(self, learner: Client) -> None:
        def drawn() -> str:
            page = learner.get(f"/checklists/{OURS}/").content.decode()
            return page[page.index("<svg") : page.index("</svg>")]

        pictures = [drawn()]
        one = step("按顺序启动所有服务")
        for part in one.parts[:3]:
            tick(learner, one, part["id"])
            pictures.append(drawn())
        assert len(set(pictures)) == 4
        tick(learner, one, one.parts[2]["id"], done=False)
        assert drawn() == pictures[2]


def test_every_need_of_ours_has_a_consequence_of_its_own() -> None:
    notes = Path(__file__).parents[2] / "notes"
    [found] = [one.order for one in load(notes, load_course(notes)) if one.order]
    consequences = [found_text.en for service in found.services for found_text in service.without.values()]
    assert len(consequences) == sum(len(service.needs) for service in found.services) == 6
    assert len(set(map(json.dumps, consequences))) == 6
