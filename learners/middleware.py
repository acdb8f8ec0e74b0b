"""`request.learner`: the learner behind a request, looked up when first asked for, None if there is none yet."""

from collections.abc import Callable

from django.core.signing import BadSignature, Signer
from django.http import HttpRequest, HttpResponse
from django.utils.functional import SimpleLazyObject

from learners.models import Learner

COOKIE = "learner"
COOKIE_AGE = 400 * 24 * 3600  # the longest that browsers keep a cookie
_signer = Signer(salt="learner")


def learner(get_response: Callable[[HttpRequest], HttpResponse]) -> Callable[[HttpRequest], HttpResponse]:
    def middleware(request: HttpRequest) -> HttpResponse:
        request.learner = SimpleLazyObject(lambda: find(request))  # type: ignore[attr-defined]
        return get_response(request)

    return middleware


def find(request: HttpRequest) -> Learner | None:
    # A look at the cookies first: a visitor without any costs no query.
    if "sessionid" in request.COOKIES and request.user.is_authenticated:
        return getattr(request.user, "learner", None)
    key = cookie_key(request)
    return Learner.objects.filter(key=key, user=None).first() if key else None


def cookie_key(request: HttpRequest) -> str | None:
    try:
        return _signer.unsign(request.COOKIES[COOKIE])
    except (KeyError, BadSignature):
        return None


def ensure(request: HttpRequest, response: HttpResponse) -> Learner:
    """The learner behind `request`, made (and remembered in a cookie on `response`) if there was none."""
    if request.user.is_authenticated:
        return Learner.objects.get_or_create(user=request.user)[0]
    found = find(request)
    if found is None:
        found = Learner.objects.create()
        response.set_cookie(
            COOKIE,
            _signer.sign(str(found.key)),
            max_age=COOKIE_AGE,
            httponly=True,
            samesite="Lax",
            secure=request.is_secure(),
        )
    return found
