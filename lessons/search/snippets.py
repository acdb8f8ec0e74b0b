"""A hit in its sentence, with the words of the query marked."""

import re
from itertools import islice

from lessons.tokens import CAMEL, LETTER, RUN, half_width

Marked = tuple[tuple[str, bool], ...]  # the text in parts, each a hit or not

LENGTH = 120  # characters, about
LEAD = 40  # of them before the hit, where its sentence is longer than that
HITS_LOOKED_AT = 50
SENTENCE_END = re.compile(r"[。！？!?\n]|(?<![\d\s])\.(?=\s|$)")  # not the full stop of "1. First"
WORD_START = rf"(?:(?<!{LETTER})|{CAMEL})"


def pattern(pieces: tuple[str, ...]) -> re.Pattern[str]:
    """What finds the pieces where the index finds them: Chinese anywhere, other words where one starts."""
    longest_first = sorted(pieces, key=len, reverse=True)
    each = (re.escape(p) if RUN.match(p) else WORD_START + re.escape(p) for p in longest_first)
    return re.compile("|".join(each) or r"(?!)", re.IGNORECASE)


def mark(text: str, sought: re.Pattern[str]) -> Marked:
    parts: list[tuple[str, bool]] = []
    done = 0
    for match in sought.finditer(half_width(text)):
        start, end = match.span()
        parts += [(text[done:start], False), (text[start:end], True)]
        done = end
    parts.append((text[done:], False))
    return tuple(part for part in parts if part[0])


def snippet(text: str, sought: re.Pattern[str]) -> Marked:
    """The sentence in which most of the pieces stand, cut to about `LENGTH`, with … where it is cut; the beginning
    of the text where it holds none of them."""
    hit = _best_hit(half_width(text), sought)
    first, last = _sentence(text, *hit) if hit else (0, len(text))
    hit_start, hit_end = hit or (0, 0)
    start, end = first, last
    if end - start > LENGTH:
        start = max(start, _word_start(text, hit_start - LEAD))
        end = min(end, max(start + LENGTH, hit_end))
    marked = mark(text[start:end].strip(), sought)
    before = (("…", False),) if start > first else ()
    after = (("…", False),) if end < last else ()
    return before + marked + after


def _best_hit(text: str, sought: re.Pattern[str]) -> tuple[int, int] | None:
    """The first hit after which, within a snippet's length, most different pieces stand."""
    hits = [(*m.span(), m.group().lower()) for m in islice(sought.finditer(text), HITS_LOOKED_AT)]

    def different(hit: tuple[int, int, str]) -> int:
        return len({piece for start, _, piece in hits if hit[0] <= start < hit[0] + LENGTH - LEAD})

    return max(hits, key=different)[:2] if hits else None


def _sentence(text: str, start: int, end: int) -> tuple[int, int]:
    """Its bounds, looked for no further than a snippet can show and one character more."""
    first, last = max(0, start - LENGTH - 1), min(len(text), end + LENGTH + 1)
    endings = [match.end() for match in SENTENCE_END.finditer(text, first, last)]
    return (
        max((ending for ending in endings if ending <= start), default=first),
        min((ending for ending in endings if ending >= end), default=last),
    )


def _word_start(text: str, place: int) -> int:
    """The first place, from this one on, that is not inside a word in Latin letters."""
    inside = re.compile(rf"(?<={LETTER}){LETTER}{{1,20}}").match(text, max(place, 0))
    return inside.end() if inside else max(place, 0)
