"""The page of a HorizontalPodAutoscaler."""

from .. import times
from ..values import Object, at
from .describe_parts import Page

UNKNOWN = "<unknown>"
TITLES = {
    "Resource": "resource {name} on pods",
    "ContainerResource": 'resource {name} of container "{container}" on pods',
    "Pods": '"{metric}" on pods',
    "Object": '"{metric}" on {kind}/{of} ({about})',
    "External": '"{metric}" ({about})',
}


def autoscaler(page: Page, item: Object) -> None:
    meta, spec, status = item["metadata"], item["spec"], item.get("status") or {}
    page.head(item)
    page.marks(item)
    page.row(0, "CreationTimestamp", times.rfc1123(meta["creationTimestamp"]))
    target = spec["scaleTargetRef"]
    page.row(0, "Reference", f"{target['kind']}/{target['name']}")
    page.write(0, "Metrics:\t( current / target )")
    seen = status.get("currentMetrics") or []
    for place, metric in enumerate(spec.get("metrics") or []):
        page.row(1, *_metric(metric, seen[place] if place < len(seen) else {}))
    page.row(0, "Min replicas", spec.get("minReplicas", "<unset>"))
    page.row(0, "Max replicas", spec["maxReplicas"])
    if spec.get("behavior"):
        page.write(0, "Behavior:")
        _rules(page, "Scale Up", spec["behavior"].get("scaleUp"))
        _rules(page, "Scale Down", spec["behavior"].get("scaleDown"))
    counts = f"{status.get('currentReplicas', 0)} current / {status.get('desiredReplicas', 0)} desired"
    page.row(0, f"{target['kind']} pods", counts)
    if status.get("conditions"):
        page.write(0, "Conditions:")
        page.write(1, "Type\tStatus\tReason\tMessage")
        page.write(1, "----\t------\t------\t-------")
        for one in status["conditions"]:
            page.write(1, f"{one['type']}\t{one['status']}\t{one['reason']}\t{one['message']}")
    page.events(item)


def _metric(metric: Object, seen: Object) -> tuple[str, str]:
    """What it is called, and how it stands."""
    field = metric["type"][0].lower() + metric["type"][1:]
    found, current = metric[field], at(seen, field, "current", default={})
    goal, of = found["target"], found.get("describedObject") or {}
    title = TITLES[metric["type"]].format(
        name=found.get("name"),
        container=found.get("container"),
        metric=at(found, "metric", "name"),
        kind=of.get("kind"),
        of=of.get("name"),
        about="target average value" if goal.get("averageValue") is not None else "target value",
    )
    share = goal.get("averageUtilization")
    if share is None:
        kind = "averageValue" if goal.get("averageValue") is not None else "value"
        return title, f"{current.get(kind, UNKNOWN)} / {goal.get(kind)}"
    known = at(current, "averageUtilization")
    have = UNKNOWN if known is None else f"{known}% ({current.get('averageValue')})"
    return f"{title}  (as a percentage of request)", f"{have} / {share}%"


def _rules(page: Page, title: str, rules: Object | None) -> None:
    if rules is None:
        return
    page.write(1, f"{title}:")
    if rules.get("stabilizationWindowSeconds") is not None:
        page.write(2, f"Stabilization Window: {rules['stabilizationWindowSeconds']} seconds")
    if not rules.get("policies"):
        return
    page.write(2, f"Select Policy: {rules.get('selectPolicy') or 'Max'}")
    page.write(2, "Policies:")
    for one in rules["policies"]:
        page.write(3, f"- Type: {one['type']}\tValue: {one['value']}\tPeriod: {one['periodSeconds']} seconds")
