"""A checklist to take away: as a script, as Markdown, and what keeps it readable without a connection."""

from pathlib import Path

from django.conf import settings
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404
from django.utils.http import content_disposition_header
from django.utils.translation import get_language, gettext
from django.views.decorators.http import require_safe

from checklists import following
from checklists.models import Checklist, Run, Step
from checklists.outline import outline
from checklists.script import Words
from checklists.script import script as written
from checklists.seen import StepSeen
from checklists.views.following import chosen, runs_of
from lessons.frame import personal


@require_safe
def script(request: HttpRequest, slug: str) -> HttpResponse:
    """With ?run= that run's values and variant; without, every step with the defaults, for any system it knows."""
    checklist, run, only, steps = _taken(request, slug)
    text = written(
        following.said(checklist.title, _language()),
        _lead(checklist, run),
        steps,
        checklist.variants,
        only,
        following.field_values(checklist, run),
        _words(),
        _language(),
    )
    return _file(text, "text/x-shellscript", f"{checklist.slug}.sh")


@require_safe
def markdown(request: HttpRequest, slug: str) -> HttpResponse:
    checklist, run, _, steps = _taken(request, slug)
    labels = {one["id"]: following.said(one["label"], _language()) for one in checklist.variants}
    words = {
        "do": gettext("Type this"),
        "verify": gettext("Look whether it worked:"),
        "optional": gettext("only if you want to"),
    }
    text = outline(following.said(checklist.title, _language()), _lead(checklist, run), steps, labels, words)
    return _file(text, "text/markdown", f"{checklist.slug}.md")


def _taken(request: HttpRequest, slug: str) -> tuple[Checklist, Run | None, str, list[StepSeen]]:
    checklist = get_object_or_404(Checklist, slug=slug, retired_at=None)
    named = "run" in request.GET
    run = chosen(request, runs_of(request, checklist)) if named else None
    if named and run is None:
        raise Http404(slug)
    only = run.variant if run else request.GET.get("variant", "")
    only = only if only in [one["id"] for one in checklist.variants] else ""
    rows = Step.objects.filter(checklist=checklist, retired_at=None)
    return checklist, run, only, following.steps(rows, checklist, run, only, _language())


def _lead(checklist: Checklist, run: Run | None) -> list[str]:
    name = gettext("Run: %(name)s") % {"name": run.name} if run and run.name else ""
    values = ", ".join(f"{id} = {value}" for id, value in following.field_values(checklist, run).items())
    return [
        following.said(checklist.about, _language()),
        following.said(checklist.notice, _language()),
        name,
        gettext("Values: %(values)s") % {"values": values} if values else "",
    ]


def _language() -> str:
    return get_language() or ""


def _words() -> Words:
    return Words(
        by_hand=gettext("By hand, then y:"),
        go_on=gettext("Go on all the same?"),
        looked_for=gettext("Looked for:"),
        really=gettext("This deletes things. Run it?"),
        unknown_system=gettext("This script does not know this system."),
        system_is_for=gettext("This script was made for another system."),
        done=gettext("Done."),
    )


def _file(text: str, kind: str, name: str) -> HttpResponse:
    response = HttpResponse(text, content_type=f"{kind}; charset=utf-8")
    response["Content-Disposition"] = content_disposition_header(True, name) or "attachment"
    personal(response)
    return response


@require_safe
def worker(request: HttpRequest) -> HttpResponse:
    """From below /checklists/, for that is how far a worker reaches."""
    code = Path(settings.BASE_DIR / "static" / "checklist-worker.js").read_text(encoding="utf-8")
    return HttpResponse(code, content_type="text/javascript", headers={"Cache-Control": "no-cache"})
