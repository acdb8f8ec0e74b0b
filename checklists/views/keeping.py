"""What a learner says while following a checklist: ticks, remarks, values, and which machine it is about."""

import json
from collections.abc import Callable
from typing import Any

from django.http import HttpRequest, HttpResponse, HttpResponseBadRequest, HttpResponseBase, JsonResponse
from django.shortcuts import get_object_or_404, redirect
from django.utils.http import urlencode
from django.utils.translation import gettext
from django.views.decorators.http import require_POST

from checklists import following, ticking
from checklists.models import Checklist, Run, Step
from checklists.ticking import Said, change
from checklists.views.following import chosen, page, runs_of
from learners.middleware import ensure

_MOST = 5000  # ticks in one request
_NAME = 60


@require_POST
def ticks(request: HttpRequest, slug: str) -> HttpResponseBase:
    """A form's `tick` is "STEP PART 1" or "STEP - 0" (- for the whole step). As JSON comes what a page has queued, also
    long ago: {"run", "said": [[step, part, done, moment], …]}; the answer names the run."""
    checklist = get_object_or_404(Checklist, slug=slug)
    if request.content_type == "application/json":
        return _queued(request, checklist)
    step, _, rest = request.POST.get("tick", "").partition(" ")
    part, _, done = rest.partition(" ")
    if done not in ("0", "1"):
        return HttpResponseBadRequest()
    said = Said(step, part.removeprefix("-"), done == "1", ticking.now())
    return _back(request, checklist, lambda run: ticking.tick(run, [said]), f"#{step}")


def _queued(request: HttpRequest, checklist: Checklist) -> HttpResponse:
    try:
        data = json.loads(request.body)
        said = [Said(str(step), str(part), done is True, int(at)) for step, part, done, at in data["said"][:_MOST]]
        number = int(data["run"] or 0)
    except (ValueError, TypeError, KeyError, OverflowError, RecursionError):
        return HttpResponseBadRequest()
    runs = runs_of(request, checklist)
    run = next((run for run in runs if run.pk == number), None) if number else next(iter(runs), None)
    if number and run is None:
        return JsonResponse({"error": gettext("This run is not yours any more.")}, status=404)
    response = JsonResponse({})
    learner = request.learner or ensure(request, response)  # type: ignore[attr-defined]
    kept = change(learner, checklist, run, lambda run: ticking.tick(run, said))
    response.content = json.dumps({"run": kept.pk}).encode()
    return response


@require_POST
def remark(request: HttpRequest, slug: str, key: str) -> HttpResponseBase:
    checklist = get_object_or_404(Checklist, slug=slug)
    step = get_object_or_404(Step, checklist=checklist, key=key)
    text = request.POST.get("remark", "")
    return _back(request, checklist, lambda run: ticking.remark(run, step, text), f"#{key}")


@require_POST
def seen(request: HttpRequest, slug: str, key: str) -> HttpResponseBase:
    """The learner has read what changed in a step that they had ticked."""
    checklist = get_object_or_404(Checklist, slug=slug)
    step = get_object_or_404(Step, checklist=checklist, key=key)
    return _back(request, checklist, lambda run: ticking.acknowledge(run, step), f"#{key}")


@require_POST
def run(request: HttpRequest, slug: str) -> HttpResponseBase:
    """`do`: `set` the variant and the values, `new`, `rename` or `delete` a run."""
    checklist = get_object_or_404(Checklist, slug=slug)
    do = request.POST.get("do", "")
    name = " ".join(request.POST.get("name", "").replace("\0", "").split())[:_NAME]
    if do == "set":
        return _set(request, checklist)
    runs = runs_of(request, checklist)
    if do == "delete":
        this = chosen(request, runs)
        if this and request.POST.get("run"):
            this.delete()
        return redirect(checklist.get_absolute_url())
    if do not in ("new", "rename"):
        return HttpResponseBadRequest()
    others = [one for one in runs if do == "new" or str(one.pk) != request.POST.get("run", "")]
    if not name or name in {one.name for one in others}:
        problem = gettext("Give it a name.") if not name else gettext("There is one of that name already.")
        return page(request, checklist, run_problem=problem, run_name=name)
    if do == "rename":
        return _back(request, checklist, lambda run: setattr(run, "name", name), "")
    response = HttpResponse()
    learner = request.learner or ensure(request, response)  # type: ignore[attr-defined]
    made, _ = Run.objects.get_or_create(learner=learner, checklist=checklist, name=name)
    return _to(checklist, made, response, "")


def _set(request: HttpRequest, checklist: Checklist) -> HttpResponseBase:
    problems, accepted = {}, {}
    for field in following.fields(checklist):
        value = request.POST.get(field.id, "").strip() or field.default
        if field.accepts(value):
            accepted[field.id] = value
        else:
            problems[field.id] = gettext("“%(value)s” will not do here.") % {"value": value[:40]}
    if problems:
        return page(request, checklist, given=request.POST.dict(), problems=problems)
    variant = request.POST.get("variant", "")

    def apply(run: Run) -> None:
        run.fields = accepted
        if variant in [one["id"] for one in checklist.variants]:
            run.variant = variant

    return _back(request, checklist, apply, "")


def _back(request: HttpRequest, checklist: Checklist, apply: Callable[[Run], Any], fragment: str) -> HttpResponseBase:
    """Applies it to the run at hand, and back to the page of that."""
    this = chosen(request, runs_of(request, checklist))
    response = HttpResponse()
    learner = request.learner or ensure(request, response)  # type: ignore[attr-defined]
    return _to(checklist, change(learner, checklist, this, apply), response, fragment)


def _to(checklist: Checklist, run: Run, response: HttpResponse, fragment: str) -> HttpResponseBase:
    back = redirect(f"{checklist.get_absolute_url()}?{urlencode({'run': run.pk})}{fragment}")
    back.cookies.update(response.cookies)
    return back
