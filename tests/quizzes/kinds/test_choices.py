"""Several options are right; each is judged by itself."""

import pytest

from tests.quizzes.kinds.specs import CHOICES, GARBAGE, is_incomplete, parsed, problems

ORDER = [3, 1, 0, 2]


@pytest.mark.parametrize(
    ("text", "told"),
    [
        ("options: []\n", [(1, "course-options")]),
        ("options:\n- {text: a, right: true, why: w}\n- {text: b, why: v}\n", [(1, "course-options")]),
        (CHOICES.replace("right: true, ", ""), [(1, "course-key")]),
        (CHOICES.replace(", why: On each node too.", ""), [(5, "course-missing-key")]),
        (CHOICES.replace("kube-proxy", "kubelet"), [(1, "course-twice"), (1, "course-twice")]),
    ],
)
def test_what_is_wrong_with_it_is_told_with_its_line(text: str, told: list[tuple[int, str]]) -> None:
    assert problems("choices", text) == told


@pytest.mark.parametrize(
    ("sent", "answer"),
    [(["2", "3"], ["a", "c"]), (["3", "2"], ["a", "c"]), (["1", "1"], ["b"]), (["0", "999", "x"], ["d"])],
)
def test_a_form_names_options_by_their_place_in_any_order(sent: list[str], answer: list[str]) -> None:
    assert parsed("choices", CHOICES).read({"answer": sent}, ORDER) == answer


@pytest.mark.parametrize("sent", [[], [value for value in GARBAGE if value != "3"]])
def test_a_form_without_any_option_is_incomplete(sent: list[str]) -> None:
    assert is_incomplete(parsed("choices", CHOICES), {"answer": sent}, ORDER)


@pytest.mark.parametrize(
    ("answer", "missed"),
    [("ac", ""), ("a", "c"), ("abc", "b"), ("bd", "abcd"), ("abcd", "bd"), ("", "ac"), ("acz", "")],
)
def test_each_option_counts_where_it_was_taken_or_left_rightly(answer: str, missed: str) -> None:
    verdict = parsed("choices", CHOICES).grade(list(answer))
    assert {id for id, ok in verdict.parts.items() if not ok} == set(missed)
    assert verdict.right == (not missed)
    assert verdict.share == 1 - len(missed) / 4


def test_its_mistakes_are_one_option_too_many_or_too_few() -> None:
    kind = parsed("choices", CHOICES)
    assert kind.solution() == ["a", "c"]
    assert list(kind.mistakes()) == [["c"], ["a", "b", "c"], ["a"], ["a", "c", "d"]]
    only = parsed("choices", CHOICES.replace("scheduler, right: true", "scheduler"))
    assert [] not in list(only.mistakes()), "nothing at all is no answer"


def test_it_tells_what_was_chosen_and_what_should_have_been() -> None:
    told = parsed("choices", CHOICES).told(["a", "b"], ORDER, "en")["options"]
    assert [(o["text"], o["chosen"], o["right"]) for o in told] == [
        ("kube-proxy", False, False),
        ("kubelet", True, False),
        ("etcd", True, True),
        ("scheduler", False, True),
    ]
    assert all(option["why"] for option in told)
