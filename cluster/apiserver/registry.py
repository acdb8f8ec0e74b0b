"""The verbs, on any kind: what happens between a decoded request and the store."""

from collections.abc import Callable
from dataclasses import dataclass, field

from .. import times
from ..store import Conflict, Key, Store
from ..values import Dice, Object, at, copy
from . import addresses, admission, defaults, managed, qos, quotas, updates, validation
from .errors import already_exists, conflict, forbidden, invalid_object, not_found, not_that_one
from .kinds import KINDS, Kind

# A cluster refuses to grow past these: it is a lesson, not a data centre.
MOST_PODS, MOST_OBJECTS, MOST_BYTES = 5_000, 20_000, 8_000_000
ORPHAN, FOREGROUND = "orphan", "foregroundDeletion"
_LONGEST_GRACE = 10_000_000_000  # seconds; what is later has no place in a calendar of four digits
_ORDINARY, _LEAST = 3_000, 300  # what an object may take before it counts for more than the least

# What a new object of a kind reports before anybody has looked at it.
FIRST_STATUS: dict[str, Object] = {
    "pods": {"phase": "Pending"},
    "namespaces": {"phase": "Active"},
    "deployments": {},
    "replicasets": {"replicas": 0},
    "replicationcontrollers": {"replicas": 0},
    "statefulsets": {"availableReplicas": 0, "replicas": 0},
    "daemonsets": {
        "currentNumberScheduled": 0,
        "desiredNumberScheduled": 0,
        "numberMisscheduled": 0,
        "numberReady": 0,
    },
    "jobs": {},
    "cronjobs": {},
    "services": {"loadBalancer": {}},
    "ingresses": {"loadBalancer": {}},
    "persistentvolumeclaims": {"phase": "Pending"},
    "persistentvolumes": {"phase": "Pending"},
    "horizontalpodautoscalers": {"currentMetrics": None, "desiredReplicas": 0},
    "poddisruptionbudgets": {
        "currentHealthy": 0,
        "desiredHealthy": 0,
        "disruptionsAllowed": 0,
        "expectedPods": 0,
    },
    "resourcequotas": {},
    "nodes": {},
}


@dataclass(frozen=True, slots=True)
class Options:
    manager: str = ""
    dry_run: bool = False
    subresource: str = ""


@dataclass(frozen=True, slots=True)
class DeleteOptions:
    grace: int | None = None
    propagation: str = ""  # Orphan, Foreground, Background; empty: the kind's default
    uid: str = ""
    resource_version: str = ""
    dry_run: bool = False


PLAIN = Options()
PLAIN_DELETE = DeleteOptions()


