"""All errata, and one alone for a lesson that has no room for it beside the line."""

from itertools import groupby

from django.db.models import Count, QuerySet
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.views.decorators.http import require_safe

from lessons.frame import personal
from lessons.models import Erratum, Lesson
from lessons.outline import current


def _shown() -> QuerySet[Erratum]:
    found = Erratum.objects.filter(lesson__isnull=False, lesson__retired_at=None)
    return found.select_related("lesson__note").order_by("lesson__position", "number")


@require_safe
def errata(request: HttpRequest) -> HttpResponse:
    outline = current(request)
    severity, slug = request.GET.get("severity", ""), request.GET.get("lesson", "")
    everything = _shown()
    of_lesson = everything.filter(lesson__slug=slug) if slug else everything
    found = of_lesson.filter(severity=severity) if severity else of_lesson
    numbers = dict(of_lesson.order_by().values_list("severity").annotate(Count("pk")))
    response = render(
        request,
        "lessons/errata.html",
        {
            "groups": [
                (outline.entries[slug], list(group))
                for slug, group in groupby(found, lambda erratum: erratum.lesson.slug if erratum.lesson else "")
                if outline and slug in outline.entries
            ],
            "severities": [
                (value, label, numbers[value]) for value, label in Erratum.Severity.choices if value in numbers
            ],
            "severity": severity,
            "narrowed": bool(slug or severity),
            "lesson": Lesson.objects.filter(slug=slug).first() if slug else None,
            "total": sum(numbers.values()),
        },
    )
    personal(response)
    return response


@require_safe
def erratum(request: HttpRequest, name: str) -> HttpResponse:
    found = get_object_or_404(_shown(), name=name)
    note_lang = found.lesson.note.language if found.lesson else ""
    template = "lessons/_erratum.html" if request.htmx else "lessons/erratum.html"  # type: ignore[attr-defined]
    response = render(request, template, {"erratum": found, "note_lang": note_lang})
    personal(response)
    return response
