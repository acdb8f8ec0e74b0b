"""Quizzes: the list, a way through one of them, and its results."""

from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_http_methods, require_safe

from learners.middleware import ensure
from learners.models import Learner
from lessons.frame import personal
from quizzes.answering import open_sitting, without
from quizzes.asking import ask
from quizzes.catalogue import plan, still_asked
from quizzes.forms import issue
from quizzes.listing import due, listing
from quizzes.models import Question, Quiz, Sitting
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
    if found.retired_at or not (found.size or found.origin == Quiz.Origin.SCENARIOS):
        return render(request, "quizzes/gone.html", {"quiz": found}, status=410 if found.retired_at else 404)
    if request.method == "POST":
        return _again(request, found)
    learner = request.learner or None  # type: ignore[attr-defined]
    token = issue()
    sitting = Sitting.objects.filter(learner=learner, quiz=found).order_by("-id").first() if learner else None
    sitting, question = _next(sitting or Sitting(quiz=found, keys=plan(found, token)), learner)
    if question:
        return show(request, ask(question, key=sitting.next(), token=token), sitting)
    response = render(request, "quizzes/results.html", results(found, sitting))
    personal(response)
    return response


def _next(sitting: Sitting, learner: Learner | None) -> tuple[Sitting, Question | None]:
    """The first question that waits for an answer and is still asked, and `sitting` without those that are not."""
    gone: list[str] = []
    waiting = () if sitting.finished_at else [key for key in sitting.keys if key not in sitting.answers]
    for key in waiting:
        question = still_asked(sitting.quiz.slug, key, learner)
        if question:
            return (without(sitting, gone) if gone else sitting), question
        gone.append(key)
    return (sitting if sitting.finished_at else without(sitting, gone)), None


def _again(request: HttpRequest, quiz: Quiz) -> HttpResponse:
    response = redirect(quiz)
    learner = ensure(request, response)
    last = Sitting.objects.filter(learner=learner, quiz=quiz).order_by("-id").first()
    if open_sitting(learner, quiz.pk) is None:
        missed = last.missed if last and request.POST.get("again") == "missed" else []
        missed = [key for key in missed if still_asked(quiz.slug, key, learner)]
        keys = missed or plan(quiz, issue(), known=_known(last))
        Sitting.objects.get_or_create(
            learner=learner, quiz=quiz, finished_at=None, defaults={"keys": keys, "only_missed": bool(missed)}
        )
    return response


def _known(last: Sitting | None) -> list[str]:
    return [key for key, right in last.answers.items() if right] if last else []
