"""How well something is known: by what was answered about it, and how long ago."""

from datetime import UTC, datetime, timedelta

import fsrs
import pytest

from quizzes.mastery import CardFacts, levels, topics
from quizzes.scheduling import review

NOW = datetime(2026, 11, 25, 12, tzinfo=UTC)


def card(topic: str = "Etcd", right: bool = True, days_ago: float = 0) -> CardFacts:
    rated = fsrs.Rating.Good if right else fsrs.Rating.Again
    memory = review(None, rated, NOW - timedelta(days=days_ago))
    return CardFacts([topic], "architecture", "term-etcd", right, memory)


def test_two_right_answers_show_that_it_is_known_and_one_is_half_of_that():
    [half] = topics([card()], NOW)
    [whole] = topics([card(), card()], NOW)
    assert half.known == pytest.approx(0.5)
    assert whole.known == pytest.approx(1.0)
    assert (half.level, whole.level) == (2, 3)


def test_a_wrong_answer_shades_what_was_met_and_no_more():
    [topic] = topics([card(right=False)], NOW)
    assert topic.known == 0
    assert topic.level == 1


def test_what_was_known_fades():
    fresh, old = ([card(days_ago=days), card(days_ago=days)] for days in (0, 60))
    assert topics(fresh, NOW)[0].known > topics(old, NOW)[0].known > 0
    assert topics(old, NOW)[0].level == 2


def test_the_weakest_comes_first_with_its_place_in_the_notes():
    found = topics([card("Etcd"), card("Etcd"), card("kubelet", right=False), card("Service")], NOW)
    assert [topic.name for topic in found] == ["kubelet", "Service", "Etcd"]
    assert found[0].url == "/lessons/architecture/#term-etcd"


def test_a_picture_shades_what_is_known_well_deeper():
    cards = [card(), card(), card("kubelet", right=False)]
    assert levels(topics(cards, NOW)) == {"etcd": 3, "kubelet": 1}
