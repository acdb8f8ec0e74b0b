"""kubectl cordon, uncordon, drain, taint."""

from collections.abc import Iterable

from ..apiserver.errors import Problem
from ..apiserver.kinds import BY_PLURAL
from ..apiserver.names import key_problems, value_problems
from ..apiserver.patches import JSON_PATCH
from ..index import controller_of
from ..pods import is_finished
from ..values import Object, at
from .changing import LABEL_FLAGS
from .deleting import is_there
from .flags import Parsed, Usage
from .problems import each, render
from .session import Refused, Session
from .writing import MODES, dry, options, tell

NODES, PODS = BY_PLURAL["nodes"], BY_PLURAL["pods"]
CORDON_FLAGS = "selector,l=; dry-run=none|unchanged"
DRAIN_FLAGS = (
    "ignore-daemonsets?; force?; delete-emptydir-data?; grace-period#-1; timeout~0; selector,l=; pod-selector=; "
    "disable-eviction?; dry-run=none|unchanged; skip-wait-for-delete-timeout#0; chunk-size#500"
)
TAINT_FLAGS = LABEL_FLAGS
_SEE = "\nSee 'kubectl taint -h' for help and examples"
EFFECTS = ("NoSchedule", "PreferNoSchedule", "NoExecute")
RETRY = 5.0
LONGEST = 7 * 24 * 3600.0


def _nodes(session: Session, parsed: Parsed, names: list[str]) -> list[Object]:
    if parsed.values.get("selector"):
        return session.items(NODES, labels=parsed["selector"])
    if not names:
        raise Usage("error: USAGE: cordon NODE [flags]\nSee 'kubectl cordon -h' for help and examples")
    found = []
    for name in names:
        word = name.partition("/")[2] or name
        found.append(session.get(NODES, "", word))
    return found


def cordon(session: Session, parsed: Parsed, on: bool = True) -> int:
    for node in _nodes(session, parsed, parsed.arguments):
        _cordon(session, parsed, node, on)
    return 0


def uncordon(session: Session, parsed: Parsed) -> int:
    return cordon(session, parsed, False)


def _cordon(session: Session, parsed: Parsed, node: Object, on: bool) -> None:
    name, word = node["metadata"]["name"], "cordoned" if on else "uncordoned"
    if bool(node["spec"].get("unschedulable")) == on:
        session.print(f"node/{name} already {word}{MODES[dry(parsed)]}")
        return
    if dry(parsed) == "none":
        session.patch(NODES, "", name, {"spec": {"unschedulable": on or None}}, "kubectl")
    session.print(f"node/{name} {word}{MODES[dry(parsed)]}")


def taint(session: Session, parsed: Parsed) -> int:
    words = list(parsed.arguments)
    if words and words[0] in ("node", "nodes", "no"):
        words = words[1:]
    changes = [word for word in words if word.endswith("-") or ":" in word or "=" in word]
    names = [word for word in words if word not in changes]
    if not changes:
        raise Usage("error: at least one taint update is required")
    added, removed = _taints(changes)
    if not names and not parsed["all"] and not parsed["selector"]:
        raise Usage("error: at least one resource name must be specified since 'all' parameter is not set")
    nodes = session.items(NODES, labels=parsed["selector"]) if parsed["all"] or parsed["selector"] else None
    found = nodes if nodes is not None else [session.get(NODES, "", name) for name in names]
    each(found, lambda node: _taint(session, parsed, node, added, removed))
    return 0


def _taints(changes: list[str]) -> tuple[list[Object], list[tuple[str, str]]]:
    added: list[Object] = []
    removed: list[tuple[str, str]] = []
    for word in changes:
        taint = _read(word.removesuffix("-"))
        if word.endswith("-"):
            removed.append((taint["key"], taint["effect"]))
        elif not taint["effect"]:
            raise _unreadable(word)
        elif any((one["key"], one["effect"]) == (taint["key"], taint["effect"]) for one in added):
            value = taint.get("value", "")
            what = f"{{{taint['key']} {value} {taint['effect']} <nil>}}"
            raise Usage(f"error: duplicated taints with the same key and effect: {what}{_SEE}")
        else:
            added.append(taint)
    return added, removed


