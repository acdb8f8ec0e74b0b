"""kubectl apply: what is wanted, sent as the difference from what is there, or by the server's own means."""

import json
from functools import partial

from ..apiserver import patches
from ..values import Object, copy
from . import output, threeway
from .applied import LAST_APPLIED, annotated, last_applied
from .deleting import is_there
from .flags import Parsed, Usage
from .problems import Problem, Several
from .resources import Manifest, visit
from .session import Refused, Session
from .writing import MODES, dry, options, validation

FLAGS = (
    "filename,f*; server-side?; force-conflicts?; dry-run=none|unchanged; output,o=; validate=true|true; prune?; "
    "selector,l=; all?; force?; field-manager=; recursive,R?; overwrite?true; wait?; grace-period#-1; timeout~; "
    "cascade=background|background; kustomize,k=; show-managed-fields?; openapi-patch?true; prune-allowlist*"
)
CLIENT_SIDE, SERVER_SIDE = "kubectl-client-side-apply", "kubectl"
_MISSING = (
    "Warning: resource {} is missing the kubectl.kubernetes.io/last-applied-configuration annotation which is required "
    "by kubectl apply. kubectl apply should only be used on resources created declaratively by either kubectl create "
    "--save-config or kubectl apply. The missing annotation will be patched automatically."
)
_NOT_MIGRATED = (
    "Warning: failed to migrate kubectl.kubernetes.io/last-applied-configuration for Server-Side Apply. This is "
    "non-fatal and will be retried next time you apply. Error: {}"
)
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


def run(session: Session, parsed: Parsed) -> int:
    _agree(parsed)
    show = output.printer(parsed["output"], output.NAME_FORMATS) if parsed["output"] not in ("", "name") else None
    found: list[Manifest] = []
    problems = visit(session, parsed, parsed["filename"], found.append, validation(parsed) != "Ignore")
    if not found and not problems:
        raise Usage("error: no objects passed to apply")
    failed: list[Problem] = [Several(problems)] if problems else []
    applied = []
    for manifest in found:
        try:
            _has_own_name(manifest)
            item, verb = (_server_side if parsed["server-side"] else _client_side)(session, parsed, manifest)
        except (Usage, Refused) as problem:
            failed.append(problem)
            continue
        applied.append(output.bare(output.typed(item, manifest.kind), parsed["show-managed-fields"]))
        if not show:
            label = f"{manifest.kind.qualified_singular}/{item['metadata']['name']}"
            session.print(label if parsed["output"] else f"{label} {verb}{MODES[dry(parsed)]}")
    if failed:
        raise Several(failed)
    if show:
        show(session, applied[0] if len(applied) == 1 else output.a_list(applied, {}))
    return 0


def _has_own_name(manifest: Manifest) -> None:
    stem = (manifest.document.get("metadata") or {}).get("generateName")
    if stem and not manifest.target.name:
        raise Usage(f"error: from {stem}: cannot use generate name with apply")


def _agree(parsed: Parsed) -> None:
    """Flags that cannot be meant together."""
    if parsed.arguments:
        raise Usage(
            f"error: Unexpected args: [{' '.join(parsed.arguments)}]\nSee 'kubectl apply -h' for help and examples"
        )
    if parsed["force-conflicts"] and not parsed["server-side"]:
        raise Usage("error: --force-conflicts only works with --server-side")
    if dry(parsed) == "client" and parsed["server-side"]:
        raise Usage("error: --dry-run=client doesn't work with --server-side (did you mean --dry-run=server instead?)")
    if parsed["force"] and parsed["server-side"]:
        raise Usage("error: --force cannot be used with --server-side")
    if parsed["force"] and dry(parsed) == "server":
        raise Usage("error: --dry-run=server cannot be used with --force")
    if parsed["filename"] and parsed["kustomize"]:
        raise Usage("error: only one of -f or -k can be specified")
    if parsed["kustomize"]:
        raise Usage("error: kustomizations are not offered here: use -f")
    if not parsed["filename"]:
        raise Usage("error: must specify one of -f and -k")
    if not parsed["overwrite"]:
        raise Usage("error: --overwrite=false is not offered here: what the file says always wins")
    validation(parsed)
    if parsed["prune"] and not parsed["all"] and not parsed["selector"]:
        raise Usage(
            "error: all resources selected for prune without explicitly passing --all. To prune all resources, pass "
            "the --all flag. If you did not mean to prune all resources, specify a label selector"
        )
    if parsed["prune"]:
        raise Usage("error: --prune is not offered here")


# By the client


def _client_side(session: Session, parsed: Parsed, manifest: Manifest) -> tuple[Object, str]:
    kind, space, name = manifest.kind, manifest.target.namespace, manifest.target.name
    wanted = annotated(manifest.placed)
    try:
        current = output.typed(_current(session, manifest), kind)
    except Refused as refused:
        if refused.reason != "NotFound":
            raise
        return _create(session, parsed, manifest, wanted), "created"
    if dry(parsed) == "client":
        return current, "configured"
    if not last_applied(current):
        session.complain(_MISSING.format(f"{kind.plural}/{name}"))
    patch = difference(manifest, wanted, current)
    if not patch:
        _warn_if_going(session, current)
        return current, "unchanged"
    try:
        fresh = session.patch(kind, space, name, patch, **options(parsed, CLIENT_SIDE))
    except Refused as refused:
        if parsed["force"] and refused.reason in ("Conflict", "Invalid"):
            return _replace(session, parsed, manifest, wanted), "configured"
        refused.during = (
            f"error when applying patch:\n{json.dumps(patch, separators=(',', ':'), sort_keys=True)}\nto:\n"
            f'{_described(manifest)}\nfor: "{manifest.file}": error when patching "{manifest.file}"'
        )
        raise
    _warn_if_going(session, fresh)
    return fresh, "configured"


