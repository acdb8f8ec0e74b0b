"""Finding a quote from the Markdown source in the HTML that was made of it."""

import re
from bisect import bisect_right
from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache
from html import unescape
from urllib.parse import unquote

from lessons.rendering.visible import BREAK, TAG, Element, Named, Piece, Visible

# What Markdown adds to the words. Taken away only where a quote is not found as it stands.
MARKUP = [
    (re.compile(r"!?\[([^\]]*)\]\([^)]*\)"), r"\1"),
    (re.compile(r"<br\s*/?>"), " "),
    (re.compile(r"</?[a-zA-Z][^>]*>"), ""),
    (re.compile(r"^\s*(?:>\s*|[-*+]\s+|\d+[.)]\s+)+", re.M), ""),
    (re.compile(r"\*{1,3}|__|~~|`"), ""),
    (re.compile(r"\\([!-/:-@\[-`{-~])"), r"\1"),
]
HEADING = re.compile(r"#{1,6}\s+(.*?)\s*#*\s*\Z", re.S)
NOT_IN_TEXT = re.compile(r"[\s*_`~\\<>&\"'#()\[\]]+")


@dataclass(frozen=True, slots=True)
class Hit:
    """Where a quote stands: the ranges of the HTML to mark, where its reference goes and where its margin note."""

    ranges: tuple[tuple[int, int], ...]
    reference_at: int
    note_at: int
    line: float
    in_pre: bool
    in_title: bool = False

    @property
    def order(self) -> tuple[bool, int]:
        return (not self.in_title, self.ranges[0][0])


class Page:
    """One piece of HTML to find quotes in."""

    def __init__(self, html: str) -> None:
        self.visible = Visible(html)
        self._starts = [piece.start for piece in self.visible.pieces]

    def find(self, quote: str) -> Hit | None:
        """The first place where `quote` can be read; any white space in it stands for any in the text."""
        found = re.search(_spaced(quote), self.visible.text) if quote.strip() else None
        return self._hit(found.start(), found.end()) if found else None

    def find_whole(self, quote: str) -> Hit | None:
        """The first block that says `quote` and no more, as a heading does."""
        whole = rf"(?:\A|{BREAK})\s*({_spaced(quote)})\s*(?:\Z|{BREAK})"
        found = re.search(whole, self.visible.text) if quote.strip() else None
        return self._hit(*found.span(1)) if found else None

    def find_named(self, quote: str) -> Hit | None:
        """The first element that leads to the file `quote`, or the first picture whose words hold it."""
        path = quote.strip("()<> ").removeprefix("./")
        leads = re.compile(rf"(?:\A|[/:]){re.escape(path)}(?:\Z|[#?])")
        for named in self.visible.named if path else ():
            if path in named.value if named.name == "alt" else leads.search(unquote(named.value)):
                return self._hit_named(named)
        return None

    def _hit_named(self, named: Named) -> Hit | None:
        if named.element is None:
            inside = [piece for piece in self.visible.pieces if piece.at == named.at]
        else:
            inside = [piece for piece in self.visible.pieces if named.at < piece.at < named.element.end]
        return self._hit_pieces(inside, inside[0].start, inside[-1].start + inside[-1].length) if inside else None

    def _hit(self, start: int, end: int) -> Hit | None:
        touched = []
        for index in range(max(bisect_right(self._starts, start) - 1, 0), len(self._starts)):
            piece = self.visible.pieces[index]
            if piece.start >= end:
                break
            if piece.length and piece.start + piece.length > start:
                touched.append(piece)
        return self._hit_pieces(touched, start, end) if touched else None

    def _hit_pieces(self, pieces: Sequence[Piece], start: int, end: int) -> Hit:
        ranges: list[tuple[int, int]] = []
        for piece in pieces:
            at, stop = piece.at, piece.at + piece.html_length
            if piece.length == piece.html_length:
                at, stop = at + max(start - piece.start, 0), at + min(end - piece.start, piece.length)
            if ranges and ranges[-1][1] == at:
                at = ranges.pop()[0]
            ranges.append((at, stop))
        first, last = pieces[0], pieces[-1]
        line = self.visible.line_of(first.block, start)
        reference_at = _after(last.link, ranges[-1][1])
        return Hit(tuple(ranges), reference_at, last.block.note_at, line, last.block.pre)


def _after(link: Element | None, at: int) -> int:
    """A link cannot stand inside a link."""
    return link.end if link else at


def _spaced(quote: str) -> str:
    return r"\s+".join(re.escape(word) for word in quote.split())


def words_of(quote: str) -> str:
    """`quote` without its Markdown."""
    for pattern, put in MARKUP:
        quote = pattern.sub(put, quote)
    return quote


def find(title: Page, body: Page, quote: str) -> tuple[Hit | None, bool]:
    """Where `quote` first stands, and whether that is in the title. A quote that opens with `#` is a heading."""
    if heading := HEADING.match(quote):
        whole = words_of(heading.group(1))
        hit = title.find_whole(whole)
        return (hit, True) if hit else (body.find_whole(whole), False)
    for text in dict.fromkeys((quote, words_of(quote))):
        for page in (title, body):
            if hit := page.find(text):
                return hit, page is title
    return body.find_named(quote), False


def may_hold(html: str, quotes: Sequence[str]) -> list[bool]:
    """A quick look for each quote: False where it surely does not stand in `html`."""
    text = unescape(TAG.sub("", html)) + html
    if "%" in html:
        text += unquote(html)
    return [_longest_word(quote) in text for quote in quotes]


@lru_cache(1024)
def _longest_word(quote: str) -> str:
    return max(NOT_IN_TEXT.split(words_of(quote).removeprefix("./")), key=len)
