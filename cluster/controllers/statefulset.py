"""Pods with names of their own, one after the other."""

import re

from .. import pods as pod_facts
from ..apiserver.errors import ApiError
from ..apiserver.registry import Registry
from ..index import Index
from ..machine import Machine
from ..store import Change
from ..values import Object, at, copy
from . import claims, revisions
from .base import Controller

HASH = "controller-revision-hash"
_OWN_HASH = "controller.kubernetes.io/hash"


class StatefulSetController(Controller):
    name = source = "statefulset-controller"
    kind = "statefulsets"
    delay = 0.006

    def __init__(self, machine: Machine, registry: Registry, index: Index) -> None:
        super().__init__(machine, registry, index)
        self.listen("pods", self._on_pod)

    def _on_pod(self, change: Change) -> None:
        self.heard_of_pod(change, "StatefulSet")

    def sync(self, item: Object) -> None:
        update = revisions.current(self, item, _OWN_HASH)
        known = {one["metadata"]["name"]: one for one in revisions.history(self, item)}
        current = known.get(at(item, "status", "currentRevision", default=""), update)
        look = _Look(self, item, current, update)
        if not item["metadata"].get("deletionTimestamp"):
            look.act()
        look.report()
        used = {current["metadata"]["name"], update["metadata"]["name"]}
        used |= {at(pod, "metadata", "labels", HASH, default="") for pod in look.pods.values()}
        revisions.clean_up(self, item, used)


def place_of(pod: Object) -> tuple[str, int]:
    """(whose Pod it is by its name, its number): web-0 -> web, 0."""
    match = re.fullmatch(r"(.*)-(\d+)", pod["metadata"]["name"])
    return (match.group(1), int(match.group(2))) if match else ("", -1)


def _is_healthy(pod: Object) -> bool:
    return pod_facts.is_ready(pod) and not pod["metadata"].get("deletionTimestamp")


