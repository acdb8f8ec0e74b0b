"""A lesson: its page, and the two forms that say how far its reader has come."""

from hashlib import sha256
from typing import NamedTuple

from django.db.models import F, Value
from django.db.models.expressions import Combinable
from django.db.models.functions import Coalesce, NullIf
from django.http import Http404, HttpRequest, HttpResponse
from django.middleware.csrf import get_token
from django.shortcuts import get_object_or_404, redirect
from django.template.loader import render_to_string
from django.utils.safestring import SafeString
from django.views.decorators.http import condition, require_POST, require_safe

from learners.middleware import ensure
from lessons.frame import build, frame, html_lang, personal
from lessons.models import Lesson, Reading
from lessons.outline import LANGUAGE_TAGS, STAMP, Outline, current, in_english, outline
from lessons.progress import finished
from lessons.rail import rail
from lessons.trusted import trusted


class Page(NamedTuple):
    """The columns that a lesson's page shows; the texts in the language of the interface."""

    slug: str
    kind: str
    title: str
    line: int
    end_line: int
    minutes: int
    retired_at: object
    path: str
    language: str
    title_html: SafeString
    html: SafeString
    note_title_html: SafeString
    intro_html: SafeString


def lesson(request: HttpRequest, slug: str) -> HttpResponse:
    response = _lesson(request, slug)
    personal(response)
    return response


def _translated(column: str) -> Combinable:
    own = F(column)
    return Coalesce(NullIf(F(f"{column}_en"), Value("")), own) if in_english() else own


def _load(slug: str) -> tuple[Page, Outline]:
    """The lesson and the course's outline, by one query when the outline is already known."""
    row = (
        Lesson.objects.filter(slug=slug)
        .values_list(
            "slug", "kind", "title", "line", "end_line", "minutes", "retired_at", "note__path", "note__language",
            *map(_translated, ("title_html", "html", "note__title_html", "note__intro_html")),
            *STAMP,
        )
        .first()
    )  # fmt: skip
    if row is None:
        raise Http404(slug)
    *plain, title, html, note_title, intro, revision, imported_at = row
    return Page(*plain, *map(trusted, (title, html, note_title, intro))), outline((revision, imported_at))


def _etag(request: HttpRequest, slug: str) -> str:
    # A browser that asks whether its copy still holds makes us look at the course's stamp, and at nothing else.
    if "If-None-Match" in request.headers:
        known = current(request)
    else:
        request._page, known = _load(slug)  # type: ignore[attr-defined]
        request._outline = known  # type: ignore[attr-defined]
    get_token(request)  # so that a first visitor has the secret that the page's tokens are made from
    parts = (
        build(),
        slug,
        known and known.stamp,
        html_lang(),
        request.COOKIES.get("theme"),
        request.META["CSRF_COOKIE"],
        finished(request),
    )
    return f'"{sha256(repr(parts).encode()).hexdigest()[:32]}"'


@require_safe
@condition(etag_func=_etag)
def _lesson(request: HttpRequest, slug: str) -> HttpResponse:
    if not hasattr(request, "_page"):
        request._page, request._outline = _load(slug)  # type: ignore[attr-defined]
    page: Page = request._page  # type: ignore[attr-defined]
    outline: Outline = request._outline  # type: ignore[attr-defined]
    done = finished(request)
    entry = outline.entries.get(slug)
    before, after = outline.around(slug)
    note_lang = LANGUAGE_TAGS[page.language]
    context = frame(request) | {
        "page": page,
        "entry": entry,
        "before": before,
        "after": after,
        "done": slug in done,
        "note_lang": note_lang if note_lang != html_lang() else "",
        "rail": rail(outline, slug, page.html, done),
        "csrf_token": get_token(request),
    }
    # Without the request: the context processors have nothing to add here, and cost as much as the rest.
    return HttpResponse(render_to_string("lessons/lesson.html", context))


@require_POST
def finish(request: HttpRequest, slug: str) -> HttpResponse:
    finished_now = get_object_or_404(Lesson, slug=slug, kind=Lesson.Kind.LESSON)
    known = current(request)
    _, after = known.around(slug) if known else (None, None)
    response = redirect(after.url if after else "home")
    Reading.objects.get_or_create(learner=ensure(request, response), lesson=finished_now)
    return response


@require_POST
def unfinish(request: HttpRequest, slug: str) -> HttpResponse:
    lesson = get_object_or_404(Lesson, slug=slug)
    if request.learner:  # type: ignore[attr-defined]
        Reading.objects.filter(learner=request.learner, lesson=lesson).delete()  # type: ignore[attr-defined]
    return redirect(lesson)