@dataclass
class Registry:
    store: Store
    dice: Dice
    now: Callable[[], float]
    kinds: tuple[Kind, ...] = KINDS
    bytes: int = 0
    weights: dict[str, int] = field(default_factory=dict)  # by UID

    def get(self, kind: Kind, namespace: str, name: str) -> Object:
        found = self.store.get(kind.plural, namespace if kind.namespaced else "", name)
        if found is None:
            raise not_found(kind, name)
        return found

    def create(self, kind: Kind, namespace: str, item: Object, options: Options = PLAIN) -> Object:
        """`item` is the registry's from here on."""
        meta = item.setdefault("metadata", {})
        item["apiVersion"], item["kind"] = kind.api_version, kind.kind
        self._name(kind, namespace, meta)
        defaults.apply(kind.kind, item)
        if options.manager:  # what admission adds is nobody's
            managed.track(None, item, options.manager, "Update", options.subresource, self.now())
        admission.namespace_lifecycle(self, kind, item)
        if kind.plural in FIRST_STATUS and kind.plural != "nodes":
            item["status"] = copy(FIRST_STATUS[kind.plural])
        if kind.plural == "pods":
            admission.new_pod(self, item)
            item["status"]["qosClass"] = qos.of(item["spec"])
        elif kind.plural == "persistentvolumeclaims":
            admission.new_claim(self, item)
        elif kind.plural == "ingresses":
            admission.new_ingress(self, item)
        elif kind.plural == "jobs":
            _job_selector(item)
        if problems := validation.new(kind.kind, item):
            raise invalid_object(kind, meta.get("name", ""), problems)
        space = meta.get("namespace", "")
        if self.store.get(kind.plural, space, meta["name"]) is not None:
            raise already_exists(kind, meta["name"])
        self._limits(kind, item, _weight(item), new=1)
        quotas.admit(self, kind, item, commit=not options.dry_run)
        if kind.plural == "services":
            addresses.allocate(self, item)
        updates.on_create(kind.kind, item)
        if options.dry_run:
            return item
        return self.store.put(Key(kind.plural, space, meta["name"]), item, 0)

    def _name(self, kind: Kind, namespace: str, meta: Object) -> None:
        if not meta.get("name") and meta.get("generateName"):
            meta["name"] = meta["generateName"] + self.dice.suffix()
        meta.setdefault("name", "")
        if kind.namespaced:
            meta["namespace"] = namespace
        else:
            meta.pop("namespace", None)
        for ours in ("resourceVersion", "deletionTimestamp", "deletionGracePeriodSeconds", "selfLink", "managedFields"):
            meta.pop(ours, None)
        meta["uid"] = self.dice.uid()
        meta["creationTimestamp"] = times.stamp(self.now())

    def _limits(self, kind: Kind, item: Object, grown: int, new: int = 0) -> None:
        limits = (
            ("pods", new if kind.plural == "pods" else 0, self.store.size("pods"), MOST_PODS),
            ("objects", new, self.store.count, MOST_OBJECTS),
            ("bytes", grown, self.bytes, MOST_BYTES),
        )
        for what, asked, used, most in limits:
            if asked > 0 and used + asked > most:
                why = (
                    f"exceeded quota: cluster-limits, requested: {what}={asked}, used: {what}={used}, limited: "
                    f"{what}={most}"
                )
                raise forbidden(kind, item["metadata"]["name"], why)

    def update(self, kind: Kind, namespace: str, item: Object, options: Options = PLAIN) -> Object:
        """Replace an object; with a resourceVersion only that very one. A subresource changes its own part alone."""
        meta = item["metadata"]
        old = self.get(kind, namespace, meta.get("name", ""))
        before = old["metadata"]
        stated = meta.get("resourceVersion")
        if stated and stated != before["resourceVersion"]:
            raise conflict(kind, meta["name"])
        if meta.get("uid") and meta["uid"] != before["uid"]:
            why = f"Precondition failed: UID in precondition: {meta['uid']}, UID in object meta: {before['uid']}"
            raise conflict(kind, meta["name"], why)
        fresh = self._merged(kind, old, item, options.subresource)
        if options.subresource != "status":
            if problems := validation.new(kind.kind, fresh) + updates.changed(kind.kind, old, fresh):
                raise invalid_object(kind, meta["name"], problems)
            if kind.plural in quotas.UPDATED and fresh["spec"] != old["spec"]:
                quotas.admit(self, kind, fresh, old, commit=not options.dry_run)
            if kind.plural == "services":
                addresses.allocate(self, fresh, old)
        if options.manager:  # what components report is never refused
            self._limits(kind, fresh, _weight(fresh) - self.weights.get(before["uid"], 0))
            managed.track(old, fresh, options.manager, "Update", options.subresource, self.now())
        if options.dry_run:
            return fresh
        return self.put(kind, old, fresh)

    def _merged(self, kind: Kind, old: Object, item: Object, subresource: str) -> Object:
        before = old["metadata"]
        if subresource == "status":
            told = {key: item["metadata"][key] for key in ("annotations",) if key in item["metadata"]}
            return {**old, "metadata": {**before, **told}, "status": item.get("status") or {}}
        fresh = {**item, "apiVersion": kind.api_version, "kind": kind.kind}
        meta = fresh["metadata"] = dict(item["metadata"])
        if not managed.readable(meta.get("managedFields")):
            meta.pop("managedFields", None)
            if "managedFields" in before:
                meta["managedFields"] = before["managedFields"]
        for ours in ("uid", "creationTimestamp", "deletionTimestamp", "deletionGracePeriodSeconds"):
            meta.pop(ours, None)
            if ours in before:
                meta[ours] = before[ours]
        meta["resourceVersion"] = before["resourceVersion"]
        if kind.namespaced:
            meta["namespace"] = before["namespace"]
        if kind.has_status:
            fresh["status"] = old.get("status", {})
        defaults.apply(kind.kind, fresh)
        updates.on_update(kind.kind, old, fresh)
        return fresh

    def put(self, kind: Kind, old: Object, fresh: Object) -> Object:
        meta = fresh["metadata"]
        if meta.get("deletionTimestamp") and not meta.get("finalizers") and self._may_go(kind, fresh):
            return self._remove(kind, fresh)
        if fresh == old:
            return old
        key = Key(kind.plural, meta.get("namespace", ""), meta["name"])
        try:
            return self.store.put(key, fresh, int(old["metadata"]["resourceVersion"]))
        except Conflict:
            raise conflict(kind, meta["name"]) from None

    @staticmethod
    def _may_go(kind: Kind, item: Object) -> bool:
        if kind.plural == "namespaces":
            return not at(item, "spec", "finalizers")
        return not item["metadata"].get("deletionGracePeriodSeconds")

    def _remove(self, kind: Kind, item: Object) -> Object:
        meta = item["metadata"]
        return self.store.delete(Key(kind.plural, meta.get("namespace", ""), meta["name"]))

    def delete(
        self, kind: Kind, namespace: str, name: str, options: DeleteOptions = PLAIN_DELETE
    ) -> tuple[Object, bool]:
        """(the object, whether it is gone)."""
        admission.may_delete(kind, name)
        old = self.get(kind, namespace, name)
        before = old["metadata"]
        if options.uid and options.uid != before["uid"]:
            raise not_that_one(kind, name, "UID", options.uid, before["uid"], "deleted and then recreated")
        version = before["resourceVersion"]
        if options.resource_version and options.resource_version != version:
            raise not_that_one(kind, name, "ResourceVersion", options.resource_version, version, "modified")
        finalizers = _finalizers(kind, before.get("finalizers") or [], options.propagation)
        grace = _grace(kind, old, options.grace)
        waits = bool(finalizers) or grace > 0 or kind.plural == "namespaces"
        if options.dry_run:
            return old, not waits
        meta = dict(before)
        if finalizers or "finalizers" in meta:
            meta["finalizers"] = finalizers
        if not finalizers:
            meta.pop("finalizers", None)
        fresh = {**old, "metadata": meta}
        already = before.get("deletionTimestamp")
        if not already or grace < before.get("deletionGracePeriodSeconds", 0):
            if kind.plural != "namespaces":
                meta["deletionGracePeriodSeconds"] = grace
            meta["deletionTimestamp"] = times.stamp(self.now() + grace)
            if not already:
                updates.on_update(kind.kind, old, fresh)
        if kind.plural == "namespaces":
            fresh["status"] = {**(old.get("status") or {}), "phase": "Terminating"}
        if waits:
            return self.put(kind, old, fresh), False
        if kind.plural == "pods":
            self.store.put(Key("pods", namespace, name), fresh)
        return self._remove(kind, fresh), True

    def book(self, change_type: str, item: Object) -> None:
        """Keep count of how much lies in the store."""
        uid = item["metadata"]["uid"]
        self.bytes -= self.weights.pop(uid, 0)
        if change_type != "DELETED":
            self.weights[uid] = _weight(item)
            self.bytes += self.weights[uid]


