"""Go templates, as far as people write them: fields, variables, range, if, with, texts, len, index, eq and the like."""

import json
import re
from base64 import b64decode
from typing import Any, NamedTuple

from .jsonpath import shown

MOST, LONGEST, DEEPEST = 1_000_000, 20_000, 20  # characters printed, characters read, blocks in blocks


class BadTemplate(ValueError):
    """`1: unexpected EOF`: the line, and what is wrong with it."""


class Failed(ValueError):
    """What went wrong on the way, and what had been printed by then."""

    def __init__(self, why: str, printed: str = "") -> None:
        super().__init__(why)
        self.printed = printed


class Node(NamedTuple):
    kind: str  # text, print, set, range, if, with
    text: str
    place: str  # line:column
    words: tuple[str, ...] = ()
    names: tuple[str, ...] = ()  # of variables
    body: "tuple[Node, ...]" = ()
    otherwise: "tuple[Node, ...]" = ()


_TOKEN = re.compile(
    r'"(?:\\.|[^"\\\n])*"|`[^`]*`|\(|\)(?:\.[\w.]+)?|\||:=|=|,|\$?[.\w]*[\w.]|\$|-?\d[\w.]*|[^\s()|"`]', re.ASCII
)
_VARIABLES = re.compile(r"\s*(\$\w*)(?:\s*,\s*(\$\w+))?\s*(:=|=)\s*(.*)", re.DOTALL)


def parse(template: str) -> tuple[Node, ...]:
    if len(template) > LONGEST:
        raise BadTemplate("1: the template is too long")
    return _Reader(template).block("", 0)[0]


class _Reader:
    def __init__(self, template: str) -> None:
        self.pieces = _pieces(template)
        self.names = {"$"}

    def block(self, opener: str, depth: int) -> tuple[tuple[Node, ...], str, str]:
        """(nodes, the `end` or `else` behind them, its place)."""
        if depth > DEEPEST:
            raise BadTemplate("1: blocks are nested too deeply")
        nodes: list[Node] = []
        while self.pieces:
            kind, text, place = self.pieces.pop(0)
            line = place.partition(":")[0]
            if kind == "text":
                nodes.append(Node("text", text, place))
                continue
            word = text.split(None, 1)[0] if text else ""
            if word in ("end", "else"):
                if not opener:
                    raise BadTemplate(f"{line}: unexpected {{{{{word}}}}}")
                return tuple(nodes), text, place
            if word in ("range", "if", "with"):
                nodes.append(self._control(word, text[len(word) :].strip(), place, depth))
            elif word in ("define", "template", "block", "break", "continue"):
                raise BadTemplate(f"{line}: {word} is not offered here")
            elif not text.startswith("/*"):
                nodes.append(self._pipeline("print", text, place))
        if opener:
            raise BadTemplate("1: unexpected EOF")
        return tuple(nodes), "", ""

    def _control(self, word: str, text: str, place: str, depth: int) -> Node:
        known = set(self.names)
        head = self._pipeline(word, text, place)
        body, closing, closed = self.block(word, depth + 1)
        otherwise: tuple[Node, ...] = ()
        rest = closing.removeprefix("else").strip() if closing.startswith("else") else None
        if rest:
            inner, _, more = rest.partition(" ")
            otherwise = (self._control(inner, more.strip(), closed, depth + 1),)
        elif rest is not None:
            otherwise = self.block(word, depth + 1)[0]
        self.names = known
        return head._replace(body=body, otherwise=otherwise)

    def _pipeline(self, kind: str, text: str, place: str) -> Node:
        line = place.partition(":")[0]
        match = _VARIABLES.fullmatch(text)
        names: tuple[str, ...] = ()
        if match:
            names = tuple(filter(None, match.groups()[:2]))
            text = match.group(4)
            if match.group(3) == ":=":
                self.names |= set(names)
        words = tuple(_TOKEN.findall(text))
        if not words:
            raise BadTemplate(f"{line}: missing value for {'command' if kind in ('print', 'set') else kind}")
        for word in words:
            self._check(word, line)
        kind = "set" if kind == "print" and names else kind
        return Node(kind, text, place, words, names)

    def _check(self, word: str, line: str) -> None:
        if word in ('"', "`"):
            raise BadTemplate(f"{line}: unterminated quoted string")
        if word.startswith("$") and word.partition(".")[0] not in self.names:
            raise BadTemplate(f'{line}: undefined variable "{word.partition(".")[0]}"')
        if (word[0].isalpha() or word[0] == "_") and word not in (*FUNCTIONS, "true", "false", "nil"):
            raise BadTemplate(f'{line}: function "{word}" not defined')


