"""Deployments: ReplicaSets, one a version of the template, scaled against each other."""

import math
from collections.abc import Callable

from .. import times
from ..apiserver.errors import ApiError
from ..apiserver.registry import Registry
from ..index import Index, controller_of
from ..machine import Machine
from ..store import Change
from ..values import Object, at
from . import rollout
from .base import Controller
from .rollout import PREFIX
from .versions import Versions

MOST_RETRIES = 15


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
        owner = controller_of(change.object)
        if change.type == "DELETED" and owner and owner["kind"] == "ReplicaSet":
            found = self.store.get("replicasets", change.key.namespace, owner["name"])
            self.enqueue_owner(found, "Deployment")

    def sync(self, item: Object) -> None:
        try:
            Rollout(self, item).run()
            self.settle(item)
        except ApiError:
            self.retry(item, times=MOST_RETRIES)


class Rollout:
    """One look at one Deployment."""

    def __init__(self, controller: DeploymentController, item: Object) -> None:
        self.controller = controller
        self.versions = Versions(controller, item)

    @property
    def item(self) -> Object:
        return self.versions.item

    @property
    def replicas(self) -> int:
        return self.item["spec"].get("replicas", 1)

    def run(self) -> None:
        if self.item["metadata"].get("deletionTimestamp"):
            self.versions.find(create=False)
            self._write_status()
            return
        self._note_pause()
        paused = self.item["spec"].get("paused", False)
        if paused or self._is_scaled():
            self.versions.find(create=False)
            self._scale()
            if paused:
                self.versions.clean_up()
            self._write_status()
        elif at(self.item, "spec", "strategy", "type") == "Recreate":
            self._recreate()
        else:
            self._roll()

    def _note_pause(self) -> None:
        found = rollout.condition(self.item, "Progressing")
        reason = found.get("reason") if found else ""
        paused = self.item["spec"].get("paused", False)
        if reason == "ProgressDeadlineExceeded":
            return
        if paused and reason != "DeploymentPaused":
            self.versions.note(("Unknown", "DeploymentPaused", "Deployment is paused"))
        elif not paused and reason == "DeploymentPaused":
            self.versions.note(("Unknown", "DeploymentResumed", "Deployment is resumed"))

    # Scaling

    def _is_scaled(self) -> bool:
        """Whether somebody has changed `replicas` since the ReplicaSets were last sized."""
        for one in self.versions.sets:
            wanted = at(one, "metadata", "annotations", f"{PREFIX}desired-replicas")
            if rollout.size(one) > 0 and wanted is not None and wanted != str(self.replicas):
                return True
        return False

    def _scale(self) -> None:
        versions = self.versions
        only = rollout.active_or_latest(versions.new, versions.old)
        if only is not None:
            versions.scale(only, self.replicas)
        elif versions.new is not None and rollout.is_saturated(self.item, versions.new):
            for one in versions.old:
                versions.scale(one, 0)
        elif at(self.item, "spec", "strategy", "type") == "RollingUpdate":
            for one, size in rollout.proportional(self.item, versions.all):
                versions.fit(one, size)

    # Strategies

    def _roll(self) -> None:
        versions = self.versions
        versions.find(create=True)
        grown = versions.scale(versions.newest, rollout.new_size(self.item, versions.old, versions.new))
        if not grown and not self._shrink_old() and rollout.is_complete(self.item, self.item.get("status") or {}):
            versions.clean_up()
        self._sync_status()

    def _shrink_old(self) -> bool:
        versions = self.versions
        if not sum(map(rollout.size, versions.old)):
            return False
        least = self.replicas - rollout.may_be_missing(self.item)
        not_there = rollout.size(versions.newest) - rollout.available(versions.newest)
        removable = sum(map(rollout.size, versions.all)) - least - not_there
        if removable <= 0:
            return False
        # Old Pods that serve nobody go first.
        cleaned = self._remove(removable, lambda one: rollout.size(one) - rollout.available(one))
        surplus = sum(map(rollout.available, versions.all)) - least
        return self._remove(surplus, rollout.size) or cleaned

    def _remove(self, most: int, of_one: Callable[[Object], int]) -> bool:
        """Up to so many old Pods, the oldest ReplicaSet's first."""
        removed = 0
        for one in sorted(self.versions.old, key=rollout.created):
            count = min(of_one(one), rollout.size(one), most - removed)
            if count > 0:
                removed += count
                self.versions.scale(one, rollout.size(one) - count)
        return removed > 0

    def _recreate(self) -> None:
        versions = self.versions
        versions.find(create=False)
        shrunk = [versions.scale(one, 0) for one in versions.old]
        if not any(shrunk) and not self._old_pods_run():
            if versions.new is None:
                versions.find(create=True)
            versions.scale(versions.newest, self.replicas)
            if rollout.is_complete(self.item, self.item.get("status") or {}):
                versions.clean_up()
        self._sync_status()

    def _old_pods_run(self) -> bool:
        return any(
            at(one, "status", "replicas", default=0)
            or any(
                at(pod, "status", "phase") not in ("Succeeded", "Failed")
                for pod in self.controller.index.owned("pods", one["metadata"]["uid"])
            )
            for one in self.versions.old
        )

    # Status

    def _write_status(self, progress: bool = False) -> None:
        versions = self.versions
        status = rollout.status(self.item, versions.all, versions.new, self.controller.now)
        if progress:
            status["conditions"] = rollout.progress(self.item, status, versions.new, self.controller.now)
            refusal = rollout.refusal(versions.new, versions.all)
            status["conditions"] = rollout.with_refusal(status["conditions"], refusal, self.controller.now)
        versions.item = self.controller.update_status("deployments", self.item, status)

    def _sync_status(self) -> None:
        self._write_status(progress=True)
        self._come_back()

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
