"""What is ticked is kept once, whenever, however often and in whatever order it arrives; and it is the learner's."""

import json
import re
from itertools import permutations
from typing import Any

import pytest
import time_machine
from django.contrib.auth.models import User
from django.db import connection
from django.test import Client
from hypothesis import given, settings
from hypothesis import strategies as st

from checklists.models import Checklist, Run
from checklists.ticking import now
from learners.models import Learner
from tests.checklists.acting import (
    ENGLISH,
    KUBEADM,
    OURS,
    PASSWORD,
    done,
    paste,
    post,
    remark,
    run,
    send,
    step,
    tick,
)
from tests.web.reading import text

pytestmark = [pytest.mark.django_db, pytest.mark.database, pytest.mark.usefixtures("course")]

FIREWALL, SERVICES = "关闭防火墙", "按顺序启动所有服务"
HOUR = 3_600_000
BROWSER = Client()


@pytest.fixture
def learner() -> Client:
    return Client(headers=ENGLISH)


@pytest.fixture
def ada(db: None) -> User:
    return User.objects.create_user("ada", password=PASSWORD)


def sign_in(client: Client) -> None:
    assert client.post("/accounts/login/", {"username": "ada", "password": PASSWORD}).status_code == 302


def page(client: Client, slug: str = OURS) -> str:
    return text(client.get(f"/checklists/{slug}/"))


def arrived(client: Client, slug: str = OURS) -> bool:
    [said] = re.findall(r"<p ([^>]*)>✓ All steps are done", page(client, slug)) or ["hidden"]
    return "hidden" not in said


# By form


def test_a_step_is_ticked_as_a_whole_and_un_ticked(learner: Client) -> None:
    one = step(FIREWALL)
    answer = tick(learner, one)
    assert answer.status_code == 302
    assert answer["Location"] == f"/checklists/{OURS}/?run={Run.objects.get().pk}#{one.key}"
    assert done() == {FIREWALL: [0, 1]}
    assert "1 of 5 steps done" in page(learner)
    tick(learner, one, done=False)
    assert done() == {FIREWALL: []}
    assert "0 of 5 steps done" in page(learner)


def test_a_step_is_done_when_each_of_its_parts_is(learner: Client) -> None:
    one = step(FIREWALL)
    tick(learner, one, one.parts[1]["id"])
    assert done() == {FIREWALL: [1]}
    assert "0 of 5 steps done" in page(learner)
    tick(learner, one, one.parts[0]["id"])
    assert "1 of 5 steps done" in page(learner)


def test_the_first_step_that_is_not_done_is_the_current_one(learner: Client) -> None:
    def here() -> list[str]:
        shown = page(learner).split("<li id=")[1:]
        return [one.split('"')[1] for one in shown if 'here"' in one.split(">")[0]]

    assert here() == [step(FIREWALL).key]
    tick(learner, step(FIREWALL))
    assert here() == [step("安装etcd和kubernetes（会自动安装docker）").key]
    tick(learner, step("修改配置"))
    tick(learner, step(FIREWALL), done=False)
    assert here() == [step(FIREWALL).key]


def test_when_a_step_was_finished_is_told(learner: Client) -> None:
    with time_machine.travel("2026-03-04 05:06:07Z", tick=False):
        tick(learner, step(FIREWALL))
    assert "March 4, 2026, 5:06 a.m." in page(learner)


def test_when_all_is_done_the_page_says_so(learner: Client) -> None:
    for one in step(FIREWALL).checklist.steps.all():
        assert not arrived(learner)
        tick(learner, one)
    assert arrived(learner)
    assert "5 of 5 steps done" in text(learner.get("/checklists/"))


def test_what_is_optional_is_not_needed_to_arrive(learner: Client) -> None:
    for one in Checklist.objects.get(slug=KUBEADM).steps.all():
        if not one.companion["optional"]:
            tick(learner, one)
    assert arrived(learner, KUBEADM)
    assert done().keys() == {one.title["zh"] for one in Checklist.objects.get(slug=KUBEADM).steps.all()[:16]}


