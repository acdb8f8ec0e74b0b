"""Taking token lists apart."""

import re
from collections.abc import Sequence
from copy import copy

from markdown_it.token import Token

_BREAKS = {"softbreak", "hardbreak"}
_SEPARATOR = r"\s*(?:[:：]|[-–—―]+|=)*\s*"
# In `**Pod：**一组容器` the stars are no emphasis to CommonMark, but the author meant it.
_STARS = r"(?:\*\*|__)?"
_BR = re.compile(r"<br\s*/?>", re.IGNORECASE)


def closing(tokens: Sequence[Token], at: int) -> int:
    """Where the block that opens at `at` closes."""
    depth = 0
    for position in range(at, len(tokens)):
        depth += tokens[position].nesting
        if depth == 0:
            return position
    return len(tokens) - 1


def items_of(tokens: Sequence[Token]) -> list[Sequence[Token]]:
    """The items of a list, opening and closing token included."""
    items: list[Sequence[Token]] = []
    at = 1
    while at < len(tokens) - 1:
        end = closing(tokens, at)
        items.append(tokens[at : end + 1])
        at = end + 1
    return items


def cut(children: Sequence[Token], name: str) -> tuple[list[Token], list[Token]]:
    """What stands up to `name` and the separator behind it, and the rest."""
    text = "".join(child.content or " " * _size(child) for child in children if _size(child))
    words = r"\s+".join(re.escape(word) for word in name.split())
    match = re.match(rf"\s*{_STARS}{words}{_SEPARATOR}{_STARS}{_SEPARATOR}", text)
    if not match:
        return [], list(children)
    front, rest, left = [], [], match.end()
    for child in children:
        size = _size(child)
        if size > left and left:
            child = copy(child)
            child.content = child.content[left:]
            left = 0
            rest.append(child)
        elif left and size:
            left -= size
        else:
            rest.append(child)
        if left:
            front.append(child)
    return front, _without_empty(rest)


def _size(child: Token) -> int:
    if child.type in _BREAKS:
        return 1
    return len(child.content) if child.type in ("text", "code_inline") else 0


def _without_empty(children: list[Token]) -> list[Token]:
    """Without pairs of tags around nothing, and the break or blanks that then stand first."""
    out: list[Token] = []
    for child in children:
        if child.nesting == -1 and out and out[-1].nesting == 1:
            out.pop()
        elif child.type == "text" and not child.content:
            continue
        elif out or not (is_break(child) or _is_blank(child)):
            out.append(child)
    return out


def is_break(child: Token) -> bool:
    return child.type in _BREAKS or (child.type == "html_inline" and bool(_BR.fullmatch(child.content)))


def _is_blank(child: Token) -> bool:
    return child.type == "text" and not child.content.strip()


def without_breaks(children: Sequence[Token]) -> list[Token]:
    """Without the line breaks at the end."""
    end = len(children)
    while end and (is_break(children[end - 1]) or _is_blank(children[end - 1])):
        end -= 1
    return list(children[:end])


def lone_images(children: list[Token], body: list[Token]) -> tuple[list[Token], list[Token], list[Token]]:
    """Split off the images at the end that stand on lines of their own, as a paragraph."""
    if not body:
        text, images = _image_lines(children)
    elif body[-1].type == "paragraph_close":
        text, images = _image_lines(body[-2].children or [])
        if images and text:
            inline = copy(body[-2])
            inline.children = text
            body = [*body[:-2], inline, body[-1]]
        elif images:
            body = body[:-3]
        text = children
    else:
        return children, body, []
    return text, body, _paragraph(images) if images else []


def _image_lines(children: list[Token]) -> tuple[list[Token], list[Token]]:
    start = len(children)
    while start and _may_stand_alone(children[start - 1]):
        start -= 1
    while 0 < start < len(children) and not is_break(children[start]):
        start += 1
    tail = children[start:]
    if sum(token.nesting for token in tail) or not any(token.type == "image" for token in tail):
        return children, []
    first = next(at for at, token in enumerate(tail) if not is_break(token) and not _is_blank(token))
    return without_breaks(children[:start]), without_breaks(tail[first:])


def _may_stand_alone(child: Token) -> bool:
    return child.type in ("image", "link_open", "link_close") or is_break(child) or _is_blank(child)


def _paragraph(children: list[Token]) -> list[Token]:
    return [
        Token("paragraph_open", "p", 1, block=True),
        Token("inline", "", 0, children=children),
        Token("paragraph_close", "p", -1, block=True),
    ]
