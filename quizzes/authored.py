"""The files `course/quizzes/*.yaml`, read and checked."""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from lessons.course.files import read_all
from lessons.course.shapes import CourseFiles
from lessons.course.table import Table
from lessons.diagrams.shapes import Text
from quizzes.kinds import KINDS, Kind
from quizzes.kinds.base import at_least
from quizzes.kinds.label import Label

FOLDER = "course/quizzes"
DIFFICULTIES = ("easy", "medium", "hard")
# Begins the keys of questions that nobody wrote; `quizzes.deriving` and `quizzes.scenarios` make those.
RESERVED = re.compile(r"(?:term|group)-\d|pull-")
NAME = re.compile(r"[a-z0-9]+(?:-[a-z0-9]+)*")
# What every question has; all other keys are its kind's own.
COMMON = ("id", "kind", "difficulty", "tags", "stem", "quote", "note", "erratum", "explanation", "sources")


@dataclass(frozen=True, slots=True)
class AuthoredQuestion:
    """`spec` is what its kind was read from; `quote` a piece of the notes, of the file `note` if that is given."""

    id: str
    kind: Kind
    spec: Mapping[str, Any]
    stem: Text
    explanation: Text
    difficulty: str
    tags: tuple[str, ...]
    quote: str
    note: str
    erratum: str
    sources: tuple[str, ...]
    file: str
    line: int


@dataclass(frozen=True, slots=True)
class AuthoredQuiz:
    slug: str
    title: Text
    about: Text
    number: int
    questions: tuple[AuthoredQuestion, ...]


def load(folder: Path, course: CourseFiles) -> tuple[AuthoredQuiz, ...]:
    """The quizzes of `folder`/course/quizzes by their `number`. Raises `CourseErrors` with every problem of every
    file."""
    seen: dict[str, str] = {}
    quizzes = read_all(folder, FOLDER, lambda name, table: _quiz(name, table, course, seen))
    return tuple(sorted(quizzes, key=lambda quiz: (quiz.number, quiz.slug)))


def _quiz(slug: str, table: Table, course: CourseFiles, seen: dict[str, str]) -> AuthoredQuiz:
    if not NAME.fullmatch(slug) or slug.startswith("terms-") or slug == "pull-policy":
        table.problem("", "course-name", f"“{slug}” will not do as a file's name: small letters, digits and hyphens.")
    quiz = AuthoredQuiz(
        slug=slug,
        title=table.both("title", required=True),
        about=table.both("about"),
        number=table.number("number") or 0,
        questions=tuple(_question(entry, course, seen) for entry in table.tables("questions", required=True)),
    )
    at_least(table, "questions", 1, quiz.questions)
    table.done()
    return quiz


def _question(table: Table, course: CourseFiles, seen: dict[str, str]) -> AuthoredQuestion:
    name = table.choice("kind", KINDS)
    question = AuthoredQuestion(
        id=table.text("id", required=True, longest=80),
        kind=KINDS.get(name, KINDS["choice"]).parse(table),
        spec={key: value for key, value in table.data.items() if key not in COMMON},
        stem=table.both("stem", required=True),
        explanation=table.both("explanation", required=True),
        difficulty=table.choice("difficulty", DIFFICULTIES),
        tags=table.texts("tags"),
        quote=table.text("quote"),
        note=table.text("note").removeprefix("./"),
        erratum=table.text("erratum"),
        sources=table.texts("sources"),
        file=table.source.file,
        line=table.line,
    )
    table.done()
    if question.id and (not NAME.fullmatch(question.id) or RESERVED.match(question.id)):
        table.problem("id", "course-name", f"“{question.id}” will not do: small letters, digits and hyphens.")
    if question.id in seen:
        table.problem("id", "course-twice", f"“{question.id}” stands in {seen[question.id]} already.")
    seen.setdefault(question.id, f"{question.file}:{question.line}")
    if question.erratum and question.erratum not in {erratum.name for erratum in course.errata}:
        table.problem("erratum", "course-unknown", f"There is no erratum “{question.erratum}” in errata.yaml.")
    if isinstance(question.kind, Label):
        _check_node(table, question.kind, course)
    return question


def _check_node(table: Table, kind: Label, course: CourseFiles) -> None:
    nodes = {spec.name: [node.id for node in spec.nodes] for spec in course.diagrams}
    if kind.diagram and kind.diagram not in nodes:
        table.problem("diagram", "course-unknown", f"There is no diagram “{kind.diagram}”.")
    elif kind.node and kind.node not in nodes.get(kind.diagram, ()):
        table.problem("node", "course-unknown", f"The diagram “{kind.diagram}” has no node “{kind.node}”.")
