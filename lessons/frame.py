"""What the frame of every page needs to know."""

from functools import cache
from hashlib import sha256

from django.conf import settings
from django.http import HttpRequest, HttpResponseBase
from django.utils.cache import patch_vary_headers
from django.utils.translation import gettext

from lessons.outline import current, in_english

THEMES = ("light", "dark")
_PARTS = {
    "home": "course",
    "lesson": "course",
    "errata": "errata",
    "erratum": "errata",
    "search": "search",
} | dict.fromkeys(("quizzes", "quiz", "question", "check", "review", "pull-policy"), "quizzes")
_PARTS |= dict.fromkeys(("checklists", "checklist", "checklist-order", "troubleshooting"), "checklists")
_PARTS |= dict.fromkeys(("progress", "delete-record", "account"), "progress")
_BUILT_FROM = (
    "templates",
    "static",
    "locale",
    "config",
    "cluster",
    "learners",
    "lessons",
    "quizzes",
    "checklists",
    "pages",
)


def frame(request: HttpRequest) -> dict[str, object]:
    """`at` is the part of the site that the page belongs to."""
    wanted = request.COOKIES.get("theme", "")
    outline = current(request)
    match = request.resolver_match
    return {
        "outline": outline,
        "site_title": outline.title if outline else gettext("Notes"),
        "errata": outline.errata if outline else False,
        "at": _PARTS.get(match.url_name or "", "") if match else "search",
        "theme": wanted if wanted in THEMES else "",
        "html_lang": html_lang(),
        "path": request.get_full_path(),
    }


def html_lang() -> str:
    return "en" if in_english() else "zh-Hans"


def personal(response: HttpResponseBase) -> None:
    """Says that `response` is for one visitor alone, and to be asked for again each time."""
    patch_vary_headers(response, ["Cookie", "Accept-Language"])
    response.headers["Cache-Control"] = "private, no-cache"


@cache
def build() -> str:
    """Changes with the code, so that no browser keeps a page of an older version."""
    digest = sha256()
    for folder in _BUILT_FROM:
        for path in sorted((settings.BASE_DIR / folder).rglob("*.*")):
            if path.suffix in {".py", ".html", ".css", ".js", ".mo"}:
                status = path.stat()
                digest.update(f"{path.name} {status.st_size} {status.st_mtime_ns} ".encode())
    return digest.hexdigest()
