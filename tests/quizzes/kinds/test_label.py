"""A part of a diagram whose name is hidden: asked and graded as a choice is."""

import pytest

from tests.quizzes.kinds.specs import LABEL, is_incomplete, parsed, problems


@pytest.mark.parametrize(
    ("text", "told"),
    [
        (LABEL.replace("node: scheduler\n", ""), [(1, "course-missing-key")]),
        (LABEL.replace("diagram: cluster\n", ""), [(1, "course-missing-key")]),
        (LABEL.replace("right: true, ", ""), [(3, "course-key")]),
        ("diagram: cluster\nnode: scheduler\noptions: []\n", [(3, "course-options")]),
    ],
)
def test_what_is_wrong_with_it_is_told_with_its_line(text: str, told: list[tuple[int, str]]) -> None:
    assert problems("label", text) == told


def test_it_reads_and_grades_as_a_choice_does() -> None:
    kind = parsed("label", LABEL)
    assert kind.read({"answer": ["0"]}, [1, 0, 2]) == kind.solution() == kind.key() == "b"
    assert is_incomplete(kind, {}, [1, 0, 2])
    assert kind.grade("b").right
    assert [kind.grade(mistake).right for mistake in kind.mistakes()] == [False, False]


def test_nothing_that_it_shows_names_the_part() -> None:
    assert "scheduler" not in str(parsed("label", LABEL).asked([0, 1, 2], "en", {}))
