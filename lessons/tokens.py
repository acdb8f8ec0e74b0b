"""Text as the words that the search index holds, and a query as the words to look for in it.

Every word of a query is a prefix, so an index entry needs a word once for each place where somebody may start to
type it: `PodAutoscaler` is podautoscaler and autoscaler, `kube-proxy` is kube-proxy and proxy. Chinese has no blanks:
a run of it becomes its overlapping pairs, and its last character alone, so that each character starts some word.

The index forgets an entry by the words it was given. Whoever changes what `tokens` makes adds a migration that calls
`search.rebuild`.
"""

import re
from collections.abc import Iterator
from functools import cache, lru_cache
from itertools import islice
from operator import add
from typing import NamedTuple

# Han, kana, hangul and the marks that stand among them.
CJK = "\u3005-\u3007\u3040-\u30ff\u3400-\u4dbf\u4e00-\u9fff\uac00-\ud7af\uf900-\ufaff\U00020000-\U0003134f"
LETTER = rf"[^\W_{CJK}]"
RUN = re.compile(f"[{CJK}]+")
WORD = re.compile(rf"{LETTER}+(?:[-_./]+{LETTER}+){{0,7}}")
CAMEL = r"(?-i:(?<=[a-z0-9])(?=[A-Z])|(?<=[A-Z])(?=[A-Z][a-z]))"
INNER_START = re.compile(rf"(?<=[-_./])(?={LETTER})|{CAMEL}")

FULL_WIDTH = re.compile("[０-９Ａ-Ｚａ-ｚ]")
TO_HALF_WIDTH = {code: code - 0xFEE0 for code in range(0xFF01, 0xFF5F)} | {0x3000: 0x20}

WORD_LENGTH = 40  # characters; what is longer is indexed, and looked for, by its beginning
STARTS = 16  # of one word: enough for any name, little enough for a line of base64
QUERY_LENGTH = 200  # characters


def half_width(text: str) -> str:
    """The same text, character for character, with Ａ as A and １ as 1."""
    return text.translate(TO_HALF_WIDTH) if FULL_WIDTH.search(text) else text


@lru_cache(20_000)
def _pairs(run: str) -> str:
    return " ".join(map(add, run, run[1:] + " ")).rstrip()


@lru_cache(20_000)
def _starts(word: str) -> str:
    inner = (match.start() for match in islice(INNER_START.finditer(word), STARTS))
    words = [word[:WORD_LENGTH], *(word[start : start + WORD_LENGTH] for start in inner)]
    return " ".join(words).lower()


def tokens(text: str) -> str:
    """The words of the text, each as often as it occurs, with a blank between them; made of letters, digits and
    `-_./` alone."""
    text = half_width(text)
    return " ".join([*map(_pairs, RUN.findall(text)), *map(_starts, WORD.findall(text))])


class Tokens(NamedTuple):
    """What the index takes in for one entry."""

    title: str
    text: str


class Query(NamedTuple):
    """`prefixes` and `pairs` must all be among the tokens of what is found, the latter whole; each of `runs` must
    stand in its text as it is, for pairs may also meet by chance. `pieces` are what to mark in the text."""

    prefixes: tuple[str, ...]
    pairs: tuple[str, ...]
    runs: tuple[str, ...]
    pieces: tuple[str, ...]


@cache
def _piece() -> re.Pattern[str]:
    """A run or a word. Only queries are taken to pieces, and compiling this takes 10 ms."""
    return re.compile(f"{RUN.pattern}|{WORD.pattern}")


def _unique(words: Iterator[str]) -> tuple[str, ...]:
    return tuple(dict.fromkeys(words))


def parse(query: str) -> Query:
    """Never fails: what holds nothing to look for becomes a query without pieces."""
    pieces = _unique(match.group().lower() for match in _piece().finditer(half_width(query[:QUERY_LENGTH])))
    runs = [piece for piece in pieces if RUN.match(piece)]
    return Query(
        prefixes=_unique(piece[:WORD_LENGTH] for piece in pieces if len(piece) == 1 or piece not in runs),
        pairs=_unique(run[i : i + 2] for run in runs for i in range(len(run) - 1)),
        runs=tuple(run for run in runs if len(run) > 2),
        pieces=pieces,
    )
