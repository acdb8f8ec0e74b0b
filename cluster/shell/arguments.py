"""What the shell's own commands share: their options, their input, and how much of either they take."""

import re
from collections.abc import Sequence
from typing import Any

import re2

Files = dict[str, str]
LONGEST_PATTERN, LONGEST_INPUT = 200, 5_000_000
MOST_LINES = 300_000  # a pattern takes some 10 µs a line
MOST_FILES, LARGEST_FILE, MOST_KEPT = 200, 1_000_000, 20_000_000  # characters: of a file, of all files together
_QUIET = re2.Options()
_QUIET.log_errors = False


class Misused(Exception):
    pass


def store(files: Files, name: str, content: str) -> None:
    kept = sum(map(len, files.values())) - len(files.get(name, "")) + len(content)
    if len(content) > LARGEST_FILE or (name not in files and len(files) >= MOST_FILES) or kept > MOST_KEPT:
        raise Misused(f"{name}: no space left")
    files[name] = content


def text_of(names: Sequence[str], stdin: str, files: Files) -> str:
    if not names:
        return stdin
    texts: list[str] = []
    for name in names:
        if sum(map(len, texts)) > LONGEST_INPUT:
            raise Misused("too much input")
        if name == "-":
            texts.append(stdin)
        elif name.removeprefix("./") in files:
            texts.append(files[name.removeprefix("./")])
        else:
            raise Misused(f"{name}: No such file or directory")
    return "".join(texts)


def lines_of(names: Sequence[str], stdin: str, files: Files) -> list[str]:
    """For what tries something at each line."""
    lines = text_of(names, stdin, files).splitlines()
    if len(lines) > MOST_LINES:
        raise Misused(f"{len(lines)} lines: only {MOST_LINES} are gone through here")
    return lines


def options_of(arguments: Sequence[str], flags: str, valued: str = "") -> tuple[dict[str, str], list[str]]:
    """(letters with their values, one value a line where a letter was there more than once; what is left).

    A bare number, -5, is the value of n.
    """
    found: dict[str, str] = {}
    rest: list[str] = []
    words = list(arguments)
    while words:
        word = words.pop(0)
        if word == "--":
            return found, rest + words
        if not word.startswith("-") or word == "-":
            rest.append(word)
            continue
        if word.startswith("--"):
            raise Misused(f"{word[:40]} is not offered here: letters alone")
        if word[1:].isdecimal() and "n" in valued:
            found["n"] = word[1:]
            continue
        letters = word[1:]
        while letters:
            letter, letters = letters[0], letters[1:]
            if letter in valued:
                value = letters or (words.pop(0) if words else "")
                found[letter] = f"{found[letter]}\n{value}" if letter in found else value
                letters = ""
            elif letter in flags:
                found[letter] = ""
            else:
                raise Misused(f"-{letter} is not offered here")
    return found, rest


def expression_of(pattern: str, flags: str = "") -> Any:
    """Of RE2, which takes linear time whatever the pattern."""
    try:
        return re2.compile(flags + short(pattern), _QUIET)
    except re2.error as error:
        raise Misused(str(error)) from None


def extended(pattern: str) -> str:
    """A basic regular expression: what has a meaning of its own there has a backslash before it."""
    return re.sub(r"\\([|(){}+?])|([|(){}+?])", lambda m: m.group(1) or "\\" + m.group(2), pattern)


def short(text: str) -> str:
    """What is tried at every line: only so much of it is."""
    if len(text) > LONGEST_PATTERN:
        raise Misused(f"only {LONGEST_PATTERN} letters are offered here for what is to be done with a line")
    return text


def number_of(text: str) -> int:
    try:
        return int(text)
    except ValueError:
        raise Misused(f"invalid number of lines: '{text[:40]}'") from None
