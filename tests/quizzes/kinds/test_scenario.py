"""A scene from the model: asked and graded as a choice is, and told with how it came to that."""

import pytest

from quizzes.kinds import parse
from tests.quizzes.kinds.specs import is_incomplete, parsed, problems


@pytest.mark.parametrize("text", ["seed: x\n", "seed: -1\n", "seed: [1]\n"])
def test_a_seed_is_a_whole_number(text: str) -> None:
    assert problems("scenario", text) == [(1, "course-shape")]


def test_a_form_names_an_answer_by_its_place_and_one_is_right() -> None:
    kind = parsed("scenario", "seed: 7\n")
    order = list(reversed(range(kind.slots)))
    read = [kind.read({"answer": [str(place)]}, order) for place in order]
    assert [kind.grade(id).right for id in read].count(True) == 1
    assert sorted([kind.solution(), *kind.mistakes()]) == sorted(read)
    assert is_incomplete(kind, {"answer": [str(kind.slots)]}, order)


def test_before_the_answer_there_is_the_scene_and_after_it_how_it_came_to_that() -> None:
    kind = parsed("scenario", "seed: 7\n")
    order = list(range(kind.slots))
    asked, told = kind.asked(order, "en", {}), kind.told(None, order, "en")
    assert asked["scene"] == told["scene"]
    assert asked.keys() == {"options", "scene"}
    assert told["steps"]
    assert {name for change in told["changes"] for name in change} == {"name", "values"}


def test_what_a_changed_condition_leads_to_is_a_scenario_again() -> None:
    kind = parsed("scenario", "seed: 7\n")
    seeds = {seed for change in kind.told(None, range(kind.slots), "en")["changes"] for _, seed in change["values"]}
    assert len(seeds) > 3
    scenes = [str(parse("scenario", {"seed": seed}).asked([], "en", {})["scene"]) for seed in seeds]
    assert len(set(scenes)) == len(scenes), "each change can be seen"
