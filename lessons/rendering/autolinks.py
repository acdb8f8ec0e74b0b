"""Bare addresses as GitHub links them: https://github.github.com/gfm/#autolinks-extension-"""

import re

from markdown_it import MarkdownIt
from markdown_it.rules_core import StateCore
from markdown_it.rules_inline import StateInline
from markdown_it.token import Token

_SCHEME = re.compile(r"[A-Za-z]+$", re.ASCII)
_SCHEMES = {"http", "https", "ftp"}
_TO_BLANK = re.compile(r"[^\s<]*")
_DOMAIN = re.compile(r"[\w-]+(?:\.[\w-]+)*")
_ENTITY = re.compile(r"&[A-Za-z]+;$", re.ASCII)
# `www.` not inside a word, or an e-mail address.
_LATE = re.compile(
    r"(?P<www>(?<![^\s*_~(])www\.[^\s<]+)|(?P<mail>[A-Za-z0-9.+_-]+@[A-Za-z0-9_-]+(?:\.[A-Za-z0-9_-]+)+)", re.ASCII
)


def install(md: MarkdownIt) -> None:
    md.inline.ruler.before("autolink", "bare_url", _url)
    md.core.ruler.after("text_join", "bare_late", _late)


def _url(state: StateInline, silent: bool) -> bool:
    """At the colon of `https://`; the scheme has been read as text already."""
    position = state.pos
    if not state.src.startswith("://", position) or silent or state.linkLevel:
        return False
    scheme = _SCHEME.search(state.pending)
    if not scheme or scheme[0].lower() not in _SCHEMES:
        return False
    rest = _TO_BLANK.match(state.src, position + 3, state.posMax)
    if not rest or not _is_domain(rest[0], short=True):
        return False
    target = _trimmed("://" + rest[0])
    state.pending = state.pending[: -len(scheme[0])]
    _link(state, scheme[0] + target)
    state.pos = position + len(target)
    return True


def _link(state: StateInline, address: str) -> None:
    state.push("link_open", "a", 1).attrs = {"href": state.md.normalizeLink(address)}
    state.push("text", "", 0).content = address
    state.push("link_close", "a", -1)


def _is_domain(text: str, *, short: bool) -> bool:
    domain = _DOMAIN.match(text)
    if not domain:
        return False
    labels = domain[0].split(".")
    return (short or len(labels) > 1) and not any("_" in label for label in labels[-2:])


def _trimmed(address: str) -> str:
    """Without the punctuation that belongs to the sentence around the address."""
    while address:
        last = address[-1]
        if last in "?!.,:*_~'\"":
            address = address[:-1]
        elif last == ";":
            entity = _ENTITY.search(address)
            address = address[: entity.start()] if entity else address[:-1]
        elif last == ")" and address.count(")") > address.count("("):
            address = address[:-1]
        else:
            break
    return address


def _late(state: StateCore) -> None:
    if "www." not in state.src and "@" not in state.src:
        return
    for token in state.tokens:
        if token.children and ("www." in token.content or "@" in token.content):
            token.children = _relinked(token.children, state.md)


def _relinked(children: list[Token], md: MarkdownIt) -> list[Token]:
    out: list[Token] = []
    links = 0
    for child in children:
        links += (child.type == "link_open") - (child.type == "link_close")
        if child.type == "text" and not links:
            out.extend(_pieces(child, md))
        else:
            out.append(child)
    return out


def _pieces(token: Token, md: MarkdownIt) -> list[Token]:
    text, done, out = token.content, 0, []
    for match in _LATE.finditer(text):
        address = _trimmed(match[0]) if match["www"] else match[0].rstrip(".")
        if match["www"] and not _is_domain(address, short=False):
            continue
        if match["mail"] and address[-1] in "-_":
            continue
        href = ("http://" if match["www"] else "mailto:") + address
        out += [
            _text(text[done : match.start()]),
            Token("link_open", "a", 1, attrs={"href": md.normalizeLink(href)}),
            _text(address),
            Token("link_close", "a", -1),
        ]
        done = match.start() + len(address)
    return [piece for piece in [*out, _text(text[done:])] if piece.content or piece.type != "text"]


def _text(content: str) -> Token:
    return Token("text", "", 0, content=content)
