"""The quality of service of a Pod, from what its containers ask for."""

from ..values import Object


def of(spec: Object) -> str:
    containers = [*(spec.get("containers") or []), *(spec.get("initContainers") or [])]
    stated = [container.get("resources") or {} for container in containers]
    if not any(part.get(field) for part in stated for field in ("requests", "limits")):
        return "BestEffort"
    for part in stated:
        limits, requests = part.get("limits") or {}, part.get("requests") or {}
        if not {"cpu", "memory"} <= set(limits) or any(requests.get(n) != limits[n] for n in ("cpu", "memory")):
            return "Burstable"
    return "Guaranteed"
