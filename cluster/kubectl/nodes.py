"""kubectl cordon, uncordon, taint."""

from collections.abc import Iterable

from ..apiserver.errors import Problem
from ..apiserver.kinds import BY_PLURAL
from ..apiserver.names import key_problems, value_problems
from ..apiserver.patches import JSON_PATCH
from ..values import Object, at
from .changing import LABEL_FLAGS
from .flags import Parsed, Usage
from .problems import each
from .session import Session
from .writing import MODES, dry, options, tell

NODES = BY_PLURAL["nodes"]
CORDON_FLAGS = "selector,l=; dry-run=none|unchanged"
TAINT_FLAGS = LABEL_FLAGS
_SEE = "\nSee 'kubectl taint -h' for help and examples"
EFFECTS = ("NoSchedule", "PreferNoSchedule", "NoExecute")


def selected(session: Session, parsed: Parsed) -> list[Object]:
    """The nodes that are named, or those of a selector."""
    command = session.words[0]
    see = f"\nSee 'kubectl {command} -h' for help and examples"
    if parsed["selector"] and parsed.arguments:
        raise Usage(f"error: cannot specify both a node name and a --selector option{see}")
    if parsed["selector"]:
        return session.items(NODES, labels=parsed["selector"])
    if not parsed.arguments:
        raise Usage(f"error: USAGE: {command} NODE [flags]{see}")
    return [session.get(NODES, "", name.partition("/")[2] or name) for name in parsed.arguments]


def cordon(session: Session, parsed: Parsed) -> int:
    return _each(session, parsed, True)


def uncordon(session: Session, parsed: Parsed) -> int:
    return _each(session, parsed, False)


def _each(session: Session, parsed: Parsed, on: bool) -> int:
    for node in selected(session, parsed):
        cordon_one(session, parsed, node, on)
    return 0


def cordon_one(session: Session, parsed: Parsed, node: Object, on: bool = True) -> None:
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
