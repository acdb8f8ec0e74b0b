"""What the output of a command must show: each kind of check, and what it says that it looks for."""

from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from checklists.checks import KINDS, Check, cells, parse
from lessons.course.table import Source, Table

PODS = """\
NAMESPACE     NAME                       READY   STATUS              RESTARTS   AGE
kube-system   coredns-7d764666f9-7tj2k   0/1     ContainerCreating   0          31s
kube-system   kube-apiserver-node-1      1/1     Running             2 (3m ago) 58s
"""
RUNNING = PODS.replace("ContainerCreating", "Running          ")


def check(**data: Any) -> Check:
    source = Source("", {(): 0}, bilingual=False)
    found = parse(Table(data, source))
    assert not source.problems, source.problems
    assert found
    return found


def problems(data: Any) -> list[str]:
    source = Source("", {(): 0}, bilingual=False)
    parse(Table(data, source))
    return [problem.code for problem in source.problems]


HOLDING: list[tuple[dict[str, Any], str, bool]] = [
    ({"contains": "active"}, "inactive", True),
    ({"contains": "active"}, "Active", False),
    ({"contains": "a.c"}, "abc", False),
    ({"contains": "active"}, "", False),
    ({"absent": "failed"}, "active", True),
    ({"absent": "failed"}, "active\nfailed", False),
    ({"absent": "failed"}, "", True),
    ({"regex": "^active$"}, "first\nactive\nlast", True),
    ({"regex": "^active$"}, "inactive", False),
    ({"regex": "^a.c$"}, "a\nc", False),
    ({"regex": "^$"}, "", True),
    ({"regex": "(?i)ACTIVE"}, "active", True),
    ({"regex": "镜像.*失败"}, "拉取镜像时失败", True),
    ({"lines": 0}, "", True),
    ({"lines": 0}, " \n\t\n", True),
    ({"lines": 0}, "x", False),
    ({"lines": "2"}, "a\n\nb\n", True),
    ({"lines": "2"}, "a\nb\nc", False),
    ({"lines": ">= 2"}, "a\nb\nc", True),
    ({"lines": ">=2"}, "a", False),
    ({"lines": "<= 1"}, "", True),
    ({"lines": "<= 1"}, "a\nb", False),
    ({"lines": "> 1"}, "a", False),
    ({"lines": "> 1"}, "a\nb", True),
    ({"lines": "< 1"}, "a", False),
    ({"lines": "< 1"}, "", True),
    ({"version": ">= 1.35"}, "v1.37.1", True),
    ({"version": ">= 1.35"}, "v1.9.0", False),
    ({"version": ">= 1.35"}, "1.35", True),
    ({"version": ">= 1.35.0"}, "1.35", True),
    ({"version": "1.35.0"}, "1.35", True),
    ({"version": "1.35"}, "1.35.7", True),
    ({"version": "1.35"}, "1.36", False),
    ({"version": "< 2"}, "1.99", True),
    ({"version": "< 2"}, "2.0", False),
    ({"version": "<= 2"}, "2.9", True),
    ({"version": "> 2"}, "2.9", False),
    ({"version": "> 2.1"}, "2.10", True),
    ({"version": ">= 2"}, "2", False),
    ({"version": ">= 2"}, "none", False),
    ({"version": ">= 2", "after": "containerd "}, "docker 29.0 containerd v1.7.27", False),
    ({"version": ">= 2", "after": "containerd "}, "docker 29.0 containerd\nv2.2.1", False),
    ({"version": ">= 2", "after": "Version:"}, "Version:\n  2.1", True),
    ({"version": ">= 2", "after": "containerd "}, "2.2.1", False),
    ({"version": ">= 1.5.2"}, "1.20260101000000.0", True),
    ({"version": "< 2.5"}, "2." + "9" * 5000, False),
    ({"column": "STATUS", "is": "Running"}, PODS, False),
    ({"column": "STATUS", "is": "Running"}, RUNNING, True),
    ({"column": "STATUS", "is": "Running", "rows": "any"}, PODS, True),
    ({"column": "STATUS", "is": "Failed", "rows": "any"}, PODS, False),
    ({"column": "STATUS", "is": ["Running", "ContainerCreating"]}, PODS, True),
    ({"column": "READY", "is": "1/1", "rows": "any"}, PODS, True),
    ({"column": "AGE", "is": "58s", "rows": "any"}, PODS, True),
    ({"column": "NAMESPACE", "is": "kube-system"}, PODS, True),
    ({"column": "PHASE", "is": "Running"}, PODS, False),
    ({"column": "STATUS", "is": "Running"}, "NAME   STATUS\n", False),
    ({"column": "STATUS", "is": "Running"}, "No resources found", False),
    ({"column": "STATUS", "is": "Ready"}, "NAME\tSTATUS\nnode-1\tReady\n", True),
    ({"column": "STATUS", "is": "Ready"}, "NAME     STATUS\nnode-1   Ready\n\nsome words below here", True),
    ({"column": "STATUS", "is": "Ready"}, "NAME     STATUS\nsome words, which are none of it", False),
    ({"column": "NOMINATED NODE", "is": "<none>"}, "NAME  NOMINATED NODE\nweb   <none>\n", True),
]


