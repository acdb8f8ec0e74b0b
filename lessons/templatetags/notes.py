from collections.abc import Hashable
from typing import Any

from django import template
from django.conf import settings
from django.template.base import FilterExpression, NodeList, Parser, Token

from lessons.outline import in_english

register = template.Library()


@register.filter
def localized(thing: object, name: str) -> str:
    """The text `name` of `thing` in the language of the interface: `name_en` in English, where there is one."""
    return (in_english() and getattr(thing, f"{name}_en")) or getattr(thing, name)


@register.filter
def host(address: str) -> str:
    """The site that an address is on: `kubernetes.io` of `https://kubernetes.io/docs/`."""
    return address.partition("://")[2].partition("/")[0].removeprefix("www.")


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
    most_kept = 32

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