def _pieces(template: str) -> list[tuple[str, str, str]]:
    """(text or action, what it says, line:column); `{{-` and `-}}` eat the blanks beside them."""
    found: list[tuple[str, str, str]] = []
    place, trim = 0, False
    while place <= len(template):
        start = template.find("{{", place)
        text = template[place : start if start >= 0 else len(template)]
        text = text.lstrip() if trim else text
        if start < 0:
            return [*found, ("text", text, "")] if text else found
        opening = 3 if template.startswith("{{- ", start) else 2
        text = text.rstrip() if opening == 3 else text
        if text:
            found.append(("text", text, ""))
        end = _end(template, start + opening)
        inner = template[start + opening : end]
        trim = inner.endswith(" -")
        stripped = inner[:-2].strip() if trim else inner.strip()
        line = template.count("\n", 0, start) + 1
        column = start + opening + len(inner) - len(inner.lstrip()) - template.rfind("\n", 0, start) - 1
        found.append(("action", stripped, f"{line}:{column}"))
        place = end + 2
    return found


def _end(template: str, place: int) -> int:
    """Where an action ends; braces within texts do not count."""
    quote, line = "", template.count("\n", 0, place) + 1
    while place < len(template):
        character = template[place]
        if quote:
            if character == "\n" and quote == '"':
                break
            if character == "\\" and quote == '"':
                place += 1
            elif character == quote:
                quote = ""
        elif character in '"`':
            quote = character
        elif template.startswith("}}", place):
            return place
        place += 1
    raise BadTemplate(f"{line}: unterminated quoted string" if quote else f"{line}: unclosed action")


# What it prints


def render(program: tuple[Node, ...], data: Any) -> str:
    run = _Run(data)
    try:
        run.nodes(program, data)
    except _Error as error:
        raise Failed(str(error), "".join(run.out)) from None
    return "".join(run.out)


class _Error(ValueError):
    pass


class _Run:
    def __init__(self, root: Any) -> None:
        self.out: list[str] = []
        self.printed = 0
        self.variables: dict[str, Any] = {"$": root}

    def nodes(self, nodes: tuple[Node, ...], dot: Any) -> None:
        for node in nodes:
            self._node(node, dot)

    def _put(self, text: str) -> None:
        self.out.append(text)
        self.printed += len(text) + 1
        if self.printed > MOST:
            raise _Error("1:0: the template prints too much")

    def _node(self, node: Node, dot: Any) -> None:
        if node.kind == "text":
            self._put(node.text)
            return
        value = self.value(node, dot)
        if node.kind == "print":
            self._put("<no value>" if value is None else go(value))
        elif node.kind == "set":
            self.variables[node.names[0]] = value
        elif node.kind == "range":
            self._range(node, value, dot)
        else:
            outer = dict(self.variables)
            self.variables |= dict.fromkeys(node.names, value)
            self.nodes(node.body if value else node.otherwise, value if node.kind == "with" and value else dot)
            self._leave(outer)

    def _range(self, node: Node, value: Any, dot: Any) -> None:
        if not isinstance(value, dict | list | None):
            raise _Error(f'{node.place}: executing "output" at <{node.text}>: range can\'t iterate over {go(value)}')
        pairs = sorted(value.items()) if isinstance(value, dict) else list(enumerate(value or []))
        outer = dict(self.variables)
        for key, item in pairs:
            given = (key, item) if len(node.names) == 2 else (item,)
            self.variables |= dict(zip(node.names, given, strict=False))
            self.nodes(node.body, item)
            self.printed += 1
            self._put("")
        self._leave(outer)
        if not pairs:
            self.nodes(node.otherwise, dot)

    def _leave(self, outer: dict[str, Any]) -> None:
        """What was declared within a block ends with it; what was set lives on."""
        self.variables = {name: self.variables[name] for name in outer}

    def value(self, node: Node, dot: Any) -> Any:
        try:
            value, place = self._pipe(node.words, 0, dot)
        except (TypeError, KeyError, IndexError, ValueError, AttributeError) as error:
            raise _Error(f'{node.place}: executing "output" at <{node.text}>: {error}') from None
        if place < len(node.words):
            raise _Error(f'{node.place}: executing "output" at <{node.text}>: unexpected {node.words[place]}')
        return value

    def _pipe(self, words: tuple[str, ...], place: int, dot: Any) -> tuple[Any, int]:
        value, place = self._command(words, place, dot, ())
        while words[place : place + 1] == ("|",):
            value, place = self._command(words, place + 1, dot, (value,))
        return value, place

    def _command(self, words: tuple[str, ...], place: int, dot: Any, piped: tuple[Any, ...]) -> tuple[Any, int]:
        function = words[place] if words[place : place + 1] and words[place] in FUNCTIONS else ""
        place += bool(function)
        values: list[Any] = []
        while place < len(words) and words[place] != "|" and words[place][0] != ")":
            if words[place] == "(":
                inner, place = self._pipe(words, place + 1, dot)
                if place >= len(words):
                    raise ValueError("unclosed left paren")
                values.append(_follow(inner, words[place][1:]))
            else:
                values.append(self._operand(words[place], dot))
            place += 1
        values += piped
        if not function:
            return (values[0] if values else None), place
        try:
            return FUNCTIONS[function](*values), place
        except (TypeError, KeyError, IndexError, ValueError, AttributeError) as error:
            raise ValueError(f"error calling {function}: {error}") from None

    def _operand(self, word: str, dot: Any) -> Any:
        if word[0] == '"':
            return json.loads(word)
        if word[0] == "`":
            return word[1:-1]
        if word in ("true", "false", "nil"):
            return {"true": True, "false": False, "nil": None}[word]
        if word[0] == ".":
            return _follow(dot, word)
        if word[0] == "$":
            name, _, path = word.partition(".")
            return _follow(self.variables[name], path)
        return float(word) if "." in word else int(word)


