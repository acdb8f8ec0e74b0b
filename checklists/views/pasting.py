"""Output that somebody pasted, judged."""

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.utils.translation import get_language
from django.views.decorators.http import require_POST

from checklists import following
from checklists.models import Checklist, Step
from checklists.pasted import LONGEST, judged
from checklists.views.following import chosen, page, runs_of
from lessons.frame import personal


@require_POST
def paste(request: HttpRequest, slug: str, key: str, number: int) -> HttpResponse:
    """The `number`th thing to verify of a step. Nothing of the output is kept, and nothing of it is ever run."""
    checklist = get_object_or_404(Checklist, slug=slug, retired_at=None)
    row = get_object_or_404(Step, checklist=checklist, key=key, retired_at=None)
    run = chosen(request, runs_of(request, checklist))
    language = get_language() or ""
    [step] = following.steps([row], checklist, run, following.variant(checklist, run), language)
    verify = next((one for one in step.verify if one.number == number), None)
    if verify is None:
        raise Http404(number)
    text = request.POST.get("output", "")
    values = following.field_values(checklist, run)
    finding = judged(text, verify.command, verify.expect, {one.id: one.match for one in step.failures}, values)
    found = {
        "finding": finding,
        "failure": next((one for one in step.failures if one.id == finding.failure), None),
        "wants": [(said.to(language), held) for said, held in finding.wants],
        "too_long": len(text) > LONGEST,
        "step": step,
        "verify": verify,
    }
    if request.htmx:  # type: ignore[attr-defined]
        response = render(request, "checklists/_finding.html", found)
        personal(response)
        return response
    return page(request, checklist, found=found, pasted=text[:LONGEST])