class _Look:
    """One look at one StatefulSet."""

    def __init__(self, controller: StatefulSetController, item: Object, current: Object, update: Object) -> None:
        self.controller, self.item = controller, item
        self.current, self.update = current, update
        spec = item["spec"]
        self.start = at(spec, "ordinals", "start", default=0)
        self.replicas = spec.get("replicas", 1)
        self.ordered = spec.get("podManagementPolicy", "OrderedReady") == "OrderedReady"
        self.minimum = spec.get("minReadySeconds", 0)
        self.rolls = at(spec, "updateStrategy", "type") == "RollingUpdate"
        name = item["metadata"]["name"]
        claimed = controller.claimed("pods", item, lambda pod: place_of(pod)[0] == name)
        self.pods = {place_of(pod)[1]: pod for pod in claimed}

    @property
    def partition(self) -> int:
        return at(self.item, "spec", "updateStrategy", "rollingUpdate", "partition", default=0)

    def act(self) -> None:
        last = self.start + self.replicas
        for number, pod in self.pods.items():
            claims.keep_or_bind(self.controller, self.item, pod, is_surplus=not self.start <= number < last)
        for number in range(self.start, last):
            if self._keep(number) and self.ordered:
                return
        condemned = sorted((n for n in self.pods if n >= 0 and not self.start <= n < last), reverse=True)
        if self.ordered and condemned:
            self._condemn_highest(condemned)
            return
        for number in condemned:
            if not self.pods[number]["metadata"].get("deletionTimestamp"):
                self._delete(self.pods[number])
        if self.rolls:
            self._roll(last)

    def _condemn_highest(self, condemned: list[int]) -> None:
        """One goes after the other; one that is not well waits until none before it is worse off."""
        pod = self.pods[condemned[0]]
        unwell = [number for number in condemned if not _is_healthy(self.pods[number])]
        is_well = pod_facts.is_available(pod, self.minimum, self.controller.now) or unwell[-1:] == condemned[:1]
        if is_well and not pod["metadata"].get("deletionTimestamp"):
            self._delete(pod)

    def _keep(self, number: int) -> bool:
        """Have this one Pod. True if the ones behind it have to wait for it."""
        pod = self.pods.get(number)
        if pod is not None and pod_facts.is_finished(pod):
            if not pod["metadata"].get("deletionTimestamp"):
                self._delete(pod)
            return True
        if pod is None:
            return self._create(number)
        if pod["metadata"].get("deletionTimestamp"):
            return True
        return not pod_facts.is_available(pod, self.minimum, self.controller.now)

    def _revision_for(self, number: int) -> Object:
        """New Pods are of the old template below the partition."""
        return self.current if self.rolls and number < self.start + self.partition else self.update

    def _create(self, number: int) -> bool:
        meta = self.item["metadata"]
        revision = self._revision_for(number)
        name = f"{meta['name']}-{number}"
        template = {key: value for key, value in revision["data"]["spec"]["template"].items() if key != "$patch"}
        labels = {
            "apps.kubernetes.io/pod-index": str(number),
            HASH: revision["metadata"]["name"],
            "statefulset.kubernetes.io/pod-name": name,
        }
        pod = self.controller.new_pod(self.item, template, name, labels)
        pod["spec"]["hostname"] = name
        if self.item["spec"].get("serviceName"):
            pod["spec"]["subdomain"] = self.item["spec"]["serviceName"]
        what = f"create Pod {name} in StatefulSet {meta['name']}"
        refused = self._claims(pod, name)
        if refused:
            self.controller.recorder.event(self.item, "Warning", "FailedCreate", f"{what} failed error: {refused}")
            made = None
        else:
            made = self.controller.create_pod(self.item, pod, f"{what} successful", f"{what} failed error: {{}}")
        if made is not None:
            self.pods[number] = made
            self.controller.settle(self.item)
        else:
            self.controller.retry(self.item)
        return True

    def _claims(self, pod: Object, name: str) -> str:
        """Have its claims made. Returns why one could not be."""
        volumes, refused = [], ""
        for template in self.item["spec"].get("volumeClaimTemplates") or []:
            label = template["metadata"].get("name", "")
            claim = f"{label}-{name}"
            space = self.item["metadata"]["namespace"]
            volumes.append({"name": label, "persistentVolumeClaim": {"claimName": claim}})
            if self.controller.store.get("persistentvolumeclaims", space, claim) is not None:
                continue
            labels = at(self.item, "spec", "selector", "matchLabels", default={})
            meta = {**template["metadata"], "labels": dict(labels), "name": claim, "namespace": space}
            fresh = {"metadata": {k: v for k, v in meta.items() if v}, "spec": copy(template["spec"])}
            try:
                self.controller.create("persistentvolumeclaims", fresh)
            except ApiError as error:
                whose = f"create Claim {claim} for Pod {name} in StatefulSet {self.item['metadata']['name']}"
                message = f"{whose} failed error: {error.message}"
                self.controller.recorder.event(self.item, "Warning", "FailedCreate", message)
                refused = refused or f"failed to create PVC {claim}: {error.message}"
                continue
            message = f"create Claim {claim} Pod {name} in StatefulSet {self.item['metadata']['name']} success"
            self.controller.recorder.event(self.item, "Normal", "SuccessfulCreate", message)
        names = {one["name"] for one in volumes}
        others = [one for one in pod["spec"].get("volumes") or [] if one["name"] not in names]
        if volumes:
            pod["spec"]["volumes"] = [*volumes, *others]
        return refused

    def _delete(self, pod: Object) -> None:
        self.controller.delete_pod(
            self.item, pod, f"delete Pod {{}} in StatefulSet {self.item['metadata']['name']} successful"
        )

    def _roll(self, last: int) -> None:
        wanted = self.update["metadata"]["name"]
        for number in range(last - 1, self.start + self.partition - 1, -1):
            pod = self.pods.get(number)
            if pod is None:
                return
            if at(pod, "metadata", "labels", HASH) != wanted and not pod["metadata"].get("deletionTimestamp"):
                self._delete(pod)
                return
            if not _is_healthy(pod):
                return

    def report(self) -> None:
        fresh = {
            number: self.controller.store.get("pods", p["metadata"]["namespace"], p["metadata"]["name"])
            for number, p in self.pods.items()
        }
        pods = [pod for pod in fresh.values() if pod is not None]
        alive = [pod for pod in pods if not pod["metadata"].get("deletionTimestamp")]
        before = self.item.get("status") or {}
        current, update = self.current["metadata"]["name"], self.update["metadata"]["name"]
        ready = sum(pod_facts.is_ready(pod) for pod in pods)
        updated = sum(at(pod, "metadata", "labels", HASH) == update for pod in alive)
        old = sum(at(pod, "metadata", "labels", HASH) == current for pod in alive)
        replicas = len(pods)
        if updated == replicas == ready and self.rolls and current != update:
            current, old = update, updated
        counts = {"currentReplicas": old, "readyReplicas": ready, "updatedReplicas": updated}
        status: Object = {
            "availableReplicas": sum(pod_facts.is_available(p, self.minimum, self.controller.now) for p in pods),
            "collisionCount": before.get("collisionCount", 0),
            "currentRevision": current,
            "observedGeneration": self.item["metadata"].get("generation", 1),
            "replicas": replicas,
            "updateRevision": update,
            **{key: value for key, value in counts.items() if value},
        }
        latest = self.controller.update_status("statefulsets", self.item, status)
        if latest is not None and latest.get("status") != before:
            self.controller.enqueue_object(self.item)
        if self.minimum and status["availableReplicas"] != self.replicas:
            self.controller.enqueue_later(self.item, self.minimum)
