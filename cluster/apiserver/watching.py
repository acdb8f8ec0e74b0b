"""A watch: what happened since, whenever it is asked for."""

import json
from base64 import b64encode
from collections import deque
from collections.abc import Callable, Iterator

from ..store import ADDED, DELETED, Compacted, Store
from ..values import Object
from .errors import ApiError
from .kinds import Kind
from .shapes import Shape

BOOKMARK = "BOOKMARK"
BOOKMARKS = 60.0  # seconds between two of them
LAST_BOOKMARK = 2.0  # seconds before the end of a watch
FOREVER = float("inf")


class Watch:
    """An iterator that ends where nothing more has happened yet, and goes on from there when it is asked again, until
    it is `over`."""

    def __init__(
        self,
        store: Store,
        kind: Kind,
        namespace: str,
        matches: Callable[[Object], bool],
        shape: Shape,
        seconds: float = FOREVER,
    ) -> None:
        self.store, self.kind, self.namespace = store, kind, namespace
        self.matches, self.shape = matches, shape
        self.position = store.revision
        self.end = store.time + seconds
        self.next_bookmark = FOREVER
        self.over = False
        self._columns_told = False
        self._waiting: deque[Object] = deque()

    def add_existing(self, items: list[Object]) -> None:
        for item in items:
            self._tell(ADDED, item)

    def add_bookmarks(self) -> None:
        self.next_bookmark = min(self.store.time + BOOKMARKS, max(self.end - LAST_BOOKMARK, self.store.time))

    def end_of_existing(self) -> None:
        """The bookmark behind the objects that there were at the start."""
        kind = self.shape.version.seen
        blueprint: Object = {"kind": f"{kind.kind}List", "apiVersion": kind.api_version, "metadata": {}, "items": None}
        encoded = b64encode(json.dumps(blueprint, separators=(",", ":")).encode() + b"\n").decode()
        marks = {"k8s.io/initial-events-end": "true", "kubernetes.io/initial-events-list-blueprint": encoded}
        self._bookmark(self.position, marks)

    def __iter__(self) -> Iterator[Object]:
        return self

    def __next__(self) -> Object:
        if not self._waiting and not self.over:
            self._read()
        if not self._waiting:
            raise StopIteration
        return self._waiting.popleft()

    def _read(self) -> None:
        try:
            changes = self.store.since(self.position, self.kind.plural)
        except Compacted:
            message = f"too old resource version: {self.position} ({self.store.compacted + 1})"
            self._waiting.append({"object": ApiError("Expired", message).status, "type": "ERROR"})
            self.over = True
            return
        self.position = self.store.revision
        for change in changes:
            if change.time > self.end:
                break
            if self.namespace and change.key.namespace != self.namespace:
                continue
            kind = self._seen_as(change.type, change.object, change.previous)
            if kind == DELETED and change.previous is not None:
                self._tell(kind, _last_seen(change.previous, change.object))
            elif kind:
                self._tell(kind, change.object)
        if self.store.time >= self.next_bookmark:
            self._bookmark(self.position, {})
            self.add_bookmarks()
        self.over = self.store.time >= self.end

    def _seen_as(self, kind: str, item: Object, previous: Object | None) -> str:
        """An object that comes to match is added for this watch, one that ceases to is deleted."""
        now = kind != DELETED and self.matches(item)
        before = previous is not None and self.matches(previous)
        if now:
            return "MODIFIED" if before else ADDED
        return DELETED if before else ""

    def _tell(self, kind: str, item: Object) -> None:
        shown = self.shape.one(item)
        if "columnDefinitions" in shown and self._columns_told:
            shown["columnDefinitions"] = None  # they are told with the first row
        self._columns_told = True
        self._waiting.append({"object": shown, "type": kind})

    def _bookmark(self, revision: int, annotations: dict[str, str]) -> None:
        kind = self.shape.version.seen
        meta: Object = {"creationTimestamp": None, "resourceVersion": str(revision)}
        if annotations:
            meta["annotations"] = annotations
        item = {"apiVersion": kind.api_version, "kind": kind.kind, "metadata": meta}
        self._waiting.append({"object": item, "type": BOOKMARK})


def _last_seen(previous: Object, item: Object) -> Object:
    """As it was while it still matched, at the revision of what ended that."""
    meta = {**previous["metadata"], "resourceVersion": item["metadata"]["resourceVersion"]}
    return {**previous, "metadata": meta}
