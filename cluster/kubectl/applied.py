"""The configuration that was applied last, which an annotation keeps."""

from ..values import Object, at, canonical, copy

LAST_APPLIED = "kubectl.kubernetes.io/last-applied-configuration"


def last_applied(item: Object) -> str:
    found: str = at(item, "metadata", "annotations", LAST_APPLIED, default="")
    return found


def configuration(item: Object) -> Object:
    """As it was given: without what the annotation says itself."""
    meta = item.get("metadata") or {}
    kept = {key: value for key, value in (meta.get("annotations") or {}).items() if key != LAST_APPLIED}
    return {**copy(item), "metadata": {**meta, "annotations": kept}}


def annotated(item: Object) -> Object:
    """With the configuration as it was given, in an annotation."""
    fresh = configuration(item)
    fresh["metadata"]["annotations"] = {**fresh["metadata"]["annotations"], LAST_APPLIED: f"{canonical(fresh)}\n"}
    return fresh
