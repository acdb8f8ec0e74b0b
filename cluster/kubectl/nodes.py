"""kubectl cordon, uncordon, drain, taint."""

from ..apiserver.kinds import BY_PLURAL
from ..index import controller_of
from ..pods import is_finished
from ..values import Object, at
from .changing import LABEL_FLAGS
from .deleting import is_there
from .flags import Parsed, Usage
from .problems import render
from .session import Refused, Session
from .writing import MODES, dry

NODES, PODS = BY_PLURAL["nodes"], BY_PLURAL["pods"]
CORDON_FLAGS = "selector,l=; dry-run=none|unchanged"
DRAIN_FLAGS = (
    "ignore-daemonsets?; force?; delete-emptydir-data?; grace-period#-1; timeout~0; selector,l=; pod-selector=; "
    "disable-eviction?; dry-run=none|unchanged; skip-wait-for-delete-timeout#0; chunk-size#500"
)
TAINT_FLAGS = LABEL_FLAGS
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
        raise Usage("error: at least one node is required")
    nodes = session.items(NODES, labels=parsed["selector"]) if parsed["all"] or parsed["selector"] else None
    for node in nodes if nodes is not None else [session.get(NODES, "", name) for name in names]:
        _taint(session, parsed, node, added, removed)
    return 0


def _taints(changes: list[str]) -> tuple[list[Object], list[tuple[str, str]]]:
    added: list[Object] = []
    removed: list[tuple[str, str]] = []
    for word in changes:
        if word.endswith("-"):
            key, _, effect = word[:-1].partition(":")
            removed.append((key.partition("=")[0], effect))
            continue
        pair, colon, effect = word.partition(":")
        key, _, value = pair.partition("=")
        if not colon or effect not in EFFECTS:
            raise Usage(
                f"error: invalid taint effect: {effect}, unsupported taint effect\nSee 'kubectl taint -h' "
                "for help and examples"
            )
        added.append({"effect": effect, "key": key, **({"value": value} if value else {})})
    return added, removed


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
    if dry(parsed) == "none":
        session.patch(
            NODES,
            "",
            name,
            [{"op": "add", "path": "/spec/taints", "value": kept}],
            "kubectl-taint",
            "application/json-patch+json",
        )
    verb = "modified" if modified else "tainted" if added else "untainted"
    session.print(f"node/{name} {verb}")


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