def _follow(value: Any, path: str) -> Any:
    for step in filter(None, path.split(".")):
        if value is None:
            return None
        if not isinstance(value, dict):
            raise ValueError(f"can't evaluate field {step} in type interface {{}}")
        value = value.get(step)
    return value


def go(value: Any) -> str:
    match value:
        case dict():
            return f"map[{' '.join(f'{key}:{go(value[key])}' for key in sorted(value))}]"
        case list():
            return f"[{' '.join(map(go, value))}]"
        case None:
            return "<nil>"
    return shown(value)


def _index(value: Any, *keys: Any) -> Any:
    for key in keys:
        if value is None:
            raise ValueError("index of untyped nil")
        if isinstance(value, list) and not 0 <= key < len(value):
            raise ValueError(f"index out of range: {key}")
        value = value.get(key) if isinstance(value, dict) else value[key]
    return value


def _exists(value: Any, *keys: Any) -> bool:
    try:
        return _index(value, *keys) is not None
    except (ValueError, TypeError, KeyError):
        return False


def _equal(first: Any, *others: Any) -> bool:
    for other in others:
        if None not in (first, other) and type(first) is not type(other):
            raise ValueError("incompatible types for comparison")
    return first in others


def _ordered(one: Any, other: Any) -> int:
    if type(one) is not type(other) or isinstance(one, dict | list | bool | None):
        raise ValueError("incompatible types for comparison")
    return (one > other) - (one < other)


_VERB = re.compile(r"%([-+0]*)(\d{0,3})(?:\.(\d{1,2}))?([vsdqtfx%])")


def _printf(text: str, *values: Any) -> str:
    left = list(values)

    def one(match: re.Match[str]) -> str:
        flags, width, precision, verb = match.groups()
        if verb == "%":
            return "%"
        if not left:
            return f"%!{verb}(MISSING)"
        value = left.pop(0)
        if verb == "d" and not isinstance(value, int):
            return f"%!d({'string' if isinstance(value, str) else 'float64'}={go(value)})"
        if verb == "s" and isinstance(value, int | float):
            return f"%!s({'int' if isinstance(value, int) else 'float64'}={go(value)})"
        said = json.dumps(value, ensure_ascii=False) if verb == "q" else go(value)
        said = f"{value:.{precision or 6}f}" if verb == "f" and isinstance(value, float) else said
        size = int(width or 0)
        return said.ljust(size) if "-" in flags else said.rjust(size, "0" if "0" in flags else " ")

    return _VERB.sub(one, text)


def _print(*values: Any) -> str:
    said = ""
    for place, value in enumerate(values):
        between = place and not isinstance(value, str) and not isinstance(values[place - 1], str)
        said += f"{' ' if between else ''}{go(value)}"
    return said


FUNCTIONS: dict[str, Any] = {
    "and": lambda *values: next((one for one in values if not one), values[-1]),
    "base64decode": lambda text: b64decode(text).decode(errors="replace"),
    "eq": _equal,
    "exists": _exists,
    "ge": lambda one, other: _ordered(one, other) >= 0,
    "gt": lambda one, other: _ordered(one, other) > 0,
    "index": _index,
    "le": lambda one, other: _ordered(one, other) <= 0,
    "len": len,
    "lt": lambda one, other: _ordered(one, other) < 0,
    "ne": lambda one, other: not _equal(one, other),
    "not": lambda value: not value,
    "or": lambda *values: next((one for one in values if one), values[-1]),
    "print": _print,
    "printf": _printf,
    "println": lambda *values: " ".join(map(go, values)) + "\n",
}
