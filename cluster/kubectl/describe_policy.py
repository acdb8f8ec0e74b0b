"""Descriptions of what limits and what protects: quotas, ranges, budgets."""

from ..values import Object, at
from . import describe_parts as parts
from .describe_parts import Page


def used(page: Page, item: Object, level: int, line: str = "----") -> None:
    hard, used = (at(item, "status", part, default={}) for part in ("hard", "used"))
    page.write(level, "Resource\tUsed\tHard")
    page.write(level, f"--------\t{line}\t{line}")
    for name in sorted(hard):
        page.write(level, f"{name}\t{used.get(name, 0)}\t{hard[name]}")


SCOPES = {
    "Terminating": "Matches all pods that have an active deadline. These pods have a limited lifespan on a node before "
    "being actively terminated by the system.",
    "NotTerminating": "Matches all pods that do not have an active deadline. These pods usually include long running "
    "pods whose container command is not expected to terminate.",
    "BestEffort": "Matches all pods that do not have resource requirements set. These pods have a best effort quality "
    "of service.",
    "NotBestEffort": "Matches all pods that have at least one resource requirement set. These pods have a burstable "
    "or guaranteed quality of service.",
}  # as kubectl says it


def scopes(page: Page, item: Object, level: int) -> None:
    given = sorted(at(item, "spec", "scopes", default=None) or [])
    if given:
        page.row(level, "Scopes", ", ".join(given))
    for scope in given:
        if scope in SCOPES:
            page.write(level, f"{'' if level else ' '}* {SCOPES[scope]}")


def quota(page: Page, item: Object) -> None:
    page.head(item)
    scopes(page, item, 0)
    used(page, item, 0)


def limits(page: Page, item: Object, level: int) -> None:
    page.write(level, "Type\tResource\tMin\tMax\tDefault Request\tDefault Limit\tMax Limit/Request Ratio")
    page.write(level, "----\t--------\t---\t---\t---------------\t-------------\t-----------------------")
    fields = ("min", "max", "defaultRequest", "default", "maxLimitRequestRatio")
    for limit in at(item, "spec", "limits", default=[]):
        for name in sorted({name for field in fields for name in limit.get(field) or {}}):
            cells = [str((limit.get(field) or {}).get(name, "-")) for field in fields]
            page.write(level, "\t".join([limit["type"], name, *cells]))


def priority_class(page: Page, item: Object) -> None:
    page.row(0, "Name", item["metadata"]["name"])
    page.row(0, "Value", item.get("value", 0))
    page.row(0, "GlobalDefault", str(bool(item.get("globalDefault"))).lower())
    page.row(0, "PreemptionPolicy", item.get("preemptionPolicy", ""))
    page.row(0, "Description", item.get("description", ""))
    page.row(0, "Annotations", parts.pairs(item["metadata"].get("annotations")))
    page.events(item)


def limit_range(page: Page, item: Object) -> None:
    page.head(item)
    limits(page, item, 0)


def budget(page: Page, item: Object) -> None:
    spec, status = item["spec"], item.get("status") or {}
    page.head(item)
    if "minAvailable" in spec:
        page.row(0, "Min available", spec["minAvailable"])
    if "maxUnavailable" in spec:
        page.row(0, "Max unavailable", spec["maxUnavailable"])
    page.row(0, "Selector", parts.selector_text(spec.get("selector")))
    page.write(0, "Status:")
    for title, field in (
        ("Allowed disruptions", "disruptionsAllowed"),
        ("Current", "currentHealthy"),
        ("Desired", "desiredHealthy"),
        ("Total", "expectedPods"),
    ):
        page.row(2, title, status.get(field, 0))
    page.events(item)
