"""What nobody owns any more is deleted; what is deleted in the foreground waits for what it owns."""

from ..apiserver.kinds import BY_KIND, KINDS
from ..apiserver.registry import FOREGROUND, ORPHAN, Registry
from ..index import Index
from ..machine import Machine
from ..store import DELETED, Change, Key
from ..values import Object
from .base import Controller


class GarbageCollector(Controller):
    name = "garbage-collector"
    delay = 0.012

    def __init__(self, machine: Machine, registry: Registry, index: Index) -> None:
        super().__init__(machine, registry, index)
        self.dependents: dict[str, set[Key]] = {}
        for kind in KINDS:
            if kind.plural not in ("events", "leases"):
                machine.store.listen(kind.plural, self._note)
                self.listen(kind.plural, self._look)

    def restored(self) -> None:
        self.dependents.clear()
        for kind in KINDS:
            for item in self.store.items(kind.plural):
                self._book(Key(kind.plural, item["metadata"].get("namespace", ""), item["metadata"]["name"]), item)

    def start(self) -> None:
        for uid in self.dependents:
            self.enqueue(f"owner/{uid}")
        for kind in KINDS:
            for item in self.store.items(kind.plural):
                if item["metadata"].get("deletionTimestamp"):
                    self._enqueue(kind.plural, item)

    def _book(self, key: Key, item: Object) -> None:
        for owner in item["metadata"].get("ownerReferences") or []:
            self.dependents.setdefault(owner["uid"], set()).add(key)

    def _note(self, change: Change) -> None:
        """The graph is kept even while this controller is stopped; it is only a view of the store."""
        if change.previous is not None:
            for owner in change.previous["metadata"].get("ownerReferences") or []:
                self.dependents.get(owner["uid"], set()).discard(change.key)
        if change.type != DELETED:
            self._book(change.key, change.object)

    def _look(self, change: Change) -> None:
        meta = change.object["metadata"]
        if change.type == DELETED:
            if self.dependents.get(meta["uid"]):
                self.enqueue(f"owner/{meta['uid']}")
            for owner in meta.get("ownerReferences") or []:
                if owner.get("blockOwnerDeletion"):
                    self._enqueue_owner(owner, meta.get("namespace", ""))
            return
        if meta.get("deletionTimestamp") and {FOREGROUND, ORPHAN} & set(meta.get("finalizers") or []):
            self._enqueue(change.key.resource, change.object)
        if change.previous is None and meta.get("ownerReferences"):
            self._enqueue(change.key.resource, change.object)

    def _enqueue(self, plural: str, item: Object, after: float | None = None) -> None:
        self.enqueue(f"{plural}/{item['metadata'].get('namespace', '')}/{item['metadata']['name']}", after)

    def _enqueue_owner(self, owner: Object, namespace: str) -> None:
        found = self._owner(owner, namespace)
        if found is not None and found["metadata"].get("deletionTimestamp"):
            self._enqueue(BY_KIND[owner["kind"]].plural, found)

    def _owner(self, owner: Object, namespace: str) -> Object | None:
        kind = BY_KIND.get(owner["kind"])
        if kind is None:
            return None
        found = self.store.get(kind.plural, namespace if kind.namespaced else "", owner["name"])
        return found if found and found["metadata"]["uid"] == owner["uid"] else None

    def work(self, key: str) -> None:
        plural, _, rest = key.partition("/")
        if plural == "owner":
            for one in sorted(self.dependents.get(rest, ())):
                self._absent_owner(one)
            return
        space, _, name = rest.partition("/")
        item = self.store.get(plural, space, name)
        if item is None:
            return
        finalizers = item["metadata"].get("finalizers") or []
        if item["metadata"].get("deletionTimestamp") and ORPHAN in finalizers:
            self._orphan(plural, item)
        elif item["metadata"].get("deletionTimestamp") and FOREGROUND in finalizers:
            self._foreground(plural, item)
        elif item["metadata"].get("ownerReferences"):
            self._absent_owner(Key(plural, space, name))

    def _absent_owner(self, key: Key) -> None:
        item = self.store.get(*key)
        if item is None or item["metadata"].get("deletionTimestamp"):
            return
        owners = item["metadata"].get("ownerReferences") or []
        if not owners or any(BY_KIND.get(owner["kind"]) is None for owner in owners):
            return
        there = [owner for owner in owners if self._owner(owner, key.namespace) is not None]
        if not there:
            self.delete(key.resource, item, "" if item["metadata"].get("finalizers") else "Background")
        elif len(there) < len(owners):
            meta = {**item["metadata"], "ownerReferences": there}
            self.update(key.resource, {**item, "metadata": meta})

    def _of(self, item: Object) -> list[Key]:
        return sorted(self.dependents.get(item["metadata"]["uid"], ()))

    def _orphan(self, plural: str, item: Object) -> None:
        uid = item["metadata"]["uid"]
        for key in self._of(item):
            other = self.store.get(*key)
            if other is None:
                continue
            meta = dict(other["metadata"])
            meta["ownerReferences"] = [one for one in meta["ownerReferences"] if one["uid"] != uid]
            if not meta["ownerReferences"]:
                del meta["ownerReferences"]
            self.update(key.resource, {**other, "metadata": meta})
        self._unfinalize(plural, item, ORPHAN)

    def _foreground(self, plural: str, item: Object) -> None:
        blocking = False
        for key in self._of(item):
            other = self.store.get(*key)
            if other is None:
                continue
            owner = next(o for o in other["metadata"]["ownerReferences"] if o["uid"] == item["metadata"]["uid"])
            blocking = blocking or bool(owner.get("blockOwnerDeletion"))
            if not other["metadata"].get("deletionTimestamp"):
                policy = "Foreground" if self.dependents.get(other["metadata"]["uid"]) else "Background"
                self.delete(key.resource, other, policy)
        left = [key for key in self._of(item) if self.store.get(*key) is not None]
        if not left or not blocking:
            self._unfinalize(plural, item, FOREGROUND)

    def _unfinalize(self, plural: str, item: Object, finalizer: str) -> None:
        latest = self.store.get(plural, item["metadata"].get("namespace", ""), item["metadata"]["name"])
        if latest is None:
            return
        meta = dict(latest["metadata"])
        meta["finalizers"] = [one for one in meta.get("finalizers") or [] if one != finalizer]
        self.update(plural, {**latest, "metadata": meta})
