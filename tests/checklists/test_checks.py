"""What the output of a command must show: each kind of check, and what it says that it looks for."""

from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from checklists.checks import KINDS, Check, cells, parse
from lessons.course.table import Source, Table
from tests.checklists.outputs import HOLDING, PODS


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
