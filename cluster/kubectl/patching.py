"""What the commands that change one object share: finding it, and patching it by hand."""

import json
from typing import Any

from ..apiserver import patches
from ..apiserver.errors import ApiError
from ..values import Object
from .flags import Parsed, Usage
from .resources import Target, resolve
from .session import Session


def only(session: Session, parsed: Parsed, command: str, arguments: list[str] | None = None) -> tuple[Target, Object]:
    """The one object that the arguments name."""
    words = parsed.before if arguments is None else arguments
    if not words and not parsed.values.get("filename"):
        raise Usage(
            "error: you must provide one or more resources by argument or filename.\n"
            f"See 'kubectl {command} -h' for help and examples"
        )
    missing = "error: resource(s) were provided, but no name was specified"
    found = resolve(session, parsed, words, missing=missing)
    if not found:
        raise Usage("error: no objects passed")
    target = found[0]
    item = session.get(target.kind, target.namespace, target.name)
    return target, {"apiVersion": target.kind.api_version, "kind": target.kind.kind, **item}


def overridden(item: Object, text: str, how: str) -> Object:
    try:
        patch = json.loads(text)
    except ValueError as error:
        raise Usage(f"error: Invalid JSON Patch: {error}") from None
    return patched(item, patch, how)


def patched(item: Object, patch: Any, how: str) -> Object:
    """As the server would do it."""
    if how != "json" and not isinstance(patch, dict):
        raise Usage("error: unable to read the patch: it is not an object")
    try:
        if how == "json":
            found: Object = patches.json_patch(item, patch)
            return found
        return patches.strategic(item, patch, item["kind"]) if how == "strategic" else patches.merge(item, patch)
    except ApiError as error:
        raise Usage(f"error: {error}") from None
