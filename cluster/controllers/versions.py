"""The ReplicaSets of a Deployment, one a version of its template: found, made, renewed, resized, forgotten."""

from ..apiserver.errors import ApiError
from ..apiserver.kinds import BY_PLURAL
from ..values import Object, at, copy, hashed
from . import rollout
from .base import STATUS, Controller, owner_reference
from .rollout import HASH, REVISION

UNLIMITED = 2147483647


class Versions:
    """As one look at a Deployment finds and leaves them. What it writes into the Deployment is in `item`."""

    def __init__(self, controller: Controller, item: Object) -> None:
        self.controller, self.item = controller, item
        self.sets = controller.claimed("replicasets", item)
        self.new: Object | None = None
        self.old: list[Object] = []

    @property
    def all(self) -> list[Object]:
        return [*self.old, *([self.new] if self.new else [])]

    @property
    def newest(self) -> Object:
        """The ReplicaSet of the template, where it is known to be there."""
        if self.new is None:
            raise LookupError("the ReplicaSet of the template")
        return self.new

    def find(self, create: bool) -> None:
        """Which ReplicaSet is which."""
        self.new = rollout.of_template(self.item, self.sets)
        self.old = [one for one in self.sets if one is not self.new]
        revision = str(max((rollout.revision(one) for one in self.old), default=0) + 1)
        if self.new is not None:
            self._renew(self.new, revision)
        elif create:
            self._create(revision)

    def _renew(self, new: Object, revision: str) -> None:
        """The ReplicaSet of this template is there already: it takes the newest revision and the annotations."""
        annotations = rollout.annotations_for(self.item, new, revision)
        spec = {**new["spec"], "minReadySeconds": self.item["spec"].get("minReadySeconds", 0)}
        if not spec["minReadySeconds"]:
            del spec["minReadySeconds"]
        if annotations != (new["metadata"].get("annotations") or {}) or spec != new["spec"]:
            meta = {**new["metadata"], "annotations": annotations}
            self._replace(self.controller.update("replicasets", {**new, "metadata": meta, "spec": spec}))
            return  # that wakes the controller again, and then the Deployment takes the revision
        found = None
        if rollout.condition(self.item, "Progressing") is None:
            found = "True", "FoundNewReplicaSet", f'Found new replica set "{new["metadata"]["name"]}"'
        self.note(found, annotations.get(REVISION, revision))

    def _create(self, revision: str) -> None:
        fresh = self._fresh(revision)
        name, size = fresh["metadata"]["name"], fresh["spec"]["replicas"]
        try:
            self.new = self.controller.create("replicasets", fresh)
        except ApiError as error:
            if "is being terminated" not in error.message:
                message = f'Failed to create new replica set "{name}": {error.message}'
                self.note(("False", "ReplicaSetCreateError", message))
                self.controller.recorder.event(self.item, "Warning", "ReplicaSetCreateError", message)
            raise
        if size:
            self._tell(self.new, 0, size)
        self.note(("True", "NewReplicaSetCreated", f'Created new replica set "{name}"'), revision)

    def _fresh(self, revision: str) -> Object:
        template = copy(self.item["spec"]["template"])
        digest = hashed([template, at(self.item, "status", "collisionCount", default=0)])
        template["metadata"]["labels"] = {**template["metadata"].get("labels", {}), HASH: digest}
        selector = copy(self.item["spec"]["selector"])
        selector["matchLabels"] = {**selector.get("matchLabels", {}), HASH: digest}
        meta = self.item["metadata"]
        fresh: Object = {
            "metadata": {
                "labels": dict(template["metadata"]["labels"]),
                "name": f"{meta['name']}-{digest}",
                "namespace": meta["namespace"],
                "ownerReferences": [owner_reference(self.item)],
            },
            "spec": {
                "replicas": rollout.new_size(self.item, self.old, None),
                "selector": selector,
                "template": template,
            },
        }
        if self.item["spec"].get("minReadySeconds"):
            fresh["spec"]["minReadySeconds"] = self.item["spec"]["minReadySeconds"]
        fresh["metadata"]["annotations"] = {
            **rollout.annotations_for(self.item, fresh, revision),
            **rollout.size_annotations(self.item),
        }
        return fresh

    def note(self, progress: tuple[str, str, str] | None, revision: str = "") -> None:
        """The revision and how the rollout goes, in one write: the status may bring annotations along."""
        annotations = dict(self.item["metadata"].get("annotations") or {})
        if revision:
            annotations[REVISION] = revision
        status = dict(self.item.get("status") or {})
        if progress is not None and rollout.has_deadline(self.item):
            status["conditions"] = rollout.with_progress(self.item, *progress, self.controller.now)
        meta = {**self.item["metadata"], **({"annotations": annotations} if annotations else {})}
        if meta != self.item["metadata"] or status != (self.item.get("status") or {}):
            fresh = {**self.item, "metadata": meta, "status": status}
            space = meta["namespace"]
            self.item = self.controller.registry.update(BY_PLURAL["deployments"], space, fresh, STATUS)

    def scale(self, one: Object, size: int) -> bool:
        """Have it of another size. Whether it was not yet."""
        if rollout.size(one) == size:
            return False
        self.fit(one, size)
        return True

    def fit(self, one: Object, size: int) -> None:
        """Have it of this size, and say to which sizes of the Deployment that belongs."""
        annotations = {**(one["metadata"].get("annotations") or {}), **rollout.size_annotations(self.item)}
        before = rollout.size(one)
        if before == size and annotations == one["metadata"].get("annotations"):
            return
        meta = {**one["metadata"], "annotations": annotations}
        spec = {**one["spec"], "replicas": size}
        fresh = self.controller.update("replicasets", {**one, "metadata": meta, "spec": spec})
        self._replace(fresh)
        if before != size:
            self._tell(fresh, before, size)

    def _replace(self, fresh: Object) -> None:
        name = fresh["metadata"]["name"]
        if self.new is not None and self.new["metadata"]["name"] == name:
            self.new = fresh
        self.old = [fresh if one["metadata"]["name"] == name else one for one in self.old]

    def _tell(self, one: Object, before: int, after: int) -> None:
        way = "up" if after > before else "down"
        message = f"Scaled {way} replica set {one['metadata']['name']} from {before} to {after}"
        self.controller.recorder.event(self.item, "Normal", "ScalingReplicaSet", message)

    def clean_up(self) -> None:
        """The oldest go, as far as there are more than are to be kept; one that is not empty yet stays."""
        limit = self.item["spec"].get("revisionHistoryLimit", 10)
        alive = [one for one in self.old if not one["metadata"].get("deletionTimestamp")]
        surplus = len(alive) - limit if limit != UNLIMITED else 0
        for one in sorted(alive, key=rollout.revision)[: max(surplus, 0)]:
            is_seen = one["metadata"]["generation"] <= at(one, "status", "observedGeneration", default=0)
            if not rollout.size(one) and not at(one, "status", "replicas") and is_seen:
                self.controller.delete("replicasets", one)
