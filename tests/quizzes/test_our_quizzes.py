"""Our own questions: graded as their authors meant, anchored in the note, and fair."""

import re
from functools import cache
from pathlib import Path

import pytest

from lessons.course.loader import load_course
from quizzes.authored import AuthoredQuestion, AuthoredQuiz, load
from quizzes.kinds.choice import Choice
from quizzes.kinds.choices import Choices
from quizzes.kinds.label import Label

NOTES = Path(__file__).parents[2] / "notes"
LANGUAGES = ("zh", "en")
# Stems that ask for what is not so, and options that only say something about the others.
NEGATED = re.compile(
    r"不正确|不属于|不是.{0,6}的是|错误的是|哪.{0,6}不(?:会|能|是)|\b(?:is|are) not\b|\bNOT\b|\bfalse\?"
)
EVASIVE = re.compile(r"以上|都不(?:对|是)|全部正确|(?:all|none|both) of the (?:above|others)", re.IGNORECASE)


@cache
def quizzes() -> tuple[AuthoredQuiz, ...]:
    return load(NOTES, load_course(NOTES))


def questions() -> list[AuthoredQuestion]:
    return [question for quiz in quizzes() for question in quiz.questions]


every_question = pytest.mark.parametrize("question", questions(), ids=lambda question: question.id)


def options(question: AuthoredQuestion):
    kind = question.kind.choice if isinstance(question.kind, Label) else question.kind
    return kind.options if isinstance(kind, Choice | Choices) else ()


def test_there_are_sixty_questions_in_six_quizzes_of_every_kind():
    assert [quiz.title.zh for quiz in quizzes()] == [
        "组件职责", "对象关系", "网络", "镜像拉取策略", "安装与启动顺序", "故障现象",
    ]  # fmt: skip
    assert all(len(quiz.questions) >= 10 for quiz in quizzes())
    assert {question.kind.name for question in questions()} == {
        "choice", "choices", "matching", "ordering", "fill-in", "label",
    }  # fmt: skip


@every_question
def test_its_solution_is_right_and_each_mistake_wrong(question: AuthoredQuestion):
    assert question.kind.grade(question.kind.solution()).right
    mistakes = list(question.kind.mistakes())
    assert mistakes
    assert not any(question.kind.grade(mistake).right for mistake in mistakes)


@every_question
def test_it_quotes_the_note_explains_itself_and_names_its_sources(question: AuthoredQuestion):
    assert question.quote
    assert question.quote in (NOTES / "README.md").read_text()
    assert question.explanation.zh != question.stem.zh
    assert question.sources
    assert question.tags


@every_question
def test_it_asks_plainly(question: AuthoredQuestion):
    assert not NEGATED.search(question.stem.zh)
    assert not NEGATED.search(question.stem.en)
    for option in options(question):
        for language in LANGUAGES:
            assert not EVASIVE.search(option.text.to(language))


@every_question
def test_every_part_says_why(question: AuthoredQuestion):
    for language in LANGUAGES:
        whys = [option.why.to(language) for option in options(question)]
        assert len(set(whys)) == len(whys), "each option has a reason of its own"


def test_the_longest_option_is_right_no_more_often_than_chance_would_have_it():
    for language in LANGUAGES:
        asked = [options(question) for question in questions() if isinstance(question.kind, Choice)]
        longest = [max(of, key=lambda option: len(option.text.to(language))).right for of in asked if len(of) > 2]
        assert sum(longest) <= 0.4 * len(longest)


def test_the_right_option_is_not_always_written_first():
    firsts = [options(question)[0].right for question in questions() if isinstance(question.kind, Choice)]
    assert 0.05 < sum(firsts) / len(firsts) < 0.6
