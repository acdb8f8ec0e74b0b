"""Pods until enough of them have succeeded."""

from collections.abc import Iterable
from itertools import count, islice

from .. import pods as pod_facts
from .. import times
from ..apiserver.registry import Registry
from ..index import Index, controller_of
from ..machine import Machine
from ..store import DELETED, Change
from ..values import Object, at
from . import jobverdicts
from .base import Controller
from .completions import FAILURES, IGNORED, INDEX, failures, failures_after, index_of, numbers, ranges
from .jobpolicies import ruling
from .jobverdicts import Verdict, condition, is_finished

FINALIZER = "batch.kubernetes.io/job-tracking"
BATCH = 1.0  # seconds for which changes of Pods are gathered
FIRST_BACK_OFF, LONGEST_BACK_OFF = 10.0, 600.0
MOST_AT_ONCE = 500  # Pods that are made in one look
SETTLING = 0.01  # seconds from the decision to the end: in between, all Pods are counted


class JobController(Controller):
    name = source = "job-controller"
    kind = "jobs"
    delay = 0.006

    def __init__(self, machine: Machine, registry: Registry, index: Index) -> None:
        super().__init__(machine, registry, index)
        self.listen("pods", self._on_pod)

    def on_own(self, change: Change) -> None:
        before, after = change.previous, change.object
        if (
            before is None
            or change.type == DELETED
            or before["spec"] != after["spec"]
            or before["metadata"].get("deletionTimestamp") != after["metadata"].get("deletionTimestamp")
        ):
            self.enqueue_object(after)

    def _on_pod(self, change: Change) -> None:
        owner = controller_of(change.object)
        if owner and owner["kind"] == "Job":
            self.enqueue(f"{change.key.namespace}/{owner['name']}", BATCH)

    def sync(self, item: Object) -> None:
        if is_finished(item) or item["metadata"].get("deletionTimestamp"):
            self.state.get("backoff", {}).pop(item["metadata"]["uid"], None)
            for pod in self.index.owned("pods", item["metadata"]["uid"]):
                self.let_go(pod)
            return
        Look(self, item).run()

    def gone(self, namespace: str, name: str) -> None:
        """Nobody counts its Pods any more."""
        for pod in list(self.store.items("pods", namespace)):
            owner = controller_of(pod)
            if owner is None or (owner["kind"], owner["name"]) == ("Job", name):
                self.let_go(pod)

    def let_go(self, pod: Object) -> None:
        """The Pod has been counted: it may be deleted."""
        latest = self.store.get("pods", pod["metadata"]["namespace"], pod["metadata"]["name"])
        if latest is None or not is_uncounted(latest):
            return
        meta = dict(latest["metadata"])
        meta["finalizers"] = [one for one in meta["finalizers"] if one != FINALIZER]
        if not meta["finalizers"]:
            del meta["finalizers"]
        self.update("pods", {**latest, "metadata": meta})


def is_uncounted(pod: Object) -> bool:
    return FINALIZER in (pod["metadata"].get("finalizers") or [])


