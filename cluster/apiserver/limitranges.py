"""LimitRanges: what containers ask for if they say nothing, and how much or little one may ask for."""

from collections.abc import Iterator
from typing import TYPE_CHECKING

from .. import quantity
from ..values import Object, at
from .errors import forbidden
from .kinds import Kind

if TYPE_CHECKING:
    from .registry import Registry

NOTE = "kubernetes.io/limit-ranger"
Resources = dict[str, Object]  # by requests and limits


def admit(registry: "Registry", kind: Kind, item: Object) -> None:
    """Fill in what a Pod leaves out; refuse what is out of range."""
    for limits in registry.store.items("limitranges", item["metadata"]["namespace"]):
        items = at(limits, "spec", "limits", default=[])
        if kind.plural == "pods":
            _fill(items, item)
        problems = [problem for limit in items for problem in _problems(limit, kind, item)]
        if problems:
            why = problems[0] if len(problems) == 1 else f"[{', '.join(problems)}]"
            raise forbidden(kind, item["metadata"]["name"], why)


def _fill(items: list[Object], pod: Object) -> None:
    notes: list[str] = []
    for field, word in (("containers", "container"), ("initContainers", "init container")):
        for container in pod["spec"].get(field) or []:
            notes += _fill_container(items, container, f"{word} {container['name']}")
    if notes:
        meta = pod["metadata"]
        noted = f"LimitRanger plugin set: {'; '.join(notes)}"
        meta["annotations"] = {**(meta.get("annotations") or {}), NOTE: noted}


def _fill_container(items: list[Object], container: Object, name: str) -> Iterator[str]:
    resources = container["resources"] = dict(container.get("resources") or {})
    for field, source, word in (("requests", "defaultRequest", "request"), ("limits", "default", "limit")):
        defaults: Object = {}
        for limit in items:
            defaults |= (limit.get(source) or {}) if limit.get("type") == "Container" else {}
        stated = resources.get(field) or {}
        missing = sorted(set(defaults) - set(stated))
        if missing:
            resources[field] = {**defaults, **stated}
            yield f"{', '.join(missing)} {word} for {name}"


def _problems(limit: Object, kind: Kind, item: Object) -> Iterator[str]:
    what = limit.get("type", "")
    for resources in _measured(what, kind, item):
        for name, least in sorted((limit.get("min") or {}).items()):
            yield from _too_little(name, what, least, resources)
        for name, most in sorted((limit.get("max") or {}).items()):
            yield from _too_much(name, what, most, resources)
        for name, ratio in sorted((limit.get("maxLimitRequestRatio") or {}).items()):
            yield from _too_far_apart(name, what, ratio, resources)


def _measured(what: str, kind: Kind, item: Object) -> Iterator[Resources]:
    if what == "Container" and kind.plural == "pods":
        for container in [*(item["spec"].get("containers") or []), *(item["spec"].get("initContainers") or [])]:
            yield _parts(container.get("resources"))
    elif what == "Pod" and kind.plural == "pods":
        containers = [_parts(one.get("resources")) for one in item["spec"].get("containers") or []]
        yield {field: _together([one[field] for one in containers]) for field in ("requests", "limits")}
    elif what == "PersistentVolumeClaim" and kind.plural == "persistentvolumeclaims":
        requests = _parts(item["spec"].get("resources"))["requests"]
        yield {"requests": requests, "limits": requests}


def _parts(resources: Object | None) -> Resources:
    return {field: (resources or {}).get(field) or {} for field in ("requests", "limits")}


def _together(lists: list[Object]) -> Object:
    """Only what every container states has a sum."""
    named = set.intersection(*map(set, lists)) if lists else set()
    return {n: quantity.spell(sum(quantity.milli(one[n]) for one in lists), str(lists[0][n])) for n in named}


def _too_little(name: str, what: str, least: str, resources: Resources) -> Iterator[str]:
    says = f"minimum {name} usage per {what} is {least}"
    request, limit = resources["requests"].get(name), resources["limits"].get(name)
    if request is None:
        yield f"{says}.  No request is specified"
    elif quantity.milli(request) < quantity.milli(least):
        yield f"{says}, but request is {request}"
    elif limit is not None and quantity.milli(limit) < quantity.milli(least):
        yield f"{says}, but limit is {limit}"


def _too_much(name: str, what: str, most: str, resources: Resources) -> Iterator[str]:
    says = f"maximum {name} usage per {what} is {most}"
    request, limit = resources["requests"].get(name), resources["limits"].get(name)
    is_claim = what == "PersistentVolumeClaim"
    if limit is None:
        yield f"{says}.  No limit is specified"
    elif quantity.milli(limit) > quantity.milli(most):
        yield f"{says}, but {'request' if is_claim else 'limit'} is {limit}"
    elif request is not None and quantity.milli(request) > quantity.milli(most):
        yield f"{says}, but request is {request}"


def _too_far_apart(name: str, what: str, ratio: str, resources: Resources) -> Iterator[str]:
    says = f"{name} max limit to request ratio per {what} is {ratio}"
    request, limit = (quantity.milli(resources[field].get(name, 0)) for field in ("requests", "limits"))
    if not request:
        yield f"{says}, but no request is specified or request is 0"
    elif not limit:
        yield f"{says}, but no limit is specified or limit is 0"
    elif limit * 1000 > request * quantity.milli(ratio):
        yield f"{says}, but provided ratio is {limit / request:f}"
