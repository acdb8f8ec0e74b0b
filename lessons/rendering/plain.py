"""The plain text of parsed Markdown: what search shows and finds."""

import re
from collections.abc import Iterable
from html import unescape

from markdown_it.token import Token

from lessons.rendering.rawhtml import harmless

_TAG = re.compile(r"<[^<>]*>")
_CODE = {"text", "code_inline", "fence", "code_block"}
_BREAKS = {"softbreak", "hardbreak"}


def text_of(tokens: Iterable[Token]) -> str:
    return " ".join("".join(_pieces(tokens)).split())


def _pieces(tokens: Iterable[Token]) -> Iterable[str]:
    for token in tokens:
        kind = token.type
        if kind in _CODE:
            yield token.content
        elif kind == "inline" or kind == "image":
            yield from _pieces(token.children or ())
        elif kind in _BREAKS or (kind == "html_inline" and token.content[:3].lower() == "<br"):
            yield " "
        elif kind == "html_block":
            yield unescape(_TAG.sub(" ", harmless(token.content, lambda tag, attributes: {})))
        elif kind == "ready":
            yield token.meta["text"]
        if token.block:
            yield " "
