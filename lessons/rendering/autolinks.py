"""Bare addresses as GitHub links them: https://github.github.com/gfm/#autolinks-extension-"""

import re
from collections.abc import Iterator
from typing import NamedTuple

_SCHEME = re.compile(r"(?:https?|ftp)$", re.IGNORECASE)
_TO_BLANK = re.compile(r"[^\s<]*")
_DOMAIN = re.compile(r"[\w-]+(?:\.[\w-]+)*")
_ENTITY = re.compile(r"&[A-Za-z]+;$", re.ASCII)
_MAIL = re.compile(
    r"(?<![A-Za-z0-9.+_-])(?:mailto:)?[A-Za-z0-9.+_-]++@[A-Za-z0-9_-]++(?:\.[A-Za-z0-9_-]++)++(?!@)", re.ASCII
)


class Address(NamedTuple):
    """Where it stands in the text; `scheme` is what its writer left out."""

    start: int
    end: int
    scheme: str = ""


def url(text: str, colon: int) -> Address | None:
    """The address around `://`."""
    start = colon
    while start and text[start - 1].isascii() and text[start - 1].isalpha():
        start -= 1
    if not _SCHEME.match(text[start:colon]):
        return None
    rest = _TO_BLANK.match(text, colon + 3)
    if not rest or not _is_domain(rest[0], short=True):
        return None
    return Address(start, colon + len(_trimmed("://" + rest[0])))


def www(text: str, start: int) -> Address | None:
    if start and text[start - 1] not in "*_~(" and not text[start - 1].isspace():
        return None
    rest = _TO_BLANK.match(text, start)
    if not rest or not _is_domain(rest[0], short=False):
        return None
    return Address(start, start + len(_trimmed(rest[0])), "http://")


def mails(text: str) -> Iterator[Address]:
    for found in _MAIL.finditer(text):
        written = found[0].rstrip(".")
        if written[-1] not in "-_":
            scheme = "" if written.startswith("mailto:") else "mailto:"
            yield Address(found.start(), found.start() + len(written), scheme)


def _is_domain(text: str, *, short: bool) -> bool:
    domain = _DOMAIN.match(text)
    if not domain:
        return False
    labels = domain[0].split(".")
    return (short or len(labels) > 1) and not any("_" in label for label in labels[-2:])


def _trimmed(address: str) -> str:
    """Without the punctuation that belongs to the sentence around the address."""
    end, opened, closed = len(address), address.count("("), address.count(")")
    while end:
        last = address[end - 1]
        if last in "?!.,:*_~'\"":
            end -= 1
        elif last == ";":
            entity = _ENTITY.search(address, max(0, end - 40), end)
            end = entity.start() if entity else end - 1
        elif last == ")" and closed > opened:
            end, closed = end - 1, closed - 1
        else:
            break
    return address[:end]
