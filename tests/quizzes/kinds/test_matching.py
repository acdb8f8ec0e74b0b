"""To each of several things on the left belongs one on the right."""

import pytest

from tests.quizzes.kinds.specs import GARBAGE, MATCHING, is_incomplete, parsed, problems

ORDER = [1, 2, 0]


@pytest.mark.parametrize(
    ("text", "told"),
    [
        ("pairs: []\n", [(1, "course-options")]),
        ("pairs:\n", [(1, "course-missing-key")]),
        (MATCHING.partition("  - {left: runs")[0], [(1, "course-options")]),
        (MATCHING.replace("right: kubelet", "right: etcd"), [(1, "course-twice"), (1, "course-twice")]),
        (MATCHING.replace("left: runs Pods", "left: keeps state"), [(1, "course-twice"), (1, "course-twice")]),
        (MATCHING.replace(", right: kubelet", ""), [(4, "course-missing-key")]),
        (MATCHING.replace("left: runs Pods", "id: a, left: runs Pods"), [(1, "course-twice")]),
    ],
)
def test_what_is_wrong_with_it_is_told_with_its_line(text: str, told: list[tuple[int, str]]) -> None:
    assert problems("matching", text) == told


def form(*places: str) -> dict[str, list[str]]:
    return {f"pair-{number}": [place] for number, place in enumerate(places)}


def test_a_form_gives_each_left_side_the_place_of_a_right_one() -> None:
    kind = parsed("matching", MATCHING)
    assert kind.read(form("2", "0", "1"), ORDER) == {"a": "a", "b": "b", "c": "c"}
    assert kind.read(form("0", "0", "0"), ORDER) == {"a": "b", "b": "b", "c": "b"}, "one may be taken twice"


@pytest.mark.parametrize("value", GARBAGE)
def test_a_form_with_a_gap_is_incomplete(value: str) -> None:
    kind = parsed("matching", MATCHING)
    assert is_incomplete(kind, form("0", value, "1"), ORDER)
    assert is_incomplete(kind, form("0", "1"), ORDER)
    assert is_incomplete(kind, {"pair-0": [], "pair-1": ["0"], "pair-2": ["1"]}, ORDER)


def test_each_pair_counts() -> None:
    kind = parsed("matching", MATCHING)
    verdict = kind.grade({"a": "a", "b": "c", "c": "b"})
    assert verdict.parts == {"a": True, "b": False, "c": False}
    assert not verdict.right
    assert round(verdict.share, 2) == 0.33
    assert kind.grade(kind.solution()).right
    assert not kind.grade({"a": "a", "b": "b"}).right, "a pair that an author has added since"
    assert list(kind.mistakes()) == [{"a": "b", "b": "a", "c": "c"}, {"a": "a", "b": "c", "c": "b"}]


def test_only_the_right_side_is_shuffled() -> None:
    asked = parsed("matching", MATCHING).asked(ORDER, "en", form("2"))
    assert [pair["left"] for pair in asked["pairs"]] == ["keeps state", "picks a node", "runs Pods"]
    assert [right["text"] for right in asked["rights"]] == ["scheduler", "kubelet", "etcd"]
    assert [pair["chosen"] for pair in asked["pairs"]] == [2, None, None]


def test_it_tells_what_belongs_to_what() -> None:
    told = parsed("matching", MATCHING).told({"a": "a", "b": "c", "c": "gone"}, ORDER, "en")["pairs"]
    assert [(pair["chosen"], pair["ok"], pair["right"], pair["why"]) for pair in told] == [
        ("etcd", True, "etcd", ""),
        ("kubelet", False, "scheduler", "It scores them."),
        ("", False, "kubelet", ""),
    ]
