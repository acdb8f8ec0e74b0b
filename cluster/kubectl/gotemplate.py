"""Go templates, as far as people write them: fields, range, if, with, texts, len, index, eq and the like."""

import re
from typing import Any

from .jsonpath import shown

MOST = 200_000  # characters that one template may print


class BadTemplate(ValueError):
    pass


_ACTION = re.compile(r"\{\{(-?)\s*(.*?)\s*(-?)\}\}", re.DOTALL)
_WORDS = re.compile(r'"(?:\\.|[^"\\])*"|`[^`]*`|\(|\)(?:\.[\w.]+)?|\||[^\s()|]+')
Node = tuple[str, Any, list[Any], list[Any]]  # kind, expression, body, else


def render(template: str, data: Any) -> str:
    pieces = _pieces(template)
    nodes = _parse(pieces, top=True)
    out: list[str] = []
    _run(nodes, data, data, out)
    return "".join(out)


def _pieces(template: str) -> list[tuple[str, str]]:
    found: list[tuple[str, str]] = []
    place = 0
    for match in _ACTION.finditer(template):
        text = template[place : match.start()]
        if match.group(1):
            text = text.rstrip()
        found += [("text", text), ("action", match.group(2))]
        place = match.end()
        if match.group(3):
            place += len(template[place:]) - len(template[place:].lstrip())
    if "{{" in template[place:]:
        raise BadTemplate("unclosed action")
    return [*found, ("text", template[place:])]


def _parse(pieces: list[tuple[str, str]], top: bool = False) -> list[Node]:
    nodes, _ = _block(pieces, top)
    return nodes


def _block(pieces: list[tuple[str, str]], top: bool) -> tuple[list[Node], str]:
    """Up to the `end` or `else` that closes it."""
    nodes: list[Node] = []
    while pieces:
        kind, text = pieces.pop(0)
        if kind == "text":
            if text:
                nodes.append(("text", text, [], []))
            continue
        word = text.split(" ", 1)[0]
        if word in ("end", "else"):
            if top:
                raise BadTemplate(f"unexpected {{{{{word}}}}}")
            return nodes, text
        if word in ("range", "if", "with"):
            body, closing = _block(pieces, top=False)
            otherwise: list[Node] = []
            if closing.startswith("else"):
                rest = closing.removeprefix("else").strip()
                if rest:
                    pieces.insert(0, ("action", rest))
                    otherwise, _ = _block_of_one(pieces)
                else:
                    otherwise, _ = _block(pieces, top=False)
            nodes.append((word, text[len(word) :].strip(), body, otherwise))
        elif not text.startswith("/*"):
            nodes.append(("print", text, [], []))
    if not top:
        raise BadTemplate("unexpected EOF")
    return nodes, ""


def _block_of_one(pieces: list[tuple[str, str]]) -> tuple[list[Node], str]:
    """`else if`: what follows is an `if` that shares its `end`."""
    _, text = pieces.pop(0)
    word = text.split(" ", 1)[0]
    body, closing = _block(pieces, top=False)
    otherwise: list[Node] = []
    if closing == "else":
        otherwise, _ = _block(pieces, top=False)
    return [(word, text[len(word) :].strip(), body, otherwise)], "end"


def _run(nodes: list[Node], dot: Any, root: Any, out: list[str]) -> None:
    for kind, detail, body, otherwise in nodes:
        if kind == "text":
            out.append(detail)
        elif kind == "print":
            value = _pipeline(detail, dot, root)
            out.append("<no value>" if value is None else _go(value))
        elif kind == "range":
            value = _pipeline(detail.rpartition(":=")[2], dot, root)
            items = [value[key] for key in sorted(value)] if isinstance(value, dict) else value or []
            for item in items:
                _run(body, item, root, out)
            if not items:
                _run(otherwise, dot, root, out)
        else:
            value = _pipeline(detail, dot, root)
            _run(body if value else otherwise, value if kind == "with" and value else dot, root, out)
        if sum(map(len, out[-50:])) > MOST or len(out) > MOST:
            raise BadTemplate("the template prints too much")


def _go(value: Any) -> str:
    if isinstance(value, dict):
        return f"map[{' '.join(f'{key}:{_go(value[key])}' for key in sorted(value))}]"
    if isinstance(value, list):
        return f"[{' '.join(map(_go, value))}]"
    return shown(value)


def _pipeline(text: str, dot: Any, root: Any) -> Any:
    words = _WORDS.findall(text)
    value, _ = _expression(words, 0, dot, root)
    return value


def _expression(words: list[str], place: int, dot: Any, root: Any) -> tuple[Any, int]:
    result: Any = None
    first = True
    while True:
        values: list[Any] = []
        function = ""
        while place < len(words) and words[place] != "|" and words[place][0] != ")":
            word = words[place]
            if word == "(":
                inner, place = _expression(words, place + 1, dot, root)
                if place >= len(words):
                    raise BadTemplate("unclosed left paren")
                path = words[place][1:]
                values.append(_operand(path, inner, root) if path else inner)
            elif not values and not function and word in FUNCTIONS:
                function = word
            else:
                values.append(_operand(word, dot, root))
            place += 1
        if not first:
            values.append(result)
        result = _call(function, values)
        first = False
        if place < len(words) and words[place] == "|":
            place += 1
            continue
        return result, place


def _operand(word: str, dot: Any, root: Any) -> Any:
    if word[0] in '"`':
        return word[1:-1].replace("\\n", "\n").replace("\\t", "\t").replace('\\"', '"')
    if word.lstrip("-").isdigit():
        return int(word)
    if word in ("true", "false"):
        return word == "true"
    value, path = (root, word[1:]) if word.startswith("$") else (dot, word)
    if not path.startswith(".") and path:
        raise BadTemplate(f'function "{word}" not defined')
    for step in filter(None, path.split(".")):
        if not isinstance(value, dict):
            return None
        value = value.get(step)
    return value


def _call(function: str, values: list[Any]) -> Any:
    if not function:
        return values[0] if values else None
    try:
        return FUNCTIONS[function](*values)
    except (TypeError, KeyError, IndexError, ValueError) as error:
        raise BadTemplate(f"error calling {function}: {error}") from None


def _index(value: Any, *keys: Any) -> Any:
    for key in keys:
        value = value.get(key) if isinstance(value, dict) else value[key]
    return value


FUNCTIONS: dict[str, Any] = {
    "and": lambda *values: next((one for one in values if not one), values[-1]),
    "eq": lambda first, *others: first in others,
    "exists": lambda value, *keys: _index(value, *keys) is not None,
    "ge": lambda a, b: a >= b,
    "gt": lambda a, b: a > b,
    "index": _index,
    "le": lambda a, b: a <= b,
    "len": len,
    "lt": lambda a, b: a < b,
    "ne": lambda a, b: a != b,
    "not": lambda value: not value,
    "or": lambda *values: next((one for one in values if one), values[-1]),
    "print": lambda *values: "".join(map(_go, values)),
    "printf": lambda text, *values: re.sub(r"%v|%s|%d", "{}", text).format(*map(_go, values)),
    "println": lambda *values: " ".join(map(_go, values)) + "\n",
}
