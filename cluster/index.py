"""What controllers look up again and again: Pods by node, and anything by who controls it."""

from collections.abc import Iterator

from .store import ADDED, Change, Store
from .values import Object

OWNED = ("pods", "replicasets", "jobs", "controllerrevisions", "endpointslices")


def controller_of(item: Object) -> Object | None:
    return next((one for one in item["metadata"].get("ownerReferences") or [] if one.get("controller")), None)


class Index:
    def __init__(self, store: Store) -> None:
        self.store = store
        self._by_node: dict[str, dict[tuple[str, str], Object]] = {}
        self._by_owner: dict[str, dict[str, dict[tuple[str, str], Object]]] = {}
        for plural in OWNED:
            store.listen(plural, self._changed)

    def rebuild(self) -> None:
        self._by_node.clear()
        self._by_owner.clear()
        for plural in OWNED:
            for item in self.store.items(plural):
                self._put(plural, item)

    def pods_on(self, node: str) -> list[Object]:
        found = self._by_node.get(node, {})
        return [found[key] for key in sorted(found)]

    def owned(self, plural: str, uid: str) -> list[Object]:
        found = self._by_owner.get(plural, {}).get(uid, {})
        return [found[key] for key in sorted(found)]

    def orphans(self, plural: str, namespace: str) -> Iterator[Object]:
        found = self._by_owner.get(plural, {}).get(f"/{namespace}", {})
        return (found[key] for key in sorted(found))

    def _changed(self, change: Change) -> None:
        if change.type != ADDED and change.previous is not None:
            self._take(change.key.resource, change.previous)
        if change.type != "DELETED":
            self._put(change.key.resource, change.object)

    @staticmethod
    def _key(item: Object) -> tuple[str, str]:
        return item["metadata"].get("namespace", ""), item["metadata"]["name"]

    @staticmethod
    def _owner(item: Object) -> str:
        owner = controller_of(item)
        return owner["uid"] if owner else f"/{item['metadata'].get('namespace', '')}"

    def _put(self, plural: str, item: Object) -> None:
        self._by_owner.setdefault(plural, {}).setdefault(self._owner(item), {})[self._key(item)] = item
        if plural == "pods" and item["spec"].get("nodeName"):
            self._by_node.setdefault(item["spec"]["nodeName"], {})[self._key(item)] = item

    def _take(self, plural: str, item: Object) -> None:
        self._by_owner.get(plural, {}).get(self._owner(item), {}).pop(self._key(item), None)
        if plural == "pods" and item["spec"].get("nodeName"):
            self._by_node.get(item["spec"]["nodeName"], {}).pop(self._key(item), None)
