"""Claims find volumes, and are kept while they are used."""

from functools import partial

from .. import volumes
from ..apiserver.registry import Registry
from ..index import Index
from ..machine import Machine
from ..store import DELETED, Change
from ..values import Object, at
from .base import Controller

PERIOD = 15.0
PROTECTION = "kubernetes.io/pvc-protection"
VOLUME_PROTECTION = "kubernetes.io/pv-protection"
PROVISIONERS = ("volume.beta.kubernetes.io/storage-provisioner", "volume.kubernetes.io/storage-provisioner")


class VolumeBinder(Controller):
    name = "persistentvolume-binder-controller"
    source = "persistentvolume-controller"
    kind = "persistentvolumeclaims"
    delay = 0.006

    def __init__(self, machine: Machine, registry: Registry, index: Index) -> None:
        super().__init__(machine, registry, index)
        self.listen("persistentvolumes", self._on_volume)
        self.enqueue("resync", PERIOD)

    def _on_volume(self, change: Change) -> None:
        if change.type != DELETED:
            self.enqueue(f"volume/{change.key.name}")
            reference = change.object["spec"].get("claimRef") or {}
            if reference:
                self.enqueue(f"{reference.get('namespace', '')}/{reference.get('name', '')}")
        if change.previous is None:
            self.start()

    def start(self) -> None:
        super().start()
        for volume in self.store.items("persistentvolumes"):
            self.enqueue(f"volume/{volume['metadata']['name']}")

    def work(self, key: str) -> None:
        if key == "resync":
            self.start()
            self.enqueue("resync", PERIOD)
        elif key.startswith("volume/"):
            volume = self.store.get("persistentvolumes", "", key.removeprefix("volume/"))
            if volume is not None:
                self._sync_volume(volume)
        else:
            super().work(key)

    def gone(self, namespace: str, name: str) -> None:
        for volume in list(self.store.items("persistentvolumes")):
            reference = volume["spec"].get("claimRef") or {}
            if (reference.get("namespace"), reference.get("name")) == (namespace, name):
                self._sync_volume(volume)

    def _sync_volume(self, volume: Object) -> None:
        meta = volume["metadata"]
        if VOLUME_PROTECTION not in (meta.get("finalizers") or []) and not meta.get("deletionTimestamp"):
            finalizers = [*(meta.get("finalizers") or []), VOLUME_PROTECTION]
            volume = self.update("persistentvolumes", {**volume, "metadata": {**meta, "finalizers": finalizers}})
        reference = volume["spec"].get("claimRef")
        phase = "Available"
        if reference:
            claim = self.store.get(self.kind, reference.get("namespace", ""), reference.get("name", ""))
            there = claim is not None and reference.get("uid") in (None, claim["metadata"]["uid"])
            phase = "Bound" if there else "Released" if reference.get("uid") else "Available"
        if at(volume, "status", "phase") != phase:
            volume = self.update_status("persistentvolumes", volume, {**(volume.get("status") or {}), "phase": phase})
        if volume["metadata"].get("deletionTimestamp") and phase != "Bound":
            kept = [one for one in volume["metadata"].get("finalizers") or [] if one != VOLUME_PROTECTION]
            self.update("persistentvolumes", {**volume, "metadata": {**volume["metadata"], "finalizers": kept}})

    def sync(self, item: Object) -> None:
        if at(item, "status", "phase") == "Bound" or item["metadata"].get("deletionTimestamp"):
            return
        delayed = volumes.waits_for_consumer(self.store, item)
        volume = volumes.smallest(self.store, item, partial(volumes.is_meant_for, claim=item) if delayed else bool)
        if volume is not None:
            self._bind(item, volume)
            return
        name = item["spec"].get("storageClassName")
        if not name:
            message = "no persistent volumes available for this claim and no storage class is set"
            self.recorder.event(item, "Normal", "FailedBinding", message)
            return
        storage = volumes.storage_class(self.store, item)
        if storage is None:
            message = f'storageclass.storage.k8s.io "{name}" not found'
            self.recorder.event(item, "Warning", "ProvisioningFailed", message)
        elif delayed and not at(item, "metadata", "annotations", volumes.SELECTED_NODE):
            self._say_who_is_waited_for(item)
        elif storage["provisioner"].startswith("kubernetes.io/"):
            message = f"no volume plugin matched name: {storage['provisioner']}"
            self.recorder.event(item, "Warning", "ProvisioningFailed", message)
        else:
            item = self._ask(item, storage["provisioner"])
            message = (
                f"Waiting for a volume to be created either by the external provisioner '{storage['provisioner']}' or "
                "manually by the system administrator. If volume creation is delayed, please verify that "
                "the provisioner "
                "is running and correctly registered."
            )
            self.recorder.event(item, "Normal", "ExternalProvisioning", message)

    def _say_who_is_waited_for(self, item: Object) -> None:
        meta = item["metadata"]
        waiting = [
            pod["metadata"]["name"]
            for pod in users(self.store.items("pods", meta["namespace"]), meta["name"])
            if not pod["spec"].get("nodeName")
        ]
        if waiting:
            message = f"waiting for pod{'s' * (len(waiting) > 1)} {','.join(waiting)} to be scheduled"
            self.recorder.event(item, "Normal", "WaitForPodScheduled", message)
        else:
            message = "waiting for first consumer to be created before binding"
            self.recorder.event(item, "Normal", "WaitForFirstConsumer", message)

    def _ask(self, item: Object, provisioner: str) -> Object:
        """Note on the claim who is to make its volume."""
        meta = item["metadata"]
        noted = dict.fromkeys(PROVISIONERS, provisioner)
        annotations = meta.get("annotations") or {}
        if noted.items() <= annotations.items():
            return item
        return self.update(self.kind, {**item, "metadata": {**meta, "annotations": {**annotations, **noted}}})

    def _bind(self, item: Object, volume: Object) -> None:
        meta = item["metadata"]
        self._sync_volume(self.update("persistentvolumes", volumes.promised(volume, item)))
        noted = {"pv.kubernetes.io/bind-completed": "yes", "pv.kubernetes.io/bound-by-controller": "yes"}
        claim = {
            **item,
            "metadata": {**meta, "annotations": {**(meta.get("annotations") or {}), **noted}},
            "spec": {**item["spec"], "volumeName": volume["metadata"]["name"]},
        }
        fresh = self.update(self.kind, claim)
        status = {
            "accessModes": volume["spec"]["accessModes"],
            "capacity": volume["spec"]["capacity"],
            "phase": "Bound",
        }
        self.update_status(self.kind, fresh, status)


