"""kubectl delete, and waiting until what is deleted is gone."""

from ..apiserver.kinds import Kind
from . import patching
from .create import dry
from .flags import Parsed, Usage
from .resources import Target, resolve
from .session import Refused, Session

FLAGS = (
    "selector,l=; all?; all-namespaces,A?; filename,f*; cascade=background|background; force?; grace-period#-1; now?; "
    "ignore-not-found?; wait?true; timeout~; field-selector=; dry-run=none|unchanged; output,o=; recursive,R?; raw=; "
    "interactive,i?; kustomize,k="
)
_IMMEDIATE = (
    "Warning: Immediate deletion does not wait for confirmation that the running resource has been terminated. The "
    "resource may continue to run on the cluster indefinitely."
)
_CASCADES = {
    "background": "Background",
    "foreground": "Foreground",
    "orphan": "Orphan",
    "true": "Background",
    "false": "Orphan",
}
LONGEST = 7 * 24 * 3600.0


def run(session: Session, parsed: Parsed) -> int:
    if not parsed.arguments and not parsed["filename"]:
        raise Usage("error: You must provide one or more resources by argument or filename.")
    if parsed["cascade"] not in _CASCADES:
        raise Usage(
            f'error: invalid cascade value ({parsed["cascade"]}). Must be "background", "foreground", or "orphan"'
        )
    grace = _grace(parsed)
    targets = resolve(session, parsed, parsed.arguments)
    failed = False
    waiting: list[tuple[Target, str]] = []
    if parsed["force"] and grace == 0:
        session.complain(_IMMEDIATE)
    if not targets and not parsed["ignore-not-found"]:
        session.complain("No resources found")
        return 0
    for target in targets:
        try:
            uid = _delete(session, parsed, target, grace)
        except Refused as refused:
            if refused.reason == "NotFound" and (parsed["ignore-not-found"] or parsed["all"] or parsed["selector"]):
                continue
            failed = True
            prefix = f'error when deleting "{parsed["filename"][0]}"' if parsed["filename"] else ""
            patching.tell(session, refused, prefix)
            continue
        verb = "force deleted" if parsed["force"] and grace == 0 else "deleted"
        mode = {"client": " (dry run)", "server": " (server dry run)"}.get(dry(parsed), "")
        if parsed["output"] == "name":
            session.print(target.label)
        else:
            session.print(f'{target.kind.qualified_singular} "{target.name}" {verb}{mode}')
        waiting.append((target, uid))
    if parsed["wait"] and dry(parsed) == "none" and not (parsed["force"] and grace == 0):
        limit = parsed["timeout"] if parsed["timeout"] else LONGEST
        for target, uid in waiting:
            if not gone(session, target, uid, session.clock.now() + limit):
                raise Usage(f"error: timed out waiting for the condition on {target.kind.plural}/{target.name}")
    return 1 if failed else 0


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


def _delete(session: Session, parsed: Parsed, target: Target, grace: int | None) -> str:
    item = session.get(target.kind, target.namespace, target.name)
    if dry(parsed) != "client":
        options: dict[str, object] = {"propagationPolicy": _CASCADES[parsed["cascade"]]}
        if grace is not None:
            options["gracePeriodSeconds"] = grace
        query = {"dryRun": "All"} if dry(parsed) == "server" else {}
        session.ask("DELETE", target.kind.path(target.namespace, target.name), query, options)
    return item["metadata"]["uid"]


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