@pytest.mark.parametrize("how", ["form", "json"])
def test_sending_twice_counts_once(learner: Client, how: str) -> None:
    one, moment = step(FIREWALL), now() - HOUR
    for _ in range(2):
        if how == "form":
            tick(learner, one)
        else:
            assert send(learner, [[one.key, "", True, moment]]).status_code == 200
    [kept] = Run.objects.all()
    assert done(kept) == {FIREWALL: [0, 1]}
    assert Learner.objects.count() == 1
    assert page(learner).count("My machine") == 1


def test_a_form_from_elsewhere_is_refused() -> None:
    browser = Client(headers=ENGLISH, enforce_csrf_checks=True)
    browser.get(f"/checklists/{OURS}/")
    assert tick(browser, step(FIREWALL)).status_code == 403
    assert send(browser, [[step(FIREWALL).key, "", True, 1]]).status_code == 403
    assert not Run.objects.exists()


@pytest.mark.parametrize(
    "said", ["", "x", "step-1", "step-1 - 2", "step-1 -", "step-1 - 1 1", "\0", "1" * 100_000, "- - ²"]
)
def test_a_form_that_says_nothing_is_refused(learner: Client, said: str) -> None:
    assert learner.post(f"/checklists/{OURS}/ticks/", {"tick": said}).status_code == 400
    assert not Run.objects.exists()


# In two tabs


def test_what_two_tabs_tick_is_ticked_in_both(learner: Client) -> None:
    one = step(SERVICES)
    tick(learner, one, one.parts[0]["id"])
    known = Run.objects.get().pk
    stale = [[one.key, one.parts[2]["id"], True, now()]]
    tick(learner, one, one.parts[1]["id"], run=known)
    assert send(learner, stale, run=known).json() == {"run": known}
    assert done() == {SERVICES: [0, 1, 2]}


def test_two_tabs_of_which_neither_knew_a_run_share_one(learner: Client) -> None:
    learner.get(f"/checklists/{OURS}/")
    first, second = (send(learner, [[step(title).key, "", True, now()]]) for title in (FIREWALL, "查看版本"))
    assert first.json() == second.json() == {"run": Run.objects.get().pk}
    assert done() == {FIREWALL: [0, 1], "查看版本": [0]}


# Late and in any order


def test_of_what_was_said_of_a_part_the_last_stands_in_whatever_order_it_arrives(learner: Client) -> None:
    one, start = step("查看版本"), now() - HOUR
    said = [[one.key, "", bool(number % 2), start + number] for number in range(4)]
    for number, order in enumerate(permutations(said)):
        name = f"machine {number}"
        run(learner, "new", name=name)
        kept = Run.objects.get(name=name)
        for one_said in order:
            assert send(learner, [one_said], run=kept.pk).status_code == 200
        kept.refresh_from_db()
        assert done(kept) == {"查看版本": [0]}
        assert [said[1] for said in kept.ticks[one.key].values()] == [start + 3]


PART = st.sampled_from(["a", "b"])
WORDS = st.lists(st.tuples(PART, st.booleans(), st.integers(0, 50)), unique_by=lambda one: (one[0], one[2]), max_size=9)


@given(WORDS.flatmap(lambda said: st.tuples(st.permutations(said), st.permutations(said + said[:3]))))
def test_any_two_orders_of_the_same_words_end_alike(orders: tuple[list[Any], list[Any]]) -> None:
    runs = []
    for order in orders:
        kept = Run()
        for part, is_done, moment in order:
            kept.tick("x", part, is_done, moment, "digest")
        runs.append(kept.ticks)
    assert runs[0] == runs[1]


