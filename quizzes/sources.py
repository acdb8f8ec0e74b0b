"""Where a question was met, and where one goes on from there: in its quiz, in a review, at the end of a lesson."""

import re
from typing import Any

from quizzes.asking import Asked, quiz_title
from quizzes.models import Question, Sitting

REVIEW = "review"
_LESSON = re.compile(r"lesson/[^/?#]{1,120}")
_BACK = re.compile(r"/(?:quizzes|review|check)/[^\s\\]*")


def clean(source: str) -> str:
    """`source` if it is one, else that of a quiz."""
    return source if source == REVIEW or _LESSON.fullmatch(source) else ""


def back(address: str) -> str:
    """`address` if it is a page that asks questions."""
    return address if _BACK.fullmatch(address) and "//" not in address else "/quizzes/"


def onwards(source: str, question: Question, key: str, sitting: Sitting | None) -> tuple[str, bool]:
    """The address after this question, and whether the sitting ends there."""
    if source == REVIEW:
        return "/review/", False
    if source:
        return f"/lessons/{source.partition('/')[2]}/", True
    following = sitting.next(key) if sitting else ""
    quiz = f"/quizzes/{question.quiz.slug}/"
    return (f"{quiz}{following}/", False) if following else (quiz, sitting is not None)


def surroundings(asked: Asked, sitting: Sitting | None) -> dict[str, Any]:
    """The line above the question: the title, where one is, and the neatline."""
    title = quiz_title(asked.question.quiz)
    if asked.source or sitting is None or asked.key not in sitting.keys:
        return {"title": title, "segments": [], "number": 0, "total": 0}
    return {
        "title": title,
        "number": sitting.keys.index(asked.key) + 1,
        "total": len(sitting.keys),
        "segments": [_segment(sitting, key, asked.key) for key in sitting.keys],
    }


def _segment(sitting: Sitting, key: str, here: str) -> str:
    answered = {True: "done", False: "some missed"}.get(sitting.answers.get(key), "")
    return f"{answered} here".strip() if key == here else answered