class ClaimProtection(Controller):
    """A claim that is deleted goes when no Pod uses it any more."""

    name = "pvc-protection-controller"
    kind = "persistentvolumeclaims"
    delay = 0.006

    def __init__(self, machine: Machine, registry: Registry, index: Index) -> None:
        super().__init__(machine, registry, index)
        self.listen("pods", self._on_pod)

    def _on_pod(self, change: Change) -> None:
        if change.type == DELETED or at(change.object, "status", "phase") in ("Succeeded", "Failed"):
            for name in volumes.claims_of(change.object):
                self.enqueue(f"{change.key.namespace}/{name}")

    def sync(self, item: Object) -> None:
        meta = item["metadata"]
        if not meta.get("deletionTimestamp") or PROTECTION not in (meta.get("finalizers") or []):
            return
        if not users(self.store.items("pods", meta["namespace"]), meta["name"]):
            kept = [one for one in meta["finalizers"] if one != PROTECTION]
            self.update(self.kind, {**item, "metadata": {**meta, "finalizers": kept}})


def users(pods: object, claim: str) -> list[Object]:
    return [
        pod
        for pod in pods  # type: ignore[attr-defined]
        if claim in volumes.claims_of(pod) and at(pod, "status", "phase") not in ("Succeeded", "Failed")
    ]
