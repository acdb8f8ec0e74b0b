"""Events, as client-go's two recorders write them.

The older one (`Recorder`) counts: the same event again raises `count`; ten different ones of a kind about one object
become "(combined from similar events)"; and after 25 in a burst about one object, the rest is dropped.
The newer one (`SeriesRecorder`), which the scheduler uses, makes a series of what repeats about the same version of
an object.
"""

from typing import TYPE_CHECKING

from . import times
from .store import Key
from .values import Object, at, without_empty

if TYPE_CHECKING:
    from .machine import Component

SIMILAR = 10  # different messages of a kind, within
SIMILAR_WITHIN = 600  # seconds
BURST, REFILL = 25, 300  # events about one object, and seconds until there may be one more
REMEMBERED = 4096
TTL = 3600  # seconds that the API server keeps an event


def reference(item: Object, field_path: str = "") -> Object:
    meta = item["metadata"]
    return without_empty(
        {
            "apiVersion": item["apiVersion"],
            "fieldPath": field_path,
            "kind": item["kind"],
            "name": meta["name"],
            "namespace": meta.get("namespace", ""),
            "resourceVersion": meta.get("resourceVersion", ""),
            "uid": meta.get("uid", ""),
        }
    )


class Recorder:
    def __init__(self, component: "Component", source: str, host: str = "") -> None:
        self.component = component
        self.source = source
        self.host = host

    def event(self, item: Object, kind: str, reason: str, message: str, field_path: str = "") -> None:
        about = reference(item, field_path)
        memory = self.component.state.setdefault("events", {"similar": {}, "seen": {}, "spam": {}})
        now = self.component.now
        target = "/".join((about["kind"], about.get("namespace", ""), about["name"], about.get("uid", "")))
        if not self._may_write(memory["spam"], target, now):
            return
        similar = f"{target}/{kind}/{reason}/{field_path}"
        exact = f"{similar}/{message}"
        if self._is_one_too_many(memory["similar"], similar, message, now):
            exact, message = similar, f"(combined from similar events): {message}"
        seen = memory["seen"].get(exact)
        if seen and self._again(about, seen, message, now):
            return
        name = write(self.component, about, kind, reason, message, self.source, self.host)
        if len(memory["seen"]) > REMEMBERED:
            memory["seen"].pop(next(iter(memory["seen"])))
        memory["seen"][exact] = name

    @staticmethod
    def _may_write(spam: Object, target: str, now: float) -> bool:
        tokens, at = spam.get(target, (BURST, now))
        tokens = min(BURST, tokens + (now - at) / REFILL)
        spam[target] = (tokens - 1 if tokens >= 1 else tokens, now)
        if len(spam) > REMEMBERED:
            spam.pop(next(iter(spam)))
        return tokens >= 1

    @staticmethod
    def _is_one_too_many(similar: Object, key: str, message: str, now: float) -> bool:
        messages, at = similar.get(key, ([], now))
        if now - at > SIMILAR_WITHIN:
            messages = []
        if message not in messages:
            messages = [*messages, message][-SIMILAR:]
        similar[key] = (messages, now)
        if len(similar) > REMEMBERED:
            similar.pop(next(iter(similar)))
        return len(messages) >= SIMILAR

    def _again(self, about: Object, name: str, message: str, now: float) -> bool:
        store = self.component.machine.store
        space = about.get("namespace") or "default"
        old = store.get("events", space, name)
        if old is None:
            return False
        fresh = {
            **old,
            "metadata": dict(old["metadata"]),
            "count": old["count"] + 1,
            "lastTimestamp": times.stamp(now),
            "message": message,
        }
        store.put(Key("events", space, name), fresh)
        return True


class SeriesRecorder:
    def __init__(self, component: "Component", source: str) -> None:
        self.component = component
        self.source = source

    def event(
        self, item: Object, kind: str, reason: str, action: str, message: str, related: Object | None = None
    ) -> None:
        about = reference(item)
        now = self.component.now
        key = "/".join((action, reason, kind, about["name"], about.get("uid", ""), about.get("resourceVersion", "")))
        seen = self.component.state.setdefault("series", {})
        store = self.component.machine.store
        space = about.get("namespace") or "default"
        old = store.get("events", space, seen[key]) if key in seen else None
        if old is not None:
            count = old.get("series", {}).get("count", 1) + 1
            series = {"count": count, "lastObservedTime": times.micro(now)}
            store.put(Key("events", space, seen[key]), {**old, "metadata": dict(old["metadata"]), "series": series})
            return
        if len(seen) > REMEMBERED:
            seen.pop(next(iter(seen)))
        seen[key] = write(self.component, about, kind, reason, message, self.source, action=action, related=related)


def write(
    component: "Component",
    about: Object,
    kind: str,
    reason: str,
    message: str,
    source: str,
    host: str = "",
    action: str = "",
    related: Object | None = None,
) -> str:
    """A new Event; with an action it is one of the newer kind, which counts by series. Returns its name."""
    store = component.machine.store
    space = about.get("namespace") or "default"
    if at(store.get("namespaces", "", space), "status", "phase") == "Terminating":
        return ""  # refused, as everything new is
    now = component.now
    name = f"{about['name']}.{int(now * 1e9):x}"
    while store.get("events", space, name):
        head, _, tail = name.rpartition(".")
        name = f"{head}.{int(tail, 16) + 1:x}"
    stamp = None if action else times.stamp(now)
    event = {
        "apiVersion": "v1",
        **({"action": action} if action else {"count": 1}),
        "eventTime": times.micro(now) if action else None,
        "firstTimestamp": stamp,
        "involvedObject": about,
        "kind": "Event",
        "lastTimestamp": stamp,
        "message": message,
        "metadata": {
            "creationTimestamp": times.stamp(now),
            "name": name,
            "namespace": space,
            "uid": component.machine.dice.uid(),
        },
        "reason": reason,
        **({"related": related} if related else {}),
        "reportingComponent": source,
        "reportingInstance": host or (f"{source}-0" if action else ""),
        "source": without_empty({"component": "" if action else source, "host": host}),
        "type": kind,
    }
    store.put(Key("events", space, name), event)
    return name
