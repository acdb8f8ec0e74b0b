"""The way in, the switches, and the pages for when something went wrong."""

from django.conf import settings
from django.contrib.staticfiles.storage import staticfiles_storage
from django.db import DatabaseError
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import redirect, render
from django.template.loader import render_to_string
from django.utils import timezone
from django.utils.http import url_has_allowed_host_and_scheme
from django.utils.translation import get_language
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST, require_safe
from django.views.i18n import set_language

from learners.clock import zone
from lessons.frame import THEMES, html_lang, personal
from lessons.models import Lesson
from lessons.outline import counts, current
from lessons.progress import finished, segments
from pages.contents import contents, cover
from pages.progress import due
from pages.progress import progress as progress_of
from quizzes.mastery import CardFacts, cards, levels, topics

THEME_AGE = 400 * 24 * 3600


@require_safe
def home(request: HttpRequest) -> HttpResponse:
    outline = current(request)
    if outline is None or not outline.entries:
        return render(request, "pages/empty.html", {"notes": settings.NOTES_DIR.name})
    done = [slug for slug in finished(request) if slug in outline.entries]
    listed = contents(outline, _number(request, "leg"), _number(request, "page"))
    front = listed.leg is None and listed.previous == 0
    answered, now = _cards(request) if front else [], timezone.now()
    context = {
        "front": front,
        "counts": counts(),
        "done": frozenset(done),
        "count": len(done),
        "total": len(outline.lessons),
        "segments": segments(outline, frozenset(done)),
        "next": outline.next_to_read(done),
        "contents": listed,
        "cover": cover(outline, done, levels(topics(answered, now)), get_language() or "") if front else None,
        "due": due(answered, now),
        "references": outline.references[:12] if front else (),
    }
    response = render(request, "pages/home.html", context)
    personal(response)
    return response


def _cards(request: HttpRequest) -> list[CardFacts]:
    learner = request.learner or None  # type: ignore[attr-defined]
    return cards(learner) if learner else []


@require_safe
def progress(request: HttpRequest) -> HttpResponse:
    """What the learner knows, on the picture and term by term; `?all=1` lists every term."""
    outline = current(request)
    answered = _cards(request)
    done = [slug for slug in finished(request) if outline and slug in outline.entries]
    now = timezone.now()
    shade = levels(topics(answered, now))
    context = {
        "count": len(done),
        "total": len(outline.lessons) if outline else 0,
        "segments": segments(outline, frozenset(done)) if outline else [],
        "cover": cover(outline, done, shade, get_language() or "") if outline else None,
    }
    if answered:
        learner = request.learner  # type: ignore[attr-defined]
        context |= progress_of(learner, answered, now, zone(request), everything="all" in request.GET)
    response = render(request, "pages/progress.html", context)
    personal(response)
    return response


def _number(request: HttpRequest, name: str) -> int:
    asked = request.GET.get(name, "")
    return int(asked) if asked.isdecimal() and len(asked) < 7 else 0


@require_safe
def shortcuts(request: HttpRequest) -> HttpResponse:
    fragment = request.htmx  # type: ignore[attr-defined]
    return render(request, "pages/_shortcuts.html" if fragment else "pages/shortcuts.html")


@require_POST
def preferences(request: HttpRequest) -> HttpResponse:
    """Language or light and dark, and back to where one was."""
    if "language" in request.POST:
        return set_language(request)
    next_url = request.POST.get("next", "")
    safe = url_has_allowed_host_and_scheme(next_url, {request.get_host()}, require_https=request.is_secure())
    response = redirect(next_url if safe else "home")
    theme = request.POST.get("theme", "")
    if theme in THEMES:
        secure = request.is_secure()
        response.set_cookie("theme", theme, THEME_AGE, samesite="Lax", httponly=True, secure=secure)
    else:
        response.delete_cookie("theme", samesite="Lax")
    return response


@require_safe
@never_cache
def healthz(request: HttpRequest) -> JsonResponse:
    """For whoever watches over the site: 503 while the database is away or nothing has been imported."""
    try:
        lessons = Lesson.objects.filter(retired_at=None, kind=Lesson.Kind.LESSON).count()
    except DatabaseError:
        return JsonResponse({"status": "no database", "lessons": 0}, status=503)
    return JsonResponse(
        {"status": "ok" if lessons else "nothing imported", "lessons": lessons}, status=200 if lessons else 503
    )


def not_found(request: HttpRequest, exception: Exception) -> HttpResponse:
    return render(request, "404.html", status=404)


def csrf_failure(request: HttpRequest, reason: str = "") -> HttpResponse:
    return render(request, "403_csrf.html", {"path": "/"}, status=403)


def server_error(request: HttpRequest) -> HttpResponse:
    """Needs nothing that may be what failed: no database, no context, not even the style sheet."""
    try:
        style = staticfiles_storage.url("chart.css")
    except ValueError:
        style = ""
    page = render_to_string("500.html", {"html_lang": html_lang(), "style": style})
    return HttpResponse(page, status=500)
