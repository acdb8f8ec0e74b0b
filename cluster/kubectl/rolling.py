"""kubectl rollout."""

from typing import Any

from .. import selectors, times
from ..apiserver import patches
from ..apiserver.kinds import BY_PLURAL
from ..values import Object, at, copy, whole
from . import describe_containers as inner
from . import output, tabs
from .describe_parts import Page
from .flags import Parsed, Usage
from .problems import each
from .resources import Target, resolve
from .session import Refused, Session
from .writing import dry, tell

FLAGS = "filename,f*; selector,l=; recursive,R?"
REVISION, CAUSE = "deployment.kubernetes.io/revision", "kubernetes.io/change-cause"
_HASH = "pod-template-hash"
ROLLED = ("deployments", "daemonsets", "statefulsets")
LONGEST = 7 * 24 * 3600.0


def _targets(session: Session, parsed: Parsed) -> list[Target]:
    if not parsed.arguments and not parsed["filename"] and not parsed["selector"]:
        raise Usage("error: required resource not specified")
    return resolve(session, parsed, parsed.arguments, missing="all")


def _item(session: Session, target: Target) -> Object:
    item = session.get(target.kind, target.namespace, target.name)
    return {"apiVersion": target.kind.api_version, "kind": target.kind.kind, **item}


# status


def status(session: Session, parsed: Parsed) -> int:
    for target in _targets(session, parsed):
        item = _item(session, target)
        if target.kind.plural not in ROLLED:
            raise Usage(f"error: no status viewer has been implemented for {target.kind.kind}")
        until = session.clock.now() + (parsed["timeout"] or LONGEST)
        last = ""
        revision = parsed["revision"]
        while True:
            if revision and target.kind.plural == "deployments" and _revision(item) != revision:
                raise Usage(
                    f"error: desired revision ({revision}) is different from the running revision ({_revision(item)})"
                )
            text, done = STATUS[target.kind.plural](item)
            version = item["metadata"]["resourceVersion"]
            if version != last:
                session.print(text)
                last = version
            if done or not parsed["watch"]:
                break
            if session.clock.now() >= until:
                raise Usage("error: timed out waiting for the condition")
            session.clock.wait(until)
            try:
                item = _item(session, target)
            except Refused as refused:
                if refused.reason != "NotFound":
                    raise
                raise Usage("error: object has been deleted") from None
    return 0


def _deployment_status(item: Object) -> tuple[str, bool]:
    spec, now, name = item["spec"], item.get("status") or {}, item["metadata"]["name"]
    if item["metadata"].get("generation", 1) > now.get("observedGeneration", 0):
        return "Waiting for deployment spec update to be observed...", False
    progressing = next((c for c in now.get("conditions") or [] if c["type"] == "Progressing"), None)
    if progressing and progressing.get("reason") == "ProgressDeadlineExceeded":
        raise Usage(f'error: deployment "{name}" exceeded its progress deadline')
    wanted = spec.get("replicas", 1)
    updated, total, available = (now.get(k, 0) for k in ("updatedReplicas", "replicas", "availableReplicas"))
    head = f'Waiting for deployment "{name}" rollout to finish: '
    if updated < wanted:
        return f"{head}{updated} out of {wanted} new replicas have been updated...", False
    if total > updated:
        return f"{head}{total - updated} old replicas are pending termination...", False
    if available < updated:
        return f"{head}{available} of {updated} updated replicas are available...", False
    return f'deployment "{name}" successfully rolled out', True


def _daemon_status(item: Object) -> tuple[str, bool]:
    now, name = item.get("status") or {}, item["metadata"]["name"]
    if at(item, "spec", "updateStrategy", "type") != "RollingUpdate":
        raise Usage("error: rollout status is only available for RollingUpdate strategy type")
    if item["metadata"].get("generation", 1) > now.get("observedGeneration", 0):
        return "Waiting for daemon set spec update to be observed...", False
    wanted = now.get("desiredNumberScheduled", 0)
    updated, available = now.get("updatedNumberScheduled", 0), now.get("numberAvailable", 0)
    head = f'Waiting for daemon set "{name}" rollout to finish: '
    if updated < wanted:
        return f"{head}{updated} out of {wanted} new pods have been updated...", False
    if available < wanted:
        return f"{head}{available} of {wanted} updated pods are available...", False
    return f'daemon set "{name}" successfully rolled out', True


