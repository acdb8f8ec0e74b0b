"""Services started in another order, to see what happens."""

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.utils.translation import get_language
from django.views.decorators.http import require_safe

from checklists import following
from checklists.models import Checklist
from checklists.picture import picture, services
from checklists.starting import starts


@require_safe
def order(request: HttpRequest, slug: str) -> HttpResponse:
    """`start`, once a service, is the order; `move` is "2 up" or "2 down", by place."""
    checklist = get_object_or_404(Checklist, slug=slug, retired_at=None)
    known = services(checklist)
    if not known:
        raise Http404(slug)
    language = get_language() or ""
    given = _moved(
        [start.service.id for start in starts(known, request.GET.getlist("start"))], request.GET.get("move", "")
    )
    found = starts(known, given)
    context = {
        "checklist": checklist,
        "title": following.said(checklist.title, language),
        "starts": [(start.service, [(need, text.to(language)) for need, text in start.missing]) for start in found],
        "wrong": sum(bool(start.missing) for start in found),
        "figure": picture(checklist, [], language),
    }
    template = "checklists/_order.html" if request.htmx else "checklists/order.html"  # type: ignore[attr-defined]
    return render(request, template, context)


def _moved(ids: list[str], move: str) -> list[str]:
    place, _, way = move.partition(" ")
    at = int(place) if place.isdecimal() and len(place) < 4 else len(ids)
    to = at + {"up": -1, "down": 1}.get(way, 0)
    if at < len(ids) and 0 <= to < len(ids):
        ids[at], ids[to] = ids[to], ids[at]
    return ids
