"""What the commands that write share: their flags, how they address the server, and what they print of it."""

from typing import NotRequired, TypedDict

from ..apiserver.kinds import Kind
from ..values import Object
from . import output
from .applied import annotated
from .flags import Parsed, Usage
from .session import Session

OBJECTS = "selector,l=; all?; all-namespaces,A?; filename,f*; field-selector=; dry-run=none|unchanged; output,o=; "
OBJECTS += "field-manager=; local?; recursive,R?; show-managed-fields?; resource-version="
NO_LOCAL = "error: --local is not offered here; --dry-run=client -o yaml shows what would become of an object"
MODES = {"none": "", "client": " (dry run)", "server": " (server dry run)"}
_VALIDATIONS = {
    **dict.fromkeys(("true", "strict", ""), "Strict"),
    "warn": "Warn",
    **dict.fromkeys(("false", "ignore"), "Ignore"),
}


class Options(TypedDict):
    """Of `Session.create` and `Session.patch`."""

    manager: str
    dry: bool
    validation: NotRequired[str]


def dry(parsed: Parsed) -> str:
    """none, client or server."""
    mode: str = parsed.values.get("dry-run", "none")
    if mode not in MODES:
        raise Usage(f'error: Invalid dry-run value ({mode}). Must be "none", "server", or "client".')
    return mode


def validation(parsed: Parsed) -> str:
    stated: str = parsed.values.get("validate", "true")
    if stated.lower() not in _VALIDATIONS:
        raise Usage(
            f'error: invalid - validate option "{stated}"; must be one of: strict (or true), warn, ignore (or false)'
        )
    return _VALIDATIONS[stated.lower()]


def options(parsed: Parsed, manager: str) -> Options:
    found: Options = {"manager": parsed.values.get("field-manager") or manager, "dry": dry(parsed) == "server"}
    if "validate" in parsed.values:
        found["validation"] = validation(parsed)
    return found


def make(session: Session, parsed: Parsed, kind: Kind, space: str, item: Object, manager: str) -> Object:
    if parsed.values.get("save-config"):
        item = annotated(item)
    if dry(parsed) == "client":
        meta = item.setdefault("metadata", {})
        if kind.namespaced and parsed.values.get("namespace"):
            meta.setdefault("namespace", space)
        return output.typed(item, kind)
    return session.create(kind, space, item, **options(parsed, manager))


def tell(session: Session, parsed: Parsed, kind: Kind, item: Object, verb: str, unstructured: bool = False) -> None:
    """As -o says, or what has become of it. `unstructured`: kubectl does not look at the object as what it is."""
    shape = parsed.values.get("output", "")
    if shape not in ("", "wide"):
        show = output.printer(shape, output.NAME_FORMATS, sort_keys=unstructured)
        shown = output.bare(output.typed(item, kind), bool(parsed.values.get("show-managed-fields")))
        show(session, shown if unstructured else output.arranged(shown))
        return
    session.print(f"{kind.qualified_singular}/{item['metadata']['name']} {verb}{MODES[dry(parsed)]}")
