"""Manifests -> objects, with the complaints of kubectl's own parsers."""

import json
import re
from collections.abc import Iterator
from typing import Any

import yaml

LARGEST = 1_000_000  # characters of a manifest
MOST_NODES = 100_000  # that aliases may unfold a document to
DEEPEST = 100


class BadManifest(ValueError):
    pass


class _Loader(getattr(yaml, "CSafeLoader", yaml.SafeLoader)):  # type: ignore[misc]
    """JSON's types alone: no dates, and of two equal keys the last."""


_Loader.yaml_implicit_resolvers = {
    first: [(tag, pattern) for tag, pattern in resolvers if tag != "tag:yaml.org,2002:timestamp"]
    for first, resolvers in _Loader.yaml_implicit_resolvers.items()
}
_Loader.bool_values = {**_Loader.bool_values, "y": True, "n": False}  # as go-yaml has it
_Loader.add_implicit_resolver("tag:yaml.org,2002:bool", re.compile("[yYnN]$"), list("yYnN"))


def documents(text: str, name: str) -> Iterator[Any]:
    """The documents of a file; empty ones are passed over."""
    if len(text) > LARGEST:
        raise BadManifest(f"error: {name} is larger than {LARGEST} bytes")
    if text.lstrip()[:1] == "{":
        yield from _json(text, name)
        return
    for part in re.split(r"(?m)^---.*$\n?", text):
        if part.strip():
            value = _yaml(part, name)
            if value is not None:
                yield value


def doubled(text: str) -> Iterator[tuple[int, str]]:
    """(line, key) of the keys that the first document states again; `documents` has read it before."""
    waiting = [next(yaml.compose_all(text, Loader=_Loader), None)]
    while waiting:
        node = waiting.pop()
        if isinstance(node, yaml.SequenceNode):
            waiting += reversed(node.value)
        elif isinstance(node, yaml.MappingNode):
            seen: set[str] = set()
            for key, value in node.value:
                if str(key.value) in seen:
                    yield value.start_mark.line + 1, key.value
                seen.add(str(key.value))
            waiting += [value for _, value in reversed(node.value)]


def _json(text: str, name: str) -> Iterator[Any]:
    decoder, place = json.JSONDecoder(), 0
    while text[place:].strip():
        place += len(text[place:]) - len(text[place:].lstrip())
        try:
            value, place = decoder.raw_decode(text, place)
        except json.JSONDecodeError as error:
            raise BadManifest(f"error: error parsing {name}: {_go_json(error, text)}") from None
        except RecursionError:
            raise BadManifest(f"error: error parsing {name}: json: exceeded max depth") from None
        yield value


def _go_json(error: json.JSONDecodeError, text: str) -> str:
    if error.pos >= len(text.rstrip()):
        return "unexpected end of JSON input"
    found = text[error.pos]
    where = {
        "Expecting property name enclosed in double quotes": "looking for beginning of object key string",
        "Illegal trailing comma before end of object": "looking for beginning of object key string",
        "Expecting ':' delimiter": "after object key",
        "Expecting ',' delimiter": "after object key:value pair",
        "Expecting value": "looking for beginning of value",
    }.get(error.msg, "looking for beginning of value")
    return f"json: offset {error.pos + 1}: invalid character '{found}' {where}"


def _yaml(text: str, name: str) -> Any:
    try:
        node = yaml.compose(text, Loader=_Loader)
        if node is None:
            return None
        _weigh(node, name)
        return _jsonable(yaml.load(text, Loader=_Loader))  # noqa: S506 (a safe loader, see above)
    except yaml.MarkedYAMLError as error:
        raise BadManifest(
            f"error: error parsing {name}: error converting YAML to JSON: yaml: {_go_yaml(error)}"
        ) from None
    except (yaml.YAMLError, RecursionError, ValueError, TypeError) as error:
        if isinstance(error, BadManifest):
            raise
        raise BadManifest(f"error: error parsing {name}: error converting YAML to JSON: yaml: {error}") from None


def _weigh(root: yaml.Node, name: str) -> None:
    """How large it would be with its aliases written out: a few lines can be a bomb."""
    sizes: dict[int, int] = {}

    def size(node: yaml.Node, depth: int) -> int:
        if depth > DEEPEST:
            raise BadManifest(
                f"error: error parsing {name}: error converting YAML to JSON: yaml: exceeded max depth of {DEEPEST}"
            )
        if id(node) in sizes:
            return sizes[id(node)]
        total = 1
        if isinstance(node, yaml.SequenceNode):
            total += sum(size(inner, depth + 1) for inner in node.value)
        elif isinstance(node, yaml.MappingNode):
            total += sum(size(key, depth + 1) + size(value, depth + 1) for key, value in node.value)
        sizes[id(node)] = total
        if total > MOST_NODES:
            raise BadManifest(
                f"error: error parsing {name}: error converting YAML to JSON: yaml: document contains "
                "excessive aliasing"
            )
        return total

    size(root, 0)


def _jsonable(value: Any) -> Any:
    if isinstance(value, dict):
        return {_key(key): _jsonable(inner) for key, inner in value.items()}
    if isinstance(value, list):
        return [_jsonable(inner) for inner in value]
    if isinstance(value, set | bytes):
        return str(value)
    return value


def _key(key: Any) -> str:
    return str(key).lower() if isinstance(key, bool) else str(key)


def _go_yaml(error: yaml.MarkedYAMLError) -> str:
    """go-yaml is a translation of libyaml: the same complaints, another way to count lines."""
    scanner = isinstance(error, yaml.scanner.ScannerError)
    context, problem = error.context_mark, error.problem_mark
    line = 0
    if context is not None and context.line:
        line = context.line + scanner
    elif problem is not None and problem.line:
        line = problem.line + scanner
    text = error.problem or error.context or "could not parse"
    text = re.sub(r" \('.*'\)$", "", text)
    return f"line {line}: {text}" if line else text
