"""What a node does about an image, under all conditions."""

from urllib.parse import urlencode

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import get_language
from django.views.decorators.http import require_safe

from quizzes.exploring import explored


@require_safe
def pull_policy(request: HttpRequest) -> HttpResponse:
    """The conditions stand in the address; those that it leaves out are the most ordinary ones."""
    context = explored(request.GET.dict(), get_language() or "")
    fragment = request.htmx and not request.htmx.history_restore_request  # type: ignore[attr-defined]
    template = "quizzes/_pull_policy.html" if fragment else "quizzes/pull_policy.html"
    response = render(request, template, context)
    if fragment:
        response["HX-Push-Url"] = f"{request.path}?{urlencode(context['conditions'])}"
    return response
