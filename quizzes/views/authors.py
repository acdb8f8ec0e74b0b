"""For authors: how their questions fare, and what learners say of them."""

from collections.abc import Callable
from typing import Any

from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import get_language
from django.views.decorators.http import require_POST, require_safe

from learners.staff import staff
from lessons.frame import personal
from quizzes.models import Report
from quizzes.statistics import Figures, favourite_mistakes, figures

A_PAGE = 30
ORDERS: dict[str, Callable[[Figures], Any]] = {
    "hardest": lambda found: (found.rate, -found.firsts),
    "asked": lambda found: -found.attempts,
    "slowest": lambda found: -(found.seconds or 0),
    "least-telling": lambda found: (found.discrimination is None, found.discrimination or 0),
}


@require_safe
@staff
def questions(request: HttpRequest) -> HttpResponse:
    order = request.GET.get("order", "")
    order = order if order in ORDERS else "hardest"
    page = Paginator(sorted(figures(), key=ORDERS[order]), A_PAGE).get_page(request.GET.get("page"))
    mistakes = favourite_mistakes([found.question for found in page], get_language() or "")
    context = {
        "page": page,
        "rows": [(found, mistakes.get(found.question.pk)) for found in page],
        "orders": list(ORDERS),
        "order": order,
        "reports": Report.objects.filter(resolved_at=None).select_related("question__quiz"),
    }
    response = render(request, "quizzes/authors.html", context)
    personal(response)
    return response


@require_POST
@staff
def resolve(request: HttpRequest, pk: int) -> HttpResponse:
    """A report is dealt with; once more, and it is open again."""
    report = get_object_or_404(Report, pk=pk)
    report.resolved_at = None if report.resolved_at else timezone.now()
    report.save(update_fields=["resolved_at"])
    return redirect("authors")
