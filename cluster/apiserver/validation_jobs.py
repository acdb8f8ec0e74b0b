"""What is refused of Jobs and CronJobs."""

from collections.abc import Iterator

from ..cron import BadSchedule
from ..cron import parse as parse_schedule
from ..values import Object, at
from .errors import Problem, Raw, duplicate, invalid, required, unsupported
from .messages import LONGEST_NUMBER
from .names import key_problems
from .validation_pods import GREATER, pod_spec

COUNTS = (
    "parallelism",
    "completions",
    "activeDeadlineSeconds",
    "backoffLimit",
    "ttlSecondsAfterFinished",
    "backoffLimitPerIndex",
    "maxFailedIndexes",
)
ACTIONS = ("Count", "FailIndex", "FailJob", "Ignore")
MODES = ("NonIndexed", "Indexed")
OPERATORS = ("In", "NotIn")
STATUSES = ("False", "True", "Unknown")
ONE_OF_BOTH = "specifying one of OnExitCodes and OnPodConditions is required"
ONLY_INDEXED = "requires indexed completion mode"
NOT_BOTH = "specifying both OnExitCodes and OnPodConditions is not supported"
_MOST_RULES, _MOST_CODES, _LONGEST_INDEXES = 20, 255, 65536


class BadIndexes(ValueError):
    """Its text is what is told of it."""


def job(item: Object) -> list[Problem]:
    return list(_job_spec(item["spec"], "spec"))


def cron_job(item: Object) -> list[Problem]:
    spec = item["spec"]
    found: list[Problem] = []
    schedule = spec.get("schedule", "")
    if not schedule:
        found.append(required("spec.schedule"))
    else:
        try:
            parse_schedule(schedule)
        except BadSchedule as error:
            found.append(invalid("spec.schedule", schedule, str(error)))
    if len(item["metadata"].get("name", "")) > 52:
        found.append(invalid("metadata.name", item["metadata"]["name"], "must be no more than 52 characters"))
    if spec["concurrencyPolicy"] not in ("Allow", "Forbid", "Replace"):
        found.append(unsupported("spec.concurrencyPolicy", spec["concurrencyPolicy"], ("Allow", "Forbid", "Replace")))
    return [*found, *_job_spec(spec["jobTemplate"]["spec"], "spec.jobTemplate.spec")]


def _job_spec(spec: Object, path: str) -> Iterator[Problem]:
    for field in COUNTS:
        if isinstance(spec.get(field), int) and spec[field] < 0:
            yield invalid(f"{path}.{field}", spec[field], GREATER)
    template = spec.get("template")
    if not template:
        yield required(f"{path}.template")
        return
    yield from _indexing(spec, path)
    yield from _failing(spec, f"{path}.podFailurePolicy")
    yield from _succeeding(spec, f"{path}.successPolicy")
    yield from _replacing(spec, f"{path}.podReplacementPolicy")
    inner = dict(template.get("spec") or {})
    troubles = list(_restarting(spec, inner.get("restartPolicy") or "", f"{path}.template.spec.restartPolicy"))
    if troubles:
        inner["restartPolicy"] = "Never"
    yield from pod_spec(inner, f"{path}.template.spec")
    yield from troubles


def _indexing(spec: Object, path: str) -> Iterator[Problem]:
    mode, wanted, most = spec.get("completionMode"), spec.get("completions"), spec.get("maxFailedIndexes")
    if most is not None and spec.get("backoffLimitPerIndex") is None:
        yield required(f"{path}.backoffLimitPerIndex", "when maxFailedIndexes is specified")
    if mode not in (None, *MODES):
        yield unsupported(f"{path}.completionMode", mode, MODES)
    if mode == "Indexed" and wanted is None:
        yield required(f"{path}.completions", "when completion mode is Indexed")
    elif mode == "Indexed" and most is not None and most > wanted:
        yield invalid(f"{path}.maxFailedIndexes", most, "must be less than or equal to completions")
    for field in ("backoffLimitPerIndex", "maxFailedIndexes"):
        if mode in (None, "NonIndexed") and spec.get(field) is not None:
            yield invalid(f"{path}.{field}", spec[field], ONLY_INDEXED)


def _restarting(spec: Object, policy: str, path: str) -> Iterator[Problem]:
    if policy == "Always":
        yield required(path, 'valid values: "OnFailure", "Never"')
    elif policy not in ("OnFailure", "Never"):
        yield unsupported(path, policy, ("OnFailure", "Never"))
    elif spec.get("podFailurePolicy") is not None and policy != "Never":
        yield invalid(path, policy, 'only "Never" is supported when podFailurePolicy is specified')


def _replacing(spec: Object, path: str) -> Iterator[Problem]:
    policy = spec.get("podReplacementPolicy")
    known = ("Failed",) if spec.get("podFailurePolicy") is not None else ("Failed", "TerminatingOrFailed")
    if policy is not None and policy not in known:
        yield unsupported(path, policy, known)


def _too_many(field: str, count: int, most: int) -> Iterator[Problem]:
    if count > most:
        yield Problem(field, f"Too many: {count}: must have at most {most} items", "FieldValueTooMany")


def _one_of(field: str, value: str, known: tuple[str, ...]) -> Iterator[Problem]:
    if not value:
        quoted = " ".join(f'"{one}"' for one in known)
        yield required(field, f"valid values: [{quoted}]")
    elif value not in known:
        yield unsupported(field, value, known)


