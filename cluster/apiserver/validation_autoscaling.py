"""What is refused of HorizontalPodAutoscalers."""

from collections.abc import Iterator

from .. import quantity
from ..values import Object, at
from .errors import Problem, Raw, invalid, not_allowed, required, unsupported

SOURCES = {
    "ContainerResource": "containerResource",
    "External": "external",
    "Object": "object",
    "Pods": "pods",
    "Resource": "resource",
}
TARGETS = ("Utilization", "Value", "AverageValue")
SELECTIONS = ("Disabled", "Max", "Min")
POLICIES = ("Percent", "Pods")
LONGEST_WINDOW, LONGEST_PERIOD = 3600, 1800
RAW_OR_SHARE = "must set either a target raw value or a target utilization"
NOT_BOTH = "may not set both a target raw value and a target utilization"
# What a target has to state, by the field that is missed where it does not.
NEEDED = {
    "resource": (("averageUtilization", "averageValue"), "averageUtilization", RAW_OR_SHARE),
    "containerResource": (("averageUtilization", "averageValue"), "averageUtilization", RAW_OR_SHARE),
    "pods": (("averageValue",), "averageValue", "must specify a positive target averageValue"),
    "object": (("value", "averageValue"), "averageValue", "must set either a target value or averageValue"),
    "external": (
        ("value", "averageValue"),
        "averageValue",
        "must set either a target value for metric or a per-pod target",
    ),
}


def autoscaler(item: Object) -> list[Problem]:
    return list(_spec(item["spec"]))


def _spec(spec: Object) -> Iterator[Problem]:
    least, most = spec["minReplicas"], spec.get("maxReplicas", 0)
    if least < 1:
        yield invalid("spec.minReplicas", least, "must be greater than or equal to 1")
    if most < 1:
        yield invalid("spec.maxReplicas", most, "must be greater than 0")
    elif most < least:
        yield invalid("spec.maxReplicas", most, "must be greater than or equal to `minReplicas`")
    for field in ("kind", "name"):
        if not at(spec, "scaleTargetRef", field):
            yield required(f"spec.scaleTargetRef.{field}")
    for place, metric in enumerate(spec.get("metrics") or []):
        yield from _metric(metric, f"spec.metrics[{place}]")
    for side in ("scaleUp", "scaleDown"):
        rules = at(spec, "behavior", side)
        if rules is not None:
            yield from _rules(rules, f"spec.behavior.{side}")


# Metrics


def _metric(metric: Object, path: str) -> Iterator[Problem]:
    kind = metric.get("type") or ""
    if not kind:
        yield required(f"{path}.type", "must specify a metric source type")
    if kind not in SOURCES:
        yield unsupported(f"{path}.type", kind, tuple(SOURCES))
    there = [field for field in ("object", "external", "pods", "resource", "containerResource") if metric.get(field)]
    if there:
        yield from _source(metric[there[0]], there[0], f"{path}.{there[0]}")
    meant = SOURCES.get(kind, "")
    if meant and meant not in there:
        yield required(f"{path}.{meant}", "must populate information for the given metric source")
    for field in there if len(there) > 1 else ():
        if field != meant:
            yield not_allowed(f"{path}.{field}", "must populate the given metric source only")


def _source(source: Object, field: str, path: str) -> Iterator[Problem]:
    if field in ("resource", "containerResource"):
        if not source.get("name"):
            yield required(f"{path}.name", "must specify a resource name")
        if field == "containerResource" and not source.get("container"):
            yield required(f"{path}.container", "must specify a container")
    elif not at(source, "metric", "name"):
        yield required(f"{path}.metric.name", "must specify a metric name")
    target = source.get("target") or {}
    yield from _target(target, f"{path}.target")
    any_of, missed, told = NEEDED[field]
    if all(target.get(one) is None for one in any_of):
        yield required(f"{path}.target.{missed}", told)
    elif all(target.get(one) is not None for one in any_of):
        if missed == "averageUtilization":
            yield not_allowed(f"{path}.target.averageValue", NOT_BOTH)
        elif field == "external":
            told = "may not set both a target value for metric and a per-pod target"
            yield not_allowed(f"{path}.target.value", told)


def _target(target: Object, path: str) -> Iterator[Problem]:
    kind, share = target.get("type") or "", target.get("averageUtilization")
    if not kind:
        yield required(f"{path}.type", "must specify a metric target type")
    if kind not in TARGETS:
        yield invalid(f"{path}.type", kind, "must be either Utilization, Value, or AverageValue")
    for field in ("value", "averageValue"):
        amount = target.get(field)
        if amount is not None and quantity.milli(amount) <= 0:
            yield invalid(f"{path}.{field}", _quantity(str(amount)), "must be positive")
    if share is not None and share < 1:
        yield invalid(f"{path}.averageUtilization", share, "must be greater than 0")


def _quantity(text: str) -> Raw:
    amount = f"i:resource.int64Amount{{value:{int(quantity.exact(text))}, scale:0}}"
    return Raw(
        f'resource.Quantity{{{amount}, d:resource.infDecAmount{{Dec:(*inf.Dec)(nil)}}, s:"{text}", Format:"DecimalSI"}}'
    )


# Behaviour


def _rules(rules: Object, path: str) -> Iterator[Problem]:
    window, selection, policies = rules.get("stabilizationWindowSeconds"), rules["selectPolicy"], rules["policies"]
    if window is not None and window < 0:
        yield invalid(f"{path}.stabilizationWindowSeconds", window, "must be greater than or equal to zero")
    if window is not None and window > LONGEST_WINDOW:
        told = f"must be less than or equal to {LONGEST_WINDOW}"
        yield invalid(f"{path}.stabilizationWindowSeconds", window, told)
    if selection not in SELECTIONS:
        yield unsupported(f"{path}.selectPolicy", selection, SELECTIONS)
    if not policies:
        yield required(f"{path}.policies", "must specify at least one Policy")
    for place, policy in enumerate(policies):
        yield from _policy(policy, f"{path}.policies[{place}]")


def _policy(policy: Object, path: str) -> Iterator[Problem]:
    if policy.get("type") not in POLICIES:
        yield unsupported(f"{path}.type", policy.get("type") or "", POLICIES)
    for field in ("value", "periodSeconds"):
        if policy.get(field, 0) <= 0:
            yield invalid(f"{path}.{field}", policy.get(field, 0), "must be greater than zero")
    if policy.get("periodSeconds", 0) > LONGEST_PERIOD:
        told = f"must be less than or equal to {LONGEST_PERIOD}"
        yield invalid(f"{path}.periodSeconds", policy["periodSeconds"], told)
