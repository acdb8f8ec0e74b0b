"""Where links and images lead.

Rendering does not know which notes and images there are. It leaves `note:PATH#FRAGMENT` and `image:PATH` in the HTML,
PATH percent-encoded and counted from the root of the notes; `resolve` puts the addresses in their place.
"""

import posixpath
import re
from collections.abc import Callable
from dataclasses import dataclass
from html import escape, unescape
from urllib.parse import quote, unquote

from lessons.rendering.entities import unescaped

_SCHEME = re.compile(r"([A-Za-z][A-Za-z0-9+.-]*):", re.ASCII)
_OUTSIDE = {"http", "https", "mailto"}
_REL = "noopener noreferrer"

_ATTRIBUTES = r'((?:[^">]|"[^"]*")*)'
_LINK = re.compile(rf'<a href="note:([^"]*)"{_ATTRIBUTES}>(.*?)</a>', re.DOTALL)
_IMAGE = re.compile(rf'<img src="image:([^"]*)"{_ATTRIBUTES}>')
_ALT = re.compile(r'\balt="([^"]*)"')


@dataclass(frozen=True, slots=True)
class Place:
    """Where text stands: the note's path, and the anchors of that note that are on other pages than this text."""

    path: str
    elsewhere: frozenset[str] = frozenset()

    def link(self, href: str) -> dict[str, str]:
        """The attributes for `href` as the author wrote it; none for an address that must not be followed."""
        if _is_outside(href):
            return {"href": href, "rel": _REL}
        if _SCHEME.match(href):
            return {}
        path, fragment = _meant(self.path, href)
        if not href or (href.startswith("#") and fragment not in self.elsewhere):
            return {"href": href}
        return {"href": f"note:{quote(path)}" + (f"#{quote(fragment)}" if fragment else "")}

    def image(self, src: str) -> dict[str, str]:
        if _is_outside(src):
            return {"src": src}
        if _SCHEME.match(src):
            return {"src": ""}
        return {"src": f"image:{quote(_meant(self.path, src)[0])}"}

    def rewrite(self, tag: str, attributes: dict[str, str]) -> dict[str, str]:
        """The same for a tag that the author wrote in HTML."""
        if tag == "a" and "href" in attributes:
            return self.link(attributes.pop("href").strip()) | attributes
        if tag == "img":
            return self.image(attributes.pop("src", "").strip()) | attributes | {"loading": "lazy"}
        return attributes


def target(note: str, written: str) -> tuple[str, str]:
    """The path, counted from the root of the notes, and the fragment that a relative link in `note` means; decoded.
    A path that begins with `..` lies outside. `written` may hold backslashes and entities, as in Markdown."""
    return _meant(note, unescaped(written))


def _meant(note: str, written: str) -> tuple[str, str]:
    path, _, fragment = written.partition("#")
    path = unquote(path.partition("?")[0])
    if not path:
        return note, unquote(fragment)
    folder = "" if path.startswith("/") else posixpath.dirname(note)
    resolved = posixpath.normpath(posixpath.join(folder, path.lstrip("/")))
    return "" if resolved == "." else resolved, unquote(fragment)


def encoded(address: str) -> str:
    return quote(address, safe="!#$%&'()*+,-./:;=?@_~")


def _is_outside(address: str) -> bool:
    scheme = _SCHEME.match(address)
    return scheme[1].lower() in _OUTSIDE if scheme else address.startswith("//")


def resolve(html: str, href: Callable[[str, str], str | None], image: Callable[[str], str | None]) -> str:
    """`html` with real addresses. `href(path, fragment)` and `image(path)` get decoded text and answer None for what
    is not there, which becomes a marked `<span>`. They are not asked for what lies outside the notes."""

    def link(match: re.Match[str]) -> str:
        path, _, fragment = unescape(match[1]).partition("#")
        path = unquote(path)
        address = None if _is_above(path) else href(path, unquote(fragment))
        if address is None:
            return f'<span class="missing" data-missing="{escape(path or ".")}">{match[3]}</span>'
        return f'<a href="{escape(address)}"{match[2]}>{match[3]}</a>'

    def picture(match: re.Match[str]) -> str:
        path = unquote(unescape(match[1]))
        address = None if _is_above(path) else image(path)
        if address is None:
            alt = _ALT.search(match[2])
            text = alt[1] if alt and alt[1] else escape(path)
            return f'<span class="missing image" data-missing="{escape(path)}">{text}</span>'
        return f'<img src="{escape(address)}"{match[2]}>'

    if '<a href="note:' in html:
        html = _LINK.sub(link, html)
    if '<img src="image:' in html:
        html = _IMAGE.sub(picture, html)
    return html


def _is_above(path: str) -> bool:
    return path == ".." or path.startswith("../") or "\0" in path
