"""The VolumeBinding plugin: whether a Pod's claims can have their volumes on a node, and that they get them there."""

from collections.abc import Iterator

from .. import volumes
from ..apiserver.kinds import BY_PLURAL
from ..apiserver.registry import Options, Registry
from ..store import Store
from ..values import Object, at
from . import matching

TIMEOUT = 600.0  # seconds that a Pod with a node waits for its claims to be bound
CONFLICT = "node(s) had volume node affinity conflict"
NO_VOLUME = "node(s) didn't find available persistent volumes to bind"
TIMED_OUT = 'running PreBind plugin "VolumeBinding": binding volumes: context deadline exceeded'


def against_every_node(pod: Object, store: Store) -> str:
    """Claims that are missing, or wait for a volume."""
    for name in volumes.claims_of(pod):
        claim = store.get("persistentvolumeclaims", pod["metadata"]["namespace"], name)
        if claim is None:
            return f'persistentvolumeclaim "{name}" not found'
        if claim["metadata"].get("deletionTimestamp"):
            return f'persistentvolumeclaim "{name}" is being deleted'
        if not volumes.is_bound(claim) and not volumes.waits_for_consumer(store, claim):
            return "pod has unbound immediate PersistentVolumeClaims"
    return ""


def against(pod: Object, store: Store, labels: dict[str, str], node: str) -> str:
    """Why this node cannot have the volumes of the Pod's claims."""
    for claim in _claims(pod, store):
        if not volumes.is_bound(claim):
            if not _can_be_bound(claim, store, labels, node):
                return NO_VOLUME
            continue
        volume = store.get("persistentvolumes", "", claim["spec"].get("volumeName", ""))
        if volume is not None and not _reaches(volume, labels, node):
            return CONFLICT
    return ""


def unbound(pod: Object, store: Store) -> list[Object]:
    """The claims that still have to get their volumes, now that the Pod has a node."""
    return [claim for claim in _claims(pod, store) if not volumes.is_bound(claim)]


def bind(claims: list[Object], registry: Registry, labels: dict[str, str], node: str) -> None:
    """Promise them volumes that are there; of the others, tell the provisioner where they are needed."""
    for claim in claims:
        volume = _there(claim, registry.store, labels, node)
        meta = claim["metadata"]
        if volume is not None:
            registry.update(BY_PLURAL["persistentvolumes"], "", volumes.promised(volume, claim), Options())
        elif at(meta, "annotations", volumes.SELECTED_NODE) != node:
            annotations = {**(meta.get("annotations") or {}), volumes.SELECTED_NODE: node}
            told = {**claim, "metadata": {**meta, "annotations": annotations}}
            registry.update(BY_PLURAL["persistentvolumeclaims"], meta["namespace"], told, Options())


def _claims(pod: Object, store: Store) -> Iterator[Object]:
    for name in volumes.claims_of(pod):
        claim = store.get("persistentvolumeclaims", pod["metadata"]["namespace"], name)
        if claim is not None:
            yield claim


def _can_be_bound(claim: Object, store: Store, labels: dict[str, str], node: str) -> bool:
    selected = at(claim, "metadata", "annotations", volumes.SELECTED_NODE)
    if selected:
        return bool(selected == node)
    if _there(claim, store, labels, node) is not None:
        return True
    storage = volumes.storage_class(store, claim)
    return storage is not None and storage["provisioner"] != volumes.NO_PROVISIONER


def _there(claim: Object, store: Store, labels: dict[str, str], node: str) -> Object | None:
    return volumes.smallest(store, claim, lambda volume: _reaches(volume, labels, node))


def _reaches(volume: Object, labels: dict[str, str], node: str) -> bool:
    required = at(volume, "spec", "nodeAffinity", "required")
    return required is None or any(
        matching.fits_term(term, labels, node) for term in required.get("nodeSelectorTerms") or []
    )
