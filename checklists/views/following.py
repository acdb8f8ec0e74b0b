"""Checklists: the list of them, and one to be followed."""

from collections.abc import Mapping
from html import escape
from typing import Any

from django.http import Http404, HttpRequest, HttpResponse
from django.middleware.csrf import get_token
from django.shortcuts import get_object_or_404, render
from django.utils.translation import get_language, gettext
from django.views.decorators.http import require_safe

from checklists import following
from checklists.listing import listing
from checklists.markup import Frame, drawn
from checklists.models import Checklist, Run, Step
from checklists.picture import start_order
from checklists.seen import neatline, needed
from checklists.ticking import now
from learners.clock import zone
from learners.models import Learner
from lessons.frame import html_lang, personal
from lessons.templatetags.notes import lang


@require_safe
def checklists(request: HttpRequest) -> HttpResponse:
    learner = request.learner or None  # type: ignore[attr-defined]
    context = {"entries": listing(learner, get_language() or "")}
    response = render(request, "checklists/checklists.html", context)
    personal(response)
    return response


@require_safe
def checklist(request: HttpRequest, slug: str) -> HttpResponse:
    """With ?run= that of the learner's runs, else the one that was used last."""
    found = get_object_or_404(Checklist, slug=slug)
    return page(request, found)


def page(
    request: HttpRequest,
    checklist: Checklist,
    *,
    given: Mapping[str, str] = {},
    problems: Mapping[str, str] = {},
    **more: Any,
) -> HttpResponse:
    """The whole page. `given` are values that were sent and why they will not do, by field; `more` is what other forms
    have to say."""
    if checklist.retired_at:
        return render(request, "checklists/gone.html", {"checklist": checklist}, status=410)
    runs = runs_of(request, checklist)
    run = chosen(request, runs)
    language = get_language() or ""
    only = following.variant(checklist, run)
    rows = list(Step.objects.filter(checklist=checklist))
    gone = [row for row in rows if row.retired_at]
    steps = following.steps([row for row in rows if not row.retired_at], checklist, run, only, language)
    context = {
        "checklist": checklist,
        "title": following.said(checklist.title, language),
        "about": following.said(checklist.about, language),
        "notice": following.said(checklist.notice, language),
        "run": run,
        "runs": runs,
        "steps": steps,
        "drawn": drawn(steps, _frame(request, checklist, run), _opened(more), checklist.order.get("step", "")),
        "segments": neatline(steps),
        "count": sum(step.done for step in needed(steps)),
        "total": len(needed(steps)),
        "lost": [step for step in following.steps(gone, checklist, run, only, language) if step.begun or step.remark],
        "variants": [(one["id"], following.said(one["label"], language)) for one in checklist.variants],
        "variant": only,
        "problems": problems,
        "fields": _fields(checklist, run, language, given, problems),
        "lesson_url": steps[0].url.partition("#")[0] if steps else "",
        "zone": zone(request),
        "now": now(),
        "html_lang": html_lang(),
        "order_figure": start_order(checklist, rows, run, language) if checklist.order else None,
    }
    response = render(request, "checklists/checklist.html", context | more)
    personal(response)
    return response


def _opened(more: Mapping[str, Any]) -> str:
    return more["found"]["step"].key if "found" in more else ""


def _frame(request: HttpRequest, checklist: Checklist, run: Run | None) -> Frame:
    number = run.pk if run else ""
    hidden = (
        f'<input type="hidden" name="csrfmiddlewaretoken" value="{get_token(request)}">'
        f'<input type="hidden" name="run" value="{number}">'
    )
    words = map(escape, (gettext("Done"), gettext("Done. Undo"), gettext("Done: %(title)s") % {"title": ""}))
    more = map(
        escape,
        (
            gettext("Content updated"),
            gettext("only if you want to"),
            gettext("Your note"),
            gettext("Keep"),
            gettext("In the notes"),
        ),
    )
    return Frame(checklist.get_absolute_url(), lang(checklist.language), hidden, zone(request), *words, *more)


def _fields(
    checklist: Checklist, run: Run | None, language: str, given: Mapping[str, str], problems: Mapping[str, str]
) -> list[dict[str, str]]:
    values = {**following.field_values(checklist, run), **{id: given.get(id, "") for id in problems}}
    return [
        {
            "id": field.id,
            "label": field.label.to(language),
            "value": values[field.id],
            "default": field.default,
            "problem": problems.get(field.id, ""),
            "help": field.help.to(language),
        }
        for field in following.fields(checklist)
    ]


def runs_of(request: HttpRequest, checklist: Checklist) -> list[Run]:
    learner: Learner | None = request.learner or None  # type: ignore[attr-defined]
    return list(Run.objects.filter(learner=learner, checklist=checklist)) if learner else []


def chosen(request: HttpRequest, runs: list[Run]) -> Run | None:
    """The run that the request names, else the latest. Raises Http404 for one that is not the learner's."""
    named = (request.POST if request.method == "POST" else request.GET).get("run", "")
    if not named:
        return next(iter(runs), None)
    for run in runs:
        if str(run.pk) == named:
            return run
    raise Http404(named)
