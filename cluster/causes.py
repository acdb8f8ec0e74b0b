"""What came of a change: everything that was written in reaction to it, and in reaction to that, as a tree."""

from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any

from .machine import Machine
from .store import ADDED, DELETED, Change, Store
from .values import Object

SHOWN = 3  # differences of a change that are named
NOISE = ("resourceVersion", "managedFields", "uid")
QUIET = ("generation", "observedGeneration", "annotations")  # told of where nothing else has changed
MOMENTS = ("Time", "Timestamp", "At", "ID")  # how fields end that only say when, or which
KEYS = ("type", "name", "ip", "uid")  # what tells the entries of a list apart
LONGEST = 60


@dataclass(frozen=True, slots=True)
class Consequence:
    """One change: who wrote it, when (seconds, as the machine counts), to what, and what it changed in short."""

    revision: int
    time: float
    writer: str
    type: str
    resource: str
    namespace: str
    name: str
    changed: str
    consequences: list["Consequence"] = field(default_factory=list)

    def walk(self, depth: int = 0) -> Iterator[tuple[int, "Consequence"]]:
        yield depth, self
        for one in self.consequences:
            yield from one.walk(depth + 1)


def of(store: Store, revision: int) -> Consequence | None:
    """The tree under a revision; None where the history does not reach back to it. A change can only come of an older
    one, so one pass over the history is enough."""
    found: dict[int, Consequence] = {}
    for change in store.since(revision - 1) if revision > store.compacted else []:
        if change.revision == revision or change.cause in found:
            found[change.revision] = _told(change)
            if change.revision != revision:
                found[change.cause].consequences.append(found[change.revision])
    return found.get(revision)


def asked(machine: Machine, since: int = 0) -> list[int]:
    """The revisions after `since` that somebody outside asked for, whatever name they gave themselves."""
    changes = machine.store.since(max(since, machine.store.compacted))
    outside = [change for change in changes if change.writer and change.writer not in machine.components]
    return [change.revision for change in outside if not change.cause]


def _told(change: Change) -> Consequence:
    return Consequence(change.revision, change.time, change.writer, change.type, *change.key, changed=summary(change))


def summary(change: Change) -> str:
    item, before = change.object, change.previous
    if change.key.resource == "events":
        return f"{item.get('reason', '')}: {item.get('message', '')}"
    if change.type == ADDED or before is None:
        return "created"
    if change.type == DELETED:
        return "gone"
    differences = _differences(before, item)
    shown = ", ".join(differences[:SHOWN])
    more = len(differences) - SHOWN
    return f"{shown}, {more} more" if more > 0 else shown or "only when it was looked at"


def _differences(old: Object, new: Object) -> list[str]:
    """What is asked for first, then what is reported; of that what it comes to before how it came to it."""
    unlike = sorted(_unlike("", old, new), key=lambda one: _weight(one[0]))
    loud = [one for one in unlike if not any(part in QUIET for part in one[0].split("."))]
    return [_difference(path, _short(before), _short(after)) for path, before, after in loud or unlike]


def _difference(path: str, before: str, after: str) -> str:
    return f"{path} changed" if before == after else f"{path}: {before} -> {after}"


def _weight(path: str) -> tuple[bool, bool, bool]:
    return path.startswith("status"), not path.endswith("phase"), "[" in path


def _unlike(path: str, old: Any, new: Any) -> Iterator[tuple[str, Any, Any]]:
    if old == new:
        return
    if not isinstance(old, dict | None) or not isinstance(new, dict | None) or (old is None and new is None):
        yield from _unlike_lists(path, old, new) if _keyed(old) or _keyed(new) else [(path, old, new)]
        return
    old, new = old or {}, new or {}
    for key in dict.fromkeys((*old, *new)):
        if key == "deletionTimestamp":
            yield f"{path}.{key}".lstrip("."), old.get(key), new.get(key)
        elif key not in NOISE and not key.endswith(MOMENTS):
            yield from _unlike(f"{path}.{key}".lstrip("."), old.get(key), new.get(key))


def _keyed(value: Any) -> bool:
    return isinstance(value, list) and bool(value) and isinstance(value[0], dict) and any(k in value[0] for k in KEYS)


def _unlike_lists(path: str, old: Any, new: Any) -> Iterator[tuple[str, Any, Any]]:
    before, after = _by_key(old), _by_key(new)
    for key in dict.fromkeys((*before, *after)):
        one, other = before.get(key) or {}, after.get(key) or {}
        if "status" in {**one, **other}:  # a condition: the rest of it says why and since when
            yield from _unlike(f"{path}[{key}]", one.get("status"), other.get("status"))
        else:
            yield from _unlike(f"{path}[{key}]", before.get(key), after.get(key))


def _by_key(entries: Any) -> dict[str, Any]:
    return {str(next((one[k] for k in KEYS if k in one), n)): one for n, one in enumerate(entries or [])}


def _short(value: Any) -> str:
    if isinstance(value, dict | list):
        return f"{len(value)} entries" if value else "nothing"
    text = "nothing" if value is None else str(value)
    return text if len(text) <= LONGEST else f"{text[: LONGEST - 1]}…"
