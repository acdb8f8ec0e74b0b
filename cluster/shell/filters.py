"""The few commands beside kubectl that the shell has: text in, text out."""

import re
from collections.abc import Callable, Iterable, Sequence
from itertools import groupby
from typing import Any

import re2

from ..kubectl.main import Result

Files = dict[str, str]
LONGEST_PATTERN, LONGEST_INPUT = 200, 5_000_000
MOST_NUMBERS = 10_000
MOST_FILES, LARGEST_FILE = 200, 1_000_000
_QUIET = re2.Options()
_QUIET.log_errors = False


class Misused(Exception):
    pass


def store(files: Files, name: str, content: str) -> None:
    if len(content) > LARGEST_FILE or (name not in files and len(files) >= MOST_FILES):
        raise Misused(f"{name}: no space left")
    files[name] = content


def run(words: list[str], stdin: str, files: Files) -> Result:
    """`words` begin with the name of one of COMMANDS."""
    name, arguments = words[0], words[1:]
    try:
        text, code = COMMANDS[name](arguments, stdin, files)
    except Misused as error:
        return Result(2, "", f"{name}: {error}\n")
    return Result(code, text, "")


def _input(names: list[str], stdin: str, files: Files) -> str:
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


def _options(arguments: list[str], with_value: str) -> tuple[dict[str, str], list[str]]:
    """(letters with their values, what is left)."""
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
        if word[1:].isdecimal():
            found["n"] = word[1:]
            continue
        letters = word[1:]
        while letters:
            letter, letters = letters[0], letters[1:]
            if letter in with_value:
                found[letter] = letters or (words.pop(0) if words else "")
                letters = ""
            else:
                found[letter] = ""
    return found, rest


def _grep(arguments: list[str], stdin: str, files: Files) -> tuple[str, int]:
    options, rest = _options(arguments, "ABCem")
    if arguments.count("-e") > 1:
        raise Misused("one -e is offered here: -E 'ONE|OTHER'")
    pattern = options.get("e") if "e" in options else (rest.pop(0) if rest else None)
    if pattern is None:
        raise Misused("a pattern is needed")
    if "F" in options:
        pattern = re.escape(pattern)
    elif "E" not in options and "P" not in options:
        pattern = _extended(pattern)
    if "w" in options:
        pattern = rf"\b(?:{pattern})\b"
    expression = _expression(pattern, "(?i)" if "i" in options else "")
    lines = _input(rest, stdin, files).splitlines()
    if "o" in options:
        found = [match.group(0) for line in lines for match in expression.finditer(line) if match.group(0)]
        return "".join(f"{one}\n" for one in found), 0 if found else 1
    hits = [n for n, line in enumerate(lines) if bool(expression.search(line)) != ("v" in options)]
    if "m" in options:
        hits = hits[: max(_number(options["m"]), 0)]
    if "c" in options:
        return f"{len(hits)}\n", 0 if hits else 1
    if "q" in options:
        return "", 0 if hits else 1
    around = options.get("C", "0")
    before, after = (_number(options.get(letter, around) or "0") for letter in "BA")
    shown: list[str] = []
    following = 0  # the first line that has not been shown
    for hit in hits:
        first = max(hit - before, following)
        if shown and first > following and (before or after):
            shown.append("--")
        following = max(min(hit + after + 1, len(lines)), following)
        shown += [f"{n + 1}:{lines[n]}" if "n" in options else lines[n] for n in range(first, following)]
    return "".join(f"{line}\n" for line in shown), 0 if hits else 1


def _extended(pattern: str) -> str:
    """A basic regular expression: what has a meaning of its own there has a backslash before it."""
    return re.sub(r"\\([|(){}+?])|([|(){}+?])", lambda m: m.group(1) or "\\" + m.group(2), pattern)


def _expression(pattern: str, flags: str = "") -> Any:
    """Of RE2, which takes linear time whatever the pattern."""
    try:
        return re2.compile(flags + _short(pattern), _QUIET)
    except re2.error as error:
        raise Misused(str(error)) from None


def _short(text: str) -> str:
    """What is tried at every line: only so much of it is."""
    if len(text) > LONGEST_PATTERN:
        raise Misused(f"only {LONGEST_PATTERN} letters are offered here for what is to be done with a line")
    return text


def _number(text: str) -> int:
    try:
        return int(text)
    except ValueError:
        raise Misused(f"invalid number of lines: '{text[:40]}'") from None


def _head(arguments: list[str], stdin: str, files: Files) -> tuple[str, int]:
    whole, stated = _counted(arguments, stdin, files)
    return "".join(whole[: _number(stated)]), 0


