"""Reading one YAML mapping by its known keys, telling everything that is wrong with it."""

from collections.abc import Collection, Iterator
from dataclasses import dataclass, field
from difflib import get_close_matches
from typing import Any

from lessons.course.yamlfile import KeyPath, Lines
from lessons.diagrams.fields import CHINESE
from lessons.diagrams.shapes import Text
from lessons.reading.note import Problem

NAMES = {dict: "keys and values", list: "a list", str: "text", int: "a whole number", float: "a number"}


@dataclass(slots=True)
class Source:
    """One file: the lines of its key paths, and the problems found in it so far. `bilingual`: what is Chinese must be
    there in English too."""

    file: str
    lines: Lines
    bilingual: bool = True
    problems: list[Problem] = field(default_factory=list)

    def problem(self, path: KeyPath, code: str, message: str) -> None:
        while path not in self.lines:
            path = path[:-1]
        self.problems.append(Problem(self.file, self.lines[path], code, message))


class Table:
    """A mapping at `path` of a file. Each reader names a key that may stand there; `done` tells of all others."""

    def __init__(self, data: Any, source: Source, path: KeyPath = ()) -> None:
        self.source, self.path = source, path
        self.data: dict[str, Any] = data if isinstance(data, dict) else {}
        self.known: set[str] = set()
        if not isinstance(data, dict):
            self.problem("", "course-shape", f"Here should stand keys and values, not {_kind(data)}.")

    @property
    def line(self) -> int:
        return self.source.lines[self.path]

    def problem(self, key: str, code: str, message: str) -> None:
        self.source.problem((*self.path, key), code, message)

    def text(self, key: str, *, required: bool = False, longest: int = 0) -> str:
        value = self._get(key, required)
        if value is None:
            return ""
        if not isinstance(value, str):
            hint = f'; put it in quotes: "{value}"' if isinstance(value, (int, float)) else ""
            self.problem(key, "course-shape", f"“{key}” should be text, not {_kind(value)}{hint}.")
            return ""
        text = value.strip()
        if required and not text:
            self.problem(key, "course-empty", f"“{key}” is empty.")
        if longest and len(text) > longest:
            self.problem(key, "course-too-long", f"“{key}” has {len(text)} characters; {longest} is the most.")
        return text

    def both(self, key: str, *, required: bool = False) -> Text:
        """`{zh, en}`, or one text for both languages where there is nothing to translate."""
        value = self._get(key, required)
        if not isinstance(value, dict):
            text = self.text(key, required=required and value is not None)
            if self.source.bilingual and CHINESE.search(text):
                self.problem(key, "course-language", f"“{key}” needs its English too: {{zh: …, en: …}}.")
            return Text(text, text)
        table = Table(value, self.source, (*self.path, key))
        both = Text(table.text("zh", required=True), table.text("en", required=True))
        if self.source.bilingual and CHINESE.search(both.en):
            table.problem("en", "course-language", "The English text has Chinese characters in it.")
        table.done()
        return both

    def flag(self, key: str) -> bool:
        value = self._get(key, False)
        if value is not None and not isinstance(value, bool):
            self.problem(key, "course-shape", f"“{key}” is true or false.")
        return value is True

    def choice(self, key: str, choices: Collection[str]) -> str:
        value = self.text(key, required=True)
        if value and value not in choices:
            self.problem(
                key,
                "course-choice",
                f"“{key}” is one of {', '.join(choices)}; “{value}” is not{_meant(value, choices)}.",
            )
        return value

    def number(self, key: str, *, least: int = 0) -> int | None:
        value = self._get(key, False)
        if value is None:
            return None
        if type(value) is not int or value < least:
            self.problem(key, "course-shape", f"“{key}” should be a whole number, {least} or more.")
            return None
        return value

    def texts(self, key: str, *, required: bool = False) -> tuple[str, ...]:
        """A list of texts; one text alone counts as a list of one."""
        value = self._get(key, required)
        values = [value] if isinstance(value, str) else self._list(key, value)
        if required and values == [] == value:
            self.problem(key, "course-empty", f"“{key}” is empty.")
        for value in values:
            if not isinstance(value, str) or not value.strip():
                self.problem(key, "course-shape", f"“{key}” should list texts, not {_kind(value)}.")
        return tuple(value for value in values if isinstance(value, str) and value.strip())

    def tables(self, key: str, *, required: bool = False) -> "Iterator[Table]":
        for n, value in enumerate(self._list(key, self._get(key, required))):
            yield Table(value, self.source, (*self.path, key, n))

    def done(self) -> None:
        for key in self.data.keys() - self.known:
            self.problem(key, "course-unknown-key", f"“{key}” is not known here{_meant(key, self.known)}.")

    def _get(self, key: str, required: bool) -> Any:
        self.known.add(key)
        value = self.data.get(key)
        if value is None and required:
            self.problem(key, "course-missing-key", f"“{key}” is missing.")
        return value

    def _list(self, key: str, value: Any) -> list[Any]:
        if value is not None and not isinstance(value, list):
            self.problem(key, "course-shape", f"“{key}” should be a list, not {_kind(value)}.")
        return value if isinstance(value, list) else []


def _kind(value: Any) -> str:
    return NAMES.get(type(value), "nothing" if value is None else "true or false")


def _meant(word: str, choices: Collection[str]) -> str:
    near = get_close_matches(word, list(choices), n=1, cutoff=0.6)
    return f"; did you mean “{near[0]}”?" if near else ""
