"""What authors write in YAML, and what is told them when it is not right."""

import pytest

from lessons.course.errors import CourseErrors
from lessons.course.yamlfile import load


def first_problem(text: str) -> tuple[int, str]:
    with pytest.raises(CourseErrors) as caught:
        load(text, "course/course.yaml")
    problem = caught.value.problems[0]
    assert problem.file == "course/course.yaml"
    return problem.line, problem.code


@pytest.mark.parametrize(
    ("written", "read"),
    [
        ("on", "on"),
        ("yes", "yes"),
        ("2024-06-30", "2024-06-30"),
        ("1:30", "1:30"),
        ("007", "007"),
        ("'12'", "12"),
        ("12", 12),
        ("-1.5", -1.5),
        ("true", True),
        ("null", None),
        ("", None),
        ('""', ""),
    ],
)
def test_a_plain_value_is_what_it_looks_like(written: str, read: object) -> None:
    data, _ = load(f"on: {written}\n", "x.yaml")
    assert data == {"on": read}
    assert type(data["on"]) is type(read)


def test_every_key_path_has_its_line() -> None:
    text = "# a comment\nlegs:\n  - title: 启航\n    lessons:\n      - note: a.md\n        slug: one\n"
    data, lines = load(text, "x.yaml")
    assert data["legs"][0]["lessons"][0]["slug"] == "one"
    assert lines["legs", 0] == 3
    assert lines["legs", 0, "lessons"] == 4
    assert lines["legs", 0, "lessons", 0, "slug"] == 6


def test_an_empty_file_holds_nothing() -> None:
    assert load("# only a comment\n", "x.yaml") == (None, {(): 1})


@pytest.mark.parametrize(
    ("text", "place"),
    [
        ("a: 1\nb: 2\na: 3\n", (3, "yaml-duplicate-key")),
        ("a: [1,\nb\n", (3, "yaml-syntax")),
        ("a: &x 1\nb: *x\n", (2, "yaml-alias")),
        ("a: !!python/object:os.system x\n", (1, "yaml-tag")),
        ("a: 1\n---\nb: 2\n", (2, "yaml-documents")),
        ("a: \x07\n", (1, "yaml-syntax")),
        ("? [1]\n: 2\n", (1, "yaml-key")),
    ],
)
def test_what_cannot_be_meant_is_told_with_its_line(text: str, place: tuple[int, str]) -> None:
    assert first_problem(text) == place


@pytest.mark.parametrize("text", ["[" * 200_000, "- " * 5_000 + "x"])
def test_absurd_nesting_is_refused_and_not_fatal(text: str) -> None:
    assert first_problem(text) == (1, "yaml-depth")


def test_all_duplicate_keys_are_told_at_once() -> None:
    with pytest.raises(CourseErrors) as caught:
        load("a: 1\na: 2\nb: {c: 1, c: 2}\n", "x.yaml")
    assert [problem.line for problem in caught.value.problems] == [2, 3]
    assert "x.yaml:2" in str(caught.value)
