"""The learner's own day: a review late in the evening belongs to that evening."""

from datetime import date
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from django.http import HttpRequest
from django.utils import timezone

COOKIE = "tz"  # set by the page's script, an IANA name


def zone(request: HttpRequest) -> ZoneInfo:
    """The browser's time zone, or the site's where it did not say."""
    try:
        return ZoneInfo(request.COOKIES.get(COOKIE, ""))
    except (ZoneInfoNotFoundError, ValueError, OSError):
        return ZoneInfo(timezone.get_default_timezone_name())


def today(request: HttpRequest) -> date:
    return timezone.now().astimezone(zone(request)).date()
