"""Bytes to text: which encoding a file is in, and what to do about the few bytes that don't fit it."""

import codecs
import re
from collections.abc import Iterator
from typing import NamedTuple

_REPLACEMENT = "\ufffd"

# The longest first: the mark of UTF-32 begins with that of UTF-16.
_MARKS = (
    (codecs.BOM_UTF8, "utf-8"),
    (codecs.BOM_UTF32_LE, "utf-32-le"),
    (codecs.BOM_UTF32_BE, "utf-32-be"),
    (codecs.BOM_UTF16_LE, "utf-16-le"),
    (codecs.BOM_UTF16_BE, "utf-16-be"),
)
_CONTROLS = bytes(set(range(32)) - set(b"\t\n\v\f\r\x1b"))
_HANZI = re.compile(rb"[\xa1-\xf7][\xa1-\xfe]")  # as in GB 2312: nearly all that anybody writes
_HIGH_RUN = re.compile(rb"[\x80-\xff][\x40-\xff]*")
_PAIR = re.compile(rb"[\x80-\xff].")
_EVERYDAY = frozenset([*range(0xA1, 0xA4), *range(0xB0, 0xD8)])  # leads of punctuation and of the level 1 hanzi
_MOST_REPAIRS = 50  # lines
_LONGEST_REPAIR = 400  # bytes; beyond that, trying every place costs more than the line is worth


class Decoded(NamedTuple):
    """`bad_lines`: numbers of the lines that hold a replacement for bytes that meant nothing; one for each."""

    lines: tuple[str, ...]
    encoding: str
    bad_lines: tuple[int, ...] = ()


class NotTextError(ValueError):
    """The bytes are no text in any encoding."""


def decode(data: bytes) -> Decoded:
    """By byte order mark, then strict UTF-8, then UTF-8 or GB 18030 with replacements, whichever is more plausible."""
    text, encoding, exact = _decode(data)
    if "\0" in text:
        text, exact = text.replace("\0", _REPLACEMENT), False
    lines = split_lines(text)
    return Decoded(lines, encoding, () if exact else _bad_lines(lines))


def split_lines(text: str) -> tuple[str, ...]:
    """At LF, CR LF and CR alone: U+2028 and the like stand inside a line, as in Markdown."""
    if "\r" in text:
        text = text.replace("\r\n", "\n").replace("\r", "\n")
    lines = text.split("\n")
    if not lines[-1]:
        lines.pop()
    return tuple(lines)


def _decode(data: bytes) -> tuple[str, str, bool]:
    for mark, encoding in _MARKS:
        if data.startswith(mark):
            return _strict_or_replaced(data[len(mark) :], encoding)
    if _is_binary(data):
        raise NotTextError
    try:
        return data.decode("utf-8"), "utf-8", True
    except UnicodeDecodeError:
        return _damaged(data)


def _strict_or_replaced(data: bytes, encoding: str) -> tuple[str, str, bool]:
    try:
        return data.decode(encoding), encoding, True
    except UnicodeDecodeError:
        return data.decode(encoding, "replace"), encoding, False


def _is_binary(data: bytes) -> bool:
    controls = len(data) - len(data.translate(None, _CONTROLS))
    return controls > 2 and controls * 200 > len(data)


def _damaged(data: bytes) -> tuple[str, str, bool]:
    text = data.decode("utf-8", "replace")
    bad = text.count(_REPLACEMENT) - data.count(_REPLACEMENT.encode())
    good = len(text) - len(text.encode("ascii", "ignore")) - text.count(_REPLACEMENT)
    if good < bad and len(_HANZI.findall(data)) * 2 >= bad:
        return _gb18030(data)
    return text, "utf-8", False


def _gb18030(data: bytes) -> tuple[str, str, bool]:
    try:
        return data.decode("gb18030"), "gb18030", True
    except UnicodeDecodeError:
        repairs = iter(range(_MOST_REPAIRS))
        return "".join(_repaired(line, repairs) for line in data.splitlines(keepends=True)), "gb18030", False


def _repaired(line: bytes, repairs: Iterator[int]) -> str:
    """A lost or stray byte shifts every pair behind it, up to the next ASCII character: leave out the byte
    without which the line reads best."""
    try:
        return line.decode("gb18030")
    except UnicodeDecodeError as error:
        for run in _HIGH_RUN.finditer(line):
            start, end = run.span()
            if start <= error.start < end and end - start <= _LONGEST_REPAIR and next(repairs, None) is not None:
                return min((_without(line, at) for at in range(start, end)), key=_implausibility)
        return line.decode("gb18030", "replace")


def _without(line: bytes, at: int) -> str:
    head, tail = line[:at], line[at + 1 :]
    return head.decode("gb18030", "replace") + _REPLACEMENT + tail.decode("gb18030", "replace")


def _implausibility(text: str) -> int:
    """How many characters are neither ASCII nor among those of everyday writing."""
    everyday = sum(lead[0] in _EVERYDAY for lead in _PAIR.findall(text.encode("gb2312", "ignore")))
    return len(text) - len(text.encode("ascii", "ignore")) - everyday + text.count(_REPLACEMENT)


def _bad_lines(lines: tuple[str, ...]) -> tuple[int, ...]:
    return tuple(number for number, line in enumerate(lines, 1) if _REPLACEMENT in line)
