"""One question, wherever it was met: its page, the answer to it, and what a learner says of it afterwards."""

from typing import Any

from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.middleware.csrf import get_token
from django.shortcuts import get_object_or_404, redirect, render
from django.template.loader import render_to_string
from django.utils.http import urlencode
from django.utils.translation import gettext
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from learners.clock import today
from learners.middleware import ensure
from learners.models import Learner
from lessons.frame import html_lang, personal
from quizzes import sources
from quizzes.answering import Given, answer, set_sure
from quizzes.asking import Asked, ask, kind_of, part, tell
from quizzes.catalogue import find, plan
from quizzes.forms import Token, read
from quizzes.kinds.base import Incomplete
from quizzes.models import Attempt, Question, Report, Sitting


@require_http_methods(["GET", "HEAD", "POST"])
def question(request: HttpRequest, slug: str, key: str) -> HttpResponseBase:
    """A question of a quiz. A GET with ?attempt= shows the verdict on that; `move` and `item` are an ordering that is
    being made."""
    learner: Learner | None = request.learner or None  # type: ignore[attr-defined]
    found = find(slug, key, learner, told=request.method == "POST" or "attempt" in request.GET)
    sitting = _sitting(learner, found, key)
    if request.method == "POST":
        return _answer(request, found, key, sitting)
    source = sources.clean(request.GET.get("from", ""))
    attempt = _attempt(request, learner, found, key, None if source else sitting)
    if attempt:
        return show(request, _told(found, key, source, attempt, sitting, "earlier" not in request.GET), sitting)
    if found.retired_at:
        return render(request, "quizzes/retired.html", {"question": found}, status=410)
    token = read(request.GET.get("token", ""))
    return show(request, ask(found, key=key, source=source, token=token, posted=dict(request.GET.lists())), sitting)


def show(request: HttpRequest, asked: Asked, sitting: Sitting | None, **more: Any) -> HttpResponse:
    """The question as a page, or alone where htmx asked for it."""
    context = {"asked": asked, "html_lang": html_lang()} | sources.surroundings(asked, sitting) | more
    if request.htmx:  # type: ignore[attr-defined]
        # Without the request: what the frame needs would cost queries, and nothing of it is shown.
        response = HttpResponse(
            render_to_string("quizzes/_question.html", context | {"csrf_token": get_token(request)})
        )
    else:
        response = render(request, "quizzes/question.html", context)
    personal(response)
    return response


def _answer(request: HttpRequest, found: Question, key: str, sitting: Sitting | None) -> HttpResponseBase:
    source = sources.clean(request.POST.get("from", ""))
    token = read(request.POST.get("token", ""))
    if found.retired_at:
        return render(request, "quizzes/retired.html", {"question": found}, status=410)
    if token is None:
        notice = gettext("This page was too old to count the answer. Please answer once more.")
        return show(request, ask(found, key=key, source=source, notice=notice), sitting)
    kind = kind_of(found)
    order = token.order(found.key, kind.slots)
    posted = dict(request.POST.lists())
    try:
        said = None if "tell" in posted else kind.read(posted, order)
    except Incomplete:
        asked = ask(found, key=key, source=source, token=token, posted=posted, incomplete=True)
        return show(request, asked, sitting)
    response = HttpResponse()
    learner = request.learner or ensure(request, response)  # type: ignore[attr-defined]
    if not source and sitting is None:
        sitting = _first_sitting(learner, found, key, token)
    given = Given(found, kind, key, said, token, order)
    attempt, counted = answer(learner, given, None if source else sitting, today(request))
    shown = _show_told(request, found, key, source, attempt, sitting, counted)
    shown.cookies.update(response.cookies)
    return shown


def _show_told(
    request: HttpRequest,
    found: Question,
    key: str,
    source: str,
    attempt: Attempt,
    sitting: Sitting | None,
    counted: bool,
) -> HttpResponseBase:
    query = {"attempt": attempt.pk} | ({"from": source} if source else {}) | ({} if counted else {"earlier": 1})
    address = f"/quizzes/{found.quiz.slug}/{key}/?{urlencode(query)}"
    if not request.htmx:  # type: ignore[attr-defined]
        return redirect(address)
    sitting = attempt.sitting or sitting
    response = show(request, _told(found, key, source, attempt, sitting, counted), sitting)
    if source in ("", sources.REVIEW):
        # The page is that of the verdict now: for whoever loads it again, or comes back to it.
        response["HX-Replace-Url"] = address
    return response


def _told(found: Question, key: str, source: str, attempt: Attempt, sitting: Sitting | None, counted: bool) -> Asked:
    next_url, last = sources.onwards(source, found, key, sitting)
    notice = "" if counted else gettext("You had answered this before; that answer counts.")
    return tell(found, attempt, key=key, source=source, next_url=next_url, last=last, notice=notice)


def _sitting(learner: Learner | None, found: Question, key: str) -> Sitting | None:
    """The latest one of this quiz that asks this question."""
    if learner is None:
        return None
    sitting = Sitting.objects.filter(learner=learner, quiz=found.quiz_id).order_by("-id").first()
    return sitting if sitting and key in sitting.keys else None


def _first_sitting(learner: Learner, found: Question, key: str, token: Token) -> Sitting | None:
    """A new one for who has never taken this quiz, if it would ask this question."""
    if Sitting.objects.filter(learner=learner, quiz=found.quiz_id).exists():
        return None
    keys = plan(found.quiz, token)
    return Sitting(learner=learner, quiz=found.quiz, keys=keys) if key in keys else None


def _attempt(
    request: HttpRequest, learner: Learner | None, found: Question, key: str, sitting: Sitting | None
) -> Attempt | None:
    """The one that the address names, or that this sitting has."""
    if learner is None or found.pk is None:
        return None
    mine = Attempt.objects.filter(learner=learner, question=found, asked_as=key)
    number = request.GET.get("attempt", "")
    if number.isdecimal() and len(number) < 18:
        return mine.filter(pk=number).first()
    return mine.filter(sitting=sitting).first() if sitting else None


@require_POST
def sure(request: HttpRequest, pk: int) -> HttpResponse:
    """How sure the learner was, said after the answer."""
    attempt = get_object_or_404(
        Attempt.objects.select_related("question", "learner"),
        pk=pk,
        learner=request.learner or None,  # type: ignore[attr-defined]
    )
    value = request.POST.get("sure", "")
    if value in ("yes", "no"):
        set_sure(attempt, value == "yes")
    return _afterwards(request, attempt, "quizzes/_sure.html", {"attempt": attempt})


@require_POST
def report(request: HttpRequest, pk: int) -> HttpResponse:
    """Something is wrong with the question, says somebody who answered it."""
    attempt = get_object_or_404(Attempt, pk=pk, learner=request.learner or None)  # type: ignore[attr-defined]
    text = request.POST.get("text", "").replace("\0", "").strip()[: Report._meta.get_field("text").max_length]
    if text:
        Report.objects.get_or_create(question_id=attempt.question_id, learner_id=attempt.learner_id, text=text)
    return _afterwards(request, attempt, "quizzes/_reported.html", {"text": text})


def _afterwards(request: HttpRequest, attempt: Attempt, template: str, context: dict[str, Any]) -> HttpResponse:
    if request.htmx:  # type: ignore[attr-defined]
        return render(request, template, context)
    return redirect(sources.back(request.POST.get("back", "")))


@require_safe
def picture(request: HttpRequest, diagram: str, node: str) -> HttpResponse:
    """The diagram with the part that a question was about."""
    return render(request, "quizzes/_picture.html", {"figure": part(diagram, node)})
