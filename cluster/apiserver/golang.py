"""What Go's own packages say where they refuse an input, as far as the API server passes it on."""

import json
from typing import Any

_PLACES = {
    "Expecting property name enclosed in double quotes": "looking for beginning of object key string",
    "Illegal trailing comma before end of object": "looking for beginning of object key string",
    "Expecting ':' delimiter": "after object key",
    "Expecting ',' delimiter": "after object key:value pair",
    "Extra data": "after top-level value",
}


class NotJson(ValueError):
    """Its text is what encoding/json says."""


def read_json(text: str | bytes) -> Any:
    try:
        return json.loads(text)
    except json.JSONDecodeError as error:
        if error.pos >= len(error.doc.rstrip()):
            raise NotJson("unexpected end of JSON input") from None
        where = _PLACES.get(error.msg, "looking for beginning of value")
        raise NotJson(f"invalid character '{_character(error.doc[error.pos])}' {where}") from None
    except UnicodeDecodeError as error:
        raise NotJson(
            f"invalid character '\\u{error.object[error.start]:04x}' looking for beginning of value"
        ) from None
    except RecursionError:
        raise NotJson("exceeded max depth") from None
    except ValueError as error:  # a number with too many digits for Python
        raise NotJson(str(error)) from None


def _character(found: str) -> str:
    return found if found.isprintable() else f"\\u{ord(found):04x}"


_NAMES = {"number": "int64", "bool": "bool", "object": "map[string]interface {}", "array": "[]interface {}"}


def named(json_type: str) -> str:
    """The type that Go decodes a JSON value of this type to, where nothing better is known."""
    return _NAMES.get(json_type, json_type)


def printed(value: Any) -> str:
    """A value in Go's %v."""
    match value:
        case dict():
            return f"map[{' '.join(f'{key}:{printed(value[key])}' for key in sorted(value))}]"
        case list():
            return f"[{' '.join(map(printed, value))}]"
        case bool():
            return str(value).lower()
        case None:
            return "<nil>"
        case str():
            return value.replace('"', '\\"').replace("\n", "\\n")
    return str(value)


def written_json(value: Any) -> str:
    return json.dumps(value, separators=(",", ":"), ensure_ascii=False)
