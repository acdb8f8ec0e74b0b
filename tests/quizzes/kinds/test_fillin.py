"""Blanks to be filled in: what counts as the same, and what does not."""

import pytest

from tests.quizzes.kinds.specs import FILL_IN, is_incomplete, parsed, problems


@pytest.mark.parametrize(
    ("text", "told"),
    [
        ("text: a ___\nblanks: []\n", [(2, "course-options")]),
        ("text: a ___\n", [(1, "course-missing-key")]),
        (FILL_IN.replace(" -n ___", ""), [(1, "course-blanks"), (1, "course-blanks")]),
        (FILL_IN.replace("answers: [get, describe]\n    ", ""), [(3, "course-missing-key")]),
        (FILL_IN.replace("answers: [get, describe]", "answers: []"), [(3, "course-empty")]),
        (FILL_IN.replace("    why: There they run.\n", ""), [(7, "course-missing-key")]),
        (FILL_IN.replace("answer: list", "answer: GET"), [(5, "course-key")]),
        (FILL_IN.replace("id: space", "id: a"), [(2, "course-twice")]),
        (FILL_IN.replace("{answer: list,", "{answer: list, right: false,"), [(6, "course-unknown-key")]),
        (FILL_IN.replace("{answer: list, ", "{"), [(6, "course-missing-key")]),
    ],
)
def test_what_is_wrong_with_it_is_told_with_its_line(text: str, told: list[tuple[int, str]]) -> None:
    assert problems("fill-in", text) == told


@pytest.mark.parametrize(
    "given", ["get", "describe", "GET", " get ", "ｇｅｔ", "$ get", "# get", "\tGet\n", "$   get", "get\u3000"]
)
def test_case_blanks_width_and_a_prompt_do_not_matter(given: str) -> None:
    assert parsed("fill-in", FILL_IN).grade({"a": given, "space": "kube-system"}).right


@pytest.mark.parametrize(
    "given", ["Kube-System", "kube system", "kube - system", "kubesystem", "kube-system-", "", "$"]
)
def test_case_matters_where_it_says_so_and_what_stands_inside_always(given: str) -> None:
    verdict = parsed("fill-in", FILL_IN).grade({"a": "get", "space": given})
    assert verdict.parts == {"a": True, "space": False}
    assert (verdict.right, verdict.share) == (False, 0.5)


def test_several_blanks_inside_are_one() -> None:
    kind = parsed("fill-in", "text: run ___\nblanks:\n- {answers: kubectl  get pods, why: w}\n")
    assert kind.grade({"a": "kubectl get   pods"}).right
    assert not kind.grade({"a": "kubectlget pods"}).right


def test_a_form_has_one_field_a_blank() -> None:
    kind = parsed("fill-in", FILL_IN)
    assert kind.read({"blank-0": [" get "], "blank-1": ["x", "y"]}, []) == {"a": "get", "space": "x"}


@pytest.mark.parametrize(
    "posted",
    [{}, {"blank-0": ["get"]}, {"blank-0": ["get"], "blank-1": ["  "]}, {"blank-0": [], "blank-1": []}, {"a": ["get"]}],
)
def test_a_form_with_an_empty_blank_is_incomplete(posted: dict[str, list[str]]) -> None:
    assert is_incomplete(parsed("fill-in", FILL_IN), posted, [])


def test_what_was_typed_stays_but_not_without_end() -> None:
    kind = parsed("fill-in", FILL_IN)
    long = {"blank-0": ["x" * 100_000], "blank-1": ["get"]}
    assert kind.read(long, [])["a"] == "x" * 200
    assert [blank["given"] for blank in kind.asked([], "en", long)["blanks"]] == ["x" * 200, "get"]


def test_a_byte_that_no_database_keeps_is_left_out() -> None:
    kind = parsed("fill-in", FILL_IN)
    assert kind.read({"blank-0": ["g\0et"], "blank-1": ["\0x"]}, []) == {"a": "get", "space": "x"}
    assert is_incomplete(kind, {"blank-0": ["\0"], "blank-1": ["x"]}, [])


def test_the_blanks_stand_in_the_text() -> None:
    asked = parsed("fill-in", FILL_IN).asked([], "en", {})
    assert (asked["before"], [blank["after"] for blank in asked["blanks"]]) == ("kubectl ", [" pods -n ", ""])
    assert [blank["case"] for blank in asked["blanks"]] == [False, True]


def test_it_tells_what_would_have_been_right_and_of_a_known_mistake_why_not() -> None:
    one, other = parsed("fill-in", FILL_IN).told({"a": " LIST", "space": "kube-system"}, [], "en")["blanks"]
    assert (one["ok"], one["answers"], one["mistake"]) == (False, ("get", "describe"), "That is crictl's word.")
    assert (other["ok"], other["mistake"], other["why"]) == (True, "", "There they run.")
    assert list(parsed("fill-in", FILL_IN).mistakes()) == [{"a": "list", "space": "kube-system"}]