def test_of_one_moment_what_was_said_last_stands(learner: Client) -> None:
    one, moment = step("查看版本"), now()
    send(learner, [[one.key, "", True, moment], [one.key, "", False, moment]])
    assert done() == {"查看版本": []}


def test_a_clock_that_is_fast_cannot_tick_for_the_future(learner: Client) -> None:
    one = step("查看版本")
    send(learner, [[one.key, "", True, now() + 100 * HOUR]])
    [[_, moment, _]] = Run.objects.get().ticks[one.key].values()
    assert moment <= now()
    with time_machine.travel((now() + 1000) / 1000):
        tick(learner, one, done=False)
    assert done() == {"查看版本": []}


def test_of_what_a_fast_clock_said_the_last_stands_too(learner: Client) -> None:
    one, future = step("查看版本"), now() + HOUR
    send(learner, [[one.key, "", False, future + 9], [one.key, "", True, future]])
    assert done() == {"查看版本": []}


@pytest.mark.parametrize("moment", [-1, -(10**30), 0, 10**30])
def test_whatever_the_clock_said_the_page_can_be_read(learner: Client, moment: int) -> None:
    assert send(learner, [[step(FIREWALL).key, "", True, moment]]).status_code == 200
    assert "1 of 5 steps done" in page(learner)


def test_what_a_page_has_queued_comes_in_one_request(learner: Client) -> None:
    steps = list(step(FIREWALL).checklist.steps.all())
    answer = send(learner, [[one.key, part["id"], True, now()] for one in steps for part in one.parts])
    assert answer.json() == {"run": Run.objects.get().pk}
    assert "5 of 5 steps done" in page(learner)


# What is not there


def test_steps_and_parts_that_are_not_there_are_passed_over(learner: Client) -> None:
    other = step("预检", KUBEADM).key
    said = [["step-0", "", True, 1], [other, "", True, 1], [step(FIREWALL).key, "none", True, 1], ["\0", "\0", True, 1]]
    assert send(learner, [*said, [step(FIREWALL).key, "", True, 1]]).status_code == 200
    assert done() == {FIREWALL: [0, 1]}
    tick(learner, step(FIREWALL), "none")
    assert learner.post(f"/checklists/{OURS}/ticks/", {"tick": "none - 1"}).status_code == 302


@pytest.mark.parametrize(
    "body",
    [
        b"",
        b"\xff",
        b"null",
        b"[]",
        b"1",
        b'"said"',
        b"{}",
        b'{"run": null}',
        b'{"said": [["a", "", true, 1]]}',
        b'{"run": null, "said": null}',
        b'{"run": null, "said": 5}',
        b'{"run": null, "said": {"a": 1}}',
        b'{"run": null, "said": [1]}',
        b'{"run": null, "said": [[]]}',
        b'{"run": null, "said": [["a", "", true]]}',
        b'{"run": null, "said": [["a", "", true, null]]}',
        b'{"run": null, "said": [["a", "", true, "soon"]]}',
        b'{"run": null, "said": [["a", "", true, Infinity]]}',
        b'{"run": null, "said": [["a", "", true, NaN]]}',
        b'{"run": null, "said": [["a", "", true, ' + b"9" * 5000 + b"]]}",
        b'{"run": "x", "said": []}',
        b'{"run": [1], "said": []}',
        b"[" * 100_000,
        b'{"run": null, "said": ' + b"[" * 100_000 + b"]" * 100_000 + b"}",
    ],
    ids=lambda body: body[:40].decode(errors="replace"),
)
def test_garbage_is_refused_not_broken(learner: Client, body: bytes) -> None:
    assert post(learner, body).status_code == 400
    assert not Run.objects.exists()


