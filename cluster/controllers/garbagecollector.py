"""What nobody owns any more is deleted; what is deleted in the foreground waits for what it owns."""

from ..apiserver.kinds import BY_KIND, KINDS
from ..apiserver.registry import FOREGROUND, ORPHAN, Registry
from ..index import Index
from ..machine import Machine
from ..store import DELETED, Change, Key
from ..values import Object
from .base import Controller

FOLLOWED = tuple(kind for kind in KINDS if kind.plural not in ("events", "leases"))


class GarbageCollector(Controller):
    name = "garbage-collector"
    source = "garbage-collector-controller"
    delay = 0.012

    def __init__(self, machine: Machine, registry: Registry, index: Index) -> None:
        super().__init__(machine, registry, index)
        self.dependents: dict[str, set[Key]] = {}
        for kind in FOLLOWED:
            machine.store.listen(kind.plural, self._note)
            self.listen(kind.plural, self._look)

    def restored(self) -> None:
        self.dependents.clear()
        for kind in FOLLOWED:
            for item in self.store.items(kind.plural):
                self._book(Key(kind.plural, item["metadata"].get("namespace", ""), item["metadata"]["name"]), item)

    def start(self) -> None:
        for uid in sorted(uid for uid, dependents in self.dependents.items() if dependents):
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
        owners = meta.get("ownerReferences") or []
        if change.type == DELETED:
            if self.dependents.get(meta["uid"]):
                self.enqueue(f"owner/{meta['uid']}")
            self._wake_blocked(owners, [], meta.get("namespace", ""))
            return
        if meta.get("deletionTimestamp") and {FOREGROUND, ORPHAN} & set(meta.get("finalizers") or []):
            self._enqueue(change.key.resource, change.object)
        before = (change.previous or {"metadata": {}})["metadata"].get("ownerReferences") or []
        if owners != before:
            self._wake_blocked(before, owners, meta.get("namespace", ""))
            self._check_namespaces(change.object, [one for one in owners if one not in before])
            self._enqueue(change.key.resource, change.object)

    def _wake_blocked(self, before: list[Object], after: list[Object], namespace: str) -> None:
        """Whoever was waited for by what had these owners need perhaps not wait any longer."""
        blocking = {one["uid"] for one in after if one.get("blockOwnerDeletion")}
        for owner in before:
            found = self._owner(owner, namespace) if owner["uid"] not in blocking else None
            if found is not None and found["metadata"].get("deletionTimestamp"):
                self._enqueue(BY_KIND[owner["kind"]].plural, found)

    def _check_namespaces(self, item: Object, owners: list[Object]) -> None:
        """An owner has to be in the namespace of what it owns, or in none."""
        space = item["metadata"].get("namespace", "")
        for owner in owners:
            kind = BY_KIND.get(owner["kind"])
            if kind is None or not kind.namespaced or self.store.get(kind.plural, space, owner["name"]) is not None:
                continue
            if any(one["metadata"]["uid"] == owner["uid"] for one in self.store.items(kind.plural)):
                named = (
                    f"[{owner['apiVersion']}/{owner['kind']}, namespace: {space}, name: {owner['name']}, "
                    f"uid: {owner['uid']}]"
                )
                message = f'ownerRef {named} does not exist in namespace "{space}"'
                about = {**item, "metadata": {**item["metadata"], "resourceVersion": ""}}
                self.recorder.event(about, "Warning", "OwnerRefInvalidNamespace", message)
                return

    def _enqueue(self, plural: str, item: Object, after: float | None = None) -> None:
        self.enqueue(f"{plural}/{item['metadata'].get('namespace', '')}/{item['metadata']['name']}", after)

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
                self._judge(one)
            return
        space, _, name = rest.partition("/")
        item = self.store.get(plural, space, name)
        if item is None:
            return
        if item["metadata"].get("deletionTimestamp") and _has(item, ORPHAN):
            self._orphan(plural, item)
        elif item["metadata"].get("deletionTimestamp") and _has(item, FOREGROUND):
            self._foreground(plural, item)
        else:
            self._judge(Key(plural, space, name))

    def _judge(self, key: Key) -> None:
        """Whether an owner is left to live for: one that is there, and does not wait for this very object to go."""
        item = self.store.get(*key)
        owners = item["metadata"].get("ownerReferences") or [] if item else []
        if item is None or not owners or item["metadata"].get("deletionTimestamp"):
            return
        kinds = [BY_KIND.get(owner["kind"]) for owner in owners]
        if any(kind is None or (kind.namespaced and not key.namespace) for kind in kinds):
            return
        solid, waiting = [], False
        for owner in owners:
            found = self._owner(owner, key.namespace)
            if found is not None and found["metadata"].get("deletionTimestamp") and _has(found, FOREGROUND):
                waiting = True
            elif found is not None:
                solid.append(owner)
        if not solid:
            self.delete(key.resource, item, self._policy(item, waiting))
        elif len(solid) < len(owners):
            self.update(key.resource, {**item, "metadata": {**item["metadata"], "ownerReferences": solid}})

    def _policy(self, item: Object, waiting: bool) -> str:
        if waiting and self._of(item):
            return "Foreground"
        if _has(item, ORPHAN):
            return "Orphan"
        return "Foreground" if _has(item, FOREGROUND) else "Background"

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
        for key in self._of(item):
            self._judge(key)
        if not any(self._blocks(key, item["metadata"]["uid"]) for key in self._of(item)):
            self._unfinalize(plural, item, FOREGROUND)

    def _blocks(self, key: Key, uid: str) -> bool:
        item = self.store.get(*key)
        owners = item["metadata"].get("ownerReferences") or [] if item else []
        return any(owner["uid"] == uid and owner.get("blockOwnerDeletion") for owner in owners)

    def _unfinalize(self, plural: str, item: Object, finalizer: str) -> None:
        latest = self.store.get(plural, item["metadata"].get("namespace", ""), item["metadata"]["name"])
        if latest is None:
            return
        meta = dict(latest["metadata"])
        meta["finalizers"] = [one for one in meta.get("finalizers") or [] if one != finalizer]
        self.update(plural, {**latest, "metadata": meta})


def _has(item: Object, finalizer: str) -> bool:
    return finalizer in (item["metadata"].get("finalizers") or [])
