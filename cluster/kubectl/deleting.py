"""kubectl delete, and waiting until what is deleted is gone."""

from ..apiserver.kinds import Kind
from ..values import at
from .flags import Parsed, Usage
from .problems import Several, each
from .resources import NOTHING, Target, targets, visit
from .session import Refused, Session
from .writing import MODES, dry

FLAGS = (
    "selector,l=; all?; all-namespaces,A?; filename,f*; cascade=background|background; force?; grace-period#-1; now?; "
    "ignore-not-found?; wait?true; timeout~; field-selector=; dry-run=none|unchanged; output,o=; recursive,R?; raw=; "
    "interactive,i?; kustomize,k="
)
_IMMEDIATE = (
    "Warning: Immediate deletion does not wait for confirmation that the running resource has been terminated. The "
    "resource may continue to run on the cluster indefinitely."
)
_OUTSIDE = "Warning: deleting cluster-scoped resources, not scoped to the provided namespace"
_CASCADES = {
    "background": "Background",
    "foreground": "Foreground",
    "orphan": "Orphan",
    "true": "Background",
    "false": "Orphan",
}
_OLD_CASCADE = "warning: --cascade={0} is deprecated (boolean value) and can be replaced with --cascade={1}."
LONGEST = 7 * 24 * 3600.0


def run(session: Session, parsed: Parsed) -> int:
    _agree(session, parsed)
    grace = _grace(parsed)
    at_once = bool(parsed["force"]) and grace == 0
    if at_once:
        session.complain(_IMMEDIATE)
    lenient = parsed["ignore-not-found"] or parsed["all"] or parsed["selector"] or parsed["field-selector"]
    found: list[tuple[Target, str]] = []
    outside: list[Target] = []

    def remove(target: Target) -> None:
        uid = ""
        try:
            if dry(parsed) != "client":
                uid = delete(session, target, cascade(parsed["cascade"]), grace, dry(parsed) == "server")
        except Refused as refused:
            found.append((target, ""))
            if refused.reason == "NotFound" and lenient:
                return
            refused.during = f'error when deleting "{target.file}"' if target.file else ""
            raise
        if not target.kind.namespaced and "namespace" in parsed.given and not outside:
            outside.append(target)
            session.complain(_OUTSIDE)
        found.append((target, uid))
        verb = "force deleted" if at_once else "deleted"
        named = f'{target.kind.qualified_singular} "{target.name}" {verb}{MODES[dry(parsed)]}'
        session.print(target.label if parsed["output"] == "name" else named)

    if not parsed["filename"]:
        each(targets(session, parsed, parsed.arguments), remove)
    elif problems := visit(session, parsed, parsed["filename"], lambda manifest: remove(manifest.target)):
        raise Several(problems)
    if not found:
        session.print("No resources found")
    if parsed["wait"] and dry(parsed) == "none":
        _wait(session, parsed, [(target, uid) for target, uid in found if uid])
    return 0


def cascade(stated: str) -> str:
    if stated not in _CASCADES:
        raise Usage(f'error: invalid cascade value ({stated}). Must be "background", "foreground", or "orphan"')
    return _CASCADES[stated]


def _agree(session: Session, parsed: Parsed) -> None:
    if not parsed.arguments and not parsed["filename"]:
        raise Usage("error: at least one resource must be specified to use a selector" if _selects(parsed) else NOTHING)
    if parsed.arguments and parsed["filename"]:
        raise Usage(
            "error: when paths, URLs, or stdin is provided as input, you may not specify resource arguments as well"
        )
    cascade(parsed["cascade"])
    if parsed["cascade"] in ("true", "false"):
        session.complain(_OLD_CASCADE.format(parsed["cascade"], cascade(parsed["cascade"]).lower()))
    if parsed["output"] not in ("", "name"):
        raise Usage(f"error: unexpected -o output mode: {parsed['output']}. We only support '-o name'")
    if parsed["all"] and _selects(parsed):
        raise Usage("error: setting 'all' parameter but found a non empty selector. ")
    dry(parsed)


def _selects(parsed: Parsed) -> bool:
    return bool(parsed["selector"] or parsed["field-selector"])


def _wait(session: Session, parsed: Parsed, waiting: list[tuple[Target, str]]) -> None:
    limit = parsed["timeout"] or LONGEST
    for target, uid in waiting:
        if not gone(session, target, uid, session.clock.now() + limit):
            raise Usage(f"error: timed out waiting for the condition on {target.kind.plural}/{target.name}")


def _grace(parsed: Parsed) -> int | None:
    grace = parsed["grace-period"]
    if parsed["now"]:
        if grace != -1:
            raise Usage("error: --now and --grace-period cannot be specified together")
        return 1
    if grace == 0 and not parsed["force"]:
        return 1
    if parsed["force"] and grace < 0:
        return 0
    if parsed["force"] and grace > 0:
        raise Usage("error: --force and --grace-period greater than 0 cannot be specified together")
    return None if grace < 0 else grace


def delete(session: Session, target: Target, cascade: str, grace: int | None, dry_run: bool = False) -> str:
    """The uid of what is deleted."""
    options: dict[str, object] = {"propagationPolicy": cascade}
    if grace is not None:
        options["gracePeriodSeconds"] = grace
    query = {"dryRun": "All"} if dry_run else {}
    answer = session.ask("DELETE", target.kind.path(target.namespace, target.name), query, options)
    uid: str = at(answer, "details", "uid") or at(answer, "metadata", "uid", default="")
    return uid


def gone(session: Session, target: Target, uid: str, until: float) -> bool:
    while is_there(session, target.kind, target.namespace, target.name, uid):
        if session.clock.now() >= until:
            return False
        session.clock.wait(until)
    return True


def is_there(session: Session, kind: Kind, namespace: str, name: str, uid: str = "") -> bool:
    try:
        found = session.ask("GET", kind.path(namespace, name))
    except Refused:
        return False
    return not uid or found["metadata"]["uid"] == uid
