"""Admission: what is added to a request, and what is refused, between its decoding and the store."""

from typing import TYPE_CHECKING

from ..values import Object, at
from . import limitranges
from .errors import ApiError, forbidden, not_found
from .kinds import BY_PLURAL, Kind

if TYPE_CHECKING:
    from .registry import Registry

PODS = BY_PLURAL["pods"]
NAMESPACES = BY_PLURAL["namespaces"]
TOLERATED_SECONDS = 300
_ACCESS = "/var/run/secrets/kubernetes.io/serviceaccount"
SYSTEM_PRIORITIES = {"system-cluster-critical": 2_000_000_000, "system-node-critical": 2_000_001_000}
IMMORTAL = ("default", "kube-system", "kube-public", "kube-node-lease")


def namespace_lifecycle(registry: "Registry", kind: Kind, item: Object) -> None:
    if not kind.namespaced:
        return
    space = item["metadata"]["namespace"]
    found = registry.store.get("namespaces", "", space)
    if found is None:
        raise not_found(NAMESPACES, space)
    if at(found, "status", "phase") == "Terminating":
        why = f"unable to create new content in namespace {space} because it is being terminated"
        refusal = forbidden(kind, item["metadata"]["name"], why)
        cause = {"field": "metadata.namespace", "message": f"namespace {space} is being terminated"}
        refusal.details = {**(refusal.details or {}), "causes": [{**cause, "reason": "NamespaceTerminating"}]}
        raise refusal


def new_pod(registry: "Registry", item: Object) -> None:
    _service_account(registry, item)
    _tolerations(item["spec"])
    _priority(registry, item)
    limitranges.admit(registry, PODS, item)


def _service_account(registry: "Registry", item: Object) -> None:
    spec, meta = item["spec"], item["metadata"]
    name = spec.setdefault("serviceAccountName", "default")
    spec["serviceAccount"] = name
    account = registry.store.get("serviceaccounts", meta["namespace"], name)
    if account is None:
        why = f'error looking up service account {meta["namespace"]}/{name}: serviceaccount "{name}" not found'
        raise forbidden(PODS, meta["name"], why)
    if account.get("imagePullSecrets") and not spec.get("imagePullSecrets"):
        spec["imagePullSecrets"] = list(account["imagePullSecrets"])
    if spec.get("automountServiceAccountToken", account.get("automountServiceAccountToken", True)) is False:
        return
    containers = [*(spec.get("initContainers") or []), *(spec.get("containers") or [])]
    bare = [c for c in containers if all(m.get("mountPath") != _ACCESS for m in c.get("volumeMounts") or [])]
    if not bare:
        return
    volume = f"kube-api-access-{registry.dice.suffix()}"
    for container in bare:
        mount = {"mountPath": _ACCESS, "name": volume, "readOnly": True}
        container["volumeMounts"] = [*(container.get("volumeMounts") or []), mount]
    spec["volumes"] = [*(spec.get("volumes") or []), {"name": volume, "projected": _projected()}]


def _projected() -> Object:
    namespace = {"apiVersion": "v1", "fieldPath": "metadata.namespace"}
    return {
        "defaultMode": 420,
        "sources": [
            {"serviceAccountToken": {"expirationSeconds": 3607, "path": "token"}},
            {"configMap": {"items": [{"key": "ca.crt", "path": "ca.crt"}], "name": "kube-root-ca.crt"}},
            {"downwardAPI": {"items": [{"fieldRef": namespace, "path": "namespace"}]}},
        ],
    }


def _tolerations(spec: Object) -> None:
    kept = spec.get("tolerations") or []
    for key in ("node.kubernetes.io/not-ready", "node.kubernetes.io/unreachable"):
        if not any(one.get("key") in (key, None, "") and one.get("effect") in ("NoExecute", None, "") for one in kept):
            kept = [
                *kept,
                {"effect": "NoExecute", "key": key, "operator": "Exists", "tolerationSeconds": TOLERATED_SECONDS},
            ]
    spec["tolerations"] = kept


def _priority(registry: "Registry", item: Object) -> None:
    spec = item["spec"]
    name = spec.get("priorityClassName", "")
    value, preemption = 0, "PreemptLowerPriority"
    if name in SYSTEM_PRIORITIES:
        value = SYSTEM_PRIORITIES[name]
    elif name:
        found = registry.store.get("priorityclasses", "", name)
        if found is None:
            why = f"no PriorityClass with name {name} was found"
            raise forbidden(PODS, item["metadata"]["name"], why)
        value, preemption = found.get("value", 0), found.get("preemptionPolicy", preemption)
    else:
        for found in registry.store.items("priorityclasses"):
            if found.get("globalDefault"):
                spec["priorityClassName"] = found["metadata"]["name"]
                value, preemption = found.get("value", 0), found.get("preemptionPolicy", preemption)
    spec["priority"] = value
    spec.setdefault("preemptionPolicy", preemption)


def may_delete(kind: Kind, name: str) -> None:
    if kind.plural == "namespaces" and name in IMMORTAL:
        raise ApiError("Forbidden", f'namespaces "{name}" is forbidden: this namespace may not be deleted')


def new_claim(registry: "Registry", item: Object) -> None:
    """The default storage class, and the finalizer that keeps a claim while it is used."""
    meta, spec = item["metadata"], item["spec"]
    meta["finalizers"] = [*(meta.get("finalizers") or []), "kubernetes.io/pvc-protection"]
    if spec.get("storageClassName") is None:
        for found in registry.store.items("storageclasses"):
            if at(found, "metadata", "annotations", "storageclass.kubernetes.io/is-default-class") == "true":
                spec["storageClassName"] = found["metadata"]["name"]
                break
    limitranges.admit(registry, BY_PLURAL["persistentvolumeclaims"], item)


def new_ingress(registry: "Registry", item: Object) -> None:
    """DefaultIngressClass: the newest of those that are marked, where none is named."""
    if item["spec"].get("ingressClassName") or at(item, "metadata", "annotations", "kubernetes.io/ingress.class"):
        return
    mark = "ingressclass.kubernetes.io/is-default-class"
    marked = [
        found["metadata"]
        for found in registry.store.items("ingressclasses")
        if at(found, "metadata", "annotations", mark) == "true"
    ]
    if marked:
        newest = max(meta["creationTimestamp"] for meta in marked)
        item["spec"]["ingressClassName"] = next(m["name"] for m in marked if m["creationTimestamp"] == newest)
