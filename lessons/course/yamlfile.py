"""YAML as an author means it: the core of YAML 1.2, no surprises, and the line of every key.

Stock PyYAML lets the last of two equal keys win in silence and reads `on`, `yes` and `2024-06-30` as booleans
and a date. Here equal keys are an error and all three stay text. Built on the parser's events, because the
composer above them recurses without a limit.
"""

import re
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import yaml

from lessons.course.errors import CourseErrors
from lessons.reading.note import Problem

KeyPath = tuple[str | int, ...]
Lines = dict[KeyPath, int]

DEEPEST = 40
LARGEST = 2 * 1024 * 1024
TEXT_TAGS = {None, "!", "tag:yaml.org,2002:str"}
PLAIN: list[tuple[re.Pattern[str], Callable[[str], Any]]] = [
    (re.compile(r"~|null|"), lambda text: None),
    (re.compile(r"true|false"), lambda text: text == "true"),
    (re.compile(r"[-+]?(?:0|[1-9][0-9]{0,17})"), int),
    (re.compile(r"[-+]?(?:0|[1-9][0-9]*)(?:\.[0-9]+(?:[eE][-+]?[0-9]+)?|[eE][-+]?[0-9]+)"), float),
]

_Parser: Any = getattr(yaml, "CBaseLoader", yaml.BaseLoader)  # the C parser where PyYAML has it: ten times as fast


def read(path: Path, file: str) -> tuple[Any, str, Lines]:
    """What `load` makes of the file at `path`, with its name between. Raises `CourseErrors`."""
    raw = path.read_bytes()
    if len(raw) > LARGEST:
        raise CourseErrors([Problem(file, 1, "course-too-large", "A file may have 2 MiB at most.")])
    try:
        text = raw.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        line = raw.count(b"\n", 0, error.start) + 1
        raise CourseErrors([Problem(file, line, "course-encoding", "This is not UTF-8.")]) from error
    data, lines = load(text, file)
    return data, file, lines


def load(text: str, file: str) -> tuple[Any, Lines]:
    """The data in `text`, and the line (from 1) of every key path, as `("legs", 0, "lessons", 2, "slug")`.

    Keys are always text. An empty file is None. Raises `CourseErrors`, its problems placed in `file`.
    """
    builder = _Builder(text, file)
    try:
        data = builder.document()
    except yaml.YAMLError as error:
        raise CourseErrors([_syntax_problem(error, text, file)]) from error
    if builder.problems:
        raise CourseErrors(builder.problems)
    return data, builder.lines


class _Builder:
    """Turns the parser's events into plain data, noting lines and problems on the way."""

    def __init__(self, text: str, file: str) -> None:
        self.file = file
        self.lines: Lines = {(): 1}
        self.problems: list[Problem] = []
        self._events: Iterator[Any] = yaml.parse(text, Loader=_Parser)

    def document(self) -> Any:
        next(self._events)  # the stream starts
        if isinstance(next(self._events), yaml.StreamEndEvent):
            return None
        data = self._value(next(self._events), ())
        next(self._events)  # the document ends
        more = next(self._events)
        if not isinstance(more, yaml.StreamEndEvent):
            self._problem(more, "yaml-documents", "One document a file; a second one starts here.")
        return data

    def _value(self, event: Any, path: KeyPath) -> Any:
        self.lines.setdefault(path, _line(event))
        if len(path) > DEEPEST:
            self._problem(event, "yaml-depth", f"Nested more than {DEEPEST} levels deep.")
            raise CourseErrors(self.problems)
        if isinstance(event, yaml.AliasEvent):
            return self._problem(event, "yaml-alias", f"Write *{event.anchor} out; aliases are not read.")
        if isinstance(event, yaml.MappingStartEvent):
            return self._mapping(path)
        if isinstance(event, yaml.SequenceStartEvent):
            return self._sequence(path)
        return self._scalar(event)

    def _mapping(self, path: KeyPath) -> dict[str, Any]:
        data: dict[str, Any] = {}
        while not isinstance(event := next(self._events), yaml.MappingEndEvent):
            key = self._key(event, data, path)
            value_path = (*path, key)
            value = self._value(next(self._events), value_path)
            data.setdefault(key, value)
        return data

    def _key(self, event: Any, data: dict[str, Any], path: KeyPath) -> str:
        if not isinstance(event, yaml.ScalarEvent):
            self._problem(event, "yaml-key", "A key must be plain text.")
            self._value(event, (*path, ""))
            return ""
        key = str(event.value)
        if key in data:
            first = self.lines[(*path, key)]
            self._problem(event, "yaml-duplicate-key", f"“{key}” stands here again; first in line {first}.")
        self.lines.setdefault((*path, key), _line(event))
        return key

    def _sequence(self, path: KeyPath) -> list[Any]:
        data: list[Any] = []
        while not isinstance(event := next(self._events), yaml.SequenceEndEvent):
            data.append(self._value(event, (*path, len(data))))
        return data

    def _scalar(self, event: Any) -> Any:
        if event.tag not in TEXT_TAGS:
            return self._problem(event, "yaml-tag", f"The tag {event.tag} is not read here.")
        if event.implicit[0]:  # neither quoted nor tagged
            for pattern, make in PLAIN:
                if pattern.fullmatch(event.value):
                    return make(event.value)
        return str(event.value)

    def _problem(self, event: Any, code: str, message: str) -> None:
        self.problems.append(Problem(self.file, _line(event), code, message))


def _line(event: Any) -> int:
    return int(event.start_mark.line) + 1


def _syntax_problem(error: yaml.YAMLError, text: str, file: str) -> Problem:
    line, reason = 1, str(error).splitlines()[0]
    if isinstance(error, yaml.MarkedYAMLError):
        mark = error.problem_mark or error.context_mark
        line = mark.line + 1 if mark else 1
        reason = ", ".join(part for part in (error.problem, error.context) if part)
    elif isinstance(error, yaml.reader.ReaderError):
        line = text.count("\n", 0, int(error.position)) + 1
    return Problem(file, line, "yaml-syntax", f"This is not YAML: {reason}.")
