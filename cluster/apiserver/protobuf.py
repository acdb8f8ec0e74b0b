"""Protobuf bodies -> objects.

`kubectl create deployment` and its like write what they make in Kubernetes' protobuf (`k8s\\0`, an envelope with
apiVersion and kind, the message), and take no for an answer. Nothing is ever sent back in it: who sends it reads JSON
too.
"""

import re
from base64 import b64encode
from collections.abc import Iterator
from typing import Any, NamedTuple

from .. import times
from ..values import Object
from .protobuf_fields import FIELDS
from .schema import Field, field_of

MAGIC = b"k8s\0"
DEPTH = 64
LATEST = 253_402_300_799  # the last second that has a year of four digits
_ENTRY = re.compile(r"(?P<number>\d+)(?P<pointer>\*?) (?P<inline><?)(?P<name>\w+)>?(?::(?P<type>\S+))?")
_SCALARS = ("string", "bool", "int32", "int64", "Quantity", "IntOrString", "Time", "bytes")


class Malformed(ValueError):
    """This is no message, or says what no table here knows of."""


class Wire(NamedTuple):
    name: str
    type: Field
    pointer: bool
    inline: bool


def _read(text: str) -> dict[str, dict[int, Wire]]:
    messages: dict[str, dict[int, Wire]] = {}
    for paragraph in text.strip().split("\n\n"):
        struct, _, rest = paragraph.partition("\n")
        fields = messages[struct] = {}
        for entry in _ENTRY.finditer(rest.replace("\n", " ")):
            inline, name = bool(entry["inline"]), entry["name"]
            stated = name if inline else entry["type"]
            known = Field(stated) if stated else field_of(struct, name)
            if known is None:
                raise LookupError(f"{struct}.{name} has no type")
            fields[int(entry["number"])] = Wire(name, known, bool(entry["pointer"]), inline)
    return messages


MESSAGES = _read(FIELDS)


def decode(body: bytes) -> Object:
    """Also the reviews and requests that no table has: of those only what they are."""
    if not body.startswith(MAGIC):
        raise Malformed("provided data does not appear to be a protobuf message, expected prefix k8s")
    envelope = dict(_fields(body[len(MAGIC) :]))
    meta = {number: _text(value) for number, value in _fields(_bytes(envelope.get(1, b"")))}
    kind = {"apiVersion": meta.get(1, ""), "kind": meta.get(2, "")}
    if kind["kind"] not in MESSAGES:
        return kind
    return {**kind, **_message(_bytes(envelope.get(2, b"")), kind["kind"], DEPTH)}


def _message(data: bytes, struct: str, depth: int) -> Object:
    if not depth:
        raise Malformed(f"the message is nested more than {DEPTH} levels deep")
    fields = MESSAGES[struct]
    found: Object = {}
    for number, raw in _fields(data):
        wire = fields.get(number)
        if wire is None:
            # A status, and what is empty anyway, need no table.
            if raw and not (number == 3 and "spec" in (one.name for one in fields.values())):
                raise Malformed(f"field {number} of {struct} is not understood here; send JSON")
        elif wire.inline:
            found |= _message(_bytes(raw), wire.type.type, depth - 1)
        elif wire.type.is_list:
            found.setdefault(wire.name, []).append(_value(raw, wire.type.item, depth))
        elif wire.type.is_map:
            entry = dict(_fields(_bytes(raw)))
            value = _value(entry.get(2, b""), wire.type.item, depth)
            found.setdefault(wire.name, {})[_text(entry.get(1, b""))] = value
        else:
            value = _value(raw, wire.type.type, depth)
            if value is not None and (value or wire.pointer or isinstance(value, dict)):
                found[wire.name] = value
    return found


def _value(raw: int | bytes, kind: str, depth: int) -> Any:
    match kind:
        case "string":
            return _text(raw)
        case "bool":
            return bool(_number(raw))
        case "int32" | "int64":
            return _number(raw)
        case "bytes":
            return b64encode(_bytes(raw)).decode()
        case "Quantity":
            return _text(dict(_fields(_bytes(raw))).get(1, b"0"))
        case "IntOrString":
            parts = dict(_fields(_bytes(raw)))
            return _text(parts.get(3, b"")) if parts.get(1) else _number(parts.get(2, 0))
        case "Time":
            parts = dict(_fields(_bytes(raw)))
            return _stamp(_number(parts[1])) if parts.get(1) else None
    return _message(_bytes(raw), kind, depth - 1)


def _fields(data: bytes) -> Iterator[tuple[int, int | bytes]]:
    place = 0
    while place < len(data):
        tag, place = _varint(data, place)
        match tag & 7:
            case 0:
                value, place = _varint(data, place)
                yield tag >> 3, value
            case 2:
                length, place = _varint(data, place)
                if place + length > len(data):
                    raise Malformed("unexpected EOF")
                yield tag >> 3, data[place : place + length]
                place += length
            case wire:
                raise Malformed(f"wire type {wire} does not come up in Kubernetes' messages")


def _varint(data: bytes, place: int) -> tuple[int, int]:
    value = 0
    for shift in range(0, 70, 7):
        if place >= len(data):
            raise Malformed("unexpected EOF")
        byte = data[place]
        place += 1
        value |= (byte & 0x7F) << shift
        if byte < 0x80:
            return value, place
    raise Malformed("integer overflow")


def _bytes(raw: int | bytes) -> bytes:
    if not isinstance(raw, bytes):
        raise Malformed("a number where a message should be")
    return raw


def _text(raw: int | bytes) -> str:
    try:
        return _bytes(raw).decode()
    except UnicodeDecodeError:
        raise Malformed("a string that is not UTF-8") from None


def _stamp(seconds: int) -> str:
    if not 0 <= seconds <= LATEST:
        raise Malformed("a time beyond the year 9999")
    return times.stamp(seconds)


def _number(raw: int | bytes) -> int:
    if not isinstance(raw, int):
        raise Malformed("a message where a number should be")
    return raw - (1 << 64) if raw >> 63 else raw
