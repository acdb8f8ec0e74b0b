"""ResourceQuotas: how much of a namespace's share is used, and whether one more fits."""

from collections.abc import Callable, Iterator
from typing import TYPE_CHECKING

from .. import pods as pod_facts
from .. import quantity
from ..selectors import Requirement
from ..store import Key, Store
from ..values import Object, at
from . import qos
from .errors import forbidden
from .kinds import Kind

if TYPE_CHECKING:
    from .registry import Registry

COMPUTED = ("cpu", "memory", "ephemeral-storage")
MUST_BE_STATED = ("cpu", "memory")
OF_CLASS = ".storageclass.storage.k8s.io/"
# What may be counted by a short name; everything else is count/RESOURCE.GROUP.
COUNTED = {
    "pods": "pods",
    "services": "services",
    "secrets": "secrets",
    "configmaps": "configmaps",
    "persistentvolumeclaims": "persistentvolumeclaims",
    "replicationcontrollers": "replicationcontrollers",
    "resourcequotas": "resourcequotas",
}


def charge(kind: Kind, item: Object) -> dict[str, int]:
    """What one object uses up, in thousandths."""
    used = {f"count/{kind.qualified}": 1000}
    if kind.plural in COUNTED:
        used[COUNTED[kind.plural]] = 1000
    return CHARGES[kind.plural](item, used) if kind.plural in CHARGES else used


def _service(item: Object, used: dict[str, int]) -> dict[str, int]:
    spec = item["spec"]
    ports = spec.get("ports") or []
    if spec["type"] == "LoadBalancer" and spec.get("allocateLoadBalancerNodePorts") is False:
        ports = [port for port in ports if port.get("nodePort")]
    has_ports = spec["type"] in ("NodePort", "LoadBalancer")
    return used | {
        "services.nodeports": 1000 * len(ports) * has_ports,
        "services.loadbalancers": 1000 * (spec["type"] == "LoadBalancer"),
    }


def _claim(item: Object, used: dict[str, int]) -> dict[str, int]:
    storage = quantity.milli(at(item, "spec", "resources", "requests", "storage", default=0))
    used["requests.storage"] = storage
    name = item["spec"].get("storageClassName")
    if name:
        used[f"{name}{OF_CLASS}requests.storage"] = storage
        used[f"{name}{OF_CLASS}persistentvolumeclaims"] = 1000
    return used


def _pod(item: Object, used: dict[str, int]) -> dict[str, int]:
    if pod_facts.is_finished(item):
        return {name: amount for name, amount in used.items() if name.startswith("count/")}
    asked, most = (pod_facts.resources(item["spec"], field) for field in ("requests", "limits"))
    for name in (*COMPUTED, *asked):
        used[f"requests.{name}"] = asked.get(name, 0)
    for name in COMPUTED:
        used |= {name: asked.get(name, 0), f"limits.{name}": most.get(name, 0)}
    return used


CHARGES: dict[str, Callable[[Object, dict[str, int]], dict[str, int]]] = {
    "services": _service,
    "persistentvolumeclaims": _claim,
    "pods": _pod,
}


UPDATED = ("services", "persistentvolumeclaims")  # kinds of which an update may use up more


def in_scope(quota: Object, kind: Kind, item: Object) -> bool:
    stated = [{"scopeName": scope, "operator": "Exists"} for scope in at(quota, "spec", "scopes", default=[])]
    stated += at(quota, "spec", "scopeSelector", "matchExpressions", default=[])
    if not stated:
        return True
    return kind.plural == "pods" and all(_matches(scope, item["spec"]) for scope in stated)


def _matches(scope: Object, spec: Object) -> bool:
    name = scope.get("scopeName", "")
    if name == "PriorityClass":
        held = {name: spec["priorityClassName"]} if spec.get("priorityClassName") else {}
        return Requirement(name, scope.get("operator", "Exists"), tuple(scope.get("values") or ())).matches(held)
    best_effort = qos.of(spec) == "BestEffort"
    terminating = spec.get("activeDeadlineSeconds") is not None
    return {
        "BestEffort": best_effort,
        "NotBestEffort": not best_effort,
        "Terminating": terminating,
        "NotTerminating": not terminating,
    }.get(name, False)


