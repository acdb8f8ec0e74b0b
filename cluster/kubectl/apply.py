"""kubectl apply and kubectl diff: three ways to one object."""

import difflib
import json
from typing import Any

from ..apiserver import patches
from ..apiserver.kinds import Kind
from ..apiserver.schema import TYPES, Field, field_of
from ..values import Object, copy
from . import output, patching
from .flags import Parsed, Usage
from .resources import Target, checked, located
from .session import Refused, Session
from .yamlout import dump

LAST_APPLIED = "kubectl.kubernetes.io/last-applied-configuration"
FLAGS = (
    "filename,f*; server-side?; force-conflicts?; dry-run=none|unchanged; output,o=; validate=true|true; prune?; "
    "selector,l=; all?; force?; field-manager=; recursive,R?; overwrite?true; wait?; grace-period#-1; timeout~; "
    "cascade=; kustomize,k=; show-managed-fields?; openapi-patch?true"
)
DIFF_FLAGS = (
    "filename,f*; server-side?; field-manager=; selector,l=; recursive,R?; show-managed-fields?; force-conflicts?"
)
_MISSING = (
    "Warning: resource {} is missing the kubectl.kubernetes.io/last-applied-configuration annotation which "
    "is required by "
    "kubectl apply. kubectl apply should only be used on resources created declaratively by either kubectl create "
    "--save-config or kubectl apply. The missing annotation will be patched automatically."
)


def annotated(item: Object) -> Object:
    """With the configuration as it was given, in an annotation."""
    fresh = copy(item)
    meta = fresh.get("metadata") or {}
    annotations = {k: v for k, v in (meta.get("annotations") or {}).items() if k != LAST_APPLIED}
    fresh["metadata"] = {**meta, "annotations": annotations}
    text = json.dumps(fresh, sort_keys=True, separators=(",", ":"), ensure_ascii=False)
    fresh["metadata"]["annotations"] = {**annotations, LAST_APPLIED: f"{text}\n"}
    return fresh


def run(session: Session, parsed: Parsed) -> int:
    if not parsed["filename"] and not parsed["kustomize"]:
        raise Usage("error: must specify one of -f and -k")
    if parsed["prune"]:
        raise Usage("error: --prune is not offered here")
    mode = parsed["dry-run"]
    if mode not in ("none", "client", "server"):
        raise Usage(f'error: Invalid dry-run value ({mode}). Must be "none", "server", or "client".')
    failed = False
    seen: list[Object] = []
    documents: list[tuple[str, Any, Kind, Target]] = []
    problems: list[str] = []
    for name, document in session.manifests(parsed["filename"]):
        try:
            kind = checked(document, name, parsed["validate"] not in ("false", "ignore"))
            documents.append((name, document, kind, located(session, parsed, kind, document)))
        except Usage as error:
            problems.append(error.message)
    if not documents and not problems:
        raise Usage("error: no objects passed to apply")
    for name, document, kind, target in documents:
        try:
            item, verb = _apply(session, parsed, name, document, kind, target, mode)
        except Refused as refused:
            failed = True
            prefix = refused.status.pop("prefix", "")
            if refused.status.get("reason") == "Conflict" and "Apply failed" in refused.message:
                session.complain(f"error: {refused.message}\n{_ADVICE}")
            else:
                patching.tell(session, refused, prefix)
            continue
        except Usage as error:
            if len(documents) == 1:
                raise
            failed = True
            session.complain(error.message)
            continue
        if parsed["output"]:
            seen.append({"apiVersion": kind.api_version, "kind": kind.kind, **item})
        else:
            suffix = {"client": " (dry run)", "server": " (server dry run)"}.get(mode, "")
            session.print(f"{kind.qualified_singular}/{item['metadata']['name']} {verb}{suffix}")
    for problem in problems:
        session.complain(problem)
    if seen:
        shown = [output.bare(item, parsed["show-managed-fields"]) for item in seen]
        output.printer(parsed["output"], output.NAME_FORMATS)(
            session, shown[0] if len(shown) == 1 else output.a_list(shown)
        )
    return 1 if failed or problems else 0


_ADVICE = """Please review the fields above--they currently have other managers. Here
are the ways you can resolve this warning:
* If you intend to manage all of these fields, please re-run the apply
  command with the `--force-conflicts` flag.
* If you do not intend to manage all of the fields, please edit your
  manifest to remove references to the fields that should keep their
  current managers.
* You may co-own fields by updating your manifest to match the existing
  value; in this case, you'll become the manager if the other manager(s)
  stop managing the field (remove it from their configuration).
See https://kubernetes.io/docs/reference/using-api/server-side-apply/#conflicts"""


