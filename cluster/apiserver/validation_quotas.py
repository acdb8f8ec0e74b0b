"""What may stand in a ResourceQuota."""

from .. import quantity
from ..values import Object, at
from .errors import Problem, Raw, invalid
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


def resource_quota(item: Object) -> list[Problem]:
    found: list[Problem] = []
    for name, amount in sorted(at(item, "spec", "hard", default={}).items()):
        path = f"spec.hard[{name}]"
        if "/" not in name and name not in STANDARD and not name.startswith("requests.hugepages-"):
            found.append(invalid(path, name, "must be a standard resource type or fully qualified"))
            found.append(invalid(path, name, "must be a standard resource for quota"))
        if quantity.milli(amount) < 0:
            found.append(invalid(path, str(amount), GREATER))
    scopes = at(item, "spec", "scopes", default=[])
    listed = ", ".join(f'"{one}"' for one in scopes)
    spelled = Raw(f"[]core.ResourceQuotaScope{{{listed}}}")
    found += [invalid("spec.scopes", spelled, "unsupported scope") for scope in scopes if scope not in SCOPES]
    return found
