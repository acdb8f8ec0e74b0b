"""Quizzes: the list, a way through one of them, and its results."""

from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_http_methods, require_safe

from learners.middleware import ensure
from lessons.frame import personal
from quizzes.answering import open_sitting
from quizzes.asking import Asked, ask
from quizzes.catalogue import find, plan
from quizzes.forms import Token, issue
from quizzes.listing import due, listing
from quizzes.models import Quiz, Sitting
from quizzes.results import results
from quizzes.views.answer import show


@require_safe
def quizzes(request: HttpRequest) -> HttpResponse:
    learner = request.learner or None  # type: ignore[attr-defined]
    context = listing(learner, request.GET.get("page", "")) | {"due": due(learner)}
    response = render(request, "quizzes/quizzes.html", context)
    personal(response)
    return response


@require_http_methods(["GET", "HEAD", "POST"])
def quiz(request: HttpRequest, slug: str) -> HttpResponseBase:
    """The next question, or the results when there is none. A POST begins anew, with all or with what was missed."""
    found = get_object_or_404(Quiz, slug=slug)
    if request.method == "POST":
        return _again(request, found)
    learner = request.learner or None  # type: ignore[attr-defined]
    sitting = Sitting.objects.filter(learner=learner, quiz=found).order_by("-id").first() if learner else None
    if found.retired_at or (sitting is None and not found.size and found.origin != Quiz.Origin.SCENARIOS):
        return render(request, "quizzes/gone.html", {"quiz": found}, status=410 if found.retired_at else 404)
    if sitting and sitting.finished_at:
        response = render(request, "quizzes/results.html", results(found, sitting))
        personal(response)
        return response
    token = issue()
    sitting = sitting or Sitting(quiz=found, keys=plan(found, token))
    return show(request, _next(found, sitting, token, request), sitting)


def _next(quiz: Quiz, sitting: Sitting, token: Token, request: HttpRequest) -> Asked:
    key = sitting.next()
    question = find(quiz.slug, key, request.learner or None)  # type: ignore[attr-defined]
    return ask(question, key=key, token=token)


def _again(request: HttpRequest, quiz: Quiz) -> HttpResponse:
    response = redirect(quiz)
    learner = ensure(request, response)
    last = Sitting.objects.filter(learner=learner, quiz=quiz).order_by("-id").first()
    if open_sitting(learner, quiz.pk) is None:
        missed = last.missed if last and request.POST.get("again") == "missed" else []
        keys = missed or plan(quiz, issue(), known=_known(last))
        Sitting.objects.get_or_create(
            learner=learner, quiz=quiz, finished_at=None, defaults={"keys": keys, "only_missed": bool(missed)}
        )
    return response


def _known(last: Sitting | None) -> list[str]:
    return [key for key, right in last.answers.items() if right] if last else []
