"""JSONPath as kubectl has it: {.items[*].metadata.name}, {range .items[*]}…{end}, [?(@.x=="y")], quoted texts."""

import json
import re
from collections.abc import Iterator
from typing import Any


class BadPath(ValueError):
    pass


_STEP = re.compile(r"\.\.|\.?\*|\.?\[|\.((?:\\.|[^.\[\]{}\s])+)|([A-Za-z_][\w-]*)")
Node = tuple[str, Any]


def render(template: str, data: Any) -> str:
    nodes, rest = _parse(template, 0, top=True)
    if rest != len(template):
        raise BadPath(f"error parsing jsonpath {template}, unexpected end")
    return "".join(_texts(nodes, data, data))


def find(path: str, data: Any) -> list[Any]:
    """The values at a bare path such as `.spec.containers[0].image`."""
    return list(_walk(_steps(path.strip().removeprefix("{").removesuffix("}"), path), [data], data))


def _parse(template: str, place: int, top: bool) -> tuple[list[Node], int]:
    nodes: list[Node] = []
    while place < len(template):
        brace = template.find("{", place)
        if brace < 0:
            nodes.append(("text", template[place:]))
            return nodes, len(template)
        if brace > place:
            nodes.append(("text", template[place:brace]))
        end = _closing(template, brace)
        inner = template[brace + 1 : end].strip()
        place = end + 1
        if inner == "end":
            if top:
                raise BadPath(f"error parsing jsonpath {template}, not in range, nothing to end")
            return nodes, place
        if inner.startswith("range"):
            body, place = _parse(template, place, top=False)
            nodes.append(("range", (_steps(inner[5:].strip(), template), body)))
        elif inner[:1] in ("'", '"'):
            nodes.append(("text", _unquoted(inner)))
        elif inner:
            nodes.append(("path", _steps(inner, template)))
    return nodes, place


def _closing(template: str, start: int) -> int:
    quote, depth = "", 0
    for place in range(start + 1, len(template)):
        character = template[place]
        if quote:
            if character == quote and template[place - 1] != "\\":
                quote = ""
        elif character in "'\"":
            quote = character
        elif character == "[":
            depth += 1
        elif character == "]":
            depth -= 1
        elif character == "}":
            return place
    raise BadPath(f"error parsing jsonpath {template}, {'unterminated array' if depth > 0 else 'unclosed action'}")


def _unquoted(text: str) -> str:
    body = text[1:-1] if len(text) > 1 and text[-1] == text[0] else text[1:]
    return body.replace("\\n", "\n").replace("\\t", "\t").replace('\\"', '"').replace("\\'", "'")


def _steps(text: str, template: str) -> list[Node]:
    steps: list[Node] = []
    place = 0
    while place < len(text):
        character = text[place]
        if character in "$@":
            steps += [("root", None)] if character == "$" else []
            place += 1
        elif text.startswith("..", place):
            steps.append(("deep", None))
            place += 1 if text[place + 2 : place + 3] not in ("", "[", "*") else 2
        elif character == "[":
            end = _bracket(text, place, template)
            steps.append(_index(text[place + 1 : end].strip(), template))
            place = end + 1
        elif character == "*" or text.startswith(".*", place):
            steps.append(("all", None))
            place += 1 if character == "*" else 2
        elif character == ".":
            match = re.match(r"\.((?:\\.|[^.\[\]\s])+)", text[place:])
            if match:
                steps.append(("field", re.sub(r"\\(.)", r"\1", match.group(1))))
            place += match.end() if match else 1
        elif character.isspace():
            place += 1
        else:
            match = re.match(r"(?:\\.|[^.\[\]\s])+", text[place:])
            if not match:
                raise BadPath(
                    f"error parsing jsonpath {template}, unrecognized character in action: "
                    f"U+{ord(character):04X} '{character}'"
                )
            steps.append(("field", re.sub(r"\\(.)", r"\1", match.group(0))))
            place += match.end()
    return steps


def _bracket(text: str, start: int, template: str) -> int:
    depth, quote = 0, ""
    for place in range(start, len(text)):
        character = text[place]
        if quote:
            quote = "" if character == quote else quote
        elif character in "'\"":
            quote = character
        elif character == "[":
            depth += 1
        elif character == "]":
            depth -= 1
            if not depth:
                return place
    raise BadPath(f"error parsing jsonpath {template}, unterminated array")


