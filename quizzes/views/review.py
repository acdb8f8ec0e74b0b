"""Review: what was answered once, when it is due again."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from learners.clock import zone
from lessons.frame import personal
from quizzes import sources
from quizzes.asking import ask
from quizzes.catalogue import address_key
from quizzes.forms import issue
from quizzes.listing import due
from quizzes.reviewing import next_due, next_moment
from quizzes.views.answer import show


@require_safe
def review(request: HttpRequest) -> HttpResponse:
    learner = request.learner or None  # type: ignore[attr-defined]
    question = next_due(learner) if learner else None
    if question is None:
        moment = next_moment(learner) if learner else None
        day = moment.astimezone(zone(request)).date() if moment else None
        response = render(request, "quizzes/reviewed.html", {"day": day})
        personal(response)
        return response
    token = issue()
    key = address_key(question, token)
    return show(request, ask(question, key=key, source=sources.REVIEW, token=token), None, left=due(learner))