def _weight(item: Object) -> int:
    """In bytes, or about so. Managed fields do not count: they are ours."""
    length = sum(len(repr(part)) for name, part in item.items() if name != "metadata")
    length += sum(len(repr(part)) for name, part in item["metadata"].items() if name != "managedFields")
    return max(_LEAST, length - _ORDINARY)


def _finalizers(kind: Kind, kept: list[str], propagation: str) -> list[str]:
    others = [one for one in kept if one not in (ORPHAN, FOREGROUND)] if propagation else list(kept)
    if propagation == "Orphan":
        return [*others, ORPHAN]
    if propagation == "Foreground":
        return [*others, FOREGROUND]
    return others


def _grace(kind: Kind, item: Object, asked: int | None) -> int:
    """Only Pods that run somewhere are given time to stop."""
    if kind.plural != "pods":
        return 0
    if not item["spec"].get("nodeName") or at(item, "status", "phase") in ("Succeeded", "Failed"):
        return 0
    if asked is None:
        asked = item["spec"].get("terminationGracePeriodSeconds", 30)
    running = item["metadata"].get("deletionGracePeriodSeconds")
    grace = 1 if asked < 0 else min(asked, _LONGEST_GRACE)
    return grace if running is None else min(grace, running)


def _job_selector(item: Object) -> None:
    """A Job chooses its Pods by its own uid, so that no other Job's are taken for them."""
    spec, meta = item["spec"], item["metadata"]
    if spec.get("manualSelector") or not isinstance(spec.get("template"), dict):
        return
    uid, name = meta["uid"], meta["name"]
    labels = {
        "batch.kubernetes.io/controller-uid": uid,
        "batch.kubernetes.io/job-name": name,
        "controller-uid": uid,
        "job-name": name,
    }
    template = spec["template"].setdefault("metadata", {})
    template["labels"] = {**(template.get("labels") or {}), **labels}
    meta["labels"] = {**(meta.get("labels") or {}), **labels}
    spec["selector"] = {"matchLabels": {"batch.kubernetes.io/controller-uid": uid}}
