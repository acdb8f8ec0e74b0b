"""What may stand in a ResourceQuota."""

from .. import quantity
from ..values import Object, at
from .errors import Problem, Raw, invalid, required
from .validation_pods import GREATER

SCOPES = ("Terminating", "NotTerminating", "BestEffort", "NotBestEffort", "PriorityClass", "CrossNamespacePodAffinity")
_COMPUTE = ("cpu", "memory", "ephemeral-storage")
STANDARD = {
    *_COMPUTE,
    *(f"{side}.{name}" for side in ("requests", "limits") for name in _COMPUTE),
    "requests.storage",
    *("pods", "services", "services.loadbalancers", "services.nodeports", "replicationcontrollers", "resourcequotas"),
    *("secrets", "configmaps", "persistentvolumeclaims"),
}
_SCOPED = ("cpu", "memory", "requests.cpu", "requests.memory", "limits.cpu", "limits.memory")
_OUT_OF_SCOPE = "unsupported scope applied to resource"
_ONLY_EXISTS = (
    "must be 'Exist' when scope is any of ResourceQuotaScopeTerminating, ResourceQuotaScopeNotTerminating, "
    "ResourceQuotaScopeBestEffort, ResourceQuotaScopeNotBestEffort or ResourceQuotaScopeCrossNamespacePodAffinity"
)


def resource_quota(item: Object) -> list[Problem]:
    found: list[Problem] = []
    for name, amount in sorted(at(item, "spec", "hard", default={}).items()):
        path = f"spec.hard[{name}]"
        if "/" not in name and name not in STANDARD and not name.startswith("requests.hugepages-"):
            found.append(invalid(path, name, "must be a standard resource type or fully qualified"))
            found.append(invalid(path, name, "must be a standard resource for quota"))
        if quantity.milli(amount) < 0:
            found.append(invalid(path, str(amount), GREATER))
    return found + _scopes(item) + _scope_selector(item)


def _scopes(item: Object) -> list[Problem]:
    scopes = at(item, "spec", "scopes", default=[])
    spelled = Raw(f"[]core.ResourceQuotaScope{{{_quoted(scopes)}}}")
    found: list[Problem] = []
    for scope in scopes:
        if scope not in SCOPES:
            found.append(invalid("spec.scopes", spelled, "unsupported scope"))
        found += [invalid("spec.scopes", spelled, _OUT_OF_SCOPE)] * _out_of_scope(item, scope)
    return found + [invalid("spec.scopes", spelled, "conflicting scopes")] * _conflicts(scopes)


def _scope_selector(item: Object) -> list[Problem]:
    requirements = at(item, "spec", "scopeSelector", "matchExpressions", default=[])
    path = "spec.scopeSelector.matchExpressions"
    found: list[Problem] = []
    for requirement in requirements:
        scope, operator = requirement.get("scopeName", ""), requirement.get("operator", "")
        values = requirement.get("values") or []
        if scope not in SCOPES:
            found.append(invalid(f"{path}.scopeName", scope, "unsupported scope"))
        found += [invalid(path, _selector(requirements), _OUT_OF_SCOPE)] * _out_of_scope(item, scope)
        if scope in SCOPES and scope != "PriorityClass" and operator != "Exists":
            found.append(invalid(f"{path}.operator", operator, _ONLY_EXISTS))
        if operator in ("In", "NotIn") and not values:
            why = "must be at least one value when `operator` is 'In' or 'NotIn' for scope selector"
            found.append(required(f"{path}.values", why))
        elif operator in ("Exists", "DoesNotExist") and values:
            why = "must be no value when `operator` is 'Exist' or 'DoesNotExist' for scope selector"
            found.append(invalid(f"{path}.values", values, why))
        elif operator not in ("In", "NotIn", "Exists", "DoesNotExist"):
            found.append(invalid(f"{path}.operator", operator, "not a valid selector operator"))
    stated = Raw(f"[]core.ResourceQuotaScope{_list(at(item, 'spec', 'scopes', default=[]))}")
    conflicts = _conflicts([requirement.get("scopeName", "") for requirement in requirements])
    return found + [invalid(path, stated, "conflicting scopes")] * conflicts


def _out_of_scope(item: Object, scope: str) -> int:
    """How many of the resources of a quota are none that this scope can hold."""
    if scope not in SCOPES:
        return 0
    held = {"pods"} if scope == "BestEffort" else {"pods", *_SCOPED}
    return len((at(item, "spec", "hard", default={}).keys() & STANDARD) - held)


def _conflicts(scopes: list[str]) -> int:
    return sum(
        set(pair) <= set(scopes) for pair in (("BestEffort", "NotBestEffort"), ("Terminating", "NotTerminating"))
    )


def _selector(requirements: list[Object]) -> Raw:
    written = ", ".join(
        f"core.ScopedResourceSelectorRequirement{{ScopeName:{_quoted([one.get('scopeName', '')])}, "
        f"Operator:{_quoted([one.get('operator', '')])}, Values:[]string{_list(one.get('values') or [])}}}"
        for one in requirements
    )
    return Raw(f"core.ScopeSelector{{MatchExpressions:[]core.ScopedResourceSelectorRequirement{{{written}}}}}")


def _list(texts: list[str]) -> str:
    """As Go writes a slice: nothing in it is nil."""
    return f"{{{_quoted(texts)}}}" if texts else "(nil)"


def _quoted(texts: list[str]) -> str:
    return ", ".join(f'"{one}"' for one in texts)
