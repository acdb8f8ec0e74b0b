"""The files `course/checklists/*.yaml`, read and checked: walkthroughs of their own, and companions to those that the
notes have."""

import re
from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import re2

from checklists import checks
from checklists.fields import Field, compiled, used
from checklists.starting import Service
from lessons.course.files import read_all
from lessons.course.shapes import CourseFiles
from lessons.course.table import Table
from lessons.diagrams.shapes import NONE, Text

FOLDER = "course/checklists"
NAME = re.compile(r"[a-z0-9]+(?:-[a-z0-9]+)*")
_TAKEN = ("run", "do", "variant")  # what else stands in the form with the fields


@dataclass(frozen=True, slots=True)
class Variant:
    """One of several ways through: the systems, as /etc/os-release names them, that it is for."""

    id: str
    label: Text
    systems: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Failure:
    """`match` are checks, as data: an output that passes any of them shows this failure."""

    id: str
    symptom: Text
    match: tuple[dict[str, Any], ...]
    cause: Text
    fix: Text
    command: str
    sources: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Verify:
    """`expect` are checks, as data, all of which the output of `command` must pass."""

    command: str
    only: str
    expect: tuple[dict[str, Any], ...]


@dataclass(frozen=True, slots=True)
class Part:
    """A command, or an edit in words; `only` names the variant it belongs to."""

    command: str
    edit: Text
    text: Text
    only: str
    destructive: bool


@dataclass(frozen=True, slots=True)
class Step:
    """`id` and `title` of a step of one's own, `step` the title of the note's that it accompanies. An `optional` one is
    not needed to arrive, and is in no script."""

    id: str
    step: str
    title: Text
    why: Text
    before: Text
    today: Text
    errata: tuple[str, ...]
    sources: tuple[str, ...]
    parts: tuple[Part, ...]
    verify: tuple[Verify, ...]
    failures: tuple[Failure, ...]
    optional: bool
    line: int


@dataclass(frozen=True, slots=True)
class Order:
    """Services that one step starts, in the order of the notes; `diagram`, as data, shows who needs whom."""

    step: str
    diagram: Mapping[str, Any]
    services: tuple[Service, ...]


@dataclass(frozen=True, slots=True)
class Checklist:
    """`section`: the heading of the walkthrough in the notes that this accompanies; "" for one that stands alone.
    `instead` is the checklist that does the same today."""

    name: str
    number: int
    title: Text
    about: Text
    notice: Text
    section: str
    note: str
    instead: str
    variants: tuple[Variant, ...]
    fields: tuple[Field, ...]
    steps: tuple[Step, ...]
    failures: tuple[Failure, ...]
    order: Order | None
    file: str
    line: int


def load(folder: Path, course: CourseFiles) -> tuple[Checklist, ...]:
    """The checklists of `folder`/course/checklists by their `number`. Raises `CourseErrors` with every problem of every
    file."""
    failures: dict[str, str] = {}
    names = {path.stem for path in (folder / FOLDER).glob("*.yaml")}
    found = read_all(folder, FOLDER, lambda name, table: _Reader(name, table, course, failures, names).checklist())
    return tuple(sorted(found, key=lambda checklist: (checklist.number, checklist.name)))


