"""Deployments: ReplicaSets, one a version of the template, scaled against each other."""

import math

from .. import times
from ..apiserver.errors import ApiError
from ..apiserver.registry import Registry
from ..index import Index
from ..machine import Machine
from ..store import Change
from ..values import Object, at, copy, hashed
from . import rollout
from .base import Controller, owner_reference
from .rollout import HASH, PREFIX, REVISION


class DeploymentController(Controller):
    name = source = "deployment-controller"
    kind = "deployments"
    delay = 0.003

    def __init__(self, machine: Machine, registry: Registry, index: Index) -> None:
        super().__init__(machine, registry, index)
        self.listen("replicasets", self._on_replica_set)
        self.listen("pods", self._on_pod)

    def _on_replica_set(self, change: Change) -> None:
        self.heard_of_pod(change, "Deployment")

    def _on_pod(self, change: Change) -> None:
        """Only a Recreate waits for Pods to be gone; everything else shows in the ReplicaSets."""
        if change.type != "DELETED":
            return
        owner = next(
            (one for one in change.object["metadata"].get("ownerReferences") or [] if one.get("controller")), None
        )
        if owner and owner["kind"] == "ReplicaSet":
            found = self.store.get("replicasets", change.key.namespace, owner["name"])
            self.enqueue_owner(found, "Deployment")

    def sync(self, item: Object) -> None:
        try:
            Rollout(self, item).run()
        except ApiError:
            self.enqueue_object(item, 0.02)


