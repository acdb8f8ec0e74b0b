"""What holds for all kinds: no form breaks them, and nothing that they show before the answer depends on it."""

from itertools import permutations, product
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from lessons.course.yamlfile import load
from quizzes.kinds import KINDS, parse
from quizzes.kinds.base import Incomplete
from tests.quizzes.kinds.specs import CHOICE, CHOICES, EVERY, FILL_IN, FREE, GARBAGE, LABEL, MATCHING, parsed

NAMES = ["answer", "item", "move", *(f"{name}-{number}" for name in ("pair", "blank") for number in range(4))]
VALUES = st.sampled_from([*"0123456", *GARBAGE]) | st.text(max_size=5)
FORMS = st.dictionaries(st.sampled_from(NAMES), st.lists(VALUES, max_size=6))


def test_there_is_a_question_of_every_kind() -> None:
    assert EVERY.keys() == KINDS.keys()


@pytest.mark.parametrize("name", EVERY)
@given(FORMS, st.randoms(use_true_random=False))
def test_any_form_is_an_answer_or_incomplete(name: str, posted: dict[str, list[str]], chance) -> None:
    kind = parsed(name, EVERY[name])
    order = list(range(kind.slots))
    chance.shuffle(order)
    assert kind.asked(order, "en", posted).keys() == kind.asked(order, "en", {}).keys()
    try:
        answer = kind.read(posted, order)
    except Incomplete:
        return
    verdict = kind.grade(answer)
    assert 0 <= verdict.share <= 1
    assert verdict.right == (verdict.share == 1)
    assert kind.told(answer, order, "zh-hans")


@pytest.mark.parametrize("name", EVERY)
def test_its_solution_is_right_its_mistakes_are_not_and_both_can_be_told(name: str) -> None:
    kind = parsed(name, EVERY[name])
    order = list(range(kind.slots))
    assert kind.grade(kind.solution()).right
    mistakes = list(kind.mistakes())
    assert mistakes
    for mistake in mistakes:
        assert not kind.grade(mistake).right
        assert kind.told(mistake, order, "en") != kind.told(kind.solution(), order, "en")


@pytest.mark.parametrize("name", EVERY)
def test_words_do_not_change_the_key(name: str) -> None:
    """An author who mends a text takes no answer away."""
    text = EVERY[name].replace("why: It", "why: There it").replace("kubelet", "the kubelet")
    assert parsed(name, text).key() == parsed(name, EVERY[name]).key()


# Nothing tells the key: whatever is right, what is asked is the same.


def spec(text: str) -> dict[str, Any]:
    data, _ = load(text, "quiz.yaml")
    return data


def asked(name: str, data: dict[str, Any], order: list[int], posted: dict[str, list[str]] | None = None) -> Any:
    return parse(name, data).asked(order, "en", posted or {})


@pytest.mark.parametrize(("name", "text"), [("choice", CHOICE), ("choices", CHOICES), ("label", LABEL)])
def test_whichever_option_is_right_the_same_is_asked(name: str, text: str) -> None:
    data = spec(text)
    options = data["options"]
    order = list(reversed(range(len(options))))
    shown = []
    for rights in product([True, False], repeat=len(options)):
        if sum(rights) == 1 or (name == "choices" and any(rights)):
            changed = [o | {"right": right, "why": f"{right}"} for o, right in zip(options, rights, strict=True)]
            shown.append(asked(name, data | {"options": changed}, order, {"answer": ["1"]}))
    assert len(shown) >= 3
    assert all(one == shown[0] for one in shown)


def test_whichever_belong_together_the_same_is_asked() -> None:
    """The right sides change places, and the shuffle undoes it."""
    pairs = spec(MATCHING)["pairs"]
    shown = []
    for places in permutations(range(3)):
        changed = [pairs[n] | {"right": pairs[place]["right"], "why": str(place)} for n, place in enumerate(places)]
        shown.append(asked("matching", {"pairs": changed}, [places.index(n) for n in range(3)], {"pair-1": ["2"]}))
    assert all(one == shown[0] for one in shown)


def test_whatever_comes_first_the_same_is_asked() -> None:
    items = [{"text": item["text"]} for item in spec(FREE)["items"]]
    shown = []
    for places in permutations(range(4)):
        changed = [items[place] for place in places]
        shown.append(asked("ordering", {"items": changed}, [places.index(n) for n in range(4)]))
    assert all(one == shown[0] for one in shown)
    assert asked("ordering", spec(FREE), [0, 1, 2, 3]) == shown[0], "nor does it matter what depends on what"


def test_whatever_fills_the_blanks_the_same_is_asked() -> None:
    data = spec(FILL_IN)
    other = [blank | {"answers": ["x", "y"], "why": "z", "wrong": []} for blank in data["blanks"]]
    assert asked("fill-in", data | {"blanks": other}, []) == asked("fill-in", data, [])