@settings(deadline=None, max_examples=50)
@given(
    st.recursive(
        st.none() | st.booleans() | st.floats() | st.integers() | st.text(),
        lambda inner: st.lists(inner, max_size=4) | st.dictionaries(st.sampled_from(["run", "said", "x"]), inner),
    )
)
def test_no_json_at_all_breaks_it(data: Any) -> None:
    for body in (data, {"run": None, "said": data}, {"run": data, "said": []}, {"run": None, "said": [data]}):
        answer = post(BROWSER, json.dumps(body))
        assert answer.status_code in (200, 400, 404)


@pytest.mark.parametrize("address", ["nothing", "a%00b", "worker.js", "%E9%AA%8C"])
def test_a_checklist_that_is_not_there_is_not_found(learner: Client, address: str) -> None:
    for path in ("ticks/", "run/", "step-1/remark/", "step-1/seen/", "step-1/paste/0/"):
        assert learner.post(f"/checklists/{address}/{path}", {"tick": "x - 1"}).status_code == 404
    for path in ("/", "/order/", ".sh", ".md"):
        assert learner.get(f"/checklists/{address}{path}").status_code == 404


# Whose it is


def test_somebody_elses_run_is_not_found(learner: Client) -> None:
    tick(Client(), step(FIREWALL))
    theirs = Run.objects.get()
    before = theirs.ticks, theirs.remarks, theirs.name, theirs.fields
    one = step("查看版本")
    tick(learner, one, run="")
    for response in (
        learner.get(f"/checklists/{OURS}/", {"run": theirs.pk}),
        learner.get(f"/checklists/{OURS}.sh", {"run": theirs.pk}),
        learner.get(f"/checklists/{OURS}.md", {"run": theirs.pk}),
        tick(learner, one, run=theirs.pk),
        send(learner, [[one.key, "", True, 1]], run=theirs.pk),
        remark(learner, one, "mine", run=theirs.pk),
        learner.post(f"/checklists/{OURS}/{one.key}/seen/", {"run": theirs.pk}),
        paste(learner, one, 0, "x", run=theirs.pk),
        run(learner, "set", run=theirs.pk),
        run(learner, "rename", run=theirs.pk, name="mine"),
        run(learner, "delete", run=theirs.pk),
    ):
        assert response.status_code == 404
    theirs.refresh_from_db()
    assert (theirs.ticks, theirs.remarks, theirs.name, theirs.fields) == before


@pytest.mark.parametrize("number", ["0", "-1", "x", "9" * 40, "\0", "²", "1 OR 1=1"])
def test_a_run_that_is_not_there_is_not_found(learner: Client, number: str) -> None:
    tick(learner, step(FIREWALL))
    assert learner.get(f"/checklists/{OURS}/", {"run": number}).status_code == 404
    assert learner.get(f"/checklists/{OURS}.sh", {"run": number}).status_code == 404
    assert tick(learner, step("查看版本"), run=number).status_code == 404
    assert done() == {FIREWALL: [0, 1]}


def test_a_run_that_another_tab_deletes_at_the_moment_of_a_tick_is_not_found(learner: Client) -> None:
    one = step(FIREWALL)
    tick(learner, one)
    number = Run.objects.get().pk

    def other_tab(execute: Any, sql: str, params: Any, many: bool, context: Any) -> Any:
        found = execute(sql, params, many, context)
        if sql.startswith("SELECT") and 'FROM "checklists_run"' in sql:  # this tab has just found it
            Run.objects.filter(pk=number).delete()
        return found

    with connection.execute_wrapper(other_tab):
        assert tick(learner, one, run=number).status_code == 404
    assert not Run.objects.exists()


def test_a_run_of_another_checklist_is_not_found(learner: Client) -> None:
    tick(learner, step("预检", KUBEADM))
    assert learner.get(f"/checklists/{OURS}/", {"run": Run.objects.get().pk}).status_code == 404