# What becomes of it when Pods fail


def _failing(spec: Object, path: str) -> Iterator[Problem]:
    rules = at(spec, "podFailurePolicy", "rules", default=[])
    yield from _too_many(f"{path}.rules", len(rules), _MOST_RULES)
    pod = at(spec, "template", "spec", default={})
    names = {one.get("name") for kind in ("containers", "initContainers") for one in pod.get(kind) or []}
    for place, rule in enumerate(rules):
        here = f"{path}.rules[{place}]"
        action = rule.get("action") or ""
        if action == "FailIndex" and spec.get("backoffLimitPerIndex") is None:
            yield invalid(f"{here}.action", action, "requires the backoffLimitPerIndex to be set")
        yield from _one_of(f"{here}.action", action, ACTIONS)
        codes, conditions = rule.get("onExitCodes"), rule.get("onPodConditions") or []
        if codes is not None:
            yield from _codes(codes, f"{here}.onExitCodes", names)
        yield from _too_many(f"{here}.onPodConditions", len(conditions), _MOST_RULES)
        for number, one in enumerate(conditions):
            yield from key_problems(one.get("type") or "", f"{here}.onPodConditions[{number}].type")
            yield from _one_of(f"{here}.onPodConditions[{number}].status", one.get("status") or "", STATUSES)
        if (codes is None) == (not conditions):
            yield Problem(here, f"Invalid value: {ONE_OF_BOTH if codes is None else NOT_BOTH}")


def _codes(wanted: Object, path: str, names: set[str | None]) -> Iterator[Problem]:
    operator, values, name = wanted.get("operator") or "", wanted.get("values"), wanted.get("containerName")
    yield from _one_of(f"{path}.operator", operator, OPERATORS)
    if name is not None and name not in names:
        told = "must be one of the container or initContainer names in the pod template"
        yield invalid(f"{path}.containerName", name, told)
    if not values:
        yield invalid(f"{path}.values", _numbers(values), "at least one value is required")
        return
    yield from _too_many(f"{path}.values", len(values), _MOST_CODES)
    for place, code in enumerate(values):
        if code == 0 and operator == "In":
            yield invalid(f"{path}.values[{place}]", code, "must not be 0 for the In operator")
        if code in values[:place]:
            yield duplicate(f"{path}.values[{place}]", code)
    if values != sorted(values):
        yield invalid(f"{path}.values", _numbers(values), "must be ordered")


def _numbers(values: list[int] | None) -> Raw:
    return Raw("[]int32(nil)" if values is None else f"[]int32{{{', '.join(map(str, values))}}}")


# When enough have succeeded


def _succeeding(spec: Object, path: str) -> Iterator[Problem]:
    if spec.get("successPolicy") is None:
        return
    if spec.get("completionMode") != "Indexed":
        yield invalid(path, Raw("batch.SuccessPolicy{…}"), ONLY_INDEXED)
        return
    rules = spec["successPolicy"].get("rules") or []
    if not rules:
        yield required(f"{path}.rules", "at least one rules must be specified when the successPolicy is specified")
    yield from _too_many(f"{path}.rules", len(rules), _MOST_RULES)
    for place, rule in enumerate(rules):
        yield from _success(rule, spec.get("completions") or 0, f"{path}.rules[{place}]")


def _success(rule: Object, completions: int, path: str) -> Iterator[Problem]:
    count, wanted = rule.get("succeededCount"), rule.get("succeededIndexes")
    if count is None and wanted is None:
        yield required(path, "at least one of succeededCount or succeededIndexes must be specified")
    total = 0
    if wanted is not None:
        field = f"{path}.succeededIndexes"
        if len(wanted) > _LONGEST_INDEXES:
            yield Problem(field, f"Too long: may not be more than {_LONGEST_INDEXES} bytes", "FieldValueTooLong")
        try:
            total = _total(wanted, completions)
        except BadIndexes as error:
            yield invalid(field, wanted, f"error parsing succeededIndexes: {error}")
    if count is None:
        return
    field = f"{path}.succeededCount"
    if count < 0:
        yield invalid(field, count, GREATER)
    if count > completions:
        told = f"must be less than or equal to {completions} (the number of specified completions)"
        yield invalid(field, count, told)
    if wanted is not None and count > total:
        told = f"must be less than or equal to {total} (the number of indexes in the specified succeededIndexes field)"
        yield invalid(field, count, told)


def _total(text: str, completions: int) -> int:
    """How many indexes 0-2,4 are."""
    total, before = 0, -1
    for part in text.split(",") if text else ():
        words = part.split("-")
        if len(words) > 2:
            told = "violates the requirement that an index interval can have at most two parts separated by '-'"
            raise BadIndexes(f'the fragment "{part}" {told}')
        ends = [_index(word, completions) for word in words]
        for first, then in zip([before, *ends], ends, strict=False):
            if first >= then:
                raise BadIndexes(f"non-increasing order, previous: {first}, current: {then}")
        total, before = total + ends[-1] - ends[0] + 1, ends[-1]
    return total


def _index(word: str, completions: int) -> int:
    if not word.isascii() or not word.isdecimal() or len(word) > LONGEST_NUMBER:
        raise BadIndexes(f'cannot convert string to integer for index: "{word}"')
    if int(word) >= completions:
        raise BadIndexes(f'too large index: "{word}"')
    return int(word)
