"""The few commands beside kubectl that the shell has: text in, text out."""

import re
from collections.abc import Callable, Sequence
from itertools import groupby

from ..kubectl.main import Result
from .arguments import (
    Files,
    Misused,
    expression_of,
    extended,
    lines_of,
    number_of,
    options_of,
    short,
    store,
    text_of,
)
from .scripts import awk, sed

MOST_NUMBERS = 10_000


def run(words: list[str], stdin: str, files: Files) -> Result:
    """`words` begin with the name of one of COMMANDS."""
    name, arguments = words[0], words[1:]
    try:
        text, code = COMMANDS[name](arguments, stdin, files)
    except Misused as error:
        return Result(2, "", f"{name}: {error}\n")
    return Result(code, text, "")


def _grep(arguments: list[str], stdin: str, files: Files) -> tuple[str, int]:
    options, rest = options_of(arguments, "ivwnocqEFPhs", "ABCem")
    stated = options.get("e") if "e" in options else (rest.pop(0) if rest else None)
    if stated is None:
        raise Misused("a pattern is needed")
    if len(rest) > 1:
        raise Misused("one file is offered here: cat ONE OTHER | grep …")
    patterns = stated.split("\n")
    if "F" in options:
        patterns = [re.escape(pattern) for pattern in patterns]
    elif "E" not in options and "P" not in options:
        patterns = [extended(pattern) for pattern in patterns]
    pattern = patterns[0] if len(patterns) == 1 else "|".join(f"(?:{one})" for one in patterns)
    if "w" in options:
        pattern = rf"\b(?:{pattern})\b"
    expression = expression_of(pattern, "(?i)" if "i" in options else "")
    lines = lines_of(rest, stdin, files)
    if "o" in options and not {"c", "q", "v"} & options.keys():
        found = [match.group(0) for line in lines for match in expression.finditer(line) if match.group(0)]
        return "".join(f"{one}\n" for one in found), 0 if found else 1
    hits = [n for n, line in enumerate(lines) if bool(expression.search(line)) != ("v" in options)]
    if "m" in options:
        hits = hits[: max(number_of(options["m"]), 0)]
    if "c" in options:
        return f"{len(hits)}\n", 0 if hits else 1
    if "q" in options:
        return "", 0 if hits else 1
    around = options.get("C", "0")
    before, after = (number_of(options.get(letter, around) or "0") for letter in "BA")
    return _shown(lines, hits, before, after, "n" in options), 0 if hits else 1


def _shown(lines: list[str], hits: list[int], before: int, after: int, numbered: bool) -> str:
    """The lines that are meant with those around them; a colon marks the number of one, a dash that of the others."""
    shown: list[str] = []
    meant = set(hits)
    following = 0  # the first line that has not been shown
    for hit in hits:
        first = max(hit - before, following)
        if shown and first > following and (before or after):
            shown.append("--")
        following = max(min(hit + after + 1, len(lines)), following)
        shown += [
            f"{n + 1}{':' if n in meant else '-'}{lines[n]}" if numbered else lines[n] for n in range(first, following)
        ]
    return "".join(f"{line}\n" for line in shown)


def _head(arguments: list[str], stdin: str, files: Files) -> tuple[str, int]:
    whole, stated = _counted(arguments, stdin, files)
    return "".join(whole[: number_of(stated)]), 0


def _tail(arguments: list[str], stdin: str, files: Files) -> tuple[str, int]:
    whole, stated = _counted(arguments, stdin, files)
    count = abs(number_of(stated))
    first = count - 1 if stated.startswith("+") else len(whole) - count
    return "".join(whole[max(first, 0) :]), 0


def _counted(arguments: list[str], stdin: str, files: Files) -> tuple[Sequence[str], str]:
    """(lines, or letters after -c; how many of them are asked for)."""
    options, rest = options_of(arguments, "q", "nc")
    text = text_of(rest, stdin, files)
    return (text, options["c"]) if "c" in options else (text.splitlines(keepends=True), options.get("n", "10"))


def _wc(arguments: list[str], stdin: str, files: Files) -> tuple[str, int]:
    options, rest = options_of(arguments, "lwcm")
    if len(rest) > 1:
        raise Misused("one file is offered here: cat ONE OTHER | wc")
    text = text_of(rest, stdin, files)
    counts = {"l": text.count("\n"), "w": len(text.split()), "m": len(text), "c": len(text.encode())}
    chosen = [counts[letter] for letter in "lwmc" if letter in (options or "lwc")]
    numbers = str(chosen[0]) if len(chosen) == 1 else "".join(f"{count:7d}" for count in chosen)
    return " ".join([numbers, *rest]) + "\n", 0


def _sort(arguments: list[str], stdin: str, files: Files) -> tuple[str, int]:
    options, rest = options_of(arguments, "nru", "kt")
    stated = re.fullmatch(r"([1-9][0-9]{0,5})(?:,([1-9][0-9]{0,5}))?([nr]*)", options.get("k", "1"))
    if not stated:
        raise Misused("-k takes the numbers of fields here: -k2, -k2,3 or -k2n")
    first, last, letters = int(stated[1]) - 1, int(stated[2]) if stated[2] else None, {*options, *stated[3]}

    def key(line: str) -> tuple[float, str]:
        part = line
        if "k" in options:
            part = " ".join((line.split(options["t"]) if options.get("t") else line.split())[first:last])
        number = re.match(r"\s*(-?\d+(?:\.\d+)?)", part)
        return (float(number.group(1)) if number else 0.0, "") if "n" in letters else (0.0, part)

    lines = lines_of(rest, stdin, files)
    if "u" in options:
        lines = list({key(line): line for line in reversed(lines)}.values())
    ordered = sorted(lines, key=lambda line: (key(line), line), reverse="r" in letters)
    return "".join(f"{line}\n" for line in ordered), 0


