"""How much room words take. Estimates, on the generous side: the reader's fonts are not known here."""

import re
import unicodedata

NAME, SMALL = 13, 12  # font sizes; the style sheet says the same
NAME_LINE, SMALL_LINE = 16, 15
_BREAK = re.compile(r"(?<=/)|(?<=-)(?=[a-z]{4})|\s+")


def width(text: str, size: float, *, mono: bool = False) -> float:
    """Full-width characters are 1 em, Latin ones 0.6 em in the monospaced face and a little less in the other."""
    wide = sum(unicodedata.east_asian_width(char) in "WF" for char in text)
    return size * (wide + (len(text) - wide) * (0.6 if mono else 0.55))


def broken(name: str, room: float) -> list[str]:
    """A node's name as one line, or as two about equally long ones when it is longer than `room`."""
    if width(name, NAME, mono=True) <= room:
        return [name]
    cuts = [found.span() for found in _BREAK.finditer(name)]
    if not cuts:
        return [name]
    start, end = min(cuts, key=lambda cut: max(cut[0], len(name) - cut[1]))
    return [name[:start], name[end:]]
