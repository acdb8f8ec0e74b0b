"""YAML as kubectl prints it: keys sorted, lists not indented, strings quoted only where they must be."""

import json
import re
from typing import Any

WIDTH = 80  # after which a long text is folded at its next blank
_RESOLVED = re.compile(
    r"~|null|Null|NULL|true|True|TRUE|false|False|FALSE|yes|Yes|YES|no|No|NO|on|On|ON|off|Off|OFF|y|Y|n|N|<<"
    r"|[-+]?(0b[01_]+|0x[0-9a-fA-F_]+|0o?[0-7_]+|[0-9][0-9_]*)"
    r"|[-+]?(\.[0-9]+|[0-9][0-9_]*(\.[0-9_]*)?)([eE][-+]?[0-9]+)?"
    r"|[-+]?[0-9][0-9_]*(:[0-5]?[0-9])+(\.[0-9_]*)?"
    r"|[-+]?\.(inf|Inf|INF)|\.(nan|NaN|NAN)"
    r"|\d{4}-\d\d?-\d\d?([Tt ]\d\d?:\d\d:\d\d(\.\d*)?\s*([zZ]|[-+]\d\d?(:?\d\d)?)?)?"
)
_INDICATORS = set("#,[]{}&*!|>'\"%@`")


def dump(value: Any) -> str:
    lines: list[str] = []
    _block(value, 0, lines, "")
    return "\n".join(lines) + "\n"


def _block(value: Any, indent: int, lines: list[str], lead: str) -> None:
    """`value` on its own lines; `lead` is what stands before its first one."""
    pad = " " * indent
    if isinstance(value, dict) and value:
        for place, key in enumerate(sorted(value)):
            start = lead if place == 0 and lead else pad
            _entry(f"{start}{_scalar(str(key), 0, 0)}:", value[key], indent, lines)
    elif isinstance(value, list) and value:
        for place, item in enumerate(value):
            start = f"{lead if place == 0 and lead else pad}- "
            if isinstance(item, dict | list) and item:
                _block(item, indent + 2, lines, start)
            else:
                _put(start, item, indent, lines)
    else:
        _put(lead or pad, value, indent, lines)


def _entry(head: str, value: Any, indent: int, lines: list[str]) -> None:
    if isinstance(value, dict) and value:
        lines.append(head)
        _block(value, indent + 2, lines, "")
    elif isinstance(value, list) and value:
        lines.append(head)
        _block(value, indent, lines, "")
    else:
        _put(f"{head} ", value, indent, lines)


def _put(head: str, value: Any, indent: int, lines: list[str]) -> None:
    if isinstance(value, str) and "\n" in value and _may_be_literal(value):
        text = value.rstrip("\n")
        ending = len(value) - len(text)
        mark = "|-" if ending == 0 else "|" if ending == 1 else "|+"
        hint = str(2) if text[:1] in (" ", "\n") else ""
        lines.append(f"{head}{mark[0]}{hint}{mark[1:]}")
        body = text.split("\n") + [""] * (ending - 1)
        lines.extend(
            f"{' ' * (indent + 2)}{line}".rstrip() if not line else f"{' ' * (indent + 2)}{line}" for line in body
        )
        return
    lines.append(head + _scalar(value, len(head), indent + 2))


def _may_be_literal(text: str) -> bool:
    return all(character == "\n" or character.isprintable() for character in text) and " \n" not in text


def _scalar(value: Any, column: int, indent: int) -> str:
    match value:
        case None:
            return "null"
        case bool():
            return str(value).lower()
        case int():
            return str(value)
        case float():
            return f"{value:g}" if value != int(value) else str(int(value))
        case dict():
            return "{}"
        case list():
            return "[]"
    text = str(value)
    if text == "" or _RESOLVED.fullmatch(text):
        return f'"{text}"'
    if not all(character.isprintable() for character in text):
        return json.dumps(text, ensure_ascii=False)
    if _is_plain(text):
        return _folded(text, column, indent)
    return f"'{_folded(text.replace(chr(39), chr(39) * 2), column + 1, indent)}'"


def _is_plain(text: str) -> bool:
    if text[0] in _INDICATORS or text != text.strip():
        return False
    if text[0] in "-?:" and (len(text) == 1 or text[1] == " "):
        return False
    return ": " not in text and " #" not in text and not text.endswith(":") and text not in ("-", "---", "...")


def _folded(text: str, column: int, indent: int) -> str:
    if column + len(text) <= WIDTH:
        return text
    parts: list[str] = []
    for place, character in enumerate(text):
        following = text[place + 1 : place + 2]
        spaced = place > 0 and text[place - 1] == " "
        if character == " " and column > WIDTH and not spaced and following not in (" ", "") and place > 0:
            parts.append("\n" + " " * indent)
            column = indent
        else:
            parts.append(character)
            column += 1
    return "".join(parts)