@pytest.mark.parametrize(("data", "text", "holds"), HOLDING)
def test_a_check_holds_for_an_output_that_shows_it(data: dict[str, Any], text: str, holds: bool) -> None:
    assert check(**data).holds(text) is holds


def test_every_kind_is_tried() -> None:
    assert {key for data, _, _ in HOLDING for key in data} >= KINDS.keys()


SAID: list[tuple[dict[str, Any], str, str]] = [
    ({"contains": "ok"}, "有 `ok`", "`ok` in it"),
    ({"absent": "ok"}, "没有 `ok`", "no `ok` in it"),
    ({"regex": "^ok"}, "有一行符合 `^ok`", "a line that matches `^ok`"),
    ({"lines": 0}, "没有输出", "no output"),
    ({"lines": 1}, "1 行", "1 line"),
    ({"lines": 7}, "7 行", "7 lines"),
    ({"lines": ">= 2"}, "至少 2 行", "at least 2 lines"),
    ({"lines": "<= 1"}, "至多 1 行", "at most 1 line"),
    ({"lines": "> 3"}, "多于 3 行", "more than 3 lines"),
    ({"lines": "< 3"}, "少于 3 行", "fewer than 3 lines"),
    ({"version": ">= 2.0"}, "版本 ≥ 2.0", "a version ≥ 2.0"),
    ({"version": "2.0", "after": "v "}, "`v` 后面的版本 = 2.0", "a version = 2.0 after `v`"),
    ({"column": "STATUS", "is": "Ready"}, "每一行的 `STATUS` 是 `Ready`", "`STATUS` `Ready` in every row"),
    ({"column": "A", "is": ["x", "y"], "rows": "any"}, "有一行的 `A` 是 `x` / `y`", "`A` `x` / `y` in one row"),
]


@pytest.mark.parametrize(("data", "chinese", "english"), SAID)
def test_a_check_says_what_it_looks_for_in_both_languages(data: dict[str, Any], chinese: str, english: str) -> None:
    said = check(**data).said()
    assert (said.zh, said.en) == (chinese, english)


def test_every_kind_says_something() -> None:
    assert {key for data, _, _ in SAID for key in data} >= KINDS.keys()


@pytest.mark.parametrize(
    ("data", "code"),
    [
        ({}, "course-check"),
        ("ok", "course-check"),
        ({"contains": "a", "absent": "b"}, "course-check"),
        ({"contain": "a"}, "course-check"),
        ({"contains": ""}, "course-empty"),
        ({"contains": 5}, "course-shape"),
        ({"contains": "a", "after": "b"}, "course-unknown-key"),
        ({"regex": "("}, "course-regex"),
        ({"regex": r"(a)\1"}, "course-regex"),
        ({"regex": "a(?=b)"}, "course-regex"),
        ({"lines": "many"}, "course-shape"),
        ({"lines": "2.5"}, "course-shape"),
        ({"lines": -1}, "course-shape"),
        ({"lines": [2]}, "course-shape"),
        ({"lines": "9" * 5000}, "course-shape"),
        ({"version": "v2"}, "course-shape"),
        ({"version": 1.10}, "course-shape"),
        ({"version": "== 2"}, "course-shape"),
        ({"version": "2", "after": 5}, "course-shape"),
        ({"column": "STATUS"}, "course-missing-key"),
        ({"column": "STATUS", "is": []}, "course-empty"),
        ({"column": "STATUS", "is": "a", "rows": "most"}, "course-choice"),
    ],
)
def test_what_is_no_check_is_told(data: Any, code: str) -> None:
    assert code in problems(data)


def test_a_value_of_several_words_is_one_cell() -> None:
    assert list(cells(PODS, "RESTARTS")) == ["0", "2 (3m ago)"]


EVERY_CHECK = [check(**data) for data, _, _ in HOLDING]


@given(st.text() | st.text(alphabet="ANSTU \n\t\x0b\x85v.1290,/", max_size=200))
def test_no_text_makes_a_check_fail(text: str) -> None:
    for one in EVERY_CHECK:
        assert one.holds(text) in (True, False)
