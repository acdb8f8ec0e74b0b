"""Questions and answers, to look at. Questions are changed in the notes; answers are their learners'."""

from typing import Any

from django.contrib import admin

from lessons.admin import ReadOnly
from quizzes.models import Attempt, Card, Question, Quiz, Report, Sitting

# model -> (columns, filters, fields to search, what to read along)
_SHOWN: dict[Any, tuple[tuple[str, ...], tuple[str, ...], tuple[str, ...], tuple[str, ...]]] = {
    Quiz: (("slug", "title", "origin", "size", "retired_at"), ("origin",), ("slug", "title", "title_en"), ()),
    Question: (("key", "quiz", "kind", "difficulty", "retired_at"), ("kind", "difficulty"), ("key",), ("quiz",)),
    Sitting: (
        ("learner", "quiz", "started_at", "finished_at"), (), ("learner__user__username",), ("learner__user", "quiz"),
    ),
    Attempt: (
        ("learner", "question", "right", "told", "first", "at"), ("right", "told"),
        ("learner__user__username", "question__key"), ("learner__user", "question"),
    ),
    Card: (("learner", "question", "due", "right"), (), ("question__key",), ("learner__user", "question")),
    Report: (("question", "text", "at", "resolved_at"), (), ("text", "question__key"), ("question",)),
}  # fmt: skip

for _model, (_columns, _filters, _sought, _related) in _SHOWN.items():
    _settings = {
        "list_display": _columns,
        "list_filter": _filters,
        "search_fields": _sought,
        "list_select_related": _related or False,
    }
    admin.site.register(_model, type(f"{_model.__name__}Admin", (ReadOnly,), _settings))
