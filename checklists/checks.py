"""What the output of a command must show, as data: one class and one line in `KINDS` each.

`holds` says whether a text shows it, `said` what it looks for, `shell` the same question as a POSIX test on the file
`$out`. Texts may hold fields, as `{{pod-cidr}}`, until `fill` puts values in their place.
"""

import operator
import re
import shlex
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from typing import Any, Protocol

import re2

from checklists.fields import compiled, fill
from lessons.course.table import Table
from lessons.diagrams.shapes import Text

_COMPARISONS: dict[str, Callable[[Any, Any], bool]] = {
    ">=": operator.ge,
    "<=": operator.le,
    ">": operator.gt,
    "<": operator.lt,
    "": operator.eq,
}
_IN_SHELL = {">=": "-ge", "<=": "-le", ">": "-gt", "<": "-lt", "": "-eq"}
_IN_WORDS = {
    ">=": Text("至少 {}", "at least {}"),
    "<=": Text("至多 {}", "at most {}"),
    ">": Text("多于 {}", "more than {}"),
    "<": Text("少于 {}", "fewer than {}"),
    "": Text("{}", "{}"),
}
_SIGNS = {">=": "≥", "<=": "≤", ">": ">", "<": "<", "": "="}
_VERSION = re.compile(r"\d+(?:\.\d+)+", re.ASCII)
_COMPARED = re.compile(r"(>=|<=|>|<|)\s*(\d{1,9}(?:\.\d{1,9})*)", re.ASCII)
_WHOLE = re.compile(r"(>=|<=|>|<|)\s*(\d{1,9})", re.ASCII)


class Check(Protocol):
    def holds(self, text: str) -> bool: ...

    def said(self) -> Text: ...

    def shell(self) -> str: ...


@dataclass(frozen=True, slots=True)
class Contains:
    """Capitals matter."""

    text: str

    def holds(self, text: str) -> bool:
        return self.text in text

    def said(self) -> Text:
        return Text(f"有 `{self.text}`", f"`{self.text}` in it")

    def shell(self) -> str:
        return f'grep -qF -- {shlex.quote(self.text)} "$out"'


@dataclass(frozen=True, slots=True)
class Absent:
    text: str

    def holds(self, text: str) -> bool:
        return self.text not in text

    def said(self) -> Text:
        return Text(f"没有 `{self.text}`", f"no `{self.text}` in it")

    def shell(self) -> str:
        return f'! grep -qF -- {shlex.quote(self.text)} "$out"'


@dataclass(frozen=True, slots=True)
class Regex:
    """In the syntax of RE2, which takes linear time whatever it is given; `^` and `$` match at lines."""

    pattern: str

    def holds(self, text: str) -> bool:
        return compiled(f"(?m){self.pattern}").search(text) is not None

    def said(self) -> Text:
        return Text(f"有一行符合 `{self.pattern}`", f"a line that matches `{self.pattern}`")

    def shell(self) -> str:
        return f'grep -Pq -- {shlex.quote(self.pattern)} "$out"'


@dataclass(frozen=True, slots=True)
class Lines:
    """How many lines are not blank."""

    comparison: str
    number: int

    def holds(self, text: str) -> bool:
        found = sum(bool(line.strip()) for line in text.splitlines())
        return _COMPARISONS[self.comparison](found, self.number)

    def said(self) -> Text:
        if self.number == 0 and not self.comparison:
            return Text("没有输出", "no output")
        words = _IN_WORDS[self.comparison]
        lines = "line" if self.number == 1 else "lines"
        return Text(f"{words.zh.format(self.number)} 行", f"{words.en.format(self.number)} {lines}")

    def shell(self) -> str:
        return f'[ "$(grep -c "[^[:space:]]" "$out")" {_IN_SHELL[self.comparison]} {self.number} ]'


@dataclass(frozen=True, slots=True)
class Version:
    """The first version after the text `after`, compared number by number, as far as `version` goes."""

    comparison: str
    version: str
    after: str

    def holds(self, text: str) -> bool:
        at = text.find(self.after)
        found = _VERSION.search(text, at + len(self.after)) if at >= 0 else None
        if found is None:
            return False
        wanted = _numbers(self.version)
        numbers = (_numbers(found[0]) + [0] * len(wanted))[: len(wanted)]
        return _COMPARISONS[self.comparison](numbers, wanted)

    def said(self) -> Text:
        wanted = f"{_SIGNS[self.comparison]} {self.version}"
        if not self.after.strip():
            return Text(f"版本 {wanted}", f"a version {wanted}")
        after = self.after.strip()
        return Text(f"`{after}` 后面的版本 {wanted}", f"a version {wanted} after `{after}`")

    def shell(self) -> str:
        return f'version {shlex.quote(self.after)} {_IN_SHELL[self.comparison]} {self.version} "$out"'


