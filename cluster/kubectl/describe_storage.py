"""Descriptions of volumes, of claims to them and of their classes."""

from ..apiserver.kinds import BY_PLURAL
from ..apiserver.tables import modes
from ..values import Object, at
from .describe_parts import NONE, Page, pairs

# source: what kubectl says of it, and its fields with what stands where they are not set
_SOURCES: dict[str, tuple[str, tuple[tuple[str, str, str | bool], ...]]] = {
    "hostPath": (
        "HostPath (bare host directory volume)",
        (("Path", "path", ""), ("HostPathType", "type", "")),
    ),
    "local": (
        "LocalVolume (a persistent volume backed by local storage on a node)",
        (("Path", "path", ""),),
    ),
    "nfs": (
        "NFS (an NFS mount that lasts the lifetime of a pod)",
        (("Server", "server", ""), ("Path", "path", ""), ("ReadOnly", "readOnly", False)),
    ),
    "csi": (
        "CSI (a Container Storage Interface (CSI) volume source)",
        (
            ("Driver", "driver", ""),
            ("FSType", "fsType", ""),
            ("VolumeHandle", "volumeHandle", ""),
            ("ReadOnly", "readOnly", False),
            ("VolumeAttributes", "volumeAttributes", NONE),
        ),
    ),
}
_DEFAULT = "storageclass.kubernetes.io/is-default-class"


def volume(page: Page, item: Object) -> None:
    spec = item["spec"]
    page.row(0, "Name", item["metadata"]["name"])
    page.marks(item)
    page.row(0, "Finalizers", f"[{' '.join(item['metadata'].get('finalizers') or [])}]")
    page.row(0, "StorageClass", spec.get("storageClassName", ""))
    page.row(0, "Status", at(item, "status", "phase", default=""))
    claim = spec.get("claimRef")
    page.row(0, "Claim", f"{claim.get('namespace', '')}/{claim.get('name', '')}" if claim else "")
    page.row(0, "Reclaim Policy", spec.get("persistentVolumeReclaimPolicy", ""))
    page.row(0, "Access Modes", modes(item, "spec", "accessModes"))
    page.row(0, "VolumeMode", spec.get("volumeMode", ""))
    page.row(0, "Capacity", at(spec, "capacity", "storage", default=""))
    _affinity(page, at(spec, "nodeAffinity", "required", "nodeSelectorTerms", default=None) or [])
    page.row(0, "Message", "")
    page.write(0, "Source:")
    for source, (kind, fields) in _SOURCES.items():
        if source in spec:
            page.row(2, "Type", kind)
            for title, field, default in fields:
                value = spec[source].get(field, default)
                page.row(2, title, str(value).lower() if isinstance(value, bool) else value)
    page.events(item)


def _affinity(page: Page, terms: list[Object]) -> None:
    if not terms:
        page.row(0, "Node Affinity", NONE)
        return
    page.row(0, "Node Affinity", "")
    page.row(1, "Required Terms", "")
    for number, term in enumerate(terms):
        page.multiline(2, f"Term {number}", [_expression(one) for one in term.get("matchExpressions") or []])


def _expression(one: Object) -> str:
    values = f" [{', '.join(one['values'])}]" if one.get("values") else ""
    return f"{one['key']} {one['operator'].lower()}{values}"


def claim(page: Page, item: Object) -> None:
    meta, spec, status = item["metadata"], item["spec"], item.get("status") or {}
    page.head(item)
    page.row(0, "StorageClass", spec.get("storageClassName", ""))
    page.row(0, "Status", "Terminating" if meta.get("deletionTimestamp") else status.get("phase", ""))
    page.row(0, "Volume", spec.get("volumeName", ""))
    page.marks(item)
    page.row(0, "Finalizers", f"[{' '.join(meta.get('finalizers') or [])}]")
    page.row(0, "Capacity", at(status, "capacity", "storage", default=""))
    page.row(0, "Access Modes", modes(item, "status", "accessModes"))
    page.row(0, "VolumeMode", spec.get("volumeMode", ""))
    users = [
        pod["metadata"]["name"]
        for pod in page.session.items(BY_PLURAL["pods"], meta["namespace"])
        if any(at(v, "persistentVolumeClaim", "claimName") == meta["name"] for v in pod["spec"].get("volumes") or [])
    ]
    page.multiline(0, "Used By", users)
    page.events(item)


def storage_class(page: Page, item: Object) -> None:
    annotations = item["metadata"].get("annotations") or {}
    page.row(0, "Name", item["metadata"]["name"])
    page.row(0, "IsDefaultClass", "Yes" if annotations.get(_DEFAULT) == "true" else "No")
    page.row(0, "Annotations", pairs(annotations))
    page.row(0, "Provisioner", item.get("provisioner", ""))
    page.row(0, "Parameters", pairs(item.get("parameters")))
    page.row(
        0,
        "AllowVolumeExpansion",
        "<unset>" if item.get("allowVolumeExpansion") is None else item["allowVolumeExpansion"],
    )
    if item.get("mountOptions"):
        page.write(0, "MountOptions:")
        for option in item["mountOptions"]:
            page.write(1, option)
    else:
        page.row(0, "MountOptions", NONE)
    page.row(0, "ReclaimPolicy", item.get("reclaimPolicy", ""))
    page.row(0, "VolumeBindingMode", item.get("volumeBindingMode", ""))
    _topologies(page, item.get("allowedTopologies") or [])
    page.events(item)


def _topologies(page: Page, terms: list[Object]) -> None:
    if terms:
        page.row(0, "AllowedTopologies", "")
    for number, term in enumerate(terms):
        wanted = [
            f"{one['key']} in [{', '.join(one.get('values') or [])}]" for one in term.get("matchLabelExpressions") or []
        ]
        page.multiline(1, f"Term {number}", wanted)
