"""One of several options is right."""

import pytest

from tests.quizzes.kinds.specs import CHOICE, GARBAGE, is_incomplete, parsed, problems

ORDER = [2, 0, 1]


@pytest.mark.parametrize(
    ("text", "told"),
    [
        ("options:\n", [(1, "course-missing-key")]),
        ("options: []\n", [(1, "course-options")]),
        ("options: etcd\n", [(1, "course-shape")]),
        ("options:\n- {text: a, right: true, why: w}\n", [(1, "course-options")]),
        (CHOICE.replace("right: true, ", ""), [(1, "course-key")]),
        (CHOICE.replace("etcd,", "etcd, right: true,"), [(1, "course-key")]),
        (CHOICE.replace(", why: It runs Pods.", ""), [(4, "course-missing-key")]),
        (CHOICE.replace("kubelet", "etcd"), [(1, "course-twice"), (1, "course-twice")]),
        (CHOICE.replace("kubelet", "节点代理"), [(4, "course-language")]),
        (CHOICE.replace("right: true", "right: yes"), [(1, "course-key"), (3, "course-shape")]),
        (CHOICE.replace("text: kubelet", "id: a, text: kubelet"), [(1, "course-twice")]),
        (CHOICE.replace("text: kubelet", "text: kubelet, wrong: true"), [(4, "course-unknown-key")]),
    ],
)
def test_what_is_wrong_with_it_is_told_with_its_line(text: str, told: list[tuple[int, str]]) -> None:
    assert problems("choice", text) == told


def test_a_form_names_options_by_their_place() -> None:
    kind = parsed("choice", CHOICE)
    assert [kind.read({"answer": [place]}, ORDER) for place in "012"] == ["c", "a", "b"]
    assert kind.read({"answer": ["２"]}, ORDER) == "b", "full-width digits are digits"


@pytest.mark.parametrize("sent", [[], ["0", "1"], ["0", "0"], *([value] for value in GARBAGE)])
def test_a_form_without_one_option_is_incomplete(sent: list[str]) -> None:
    assert is_incomplete(parsed("choice", CHOICE), {"answer": sent}, ORDER)


def test_one_option_is_right() -> None:
    kind = parsed("choice", CHOICE)
    assert {id: kind.grade(id).right for id in "abc"} == {"a": False, "b": True, "c": False}
    assert kind.grade("b").parts == {"b": True}
    assert not kind.grade("gone").right, "an option that an author has removed since"
    assert (kind.solution(), list(kind.mistakes())) == ("b", ["a", "c"])


def test_what_was_chosen_is_still_chosen_where_the_form_comes_back() -> None:
    asked = parsed("choice", CHOICE).asked(ORDER, "en", {"answer": ["1"]})
    assert [option["chosen"] for option in asked["options"]] == [False, True, False]


def test_it_tells_of_each_option_whether_it_is_right_and_why() -> None:
    told = parsed("choice", CHOICE).told("a", ORDER, "en")["options"]
    assert [(o["place"], o["text"], o["chosen"], o["right"], o["why"]) for o in told] == [
        (0, "kubelet", False, False, "It runs Pods."),
        (1, "etcd", True, False, "It keeps what others write."),
        (2, "API server", False, True, "Everybody asks it."),
    ]
    assert not any(option["chosen"] for option in parsed("choice", CHOICE).told(None, ORDER, "en")["options"])