def _apply(
    session: Session, parsed: Parsed, name: str, document: Object, kind: Kind, target: Target, mode: str
) -> tuple[Object, str]:
    if parsed["server-side"]:
        return _server_side(session, parsed, document, kind, target, mode)
    if not target.name:
        raise Usage(
            f'error: error when retrieving current configuration of:\nResource: "{_resource(kind)}", '
            f'GroupVersionKind: "{_kind(kind)}"\nName: "", Namespace: "{target.namespace}"\nfrom server for: "{name}": '
            "resource name may not be empty"
        )
    if kind.namespaced:
        document = {**document, "metadata": {**document["metadata"], "namespace": target.namespace}}
    wanted = annotated(document)
    try:
        current = session.ask("GET", kind.path(target.namespace, target.name))
    except Refused as refused:
        if refused.reason != "NotFound":
            raise
        return _create(session, parsed, name, wanted, kind, target, mode), "created"
    old = {"apiVersion": kind.api_version, "kind": kind.kind, **current}
    previous = (old["metadata"].get("annotations") or {}).get(LAST_APPLIED)
    if previous is None:
        session.complain(_MISSING.format(f"{kind.plural}/{target.name}"))
    patch = three_way(json.loads(previous) if previous else {}, wanted, old, kind.kind)
    if not patch:
        return current, "unchanged"
    if mode == "client":
        return patches.strategic(old, patch, kind.kind), "configured"
    manager = parsed["field-manager"] or "kubectl-client-side-apply"
    try:
        fresh = session.patch(kind, target.namespace, target.name, patch, manager, dry=mode == "server")
    except Refused as refused:
        refused.status["prefix"] = (
            f"error when applying patch:\n{json.dumps(patch, separators=(',', ':'), sort_keys=True)}\nto:\n"
            f'Resource: "{_resource(kind)}", GroupVersionKind: "{_kind(kind)}"\nName: "{target.name}", Namespace: '
            f'"{target.namespace}"\nfor: "{name}": error when patching "{name}"'
        )
        raise
    same = fresh["metadata"].get("resourceVersion") == current["metadata"].get("resourceVersion")
    return fresh, "unchanged" if same and mode == "none" else "configured"


def _resource(kind: Kind) -> str:
    return f"{kind.group}/{kind.version}, Resource={kind.plural}"


def _kind(kind: Kind) -> str:
    return f"{kind.group}/{kind.version}, Kind={kind.kind}"


def _create(
    session: Session, parsed: Parsed, name: str, wanted: Object, kind: Kind, target: Target, mode: str
) -> Object:
    if mode == "client":
        return wanted
    strict = parsed["validate"] not in ("false", "ignore")
    try:
        return session.create(
            kind,
            target.namespace,
            wanted,
            parsed["field-manager"] or "kubectl-client-side-apply",
            mode == "server",
            strict,
        )
    except Refused as refused:
        refused.status["prefix"] = f'error when creating "{name}"'
        raise


def _server_side(
    session: Session, parsed: Parsed, document: Object, kind: Kind, target: Target, mode: str
) -> tuple[Object, str]:
    manager = parsed["field-manager"] or "kubectl"
    strict = "Strict" if parsed["validate"] not in ("false", "ignore") else "Ignore"
    query = {"fieldManager": manager, "fieldValidation": strict, "force": str(parsed["force-conflicts"]).lower()}
    if mode == "server":
        query["dryRun"] = "All"
    _migrate(session, kind, target, manager)
    fresh = session.ask("PATCH", kind.path(target.namespace, target.name), query, copy(document), patches.APPLY)
    return fresh, "serverside-applied"


def _migrate(session: Session, kind: Kind, target: Target, manager: str) -> None:
    """What was applied by the client before becomes what is applied by the server."""
    try:
        current = session.ask("GET", kind.path(target.namespace, target.name))
    except Refused:
        return
    entries = current["metadata"].get("managedFields") or []
    if not any(one["manager"] == "kubectl-client-side-apply" and one["operation"] == "Update" for one in entries):
        return
    fresh = []
    for one in entries:
        if one["manager"] == "kubectl-client-side-apply" and one["operation"] == "Update":
            one = {**one, "manager": manager, "operation": "Apply"}
        fresh.append(one)
    operation = {"op": "replace", "path": "/metadata/managedFields", "value": fresh}
    session.ask("PATCH", kind.path(target.namespace, target.name), {}, [operation], patches.JSON_PATCH)


