"""How something is to be written or deleted: what the query asks for, and a DeleteOptions body."""

from collections.abc import Mapping
from typing import Any

from .errors import Problem, bad_request, invalid, invalid_options, not_allowed, required, unsupported
from .messages import Request
from .patches import APPLY
from .registry import DeleteOptions, Options

POLICIES = ("Foreground", "Background", "Orphan", "nil")
_VALIDATIONS = ("", "Ignore", "Strict", "Warn")
_LONGEST_MANAGER = 128
_MOST = 1 << 63
_WRITES = {"POST": "CreateOptions", "PUT": "UpdateOptions", "PATCH": "PatchOptions"}


def write_options(request: Request, subresource: str = "") -> Options:
    query = request.query
    problems = [*_force(request), *_manager(query.get("fieldManager", ""))]
    if "dryRun" in query:
        problems += _dry_run([query["dryRun"]])
    if query.get("fieldValidation", "") not in _VALIDATIONS:
        problems.append(unsupported("fieldValidation", query["fieldValidation"], _VALIDATIONS))
    _refuse(_WRITES[request.method], problems)
    return Options(request.manager, request.dry_run, subresource)


def _force(request: Request) -> list[Problem]:
    if request.content_type == APPLY:
        stated = request.query.get("fieldManager")
        return [] if stated else [required("fieldManager", "is required for apply patch")]
    if request.method == "PATCH" and "force" in request.query:
        return [not_allowed("force", "may not be specified for non-apply patch")]
    return []


def _manager(name: str) -> list[Problem]:
    if len(name.encode(errors="replace")) > _LONGEST_MANAGER:
        told = f"Too long: may not be more than {_LONGEST_MANAGER} bytes"
        return [Problem("fieldManager", told, "FieldValueTooLong")]
    return [
        invalid("fieldManager", name, f"invalid character U+{ord(sign):04X} (at position {place})")
        for place, sign in enumerate(name)
        if not sign.isprintable()
    ]


def _dry_run(stated: list[Any]) -> list[Problem]:
    return [] if all(one == "All" for one in stated) else [unsupported("dryRun", stated, ("All",))]


def _refuse(kind: str, problems: list[Problem]) -> None:
    if problems:
        raise invalid_options(kind, problems)


def delete_options(body: Any, query: Mapping[str, str]) -> DeleteOptions:
    """The query counts where there is no body."""
    stated = body if isinstance(body, dict) else _queried(query)
    demands = stated.get("preconditions") or {}
    if not isinstance(demands, dict):
        raise bad_request(_unreadable(demands, "preconditions", "v1.Preconditions"))
    policy, dry = stated.get("propagationPolicy"), stated.get("dryRun") or []
    if not isinstance(dry, list):
        raise bad_request(_unreadable(dry, "dryRun", "[]string"))
    problems = [] if policy in (None, *POLICIES[:-1]) else [unsupported("propagationPolicy", policy, POLICIES)]
    _refuse("DeleteOptions", [*problems, *_dry_run(dry)])
    return DeleteOptions(
        grace=_grace(stated),
        propagation=policy or "",
        uid=demands.get("uid") or "",
        resource_version=demands.get("resourceVersion") or "",
        dry_run=bool(dry),
    )


def _queried(query: Mapping[str, str]) -> dict[str, Any]:
    stated: dict[str, Any] = {name: query[name] for name in ("propagationPolicy",) if query.get(name)}
    if "dryRun" in query:
        stated["dryRun"] = [query["dryRun"]]
    text = query.get("gracePeriodSeconds")
    if text is not None:
        if not text.removeprefix("-").isdecimal() or len(text) > 18:
            raise bad_request(f'strconv.ParseInt: parsing "{text}": invalid syntax')
        stated["gracePeriodSeconds"] = int(text)
    return stated


def _grace(stated: Mapping[str, Any]) -> int | None:
    grace = stated.get("gracePeriodSeconds")
    if grace is not None and (isinstance(grace, bool) or not isinstance(grace, int) or not -_MOST <= grace < _MOST):
        raise bad_request(_unreadable(grace, "gracePeriodSeconds", "int64"))
    return grace


_JSON = {str: "string", bool: "bool", list: "array", dict: "object"}


def _unreadable(value: Any, field: str, wanted: str) -> str:
    found = _JSON.get(type(value), "number")
    return f"json: cannot unmarshal {found} into Go struct field DeleteOptions.{field} of type {wanted}"
