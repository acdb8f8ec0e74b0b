"""kubectl diff: what would change, as diff would print it."""

import difflib
from datetime import UTC, datetime

from ..apiserver import patches
from ..values import Object, copy
from . import apply, output
from .applied import configuration
from .flags import Parsed, Usage
from .problems import Several, render
from .resources import Manifest, visit
from .session import Refused, Session
from .yamlout import dump

FLAGS = (
    "filename,f*; server-side?; field-manager=; selector,l=; recursive,R?; show-managed-fields?; force-conflicts?; "
    "kustomize,k="
)
SAME, DIFFERENT, FAILED = 0, 1, 2


def run(session: Session, parsed: Parsed) -> int:
    sides: list[tuple[str, Object | None, Object]] = []

    def compare(manifest: Manifest) -> None:
        sides.append((_label(manifest), *_sides(session, parsed, manifest)))

    try:
        _checked(parsed)
        problems = visit(session, parsed, parsed["filename"], compare)
        if problems:
            raise Several(problems)
    except (Usage, Refused, Several) as problem:
        session.complain(render(problem))
        return FAILED
    shown = [_show(session, parsed, *side) for side in sorted(sides, key=lambda side: side[0])]
    return DIFFERENT if any(shown) else SAME


def _checked(parsed: Parsed) -> None:
    if parsed.arguments:
        args = " ".join(parsed.arguments)
        raise Usage(f"error: Unexpected args: [{args}]\nSee 'kubectl diff -h' for help and examples")
    if parsed["filename"] and parsed["kustomize"]:
        raise Usage("error: only one of -f or -k can be specified")
    if not parsed["filename"]:
        raise Usage("error: must specify one of -f and -k")


def _label(manifest: Manifest) -> str:
    kind, target = manifest.kind, manifest.target
    return ".".join([*filter(None, [kind.group]), kind.version, kind.kind, target.namespace, target.name])


def _sides(session: Session, parsed: Parsed, manifest: Manifest) -> tuple[Object | None, Object]:
    """(what is there, what would be)."""
    kind, space, name = manifest.kind, manifest.target.namespace, manifest.target.name
    try:
        live: Object | None = output.typed(session.ask("GET", kind.path(space, name)), kind)
    except Refused as refused:
        if refused.reason != "NotFound":
            raise
        live = None
    manager = parsed["field-manager"] or (apply.SERVER_SIDE if parsed["server-side"] else apply.CLIENT_SIDE)
    if parsed["server-side"]:
        query = {"dryRun": "All", "fieldManager": manager, "force": str(parsed["force-conflicts"]).lower()}
        merged = session.ask("PATCH", kind.path(space, name), query, copy(manifest.placed), patches.APPLY)
    elif live is None:
        merged = session.create(kind, space, copy(manifest.placed), manager, dry=True)
    elif patch := apply.difference(manifest, configuration(manifest.placed), live):
        merged = session.patch(kind, space, name, patch, manager, dry=True)
    else:
        merged = live
    return live, output.typed(merged, kind)


def _masked(sides: list[Object | None]) -> list[Object | None]:
    """A Secret's values: only which of them change is told."""
    before, after = ((item or {}).get("data") or {} for item in sides)
    changes = {key for key in before.keys() & after.keys() if before[key] != after[key]}

    def masked(item: Object | None, when: str) -> Object | None:
        if not item or not item.get("data"):
            return item
        return {**item, "data": {key: f"*** ({when})" if key in changes else "***" for key in item["data"]}}

    return [masked(item, when) for item, when in zip(sides, ("before", "after"), strict=True)]


def _show(session: Session, parsed: Parsed, label: str, live: Object | None, merged: Object) -> bool:
    sides = [item and output.bare(item, parsed["show-managed-fields"]) for item in (live, merged)]
    secret = (merged["apiVersion"], merged["kind"]) == ("v1", "Secret")
    texts = [dump(item).splitlines() if item or secret else [] for item in (_masked(sides) if secret else sides)]
    now = session.clock.now()
    stamp = datetime.fromtimestamp(now, UTC).strftime("%Y-%m-%d %H:%M:%S.%f000 +0000")
    old, new = (f"/tmp/{side}-{int(now * 1000) % 10**10}/{label}" for side in ("LIVE", "MERGED"))  # noqa: S108
    lines = list(difflib.unified_diff(texts[0], texts[1], old, new, stamp, stamp, lineterm=""))
    if lines:
        session.out += [f"{line}\n" for line in (f"diff -u -N {old} {new}", *lines)]
    return bool(lines)
