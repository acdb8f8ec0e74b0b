"""What stands inside a line by itself: code, escapes, entities, line breaks, HTML, addresses.

Python-Markdown's inline processors, each for the characters that it begins with (`TRIGGERS`). They are asked in one
pass from left to right, not one after the other over the whole text: whichever begins first holds.
"""

import re
from bisect import bisect_left
from typing import Any
from xml.etree.ElementTree import Element

from markdown.inlinepatterns import InlineProcessor
from markdown.util import AtomicString

from lessons.rendering import autolinks
from lessons.rendering.entities import ENTITY, PUNCTUATION, decoded
from lessons.rendering.links import encoded
from lessons.rendering.rawhtml import harmless, is_element
from lessons.rendering.tree import BARE, html_text

Found = tuple[Element | str | None, int | None, int | None]


class Processor(InlineProcessor):
    """`PATTERN` is tried where one of the characters `TRIGGERS` stands."""

    TRIGGERS: str
    PATTERN: str
    md: Any

    def __init__(self, md: Any) -> None:
        super().__init__(self.PATTERN, md)

    def handleMatch(self, m: re.Match[str], data: str) -> Found:  # type: ignore[override]
        return self.take(m, data)

    def take(self, m: re.Match[str], data: str) -> Found:
        """What stands there, from where to where in `data`; None if it is nothing special."""
        raise NotImplementedError


class Code(Processor):
    TRIGGERS = "`"
    PATTERN = r"`+"

    def __init__(self, md: Any) -> None:
        super().__init__(md)
        self._text = ""
        self._runs: dict[int, list[int]] = {}

    def take(self, m: re.Match[str], data: str) -> Found:
        size, start = len(m[0]), m.end()
        same = self._runs_of(data).get(size, [])
        at = bisect_left(same, start)
        if at == len(same):
            return m[0], m.start(), start
        text = data[start : same[at]].replace("\n", " ")
        if text[0] == text[-1] == " " and text.strip(" "):
            text = text[1:-1]
        code = Element("code")
        code.text = AtomicString(text)
        return code, m.start(), same[at] + size

    def _runs_of(self, data: str) -> dict[int, list[int]]:
        """Where runs of backticks begin, by their length."""
        if data is not self._text:
            self._text, self._runs = data, {}
            for run in self.compiled_re.finditer(data):
                self._runs.setdefault(len(run[0]), []).append(run.start())
        return self._runs


class Escape(Processor):
    TRIGGERS = "\\"
    PATTERN = r"\\(.?)"

    def take(self, m: re.Match[str], data: str) -> Found:
        if m[1] == "\n":
            return Element("br"), m.start(), m.end() - 1
        if m[1] in PUNCTUATION:
            return m[1], m.start(), m.end()
        return "\\", m.start(), m.start() + 1


class Entity(Processor):
    TRIGGERS = "&"
    PATTERN = ENTITY.pattern

    def take(self, m: re.Match[str], data: str) -> Found:
        return decoded(m), m.start(), m.end()


class Break(Processor):
    """Two blanks before the end of a line; a single one is not shown."""

    TRIGGERS = " "
    PATTERN = r" \n"

    def take(self, m: re.Match[str], data: str) -> Found:
        start = m.start()
        while start and data[start - 1] == " ":
            start -= 1
        return Element("br") if start < m.start() else "", start, m.end() - 1


class Autolink(Processor):
    TRIGGERS = "<"
    PATTERN = (
        r"<(?:([A-Za-z][A-Za-z0-9+.-]{1,31}:[^\s<>\x00-\x1f]*+)"
        r"|([A-Za-z0-9.!#$%&'*+/=?^_`{|}~-]++@[A-Za-z0-9](?:[A-Za-z0-9-]{0,61}[A-Za-z0-9])?"
        r"(?:\.[A-Za-z0-9](?:[A-Za-z0-9-]{0,61}[A-Za-z0-9])?)*))>"
    )

    def take(self, m: re.Match[str], data: str) -> Found:
        address = m[1] or f"mailto:{m[2]}"
        return link_to(self.md, address, m[1] or m[2]), m.start(), m.end()


class BareAddress(Processor):
    """`://` after a scheme, which has been read as text: see `autolinks`."""

    TRIGGERS = ":w"
    PATTERN = r"://|www\."

    def take(self, m: re.Match[str], data: str) -> Found:
        find = autolinks.www if m[0] == "www." else autolinks.url
        found = find(data, m.start())
        if not found:
            return None, None, None
        written = data[found.start : found.end]
        return link_to(self.md, found.scheme + written, written), found.start, found.end


# What is not shown, and where it ends.
_HIDDEN = {"<!--": "-->", "<![CDATA[": "]]>", "<?": "?>", "<!": ">"}


class Hidden(Processor):
    TRIGGERS = "<"
    PATTERN = r"<!--|<!\[CDATA\[|<\?|<!(?=[A-Za-z])"

    def __init__(self, md: Any) -> None:
        super().__init__(md)
        self._text = ""
        self._absent: set[str] = set()

    def take(self, m: re.Match[str], data: str) -> Found:
        if data is not self._text:
            self._text, self._absent = data, set()
        needle = _HIDDEN[m[0]]
        if needle in self._absent:
            return None, None, None
        # <!--> and <!---> are whole comments.
        end = data.find(needle, m.end() - 2 if needle == "-->" else m.end())
        if end < 0:
            self._absent.add(needle)
            return None, None, None
        return "", m.start(), end + len(needle)


_ATTRIBUTE = (
    r"[ \t\n]++[A-Za-z_:][A-Za-z0-9_.:-]*+"
    r"(?:[ \t\n]*+=[ \t\n]*+(?:[^ \t\n\"'=<>`]++|'[^']*+'|\"[^\"]*+\"))?+"
)
_NAME = r"([A-Za-z][A-Za-z0-9-]*+)"


class RawHtml(Processor):
    """A placeholder such as <your-ip> is no HTML: it stays to be read."""

    TRIGGERS = "<"
    PATTERN = rf"<(?:{_NAME}(?:{_ATTRIBUTE})*+[ \t\n]*+/?>|/{_NAME}[ \t\n]*+>)"

    def take(self, m: re.Match[str], data: str) -> Found:
        name = m[1] or m[2]
        if not is_element(name):
            return None, None, None
        if m[0].lower() in ("<br>", "<br/>", "<br />"):
            return Element("br"), m.start(), m.end()
        context = self.md.context
        context.mixed = True
        bare = Element(BARE)
        bare.text = html_text(harmless(m[0], context.place.rewrite), " " if name.lower() == "br" else "")
        return bare, m.start(), m.end()


def link_to(md: Any, address: str, text: str) -> Element:
    link = Element("a", md.context.place.link(encoded(address)))
    link.text = AtomicString(text)
    return link


PROCESSORS: tuple[type[Processor], ...] = (*(Code, Escape, Autolink, Hidden, RawHtml, Entity, Break, BareAddress),)
