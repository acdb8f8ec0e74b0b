"""What was imported, to look at. It is changed in the notes, not here."""

from typing import Any

from django.contrib import admin
from django.http import HttpRequest

from lessons.models import Asset, Course, Diagram, Erratum, Leg, Lesson, Note, Reading, SearchEntry, Section, Step, Term


class ReadOnly(admin.ModelAdmin):
    show_full_result_count = False

    def has_add_permission(self, request: HttpRequest) -> bool:
        return False

    def has_change_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return False

    def has_delete_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return False


# model -> (columns, filters, fields to search)
_SHOWN: dict[Any, tuple[tuple[str, ...], tuple[str, ...], tuple[str, ...]]] = {
    Course: (("title", "root", "revision", "imported_at"), (), ()),
    Note: (("path", "title", "language", "encoding", "retired_at"), ("language", "encoding"), ("path", "title")),
    Leg: (("position", "title", "title_en"), (), ("title", "title_en")),
    Lesson: (("slug", "title", "note", "leg", "kind", "minutes", "retired_at"), ("kind", "leg"), ("slug", "title")),
    Section: (("title", "lesson", "level", "retired_at"), ("level",), ("title", "path")),
    Term: (("name", "group", "lesson", "retired_at"), ("group",), ("name", "text")),
    Step: (("title", "lesson", "position", "retired_at"), (), ("title",)),
    Erratum: (("name", "severity", "lesson", "number", "since"), ("severity",), ("name", "quote", "text", "text_en")),
    Diagram: (("name", "title", "title_en", "lesson"), (), ("name", "title", "title_en")),
    Asset: (("path", "content_type", "size"), ("content_type",), ("path",)),
    SearchEntry: (("title", "kind", "lesson"), ("kind",), ("title",)),
}  # fmt: skip

for _model, (_columns, _filters, _sought) in _SHOWN.items():
    _related = tuple(name for name in _columns if name in {"lesson", "note", "leg"})
    _settings = {
        "list_display": _columns,
        "list_filter": _filters,
        "search_fields": _sought,
        "list_select_related": _related or False,
    }
    admin.site.register(_model, type(f"{_model.__name__}Admin", (ReadOnly,), _settings))


@admin.register(Reading)
class ReadingAdmin(admin.ModelAdmin):
    list_display = ("learner", "lesson", "finished_at")
    list_select_related = ("learner__user", "lesson")
    raw_id_fields = ("learner", "lesson")
    search_fields = ("lesson__title", "lesson__slug")
