from django import template

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
