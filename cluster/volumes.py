"""Questions about volumes and claims that several components ask."""

from collections.abc import Callable

from . import quantity
from .store import Store
from .values import Object, at

SELECTED_NODE = "volume.kubernetes.io/selected-node"
NO_PROVISIONER = "kubernetes.io/no-provisioner"


def claims_of(pod: Object) -> list[str]:
    found = (at(volume, "persistentVolumeClaim", "claimName") for volume in pod["spec"].get("volumes") or [])
    return [name for name in found if name]


def is_bound(claim: Object) -> bool:
    return at(claim, "status", "phase") == "Bound"


def storage_class(store: Store, claim: Object) -> Object | None:
    return store.get("storageclasses", "", claim["spec"].get("storageClassName") or "")


def waits_for_consumer(store: Store, claim: Object) -> bool:
    """Whether a volume is looked for only once a Pod that uses the claim has a node."""
    storage = storage_class(store, claim)
    return storage is not None and storage.get("volumeBindingMode") == "WaitForFirstConsumer"


def is_meant_for(volume: Object, claim: Object) -> bool:
    """Whether the volume names this claim."""
    reference, meta = volume["spec"].get("claimRef") or {}, claim["metadata"]
    named = (reference.get("namespace"), reference.get("name")) == (meta["namespace"], meta["name"])
    return named and reference.get("uid") in (None, meta["uid"])


def smallest(store: Store, claim: Object, suits: Callable[[Object], bool] = bool) -> Object | None:
    """Of the volumes that the claim can have and that `suits` lets pass: one that names it, else the smallest."""
    fitting = [
        (not is_meant_for(volume, claim), _size(volume), volume["metadata"]["name"], volume)
        for volume in store.items("persistentvolumes")
        if _fits(volume, claim) and suits(volume)
    ]
    return min(fitting, key=lambda one: one[:3])[3] if fitting else None


def _size(volume: Object) -> int:
    return quantity.milli(at(volume, "spec", "capacity", "storage", default=0))


def _fits(volume: Object, claim: Object) -> bool:
    spec, inner = claim["spec"], volume["spec"]
    return (
        not volume["metadata"].get("deletionTimestamp")
        and (not inner.get("claimRef") or is_meant_for(volume, claim))
        and spec.get("volumeName") in (None, "", volume["metadata"]["name"])
        and (inner.get("storageClassName") or "") == (spec.get("storageClassName") or "")
        and set(spec["accessModes"]) <= set(inner["accessModes"])
        and inner.get("volumeMode") == spec.get("volumeMode")
        and _size(volume) >= quantity.milli(at(spec, "resources", "requests", "storage", default=0))
    )


def promised(volume: Object, claim: Object) -> Object:
    """The volume, as it names the claim from now on."""
    meta = claim["metadata"]
    reference = {
        "apiVersion": "v1",
        "kind": "PersistentVolumeClaim",
        "name": meta["name"],
        "namespace": meta["namespace"],
        "resourceVersion": meta["resourceVersion"],
        "uid": meta["uid"],
    }
    annotations = {**(volume["metadata"].get("annotations") or {}), "pv.kubernetes.io/bound-by-controller": "yes"}
    return {
        **volume,
        "metadata": {**volume["metadata"], "annotations": annotations},
        "spec": {**volume["spec"], "claimRef": reference},
    }
