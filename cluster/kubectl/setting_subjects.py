"""kubectl set subject: whom a RoleBinding or ClusterRoleBinding is for."""

from ..values import Object
from .create_access import subjects
from .flags import Parsed, Usage
from .problems import each
from .resources import NOTHING, Target, resolve
from .session import Session
from .writing import NO_LOCAL, OBJECTS, dry, options, tell

FLAGS = f"user*; group*; serviceaccount*; {OBJECTS}"
BINDINGS = ("rolebindings", "clusterrolebindings")


def run(session: Session, parsed: Parsed) -> int:
    if parsed["local"]:
        raise Usage(NO_LOCAL)
    if not parsed.arguments and not parsed["filename"]:
        raise Usage(NOTHING)
    targets = resolve(session, parsed, parsed.arguments)
    if not any(parsed[flag] for flag in ("user", "group", "serviceaccount")):
        raise Usage("error: you must specify at least one value of user, group or serviceaccount")
    added = subjects(parsed)
    each(targets, lambda target: _one(session, parsed, target, added))
    return 0


def _one(session: Session, parsed: Parsed, target: Target, added: list[Object]) -> None:
    item = session.get(target.kind, target.namespace, target.name)
    if target.kind.plural not in BINDINGS:
        what = f"{target.kind.plural}/{target.name}"
        raise Usage(f"error: {what} setting subjects is only supported for RoleBinding/ClusterRoleBinding")
    old = item.get("subjects") or []
    body = {"subjects": old + [one for one in added if one not in old]}
    fresh = {**item, **body}
    if dry(parsed) != "client":
        fresh = session.patch(target.kind, target.namespace, target.name, body, **options(parsed, "kubectl-set"))
    tell(session, parsed, target.kind, fresh, "subjects updated")
