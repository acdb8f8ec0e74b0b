"""Output that somebody pasted: whether it shows success, a failure that is known, or nothing of either."""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Literal

from checklists import checks
from checklists.fields import fill
from lessons.course.table import Source, Table
from lessons.diagrams.shapes import Text
from lessons.reading.commands import behind_prompt

LONGEST = 20_000  # characters that are looked at
_ESCAPES = re.compile(r"\x1b(?:\[[0-?]*[ -/]*[@-~]|\][^\x07\x1b\n]*(?:\x07|\x1b\\)?|[ -/]+[0-~]|[@-Z\\-_])")
_CONTROL = re.compile(r"[\x00-\x08\x0b-\x1f\x7f]")


@dataclass(frozen=True, slots=True)
class Finding:
    """`failure` is the id of the one that was recognised. `wants` is what was looked for, and whether it was there."""

    shows: Literal["success", "failure", "nothing"]
    failure: str
    wants: tuple[tuple[Text, bool], ...]


def cleaned(text: str, command: str) -> str:
    """`text` without colours, prompts and the `command` that a terminal shows before its output."""
    plain = _ESCAPES.sub("", text[:LONGEST].replace("\u00a0", " "))
    lines = (line.rstrip() for line in _CONTROL.sub("", plain).split("\n"))
    return "\n".join(line for line in lines if not _typed(line, command)).strip("\n")


def _typed(line: str, command: str) -> bool:
    """Whether somebody typed this. An empty prompt stands at the end of most of what is copied from a terminal."""
    behind = behind_prompt(line)
    if behind is None:
        return line.strip() in command.splitlines()
    return not behind or behind in command or behind.split()[0] == command.split()[0]


def judged(
    text: str,
    command: str,
    expect: Sequence[Mapping[str, Any]],
    failures: Mapping[str, Sequence[Mapping[str, Any]]],
    values: Mapping[str, str],
) -> Finding:
    """A failure is recognised before a success: what went wrong often stands below what went well. `expect` and, by
    the id of its failure, `failures` are checks as data."""
    output = cleaned(text, fill(command, values))
    for id, match in failures.items():
        if any(check.holds(output) for check in checks_of(match, values)):
            return Finding("failure", id, ())
    wanted = checks_of(expect, values)
    held = [check.holds(output) for check in wanted]
    shows: Literal["success", "nothing"] = "success" if held and all(held) else "nothing"
    return Finding(shows, "", tuple((check.said(), holds) for check, holds in zip(wanted, held, strict=True)))


def checks_of(data: Sequence[Mapping[str, Any]], values: Mapping[str, str]) -> list[checks.Check]:
    """Of data that was checked when it was imported, with its fields filled in."""
    found = (checks.parse(Table(_filled(entry, values), Source("", {(): 0}, bilingual=False))) for entry in data)
    return [check for check in found if check]


def _filled(entry: Mapping[str, Any], values: Mapping[str, str]) -> dict[str, Any]:
    escaped = {id: re.sub(r"([^\w])", r"\\\1", value) for id, value in values.items()}
    return {key: _fill_in(value, escaped if key == "regex" else values) for key, value in entry.items()}


def _fill_in(value: Any, values: Mapping[str, str]) -> Any:
    if isinstance(value, list):
        return [_fill_in(one, values) for one in value]
    return fill(value, values) if isinstance(value, str) else value
