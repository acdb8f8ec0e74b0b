"""The quiz about image pulls, which never ends, whatever the notes say of it."""

from importlib import import_module

from quizzes.importing.rows import write_questions, write_quizzes
from quizzes.models import PULL_POLICY, Question, Quiz

_POSITION = 1_000  # after those that somebody wrote


def write_scenarios() -> None:
    row = Quiz(
        slug=PULL_POLICY,
        origin=Quiz.Origin.SCENARIOS,
        title="预测镜像拉取",
        title_en="Predict an image pull",
        about="随机给出策略、节点和仓库的状况，判断会运行什么。题目没有尽头。",
        about_en="A policy, a node and a registry drawn at random: what will run? The questions never end.",
        position=_POSITION,
    )
    write_quizzes([row], Quiz.objects.filter(origin=Quiz.Origin.SCENARIOS))
    known = list(Question.objects.filter(quiz__slug=PULL_POLICY).select_related("quiz"))
    if known:
        renewed = import_module("quizzes.pulls").renewed(known[0].quiz, known)
        write_questions(renewed, {question.key: question for question in known})
