"""JSONPath as kubectl has it: {.items[*].metadata.name}, {range .items[*]}…{end}, [?(@.x=="y")], quoted texts."""

import json
import re
from collections.abc import Iterator
from typing import Any, NamedTuple

MOST_RESULTS, MOST_PRINTED, LONGEST, DEEPEST = 200_000, 4_000_000, 20_000, 20
_ENDS = frozenset(" \t\r\n.,[]$@{}")  # what ends a field's name
_SLICE = re.compile(r"(-?\d*)(:-?\d*)?(:-?\d*)?")
_COMPARISON = re.compile(r"([^!<>=]+)([!<>=]+)(.+)")
_RELAXED = re.compile(r"\{\.?([^{}]+)\}|\.?([^{}]+)")
EXPECTED = "unexpected path string, expected a 'name1.name2' or '.name1.name2' or '{name1.name2}' or '{.name1.name2}'"
_ESCAPED = re.compile(r"\\(u[0-9a-fA-F]{4}|x[0-9a-fA-F]{2}|.)")
_LETTERS = {"n": "\n", "t": "\t", "r": "\r"}


class BadPath(ValueError):
    """What is wrong with a path, or with what it is to be applied to."""


class Node(NamedTuple):
    kind: str
    detail: Any = None


Nodes = list[Node]


def parse(template: str) -> list[Node | Nodes]:
    """Texts, and between them actions: the steps that stand in braces."""
    if len(template) > LONGEST:
        raise BadPath("the template is too long")
    found: list[Node | Nodes] = []
    place = 0
    while place < len(template):
        brace = template.find("{", place)
        if brace != place:
            found.append(Node("text", template[place : brace if brace > 0 else len(template)]))
        if brace < 0:
            break
        steps, place = _Action(template, brace + 1).read()
        found.append(steps)
    return found


def is_path(text: str) -> bool:
    return _RELAXED.fullmatch(text) is not None


def relaxed(path: str) -> Nodes:
    """`metadata.name`, `.metadata.name` and `{.metadata.name}` are one."""
    if not path:
        return [Node("nothing")]
    match = _RELAXED.fullmatch(path)
    if match is None:
        raise BadPath(EXPECTED)
    return _within(f".{match.group(1) or match.group(2)}")


def _within(text: str, depth: int = 0) -> Nodes:
    if depth > DEEPEST:
        raise BadPath("filters are nested too deeply")
    return _Action(f"{text}}}", 0, depth).read()[0]


class _Action:
    """What stands between braces, read step by step."""

    def __init__(self, text: str, place: int, depth: int = 0) -> None:
        self.text, self.place, self.depth = text, place, depth

    def read(self) -> tuple[Nodes, int]:
        """(the steps, where the text goes on)."""
        steps: Nodes = []
        while True:
            character = self.text[self.place : self.place + 1]
            if character in ("", "\n"):
                raise BadPath("unclosed action")
            if character == "}":
                return steps, self.place + 1
            steps += self._step(character)

    def _step(self, character: str) -> Nodes:
        if self.text.startswith("[?(", self.place):
            return [self._filter()]
        if self.text.startswith("..", self.place):
            self.place += 1
            following = self.text[self.place + 1 : self.place + 2]
            if following.isalnum() or following == "_":
                return [Node("deep"), self._field()]
            self.place += 1
            return [Node("deep")]
        match character:
            case " " | "@" | "$":
                self.place += 1
                return []
            case "[":
                return self._array()
            case '"' | "'":
                return [self._quoted(character)]
            case ".":
                return [self._field()]
        if character in "+-" or character.isdigit():
            return [self._number()]
        if character.isalnum() or character == "_":
            return [self._word()]
        raise BadPath(f"unrecognized character in action: U+{ord(character):04X} '{character}'")

    def _field(self) -> Node:
        start = self.place = self.place + 1
        while self.place < len(self.text) and self.text[self.place] not in _ENDS:
            self.place += 2 if self.text[self.place] == "\\" else 1
        name = self.text[start : self.place]
        return Node("all") if name == "*" else Node("field", name.replace("\\", ""))

    def _number(self) -> Node:
        match = re.compile(r"[+-]?[\d.]*").match(self.text, self.place)
        word = match.group(0) if match else ""
        self.place += len(word)
        try:
            return Node("value", float(word) if "." in word else int(word))
        except ValueError:
            raise BadPath(f"cannot parse number {word}") from None

    def _word(self) -> Node:
        match = re.compile(r"\w+").match(self.text, self.place)
        word = match.group(0) if match else ""
        self.place += len(word)
        return Node("value", word == "true") if word in ("true", "false") else Node("word", word)

    def _quoted(self, quote: str) -> Node:
        start = self.place = self.place + 1
        while self.text[self.place : self.place + 1] not in ("", "\n", quote):
            self.place += 2 if self.text[self.place] == "\\" else 1
        if self.text[self.place : self.place + 1] != quote:
            raise BadPath("unterminated quoted string")
        self.place += 1
        return Node("value", _ESCAPED.sub(_unescaped, self.text[start : self.place - 1]))

    def _array(self) -> Nodes:
        end = self.text.find("]", self.place)
        if end < 0 or "\n" in self.text[self.place : end]:
            raise BadPath("unterminated array")
        inner, self.place = self.text[self.place + 1 : end], end + 1
        return _bracket(inner)

    def _filter(self) -> Node:
        start = self.place + 3
        end, quote = start, ""
        while (character := self.text[end : end + 1]) != ")" or quote:
            if character in ("", "\n"):
                raise BadPath("unterminated filter")
            if character in "'\"" and quote in ("", character) and self.text[end - 1] != "\\":
                quote = "" if quote else character
            end += 1
        if self.text[end + 1 : end + 2] != "]":
            raise BadPath("unclosed array expect ]")
        inner, self.place = self.text[start:end], end + 2
        match = _COMPARISON.fullmatch(inner)
        if match is None:
            return Node("filter", (_within(inner, self.depth + 1), "exists", []))
        left, operator, right = match.groups()
        return Node("filter", (_within(left, self.depth + 1), operator, _within(right, self.depth + 1)))


