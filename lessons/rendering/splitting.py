"""Taking the content of an element apart.

Its parts are elements and pieces of text, cut at line ends, in the order in which they are read.
"""

import re
from collections.abc import Sequence
from copy import copy
from xml.etree.ElementTree import Element

from lessons.rendering.tree import BARE, TIGHT, Html

Part = str | Element

_LINES = re.compile(r"\n|[^\n]+")
# In `**Pod：**一组容器` the stars are no emphasis to CommonMark, but the author meant it.
_STARS = r"(?:\*\*|__)?"
_SEPARATOR = r"\s*(?:[:：]|[-–—―]+|=)*\s*"
_BEFORE_NAME = re.compile(rf"\s*{_STARS}")
_AFTER_NAME = re.compile(f"{_SEPARATOR}{_STARS}{_SEPARATOR}")
_BLANKS = re.compile(r"\s*")


def parts_of(element: Element) -> list[Part]:
    parts: list[Part] = _pieces(element.text)
    for child in element:
        parts.append(child)
        parts += _pieces(child.tail)
    return parts


def _pieces(text: str | None) -> list[Part]:
    if not text:
        return []
    return [text] if isinstance(text, Html) or "\n" not in text else [*_LINES.findall(text)]


def refill(element: Element, parts: Sequence[Part]) -> Element:
    """`parts` become the content of `element`."""
    element.text = None
    element[:] = []
    for part in parts:
        if not isinstance(part, str):
            part.tail = None
            element.append(part)
        elif len(element):
            element[-1].tail = (element[-1].tail or "") + part
        else:
            element.text = part if element.text is None else element.text + part
    return element


def cut(parts: Sequence[Part], name: str) -> list[Part]:
    """What follows `name` and the separator behind it."""
    end = _name_end("".join(map(_text, parts)), name)
    if end is None:
        return list(parts)
    rest = _after(parts, end)
    start = 0
    while start < len(rest) and (is_break(rest[start]) or _is_blank(rest[start])):
        start += 1
    return rest[start:]


def _name_end(text: str, name: str) -> int | None:
    # Word by word and not by one pattern: compiling a pattern for each term took a third of all rendering.
    at = _end(_BEFORE_NAME, text, 0)
    for word in name.split():
        at = _end(_BLANKS, text, at)
        if not text.startswith(word, at):
            return None
        at += len(word)
    return _end(_AFTER_NAME, text, at)


def _end(pattern: re.Pattern[str], text: str, at: int) -> int:
    found = pattern.match(text, at)
    return found.end() if found else at


def _text(part: Part) -> str:
    if isinstance(part, Html):
        return ""
    return part if isinstance(part, str) else "".join(map(_text, parts_of(part)))


def _after(parts: Sequence[Part], count: int) -> list[Part]:
    """Without the first `count` characters, and the elements that hold nothing else."""
    rest: list[Part] = []
    for part in parts:
        size = len(_text(part))
        if not count or _is_silent(part):
            rest.append(part)
        elif size > count:
            rest.append(part[count:] if isinstance(part, str) else refill(copy(part), _after(parts_of(part), count)))
        count = max(0, count - size)
    return rest


def _is_silent(part: Part) -> bool:
    """Shown, but not by text: an image, an author's tag."""
    return isinstance(part, Html) if isinstance(part, str) else part.tag in ("img", BARE)


def is_break(part: Part) -> bool:
    return part == "\n" if isinstance(part, str) else part.tag == "br"


def _is_blank(part: Part) -> bool:
    return isinstance(part, str) and not part.strip()


def without_breaks(parts: Sequence[Part]) -> list[Part]:
    """Without the line breaks at the end."""
    end = len(parts)
    while end and (is_break(parts[end - 1]) or _is_blank(parts[end - 1])):
        end -= 1
    return list(parts[:end])


def lone_images(content: Element) -> Element | None:
    """Takes off the images at the end that stand on lines of their own, as a paragraph."""
    last = content[-1] if len(content) and content[-1].tag in ("p", TIGHT) else None
    if last is None:
        return None
    parts = parts_of(last)
    start = _images(parts)
    images = [part for part in parts[start:] if not isinstance(part, str)]
    if not any(part.tag != "br" for part in images):
        return None
    kept = without_breaks(parts[:start])
    tail = parts[start:]
    while tail and (is_break(tail[0]) or _is_blank(tail[0])):
        tail.pop(0)
    paragraph = refill(Element("p"), without_breaks(tail))
    if kept:
        refill(last, kept)
    else:
        content.remove(last)
    return paragraph


def _images(parts: Sequence[Part]) -> int:
    """Where the lines at the end begin that hold nothing but images."""
    start = len(parts)
    while start and _may_stand_alone(parts[start - 1]):
        start -= 1
    while 0 < start < len(parts) and not is_break(parts[start]):
        start += 1
    return start


def _may_stand_alone(part: Part) -> bool:
    if isinstance(part, str):
        return is_break(part) or _is_blank(part)
    if part.tag == "a":
        return len(part) > 0 and all(_may_stand_alone(inner) for inner in parts_of(part))
    return part.tag in ("img", "br")
