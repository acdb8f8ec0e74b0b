"""sed and awk: the two commands with a language of their own, of which what people type at manifests and tables."""

import operator
import re
from collections.abc import Callable, Iterable, Iterator
from typing import Any

from .arguments import LONGEST_INPUT, Files, Misused, expression_of, extended, lines_of, options_of, short

_COMPARED: dict[str, Callable[[Any, Any], bool]] = {
    "==": operator.eq,
    "!=": operator.ne,
    ">": operator.gt,
    ">=": operator.ge,
    "<": operator.lt,
    "<=": operator.le,
}
_FIELD = r"\$(?:[0-9]{1,6}|NF)|NR|NF"
_TEXT = r'"[^"\\]*"'
_PROGRAM = re.compile(
    rf"\s*(?:(?P<unlike>!?)/(?P<pattern>[^/]*)/|(?P<field>{_FIELD})\s*(?:(?P<tilde>!?)~\s*/(?P<like>[^/]*)/"
    rf"|(?P<sign>[=!]=|[<>]=?)\s*(?P<value>[0-9]{{1,9}}|{_TEXT})))?"
    r"\s*(?:\{\s*print(?P<printed>[^{}]*)\})?\s*"
)


def sed(arguments: list[str], stdin: str, files: Files) -> tuple[str, int]:
    """s/old/new/, with any mark for the slash; several after -e, or with a semicolon between them."""
    options, rest = options_of(arguments, "iEr", "e")
    if "i" in options:
        raise Misused("-i is not offered here: sed … FILE > OTHER")
    scripts = options["e"].split("\n") if "e" in options else [rest.pop(0)] if rest else []
    edits = [edit for script in scripts for edit in _substitutions(script, "E" in options or "r" in options)]
    if not edits:
        raise Misused("a script is needed, as in: sed 's/nginx:1.24/nginx:1.25/'")
    lines = lines_of(rest, stdin, files)
    for expression, replacement, most in edits:
        if any((len(line) + 1) * len(replacement) > LONGEST_INPUT for line in lines):
            raise Misused("too long a line")
        lines = _bounded(expression.sub(replacement, line, most) for line in lines)
    return "".join(f"{line}\n" for line in lines), 0


def _substitutions(script: str, is_extended: bool) -> Iterator[tuple[Any, str, int]]:
    rest = short(script).strip()
    while rest:
        mark = re.escape(rest[1:2])
        inner = rf"(?:\\.|(?!{mark})[^\\])*"
        match = re.match(rf"s{mark}({inner}){mark}({inner}){mark}([gI]*)\s*(?:;\s*|$)", rest) if mark else None
        if match is None:
            raise Misused("only s/OLD/NEW/ is offered here, with g or I behind it")
        old, new, flags = match.groups()
        yield _substitution(old, new, flags, is_extended)
        rest = rest[match.end() :]


def _substitution(old: str, new: str, flags: str, is_extended: bool) -> tuple[Any, str, int]:
    """(expression, replacement as RE2 writes it, how many a line; 0 for all)."""
    expression = expression_of(old if is_extended else extended(old), "(?i)" if "I" in flags else "")
    # & is the whole match; \& and \/ are themselves, and \1 a group already
    if any(int(group) > expression.groups for group in re.findall(r"\\([0-9])", new)):
        raise Misused("the new text names a group that the old one does not have")
    written = re.sub(r"\\([^0-9\\])|(&)", lambda m: r"\g<0>" if m.group(2) else m.group(1), new)
    return expression, written, 0 if "g" in flags else 1


def awk(arguments: list[str], stdin: str, files: Files) -> tuple[str, int]:
    """A condition, and what is printed of the lines that meet it: `$3 != "Running" {print $1 ": " $3}`."""
    options, rest = options_of(arguments, "", "F")
    separator = options.get("F", " ").replace("\\t", "\t")
    if len(separator) != 1:
        raise Misused("-F takes one character here")
    program = _PROGRAM.fullmatch(short(rest.pop(0)) if rest else "")
    if not program or not program.group(0).strip():
        raise Misused("only '{print $N}' is offered here, with /pattern/, NR>N or $N==\"text\" before it")
    holds, printed = _condition(program), _printed(program["printed"] or "")
    result = []
    for place, line in enumerate(lines_of(rest, stdin, files), 1):
        fields = line.split() if separator == " " else line.split(separator)
        if holds(line, place, fields):
            result.append("".join(_value(part, line, place, fields) for part in printed))
    return "".join(f"{line}\n" for line in _bounded(result)), 0


def _condition(program: "re.Match[str]") -> Callable[[str, int, list[str]], bool]:
    """Of (line, its number, its fields)."""
    field, sign, value = program.group("field", "sign", "value")
    if sign is None:
        expression = expression_of(program["pattern"] or program["like"] or "")
        wanted = not (program["unlike"] or program["tilde"])
        return lambda line, place, fields: bool(expression.search(_value(field or "$0", line, place, fields))) == wanted
    compare = _COMPARED[sign]

    def holds(line: str, place: int, fields: list[str]) -> bool:
        have = _value(field, line, place, fields)
        if not value.startswith('"') and re.fullmatch(r"-?[0-9]{1,15}(\.[0-9]{1,15})?", have):
            return compare(float(have), float(value))
        return compare(have, value.strip('"'))

    return holds


def _printed(expression: str) -> list[str]:
    """The parts of a line that is printed; a comma is a space, and what stands side by side is joined."""
    parts = re.findall(rf"{_FIELD}|{_TEXT}|,|\S", expression)
    odd = [part for part in parts if not re.fullmatch(rf"{_FIELD}|{_TEXT}|,", part)]
    if odd:
        raise Misused(f'print takes $N, NR, NF and "text" here, not {odd[0]}')
    return ['" "' if part == "," else part for part in parts] or ["$0"]


def _value(part: str, line: str, place: int, fields: list[str]) -> str:
    if part.startswith('"'):
        return part[1:-1]
    if part == "$0":
        return line
    if part in ("NR", "NF"):
        return str(place if part == "NR" else len(fields))
    index = len(fields) if part == "$NF" else int(part[1:])
    return fields[index - 1] if 0 < index <= len(fields) else ""


def _bounded(lines: Iterable[str]) -> list[str]:
    found, size = [], 0
    for line in lines:
        found.append(line)
        size += len(line)
        if size > LONGEST_INPUT:
            raise Misused("too much output")
    return found