def _tail(arguments: list[str], stdin: str, files: Files) -> tuple[str, int]:
    whole, stated = _counted(arguments, stdin, files)
    count = abs(_number(stated))
    first = count - 1 if stated.startswith("+") else len(whole) - count
    return "".join(whole[max(first, 0) :]), 0


def _counted(arguments: list[str], stdin: str, files: Files) -> tuple[Sequence[str], str]:
    """(lines, or letters after -c; how many of them are asked for)."""
    options, rest = _options(arguments, "nc")
    text = _input(rest, stdin, files)
    return (text, options["c"]) if "c" in options else (text.splitlines(keepends=True), options.get("n", "10"))


def _wc(arguments: list[str], stdin: str, files: Files) -> tuple[str, int]:
    options, rest = _options(arguments, "")
    text = _input(rest, stdin, files)
    counts = {"l": text.count("\n"), "w": len(text.split()), "c": len(text.encode())}
    chosen = [counts[letter] for letter in "lwc" if letter in options] or list(counts.values())
    return (f"{chosen[0]}\n" if len(chosen) == 1 else "".join(f"{count:7d}" for count in chosen) + "\n"), 0


def _sort(arguments: list[str], stdin: str, files: Files) -> tuple[str, int]:
    options, rest = _options(arguments, "kt")
    lines = _input(rest, stdin, files).splitlines()
    stated = re.match(r"[0-9]{1,6}", options.get("k", ""))
    column = int(stated.group(0)) - 1 if stated else None

    def key(line: str) -> tuple[float, str]:
        part = line
        if column is not None:
            parts = line.split(options["t"]) if options.get("t") else line.split()
            part = " ".join(parts[column:])
        number = re.match(r"\s*(-?\d+(?:\.\d+)?)", part)
        return (float(number.group(1)) if "n" in options and number else 0.0, part)

    ordered = sorted(lines, key=key, reverse="r" in options)
    if "u" in options:
        ordered = list(dict.fromkeys(ordered))
    return "".join(f"{line}\n" for line in ordered), 0


def _uniq(arguments: list[str], stdin: str, files: Files) -> tuple[str, int]:
    options, rest = _options(arguments, "")
    groups = [(line, len(list(same))) for line, same in groupby(_input(rest, stdin, files).splitlines())]
    return "".join(f"{count:7d} {line}\n" if "c" in options else f"{line}\n" for line, count in groups), 0


def _cut(arguments: list[str], stdin: str, files: Files) -> tuple[str, int]:
    options, rest = _options(arguments, "dfc")
    spans = _spans(options.get("f") or options.get("c") or "")
    separator = options.get("d", "\t") or "\t"
    result = []
    for line in _input(rest, stdin, files).splitlines():
        parts = list(line) if "c" in options else line.split(separator)
        if "f" in options and separator not in line:
            result.append(line)
            continue
        kept = [part for n, part in enumerate(parts, 1) if any(low <= n <= high for low, high in spans)]
        result.append(("" if "c" in options else separator).join(kept))
    return "".join(f"{line}\n" for line in result), 0


def _spans(text: str) -> list[tuple[int, int]]:
    found = []
    for part in _short(text).split(","):
        match = re.fullmatch(r"([0-9]{0,9})(-?)([0-9]{0,9})", part)
        if not match or not (match.group(1) or match.group(3)):
            raise Misused("you must specify a list of bytes, characters, or fields")
        low, dash, high = match.groups()
        first = int(low or 1)
        found.append((first, int(high) if high else 10**9 if dash else first))
    return found


def _sed(arguments: list[str], stdin: str, files: Files) -> tuple[str, int]:
    """Of sed what is used on manifests: s/old/new/, with any mark for the slash, several after -e."""
    options, rest = _options(arguments, "")
    if "i" in options:
        raise Misused("-i is not offered here: sed … FILE > OTHER")
    scripts = rest[:1] if "e" not in options else rest[: len([one for one in arguments if one == "-e"])]
    edits = [_substitution(script.strip(), "E" in options or "r" in options) for script in scripts]
    if not edits:
        raise Misused("a script is needed, as in: sed 's/nginx:1.24/nginx:1.25/'")
    lines = _input(rest[len(scripts) :], stdin, files).splitlines()
    for expression, replacement, most in edits:
        if any((len(line) + 1) * len(replacement) > LONGEST_INPUT for line in lines):
            raise Misused("too long a line")
        lines = _bounded(expression.sub(replacement, line, most) for line in lines)
    return "".join(f"{line}\n" for line in lines), 0


def _bounded(lines: Iterable[str]) -> list[str]:
    found, size = [], 0
    for line in lines:
        found.append(line)
        size += len(line)
        if size > LONGEST_INPUT:
            raise Misused("too much output")
    return found