@dataclass(frozen=True, slots=True)
class Column:
    """A column of a table as kubectl prints it. `all`: every row must have one of the values there; otherwise one row
    is enough."""

    name: str
    values: tuple[str, ...]
    all: bool

    def holds(self, text: str) -> bool:
        found = [cell in self.values for cell in cells(text, self.name)]
        return bool(found) and (all(found) if self.all else any(found))

    def said(self) -> Text:
        zh, en = ("每一行的", "in every row") if self.all else ("有一行的", "in one row")
        values = " / ".join(f"`{value}`" for value in self.values)
        return Text(f"{zh} `{self.name}` 是 {values}", f"`{self.name}` {values} {en}")

    def shell(self) -> str:
        rows = "all" if self.all else "any"
        values = shlex.quote("|".join(self.values))
        return f'column {shlex.quote(self.name)} {rows} {values} "$out"'


def _numbers(version: str) -> list[int]:
    """A number of more digits than nine is as large as one of nine."""
    return [int(number) if len(number) < 10 else 10**9 for number in version.split(".")]


def cells(text: str, name: str) -> Iterator[str]:
    """What stands in the column `name` of the tables in `text`: below its heading, wherever that begins."""
    columns: list[tuple[int, int]] = []
    for line in text.expandtabs().splitlines():
        headings = list(re.finditer(r"\S+(?: \S+)*", line))
        if not headings:
            columns = []
        elif line.upper() == line and any(heading[0] == name for heading in headings):
            starts = [heading.start() for heading in headings]
            at = next(number for number, heading in enumerate(headings) if heading[0] == name)
            columns = [(starts[at], starts[at + 1] if at + 1 < len(starts) else len(text))]
        elif columns:
            start, end = columns[0]
            if line[start - 1 : start].strip():
                continue  # nothing begins here: it is no row of this table
            yield line[start:end].strip()


def parse(table: Table) -> Check | None:
    """One check, or None and a problem."""
    kinds = [key for key in KINDS if key in table.data]
    if len(kinds) != 1:
        table.problem("", "course-check", f"A check is one of {', '.join(KINDS)}.")
        table.known.update(table.data)
        return None
    found = KINDS[kinds[0]](table)
    table.done()
    return found


def _regex(table: Table) -> Regex | None:
    pattern = table.text("regex", required=True)
    try:
        compiled(fill(pattern, {}, lambda value: "x"))
    except re2.error as error:
        table.problem("regex", "course-regex", f"“{pattern}” is no pattern of RE2: {error}.")
        return None
    return Regex(pattern)


def _lines(table: Table) -> Lines | None:
    found = _compared(table, "lines", _WHOLE)
    return Lines(found[0], int(found[1])) if found else None


def _version(table: Table) -> Version | None:
    found = _compared(table, "version", _COMPARED)
    after = table.data.get("after", "")
    table.text("after")
    return Version(*found, after if isinstance(after, str) else "") if found else None


def _compared(table: Table, key: str, pattern: re.Pattern[str]) -> tuple[str, str] | None:
    """A number in YAML will do, but for 1.10, which is 1.1 there."""
    table.known.add(key)
    value = table.data[key]
    found = None if isinstance(value, float) else pattern.fullmatch(str(value).strip())
    if found is None:
        table.problem(key, "course-shape", f"“{key}” is a number in quotes, as in '>= 2'.")
        return None
    return found[1], found[2]


def _column(table: Table) -> Column:
    rows = table.choice("rows", ("all", "any")) if "rows" in table.data else "all"
    return Column(table.text("column", required=True), table.texts("is", required=True), rows == "all")


KINDS: Mapping[str, Callable[[Table], Check | None]] = {
    "contains": lambda table: Contains(table.text("contains", required=True)),
    "absent": lambda table: Absent(table.text("absent", required=True)),
    "regex": _regex,
    "lines": _lines,
    "version": _version,
    "column": _column,
}
