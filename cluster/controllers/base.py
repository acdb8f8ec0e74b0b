"""What controllers have in common: a key to look at, the objects that are theirs, Pods made from a template."""

from collections.abc import Callable, Iterable, Iterator

from .. import pods as pod_facts
from .. import selectors
from ..apiserver.errors import ApiError
from ..apiserver.kinds import BY_KIND, BY_PLURAL
from ..apiserver.registry import DeleteOptions, Options, Registry
from ..index import Index, controller_of
from ..machine import Component, Machine
from ..recorder import Recorder
from ..store import Change, revision_of
from ..values import Object, at, copy

LATER = "@"  # behind the key of a look that others before it do not replace
STATUS = Options(subresource="status")


class Controller(Component):
    """Subclasses say which `kind` they look after, and what of it they `sync`."""

    process = "controller-manager"
    kind = ""  # plural
    source = ""  # as events have it

    def __init__(self, machine: Machine, registry: Registry, index: Index) -> None:
        super().__init__(machine)
        self.registry, self.index, self.store = registry, index, machine.store
        self.recorder = Recorder(self, self.source or self.name)
        if self.kind:
            self.listen(self.kind, self.on_own)

    def on_own(self, change: Change) -> None:
        self.enqueue_object(change.object)

    def start(self) -> None:
        for item in self.store.items(self.kind) if self.kind else ():
            self.enqueue_object(item)

    def work(self, key: str) -> None:
        space, _, name = key.removesuffix(LATER).partition("/")
        item = self.store.get(self.kind, space, name)
        if item is not None:
            self.sync(item)
        else:
            self.gone(space, name)

    def sync(self, item: Object) -> None:
        raise NotImplementedError

    def gone(self, namespace: str, name: str) -> None:
        """The object is not there any more."""

    def enqueue_object(self, item: Object, after: float | None = None) -> None:
        meta = item["metadata"]
        self.enqueue(f"{meta.get('namespace', '')}/{meta['name']}", after, revision_of(item))

    def enqueue_later(self, item: Object, after: float) -> None:
        """One more look then, however often it is looked at before."""
        meta = item["metadata"]
        self.enqueue(f"{meta.get('namespace', '')}/{meta['name']}{LATER}", after)

    def retry(self, item: Object, first: float = 0.005, most: float = 1000.0, times: int = 0) -> None:
        """What was refused is tried again, less and less often; with `times` no more often than that."""
        tries, uid = self.state.setdefault("tries", {}), item["metadata"]["uid"]
        tried = tries.pop(uid, 0)
        if not times or tried < times:
            tries[uid] = min(tried + 1, 30)
            self.enqueue_later(item, min(first * 2**tried, most))

    def settle(self, item: Object) -> None:
        """Nothing was refused: the next refusal is the first again."""
        self.state.get("tries", {}).pop(item["metadata"]["uid"], None)

    # Writing

    def create(self, plural: str, item: Object) -> Object:
        return self.registry.create(BY_PLURAL[plural], item["metadata"].get("namespace", ""), item)

    def update(self, plural: str, item: Object) -> Object:
        return self.registry.update(BY_PLURAL[plural], item["metadata"].get("namespace", ""), item)

    def update_status(self, plural: str, item: Object, status: Object) -> Object:
        """Write `status` into the latest version of `item`, unless it says so already."""
        meta = item["metadata"]
        latest = self.store.get(plural, meta.get("namespace", ""), meta["name"])
        if latest is None or latest.get("status") == status:
            return latest or item
        fresh = {**latest, "status": status}
        return self.registry.update(BY_PLURAL[plural], meta.get("namespace", ""), fresh, STATUS)

    def delete(self, plural: str, item: Object, propagation: str = "", grace: int | None = None) -> bool:
        meta = item["metadata"]
        try:
            options = DeleteOptions(grace=grace, propagation=propagation, uid=meta["uid"])
            self.registry.delete(BY_PLURAL[plural], meta.get("namespace", ""), meta["name"], options)
        except ApiError:
            return False
        return True

    # Owning

    def enqueue_owner(self, item: Object | None, kind: str) -> bool:
        """Wake whoever of this kind controls `item`."""
        owner = controller_of(item) if item else None
        if item is None or owner is None or owner["kind"] != kind:
            return False
        self.enqueue(f"{item['metadata'].get('namespace', '')}/{owner['name']}")
        return True

    def claimed(self, plural: str, owner: Object, may_adopt: Callable[[Object], bool] | None = None) -> list[Object]:
        """What is `owner`'s: orphans that its selector finds are adopted, what it no longer finds is let go."""
        selector = selectors.of(owner["spec"].get("selector"))
        meta = owner["metadata"]
        if not selector:
            return []
        mine = []
        for item in self.index.owned(plural, meta["uid"]):
            if selector.matches(item["metadata"].get("labels")) or meta.get("deletionTimestamp"):
                mine.append(item)
            elif not item["metadata"].get("deletionTimestamp"):
                self._release(plural, item, meta["uid"])
        if meta.get("deletionTimestamp"):
            return mine
        for item in list(self.index.orphans(plural, meta.get("namespace", ""))):
            inner = item["metadata"]
            if inner.get("deletionTimestamp") or not selector.matches(inner.get("labels")):
                continue
            if may_adopt is None or may_adopt(item):
                mine.append(self._adopt(plural, item, owner))
        return mine

    def _release(self, plural: str, item: Object, uid: str) -> None:
        meta = dict(item["metadata"])
        meta["ownerReferences"] = [one for one in meta["ownerReferences"] if one["uid"] != uid]
        if not meta["ownerReferences"]:
            del meta["ownerReferences"]
        self.update(plural, {**item, "metadata": meta})

    def _adopt(self, plural: str, item: Object, owner: Object) -> Object:
        meta = dict(item["metadata"])
        meta["ownerReferences"] = [*(meta.get("ownerReferences") or []), owner_reference(owner)]
        return self.update(plural, {**item, "metadata": meta})

    def owners_of_orphan(self, pod: Object) -> Iterable[Object]:
        """Objects of this kind whose selector finds a Pod that nobody controls."""
        labels = pod["metadata"].get("labels")
        for item in self.store.items(self.kind, pod["metadata"].get("namespace", "")):
            found = selectors.of(item["spec"].get("selector"))
            if found and found.matches(labels):
                yield item

    def heard_of_pod(self, change: Change, kind: str) -> None:
        """Wake the Pod's controller, before and after the change, or whoever may adopt it."""
        self._come_when_available(change, kind)
        self.enqueue_owner(change.previous, kind)
        if not self.enqueue_owner(change.object, kind) and controller_of(change.object) is None:
            for owner in self.owners_of_orphan(change.object):
                self.enqueue_object(owner)

    def _come_when_available(self, change: Change, kind: str) -> None:
        """A Pod that has turned ready counts as available some seconds later, and nothing else will tell."""
        owner = controller_of(change.object)
        if owner is None or owner["kind"] != kind or not pod_facts.is_ready(change.object):
            return
        if change.previous is None or not pod_facts.is_ready(change.previous):
            found = self.store.get(self.kind, change.key.namespace, owner["name"])
            minimum = at(found, "spec", "minReadySeconds", default=0)
            if found is not None and minimum:
                self.enqueue_later(found, minimum + 1)

    # Pods

    def new_pod(self, owner: Object, template: Object, name: str = "", labels: Object | None = None) -> Object:
        meta = template.get("metadata") or {}
        owned = owner["metadata"]
        pod: Object = {
            "apiVersion": "v1",
            "kind": "Pod",
            "metadata": {
                **({"name": name} if name else {"generateName": f"{owned['name']}-"}),
                "namespace": owned["namespace"],
                "ownerReferences": [owner_reference(owner)],
            },
            "spec": copy(template.get("spec") or {}),
        }
        for field, extra in (("labels", labels or {}), ("annotations", {}), ("finalizers", [])):
            value = meta.get(field)
            if field == "finalizers" and value:
                pod["metadata"][field] = list(value)
            elif value or extra:
                pod["metadata"][field] = {**(value or {}), **extra}  # type: ignore[dict-item]
        return pod

    def create_pod(
        self, owner: Object, pod: Object, done: str = "Created pod: {}", failed: str = "Error creating: {}"
    ) -> Object | None:
        """Create it and tell; None if that was refused."""
        try:
            made = self.create("pods", pod)
        except ApiError as error:
            if "is being terminated" not in error.message:
                self.recorder.event(owner, "Warning", "FailedCreate", failed.format(error.message))
            return None
        self.recorder.event(owner, "Normal", "SuccessfulCreate", done.format(made["metadata"]["name"]))
        return made

    def delete_pod(self, owner: Object, pod: Object, done: str = "Deleted pod: {}") -> bool:
        if not self.delete("pods", pod):
            return False
        self.recorder.event(owner, "Normal", "SuccessfulDelete", done.format(pod["metadata"]["name"]))
        return True


def batches(count: int) -> Iterator[range]:
    """One, then two, then four …: whoever stops at the first that fails has not failed a hundred times."""
    done, size = 0, 1
    while done < count:
        yield range(done, min(done + size, count))
        done, size = done + size, size * 2


def owner_reference(owner: Object) -> Object:
    return {
        "apiVersion": owner["apiVersion"],
        "blockOwnerDeletion": True,
        "controller": True,
        "kind": owner["kind"],
        "name": owner["metadata"]["name"],
        "uid": owner["metadata"]["uid"],
    }


def plural_of(kind: str) -> str:
    found = BY_KIND.get(kind)
    return found.plural if found else ""