def usage(store: Store, kinds: tuple[Kind, ...], quota: Object) -> dict[str, str]:
    """`status.used` as the quota controller counts it."""
    hard = at(quota, "spec", "hard", default={})
    space = quota["metadata"]["namespace"]
    used = dict.fromkeys(hard, 0)
    for kind in kinds:
        if not kind.namespaced or not any(_concerns(name, kind) for name in hard):
            continue
        for item in store.items(kind.plural, space):
            if in_scope(quota, kind, item):
                for name, amount in charge(kind, item).items():
                    if name in used:
                        used[name] += amount
    return {name: quantity.spell(used[name], str(hard[name])) for name in hard}


def _concerns(name: str, kind: Kind) -> bool:
    if name.startswith("count/"):
        return name == f"count/{kind.qualified}"
    if kind.plural == "pods":
        return name == "pods" or name.startswith(("requests.", "limits.")) or name in COMPUTED
    if kind.plural == "persistentvolumeclaims" and (name == "requests.storage" or OF_CLASS in name):
        return True
    return name == COUNTED.get(kind.plural) or (kind.plural == "services" and name.startswith("services."))


def admit(registry: "Registry", kind: Kind, item: Object, old: Object | None = None, commit: bool = True) -> None:
    """Refuse what does not fit into every quota of its namespace; book what does. Of an update, what it adds counts."""
    if not kind.namespaced or kind.plural in ("events", "resourcequotas"):
        return
    for quota in list(registry.store.items("resourcequotas", item["metadata"]["namespace"])):
        hard = at(quota, "spec", "hard", default={})
        if not in_scope(quota, kind, item):
            continue
        before = charge(kind, old) if old else {}
        asked = {
            name: amount - before.get(name, 0)
            for name, amount in charge(kind, item).items()
            if name in hard and amount > before.get(name, 0)
        }
        name = quota["metadata"]["name"]
        missing = list(_unstated(hard, kind, item)) if old is None else []
        if missing:
            why = f"failed quota: {name}: must specify {'; '.join(missing)}"
            raise forbidden(kind, item["metadata"]["name"], why)
        if not asked:
            continue
        used = usage(registry.store, registry.kinds, quota)
        over = [one for one in sorted(asked) if quantity.milli(used[one]) + asked[one] > quantity.milli(hard[one])]
        if over:
            why = (
                f"exceeded quota: {name}, requested: {_listed(over, asked, hard)}, "
                f"used: {','.join(f'{one}={used[one]}' for one in over)}, "
                f"limited: {','.join(f'{one}={hard[one]}' for one in over)}"
            )
            raise forbidden(kind, item["metadata"]["name"], why)
        if commit:
            grown = {one: quantity.spell(quantity.milli(used[one]) + asked.get(one, 0), str(hard[one])) for one in hard}
            fresh = {**quota, "metadata": dict(quota["metadata"]), "status": {"hard": dict(hard), "used": grown}}
            registry.store.put(Key("resourcequotas", item["metadata"]["namespace"], name), fresh)


def _listed(names: list[str], amounts: dict[str, int], like: Object) -> str:
    return ",".join(f"{name}={quantity.spell(amounts[name], str(like[name]))}" for name in names)


def _unstated(hard: Object, kind: Kind, item: Object) -> Iterator[str]:
    """A quota on cpu wants every container to say how much it needs."""
    if kind.plural != "pods":
        return
    containers = [*(item["spec"].get("containers") or []), *(item["spec"].get("initContainers") or [])]
    for name in sorted(hard):
        field, _, bare = name.rpartition(".")
        if bare not in MUST_BE_STATED or field not in ("", "requests", "limits"):
            continue
        without = {c["name"] for c in containers if at(c, "resources", field or "requests", bare) is None}
        if without:
            yield f"{name} for: {','.join(sorted(without))}"