# Three ways


def three_way(before: Object, wanted: Object, current: Object, struct: str) -> Object:
    """A strategic merge patch that makes `current` what is `wanted`, and takes away what was applied `before` and is
    wanted no longer. What others added stays."""
    patch: Object = {}
    for key in sorted(set(before) | set(wanted)):
        if key in ("apiVersion", "kind", "status"):
            continue
        if key not in wanted:
            if key in current:
                patch[key] = None
            continue
        piece = _piece(before.get(key), wanted[key], current.get(key), field_of(struct, key) or Field("any"))
        if piece is not None:
            patch[key] = piece
    return patch


def _piece(before: Any, wanted: Any, current: Any, field: Field) -> Any:
    """None where nothing has to change."""
    if isinstance(wanted, dict) and isinstance(current, dict):
        inner = three_way(
            before if isinstance(before, dict) else {}, wanted, current, field.type if field.type in TYPES else ""
        )
        if inner and field.retain and set(wanted) != set(current):
            inner["$retainKeys"] = sorted(wanted)
        return inner or None
    if isinstance(wanted, list) and isinstance(current, list) and field.is_list and field.key:
        return _list(before if isinstance(before, list) else [], wanted, current, field)
    return None if wanted == current else copy(wanted)


def _list(before: list[Any], wanted: list[Any], current: list[Any], field: Field) -> Any:
    key = field.key
    now = {item.get(key): item for item in current}
    was = {item.get(key): item for item in before if isinstance(item, dict)}
    pieces: list[Object] = []
    for item in wanted:
        name = item.get(key) if isinstance(item, dict) else None
        if name not in now:
            pieces.append(copy(item))
            continue
        inner = three_way(was.get(name, {}), item, now[name], field.item)
        if inner:
            pieces.append({**inner, key: name})
    names = {item.get(key) for item in wanted if isinstance(item, dict)}
    pieces += [{"$patch": "delete", key: name} for name in was if name not in names and name in now]
    return pieces or None


# Differences


def diff(session: Session, parsed: Parsed) -> int:
    if not parsed["filename"]:
        raise Usage("error: must specify one of -f and -k")
    different = False
    for name, document in session.manifests(parsed["filename"]):
        kind = checked(document, name)
        target = located(session, parsed, kind, document)
        try:
            live: Object | None = session.ask("GET", kind.path(target.namespace, target.name))
        except Refused as refused:
            if refused.reason != "NotFound":
                raise
            live = None
        if live is None:
            merged = session.create(kind, target.namespace, annotated(document), "kubectl-client-side-apply", dry=True)
        else:
            previous = (live["metadata"].get("annotations") or {}).get(LAST_APPLIED)
            placed = {
                **document,
                "metadata": {**document["metadata"], **({"namespace": target.namespace} if kind.namespaced else {})},
            }
            patch = three_way(json.loads(previous) if previous else {}, annotated(placed), live, kind.kind)
            merged = session.patch(kind, target.namespace, target.name, patch, "kubectl-client-side-apply", dry=True)
        label = ".".join([kind.group or "", kind.version, kind.kind, target.namespace, target.name]).lstrip(".")
        different = _show(session, live, merged, label, kind) or different
    return 1 if different else 0


def _show(session: Session, live: Object | None, merged: Object, label: str, kind: Kind) -> bool:
    sides: list[list[str]] = []
    for item in (live, merged):
        if item is None:
            sides.append([])
            continue
        shown = output.bare({"apiVersion": kind.api_version, "kind": kind.kind, **item})
        annotations = {k: v for k, v in (shown["metadata"].get("annotations") or {}).items() if k != LAST_APPLIED}
        meta = {**shown["metadata"], "annotations": annotations}
        sides.append(dump({**shown, "metadata": meta}).splitlines())
    lines = list(difflib.unified_diff(sides[0], sides[1], f"/tmp/LIVE/{label}", f"/tmp/MERGED/{label}", lineterm=""))  # noqa: S108
    if not lines:
        return False
    session.print(f"diff -u -N /tmp/LIVE/{label} /tmp/MERGED/{label}")
    for line in lines:
        session.print(line)
    return True
