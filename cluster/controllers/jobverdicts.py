"""How a Job comes to its end: the conditions that say so, and when they hold."""

from collections.abc import Iterable
from typing import NamedTuple

from .. import pods as pod_facts
from ..values import Object, at
from .completions import numbers
from .jobpolicies import rule_met, ruling


class Verdict(NamedTuple):
    """The condition that a Job has on its way to its end, and why."""

    kind: str
    reason: str
    message: str

    @property
    def end(self) -> str:
        return ENDS[self.kind]


ENDS = {"SuccessCriteriaMet": "Complete", "FailureTarget": "Failed"}
REACHED = Verdict("SuccessCriteriaMet", "CompletionsReached", "Reached expected number of succeeded pods")
TOO_OFTEN = Verdict("FailureTarget", "BackoffLimitExceeded", "Job has reached the specified backoff limit")
TOO_LONG = Verdict("FailureTarget", "DeadlineExceeded", "Job was active longer than specified deadline")
TOO_MANY_INDEXES = Verdict(
    "FailureTarget", "MaxFailedIndexesExceeded", "Job has exceeded the specified maximal number of failed indexes"
)
FAILED_INDEXES = Verdict("FailureTarget", "FailedIndexes", "Job has failed indexes")


def condition(item: Object, kind: str) -> Object | None:
    found = pod_facts.condition(item, kind)
    return found if found and found["status"] == "True" else None


def is_finished(item: Object) -> bool:
    return any(condition(item, end) for end in ENDS.values())


def passed(item: Object) -> Verdict | None:
    """What was found once stays."""
    found = ((kind, condition(item, kind)) for kind in ENDS)
    return next((Verdict(kind, known["reason"], known["message"]) for kind, known in found if known), None)


def by_rule(spec: Object, failed: Iterable[Object]) -> Verdict | None:
    ruled = (ruling(spec, pod) for pod in failed)
    told = (Verdict("FailureTarget", "PodFailurePolicy", one.message) for one in ruled if one.action == "FailJob")
    return next(told, None)


def restarted_too_often(spec: Object, pods: Iterable[Object]) -> bool:
    if at(spec, "template", "spec", "restartPolicy") != "OnFailure":
        return False
    restarts = sum(
        one.get("restartCount", 0)
        for pod in pods
        if at(pod, "status", "phase") in ("Running", "Pending")
        for one in at(pod, "status", "containerStatuses", default=[])
    )
    limit = spec.get("backoffLimit", 6)
    return bool(restarts >= limit if limit else restarts > 0)


def by_indexes(spec: Object, status: Object) -> Verdict | None:
    done, failed = (numbers(status.get(field) or "") for field in ("completedIndexes", "failedIndexes"))
    most, met = spec.get("maxFailedIndexes"), rule_met(spec, done)
    if most is not None and len(failed) > most:
        return TOO_MANY_INDEXES
    if failed and len(failed) + len(done) >= spec["completions"]:
        return FAILED_INDEXES
    return None if met is None else Verdict("SuccessCriteriaMet", "SuccessPolicy", f"Matched rules at index {met}")
