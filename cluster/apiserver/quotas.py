"""ResourceQuotas: how much of a namespace's share is used, and whether one more fits."""

from collections.abc import Iterator
from typing import TYPE_CHECKING

from .. import quantity
from ..store import Key, Store
from ..values import Object, at
from .errors import forbidden
from .kinds import Kind

if TYPE_CHECKING:
    from .registry import Registry

COMPUTED = ("cpu", "memory", "ephemeral-storage")
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
    if kind.plural == "services":
        used |= {
            "services.nodeports": 1000 * sum(1 for p in at(item, "spec", "ports", default=[]) if p.get("nodePort"))
        }
        used |= {"services.loadbalancers": 1000 * (at(item, "spec", "type") == "LoadBalancer")}
    if kind.plural == "persistentvolumeclaims":
        used["requests.storage"] = quantity.milli(at(item, "spec", "resources", "requests", "storage", default=0))
    if kind.plural == "pods":
        if at(item, "status", "phase") in ("Succeeded", "Failed"):
            return {name: amount for name, amount in used.items() if name.startswith("count/")}
        for name in COMPUTED:
            requests, limits = (_sum(item["spec"], field, name) for field in ("requests", "limits"))
            used |= {name: requests, f"requests.{name}": requests, f"limits.{name}": limits}
    return used


def _sum(spec: Object, field: str, name: str) -> int:
    together = sum(
        quantity.milli(at(container, "resources", field, name, default=0)) for container in spec.get("containers") or []
    )
    before = max(
        (quantity.milli(at(c, "resources", field, name, default=0)) for c in spec.get("initContainers") or []),
        default=0,
    )
    return max(together, before)


def in_scope(quota: Object, kind: Kind, item: Object) -> bool:
    scopes = at(quota, "spec", "scopes", default=[])
    if not scopes:
        return True
    if kind.plural != "pods":
        return False
    best_effort = not any(
        c.get("resources", {}).get(f) for c in item["spec"]["containers"] for f in ("requests", "limits")
    )
    terminating = item["spec"].get("activeDeadlineSeconds") is not None
    facts = {
        "BestEffort": best_effort,
        "NotBestEffort": not best_effort,
        "Terminating": terminating,
        "NotTerminating": not terminating,
    }
    return all(facts.get(scope, True) for scope in scopes)


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
    by_kind = {"services": "services", "persistentvolumeclaims": "requests.storage"}
    if kind.plural == "pods":
        return name == "pods" or name.removeprefix("requests.").removeprefix("limits.") in COMPUTED
    return name == COUNTED.get(kind.plural) or name.startswith(by_kind.get(kind.plural, "\0"))


def admit(registry: "Registry", kind: Kind, item: Object, commit: bool) -> None:
    """Refuse what does not fit into every quota of its namespace; book what does."""
    if not kind.namespaced or kind.plural in ("events", "resourcequotas"):
        return
    for quota in list(registry.store.items("resourcequotas", item["metadata"]["namespace"])):
        hard = at(quota, "spec", "hard", default={})
        asked = {name: amount for name, amount in charge(kind, item).items() if name in hard}
        if not asked or not in_scope(quota, kind, item):
            continue
        name = quota["metadata"]["name"]
        missing = list(_unstated(hard, kind, item))
        if missing:
            why = f"failed quota: {name}: must specify {'; '.join(missing)}"
            raise forbidden(kind, item["metadata"]["name"], why)
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
    for name in sorted(hard):
        field, _, bare = name.rpartition(".")
        if bare not in COMPUTED or field not in ("", "requests", "limits"):
            continue
        without = [
            container["name"]
            for container in item["spec"].get("containers") or []
            if at(container, "resources", field or "requests", bare) is None
        ]
        if without:
            yield f"{name} for: {','.join(without)}"
