"""kubectl apply view-last-applied and set-last-applied."""

import json

from ..apiserver import patches
from ..values import canonical
from . import yamlout
from .applied import LAST_APPLIED, last_applied
from .flags import Parsed, Usage
from .problems import Several
from .resources import NOTHING, Manifest, resolve, visit
from .session import Session
from .writing import dry, options, tell

VIEW_FLAGS = "filename,f*; recursive,R?; selector,l=; all?; output,o=yaml"
SET_FLAGS = "filename,f*; create-annotation?; dry-run=none|unchanged; output,o=; show-managed-fields?"


def view(session: Session, parsed: Parsed) -> int:
    if parsed["output"] not in ("yaml", "json"):
        raise Usage(
            f"error: Unexpected -o output mode: {parsed['output']}, the flag 'output' must be one of yaml|json\n"
            "See 'kubectl apply view-last-applied -h' for help and examples"
        )
    if not parsed.arguments and not parsed["filename"]:
        raise Usage(NOTHING)

    texts = []
    for target in resolve(session, parsed, parsed.arguments):
        text = last_applied(session.get(target.kind, target.namespace, target.name))
        texts += [text] if text else []
    for text in texts:
        if parsed["output"] == "json":
            session.print(json.dumps(json.loads(text), indent=2, ensure_ascii=False))
        else:
            session.out.append(yamlout.dump(json.loads(text)))
    return 0


def set_(session: Session, parsed: Parsed) -> int:
    if not parsed["filename"]:
        raise Usage(NOTHING)

    def write(manifest: Manifest) -> None:
        target = manifest.target
        found = session.get(target.kind, target.namespace, target.name)
        if not last_applied(found) and not parsed["create-annotation"]:
            raise Usage(
                f"error: no last-applied-configuration annotation found on resource: {target.name}, to create the "
                "annotation, run the command with --create-annotation"
            )
        text = f"{canonical(manifest.placed)}\n"
        if text == last_applied(found):
            session.print(f"set-last-applied {target.name}: no changes required.")
            return
        patch = {"metadata": {"annotations": {LAST_APPLIED: text}}}
        if dry(parsed) != "client":
            given = options(parsed, "kubectl-last-applied")
            found = session.patch(target.kind, target.namespace, target.name, patch, content=patches.MERGE, **given)
        tell(session, parsed, target.kind, found, "configured", unstructured=True)

    problems = visit(session, parsed, parsed["filename"], write)
    if problems:
        raise Several(problems[:1])
    return 0