class Look:
    """One look at one Job."""

    def __init__(self, controller: JobController, item: Object) -> None:
        self.controller, self.item = controller, item
        self.spec = item["spec"]
        self.now = controller.now
        self.pods = controller.claimed("pods", item)
        self.status: Object = dict(item.get("status") or {})
        self.status["conditions"] = list(self.status.get("conditions") or [])
        self.indexed = self.spec.get("completionMode") == "Indexed"
        self.per_index = self.spec.get("backoffLimitPerIndex") is not None
        self.waiting: dict[int, Object] = {}  # by index: the Pod that failed, not counted until another takes over

    @property
    def active(self) -> list[Object]:
        return [pod for pod in self.pods if pod_facts.is_active(pod)]

    def run(self) -> None:
        if not self.status.get("startTime") and not self.spec.get("suspend"):
            self.status["startTime"] = times.stamp(self.now)
        self._deadline()
        self._count()
        verdict = self._verdict()
        if verdict:
            self._end(verdict)
        elif self.spec.get("suspend"):
            self._suspend()
        else:
            self._resume()
            self._manage()
        self._write()

    # Counting

    def _count(self) -> None:
        """Every Pod that has ended is counted once; its finalizer says that it has not been yet."""
        ended = [pod for pod in self.pods if is_uncounted(pod) and (_has_succeeded(pod) or self._has_failed(pod))]
        if self.per_index:
            self._look_at_indexes(ended)
        else:
            self._remember(ended)
        for pod in ended:
            if self.waiting.get(index_of(pod)) is not pod:
                self._add(pod)
        self.pods = self._latest()

    def _indexes(self, field: str) -> set[int]:
        return numbers(self.status.get(field) or "")

    def _look_at_indexes(self, ended: list[Object]) -> None:
        failed = self._indexes("failedIndexes") | {index_of(pod) for pod in ended if self._has_failed_for_good(pod)}
        self.status["failedIndexes"] = ranges(failed)
        taken = failed | self._indexes("completedIndexes")
        taken |= {index_of(pod) for pod in [*self.active, *filter(_has_succeeded, ended)]}
        for pod in sorted(ended, key=lambda pod: failures(pod, FAILURES, IGNORED)):
            if index_of(pod) not in taken:
                self.waiting[index_of(pod)] = pod

    def _has_failed_for_good(self, pod: Object) -> bool:
        if _has_succeeded(pod):
            return False
        action = ruling(self.spec, pod).action
        used_up = failures(pod, FAILURES) >= self.spec["backoffLimitPerIndex"]
        return action == "FailIndex" or (action != "Ignore" and used_up)

    def _latest(self) -> list[Object]:
        store = self.controller.store
        return [store.get("pods", p["metadata"]["namespace"], p["metadata"]["name"]) or p for p in self.pods]

    @property
    def _replaces_only_failed(self) -> bool:
        return self.spec.get("podReplacementPolicy") == "Failed"

    def _has_failed(self, pod: Object) -> bool:
        """Who replaces Pods as soon as they are deleted counts them then, not when they have ended."""
        if self._replaces_only_failed or pod_facts.is_finished(pod):
            return at(pod, "status", "phase") == "Failed"
        return bool(pod["metadata"].get("deletionTimestamp"))

    def _add(self, pod: Object) -> None:
        if not _has_succeeded(pod):
            if self._counts(pod) and self._is_wanted(pod):
                self.status["failed"] = self.status.get("failed", 0) + 1
        elif self.indexed and self._is_wanted(pod):
            done = {*self._indexes("completedIndexes"), index_of(pod)}
            self.status |= {"completedIndexes": ranges(done), "succeeded": len(done)}
        elif not self.indexed:
            self.status["succeeded"] = self.status.get("succeeded", 0) + 1
        self.controller.let_go(pod)

    def _counts(self, pod: Object) -> bool:
        return ruling(self.spec, pod).action != "Ignore"

    def _remember(self, ended: list[Object]) -> None:
        """How many have failed since one last succeeded, and when the last did: the next one waits for it."""
        records, uid = self.controller.state.setdefault("backoff", {}), self.item["metadata"]["uid"]
        succeeded = [self._ended(pod) for pod in ended if _has_succeeded(pod)]
        failed = [self._ended(pod) for pod in ended if not _has_succeeded(pod)]
        if succeeded:
            records.pop(uid, None)
            failed = [moment for moment in failed if moment > max(succeeded)]
        if failed:
            before = records[uid][0] if uid in records else 0
            records[uid] = [before + len(failed), max(failed)]

    def _ended(self, pod: Object) -> float:
        moments = [
            times.moment(at(one, "state", "terminated", "finishedAt")) or 0.0
            for one in at(pod, "status", "containerStatuses", default=[])
        ]
        return max(moments, default=0.0) or self.now

    # What has become of it

    def _deadline(self) -> None:
        limit, started = self.spec.get("activeDeadlineSeconds"), times.moment(self.status.get("startTime"))
        if limit is not None and started is not None and not self.spec.get("suspend"):
            left = started + limit - self.now
            if left > 0:
                self.controller.enqueue_object(self.item, left)

    def _verdict(self) -> Verdict | None:
        known = jobverdicts.passed({"status": self.status})
        return known or self._failure() or jobverdicts.by_indexes(self.spec, self.status) or self._success()

    def _failure(self) -> Verdict | None:
        ruled = jobverdicts.by_rule(self.spec, filter(self._has_failed, self.pods))
        if ruled:
            return ruled
        failed = self.status.get("failed", 0) + sum(map(self._counts, self.waiting.values()))
        if failed > self.spec.get("backoffLimit", 6) or jobverdicts.restarted_too_often(self.spec, self.pods):
            return jobverdicts.TOO_OFTEN
        limit, started = self.spec.get("activeDeadlineSeconds"), times.moment(self.status.get("startTime"))
        if limit is not None and started is not None and self.now + 1e-6 >= started + limit:
            return jobverdicts.TOO_LONG
        return None

    def _success(self) -> Verdict | None:
        return jobverdicts.REACHED if self._is_complete() else None

    def _is_complete(self) -> bool:
        done, wanted = self.status.get("succeeded", 0), self.spec.get("completions")
        if self.spec.get("suspend"):
            return False
        if wanted is None:
            return done > 0 and not self.active
        return done >= wanted

    def _end(self, verdict: Verdict) -> None:
        """All that still runs is deleted; only when it is gone has the Job come to its end."""
        for pod in self.active:
            self.controller.delete_pod(self.item, pod)
        for pod in filter(is_uncounted, self._latest()):
            if verdict.kind == "FailureTarget":
                self._add(pod)
            else:
                self.controller.let_go(pod)
        self.pods = self.controller.index.owned("pods", self.item["metadata"]["uid"])
        if condition({"status": self.status}, verdict.kind) is None:
            self._put(*verdict)
            self.controller.enqueue_object(self.item, SETTLING)
        elif all(map(pod_facts.is_finished, self.pods)):
            self._put(verdict.end, verdict.reason, verdict.message)
            self._tell_end(verdict)

    def _tell_end(self, verdict: Verdict) -> None:
        if verdict.end == "Failed":
            self.controller.recorder.event(self.item, "Warning", verdict.reason, verdict.message)
            return
        self.status["completionTime"] = times.stamp(self.now)
        self.controller.recorder.event(self.item, "Normal", "Completed", "Job completed")

    def _suspend(self) -> None:
        self._take_away(self.active)
        if condition(self.item, "Suspended") is None:
            self._put("Suspended", "JobSuspended", "Job suspended")
            self.status.pop("startTime", None)
            self.controller.recorder.event(self.item, "Normal", "Suspended", "Job suspended")

    def _resume(self) -> None:
        if condition(self.item, "Suspended") is not None:
            self._put("Suspended", "JobResumed", "Job resumed", "False")
            self.status["startTime"] = times.stamp(self.now)
            self.controller.recorder.event(self.item, "Normal", "Resumed", "Job resumed")

    def _put(self, kind: str, reason: str, message: str, status: str = "True") -> None:
        fresh = {
            "lastProbeTime": times.stamp(self.now),
            "message": message,
            "reason": reason,
            "status": status,
            "type": kind,
        }
        known = pod_facts.condition({"status": self.status}, kind)
        if known is None or known["status"] != status:
            self.status["conditions"] = pod_facts.with_condition(self.status["conditions"], fresh, self.now)

    # Pods

    def _manage(self) -> None:
        parallel = self.spec.get("parallelism", 1)
        wanted = self.spec.get("completions")
        left = parallel if wanted is None else min(parallel, wanted - self.status.get("succeeded", 0))
        if wanted is None and self.status.get("succeeded", 0):
            left = len(self.active)
        replaced = [p for p in self.pods if p["metadata"].get("deletionTimestamp") and not pod_facts.is_finished(p)]
        missing = left - len(self.active) - (len(replaced) if self._replaces_only_failed else 0)
        surplus = self._surplus(-missing)
        if surplus:
            self._take_away(surplus)
            return
        waits = {
            number: self._wait(number) for number in islice(self._free_indexes(), max(min(missing, MOST_AT_ONCE), 0))
        }
        due = [number for number, wait in waits.items() if wait <= 0]
        if waits and not due:
            self.controller.enqueue_object(self.item, min(waits.values()))
        for number in due:
            if not self._create(number):
                break
        self.pods = self.controller.claimed("pods", self.item)

    def _take_away(self, pods: list[Object]) -> None:
        """Who goes because it is not wanted has not failed."""
        for pod in pods:
            self.controller.let_go(pod)
            self.controller.delete_pod(self.item, pod)
        self.pods = self._latest()

    def _surplus(self, many: int) -> list[Object]:
        """So many at least: those whose index is no longer wanted, then those that have come least far."""
        outside = [pod for pod in self.active if not self._is_wanted(pod)]
        others = sorted(filter(self._is_wanted, self.active), key=pod_facts.is_ready)
        return outside + others[: max(many - len(outside), 0)]

    def _is_wanted(self, pod: Object) -> bool:
        return not self.indexed or 0 <= index_of(pod) < self.spec["completions"]

    def _wait(self, number: int) -> float:
        """Seconds to wait after the last failure; twice as long after every one."""
        failed, last = self.controller.state.get("backoff", {}).get(self.item["metadata"]["uid"], (0, 0.0))
        if number in self.waiting:
            pod = self.waiting[number]
            failed, last = failures(pod, FAILURES, IGNORED) + 1, self._ended(pod)
        return last + _back_off(failed) - self.now if failed else 0.0

    def _free_indexes(self) -> Iterable[int]:
        """Of a Job without indexes any number will do."""
        if not self.indexed:
            return count()
        there = self.pods if self._replaces_only_failed else self.active
        taken = {index_of(pod) for pod in there if not pod_facts.is_finished(pod)}
        taken |= self._indexes("completedIndexes") | self._indexes("failedIndexes")
        return (number for number in range(self.spec["completions"]) if number not in taken)

    def _create(self, number: int) -> bool:
        pod = self.controller.new_pod(self.item, self.spec["template"])
        pod["metadata"]["finalizers"] = [FINALIZER]
        if self.indexed:
            self._give_index(pod, number)
        if self.controller.create_pod(self.item, pod) is None:
            self.controller.retry(self.item, BATCH, 60.0)
            return False
        self.controller.settle(self.item)
        return True

    def _give_index(self, pod: Object, number: int) -> None:
        name, meta = self.item["metadata"]["name"], pod["metadata"]
        meta["generateName"] = f"{name}-{number}-"
        meta["labels"] = {**meta.get("labels", {}), INDEX: str(number)}
        meta["annotations"] = {**meta.get("annotations", {}), INDEX: str(number)}
        if self.per_index:
            before = self.waiting.get(number)
            meta["annotations"] |= failures_after(before, before is not None and not self._counts(before))
        pod["spec"]["hostname"] = f"{name}-{number}"
        field = {"apiVersion": "v1", "fieldPath": f"metadata.labels['{INDEX}']"}
        variable = {"name": "JOB_COMPLETION_INDEX", "valueFrom": {"fieldRef": field}}
        for container in [*pod["spec"]["containers"], *(pod["spec"].get("initContainers") or [])]:
            container["env"] = [*(container.get("env") or []), variable]

    def _write(self) -> None:
        active = self.active
        ending = [p for p in self.pods if p["metadata"].get("deletionTimestamp") and not pod_facts.is_finished(p)]
        ended = is_finished({"status": self.status})
        counts = {
            "active": len(active),
            "ready": sum(map(pod_facts.is_ready, active)),
            "terminating": 0 if ended else len(ending),
        }
        status = {**self.status, **counts, "uncountedTerminatedPods": {}}
        if self.spec.get("suspend") and not active:
            status |= {"ready": 0}
        for field in ("active", "succeeded", "failed"):
            if not status.get(field):
                status.pop(field, None)
        if not status["conditions"]:
            del status["conditions"]
        self.controller.update_status("jobs", self.item, status)


def _has_succeeded(pod: Object) -> bool:
    return bool(at(pod, "status", "phase") == "Succeeded")


def _back_off(failed: int) -> float:
    return min(FIRST_BACK_OFF * 2.0 ** min(failed - 1, 10), LONGEST_BACK_OFF)
