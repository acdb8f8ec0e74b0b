"""The arithmetic of a rollout: pure functions of a Deployment and its ReplicaSets."""

import math
from collections.abc import Iterator

from .. import times
from ..values import Object, at, whole

PREFIX = "deployment.kubernetes.io/"
REVISION = f"{PREFIX}revision"
HISTORY = f"{PREFIX}revision-history"
HASH = "pod-template-hash"
# What a ReplicaSet does not copy from its Deployment's annotations.
_OWN = {
    "kubectl.kubernetes.io/last-applied-configuration",
    REVISION,
    HISTORY,
    f"{PREFIX}desired-replicas",
    f"{PREFIX}max-replicas",
}
FAILURE = "ReplicaFailure"
NO_DEADLINE = 2147483647


def size(one: Object) -> int:
    return one["spec"].get("replicas", 1)


def available(one: Object) -> int:
    return at(one, "status", "availableReplicas", default=0)


def created(one: Object) -> tuple[str, str]:
    return one["metadata"]["creationTimestamp"], one["metadata"]["name"]


def revision(one: Object) -> int:
    text = at(one, "metadata", "annotations", REVISION, default="0")
    return whole(text, 0)


def portion(value: object, whole: int, up: bool) -> int:
    """An absolute number, or a percentage of `whole`."""
    if isinstance(value, str) and value.endswith("%"):
        exact = int(value[:-1]) * whole / 100
        return math.ceil(exact) if up else math.floor(exact)
    return int(value) if isinstance(value, int | str) else 0


def fences(item: Object) -> tuple[int, int]:
    """(how many Pods more than wanted, how many fewer); never neither."""
    rolling = at(item, "spec", "strategy", "rollingUpdate")
    if rolling is None:
        return 0, 0
    wanted = item["spec"].get("replicas", 1)
    surge = portion(rolling.get("maxSurge", 0), wanted, up=True)
    unavailable = portion(rolling.get("maxUnavailable", 0), wanted, up=False)
    return surge, unavailable if surge or unavailable else 1


def may_be_missing(item: Object) -> int:
    return min(fences(item)[1], item["spec"].get("replicas", 1))


def of_template(item: Object, sets: list[Object]) -> Object | None:
    """The ReplicaSet that has the Deployment's template, the label with the hash apart."""
    wanted = _bare(item["spec"]["template"])
    return next((one for one in sorted(sets, key=created) if _bare(one["spec"]["template"]) == wanted), None)


def _bare(template: Object) -> Object:
    meta = template.get("metadata") or {}
    labels = {key: value for key, value in (meta.get("labels") or {}).items() if key != HASH}
    return {**template, "metadata": {**meta, "labels": labels}}


def annotations_for(item: Object, one: Object, wanted: str) -> Object:
    """The ReplicaSet's annotations once it is the newest."""
    kept = dict(one["metadata"].get("annotations") or {})
    for key, value in (item["metadata"].get("annotations") or {}).items():
        if key not in _OWN:
            kept[key] = value
    before = kept.get(REVISION, "")
    if not before or whole(before, int(wanted)) < int(wanted):
        kept[REVISION] = wanted
        if before:
            past = kept.get(HISTORY, "")
            kept[HISTORY] = f"{past},{before}" if past else before
    return kept


def size_annotations(item: Object) -> Object:
    wanted = item["spec"].get("replicas", 1)
    return {f"{PREFIX}desired-replicas": str(wanted), f"{PREFIX}max-replicas": str(wanted + fences(item)[0])}


def new_size(item: Object, old: list[Object], new: Object | None) -> int:
    """How large the new ReplicaSet may be by now."""
    wanted, current = item["spec"].get("replicas", 1), size(new) if new else 0
    if at(item, "spec", "strategy", "type") == "Recreate" or current >= wanted:
        return wanted
    room = wanted + fences(item)[0] - sum(map(size, old)) - current
    return current if room <= 0 else current + min(room, wanted - current)


def active_or_latest(new: Object | None, old: list[Object]) -> Object | None:
    """The one ReplicaSet there is to scale, if there is only one."""
    every = [*old, *([new] if new else [])]
    active = [one for one in every if size(one) > 0]
    if len(active) == 1:
        return active[0]
    if active:
        return None
    return new or max(old, key=created, default=None)


def is_saturated(item: Object, new: Object) -> bool:
    wanted = item["spec"].get("replicas", 1)
    return (
        size(new) == wanted
        and at(new, "metadata", "annotations", f"{PREFIX}desired-replicas") == str(wanted)
        and available(new) == wanted
    )


def proportional(item: Object, sets: list[Object]) -> Iterator[tuple[Object, int]]:
    """Scaling in the middle of a rollout: every ReplicaSet grows or shrinks by its share."""
    wanted = item["spec"].get("replicas", 1)
    active = [one for one in sets if size(one) > 0]
    total = sum(map(size, active))
    allowed = wanted + fences(item)[0] if wanted else 0
    difference = allowed - total
    newest_first = sorted(active, key=created, reverse=difference > 0)
    ordered = sorted(newest_first, key=size, reverse=True)
    added = 0
    sizes: dict[str, int] = {}
    for one in ordered:
        share = 0
        if difference:
            most = at(one, "metadata", "annotations", f"{PREFIX}max-replicas", default="")
            base = whole(most, 0) or at(item, "status", "replicas", default=0)
            share = math.floor(size(one) * allowed / base + 0.5) - size(one) if base else 0
            left = difference - added
            share = min(share, left) if difference > 0 else max(share, left)
            added += share
        sizes[one["metadata"]["name"]] = size(one) + share
    for place, one in enumerate(ordered):
        name = one["metadata"]["name"]
        if place == 0 and difference:
            sizes[name] = max(sizes[name] + difference - added, 0)
        yield one, sizes[name]


