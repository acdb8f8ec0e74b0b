"""What bodies say -> objects, as strictly as the API server decodes them."""

from collections.abc import Iterator
from typing import Any

from .. import quantity
from ..values import Object, copy
from .errors import bad_request
from .kinds import Kind
from .schema import TYPES, Field, struct_of

DEPTH = 64  # levels of nesting; the deepest object of Kubernetes has about 20


# What is there even where nothing was said of it.
_ALWAYS: dict[str, Object] = {
    "NodeAddress": {"address": "", "type": ""},
    "Condition": {"status": "", "type": ""},
    "ContainerStatus": {
        "image": "",
        "imageID": "",
        "lastState": {},
        "name": "",
        "ready": False,
        "restartCount": 0,
        "state": {},
    },
}


class Mistyped(ValueError):
    pass


def decode(value: Any, kind: Kind, struct_name: str = "") -> tuple[Object, list[str]]:
    """The object, and what of it is in no struct (`unknown field "spec.x"`)."""
    if not isinstance(value, dict):
        raise bad_request(
            f"the object provided is unrecognized (must be of type {kind.kind}): couldn't get version/kind; "
            "json parse error: unexpected end of JSON input (<empty>)"
        )
    deepest(value)
    unknown: list[str] = []
    try:
        return _struct(value, struct_name or kind.kind, "", "", unknown), unknown
    except Mistyped as error:
        raise bad_request(
            f'{kind.kind} in version "{kind.version}" cannot be handled as a {kind.kind}: {error}'
        ) from None


def deepest(value: Any, left: int = DEPTH) -> None:
    if left == 0:
        raise bad_request(f"the object is nested more than {DEPTH} levels deep")
    inner: Iterator[Any] = iter(value.values()) if isinstance(value, dict) else iter(value)
    for one in inner:
        if isinstance(one, dict | list):
            deepest(one, left - 1)


def _struct(value: Object, name: str, path: str, indexed: str, unknown: list[str]) -> Object:
    fields = struct_of(name) if not path else TYPES[name]
    if not path and name not in TYPES:
        return dict(value)
    decoded: Object = {}
    for key in sorted(value, key=str):
        field = fields.get(key)
        here, there = f"{path}.{key}".lstrip("."), f"{indexed}.{key}".lstrip(".")
        if field is None:
            unknown.append(f'unknown field "{there}"')
            continue
        inner = value[key]
        if inner is None:
            continue
        decoded[key] = _value(inner, field, name, here, there, unknown)
    for key, nothing in _ALWAYS.get(name, {}).items():
        decoded.setdefault(key, copy(nothing))
    return decoded


def _value(value: Any, field: Field, owner: str, path: str, indexed: str, unknown: list[str]) -> Any:
    if field.type == "any":
        return value
    where = f"Go struct field {owner}.{path} of type"
    if field.is_list:
        if not isinstance(value, list):
            raise Mistyped(f"json: cannot unmarshal {_go(value)} into {where} {_go_type(field.type)}")
        inner = Field(field.item)
        return [
            _value(item, inner, owner, path, f"{indexed}[{place}]", unknown)
            for place, item in enumerate(value)
            if item is not None
        ]
    if field.is_map:
        if not isinstance(value, dict):
            raise Mistyped(f"json: cannot unmarshal {_go(value)} into {where} {_go_type(field.type)}")
        inner, nothing = Field(field.item), "0" if field.item == "Quantity" else ""
        return {
            str(key): nothing if item is None else _value(item, inner, owner, path, f"{indexed}.{key}", unknown)
            for key, item in value.items()
        }
    if field.type in TYPES:
        if not isinstance(value, dict):
            raise Mistyped(f"json: cannot unmarshal {_go(value)} into {where} {_go_type(field.type)}")
        return _struct(value, field.type, path, indexed, unknown)
    if field.type == "object" and not isinstance(value, dict):
        name = path.rpartition(".")[2]
        raise Mistyped(f"json: cannot unmarshal {_go(value)} into {where} v1.{name[:1].upper()}{name[1:]}")
    return _scalar(value, field.type, where)


def _scalar(value: Any, kind: str, where: str) -> Any:
    match kind:
        case "string" | "Time" | "MicroTime" if isinstance(value, str):
            return value
        case "bool" if isinstance(value, bool):
            return value
        case "int32" | "int64" if isinstance(value, int | float) and not isinstance(value, bool):
            bits = int(kind[3:])
            if value != int(value) or not -(1 << (bits - 1)) <= value < 1 << (bits - 1):
                raise Mistyped(f"json: cannot unmarshal number {value} into {where} {kind}")
            return int(value)
        case "IntOrString" if isinstance(value, int | str) and not isinstance(value, bool):
            return value
        case "object":
            return value
        case "float64" if isinstance(value, int | float):
            return value
        case "Quantity" if isinstance(value, int | float | str):
            try:
                return quantity.normal(value)
            except quantity.NotAQuantity as error:
                raise Mistyped(str(error)) from None
        case "Quantity":
            raise Mistyped(f"json: cannot unmarshal {_go(value)} into {where} resource.Quantity")
    raise Mistyped(f"json: cannot unmarshal {_go(value)} into {where} {_go_type(kind)}")


def _go(value: Any) -> str:
    match value:
        case bool():
            return "bool"
        case str():
            return "string"
        case int() | float():
            return "number"
        case list():
            return "array"
    return "object"


def _go_type(kind: str) -> str:
    if kind.startswith("[]"):
        return f"[]{_go_type(kind[2:])}"
    if kind.startswith("map["):
        return f"map[string]{_go_type(kind[4:-1])}"
    return kind if kind[0].islower() else f"v1.{kind}"
