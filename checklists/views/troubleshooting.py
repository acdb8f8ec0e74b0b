"""Failures by what one sees of them."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import get_language
from django.views.decorators.http import require_safe

from checklists.troubles import matching, troubles


@require_safe
def troubleshooting(request: HttpRequest) -> HttpResponse:
    """All, or those that have every word of ?q=."""
    query = " ".join(request.GET.get("q", "").replace("\0", "").split())[:200]
    everything = troubles(get_language() or "")
    context = {"query": query, "troubles": matching(everything, query), "total": len(everything)}
    template = "checklists/_troubles.html" if request.htmx else "checklists/troubleshooting.html"  # type: ignore[attr-defined]
    return render(request, template, context)