# Status


def condition(item: Object, kind: str) -> Object | None:
    return next((one for one in at(item, "status", "conditions", default=[]) if one["type"] == kind), None)


def has_deadline(item: Object) -> bool:
    return item["spec"].get("progressDeadlineSeconds", NO_DEADLINE) != NO_DEADLINE


def status(item: Object, sets: list[Object], new: Object | None, now: float) -> Object:
    there = sum(map(available, sets))
    counts = {
        "observedGeneration": item["metadata"].get("generation", 1),
        "replicas": sum(at(one, "status", "replicas", default=0) for one in sets),
        "updatedReplicas": at(new, "status", "replicas", default=0) if new else 0,
        "readyReplicas": sum(at(one, "status", "readyReplicas", default=0) for one in sets),
        "availableReplicas": there,
        "unavailableReplicas": max(sum(map(size, sets)) - there, 0),
        "collisionCount": at(item, "status", "collisionCount", default=0),
    }
    enough = there >= item["spec"].get("replicas", 1) - may_be_missing(item)
    fresh = {
        "message": f"Deployment {'has' if enough else 'does not have'} minimum availability.",
        "reason": "MinimumReplicasAvailable" if enough else "MinimumReplicasUnavailable",
        "status": "True" if enough else "False",
        "type": "Available",
    }
    found: Object = {key: value for key, value in counts.items() if value}
    return {**found, "conditions": _put(at(item, "status", "conditions", default=[]), fresh, now)}


def _put(conditions: list[Object], fresh: Object, now: float) -> list[Object]:
    """As SetDeploymentCondition: unchanged if status and reason are; else last, after the others."""
    found = next((one for one in conditions if one["type"] == fresh["type"]), None)
    if found and (found["status"], found.get("reason")) == (fresh["status"], fresh["reason"]):
        return list(conditions)
    stamp = times.stamp(now)
    kept = {"lastTransitionTime": found["lastTransitionTime"]} if found and found["status"] == fresh["status"] else {}
    others = [one for one in conditions if one["type"] != fresh["type"]]
    return [*others, {"lastTransitionTime": stamp, "lastUpdateTime": stamp, **fresh, **kept}]


def refusal(new: Object | None, sets: list[Object]) -> Object | None:
    """Why Pods could not be made: the new ReplicaSet's reason before those of the others."""
    found = (condition(one, FAILURE) for one in [*([new] if new else []), *sets])
    return next((one for one in found if one is not None), None)


def with_refusal(conditions: list[Object], found: Object | None, now: float) -> list[Object]:
    if found is None:
        return [one for one in conditions if one["type"] != FAILURE]
    return _put(conditions, {**found, "lastUpdateTime": found["lastTransitionTime"]}, now)


def with_progress(item: Object, state: str, reason: str, message: str, now: float) -> list[Object]:
    fresh = {"message": message, "reason": reason, "status": state, "type": "Progressing"}
    return _put(at(item, "status", "conditions", default=[]), fresh, now)


def is_complete(item: Object, fresh: Object) -> bool:
    wanted = item["spec"].get("replicas", 1)
    counted = {fresh.get(key, 0) for key in ("updatedReplicas", "replicas", "availableReplicas")}
    return counted == {wanted} and fresh.get("observedGeneration", 0) >= item["metadata"].get("generation", 1)


def _has_moved(before: Object, after: Object) -> bool:
    def rest(one: Object) -> int:
        return one.get("replicas", 0) - one.get("updatedReplicas", 0)

    grown = any(
        after.get(key, 0) > before.get(key, 0) for key in ("updatedReplicas", "readyReplicas", "availableReplicas")
    )
    return grown or rest(after) < rest(before)


def progress(item: Object, fresh: Object, new: Object | None, now: float) -> list[Object]:
    """The conditions with what is to be said about how far the rollout is."""
    conditions = list(fresh["conditions"])
    if not has_deadline(item):
        return [one for one in conditions if one["type"] != "Progressing"]
    found = next((one for one in conditions if one["type"] == "Progressing"), None)
    done = (
        fresh.get("replicas", 0) == fresh.get("updatedReplicas", 0)
        and found is not None
        and found.get("reason") == "NewReplicaSetAvailable"
    )
    if done:
        return conditions
    what = f'ReplicaSet "{new["metadata"]["name"]}"' if new else f'Deployment "{item["metadata"]["name"]}"'
    if is_complete(item, fresh):
        ended = {"message": f"{what} has successfully progressed.", "reason": "NewReplicaSetAvailable"}
        return _put(conditions, {**ended, "status": "True", "type": "Progressing"}, now)
    if _has_moved(item.get("status") or {}, fresh):
        moving = {
            "message": f"{what} is progressing.",
            "reason": "ReplicaSetUpdated",
            "status": "True",
            "type": "Progressing",
        }
        stamp = times.stamp(now)
        since = found["lastTransitionTime"] if found and found["status"] == "True" else stamp
        others = [one for one in conditions if one["type"] != "Progressing"]
        return [*others, {**moving, "lastTransitionTime": since, "lastUpdateTime": stamp}]
    if _timed_out(item, found, now):
        late = {"message": f"{what} has timed out progressing.", "reason": "ProgressDeadlineExceeded"}
        return _put(conditions, {**late, "status": "False", "type": "Progressing"}, now)
    return conditions


def _timed_out(item: Object, found: Object | None, now: float) -> bool:
    if found is None or found.get("reason") == "NewReplicaSetAvailable":
        return False
    if found.get("reason") == "ProgressDeadlineExceeded":
        return True
    since = times.moment(found.get("lastUpdateTime")) or now
    return since + item["spec"]["progressDeadlineSeconds"] < now