class _Reader:
    """`failures` are those of the files before, with their places; `names` those of all files."""

    def __init__(
        self, name: str, table: Table, course: CourseFiles, failures: dict[str, str], names: Collection[str]
    ) -> None:
        self.name, self.table, self.course, self.seen, self.names = name, table, course, failures, names
        self.alone = "section" not in table.data
        self.variants: tuple[str, ...] = ()
        self.fields: frozenset[str] = frozenset()

    def checklist(self) -> Checklist:
        table = self.table
        if not NAME.fullmatch(self.name):
            table.problem("", "course-name", f"“{self.name}” will not do as a file's name: small letters, digits, -.")
        variants = tuple(self._variant(entry) for entry in table.tables("variants"))
        self.variants = tuple(variant.id for variant in variants)
        fields = tuple(_field(entry) for entry in table.tables("fields"))
        self.fields = frozenset(field.id for field in fields)
        found = Checklist(
            name=self.name,
            number=table.number("number") or 0,
            title=table.both("title", required=True) if self.alone else NONE,
            about=table.both("about", required=self.alone),
            notice=table.both("notice"),
            section=table.text("section"),
            note=table.text("note").removeprefix("./"),
            instead=table.text("instead"),
            variants=variants,
            fields=fields,
            steps=tuple(self._step(entry) for entry in table.tables("steps", required=True)),
            failures=tuple(self._failure(entry) for entry in table.tables("failures")),
            order=None if self.alone else self._order(table),
            file=table.source.file,
            line=table.line,
        )
        if found.instead and found.instead not in self.names:
            table.problem("instead", "course-unknown", f"There is no checklist “{found.instead}”.")
        table.done()
        _once(table, "steps", [step.id or step.step for step in found.steps])
        _once(table, "variants", self.variants)
        _once(table, "fields", [field.id for field in fields])
        return found

    def _variant(self, table: Table) -> Variant:
        found = Variant(_id(table), table.both("label", required=True), table.texts("systems", required=True))
        table.done()
        return found

    def _step(self, table: Table) -> Step:
        found = Step(
            id=_id(table) if self.alone else "",
            step="" if self.alone else table.text("step", required=True),
            title=table.both("title", required=True) if self.alone else NONE,
            why=table.both("why", required=True),
            before=table.both("before"),
            today=NONE if self.alone else table.both("today"),
            errata=table.texts("errata"),
            sources=table.texts("sources"),
            parts=tuple(self._part(entry) for entry in table.tables("parts", required=True)) if self.alone else (),
            verify=tuple(self._verify(entry) for entry in table.tables("verify")),
            failures=tuple(self._failure(entry) for entry in table.tables("failures")),
            optional=table.flag("optional"),
            line=table.line,
        )
        table.done()
        if table.data.get("parts") == []:
            table.problem("parts", "course-empty", "A step has at least one part.")
        known = {erratum.name for erratum in self.course.errata}
        for name in found.errata:
            if name not in known:
                table.problem("errata", "course-unknown", f"There is no erratum “{name}” in errata.yaml.")
        return found

    def _part(self, table: Table) -> Part:
        command = self._text(table, "command", raw=True)
        edit = table.both("edit")
        if bool(command) == bool(edit):
            table.problem("", "course-shape", "A part has either a “command” or an “edit”.")
        found = Part(command, edit, table.both("text"), self._only(table), table.flag("destructive"))
        table.done()
        return found

    def _verify(self, table: Table) -> Verify:
        found = Verify(
            self._text(table, "command", required=True), self._only(table), self._checks(table, "expect", required=True)
        )
        table.done()
        return found

    def _failure(self, table: Table) -> Failure:
        found = Failure(
            id=_id(table),
            symptom=table.both("symptom", required=True),
            match=self._checks(table, "match"),
            cause=table.both("cause", required=True),
            fix=table.both("fix", required=True),
            command=self._text(table, "command"),
            sources=table.texts("sources"),
        )
        table.done()
        if found.id in self.seen:
            table.problem("id", "course-twice", f"“{found.id}” stands in {self.seen[found.id]} already.")
        self.seen.setdefault(found.id, f"{table.source.file}:{table.line}")
        return found

    def _checks(self, table: Table, key: str, *, required: bool = False) -> tuple[dict[str, Any], ...]:
        entries = list(table.tables(key, required=required))
        for entry in entries:
            checks.parse(entry)
            self._known_fields(entry, " ".join(str(value) for value in entry.data.values()))
        return tuple(entry.data for entry in entries)

    def _only(self, table: Table) -> str:
        return table.choice("only", self.variants) if "only" in table.data else ""

    def _text(self, table: Table, key: str, *, required: bool = False, raw: bool = False) -> str:
        text = table.text(key, required=required)
        self._known_fields(table, text)
        return text.rstrip() if raw else text

    def _known_fields(self, table: Table, text: str) -> None:
        for name in sorted(used(text) - self.fields):
            table.problem("", "course-unknown", f"There is no field “{name}”.")

    def _order(self, table: Table) -> Order | None:
        if "order" not in table.data:
            return None
        table.known.add("order")
        inner = Table(table.data["order"], table.source, (*table.path, "order"))
        name = inner.text("diagram", required=True)
        diagram = next((spec for spec in self.course.diagrams if spec.name == name), None)
        nodes = {node.id for node in diagram.nodes} if diagram else set()
        if not diagram:
            inner.problem("diagram", "course-unknown", f"There is no diagram “{name}”.")
        entries = list(inner.tables("services", required=True))
        ids = [str(entry.data.get("id", "")) for entry in entries]
        services = tuple(_service(entry, ids, nodes) for entry in entries)
        found = Order(inner.text("step", required=True), diagram.to_json() if diagram else {}, services)
        inner.done()
        return found


def _once(table: Table, key: str, ids: Sequence[str]) -> None:
    for twice in sorted({id for id in ids if id and ids.count(id) > 1}):
        table.problem(key, "course-twice", f"“{twice}” stands twice in “{key}”.")


def _service(table: Table, ids: list[str], nodes: set[str]) -> Service:
    id, needs = _id(table), table.texts("needs")
    if nodes and id not in nodes:
        table.problem("id", "course-unknown", f"The diagram has no node “{id}”.")
    for need in needs:
        if need not in ids:
            table.problem("needs", "course-unknown", f"There is no service “{need}”.")
    without: Mapping[str, Text] = {}
    if "without" in table.data or needs:
        table.known.add("without")
        inner = Table(table.data.get("without"), table.source, (*table.path, "without"))
        without = {need: inner.both(need, required=True) for need in needs}
        inner.done()
    found = Service(id, table.text("command", required=True), needs, without)
    table.done()
    return found


def _field(table: Table) -> Field:
    found = Field(
        _id(table),
        table.both("label", required=True),
        table.text("default", required=True),
        table.text("pattern"),
        table.both("help"),
    )
    table.done()
    if found.id in _TAKEN:
        table.problem("id", "course-name", f"“{found.id}” will not do: it means something else to the form.")
    try:
        compiled(found.pattern)
    except re2.error as error:
        table.problem("pattern", "course-regex", f"“{found.pattern}” is no pattern of RE2: {error}.")
    else:
        if found.default and not found.accepts(found.default):
            table.problem("default", "course-shape", f"“{found.default}” does not match the field's own pattern.")
    return found


def _id(table: Table) -> str:
    id = table.text("id", required=True, longest=80)
    if id and not NAME.fullmatch(id):
        table.problem("id", "course-name", f"“{id}” will not do: small letters, digits and hyphens.")
    return id


def failures(checklist: Checklist) -> Iterator[Failure]:
    """Those that belong to no step first."""
    yield from checklist.failures
    for step in checklist.steps:
        yield from step.failures