def _unescaped(match: re.Match[str]) -> str:
    found = match.group(1)
    return chr(int(found[1:], 16)) if len(found) > 1 else _LETTERS.get(found, found)


def _bracket(inner: str) -> Nodes:
    if "," in inner:
        return [Node("union", [_bracket(part.strip(" ")) for part in inner.split(",")])]
    if len(inner) > 1 and inner[0] == inner[-1] == "'":
        return _within(f".{inner[1:-1]}")
    match = _SLICE.fullmatch(":" if inner == "*" else inner)
    if match is None:
        raise BadPath(f"invalid array index {inner}")
    first, end, step = match.groups()
    low = int(first) if first.lstrip("-") else None
    if end is None:
        return [Node("item", low or 0)]
    return [Node("slice", (low, *(int(part[1:]) if part and part[1:].lstrip("-") else None for part in (end, step))))]


# What it finds


def results(template: str, data: Any) -> list[list[Any]]:
    """What each text and each action of a template comes to."""
    nodes = parse(template)
    return _Run(nodes).block(0, data, 0)[0]


def render(template: str, data: Any) -> str:
    parts, length = [], 0
    for found in results(template, data):
        parts.append(" ".join(map(shown, found)))
        length += len(parts[-1])
        if length > MOST_PRINTED:
            raise BadPath("the template prints too much")
    return "".join(parts)


def find(path: str, data: Any) -> list[Any]:
    """The values at a path, with braces or without."""
    return walk(relaxed(path), data)


def walk(steps: Nodes, data: Any) -> list[Any]:
    values = [data]
    for step in steps:
        values = _step(step, values)
        if len(values) > MOST_RESULTS:
            raise BadPath("too many results")
    return values


class _Run:
    def __init__(self, nodes: list[Node | Nodes]) -> None:
        self.nodes, self.spent = nodes, 0

    def block(self, place: int, data: Any, depth: int) -> tuple[list[list[Any]], int]:
        """(what is found up to the `{end}` of this block, the place of that)."""
        found: list[list[Any]] = []
        while place < len(self.nodes):
            node = self.nodes[place]
            self._spend(1)
            if isinstance(node, Node):
                found.append([node.detail])
            elif node[:1] == [Node("word", "end")]:
                if not depth:
                    raise BadPath("not in range, nothing to end")
                return found, place
            elif node[:1] == [Node("word", "range")]:
                inner, place = self._range(place, walk(node[1:], data), depth + 1)
                found += inner
            else:
                found.append(walk(node, data))
                self._spend(len(found[-1]))
            place += 1
        return found, place

    def _range(self, place: int, items: list[Any], depth: int) -> tuple[list[list[Any]], int]:
        if depth > DEEPEST:
            raise BadPath("ranges are nested too deeply")
        found: list[list[Any]] = []
        end = place
        for item in items or [None]:  # also over nothing, to see where it ends
            inner, end = self.block(place + 1, item, depth)
            found += inner if items else []
        return found, end

    def _spend(self, steps: int) -> None:
        self.spent += steps
        if self.spent > MOST_RESULTS:
            raise BadPath("too many results")