def _current(session: Session, manifest: Manifest) -> Object:
    if not manifest.target.name:
        raise Usage(
            f"error: error when retrieving current configuration of:\n{_described(manifest)}\n"
            f'from server for: "{manifest.file}": resource name may not be empty'
        )
    return session.ask("GET", manifest.kind.path(manifest.target.namespace, manifest.target.name))


def difference(manifest: Manifest, wanted: Object, current: Object) -> Object:
    before = json.loads(last_applied(current) or "{}")
    ours = {"apiVersion": current["apiVersion"]}  # which the client may have asked for in another version
    try:
        return threeway.patch({**before, **ours}, {**wanted, **ours}, current, manifest.kind.kind)
    except threeway.NoMergeKey as error:
        shown = (json.dumps(one, separators=(",", ":"), sort_keys=True) for one in (before, wanted, current))
        raise Usage(
            "error: error when creating patch with:\noriginal:\n{}\nmodified:\n{}\ncurrent:\n{}\n".format(*shown)
            + f'for: "{manifest.file}": {error}'
        ) from None


def _create(session: Session, parsed: Parsed, manifest: Manifest, wanted: Object) -> Object:
    if dry(parsed) == "client":
        return wanted
    try:
        return session.create(manifest.kind, manifest.target.namespace, wanted, **options(parsed, CLIENT_SIDE))
    except Refused as refused:
        refused.during = f'error when creating "{manifest.file}"'
        raise


def _replace(session: Session, parsed: Parsed, manifest: Manifest, wanted: Object) -> Object:
    """--force: away with it, and anew."""
    path = manifest.kind.path(manifest.target.namespace, manifest.target.name)
    grace = {"gracePeriodSeconds": parsed["grace-period"]} if parsed["grace-period"] >= 0 else {}
    session.ask("DELETE", path, {}, {"propagationPolicy": "Background", **grace})
    until = session.clock.now() + (parsed["timeout"] or 300)
    while is_there(session, manifest.kind, manifest.target.namespace, manifest.target.name):
        if session.clock.now() >= until:
            break
        session.clock.wait(until)
    return _create(session, parsed, manifest, wanted)


def _described(manifest: Manifest) -> str:
    kind = manifest.kind
    return (
        f'Resource: "{kind.group}/{kind.version}, Resource={kind.plural}", '
        f'GroupVersionKind: "{kind.group}/{kind.version}, Kind={kind.kind}"\n'
        f'Name: "{manifest.target.name}", Namespace: "{manifest.target.namespace}"'
    )


def _warn_if_going(session: Session, item: Object) -> None:
    if item["metadata"].get("deletionTimestamp"):
        name = item["metadata"]["name"]
        session.complain(f"Warning: Detected changes to resource {name} which is currently being deleted.")


# By the server


def _server_side(session: Session, parsed: Parsed, manifest: Manifest) -> tuple[Object, str]:
    manager = parsed["field-manager"] or SERVER_SIDE
    query = {"fieldManager": manager, "fieldValidation": validation(parsed)}
    query |= {"force": str(parsed["force-conflicts"]).lower()}
    if dry(parsed) == "server":
        query["dryRun"] = "All"
    path = manifest.kind.path(manifest.target.namespace, manifest.target.name)
    send = partial(session.ask, "PATCH", path, query, copy(manifest.placed), patches.APPLY)
    try:
        fresh = send()
    except Refused as refused:
        if refused.reason == "Conflict":
            raise Usage(f"error: {refused.message}\n{_ADVICE}") from None
        raise
    try:
        fresh = _annotated_by_server(session, path, fresh, query)
        if _migrated(session, path, fresh, query):
            fresh = send()
    except Refused as refused:
        session.complain(_NOT_MIGRATED.format(refused.message))
    _warn_if_going(session, fresh)
    return fresh, "serverside-applied"


def _annotated_by_server(session: Session, path: str, item: Object, query: dict[str, str]) -> Object:
    """What was applied last stays written down, though by another manager than what the client applied before."""
    if query["fieldManager"] != SERVER_SIDE or not last_applied(item) or not any(map(_is_clients, _managers(item))):
        return item
    kept = {"metadata": {"annotations": {LAST_APPLIED: last_applied(item)}}}
    body = {"apiVersion": item["apiVersion"], "kind": item["kind"], **kept}
    fresh: Object = session.ask("PATCH", path, {**query, "fieldManager": "kubectl-last-applied"}, body, patches.APPLY)
    return fresh


def _migrated(session: Session, path: str, item: Object, query: dict[str, str]) -> bool:
    """What the client applied before becomes what the server has applied: so what is left out now can go."""
    entries, manager = _managers(item), query["fieldManager"]
    clients = [one for one in entries if _is_clients(one)]
    if not clients:
        return False
    mine = next(one for one in entries if (one["manager"], one["operation"]) == (manager, "Apply"))
    fields = mine["fieldsV1"]
    for one in clients:
        fields = patches.merge(fields, one["fieldsV1"])
    rest = [{**one, "fieldsV1": fields} if one is mine else one for one in entries if not _is_clients(one)]
    operation = {"op": "replace", "path": "/metadata/managedFields", "value": rest}
    kept = {name: value for name, value in query.items() if name in ("fieldManager", "dryRun")}
    session.ask("PATCH", path, kept, [operation], patches.JSON_PATCH)
    return True


def _managers(item: Object) -> list[Object]:
    found: list[Object] = item["metadata"].get("managedFields") or []
    return found


def _is_clients(entry: Object) -> bool:
    return (entry["manager"], entry["operation"]) == (CLIENT_SIDE, "Update")
