"""ControllerRevisions: the history of DaemonSets and StatefulSets, a template each."""

from ..values import Object, hashed
from .base import Controller, owner_reference


def data_of(item: Object) -> Object:
    return {"spec": {"template": {**item["spec"]["template"], "$patch": "replace"}}}


def history(controller: Controller, item: Object) -> list[Object]:
    """Oldest first; those that a predecessor has left behind are taken over."""
    found = controller.claimed("controllerrevisions", item)
    return sorted(found, key=lambda one: (one["revision"], one["metadata"]["creationTimestamp"]))


def current(controller: Controller, item: Object, label: str) -> Object:
    """The revision of the object's template: made, or taken up again as the newest."""
    known = history(controller, item)
    data = data_of(item)
    newest = known[-1]["revision"] if known else 0
    same = next((one for one in reversed(known) if one["data"] == data), None)
    if same is not None:
        if same["revision"] == newest:
            return same
        return controller.update("controllerrevisions", {**same, "revision": newest + 1})
    digest = hashed(data)
    meta = item["metadata"]
    there = controller.store.get("controllerrevisions", meta["namespace"], f"{meta['name']}-{digest}")
    if there is not None:  # of one that was deleted and is not collected yet; it will do until then
        return there
    labels = {**(item["spec"]["template"].get("metadata", {}).get("labels") or {}), label: digest}
    kept = dict(meta.get("annotations") or {})
    fresh = {
        "data": data,
        "metadata": {
            **({"annotations": kept} if kept else {}),
            "labels": labels,
            "name": f"{meta['name']}-{digest}",
            "namespace": meta["namespace"],
            "ownerReferences": [owner_reference(item)],
        },
        "revision": newest + 1,
    }
    return controller.create("controllerrevisions", fresh)


def digest_of(revision: Object, label: str) -> str:
    return (revision["metadata"].get("labels") or {}).get(label, "")


def clean_up(controller: Controller, item: Object, used: set[str]) -> None:
    limit = item["spec"].get("revisionHistoryLimit", 10)
    unused = [one for one in history(controller, item) if one["metadata"]["name"] not in used]
    for one in unused[: max(len(unused) - limit, 0)]:
        controller.delete("controllerrevisions", one)
