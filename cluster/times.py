"""Moments and durations as Kubernetes writes them. A moment is a number of seconds since 1970."""

import re
from datetime import UTC, datetime

_SECONDS = {"h": 3600.0, "m": 60.0, "s": 1.0, "ms": 1e-3, "us": 1e-6, "µs": 1e-6, "ns": 1e-9}
_DURATION_PART = re.compile(r"([0-9]{1,9}\.?[0-9]{0,9}|\.[0-9]{1,9})(h|ms|m|s|us|µs|ns)")
_DURATION = re.compile(rf"[+-]?(?:{_DURATION_PART.pattern})+")


def stamp(moment: float) -> str:
    """metav1.Time: whole seconds."""
    return datetime.fromtimestamp(int(moment), UTC).strftime("%Y-%m-%dT%H:%M:%SZ")


def micro(moment: float) -> str:
    """metav1.MicroTime."""
    return datetime.fromtimestamp(round(moment, 6), UTC).strftime("%Y-%m-%dT%H:%M:%S.%fZ")


def nano(moment: float) -> str:
    """As a runtime stamps a line that a container writes."""
    return f"{micro(moment)[:-1]}000Z"


def moment(text: str | None) -> float | None:
    if not text:
        return None
    try:
        return datetime.fromisoformat(text.replace("Z", "+00:00")).timestamp()
    except ValueError:
        return None


def rfc1123(text: str) -> str:
    """How `describe` shows a time: Mon, 23 Nov 2026 07:14:26 +0000."""
    at = moment(text)
    return datetime.fromtimestamp(at, UTC).strftime("%a, %d %b %Y %H:%M:%S +0000") if at is not None else "<unset>"


def human(seconds: float) -> str:
    """The AGE column: one or two units, the finer one dropped as it stops to matter."""
    whole = int(seconds)
    if whole < -1:
        return "<invalid>"
    whole = max(whole, 0)
    if whole < 120:
        return f"{whole}s"
    minutes, hours, days = whole // 60, whole // 3600, whole // 86400
    if minutes < 10:
        return f"{minutes}m{whole % 60}s" if whole % 60 else f"{minutes}m"
    if hours < 3:
        return f"{minutes}m"
    if hours < 8:
        return f"{hours}h{minutes % 60}m" if minutes % 60 else f"{hours}h"
    if hours < 48:
        return f"{hours}h"
    if days < 8:
        return f"{days}d{hours % 24}h" if hours % 24 else f"{days}d"
    if days < 365 * 2:
        return f"{days}d"
    years = days // 365
    return f"{years}y{days % 365}d" if years < 8 and days % 365 else f"{years}y"


def age(text: str | None, now: float) -> str:
    at = moment(text)
    return "<unknown>" if at is None else human(now - at)


def duration(text: str) -> float | None:
    """Seconds, of Go's notation: 1h2m3.5s, -1s, 0. None if it is not one."""
    if text in ("0", "-1"):  # the latter is none of Go's: kubectl takes it for as long as it lasts
        return float(text)
    if not _DURATION.fullmatch(text):
        return None
    seconds = sum(float(number) * _SECONDS[unit] for number, unit in _DURATION_PART.findall(text))
    return -seconds if text.startswith("-") else seconds


def go(seconds: float) -> str:
    """As Go writes a duration: 1m30s, 1h0m0s, 500ms."""
    if 0 < seconds < 1:
        return f"{seconds * 1000:g}ms"
    minutes, rest = divmod(seconds, 60)
    hours, minutes = divmod(int(minutes), 60)
    return (f"{hours}h{minutes}m" if hours else f"{minutes}m" if minutes else "") + f"{rest:g}s"
