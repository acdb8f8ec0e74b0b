"""Colours for code: Pygments' lexers, and a formatter that writes fewer and longer spans than its own."""

from functools import lru_cache
from html import escape
from xml.etree.ElementTree import Element, SubElement

from pygments.lexer import Lexer
from pygments.lexers import get_lexer_by_name
from pygments.token import STANDARD_TYPES, Name, Operator, Punctuation, Text, Token, _TokenType
from pygments.util import ClassNotFound

from lessons.rendering.entities import unescaped
from lessons.rendering.tree import html_text

SHELLS = frozenset({"bash", "console", "sh", "shell", "shell-session", "shellsession", "zsh"})


def code_block(code: str, info: str = "") -> Element:
    """`info` is what stands behind the opening fence."""
    words = unescaped(info).split(maxsplit=1)
    language = words[0] if words else ""
    block = Element("pre", {"class": "code", "tabindex": "0"})
    if language.lower() in SHELLS:
        block.set("data-command", "")
    inner = SubElement(block, "code", {"class": f"language-{language}"} if language else {})
    inner.text = html_text(highlighted(code, language), code)
    return block


# Shown in the colour of the text: no span needed.
_PLAIN = (Text, Punctuation, Operator)


def highlighted(code: str, language: str) -> str:
    """`code` as HTML; plain where the language is unknown."""
    lexer = _lexer(language.lower()) if language else None
    if lexer is None:
        return escape(code, quote=False)
    out: list[str] = []
    current, run = "", ""
    for kind, text in lexer.get_tokens(code):
        name = _class(kind)
        if name == current or text.isspace():
            run += text
            continue
        out.append(_span(current, run))
        current, run = name, text
    out.append(_span(current, run))
    return "".join(out)


@lru_cache(maxsize=64)
def _lexer(language: str) -> Lexer | None:
    try:
        lexer = get_lexer_by_name(language, stripnl=False, ensurenl=False)
    except ClassNotFound:
        return None
    return None if lexer.name == "Text only" else lexer


@lru_cache(maxsize=256)
def _class(kind: _TokenType) -> str:
    if kind is Name or kind is Token or any(kind in plain for plain in _PLAIN):
        return ""
    while kind not in STANDARD_TYPES and kind.parent:
        kind = kind.parent
    return STANDARD_TYPES.get(kind, "")


def _span(name: str, text: str) -> str:
    html = escape(text, quote=False)
    return f'<span class="{name}">{html}</span>' if name and text else html
