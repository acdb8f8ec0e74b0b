"""Markdown inside a line: its plain text, and what of it is code or comment; all in linear time."""

import re
from collections.abc import Callable, Iterator
from html import unescape

_SPECIAL = re.compile(r"[\\`*_\[\]<>&~]")
_TICKS = re.compile(r"(?<!\\)`+")
_TAG = re.compile(
    r"<(?:(https?:[^\s<>]*|[\w.+-]+@[\w.-]+)|/?[A-Za-z][A-Za-z0-9-]*(?:[\s/][^<>]*)?|!--[^<>]*--)>", re.ASCII
)
_BRACKETS = re.compile(r"\\.|!?\[|\](?:\([^()\n]*(?:\([^()\n]*\)[^()\n]*)?\)|\[[^\[\]\n]*\])?", re.DOTALL)
_RUNS = re.compile(r"\\.|\*+|_+|~~+", re.DOTALL)
_ESCAPE = re.compile(r"\\([!-/:-@\[-`{-~])")
_SPACE = re.compile(r"\s+")


def plain(text: str) -> str:
    """What a reader sees, on one line."""
    if _SPECIAL.search(text):
        text = "".join(part if code else _without_markup(part) for part, code in pieces(text))
    return _SPACE.sub(" ", text).strip()


def pieces(text: str) -> Iterator[tuple[str, bool]]:
    """The text cut at its code spans, which come without their backticks, marked true."""
    position = 0
    for start, end, ticks in code_spans(text):
        yield text[position:start], False
        yield text[start + ticks : end - ticks].strip(" "), True
        position = end
    yield text[position:], False


def code_spans(text: str) -> Iterator[tuple[int, int, int]]:
    """Start, end and number of backticks of each."""
    if "`" not in text:
        return
    runs = [(run.start(), run.end()) for run in _TICKS.finditer(text)]
    later: dict[int, list[int]] = {}
    for at in range(len(runs) - 1, -1, -1):
        later.setdefault(runs[at][1] - runs[at][0], []).append(at)
    at = 0
    while at < len(runs):
        start, end = runs[at]
        same = later[end - start]
        while same and same[-1] <= at:
            same.pop()
        if same:
            at = same[-1]
            yield start, runs[at][1], end - start
        at += 1


def masked(text: str) -> str:
    """The text, as long as before, with code spans and comments blotted out."""
    text = masked_code(text)
    return _blotted(text, list(_comments(text))) if "<!--" in text else text


def without_comments(text: str) -> str:
    return _cut(text, list(_comments(masked_code(text)))) if "<!--" in text else text


def masked_code(text: str) -> str:
    return _blotted(text, [(start, end) for start, end, _ in code_spans(text)]) if "`" in text else text


def _comments(text: str) -> Iterator[tuple[int, int]]:
    start = text.find("<!--")
    while start >= 0:
        end = text.find("-->", start + 4)
        if end < 0:
            return
        yield start, end + 3
        start = text.find("<!--", end + 3)


def _blotted(text: str, spans: list[tuple[int, int]]) -> str:
    return _replaced(text, spans, _blot)


def _cut(text: str, spans: list[tuple[int, int]]) -> str:
    return _replaced(text, spans, lambda span: "")


def _replaced(text: str, spans: list[tuple[int, int]], by: Callable[[str], str]) -> str:
    out: list[str] = []
    position = 0
    for start, end in spans:
        out += text[position:start], by(text[start:end])
        position = end
    return "".join([*out, text[position:]])


def _blot(text: str) -> str:
    return "\n".join(" " * len(line) for line in text.split("\n"))


def _without_markup(text: str) -> str:
    if "<" in text:
        text = _TAG.sub(lambda found: found[1] or " " * found[0].startswith("<br"), text)
    if "[" in text:
        text = _without_links(text)
    if "*" in text or "_" in text or "~~" in text:
        text = _without_emphasis(text)
    if "\\" in text:
        text = _ESCAPE.sub(r"\1", text)
    return unescape(text) if "&" in text else text


def _without_links(text: str) -> str:
    """`[text](target)` and `![text](target)` to their text; a bracket without a target stays."""
    out: list[str] = []
    opened: list[int] = []  # where in `out` the brackets stand
    position = 0
    for found in _BRACKETS.finditer(text):
        out.append(text[position : found.start()])
        position = found.end()
        token = found[0]
        if token in ("[", "!["):
            opened.append(len(out))
        elif token[0] == "]" and opened:
            start = opened.pop()
            if len(token) > 1:
                out[start] = token = ""
        out.append(token)
    return "".join([*out, text[position:]])


def _without_emphasis(text: str) -> str:
    """Removes runs of `*`, `_` and `~~` that open and close; others are meant."""
    runs = [run for run in _RUNS.finditer(text) if run[0][0] != "\\"]
    opened: dict[str, list[int]] = {}
    gone: set[int] = set()
    for at, run in enumerate(runs):
        before, after = text[run.start() - 1 : run.start()] or " ", text[run.end() : run.end() + 1] or " "
        waiting = opened.setdefault(run[0], [])
        if waiting and not before.isspace() and (run[0][0] != "_" or not _in_word(after)):
            gone.update((waiting.pop(), at))
        elif not after.isspace() and (run[0][0] != "_" or not _in_word(before)):
            waiting.append(at)
    return _cut(text, [runs[at].span() for at in sorted(gone)])


def _in_word(character: str) -> bool:
    return character.isalnum()