def _index(text: str, template: str) -> Node:
    if text == "*":
        return "all", None
    if text.startswith("?("):
        return "filter", _condition(text[2:].removesuffix(")"), template)
    if text[:1] in ("'", '"'):
        return "field", text[1:-1]
    if ":" in text:
        parts = [int(part) if part.strip().lstrip("-").isdigit() else None for part in text.split(":")]
        return "slice", slice(*parts[:3])
    if "," in text:
        return "union", [_index(part.strip(), template) for part in text.split(",")]
    if text.lstrip("-").isdigit():
        return "item", int(text)
    raise BadPath(f"error parsing jsonpath {template}, invalid array index {text}")


def _condition(text: str, template: str) -> tuple[list[Node], str, Any]:
    match = re.fullmatch(r"\s*@(.*?)\s*(?:(==|!=|<=|>=|<|>)\s*(.*))?", text)
    if not match:
        raise BadPath(f"error parsing jsonpath {template}, unrecognized filter {text}")
    path, operator, value = match.groups()
    return _steps(path, template), operator or "", _literal(value) if value else None


def _literal(text: str) -> Any:
    text = text.strip()
    if text[:1] in ("'", '"'):
        return text[1:-1]
    try:
        return json.loads(text)
    except ValueError:
        return text


def _texts(nodes: list[Node], data: Any, root: Any) -> Iterator[str]:
    for kind, detail in nodes:
        if kind == "text":
            yield detail
        elif kind == "path":
            yield " ".join(shown(value) for value in _walk(detail, [data], root))
        else:
            steps, body = detail
            for item in _walk(steps, [data], root):
                yield from _texts(body, item, root)


def shown(value: Any) -> str:
    if isinstance(value, str):
        return value
    if value is None:
        return ""
    if isinstance(value, bool):
        return str(value).lower()
    if isinstance(value, dict | list):
        return json.dumps(value, separators=(",", ":"), sort_keys=True, ensure_ascii=False)
    return str(value)


def _walk(steps: list[Node], values: list[Any], root: Any) -> list[Any]:
    for kind, detail in steps:
        values = [found for value in values for found in _step(kind, detail, value, root)]
        if len(values) > 100_000:
            raise BadPath("jsonpath: too many results")
    return values


def _step(kind: str, detail: Any, value: Any, root: Any) -> Iterator[Any]:
    match kind:
        case "root":
            yield root
        case "field" if isinstance(value, dict):
            if detail in value:
                yield value[detail]
        case "all":
            if isinstance(value, dict):
                yield from (value[key] for key in sorted(value))
            elif isinstance(value, list):
                yield from value
        case "item" if isinstance(value, list):
            if not -len(value) <= detail < len(value):
                raise BadPath(f"array index out of bounds: index {detail}, length {len(value)}")
            yield value[detail]
        case "slice" if isinstance(value, list):
            yield from value[detail]
        case "union":
            for inner_kind, inner in detail:
                yield from _step(inner_kind, inner, value, root)
        case "filter":
            items = value if isinstance(value, list) else [value]
            yield from (item for item in items if _fits(item, detail, root))
        case "deep":
            yield from _everything(value)


def _everything(value: Any) -> Iterator[Any]:
    yield value
    inner = value.values() if isinstance(value, dict) else value if isinstance(value, list) else ()
    for one in inner:
        if isinstance(one, dict | list):
            yield from _everything(one)


def _fits(item: Any, detail: tuple[list[Node], str, Any], root: Any) -> bool:
    steps, operator, wanted = detail
    found = _walk(steps, [item], root)
    if not operator:
        return bool(found)
    if not found:
        return False
    value = found[0]
    if isinstance(value, bool):
        value = str(value).lower()
        wanted = str(wanted).lower() if isinstance(wanted, bool) else wanted
    if operator in ("==", "!="):
        return (value == wanted or str(value) == str(wanted)) == (operator == "==")
    try:
        return {"<": value < wanted, ">": value > wanted, "<=": value <= wanted, ">=": value >= wanted}[operator]
    except TypeError:
        return False
