"""kubectl replace: what is there gives way to what is stated."""

from ..values import copy
from . import deleting
from .applied import annotated, last_applied
from .flags import Parsed, Usage
from .problems import Several
from .resources import Manifest, from_files, visit
from .session import Refused, Session
from .writing import dry, options, tell, validation

FLAGS = (
    "filename,f*; force?; cascade=background|background; grace-period#-1; dry-run=none|unchanged; output,o=; "
    "save-config?; validate=true|true; field-manager=; subresource=; timeout~; wait?; raw="
)


def run(session: Session, parsed: Parsed) -> int:
    if not parsed["filename"]:
        raise Usage("error: must specify one of -f and -k")
    _agree(parsed)
    given = options(parsed, "kubectl-replace")
    query = {"fieldManager": given["manager"], "fieldValidation": validation(parsed)}
    query |= {"dryRun": "All"} if given["dry"] else {}
    if parsed["force"]:
        _remove(session, parsed)

    def write(manifest: Manifest) -> None:
        kind, target = manifest.kind, manifest.target
        item = copy(manifest.placed)
        if parsed["save-config"] or last_applied(item):
            item = annotated(item)
        try:
            if parsed["force"]:
                item = session.create(kind, target.namespace, item, **given)
            elif dry(parsed) != "client":
                path = kind.path(target.namespace, target.name, parsed["subresource"])
                item = session.ask("PUT", path, query, item)
        except Refused as refused:
            refused.during = "" if parsed["force"] else f'error when replacing "{manifest.file}"'
            raise
        tell(session, parsed, kind, item, "replaced", unstructured=True)

    problems = visit(session, parsed, parsed["filename"], write, validation(parsed) != "Ignore")
    if problems:
        raise Several(problems)
    return 0


def _agree(parsed: Parsed) -> None:
    """What only deleting asks for."""
    if not parsed["force"]:
        for flag, stated in (("grace-period", parsed["grace-period"] >= 0), ("timeout", parsed["timeout"])):
            if stated:
                raise Usage(f"error: --{flag} must have --force specified")
    elif dry(parsed) != "none":
        raise Usage("error: --dry-run can not be used when --force is set")
    deleting.cascade(parsed["cascade"])


def _remove(session: Session, parsed: Parsed) -> None:
    grace = max(parsed["grace-period"], 1) if parsed["grace-period"] >= 0 else None
    for target, _ in from_files(session, parsed, parsed["filename"]):
        try:
            uid = deleting.delete(session, target, deleting.cascade(parsed["cascade"]), grace)
        except Refused as refused:
            if refused.reason != "NotFound":
                raise
            continue
        session.print(f'{target.kind.qualified_singular} "{target.name}" deleted')
        deleting.gone(session, target, uid, session.clock.now() + (parsed["timeout"] or 300))
