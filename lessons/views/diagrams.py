"""A diagram's own page: step by step, with its parts' roles, with or without their names."""

from django.http import HttpRequest, HttpResponse, QueryDict
from django.shortcuts import get_object_or_404, render
from django.utils.cache import patch_vary_headers
from django.utils.html import escape
from django.utils.translation import get_language
from django.views.decorators.http import require_safe

from lessons.diagrams.shapes import Node, Spec
from lessons.diagrams.spec import from_json
from lessons.figures import Role, View, figure
from lessons.frame import personal
from lessons.models import Diagram, Erratum, Term
from lessons.outline import current
from lessons.trusted import trusted


@require_safe
def diagram(request: HttpRequest, name: str) -> HttpResponse:
    row = get_object_or_404(Diagram.objects.select_related("lesson"), name=name)
    spec, language = from_json(row.spec), get_language() or ""
    view = _view(request.GET, spec)
    node = spec.node(view.node) if view.node else None
    role = _role(spec, node, language, row) if node else None
    drawn = figure(spec, language, view=view, role=role, whole=not request.htmx)  # type: ignore[attr-defined]
    if request.htmx:  # type: ignore[attr-defined]
        response = HttpResponse(drawn)
    else:
        outline = current(request)
        lesson = outline.entries.get(row.lesson.slug) if outline and row.lesson else None
        context = {"figure": drawn, "lesson": lesson, "title": spec.title.to(language)}
        response = render(request, "lessons/diagram.html", context)
    personal(response)
    patch_vary_headers(response, ["HX-Request"])
    return response


def _view(query: QueryDict, spec: Spec) -> View:
    """What is asked for, as far as the diagram has it."""
    step = query.get("step", "")
    masked = query.get("names") == "hidden"
    shown = frozenset(query.get("show", "").split(",")) & frozenset(spec.masks.values())
    node = spec.node(query.get("node", ""))
    open_id = (spec.masks[node.id] if masked else node.id) if node else ""
    return View(
        step=min(int(step), len(spec.steps)) if step.isdecimal() and len(step) < 5 else 0,
        masked=masked,
        shown=shown if masked else frozenset(),
        node=open_id if not masked or open_id in shown else "",
        words=query.get("words") == "shown",
    )


def _role(spec: Spec, node: Node, language: str, row: Diagram) -> Role:
    name = node.label.to(language)
    terms = Term.objects.filter(name=node.term, retired_at=None, lesson__retired_at=None).select_related("lesson__note")
    found = list(terms) if node.term else []
    # The same name may be explained in several lessons; the one that shows the diagram knows best.
    term = next((term for term in found if term.lesson_id == row.lesson_id), found[0] if found else None)
    if term is None:
        return Role(name, trusted(escape(node.role.to(language))))
    return Role(
        name=name,
        html=trusted(term.html),
        language=term.lesson.note.language,
        url=f"{term.lesson.get_absolute_url()}#{term.anchor}",
        lesson_title=term.lesson.title,
        errata=[erratum for erratum in Erratum.objects.filter(lesson=term.lesson) if erratum.quote in term.text],
    )
