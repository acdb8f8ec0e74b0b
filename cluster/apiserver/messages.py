"""Requests and answers, in the terms of HTTP."""

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any

from .errors import bad_request

JSON = "application/json"
TEXT = "text/plain; charset=utf-8"
LONGEST_NUMBER = 18  # digits that fit into an int64 whatever they are
_QUOTED = re.compile(r'299 - "((?:[^"\\]|\\.)*)"')


@dataclass(frozen=True, slots=True)
class Request:
    method: str
    path: str
    query: Mapping[str, str] = field(default_factory=dict)
    headers: Mapping[str, str] = field(default_factory=dict)
    body: Any = None

    def says(self, name: str) -> bool:
        """Whether the query says yes to `name`: with any value at all, other than these."""
        return self.query.get(name, "0").lower() not in ("0", "false")

    def number(self, name: str) -> int:
        """0 where it is not stated."""
        text = self.query.get(name) or "0"
        if not text.isdecimal() or len(text) > LONGEST_NUMBER:
            raise bad_request(f'unable to decode "{name}": strconv.ParseUint: parsing "{text}": invalid syntax')
        return int(text)

    def header(self, name: str) -> str:
        """Whatever the case in which the client writes the names of headers."""
        return next((value for key, value in self.headers.items() if key.lower() == name), "")

    @property
    def content_type(self) -> str:
        return self.header("content-type").partition(";")[0].strip().lower()

    @property
    def manager(self) -> str:
        """Who owns the fields that are written: as stated, else the program's own name for itself."""
        stated = self.query.get("fieldManager") or self.header("user-agent").partition("/")[0]
        return stated or "unknown"

    @property
    def dry_run(self) -> bool:
        return self.query.get("dryRun") == "All"


@dataclass(frozen=True, slots=True)
class Response:
    """`body` is a JSON value, text, or, where a watch was asked for, a `Watch`."""

    status: int
    body: Any
    headers: Mapping[str, str] = field(default_factory=lambda: {"Content-Type": JSON})

    @property
    def warnings(self) -> Iterator[str]:
        for quoted in _QUOTED.findall(self.headers.get("Warning", "")):
            yield re.sub(r"\\(.)", r"\1", quoted)


def written(status: int, body: Any, warnings: list[str]) -> Response:
    """The answer to a write, with what the server has to say of it."""
    escaped = [re.sub(r'(["\\])', r"\\\1", text) for text in warnings]
    told = {"Warning": ", ".join(f'299 - "{text}"' for text in escaped)} if escaped else {}
    return Response(status, body, {"Content-Type": JSON, **told})
