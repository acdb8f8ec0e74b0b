"""A quick check at the end of a lesson."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.views.decorators.http import require_safe

from lessons.frame import html_lang, personal
from lessons.models import Lesson
from quizzes.asking import ask
from quizzes.checking import check as questions
from quizzes.forms import issue


@require_safe
def check(request: HttpRequest, slug: str) -> HttpResponse:
    lesson = get_object_or_404(Lesson.objects.select_related("note"), slug=slug, retired_at=None)
    found = questions(lesson, request.learner or None, issue())  # type: ignore[attr-defined]
    context = {
        "lesson": lesson,
        "html_lang": html_lang(),
        "questions": [ask(question, source=f"lesson/{slug}") for question in found],
    }
    fragment = request.htmx  # type: ignore[attr-defined]
    response = render(request, "quizzes/_check.html" if fragment else "quizzes/check.html", context)
    personal(response)
    return response
