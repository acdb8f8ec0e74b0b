"""A lesson: its page, and the two forms that say how far its reader has come."""

import re
from hashlib import sha256
from typing import NamedTuple

from django.db import connection
from django.http import Http404, HttpRequest, HttpResponse
from django.middleware.csrf import get_token
from django.shortcuts import get_object_or_404, redirect
from django.template.loader import render_to_string
from django.utils.safestring import SafeString
from django.views.decorators.http import condition, require_POST, require_safe

from learners.middleware import ensure
from lessons.frame import build, frame, html_lang, personal
from lessons.models import Lesson, Reading
from lessons.outline import Outline, current, in_english, outline
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


# Written out: composing it with the ORM takes longer than everything else on the page. An English text is empty where
# it does not differ.
_QUERY = """
    SELECT lesson.slug, lesson.kind, lesson.title, lesson.line, lesson.end_line, lesson.minutes, lesson.retired_at,
        note.path, note.language, lesson.title_html, lesson.html, note.title_html, note.intro_html,
        course.revision, course.imported_at
    FROM lessons_lesson lesson JOIN lessons_note note ON note.id = lesson.note_id CROSS JOIN lessons_course course
    WHERE lesson.slug = %s
"""
_ENGLISH_QUERY = re.sub(r"(\w+\.(?:\w+_)?html)", r"COALESCE(NULLIF(\1_en, ''), \1)", _QUERY)


def lesson(request: HttpRequest, slug: str) -> HttpResponse:
    response = _lesson(request, slug)
    personal(response)
    return response


def _load(slug: str) -> tuple[Page, Outline]:
    """The lesson and the course's outline, by one query when the outline is already known."""
    with connection.cursor() as cursor:
        cursor.execute(_ENGLISH_QUERY if in_english() else _QUERY, [slug])
        row = cursor.fetchone()
    if row is None:
        raise Http404(slug)
    *plain, title, html, note_title, intro = row[:-2]
    return Page(*plain, *map(trusted, (title, html, note_title, intro))), outline(row[-2:])


def _etag(request: HttpRequest, slug: str) -> str:
    # A browser that asks whether its copy still holds makes us look at the course's stamp, and at nothing else.
    if "If-None-Match" in request.headers:
        known = current(request)
    else:
        request._page, known = _load(slug)  # type: ignore[attr-defined]
        request._outline = known  # type: ignore[attr-defined]
    if "CSRF_COOKIE" not in request.META:  # a first visitor gets the secret that the page's token comes from
        request._token = get_token(request)  # type: ignore[attr-defined]
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
    context = frame(request) | {
        "page": page,
        "entry": entry,
        "before": before,
        "after": after,
        "done": slug in done,
        "rail": rail(outline, slug, page.html, done),
        "csrf_token": getattr(request, "_token", None) or get_token(request),
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