def test_who_only_looks_leaves_nothing_behind(learner: Client) -> None:
    for path in ("", f"{OURS}/", f"{KUBEADM}/", f"{OURS}.sh", f"{OURS}.md", f"{OURS}/order/"):
        assert learner.get(f"/checklists/{path}").status_code == 200
    learner.get("/troubleshooting/", {"q": "refused"})
    paste(learner, step(FIREWALL), 0, "disabled")
    assert not Run.objects.exists()
    assert not Learner.objects.exists()
    assert not learner.cookies.get("learner")


def test_pages_that_show_what_is_kept_are_nobody_elses(learner: Client) -> None:
    for path in (f"/checklists/{OURS}/", "/checklists/", f"/checklists/{OURS}.sh"):
        assert "private" in learner.get(path)["Cache-Control"]


# Notes of one's own


def test_a_note_is_kept_with_its_step_and_taken_back_by_an_empty_one(learner: Client) -> None:
    one = step(FIREWALL)
    said = "ufw <script>alert(1)</script>\nand\0 more"
    answer = remark(learner, one, f"  {said}  ")
    assert answer["Location"].endswith(f"#{one.key}")
    assert Run.objects.get().remarks == {one.key: said.replace("\0", "")}
    assert "ufw &lt;script&gt;" in page(learner)
    assert "> ufw <script>" in learner.get(f"/checklists/{OURS}.md", {"run": Run.objects.get().pk}).content.decode()
    remark(learner, one, " \0 ")
    assert Run.objects.get().remarks == {}


def test_a_note_has_a_longest_length(learner: Client) -> None:
    remark(learner, step(FIREWALL), "长" * 100_000)
    assert len(Run.objects.get().remarks[step(FIREWALL).key]) == 4000


# Signing in


def test_what_was_done_before_joins_the_account(learner: Client, ada: User) -> None:
    tick(learner, step(FIREWALL))
    remark(learner, step(FIREWALL), "Done on Monday.")
    sign_in(learner)
    assert Run.objects.get().learner.user == ada
    assert "1 of 5 steps done" in page(learner)
    elsewhere = Client(headers=ENGLISH)
    sign_in(elsewhere)
    assert "Done on Monday." in page(elsewhere)


def test_two_browsers_runs_become_one_with_the_later_word_of_each_part(learner: Client, ada: User) -> None:
    other, start = Client(headers=ENGLISH), now() - HOUR
    firewall, services, last = step(FIREWALL), step(SERVICES), step("查看版本")
    send(learner, [[firewall.key, "", True, start], [last.key, "", True, start + 9]])
    remark(learner, firewall, "Mine.")
    remark(learner, last, "Same.")
    run(learner, "new", name="node-2")
    sign_in(learner)
    send(
        other,
        [
            [firewall.key, firewall.parts[0]["id"], False, start + 5],
            [services.key, services.parts[0]["id"], True, start],
            [last.key, "", False, start + 5],
        ],
    )
    remark(other, firewall, "Theirs.")
    remark(other, last, "Same.")
    run(other, "new", name="node-2")
    sign_in(other)
    kept = Run.objects.get(name="")
    assert done(kept) == {FIREWALL: [1], SERVICES: [0], "查看版本": [0]}
    assert kept.remarks == {firewall.key: "Mine.\nTheirs.", last.key: "Same."}
    assert sorted(Run.objects.values_list("name", flat=True)) == ["", "node-2"]
    assert Learner.objects.count() == 1


def test_everything_that_is_kept_can_be_taken_away_and_deleted(learner: Client) -> None:
    one = step(FIREWALL)
    tick(learner, one)
    remark(learner, one, "Done on Monday.")
    taken = learner.get("/progress/everything.json").getvalue()
    [record] = [row for row in json.loads(taken)["records"] if row["model"] == "checklists.run"]
    assert record["fields"]["checklist"] == [OURS]
    assert record["fields"]["remarks"] == {one.key: "Done on Monday."}
    assert record["fields"]["ticks"].keys() == {one.key}
    learner.post("/progress/delete/")
    assert not Run.objects.exists()
    assert "0 of 5 steps done" in page(learner)