def _read(word: str) -> Object:
    """KEY, KEY:EFFECT or KEY=VALUE:EFFECT; an equals sign without an effect is taken for part of the key."""
    key, *effects = word.split(":")
    if len(effects) > 1:
        raise _unreadable(word)
    value = ""
    if effects:
        if effects[0] not in EFFECTS:
            raise Usage(f"error: invalid taint effect: {effects[0]}, unsupported taint effect{_SEE}")
        key, *values = key.split("=")
        if len(values) > 1:
            raise _unreadable(word)
        value = "".join(values)
        if problems := value_problems(value, ""):
            raise _unreadable(word, problems)
    if problems := key_problems(key, ""):
        raise _unreadable(word, problems)
    return {"effect": "".join(effects), "key": key, **({"value": value} if value else {})}


def _unreadable(word: str, problems: Iterable[Problem] = ()) -> Usage:
    why = "; ".join(problem[1].split(": ", 2)[2] for problem in problems)  # without the value
    return Usage(f"error: invalid taint spec: {word}{', ' if why else ''}{why}{_SEE}")


def _taint(session: Session, parsed: Parsed, node: Object, added: list[Object], removed: list[tuple[str, str]]) -> None:
    name, old = node["metadata"]["name"], at(node, "spec", "taints", default=[])
    kept = list(old)
    for key, effect in removed:
        fitting = [one for one in kept if one["key"] == key and effect in ("", one["effect"])]
        if not fitting:
            label = f"{key}:{effect}" if effect else key
            raise Usage(f'error: taint "{label}" not found')
        kept = [one for one in kept if one not in fitting]
    modified = False
    for fresh in added:
        same = [one for one in kept if (one["key"], one["effect"]) == (fresh["key"], fresh["effect"])]
        if same and not parsed["overwrite"]:
            raise Usage(
                f"error: node {name} already has {fresh['key']} taint(s) with same effect(s) and --overwrite is false"
            )
        modified = modified or bool(same)
        kept = [one for one in kept if one not in same] + [fresh]
    made = {**node, "spec": {**node["spec"], "taints": kept}}
    if dry(parsed) != "client":
        patch = [{"op": "add", "path": "/spec/taints", "value": kept}]
        made = session.patch(NODES, "", name, patch, content=JSON_PATCH, **options(parsed, "kubectl-taint"))
    if parsed["output"]:
        tell(session, parsed, NODES, made, "", unstructured=dry(parsed) == "client")
    else:  # of a dry run kubectl says nothing here
        session.print(f"node/{name} {'modified' if modified else 'tainted' if added else 'untainted'}")


# drain


def drain(session: Session, parsed: Parsed) -> int:
    nodes = _nodes(session, parsed, parsed.arguments)
    for node in nodes:
        _cordon(session, parsed, node, True)
    failed: list[tuple[str, list[str]]] = []
    for node in nodes:
        name = node["metadata"]["name"]
        problems = _drain(session, parsed, name)
        if problems:
            failed.append((name, problems))
        else:
            session.print(f"node/{name} drained{MODES[dry(parsed)]}")
    if failed:
        for name, problems in failed:
            shown = problems[0] if len(problems) == 1 else f"[{', '.join(problems)}]"
            session.complain(f'error: unable to drain node "{name}" due to error: {shown}, continuing command...')
        session.complain("There are pending nodes to be drained:")
        for name, problems in failed:
            session.complain(f" {name}")
            for problem in problems:
                session.complain(problem)
        return 1
    return 0


def _drain(session: Session, parsed: Parsed, node: str) -> list[str]:
    fields = f"spec.nodeName={node}"
    pods = session.items(PODS, "", labels=parsed["pod-selector"], fields=fields)
    chosen, problems, warnings = _filtered(session, parsed, pods)
    if problems:
        return problems
    if warnings:
        session.complain(f"Warning: {'; '.join(warnings)}")
    if dry(parsed) == "none":
        return _evict_all(session, parsed, node, chosen)
    for pod in chosen:
        session.print(f"evicting pod {pod['metadata']['namespace']}/{pod['metadata']['name']}{MODES[dry(parsed)]}")
    return []


