"""What the commands that change one object share: finding it, and patching it by hand."""

import json

from ..apiserver import patches
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
    if how == "strategic":
        return patches.strategic(item, patch, item["kind"])
    if how == "json":
        return patches.json_patch(item, patch)
    return patches.merge(item, patch)