def _stateful_status(item: Object) -> tuple[str, bool]:
    spec, now = item["spec"], item.get("status") or {}
    if spec["updateStrategy"]["type"] != "RollingUpdate":
        raise Usage("error: rollout status is only available for RollingUpdate strategy type")
    if item["metadata"].get("generation", 1) > now.get("observedGeneration", 0):
        return "Waiting for statefulset spec update to be observed...", False
    wanted, ready, updated = spec.get("replicas", 1), now.get("readyReplicas", 0), now.get("updatedReplicas", 0)
    if ready < wanted:
        return f"Waiting for {wanted - ready} pods to be ready...", False
    partition = at(spec, "updateStrategy", "rollingUpdate", "partition")
    if partition is not None:
        if updated < wanted - partition:
            return (
                f"Waiting for partitioned roll out to finish: {updated} out of {wanted - partition} new "
                "pods have been updated...",
                False,
            )
        return f"partitioned roll out complete: {updated} new pods have been updated...", True
    if now.get("updateRevision") != now.get("currentRevision"):
        return (
            f"waiting for statefulset rolling update to complete {updated} pods at revision "
            f"{now.get('updateRevision')}...",
            False,
        )
    return (
        f"statefulset rolling update complete {now.get('currentReplicas', 0)} pods at revision "
        f"{now.get('currentRevision')}...",
        True,
    )


STATUS = {"deployments": _deployment_status, "daemonsets": _daemon_status, "statefulsets": _stateful_status}


# history


def _revision(item: Object) -> int:
    text = at(item, "metadata", "annotations", REVISION, default="0")
    return whole(text, 0)


def _history(session: Session, item: Object, target: Target) -> dict[int, Object]:
    """{revision: the Pod template's holder}."""
    uid, space = item["metadata"]["uid"], target.namespace
    if target.kind.plural == "deployments":
        chosen = str(selectors.of(item["spec"].get("selector")) or "")
        sets = session.items(BY_PLURAL["replicasets"], space, labels=chosen)
        mine = [one for one in sets if any(o["uid"] == uid for o in one["metadata"].get("ownerReferences") or [])]
        return {_revision(one): one for one in mine if _revision(one)}
    found = session.items(BY_PLURAL["controllerrevisions"], space)
    mine = [one for one in found if any(o["uid"] == uid for o in one["metadata"].get("ownerReferences") or [])]
    return {one["revision"]: one for one in mine}


def _template(holder: Object) -> Object:
    if "data" in holder:
        template = at(holder, "data", "spec", "template", default={})
        return {key: value for key, value in template.items() if key != "$patch"}
    return holder["spec"]["template"]


def history(session: Session, parsed: Parsed) -> int:
    wanted = parsed["revision"]
    if wanted < 0:
        raise Usage(f"error: revision must be a positive integer: {wanted}")
    for target in _targets(session, parsed):
        item = _item(session, target)
        if target.kind.plural not in ROLLED:
            raise Usage(f'error: no history viewer has been implemented for "{target.kind.kind}"')
        known = _history(session, item, target)
        label = f"{target.kind.qualified_singular}/{target.name}"
        if wanted and wanted not in known:
            raise Usage("error: unable to find the specified revision")
        if parsed["output"]:
            show = output.printer(parsed["output"], output.NAME_FORMATS)
            for place, number in enumerate([wanted] if wanted else sorted(known)):
                if place and parsed["output"] == "yaml":
                    session.print("---")
                show(session, output.bare(known[number]))
        elif wanted:
            session.print(f"{label} with revision #{wanted}")
            session.print(_described(session, _template(known[wanted]), known[wanted]))
        else:
            rows = [["REVISION", "CHANGE-CAUSE"]]
            for number in sorted(known):
                rows.append([str(number), at(known[number], "metadata", "annotations", CAUSE, default="<none>")])
            text = tabs.elastic("\n".join("\t".join(row) for row in rows))
            session.print(f"{label} \n{text}\n")
    return 0


def _described(session: Session, template: Object, holder: Object | None = None) -> str:
    """With its tabs as they are: nobody aligns them."""
    page = Page(session)
    inner.template(page, template)
    lines = [f"\t{line.strip()}" if line.startswith("  \t") else line for line in page.lines]
    cause = at(holder, "metadata", "annotations", CAUSE)
    if cause:
        after = next(n for n, line in enumerate(lines) if n > 1 and not line.startswith("\t"))
        lines.insert(after, f"  Annotations:\t{CAUSE}: {cause}")
    return "\n".join(lines) + "\n"


# undo, pause, resume, restart


