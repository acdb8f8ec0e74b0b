"""Values of a YAML file, checked one by one. What is wrong is collected with its line, never raised."""

import difflib
import re
from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from lessons.reading.note import Problem

from .shapes import NONE, Text

Path = tuple[str | int, ...]
ID = re.compile(r"[a-z][a-z0-9-]*")
CHINESE = re.compile(r"[\u3000-\u303f\u3400-\u9fff\uff00-\uffef]")


class Fields:
    """Reads values out of parsed YAML; what is wrong with one is noted, and reading goes on with an empty one."""

    def __init__(self, file: str, lines: Mapping[Path, int]) -> None:
        self.file, self.lines = file, lines
        self.problems: list[Problem] = []

    def problem(self, path: Path, code: str, message: str) -> None:
        known = (self.lines[path[:n]] for n in range(len(path), -1, -1) if path[:n] in self.lines)
        place = ".".join(str(key) for key in path)
        self.problems.append(Problem(self.file, next(known, 1), code, f"{place}: {message}" if place else message))

    def mapping(self, value: object, path: Path, keys: Iterable[str] = (), need: Sequence[str] = ()) -> dict[str, Any]:
        """`value` as a mapping with text keys; of `keys` only, when given."""
        if not isinstance(value, dict):
            self.problem(path, "wrong-type", "a mapping is needed here")
            return {}
        allowed = list(keys)
        for key in value:
            if not isinstance(key, str) or (allowed and key not in allowed):
                close = difflib.get_close_matches(str(key), allowed, 1)
                hint = f" (did you mean `{close[0]}`?)" if close else ""
                self.problem((*path, key), "unknown-key", f"this key is not known here{hint}")
        for key in need:
            if value.get(key) in (None, "", [], {}):
                self.problem(path, "missing-key", f"`{key}` is missing")
        return {key: item for key, item in value.items() if isinstance(key, str)}

    def sequence(self, value: object, path: Path) -> list[Any]:
        if value is None:
            return []
        if not isinstance(value, list):
            self.problem(path, "wrong-type", "a list is needed here")
            return []
        return value

    def string(self, value: object, path: Path) -> str:
        if value is None:
            return ""
        if not isinstance(value, str):
            self.problem(path, "wrong-type", "text is needed here")
            return ""
        return value.strip()

    def text(self, value: object, path: Path) -> Text:
        """`{zh, en}`, or one text for both languages when it has nothing to translate."""
        if value is None:
            return NONE
        if not isinstance(value, dict):
            plain = self.string(value, path)
            if CHINESE.search(plain):
                self.problem(path, "one-language", "Chinese text needs its English too: {zh: ..., en: ...}")
            return Text(plain, plain)
        both = self.mapping(value, path, ("zh", "en"), ("zh", "en"))
        result = Text(self.string(both.get("zh"), (*path, "zh")), self.string(both.get("en"), (*path, "en")))
        if CHINESE.search(result.en):
            self.problem((*path, "en"), "one-language", "the English text has Chinese characters in it")
        return result

    def choice(self, value: object, path: Path, options: Sequence[str]) -> Any:
        """The first of `options` when nothing is written."""
        if value is not None and value not in options:
            self.problem(path, "unknown-value", f"one of {', '.join(options)} is needed, not `{value}`")
            return options[0]
        return value or options[0]

    def known(self, value: str, path: Path, options: Iterable[str], what: str) -> str:
        options = list(options)
        if value and value not in options:
            close = difflib.get_close_matches(value, options, 1)
            hint = f" (did you mean `{close[0]}`?)" if close else ""
            self.problem(path, f"unknown-{what}", f"there is no {what} `{value}`{hint}")
        return value

    def entries(self, top: Mapping[str, Any], key: str) -> list[tuple[str, Any]]:
        """What stands under `key`: a mapping from ids to things."""
        value = top.get(key)
        found = self.mapping({} if value is None else value, (key,))
        for id in found:
            if not ID.fullmatch(id):
                self.problem((key, id), "bad-id", "an id is made of a-z, 0-9 and -")
        return list(found.items())
