"""The folder `course/` beside the notes, read and checked: course.yaml, errata.yaml, diagrams/*.yaml."""

import re
from collections.abc import Callable
from pathlib import Path
from typing import Any, TypeVar

from lessons.course import yamlfile
from lessons.course.errors import CourseErrors
from lessons.course.shapes import SEVERITIES, Course, CourseFiles, Erratum, Leg, LessonRef
from lessons.course.table import Source, Table
from lessons.diagrams.spec import SpecErrors, parse
from lessons.reading.note import Problem

SLUG = re.compile(r"[^\W_]+(?:-[^\W_]+)*")  # letters of any script: they stay readable in an address

Read = TypeVar("Read")


def load_course(folder: Path) -> CourseFiles:
    """Reads `folder`/course; each file may be missing. Problems name files relative to `folder`.

    Raises `CourseErrors` with every problem of every file.
    """
    problems: list[Problem] = []

    def read(path: Path, make: Callable[[Any, str, yamlfile.Lines], Read], missing: Read) -> Read:
        file = path.relative_to(folder).as_posix()
        try:
            return make(*yamlfile.read(path, file)) if path.is_file() else missing
        except (CourseErrors, SpecErrors) as errors:
            problems.extend(errors.problems)
            return missing

    home = folder / "course"
    course = read(home / "course.yaml", parse_course, None)
    nothing: tuple[Erratum, ...] = ()
    errata = read(home / "errata.yaml", parse_errata, nothing)
    specs = [read(path, parse, None) for path in sorted((home / "diagrams").glob("*.yaml"))]
    if problems:
        raise CourseErrors(problems)
    return CourseFiles(course, errata, tuple(spec for spec in specs if spec))


def parse_course(data: Any, file: str, lines: yamlfile.Lines) -> Course:
    source = Source(file, lines)
    table = Table({} if data is None else data, source)
    note = _note_path(table)
    seen: dict[tuple[str, ...], int] = {}
    course = Course(
        title=table.text("title", longest=200),
        title_en=table.text("title_en", longest=200),
        legs=tuple(_leg(leg, note, seen) for leg in table.tables("legs")),
        references=tuple(_ref(ref, note, seen) for ref in table.tables("references")),
    )
    table.done()
    if source.problems:
        raise CourseErrors(source.problems)
    splits: dict[str, tuple[tuple[str, str], ...]] = {}
    for ref in course.refs():
        if ref.part:
            splits[ref.note] = (*splits.get(ref.note, ()), (ref.section, ref.part))
    return Course(course.title, course.title_en, course.legs, course.references, splits)


def _leg(table: Table, note: str, seen: dict[tuple[str, ...], int]) -> Leg:
    leg = Leg(
        title=table.text("title", required=True, longest=300),
        title_en=table.text("title_en", longest=300),
        about=table.text("about", longest=300),
        about_en=table.text("about_en", longest=300),
        lessons=tuple(_ref(ref, note, seen) for ref in table.tables("lessons", required=True)),
        line=table.line,
    )
    table.done()
    return leg


def _ref(table: Table, note: str, seen: dict[tuple[str, ...], int]) -> LessonRef:
    ref = LessonRef(
        note=_note_path(table, required=not note) or note,
        section=table.text("section", required=True, longest=300),
        part=table.text("part", longest=300),
        slug=table.text("slug", longest=120),
        minutes=table.number("minutes", least=1),
        group=table.text("group", longest=300),
        line=table.line,
    )
    table.done()
    if ref.slug:
        _check_name(table, "slug", ref.slug)
        _check_first(table, "slug", ("slug", ref.slug), seen)
    _check_first(table, "part" if ref.part else "section", (ref.note, ref.section, ref.part), seen)
    return ref


def parse_errata(data: Any, file: str, lines: yamlfile.Lines) -> tuple[Erratum, ...]:
    source = Source(file, lines)
    if data is not None and not isinstance(data, list):
        source.problem((), "course-shape", "Here should stand a list of errata, each beginning with “- name:”.")
        data = None
    seen: dict[tuple[str, ...], int] = {}
    errata = tuple(_erratum(Table(entry, source, (n,)), seen) for n, entry in enumerate(data or []))
    if source.problems:
        raise CourseErrors(source.problems)
    return errata


def _erratum(table: Table, seen: dict[tuple[str, ...], int]) -> Erratum:
    erratum = Erratum(
        name=table.text("name", required=True, longest=40),
        quotes=table.texts("quotes", required=True),
        severity=table.choice("severity", SEVERITIES),  # type: ignore[arg-type]  # checked by then
        text=table.text("text", required=True),
        text_en=table.text("text_en", required=True),
        since=table.text("since", longest=200),
        since_en=table.text("since_en", longest=200),
        sources=table.texts("sources"),
        note=_note_path(table),
        line=table.line,
    )
    table.done()
    if erratum.name:
        _check_name(table, "name", erratum.name)
        _check_first(table, "name", (erratum.name,), seen)
    for source in erratum.sources:
        if not re.match(r"https?://[^\s/]+\.[^\s/]+\S*\Z", source):
            table.problem("sources", "course-address", f"“{source}” is not the address of a page.")
    return erratum


def _note_path(table: Table, *, required: bool = False) -> str:
    path = table.text("note", required=required).removeprefix("./")
    if path.startswith("/") or "\\" in path or ".." in path.split("/"):
        table.problem("note", "course-path", "“note” is a file inside the folder of notes, such as k8s/etcd.md.")
    return path


def _check_name(table: Table, key: str, name: str) -> None:
    if not SLUG.fullmatch(name) or name != name.lower():
        table.problem(
            key, "course-name", f"“{name}” will not do: small letters and digits, hyphens between, as in my-lesson."
        )


def _check_first(table: Table, key: str, what: tuple[str, ...], seen: dict[tuple[str, ...], int]) -> None:
    line = table.source.lines.get((*table.path, key), table.line)
    if what in seen:
        name = " › ".join(part for part in what[-2:] if part) if key in ("section", "part") else what[-1]
        table.problem(key, "course-twice", f"“{name}” stands in line {seen[what]} already.")
    seen.setdefault(what, line)
