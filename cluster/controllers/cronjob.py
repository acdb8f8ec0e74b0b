"""A Job whenever the clock says so."""

from datetime import UTC, tzinfo
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from .. import times
from ..apiserver.errors import ApiError
from ..apiserver.registry import Registry
from ..cron import BadSchedule, parse
from ..index import Index
from ..machine import Machine
from ..store import Change
from ..values import Object, at, copy
from .base import Controller, owner_reference
from .jobverdicts import condition, is_finished

LATE = 0.1  # seconds after the moment at which the schedule is looked at
MOST_MISSED = 100
SCHEDULED_AT = "batch.kubernetes.io/cronjob-scheduled-timestamp"


class CronJobController(Controller):
    name = source = "cronjob-controller"
    kind = "cronjobs"
    delay = 0.003

    def __init__(self, machine: Machine, registry: Registry, index: Index) -> None:
        super().__init__(machine, registry, index)
        self.listen("jobs", self._on_job)

    def _on_job(self, change: Change) -> None:
        self.enqueue_owner(change.object, "CronJob")

    def sync(self, item: Object) -> None:
        if item["metadata"].get("deletionTimestamp"):
            return
        children = self.index.owned("jobs", item["metadata"]["uid"])
        status = copy(item.get("status") or {})
        self._look_after(item, children, status)
        self._forget(item, children)
        if not item["spec"].get("suspend"):
            self._schedule(item, children, status)
        if not status.get("active"):
            status.pop("active", None)
        self.update_status("cronjobs", item, status)

    def _look_after(self, item: Object, children: list[Object], status: Object) -> None:
        active = status.setdefault("active", [])
        known = {one["uid"] for one in active}
        for job in children:
            meta = job["metadata"]
            if meta["uid"] not in known and not is_finished(job):
                message = f"Saw a job that the controller did not create or forgot: {meta['name']}"
                self.recorder.event(item, "Warning", "UnexpectedJob", message)
            elif meta["uid"] in known and is_finished(job):
                kind = "Complete" if condition(job, "Complete") else "Failed"
                self.recorder.event(
                    item, "Normal", "SawCompletedJob", f"Saw completed job: {meta['name']}, condition: {kind}"
                )
                active[:] = [one for one in active if one["uid"] != meta["uid"]]
                if kind == "Complete":
                    status["lastSuccessfulTime"] = at(job, "status", "completionTime")
        there = {job["metadata"]["uid"] for job in children}
        for one in [one for one in active if one["uid"] not in there]:
            message = f"Active job went missing: {one['name']}"
            self.recorder.event(item, "Normal", "MissingJob", message)
            active.remove(one)

    def _forget(self, item: Object, children: list[Object]) -> None:
        for kind, field in (("Complete", "successfulJobsHistoryLimit"), ("Failed", "failedJobsHistoryLimit")):
            limit = item["spec"].get(field)
            done = [job for job in children if condition(job, kind)]
            done.sort(key=lambda job: (at(job, "status", "startTime", default=""), job["metadata"]["name"]))
            for job in done[: max(len(done) - limit, 0)] if limit is not None else []:
                self._delete(item, job)

    def _delete(self, item: Object, job: Object) -> None:
        if self.delete("jobs", job, "Background"):
            self.recorder.event(item, "Normal", "SuccessfulDelete", f"Deleted job {job['metadata']['name']}")

    def _schedule(self, item: Object, children: list[Object], status: Object) -> None:
        try:
            schedule = parse(item["spec"]["schedule"])
        except BadSchedule as error:
            self.recorder.event(item, "Warning", "UnparseableSchedule", f"unparseable schedule: {error}")
            return
        zone = _zone(item["spec"].get("timeZone"))
        start = (
            times.moment(status.get("lastScheduleTime"))
            or times.moment(item["metadata"]["creationTimestamp"])
            or self.now
        )
        deadline = item["spec"].get("startingDeadlineSeconds")
        if deadline is not None:
            start = max(start, self.now - deadline)
        due, following, missed = None, schedule.after(start, zone), 0
        while following is not None and following <= self.now:
            due, missed = following, missed + 1
            following = schedule.after(following, zone)
            if missed > 100_000:
                break
        if missed > MOST_MISSED:
            message = "too many missed start times. Set or decrease .spec.startingDeadlineSeconds or check clock skew"
            self.recorder.event(item, "Warning", "TooManyMissedTimes", message)
        if due is not None:
            self._start(item, children, status, due)
        if following is not None:
            self.enqueue_object(item, following + LATE - self.now)

    def _start(self, item: Object, children: list[Object], status: Object, due: float) -> None:
        policy = item["spec"].get("concurrencyPolicy", "Allow")
        running = [job for job in children if not is_finished(job)]
        if policy == "Forbid" and running:
            message = "Not starting job because prior execution is running and concurrency policy is Forbid"
            self.recorder.event(item, "Normal", "JobAlreadyActive", message)
            return
        if policy == "Replace":
            for job in running:
                self._delete(item, job)
                status["active"] = [one for one in status["active"] if one["uid"] != job["metadata"]["uid"]]
        template = item["spec"]["jobTemplate"]
        inner = template.get("metadata") or {}
        name = f"{item['metadata']['name']}-{int(due // 60)}"
        meta: Object = {
            "annotations": {**(inner.get("annotations") or {}), SCHEDULED_AT: times.stamp(due)},
            "name": name,
            "namespace": item["metadata"]["namespace"],
            "ownerReferences": [owner_reference(item)],
        }
        if inner.get("labels"):
            meta["labels"] = dict(inner["labels"])
        try:
            made = self.create("jobs", {"metadata": meta, "spec": copy(template["spec"])})
        except ApiError as error:
            if error.reason != "AlreadyExists":
                self.recorder.event(item, "Warning", "FailedCreate", f"Error creating job: {error.message}")
            return
        self.recorder.event(item, "Normal", "SuccessfulCreate", f"Created job {name}")
        active = {
            "apiVersion": "batch/v1",
            "kind": "Job",
            "name": name,
            "namespace": made["metadata"]["namespace"],
            "resourceVersion": made["metadata"]["resourceVersion"],
            "uid": made["metadata"]["uid"],
        }
        status["active"].append(active)
        status["lastScheduleTime"] = times.stamp(due)


def _zone(name: str | None) -> tzinfo:
    try:
        return ZoneInfo(name) if name else UTC
    except (ZoneInfoNotFoundError, ValueError):
        return UTC