class Rollout:
    """One look at one Deployment."""

    def __init__(self, controller: DeploymentController, item: Object) -> None:
        self.controller = controller
        self.item = item
        self.sets = controller.claimed("replicasets", item)
        self.new: Object | None = None
        self.old: list[Object] = []

    @property
    def replicas(self) -> int:
        return self.item["spec"].get("replicas", 1)

    @property
    def all(self) -> list[Object]:
        return [*self.old, *([self.new] if self.new else [])]

    @property
    def newest(self) -> Object:
        """The ReplicaSet of the template, where it is known to be there."""
        if self.new is None:
            raise LookupError("the ReplicaSet of the template")
        return self.new

    def run(self) -> None:
        if self.item["metadata"].get("deletionTimestamp"):
            self._find_sets(create=False)
            self._write_status(rollout.status(self.item, self.all, self.new, self.controller.now))
            return
        self._note_pause()
        if self.item["spec"].get("paused") or self._is_scaled():
            self._find_sets(create=False)
            self._scale()
            if self.item["spec"].get("paused"):
                self._clean_up()
            self._write_status(rollout.status(self.item, self.all, self.new, self.controller.now))
        elif at(self.item, "spec", "strategy", "type") == "Recreate":
            self._recreate()
        else:
            self._roll()

    # Which ReplicaSet is which

    def _find_sets(self, create: bool) -> None:
        self.new = rollout.of_template(self.item, self.sets)
        self.old = [one for one in self.sets if one is not self.new]
        highest = max((rollout.revision(one) for one in self.old), default=0)
        if self.new is not None:
            self._renew(str(highest + 1))
        elif create:
            self._create_new(str(highest + 1))

    def _renew(self, revision: str) -> None:
        """The ReplicaSet of this template is there already: it takes the newest revision and the annotations."""
        new = self.newest
        annotations = rollout.annotations_for(self.item, new, revision)
        spec = dict(new["spec"])
        minimum = self.item["spec"].get("minReadySeconds")
        if minimum:
            spec["minReadySeconds"] = minimum
        if annotations != (new["metadata"].get("annotations") or {}) or spec != new["spec"]:
            meta = {**new["metadata"], "annotations": annotations}
            self._replace(self.controller.update("replicasets", {**new, "metadata": meta, "spec": spec}))
        self._take_revision(at(self.newest, "metadata", "annotations", REVISION, default=revision))
        if rollout.condition(self.item, "Progressing") is None and rollout.has_deadline(self.item):
            message = f'Found new replica set "{new["metadata"]["name"]}"'
            self._put_condition("True", "FoundNewReplicaSet", message)

    def _create_new(self, revision: str) -> None:
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
            "spec": {"selector": selector, "template": template},
        }
        if self.item["spec"].get("minReadySeconds"):
            fresh["spec"]["minReadySeconds"] = self.item["spec"]["minReadySeconds"]
        size = rollout.new_size(self.item, self.old, None)
        fresh["spec"]["replicas"] = size
        fresh["metadata"]["annotations"] = {
            **rollout.annotations_for(self.item, fresh, revision),
            **rollout.size_annotations(self.item),
        }
        self.new = self.controller.create("replicasets", fresh)
        if size:
            self._tell(self.new, 0, size)
        self._take_revision(revision)
        if rollout.has_deadline(self.item):
            message = f'Created new replica set "{self.new["metadata"]["name"]}"'
            self._put_condition("True", "NewReplicaSetCreated", message)

    def _take_revision(self, revision: str) -> None:
        annotations = self.item["metadata"].get("annotations") or {}
        if annotations.get(REVISION) != revision:
            meta = {**self.item["metadata"], "annotations": {**annotations, REVISION: revision}}
            self.item = self.controller.update("deployments", {**self.item, "metadata": meta})

    def _put_condition(self, status: str, reason: str, message: str) -> None:
        conditions = rollout.with_progress(self.item, status, reason, message, self.controller.now)
        fresh = {**(self.item.get("status") or {}), "conditions": conditions}
        self.item = self.controller.update_status("deployments", self.item, fresh)

    def _note_pause(self) -> None:
        if not rollout.has_deadline(self.item):
            return
        found = rollout.condition(self.item, "Progressing")
        paused = self.item["spec"].get("paused", False)
        if found is not None and found.get("reason") == "ProgressDeadlineExceeded":
            return
        noted = found is not None and found.get("reason") == "DeploymentPaused"
        if paused and not noted:
            self._put_condition("Unknown", "DeploymentPaused", "Deployment is paused")
        elif not paused and noted:
            self._put_condition("Unknown", "DeploymentResumed", "Deployment is resumed")

    # Scaling

    def _is_scaled(self) -> bool:
        """Whether somebody has changed `replicas` since the ReplicaSets were last sized."""
        for one in self.sets:
            wanted = at(one, "metadata", "annotations", f"{PREFIX}desired-replicas")
            if rollout.size(one) > 0 and wanted is not None and wanted != str(self.replicas):
                return True
        return False

    def _scale(self) -> None:
        only = rollout.active_or_latest(self.new, self.old)
        if only is not None:
            if rollout.size(only) != self.replicas:
                self._resize(only, self.replicas)
            return
        if self.new is not None and rollout.is_saturated(self.item, self.new):
            for one in self.old:
                if rollout.size(one):
                    self._resize(one, 0)
            return
        if at(self.item, "spec", "strategy", "type") == "RollingUpdate":
            for one, size in rollout.proportional(self.item, self.all):
                self._resize(one, size)

    def _resize(self, one: Object, size: int) -> bool:
        annotations = {**(one["metadata"].get("annotations") or {}), **rollout.size_annotations(self.item)}
        before = rollout.size(one)
        if before == size and annotations == one["metadata"].get("annotations"):
            return False
        meta = {**one["metadata"], "annotations": annotations}
        fresh = self.controller.update(
            "replicasets", {**one, "metadata": meta, "spec": {**one["spec"], "replicas": size}}
        )
        self._replace(fresh)
        if before != size:
            self._tell(fresh, before, size)
        return before != size

    def _replace(self, fresh: Object) -> None:
        name = fresh["metadata"]["name"]
        if self.new is not None and self.new["metadata"]["name"] == name:
            self.new = fresh
        self.old = [fresh if one["metadata"]["name"] == name else one for one in self.old]

    def _tell(self, one: Object, before: int, after: int) -> None:
        way = "up" if after > before else "down"
        message = f"Scaled {way} replica set {one['metadata']['name']} from {before} to {after}"
        self.controller.recorder.event(self.item, "Normal", "ScalingReplicaSet", message)

    # Strategies

    def _roll(self) -> None:
        self._find_sets(create=True)
        if self._resize(self.newest, rollout.new_size(self.item, self.old, self.new)) or self._shrink_old():
            self._sync_status()
            return
        if rollout.is_complete(self.item, self.item.get("status") or {}):
            self._clean_up()
        self._sync_status()

    def _shrink_old(self) -> bool:
        if not sum(map(rollout.size, self.old)):
            return False
        _, unavailable = rollout.fences(self.item)
        least = self.replicas - unavailable
        not_there = rollout.size(self.newest) - rollout.available(self.newest)
        removable = sum(map(rollout.size, self.all)) - least - not_there
        if removable <= 0:
            return False
        cleaned = self._remove_unhealthy(removable)
        return self._remove_surplus(least) or cleaned

    def _remove_unhealthy(self, most: int) -> bool:
        """Old Pods that serve nobody go first."""
        removed = 0
        for one in sorted(self.old, key=rollout.created):
            unhealthy = rollout.size(one) - rollout.available(one)
            if removed < most and rollout.size(one) and unhealthy > 0:
                count = min(most - removed, unhealthy)
                removed += count
                self._resize(one, rollout.size(one) - count)
        return removed > 0

    def _remove_surplus(self, least: int) -> bool:
        surplus = sum(map(rollout.available, self.all)) - least
        removed = 0
        for one in sorted(self.old, key=rollout.created):
            count = min(rollout.size(one), surplus - removed)
            if count > 0:
                removed += count
                self._resize(one, rollout.size(one) - count)
        return removed > 0

    def _recreate(self) -> None:
        self._find_sets(create=False)
        shrunk = [self._resize(one, 0) for one in self.old if rollout.size(one)]
        if any(shrunk) or self._old_pods_run():
            self._sync_status()
            return
        if self.new is None:
            self._find_sets(create=True)
        self._resize(self.newest, self.replicas)
        if rollout.is_complete(self.item, self.item.get("status") or {}):
            self._clean_up()
        self._sync_status()

    def _old_pods_run(self) -> bool:
        return any(
            at(pod, "status", "phase") not in ("Succeeded", "Failed")
            for one in self.old
            for pod in self.controller.index.owned("pods", one["metadata"]["uid"])
        )

    def _clean_up(self) -> None:
        limit = self.item["spec"].get("revisionHistoryLimit", 10)
        empty = [
            one
            for one in sorted(self.old, key=rollout.revision)
            if not rollout.size(one)
            and not at(one, "status", "replicas")
            and not one["metadata"].get("deletionTimestamp")
        ]
        for one in empty[: max(len(self.old) - limit, 0)]:
            self.controller.delete("replicasets", one)

    # Status

    def _sync_status(self) -> None:
        now = self.controller.now
        status = rollout.status(self.item, self.all, self.new, now)
        status["conditions"] = rollout.progress(self.item, status, self.new, now)
        refused = next(
            (
                c
                for one in self.all
                for c in at(one, "status", "conditions", default=[])
                if c["type"] == "ReplicaFailure"
            ),
            None,
        )
        status["conditions"] = [c for c in status["conditions"] if c["type"] != "ReplicaFailure"]
        if refused:
            fresh = {**refused, "lastUpdateTime": refused.get("lastTransitionTime")}
            status["conditions"].append(fresh)
        self._write_status(status)
        self._come_back()

    def _write_status(self, status: Object) -> None:
        self.item = self.controller.update_status("deployments", self.item, status)

    def _come_back(self) -> None:
        """Nothing else will wake this controller when the deadline has passed."""
        found = rollout.condition(self.item, "Progressing")
        deadline = self.item["spec"].get("progressDeadlineSeconds")
        if (
            found is None
            or not deadline
            or found.get("reason") in ("NewReplicaSetAvailable", "ProgressDeadlineExceeded")
        ):
            return
        if rollout.is_complete(self.item, self.item.get("status") or {}):
            return
        since = times.moment(found.get("lastUpdateTime")) or self.controller.now
        self.controller.enqueue_object(self.item, max(math.floor(since + deadline - self.controller.now) + 1, 0.05))
