"""What a line's own text says about the block that it may begin. Every function takes the text without its indent,
looks at it once, and knows nothing of the lines around it.

The rules are those of https://spec.commonmark.org/0.31.2/ and, for tables, https://github.github.com/gfm/.
"""

import re
from typing import NamedTuple

MAX_DEPTH = 100  # containers within each other

_TAB = 4


class Marker(NamedTuple):
    """Of a list item. `padding`: columns of white space between `text` and the item's content; `start`: its number."""

    text: str
    padding: int
    start: int
    ordered: bool
    bare: bool

    @property
    def width(self) -> int:
        return len(self.text) + self.padding


class FenceStart(NamedTuple):
    length: int
    info: str


def columns(text: str, count: int, column: int) -> int:
    """How many columns the first `count` characters, all white space, take when they stand at `column`."""
    if not count or "\t" not in text[:count]:
        return count
    at = column
    for character in text[:count]:
        at += _TAB - at % _TAB if character == "\t" else 1
    return at - column


def skip(text: str, column: int, count: int) -> str:
    """`text` without `count` columns of its leading white space; a tab cut in two leaves blanks."""
    if "\t" not in text[:count]:
        return text[count:] if text[:count].isspace() else text.lstrip(" ")
    at, end = column, column + count
    for position, character in enumerate(text):
        if at >= end or character not in " \t":
            return " " * (at - end) + text[position:]
        at += _TAB - at % _TAB if character == "\t" else 1
    return " " * (at - end)


def heading_level(body: str) -> int:
    level = len(body) - len(body.lstrip("#"))
    return level if level <= 6 and body[level : level + 1] in ("", " ", "\t") else 0


def setext_level(body: str) -> int:
    """Of the heading that `body` underlines, else 0."""
    mark = body[0]
    return 0 if body.rstrip(" \t").strip(mark) else 1 if mark == "=" else 2


def is_rule(body: str) -> bool:
    mark = body[0]
    if body[1:2] not in (mark, " ", "\t") or body[2:3] not in (mark, " ", "\t"):
        return False
    marks = body.replace(" ", "").replace("\t", "")
    return len(marks) > 2 and not marks.strip(mark)


def fence_start(body: str) -> FenceStart | None:
    mark = body[0]
    info = body.lstrip(mark)
    length = len(body) - len(info)
    if length < 3 or (mark == "`" and "`" in info):
        return None
    return FenceStart(length, info.strip(" \t"))


def closes_fence(body: str, indent: int, fence: tuple[str, int]) -> bool:
    mark, length = fence
    if indent > 3 or not body.startswith(mark * length):
        return False
    return not body.lstrip(mark).strip(" \t")


def item_marker(body: str, column: int) -> Marker | None:
    start, ordered = 1, False
    if body[0] in "-+*":
        text = body[0]
    else:
        digits = body[: _count_digits(body)]
        if not 0 < len(digits) < 10 or body[len(digits) : len(digits) + 1] not in (".", ")"):
            return None
        text, start, ordered = body[: len(digits) + 1], int(digits), True
    rest = body[len(text) :]
    content = rest.lstrip(" \t")
    if not content:
        return Marker(text, 1, start, ordered, bare=True)
    padding = len(rest) - len(content)
    if not padding:
        return None
    if "\t" in rest[:padding]:
        padding = columns(rest, padding, column + len(text))
    return Marker(text, padding if padding < 5 else 1, start, ordered, bare=False)


def _count_digits(body: str) -> int:
    for count, character in enumerate(body[:11]):
        if not "0" <= character <= "9":
            return count
    return min(len(body), 11)


_VERBATIM = ("</pre>", "</script>", "</style>", "</textarea>")
_NAME = re.compile(r"</?([A-Za-z][A-Za-z0-9-]*+)(?=[ \t>]|/>|$)")
_WHOLE_TAG = re.compile(
    r"<(?:/[A-Za-z][A-Za-z0-9-]*+[ \t]*+"
    r"|[A-Za-z][A-Za-z0-9-]*+"
    r"(?:[ \t]++[A-Za-z_:][A-Za-z0-9_.:-]*+(?:[ \t]*+=[ \t]*+(?:[^ \t\"'=<>`]++|'[^']*+'|\"[^\"]*+\"))?+)*+"
    r"[ \t]*+/?)>[ \t]*+$"
)
_BLOCK_TAGS = frozenset(
    """address article aside base basefont blockquote body caption center col colgroup dd details dialog dir div dl dt
    fieldset figcaption figure footer form frame frameset h1 h2 h3 h4 h5 h6 head header hr html iframe legend li link
    main menu menuitem nav noframes ol optgroup option p param search section source summary table tbody td tfoot th
    thead title tr track ul""".split()  # noqa: SIM905
)


def html_end(body: str, in_paragraph: bool) -> tuple[str, ...] | None:
    """What ends the HTML block that `body` begins (nothing given: a blank line); None if it begins none."""
    second = body[1:2]
    if second == "!":
        if body.startswith("<!--"):
            return ("-->",)
        if body.startswith("<![CDATA["):
            return ("]]>",)
        return (">",) if body[2:3].isascii() and body[2:3].isalpha() else None
    if second == "?":
        return ("?>",)
    found = _NAME.match(body)
    if found:
        name = found[1].lower()
        if second != "/" and name in ("pre", "script", "style", "textarea") and body[found.end() :][:1] != "/":
            return _VERBATIM
        if name in _BLOCK_TAGS:
            return ()
    if not in_paragraph and _WHOLE_TAG.match(body):
        return ()
    return None


def delimiter_row_width(body: str) -> int:
    """The number of columns of the table whose head `body` underlines, else 0."""
    if body.strip(" \t|:-"):
        return 0
    cells = _inner(body).split("|")
    return len(cells) if all(_is_delimiter(cell.strip(" \t")) for cell in cells) else 0


def _is_delimiter(cell: str) -> bool:
    dashes = cell.removeprefix(":").removesuffix(":")
    return bool(dashes) and not dashes.strip("-")


def row_width(text: str) -> int:
    row = _inner(text.strip(" \t"))
    return row.count("|") - row.count("\\|") + 1


def _inner(row: str) -> str:
    row = row.strip(" \t").removeprefix("|")
    return row[:-1] if row.endswith("|") and not row.endswith("\\|") else row


_REFERENCE = re.compile(
    r"[ ]{0,3}\[(?:[^\]\[\\]|\\.)++\]:[ \t]*+(?:<[^<>]*+>|[^ \t<]\S*+)"
    r"(?:[ \t]++(?:\"[^\"]*+\"|'[^']*+'|\([^()]*+\)))?+[ \t]*+$"
)


def is_reference(text: str) -> bool:
    """Whether the line is a link reference definition, whole on one line."""
    return "]:" in text and _REFERENCE.match(text) is not None
