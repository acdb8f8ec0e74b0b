"""What was answered, to take away."""

from django.http import HttpRequest, HttpResponse, HttpResponseBase, StreamingHttpResponse
from django.shortcuts import redirect
from django.utils.translation import get_language
from django.views.decorators.http import require_safe

from lessons.frame import personal
from quizzes.anki import package
from quizzes.history import lines


@require_safe
def anki(request: HttpRequest) -> HttpResponseBase:
    learner = request.learner or None  # type: ignore[attr-defined]
    if learner is None:
        return redirect("progress")
    made = package(learner, request.build_absolute_uri("/").rstrip("/"))
    return _download(HttpResponse(made, content_type="application/octet-stream"), "k8s-notes.apkg")


@require_safe
def attempts(request: HttpRequest) -> HttpResponseBase:
    learner = request.learner or None  # type: ignore[attr-defined]
    if learner is None:
        return redirect("progress")
    rows = lines(learner, get_language() or "")
    return _download(StreamingHttpResponse(rows, content_type="text/csv; charset=utf-8"), "k8s-notes-answers.csv")


def _download(response: HttpResponseBase, name: str) -> HttpResponseBase:
    response.headers["Content-Disposition"] = f'attachment; filename="{name}"'
    personal(response)
    return response