def undo(session: Session, parsed: Parsed) -> int:
    for target in _targets(session, parsed):
        item = _item(session, target)
        if target.kind.plural not in ROLLED:
            raise Usage(f'error: no rollbacker has been implemented for "{target.kind.kind}"')
        known = _history(session, item, target)
        wanted = parsed["to-revision"]
        if wanted:
            if wanted not in known:
                raise Usage(f"error: unable to find specified revision {wanted} in history")
            holder = known[wanted]
        else:
            if len(known) < 2:
                raise Usage(f'error: no rollout history found for {target.kind.singular} "{target.name}"')
            holder = known[sorted(known)[-2]]
        if dry(parsed) == "client":
            tell(session, parsed, target.kind, item, _described(session, _template(holder)), unstructured=True)
            continue
        if item["spec"].get("paused"):
            raise Usage(
                "error: you cannot rollback a paused deployment; resume it first with 'kubectl rollout "
                "resume' and try again"
            )
        _roll_back(session, parsed, target, item, holder)
    return 0


def _roll_back(session: Session, parsed: Parsed, target: Target, item: Object, holder: Object) -> None:
    template = copy(_template(holder))
    labels = (template.get("metadata") or {}).get("labels") or {}
    labels.pop(_HASH, None)
    if _bare(item["spec"]["template"]) == _bare(template):
        session.print(f"{target.label} skipped rollback (current template already matches revision {_number(holder)})")
        return
    operations: list[Object] = [{"op": "replace", "path": "/spec/template", "value": template}]
    if target.kind.plural == "deployments":
        kept = {
            k: v
            for k, v in (holder["metadata"].get("annotations") or {}).items()
            if not k.startswith("deployment.kubernetes.io/")
        }
        annotations = {**kept, REVISION: str(_revision(item))}
        applied = at(item, "metadata", "annotations", _LAST)
        if applied:
            annotations[_LAST] = applied
        operations.append({"op": "replace", "path": "/metadata/annotations", "value": annotations})
    path = target.kind.path(target.namespace, target.name)
    session.ask("PATCH", path, {"dryRun": "All"} if dry(parsed) == "server" else {}, operations, patches.JSON_PATCH)
    tell(session, parsed, target.kind, item, "rolled back", unstructured=True)


_LAST = "kubectl.kubernetes.io/last-applied-configuration"


def _number(holder: Object) -> int:
    return holder["revision"] if "data" in holder else _revision(holder)


def _bare(template: Object) -> Object:
    meta = template.get("metadata") or {}
    labels = {key: value for key, value in (meta.get("labels") or {}).items() if key != _HASH}
    return {**template, "metadata": {**meta, "labels": labels}}


def pause(session: Session, parsed: Parsed) -> int:
    return _set_paused(session, parsed, True)


def resume(session: Session, parsed: Parsed) -> int:
    return _set_paused(session, parsed, False)


def _set_paused(session: Session, parsed: Parsed, paused: bool) -> int:
    def one(target: Target) -> None:
        item = _item(session, target)
        if target.kind.plural != "deployments":
            what = "pausing" if paused else "resuming"
            raise Usage(f'error: {target.kind.qualified} "{target.name}" {what} is not supported')
        if bool(item["spec"].get("paused")) == paused:
            state = "already paused" if paused else "not paused"
            raise Usage(f'error: {target.kind.qualified} "{target.name}" is {state}')
        fresh = _patch(session, parsed, target, {"spec": {"paused": paused or None}})
        tell(session, parsed, target.kind, fresh, "paused" if paused else "resumed")

    each(_targets(session, parsed), one)
    return 0


def restart(session: Session, parsed: Parsed) -> int:
    def one(target: Target) -> None:
        item = _item(session, target)
        label = f'error: {target.kind.qualified} "{target.name}"'
        if target.kind.plural not in ROLLED:
            raise Usage(f"{label} restarting is not supported")
        if item["spec"].get("paused"):
            raise Usage(f"{label} can't restart paused deployment (run rollout resume first)")
        stamp = {"kubectl.kubernetes.io/restartedAt": times.stamp(session.clock.now())}
        fresh = _patch(session, parsed, target, {"spec": {"template": {"metadata": {"annotations": stamp}}}})
        tell(session, parsed, target.kind, fresh, "restarted")

    each(_targets(session, parsed), one)
    return 0


def _patch(session: Session, parsed: Parsed, target: Target, body: Any) -> Object:
    manager = parsed["field-manager"] or "kubectl-rollout"
    return session.patch(target.kind, target.namespace, target.name, body, manager)


VERBS = {
    "history": (history, f"{FLAGS}; revision#0; output,o="),
    "pause": (pause, f"{FLAGS}; output,o=; field-manager="),
    "restart": (restart, f"{FLAGS}; output,o=; field-manager="),
    "resume": (resume, f"{FLAGS}; output,o=; field-manager="),
    "status": (status, f"{FLAGS}; revision#0; watch,w?true; timeout~0"),
    "undo": (undo, f"{FLAGS}; to-revision#0; dry-run=none|unchanged; output,o="),
}
