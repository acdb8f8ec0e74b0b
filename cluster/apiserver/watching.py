"""A watch: what happened since, whenever it is asked for."""

from collections import deque
from collections.abc import Callable, Iterator
from typing import Any

from ..store import ADDED, DELETED, Compacted, Store
from ..values import Object
from .errors import ApiError
from .kinds import Kind


class Watch:
    """An iterator that ends where nothing more has happened yet, and goes on from there when it is asked again."""

    def __init__(
        self,
        store: Store,
        kind: Kind,
        namespace: str,
        matches: Callable[[Object], bool],
        shown: Callable[[Object], Any],
    ) -> None:
        self.store, self.kind, self.namespace = store, kind, namespace
        self.matches, self.shown = matches, shown
        self.position = store.revision
        self.waiting: deque[Object] = deque()

    def add_existing(self, items: list[Object]) -> None:
        self.waiting.extend({"object": self.shown(item), "type": ADDED} for item in items)

    def __iter__(self) -> Iterator[Object]:
        return self

    def __next__(self) -> Object:
        if not self.waiting:
            self._read()
        if not self.waiting:
            raise StopIteration
        return self.waiting.popleft()

    def _read(self) -> None:
        try:
            changes = self.store.since(self.position, self.kind.plural)
        except Compacted:
            message = f"too old resource version: {self.position} ({self.store.compacted + 1})"
            self.position = self.store.revision
            self.waiting.append({"object": ApiError("Expired", message).status, "type": "ERROR"})
            return
        self.position = self.store.revision
        for change in changes:
            if self.namespace and change.key.namespace != self.namespace:
                continue
            kind = self._seen_as(change.type, change.object, change.previous)
            if kind:
                self.waiting.append({"object": self.shown(change.object), "type": kind})

    def _seen_as(self, kind: str, item: Object, previous: Object | None) -> str:
        """An object that comes to match is added for this watch, one that ceases to is deleted."""
        now = kind != DELETED and self.matches(item)
        before = previous is not None and self.matches(previous)
        if now:
            return "MODIFIED" if before else ADDED
        return DELETED if before else ""
