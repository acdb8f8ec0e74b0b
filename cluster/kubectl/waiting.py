"""kubectl wait."""

import re

from ..values import Object
from . import jsonpath, output
from .deleting import is_there
from .flags import Parsed, Usage
from .resources import Target, resolve
from .session import Refused, Session

FLAGS = (
    "for=; timeout~30s; selector,l=; all?; all-namespaces,A?; filename,f*; field-selector=; output,o=; local?; "
    "recursive,R?"
)
LONGEST = 7 * 24 * 3600.0


def run(session: Session, parsed: Parsed) -> int:
    wanted = parsed["for"]
    if not wanted:
        raise Usage('error: unrecognized condition: ""')
    check = _condition(wanted)
    show = output.printer(parsed["output"], output.NAME_FORMATS) if parsed["output"] else None
    targets = resolve(session, parsed, parsed.arguments)
    if not targets:
        if wanted == "delete":
            return 0
        raise Usage("error: no matching resources found")
    limit = parsed["timeout"]
    until = session.clock.now() + (LONGEST if limit < 0 else limit)
    failed = False
    for target in targets:
        if wanted == "delete":
            if not is_there(session, target.kind, target.namespace, target.name):
                continue
            item = _until_gone(session, target, until)
        else:
            session.get(target.kind, target.namespace, target.name)
            item = _until(session, target, check, until)
        if item is not None and show:
            show(session, output.bare(item))
        elif item is not None:
            session.print(f"{target.label} condition met")
        else:
            failed = True
            session.complain(f"error: timed out waiting for the condition on {target.kind.plural}/{target.name}")
    return 1 if failed else 0


def _until_gone(session: Session, target: Target, until: float) -> Object | None:
    """As it was when it was last there, once it is gone."""
    item = session.get(target.kind, target.namespace, target.name)
    while is_there(session, target.kind, target.namespace, target.name):
        if session.clock.now() >= until:
            return None
        session.clock.wait(until)
    return item


def _until(session: Session, target: Target, check: "Check", until: float) -> Object | None:
    """As it is, once the condition holds."""
    while True:
        try:
            item = session.ask("GET", target.kind.path(target.namespace, target.name))
        except Refused:
            item = None
        if item is not None and check.holds(item):
            return item
        if session.clock.now() >= until:
            return None
        session.clock.wait(until)


class Check:
    def __init__(self, kind: str, name: str, value: str) -> None:
        self.kind, self.name, self.value = kind, name, value

    def holds(self, item: Object) -> bool:
        if self.kind == "create":
            return True
        if self.kind == "jsonpath":
            try:
                found = [jsonpath.shown(one) for one in jsonpath.find(self.name, item)]
            except jsonpath.BadPath:
                return False
            return bool(found) if not self.value else self.value in found
        for one in (item.get("status") or {}).get("conditions") or []:
            if one["type"].lower() == self.name.lower():
                observed = one.get("observedGeneration") or (item.get("status") or {}).get("observedGeneration")
                if observed is not None and observed < item["metadata"].get("generation", 0):
                    return False
                return one["status"].lower() == self.value.lower()
        return False


def _condition(text: str) -> Check:
    if text in ("delete", "create"):
        return Check(text, "", "")
    if text.startswith("condition="):
        name, _, value = text.removeprefix("condition=").partition("=")
        return Check("condition", name, value or "True")
    if text.startswith("jsonpath="):
        match = re.fullmatch(r"(\{.*\}|[^=]*)(?:=(.*))?", text.removeprefix("jsonpath=").strip("'"))
        if match:
            return Check("jsonpath", match.group(1), (match.group(2) or "").strip("\"'"))
    raise Usage(f'error: unrecognized condition: "{text}"')
