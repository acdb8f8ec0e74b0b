"""etcd, as far as Kubernetes uses it: objects under keys, one revision for all, history, watches from a revision.

What was put is never changed afterwards: who wants another value puts another object.
"""

from bisect import bisect_right
from collections import deque
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import Any, NamedTuple

from .values import Object

ADDED, MODIFIED, DELETED = "ADDED", "MODIFIED", "DELETED"
HISTORY = 5_000  # changes that are remembered before the oldest are compacted away


class Key(NamedTuple):
    resource: str
    namespace: str
    name: str


@dataclass(frozen=True, slots=True)
class Change:
    """`cause` is the revision of the change that its writer reacted to, 0 for somebody outside."""

    revision: int
    type: str
    key: Key
    object: Object
    previous: Object | None
    time: float
    writer: str
    cause: int


def revision_of(item: Object) -> int:
    """The revision that last changed it."""
    return int(item["metadata"]["resourceVersion"])


def _prefix(namespace: str) -> str:
    """What its keys begin with: web-1/ comes before web/."""
    return f"{namespace}/"


def _place(item: Object) -> tuple[str, str]:
    return _prefix(item["metadata"].get("namespace", "")), item["metadata"]["name"]


class Conflict(Exception):
    """The object has been changed since, or is gone."""


class Compacted(Exception):
    """The history does not reach back so far."""


class Store:
    def __init__(self) -> None:
        self.revision = 0
        self.compacted = 0
        self.history: deque[Change] = deque()
        self.listeners: dict[str, list[Callable[[Change], None]]] = {}
        self.time = 0.0
        self.writer = ""
        self.cause = 0
        self.latest = 0  # the revision that listeners are being told of
        self.count = 0
        self._objects: dict[str, dict[str, dict[str, Object]]] = {}

    def get(self, resource: str, namespace: str, name: str) -> Object | None:
        return self._objects.get(resource, {}).get(namespace, {}).get(name)

    def items(self, resource: str, namespace: str | None = None) -> Iterator[Object]:
        """In the order of their keys; of all namespaces where none is given."""
        by_namespace = self._objects.get(resource, {})
        for space in sorted(by_namespace, key=_prefix) if namespace is None else [namespace]:
            objects = by_namespace.get(space, {})
            yield from (objects[name] for name in sorted(objects))

    def size(self, resource: str, namespace: str | None = None) -> int:
        spaces = self._objects.get(resource, {})
        return sum(map(len, spaces.values())) if namespace is None else len(spaces.get(namespace, {}))

    def put(self, key: Key, value: Object, expected: int | None = None) -> Object:
        """Keep `value`, if the object's revision is still `expected` (0: if there is none). Returns it with the new
        revision in it; its metadata is the store's own from now on."""
        previous = self.get(*key)
        self._compare(previous, expected)
        self.revision += 1
        value["metadata"]["resourceVersion"] = str(self.revision)
        self._objects.setdefault(key.resource, {}).setdefault(key.namespace, {})[key.name] = value
        self.count += previous is None
        self._remember(ADDED if previous is None else MODIFIED, key, value, previous)
        return value

    def delete(self, key: Key, expected: int | None = None) -> Object:
        previous = self.get(*key)
        self._compare(previous, expected)
        if previous is None:
            raise Conflict
        self.revision += 1
        last = {**previous, "metadata": {**previous["metadata"], "resourceVersion": str(self.revision)}}
        del self._objects[key.resource][key.namespace][key.name]
        self.count -= 1
        self._remember(DELETED, key, last, previous)
        return last

    def since(self, revision: int, resource: str | None = None) -> list[Change]:
        if revision < self.compacted:
            raise Compacted
        start = bisect_right(self.history, revision, key=lambda change: change.revision)
        changes = [self.history[place] for place in range(start, len(self.history))]
        return [change for change in changes if resource in (None, change.key.resource)]

    def items_at(self, revision: int, resource: str, namespace: str | None = None) -> list[Object]:
        """What `items` was at that revision. Raises Compacted where nobody knows any more."""
        then = {_place(item): item for item in self.items(resource, namespace)}
        for change in reversed(self.since(revision, resource)):
            if namespace not in (None, change.key.namespace):
                continue
            if change.previous is None:
                then.pop(_place(change.object), None)
            else:
                then[_place(change.object)] = change.previous
        return [then[place] for place in sorted(then)]

    def compact(self, revision: int) -> None:
        while self.history and self.history[0].revision <= revision:
            self.history.popleft()
        self.compacted = max(self.compacted, min(revision, self.revision))

    def listen(self, resource: str, listener: Callable[[Change], None]) -> None:
        self.listeners.setdefault(resource, []).append(listener)

    def cause_of_now(self) -> int:
        """The revision that something decided now is in reaction to: the last written if it is this writer's own."""
        return self.latest or self.cause

    def snapshot(self) -> Object:
        return {
            "revision": self.revision,
            "objects": {
                resource: {space: dict(named) for space, named in spaces.items() if named}
                for resource, spaces in self._objects.items()
            },
        }

    def restore(self, snapshot: Object) -> None:
        """What was before is compacted: a watch from an older revision has to list again."""
        self.revision = self.compacted = snapshot["revision"]
        self.history.clear()
        self._objects = {
            resource: {space: dict(named) for space, named in spaces.items()}
            for resource, spaces in snapshot["objects"].items()
        }
        self.count = sum(len(named) for spaces in self._objects.values() for named in spaces.values())

    @staticmethod
    def _compare(previous: Object | None, expected: int | None) -> None:
        if expected is not None and expected != (revision_of(previous) if previous else 0):
            raise Conflict

    def _remember(self, kind: str, key: Key, value: Object, previous: Any) -> None:
        change = Change(self.revision, kind, key, value, previous, self.time, self.writer, self.cause)
        self.history.append(change)
        if len(self.history) > HISTORY:
            self.compacted = self.history.popleft().revision
        before, self.latest = self.latest, self.revision
        for listener in self.listeners.get(key.resource, ()):
            listener(change)
        self.latest = before