def _uniq(arguments: list[str], stdin: str, files: Files) -> tuple[str, int]:
    options, rest = options_of(arguments, "cdu")
    groups = [(line, len(list(same))) for line, same in groupby(text_of(rest, stdin, files).splitlines())]
    kept = [
        (line, count)
        for line, count in groups
        if not ("d" in options and count == 1) and not ("u" in options and count > 1)
    ]
    return "".join(f"{count:7d} {line}\n" if "c" in options else f"{line}\n" for line, count in kept), 0


def _cut(arguments: list[str], stdin: str, files: Files) -> tuple[str, int]:
    options, rest = options_of(arguments, "s", "dfc")
    spans = _spans(options.get("f") or options.get("c") or "")
    separator = options.get("d", "\t") or "\t"
    result = []
    for line in lines_of(rest, stdin, files):
        parts = list(line) if "c" in options else line.split(separator)
        if "f" in options and separator not in line:
            result += [] if "s" in options else [line]
            continue
        kept = [part for n, part in enumerate(parts, 1) if any(low <= n <= high for low, high in spans)]
        result.append(("" if "c" in options else separator).join(kept))
    return "".join(f"{line}\n" for line in result), 0


def _spans(text: str) -> list[tuple[int, int]]:
    found = []
    for part in short(text).split(","):
        match = re.fullmatch(r"([0-9]{0,9})(-?)([0-9]{0,9})", part)
        if not match or not (match.group(1) or match.group(3)):
            raise Misused("you must specify a list of bytes, characters, or fields")
        low, dash, high = match.groups()
        first = int(low or 1)
        found.append((first, int(high) if high else 10**9 if dash else first))
    return found


def _tr(arguments: list[str], stdin: str, files: Files) -> tuple[str, int]:
    options, rest = options_of(arguments, "d")
    sets = [_characters(one) for one in rest]
    if "d" in options and len(sets) == 1:
        return stdin.translate(dict.fromkeys(map(ord, sets[0]))), 0
    if options or len(sets) != 2 or not sets[1]:
        raise Misused("only tr SET1 SET2 and tr -d SET are offered here")
    old, new = sets
    return stdin.translate(str.maketrans(old, new[: len(old)].ljust(len(old), new[-1]))), 0


def _characters(text: str) -> str:
    plain = text.replace("\\n", "\n").replace("\\t", "\t").replace("[:upper:]", "A-Z").replace("[:lower:]", "a-z")
    return re.sub(r"([!-~])-([!-~])", lambda m: "".join(map(chr, range(ord(m[1]), ord(m[2]) + 1))), plain)


def _tee(arguments: list[str], stdin: str, files: Files) -> tuple[str, int]:
    for name in arguments:
        if name.startswith("-"):
            raise Misused("-a is not offered here: use >>")
        store(files, name, stdin)
    return stdin, 0


def _seq(arguments: list[str], stdin: str, files: Files) -> tuple[str, int]:
    numbers = [number_of(one) for one in arguments]
    if len(numbers) not in (1, 2) or numbers[-1] - (numbers[0] if len(numbers) == 2 else 1) > MOST_NUMBERS:
        raise Misused(f"seq LAST or seq FIRST LAST, of at most {MOST_NUMBERS} numbers")
    return "".join(f"{n}\n" for n in range(numbers[0] if len(numbers) == 2 else 1, numbers[-1] + 1)), 0


def _echo(arguments: list[str], stdin: str, files: Files) -> tuple[str, int]:
    newline = not (arguments and arguments[0] == "-n")
    return " ".join(arguments if newline else arguments[1:]) + ("\n" if newline else ""), 0


def _cat(arguments: list[str], stdin: str, files: Files) -> tuple[str, int]:
    options, rest = options_of(arguments, "n")
    text = text_of(rest, stdin, files)
    if "n" not in options:
        return text, 0
    return "".join(f"{n:6d}\t{line}" for n, line in enumerate(text.splitlines(keepends=True), 1)), 0


def _ls(arguments: list[str], stdin: str, files: Files) -> tuple[str, int]:
    return "".join(f"{name}\n" for name in sorted(files)), 0


def _rm(arguments: list[str], stdin: str, files: Files) -> tuple[str, int]:
    for name in (one for one in arguments if not one.startswith("-")):
        if name not in files and "-f" not in arguments:
            raise Misused(f"cannot remove '{name}': No such file or directory")
        files.pop(name, None)
    return "", 0


COMMANDS: dict[str, Callable[[list[str], str, Files], tuple[str, int]]] = {
    "awk": awk,
    "cat": _cat,
    "cut": _cut,
    "echo": _echo,
    "false": lambda arguments, stdin, files: ("", 1),
    "grep": _grep,
    "head": _head,
    "ls": _ls,
    "rm": _rm,
    "sed": sed,
    "seq": _seq,
    "sort": _sort,
    "tail": _tail,
    "tee": _tee,
    "tr": _tr,
    "true": lambda arguments, stdin, files: ("", 0),
    "uniq": _uniq,
    "wc": _wc,
}
