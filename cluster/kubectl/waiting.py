"""kubectl wait."""

import re
from collections.abc import Callable

from ..values import Object
from . import jsonpath, output
from .deleting import is_there
from .flags import Parsed, Usage
from .problems import each
from .resources import NOTHING, Target, resolve
from .session import Refused, Session

FLAGS = (
    "for=; timeout~30s; selector,l=; all?; all-namespaces,A?; filename,f*; field-selector=; output,o=; local?; "
    "recursive,R?"
)
LONGEST = 7 * 24 * 3600.0


def run(session: Session, parsed: Parsed) -> int:
    wanted = parsed["for"]
    check = _condition(wanted)
    show = output.printer(parsed["output"], output.NAME_FORMATS) if parsed["output"] else None
    if not parsed.arguments and not parsed["filename"]:
        raise Usage(NOTHING)
    wait = _Wait(session, check, parsed["timeout"])
    if wanted.lower() == "create":
        wait.until_all_are_there(lambda: resolve(session, parsed, parsed.arguments))
    found = resolve(session, parsed, parsed.arguments)
    if not found and wanted.lower() != "delete":
        raise Usage("error: no matching resources found")

    def one(target: Target) -> None:
        item = wait.until_gone(target) if wanted.lower() == "delete" else wait.until_so(target)
        if item is not None and show:
            show(session, output.bare(item))
        elif item is not None:
            session.print(f"{target.label} condition met")

    each(found, one)
    return 0


class _Wait:
    """What is left of the time when one object is done with is what the next one has."""

    def __init__(self, session: Session, check: "Check", timeout: float) -> None:
        self.session, self.check = session, check
        self.at_once = timeout == 0
        self.until = session.clock.now() + (LONGEST if timeout < 0 else timeout)

    @property
    def over(self) -> bool:
        return self.session.clock.now() >= self.until

    def until_all_are_there(self, find: Callable[[], list[Target]]) -> None:
        while not all(is_there(self.session, one.kind, one.namespace, one.name) for one in find()):
            if self.over:
                raise Usage("error: timed out waiting for the condition")
            self.session.clock.wait(self.until)

    def until_gone(self, target: Target) -> Object | None:
        """As it was when it was last there; None if it was not there at all."""
        if not is_there(self.session, target.kind, target.namespace, target.name):
            return None
        if self.over and not self.at_once:
            raise Usage("error: client rate limiter Wait returned an error: context deadline exceeded")
        item = self.session.get(target.kind, target.namespace, target.name)
        while is_there(self.session, target.kind, target.namespace, target.name):
            self._go_on(target)
        return item

    def until_so(self, target: Target) -> Object:
        """As it is, once the condition holds."""
        item: Object | None = self.session.get(target.kind, target.namespace, target.name)
        if self.over and not self.at_once:
            self._go_on(target)
        while item is None or not self.check.holds(item):
            self._go_on(target)
            try:
                item = self.session.ask("GET", target.kind.path(target.namespace, target.name))
            except Refused:
                item = None
        return item

    def _go_on(self, target: Target) -> None:
        what = f"{target.kind.plural}/{target.name}"
        if self.at_once:
            raise Usage(f"error: condition not met for {what}")
        if self.over:
            raise Usage(f"error: timed out waiting for the condition on {what}")
        self.session.clock.wait(self.until)


class Check:
    def __init__(self, kind: str, name: str = "", value: str = "") -> None:
        self.kind, self.name, self.value = kind, name, value

    def holds(self, item: Object) -> bool:
        if self.kind == "jsonpath":
            return self._found(item)
        if self.kind != "condition":
            return True
        for one in (item.get("status") or {}).get("conditions") or []:
            if one["type"].lower() == self.name.lower():
                observed = one.get("observedGeneration") or (item.get("status") or {}).get("observedGeneration")
                if observed is not None and observed < item["metadata"].get("generation", 0):
                    return False
                return one["status"].lower() == self.value.lower()
        return False

    def _found(self, item: Object) -> bool:
        try:
            found = jsonpath.find(self.name, item)
        except jsonpath.BadPath as problem:
            raise Usage(f"error: {problem}") from None
        if len(found) > 1:
            raise Usage("error: given jsonpath expression matches more than one value")
        if found and self.value and isinstance(found[0], dict | list):
            raise Usage("error: jsonpath leads to a nested object or list which is not supported")
        return bool(found) and (not self.value or jsonpath.shown(found[0]).strip() == self.value.strip())


def _condition(text: str) -> Check:
    if text.lower() in ("delete", "create"):
        return Check(text.lower())
    if text.startswith("condition="):
        name, _, value = text.removeprefix("condition=").partition("=")
        return Check("condition", name, value or "True")
    if text.startswith("jsonpath="):
        return _path(text.removeprefix("jsonpath="))
    raise Usage(f'error: unrecognized condition: "{text}"')


def _path(text: str) -> Check:
    match = re.fullmatch(r"(\{.*\}|[^=]*)(?:(=)(.*))?", text)
    path, equals, value = match.groups("") if match else (text, "", "")
    try:
        jsonpath.relaxed(path)
    except jsonpath.BadPath as problem:
        raise Usage(f"error: {problem}") from None
    value = value.strip("\"'")
    if equals and not value:
        example = "--for=jsonpath='{.status.readyReplicas}'=3"
        raise Usage(f"error: jsonpath wait has to have a value after equal sign, like {example}")
    return Check("jsonpath", path, value)