def _step(node: Node, values: list[Any]) -> list[Any]:
    match node.kind:
        case "field":
            return [one[node.detail] for one in values if isinstance(one, dict) and node.detail in one]
        case "all":
            return [found for one in values for found in _inside(one)]
        case "deep":
            return [found for one in values for found in _containers(one)]
        case "union":
            return [found for steps in node.detail for one in values for found in walk(steps, one)]
        case "item" | "slice" | "filter":
            return [found for one in values if one is not None for found in _of_list(node, one)]
        case "word":
            raise BadPath(f"unrecognized identifier {node.detail}")
        case "nothing":
            return []
    return [node.detail]


def _inside(value: Any) -> list[Any]:
    if isinstance(value, dict):
        return [value[key] for key in sorted(value)]
    return value if isinstance(value, list) else []


def _containers(value: Any) -> Iterator[Any]:
    inner = _inside(value)
    if inner:
        yield value
        for one in inner:
            yield from _containers(one)


def _of_list(node: Node, value: Any) -> list[Any]:
    if not isinstance(value, list):
        what = " and cannot be filtered" if node.kind == "filter" else ""
        raise BadPath(f"{_type(value)} is not array or slice{what}")
    if node.kind == "filter":
        return [one for one in value if _fits(one, *node.detail)]
    size = len(value)
    if node.kind == "item":
        low = node.detail + size if node.detail < 0 else node.detail
        return _part(value, low, low + 1)
    first, last, step = node.detail
    low = (first or 0) + (size if (first or 0) < 0 else 0)
    high = size if last is None else last + size if last < 0 else last
    if step is not None and step <= 0 and low != high:
        raise BadPath("step must be > 0")
    return _part(value, low, high)[:: step or 1]


def _part(value: list[Any], low: int, high: int) -> list[Any]:
    if low == high:
        return []
    for inside, index in ((0 <= low < len(value), low), (0 <= high <= len(value), high - 1)):
        if not inside:
            raise BadPath(f"array index out of bounds: index {index}, length {len(value)}")
    if low > high:
        raise BadPath(f"starting index {low} is greater than ending index {high}")
    return value[low:high]


def _fits(item: Any, left: Nodes, operator: str, right: Nodes) -> bool:
    found = walk(left, item)
    if operator == "exists":
        return bool(found)
    wanted = walk(right, item)
    if not found or not wanted:
        return False
    if len(found) > 1 or len(wanted) > 1:
        raise BadPath("can only compare one element at a time")
    return compare(found[0], operator, wanted[0])


def compare(one: Any, operator: str, other: Any) -> bool:
    if operator not in ("==", "!=", "<", "<=", ">", ">="):
        raise BadPath(f"unrecognized filter operator {operator}")
    if type(one) is not type(other):
        raise BadPath("incompatible types for comparison")
    if isinstance(one, dict | list | None) or (isinstance(one, bool) and operator not in ("==", "!=")):
        raise BadPath("invalid type for comparison")
    return {
        "==": one == other,
        "!=": one != other,
        "<": one < other,
        "<=": one <= other,
        ">": one > other,
        ">=": one >= other,
    }[operator]


# How Go shows it


def shown(value: Any) -> str:
    match value:
        case str():
            return value
        case None:
            return ""
        case bool():
            return str(value).lower()
        case dict() | list():
            return json.dumps(value, separators=(",", ":"), sort_keys=True, ensure_ascii=False)
    return str(value)


def _type(value: Any) -> str:
    names = {dict: "map[string]interface {}", list: "[]interface {}", str: "string", int: "int64", float: "float64"}
    return names.get(type(value), type(value).__name__)


def go_syntax(value: Any) -> str:
    match value:
        case dict():
            inner = ", ".join(f"{json.dumps(key)}:{go_syntax(value[key])}" for key in sorted(value))
            return f"map[string]interface {{}}{{{inner}}}"
        case list():
            return f"[]interface {{}}{{{', '.join(map(go_syntax, value))}}}"
        case None:
            return "interface {}(nil)"
        case str():
            return json.dumps(value, ensure_ascii=False)
    return shown(value)
