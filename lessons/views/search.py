"""Searching: the page, and its results alone while one types."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.cache import patch_vary_headers
from django.utils.translation import get_language
from django.views.decorators.http import require_safe

from lessons.frame import personal
from lessons.search.finding import search as find

PAGE_SIZE = 20
LONGEST_QUERY = 200


@require_safe
def search(request: HttpRequest) -> HttpResponse:
    query = request.GET.get("q", "").strip()[:LONGEST_QUERY]
    asked = request.GET.get("page", "")
    page = max(1, int(asked)) if asked.isdecimal() and len(asked) < 4 else 1
    results = (
        find(query, language=get_language() or "", limit=PAGE_SIZE, offset=(page - 1) * PAGE_SIZE) if query else None
    )
    template = "lessons/_results.html" if request.htmx else "lessons/search.html"  # type: ignore[attr-defined]
    more = results is not None and results.total > page * PAGE_SIZE
    response = render(request, template, {"query": query, "results": results, "page": page, "more": more})
    personal(response)
    patch_vary_headers(response, ["HX-Request"])
    return response