def _substitution(script: str, extended: bool) -> tuple[Any, str, int]:
    """(expression, replacement as RE2 writes it, how many a line; 0 for all)."""
    mark = re.escape(_short(script)[1:2])
    inner = rf"(?:\\.|(?!{mark})[^\\])*"
    match = re.fullmatch(rf"s{mark}({inner}){mark}({inner}){mark}([gI]*)", script) if mark else None
    if match is None:
        raise Misused("only s/OLD/NEW/ is offered here, with g or I behind it")
    old, new, flags = match.groups()
    expression = _expression(old if extended else _extended(old), "(?i)" if "I" in flags else "")
    # & is the whole match; \& and \/ are themselves, and \1 a group already
    if any(int(group) > expression.groups for group in re.findall(r"\\([0-9])", new)):
        raise Misused("the new text names a group that the old one does not have")
    written = re.sub(r"\\([^0-9\\])|(&)", lambda m: r"\g<0>" if m.group(2) else m.group(1), new)
    return expression, written, 0 if "g" in flags else 1


def _tr(arguments: list[str], stdin: str, files: Files) -> tuple[str, int]:
    options, rest = _options(arguments, "")
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
    numbers = [_number(one) for one in arguments]
    if len(numbers) not in (1, 2) or numbers[-1] - (numbers[0] if len(numbers) == 2 else 1) > MOST_NUMBERS:
        raise Misused(f"seq LAST or seq FIRST LAST, of at most {MOST_NUMBERS} numbers")
    return "".join(f"{n}\n" for n in range(numbers[0] if len(numbers) == 2 else 1, numbers[-1] + 1)), 0


def _awk(arguments: list[str], stdin: str, files: Files) -> tuple[str, int]:
    """Of awk only what people type at kubectl: '{print $1}', with a pattern or a line number before it."""
    options, rest = _options(arguments, "F")
    program = _short(rest.pop(0)) if rest else ""
    match = re.fullmatch(r"\s*(?:/([^/]*)/|NR\s*(==|>|>=)\s*([0-9]{1,9}))?\s*\{\s*print\s+([^{}]*)\}\s*", program)
    if not match:
        raise Misused("only '{print $N}' is offered here, with /pattern/ or NR>N before it")
    pattern, operator, number, fields = match.groups()
    expression = None if pattern is None else _expression(pattern)
    result = []
    for place, line in enumerate(_input(rest, stdin, files).splitlines(), 1):
        if expression is not None and not expression.search(line):
            continue
        if (
            operator
            and not {"==": place == int(number), ">": place > int(number), ">=": place >= int(number)}[operator]
        ):
            continue
        parts = line.split(options["F"]) if options.get("F") else line.split()
        result.append(" ".join(_awk_field(field.strip(), line, parts) for field in fields.split(",")))
    return "".join(f"{line}\n" for line in result), 0


def _awk_field(field: str, line: str, parts: list[str]) -> str:
    if field == "$0":
        return line
    if field == "$NF":
        return parts[-1] if parts else ""
    match = re.fullmatch(r"\$([0-9]{1,6})", field)
    if match:
        place = int(match.group(1))
        return parts[place - 1] if 0 < place <= len(parts) else ""
    return field.strip('"')


def _echo(arguments: list[str], stdin: str, files: Files) -> tuple[str, int]:
    newline = not (arguments and arguments[0] == "-n")
    return " ".join(arguments if newline else arguments[1:]) + ("\n" if newline else ""), 0


def _cat(arguments: list[str], stdin: str, files: Files) -> tuple[str, int]:
    return _input(arguments, stdin, files), 0


def _ls(arguments: list[str], stdin: str, files: Files) -> tuple[str, int]:
    return "".join(f"{name}\n" for name in sorted(files)), 0


def _rm(arguments: list[str], stdin: str, files: Files) -> tuple[str, int]:
    for name in (one for one in arguments if not one.startswith("-")):
        if name not in files and "-f" not in arguments:
            raise Misused(f"cannot remove '{name}': No such file or directory")
        files.pop(name, None)
    return "", 0


COMMANDS: dict[str, Callable[[list[str], str, Files], tuple[str, int]]] = {
    "awk": _awk,
    "cat": _cat,
    "cut": _cut,
    "echo": _echo,
    "false": lambda arguments, stdin, files: ("", 1),
    "grep": _grep,
    "head": _head,
    "ls": _ls,
    "rm": _rm,
    "sed": _sed,
    "seq": _seq,
    "sort": _sort,
    "tail": _tail,
    "tee": _tee,
    "tr": _tr,
    "true": lambda arguments, stdin, files: ("", 0),
    "uniq": _uniq,
    "wc": _wc,
}