def _filtered(session: Session, parsed: Parsed, pods: list[Object]) -> tuple[list[Object], list[str], list[str]]:
    kinds: dict[str, list[str]] = {}
    notes: dict[str, list[str]] = {}
    chosen = []
    for pod in pods:
        label = f"{pod['metadata']['namespace']}/{pod['metadata']['name']}"
        owner = controller_of(pod)
        if owner and owner["kind"] == "DaemonSet" and not is_finished(pod):
            if parsed["ignore-daemonsets"]:
                notes.setdefault("ignoring DaemonSet-managed Pods", []).append(label)
                continue
            kinds.setdefault("cannot delete DaemonSet-managed Pods (use --ignore-daemonsets to ignore)", []).append(
                label
            )
            continue
        local = any("emptyDir" in volume for volume in pod["spec"].get("volumes") or [])
        if local and not is_finished(pod) and not parsed["delete-emptydir-data"]:
            why = "cannot delete Pods with local storage (use --delete-emptydir-data to override)"
            kinds.setdefault(why, []).append(label)
            continue
        if owner is None and not is_finished(pod):
            if not parsed["force"]:
                why = "cannot delete cannot delete Pods that declare no controller (use --force to override)"
                kinds.setdefault(why, []).append(label)
                continue
            notes.setdefault("deleting Pods that declare no controller", []).append(label)
        chosen.append(pod)
    problems = [f"{why}: {', '.join(labels)}" for why, labels in kinds.items()]
    return chosen, problems, [f"{why}: {', '.join(labels)}" for why, labels in notes.items()]


def _evict_all(session: Session, parsed: Parsed, node: str, pods: list[Object]) -> list[str]:
    """All at once; those that a disruption budget protects are tried again every five seconds."""
    started = session.clock.now()
    until = started + (parsed["timeout"] or LONGEST)
    waiting = [(pod, started) for pod in pods]
    leaving: list[Object] = []
    while waiting or leaving:
        now = session.clock.now()
        for entry in [one for one in waiting if one[1] <= now + 1e-9]:
            waiting.remove(entry)
            if now > until:
                return _give_up(session, parsed, node, [entry[0], *(pod for pod, _ in waiting), *leaving])
            again = _evict(session, parsed, entry[0])
            if again:
                waiting.append((entry[0], now + RETRY))
            elif again is not None:
                leaving.append(entry[0])
        for pod in list(leaving):
            meta = pod["metadata"]
            if not is_there(session, PODS, meta["namespace"], meta["name"], meta["uid"]):
                leaving.remove(pod)
                session.print(f"pod/{meta['name']} {'deleted' if parsed['disable-eviction'] else 'evicted'}")
        if waiting or leaving:
            following = min((moment for _, moment in waiting), default=LONGEST + started)
            if not leaving and following > until:
                session.clock.wait(following)
                while session.clock.now() < following:
                    session.clock.wait(following)
                for pod, _ in waiting:
                    session.print(f"evicting pod {pod['metadata']['namespace']}/{pod['metadata']['name']}")
                return _give_up(session, parsed, node, [pod for pod, _ in waiting])
            session.clock.wait(min(following, until) if leaving else following)
            if leaving and session.clock.now() >= until:
                return _give_up(session, parsed, node, [*leaving, *(pod for pod, _ in waiting)])
    return []


def _evict(session: Session, parsed: Parsed, pod: Object) -> bool | None:
    """True if it has to be tried again, None if the Pod is gone already."""
    meta = pod["metadata"]
    session.print(f"evicting pod {meta['namespace']}/{meta['name']}")
    grace = parsed["grace-period"]
    options = {"gracePeriodSeconds": grace} if grace >= 0 else {}
    body = {
        "apiVersion": "policy/v1",
        "deleteOptions": options,
        "kind": "Eviction",
        "metadata": {"name": meta["name"], "namespace": meta["namespace"]},
    }
    try:
        if parsed["disable-eviction"]:
            session.ask("DELETE", PODS.path(meta["namespace"], meta["name"]), {}, options)
        else:
            session.ask("POST", PODS.path(meta["namespace"], meta["name"], "eviction"), {}, body)
    except Refused as refused:
        if refused.reason == "NotFound":
            return None
        if refused.reason != "TooManyRequests":
            raise Usage(
                f'error: error when evicting pods/"{meta["name"]}" -n "{meta["namespace"]}": {render(refused)}'
            ) from None
        session.complain(
            f'error when evicting pods/"{meta["name"]}" -n "{meta["namespace"]}" (will retry after 5s): '
            f"{refused.message}"
        )
        return True
    return False


def _give_up(session: Session, parsed: Parsed, node: str, pods: list[Object]) -> list[str]:
    timeout = f"{parsed['timeout']:g}s"
    problems = [
        f'error when evicting pods/"{pod["metadata"]["name"]}" -n "{pod["metadata"]["namespace"]}": global '
        f"timeout reached: {timeout}"
        for pod in pods
    ]
    shown = problems[0] if len(problems) == 1 else f"[{', '.join(problems)}]"
    session.complain(f'There are pending pods in node "{node}" when an error occurred: {shown}')
    for name in sorted(pod["metadata"]["name"] for pod in pods):
        session.complain(f"pod/{name}")
    return problems
