"""What may stand above a note: YAML between `---`, TOML between `+++`, or a JSON object."""

import json
import re
from collections.abc import Callable, Mapping, Sequence
from typing import NamedTuple

KEYS = ("title", "id", "lang")

_LONGEST = 300  # lines; more is no front matter
_KEY = re.compile(r"[\w\"'][\w \"'.-]{0,60}:(?:[ \t]|$)")
_TOML_KEY = re.compile(r"[\w\"'.-]+[ \t]*=|\[")
_JSON_START = re.compile(r"\{[ \t]*(?:\"|\}|$)")


class FrontMatter(NamedTuple):
    """`meta` has those of `KEYS` that are given, as text; `end` is the number of lines taken; `error` says what is
    wrong, at line `error_line`."""

    meta: dict[str, str]
    end: int
    error: str = ""
    error_line: int = 1


_NONE = FrontMatter({}, 0)


def front_matter(lines: Sequence[str]) -> FrontMatter:
    first = lines[0].rstrip() if lines else ""
    if first == "---":
        return _fenced(lines, ("---", "..."), _KEY, _yaml)
    if first == "+++":
        return _fenced(lines, ("+++",), _TOML_KEY, _toml)
    if first.startswith("{") and _JSON_START.match(first):
        return _json(lines)
    return _NONE


class _BadSyntaxError(ValueError):
    def __init__(self, message: str, line: int) -> None:
        super().__init__(message)
        self.line = line


def _fenced(
    lines: Sequence[str],
    ends: tuple[str, ...],
    key: re.Pattern[str],
    parse: Callable[[str], object],
) -> FrontMatter:
    """Between a rule and a rule may also stand plain text: it is front matter if it reads so, or means to."""
    end = next((at for at, line in enumerate(lines[1:_LONGEST], 1) if line.rstrip() in ends), 0)
    body = [line for line in lines[1 : end or 2] if line.strip() and not line.startswith("#")]
    meant = bool(body) and key.match(body[0]) is not None
    if not end:
        error = f"The front matter has no closing {ends[0]}; it is read as text."
        return FrontMatter({}, 0, error) if meant else _NONE
    try:
        data = parse("\n".join(lines[1:end]))
    except _BadSyntaxError as error:
        problem = f"The front matter can't be read: {error}"
        return FrontMatter({}, end + 1, problem, 1 + error.line) if meant else _NONE
    if isinstance(data, Mapping):
        return FrontMatter(_known(data), end + 1)
    return FrontMatter({}, end + 1) if not any(line.strip() for line in lines[1:end]) else _NONE


def _yaml(text: str) -> object:
    """Scalars stay text, and tags mean nothing: nothing here can do harm or depend on a type."""
    import yaml  # takes as long to load as a note to convert, and most notes have no front matter

    loader = getattr(yaml, "CBaseLoader", yaml.BaseLoader)
    try:
        return yaml.load(text, loader)  # noqa: S506 - the base loader makes only text, lists and dicts
    except yaml.MarkedYAMLError as error:
        mark = error.problem_mark
        raise _BadSyntaxError(error.problem or "not YAML", mark.line + 1 if mark else 1) from error
    except yaml.YAMLError as error:
        raise _BadSyntaxError("it holds a character that YAML does not allow", 1) from error
    except RecursionError as error:
        raise _BadSyntaxError("it is nested too deeply", 1) from error


def _toml(text: str) -> object:
    import tomllib  # as seldom needed

    try:
        return tomllib.loads(text)
    except tomllib.TOMLDecodeError as error:
        place = re.search(r"at line (\d+)", str(error))
        raise _BadSyntaxError(str(error), int(place[1]) if place else 1) from error
    except RecursionError as error:
        raise _BadSyntaxError("it is nested too deeply", 1) from error


def _json(lines: Sequence[str]) -> FrontMatter:
    text = "\n".join(lines[:_LONGEST])
    end = next((at + 1 for at, line in enumerate(lines[:_LONGEST]) if line.rstrip() == "}"), 0)
    try:
        data, position = json.JSONDecoder().raw_decode(text)
    except json.JSONDecodeError as error:
        return FrontMatter({}, end, f"The front matter can't be read: {error.msg}", error.lineno)
    except RecursionError:
        return FrontMatter({}, end, "The front matter can't be read: it is nested too deeply")
    if text[position:].partition("\n")[0].strip():
        return _NONE
    return FrontMatter(_known(data), text.count("\n", 0, position) + 1)


def _known(data: Mapping[str, object]) -> dict[str, str]:
    found = {key: data[key] for key in KEYS if key in data}
    return {
        key: str(value).strip() for key, value in found.items() if isinstance(value, str | int) and str(value).strip()
    }
