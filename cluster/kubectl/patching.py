"""kubectl patch, and what the commands share that change one object: finding it, and patching it by hand."""

import json
from dataclasses import replace
from typing import Any

from ..apiserver import patches
from ..apiserver.errors import ApiError
from ..values import Object
from ..yamlin import BadManifest, documents
from . import output
from .flags import Parsed, Usage
from .problems import each
from .resources import Target, from_files, resolve
from .session import Session
from .writing import OBJECTS, dry, options

PATCH_FLAGS = f"patch,p=; patch-file=; type=strategic; subresource=; {OBJECTS}"
TYPES = {"strategic": patches.STRATEGIC, "merge": patches.MERGE, "json": patches.JSON_PATCH}


def run(session: Session, parsed: Parsed) -> int:
    _agree(parsed)
    show = output.printer(parsed["output"], output.NAME_FORMATS) if parsed["output"] else None
    body = _loaded(session, parsed["patch"] or _read(session, parsed["patch-file"]))
    subresource = parsed["subresource"]

    def change(target: Target, before: Object) -> None:
        kind, space, name = target.kind, target.namespace, target.name
        if dry(parsed) == "client" or parsed["local"]:
            fresh = patched(before, body, parsed["type"])
        else:
            given = options(parsed, "kubectl-patch")
            content = TYPES[parsed["type"]]
            fresh = session.patch(kind, space, name, body, **given, content=content, subresource=subresource)
        fresh = {"apiVersion": kind.api_version, "kind": kind.kind, **fresh}
        if show:
            show(session, output.bare(fresh, parsed["show-managed-fields"]))
            return
        session.print(f"{output.label_of(fresh)} patched{' (no change)' if fresh == before else ''}")

    if parsed["local"]:
        for target, document in from_files(session, parsed, parsed["filename"]):
            change(target, document)
        return 0

    def find(target: Target) -> None:
        kind, space, name = target.kind, target.namespace, target.name
        path = kind.path(space, name, subresource)
        found = session.ask("GET", path) if subresource else session.get(kind, space, name)
        change(target, {"apiVersion": kind.api_version, "kind": kind.kind, **found})

    each(resolve(session, parsed, parsed.arguments), find)
    return 0


def _agree(parsed: Parsed) -> None:
    if parsed["patch"] and parsed["patch-file"]:
        raise Usage("error: cannot specify --patch and --patch-file together")
    if not parsed["patch"] and not parsed["patch-file"]:
        raise Usage("error: must specify --patch or --patch-file containing the contents of the patch")
    if parsed["local"] and parsed.arguments:
        raise Usage("error: cannot specify --local and server resources")
    if parsed["local"] and dry(parsed) == "server":
        raise Usage("error: cannot specify --local and --dry-run=server - did you mean --dry-run=client?")
    if parsed["type"] not in TYPES:
        raise Usage(f'error: --type must be one of [json merge strategic], not "{parsed["type"]}"')


def _read(session: Session, name: str) -> str:
    try:
        return session.read(name)
    except Usage:
        raise Usage(f"error: unable to read patch file: open {name}: no such file or directory") from None


def _loaded(session: Session, text: str) -> Any:
    """JSON or YAML, as it comes."""
    if len(text) > 1_000_000:
        raise Usage("error: the patch is too large")
    try:
        found = json.loads(text)
        return text if isinstance(found, str) else found
    except (ValueError, RecursionError):
        if text.lstrip().startswith("{"):
            return text  # taken for JSON, and the server says what is wrong with it
    try:
        said = list(documents(text, "patch"))
    except BadManifest:
        said = []
    if not said:
        raise Usage(f'error: unable to parse "{text}": yaml: could not be read')
    return json.dumps(said[0]) if isinstance(said[0], str) else said[0]


def only(session: Session, parsed: Parsed, command: str, labelled: bool = True) -> tuple[Target, Object]:
    """The one object that the arguments name; `labelled`: --selector is of what is looked for, not of what is made."""
    words = parsed.before
    if not words and not parsed.values.get("filename"):
        raise Usage(
            "error: you must provide one or more resources by argument or filename.\n"
            f"See 'kubectl {command} -h' for help and examples"
        )
    missing = "error: resource(s) were provided, but no name was specified"
    asked = parsed if labelled else replace(parsed, values={**parsed.values, "selector": ""})
    found = resolve(session, asked, words, missing=missing)
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
        raise Usage("error: invalid JSON document")
    try:
        if how == "json":
            found: Object = patches.json_patch(item, patch)
            return found
        return patches.strategic(item, patch, item["kind"]) if how == "strategic" else patches.merge(item, patch)
    except ApiError as error:
        raise Usage(f"error: {error}") from None
