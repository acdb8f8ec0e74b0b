"""Scenarios about image pulls: every one of them makes a fair question, and its address gives it again."""

from random import Random

import pytest
from hypothesis import given
from hypothesis import strategies as st

from quizzes.kinds import parse
from quizzes.scenarios.conditions import Conditions, at, by_path, neighbours, pick, result, seed_of, space
from quizzes.scenarios.question import scenario, tell
from quizzes.scenarios.reasons import RIGHT, STEPS, WRONG
from quizzes.scenarios.table import ROWS, rows
from quizzes.scenarios.texts import OPTIONS, SHORT

SEEDS = st.integers(0, 10**9 - 1)


@pytest.mark.parametrize("seed", range(len(space())))
def test_every_scenario_has_one_right_answer_and_a_reason_for_each(seed: int) -> None:
    told = scenario(seed)
    assert [offer.id for offer in told.offers if offer.right] == [told.result.answer]
    assert 3 <= len(told.offers) <= 6
    for language in ("zh", "en"):
        texts = [offer.text.to(language) for offer in told.offers]
        whys = [offer.why.to(language) for offer in told.offers]
        assert len(set(texts)) == len(texts)
        assert len(set(whys)) == len(whys)
        assert all(whys)
        said = [*texts, *whys, told.advice.to(language), *(step.to(language) for step in told.steps)]
        said += [line.to(language) for panel in told.scene for line in panel.lines]
        assert not any("{" in text or text.count("`") % 2 for text in said)
        assert all(panel.lines for panel in told.scene)


@pytest.mark.parametrize("seed", range(0, len(space()), 7))
def test_the_kind_grades_as_the_model_decides(seed: int) -> None:
    kind = parse("scenario", {"seed": seed})
    right = result(at(seed)[0]).answer
    assert kind.key() == right
    assert kind.grade(right).right
    assert [kind.grade(wrong).right for wrong in kind.mistakes()] == [False] * (kind.slots - 1)


@given(SEEDS)
def test_a_seed_names_one_scenario_and_a_scenario_one_seed(seed: int) -> None:
    assert seed_of(*at(seed)) == seed
    assert scenario(seed) == scenario(seed)


@given(SEEDS)
def test_changing_one_condition_and_changing_it_back_leads_home(seed: int) -> None:
    here = at(seed)[0].as_dict()
    for name, value, other in neighbours(seed):
        there = at(other)[0].as_dict()
        assert {key for key in here if here[key] != there[key]} == {name}
        assert there[name] == value
        assert seed in {back for _, _, back in neighbours(other)}


def test_two_stories_of_one_scenario_have_other_names_and_digests() -> None:
    one, other = scenario(0), scenario(len(space()))
    assert one.conditions == other.conditions
    assert one.result.answer == other.result.answer
    assert one.scene != other.scene


KEPT = {
    0: ("IfNotPresent", "version", "has", "unchanged", "public", "1.37"),
    100: ("IfNotPresent", "no-tag", "empty", "down", "own", "1.37"),
    1000: ("omitted", "no-tag", "has", "deleted", "preloaded", "1.34"),
}


@pytest.mark.parametrize("seed", KEPT)
def test_a_seed_that_somebody_kept_still_asks_the_same(seed: int) -> None:
    """If this fails, links that learners have would change their meaning: put new values last."""
    assert at(seed)[0] == Conditions(*KEPT[seed])
    assert len(by_path()) == 23


def test_no_answer_is_the_right_one_too_often() -> None:
    chance = Random(7)  # noqa: S311
    answers = [result(at(pick(chance))[0]).answer for _ in range(2000)]
    assert set(answers) == set(RIGHT)
    assert max(answers.count(answer) for answer in RIGHT) < 0.3 * len(answers)


def test_conditions_that_no_question_has_are_told_too() -> None:
    told = tell(Conditions("Always", "digest", "empty", "pushed-again", "preloaded", "1.34"))
    assert told.result.answer == "fails"
    assert told.steps


def test_the_table_has_each_path_that_matters_and_no_row_twice() -> None:
    assert len(set(ROWS)) == len(ROWS) == 22
    assert {found.answer for _, found in rows()} == set(SHORT)


def test_there_are_words_for_everything_that_can_happen() -> None:
    steps = {step.id for conditions in space() for step in getattr(result(conditions).outcome, "steps", ())}
    assert steps == set(STEPS)
    assert set(OPTIONS) == set(WRONG)
