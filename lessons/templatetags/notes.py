import re
from collections import Counter
from collections.abc import Hashable
from typing import Any
from urllib.parse import urlsplit

from django import template
from django.conf import settings
from django.template.base import FilterExpression, NodeList, Parser, Token
from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString

from lessons.frame import html_lang
from lessons.outline import LANGUAGE_TAGS, in_english

register = template.Library()
_HEADING = re.compile(r"^\s*#+\s+")
_LINK = re.compile(r"!?\[([^\]]*)\]\([^)]*\)")
_CODE = re.compile(r"`([^`]+)`")
_MARKS = re.compile(r"\*\*|`|<br\s*/?>")


@register.simple_tag
def lang(language: str) -> SafeString | str:
    """The attribute for text in `language` ("zh", "en", "zh-Hans"), where that is not the interface's own."""
    tag = LANGUAGE_TAGS.get(language, language)
    return format_html(' lang="{}"', tag) if tag and tag != html_lang() else ""


@register.filter
def localized(thing: object, name: str) -> str:
    """The text `name` of `thing` in the language of the interface: `name_en` in English, where there is one."""
    return (in_english() and getattr(thing, f"{name}_en")) or getattr(thing, name)


@register.filter
def sites(addresses: list[str]) -> list[tuple[str, str]]:
    """Each address with the site that it is on, numbered where one comes again: `kubernetes.io (2)`."""
    named: list[tuple[str, str]] = []
    seen: Counter[str] = Counter()
    for address in addresses:
        site = urlsplit(address).netloc.removeprefix("www.")
        seen[site] += 1
        named.append((address, f"{site} ({seen[site]})" if seen[site] > 1 else site))
    return named


@register.filter
def plain(markdown: str) -> str:
    """A quote from a note without the signs that only Markdown needs."""
    text = _LINK.sub(r"\1", _HEADING.sub("", markdown))
    return " ".join(_MARKS.sub("", text).split())


@register.filter
def inline(text: str) -> SafeString:
    """Plain text, escaped, with `code` between backticks."""
    pieces = _CODE.split(text)
    return format_html_join(
        "", "{}", ((format_html("<code>{}</code>", piece) if n % 2 else piece,) for n, piece in enumerate(pieces))
    )


@register.tag
def steady(parser: Parser, token: Token) -> "Steady":
    """`{% steady a b %}…{% endsteady %}` renders what is inside once for each a and b, and keeps it in the process.

    For the parts of the frame that are alike on all pages; Django's `cache` tag would take longer than rendering them.
    """
    _, *on = token.split_contents()
    inside = parser.parse(("endsteady",))
    parser.delete_first_token()
    return Steady(inside, [parser.compile_filter(name) for name in on])


class Steady(template.Node):
    most_kept = 256

    def __init__(self, nodelist: NodeList, on: list[FilterExpression]) -> None:
        self.nodelist, self.on = nodelist, on
        self.kept: dict[Hashable, Any] = {}

    def render(self, context: template.Context) -> Any:
        key = tuple(expression.resolve(context) for expression in self.on)
        found = self.kept.get(key)
        if found is None or settings.DEBUG:
            found = self.nodelist.render(context)
            if len(self.kept) >= self.most_kept:
                self.kept.clear()
            self.kept[key] = found
        return found
