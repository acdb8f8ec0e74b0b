"""How something is to be deleted: a DeleteOptions body, and the same by way of the query."""

from collections.abc import Mapping
from typing import Any

from .errors import bad_request
from .registry import DeleteOptions

POLICIES = ("", "Orphan", "Background", "Foreground")


def delete_options(body: Any, query: Mapping[str, str]) -> DeleteOptions:
    """What the query says goes first."""
    stated = body if isinstance(body, dict) else {}
    demands = stated.get("preconditions") or {}
    if not isinstance(demands, dict):
        raise bad_request(_unreadable(demands, "preconditions", "v1.Preconditions"))
    policy = query.get("propagationPolicy") or stated.get("propagationPolicy") or ""
    if policy not in POLICIES:
        raise bad_request(f'DeleteOptions.meta.k8s.io "" is invalid: propagationPolicy: Invalid value: "{policy}"')
    return DeleteOptions(
        grace=_grace(stated, query),
        propagation=policy,
        uid=demands.get("uid", ""),
        resource_version=demands.get("resourceVersion", ""),
        dry_run=query.get("dryRun") == "All" or stated.get("dryRun") == ["All"],
    )


def _grace(stated: Mapping[str, Any], query: Mapping[str, str]) -> int | None:
    text = query.get("gracePeriodSeconds")
    if text is not None:
        if not text.removeprefix("-").isdecimal() or len(text) > 18:
            raise bad_request(f'strconv.ParseInt: parsing "{text}": invalid syntax')
        return int(text)
    grace = stated.get("gracePeriodSeconds")
    if grace is not None and (isinstance(grace, bool) or not isinstance(grace, int)):
        raise bad_request(_unreadable(grace, "gracePeriodSeconds", "int64"))
    return grace


_JSON = {str: "string", bool: "bool", list: "array", dict: "object"}


def _unreadable(value: Any, field: str, wanted: str) -> str:
    found = _JSON.get(type(value), "number")
    return f"json: cannot unmarshal {found} into Go struct field DeleteOptions.{field} of type {wanted}"
