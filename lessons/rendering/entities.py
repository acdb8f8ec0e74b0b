"""Backslashes and entities, as CommonMark reads them."""

import re
from html.entities import html5

PUNCTUATION = frozenset("!\"#$%&'()*+,-./:;<=>?@[\\]^_`{|}~")
ENTITY = re.compile(r"&(?:#[xX]([0-9a-fA-F]{1,6})|#([0-9]{1,7})|([A-Za-z][A-Za-z0-9]{1,31}));")
_ESCAPED = re.compile(rf"\\([!-/:-@\[-`{{-~])|{ENTITY.pattern}")
_REPLACEMENT = "\ufffd"


def decoded(entity: re.Match[str], first: int = 1) -> str:
    """The character of a match of `ENTITY`, or what was written where there is no such entity."""
    hexadecimal, decimal, name = entity.group(first, first + 1, first + 2)
    if name:
        return html5.get(f"{name};", entity[0])
    code = int(hexadecimal, 16) if hexadecimal else int(decimal)
    return chr(code) if 0 < code < 0x110000 and not 0xD800 <= code < 0xE000 else _REPLACEMENT


def unescaped(text: str) -> str:
    """An address or a title as it is meant."""
    if "\\" not in text and "&" not in text:
        return text
    return _ESCAPED.sub(lambda found: found[1] or decoded(found, 2), text)
