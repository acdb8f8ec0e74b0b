"""What a Pod takes from ConfigMaps and Secrets, and what of it is not there."""

from ..store import Store
from ..values import Object, at


def missing_source(pod: Object, store: Store) -> str:
    """Why the Pod's volumes cannot be mounted, in the kubelet's words; empty if they can."""
    space = pod["metadata"]["namespace"]
    for volume in pod["spec"].get("volumes") or []:
        for source, plural, field in (("configMap", "configmaps", "name"), ("secret", "secrets", "secretName")):
            found = volume.get(source)
            if found is None or found.get("optional"):
                continue
            name = found.get(field, "")
            kind = source.lower()
            item = store.get(plural, space, name)
            if item is None:
                return f'MountVolume.SetUp failed for volume "{volume["name"]}" : {kind} "{name}" not found'
            for wanted in found.get("items") or []:
                if wanted.get("key") not in {**(item.get("data") or {}), **(item.get("binaryData") or {})}:
                    return (
                        f'MountVolume.SetUp failed for volume "{volume["name"]}" : '
                        f"references non-existent {kind} key: {wanted.get('key')}"
                    )
    return ""


def missing_variable(container: Object, namespace: str, store: Store) -> str:
    """Why the container's environment cannot be made."""
    for variable in container.get("env") or []:
        for source, plural, kind in (
            ("configMapKeyRef", "configmaps", "configmap"),
            ("secretKeyRef", "secrets", "secret"),
        ):
            reference = at(variable, "valueFrom", source)
            if reference is None or reference.get("optional"):
                continue
            item = store.get(plural, namespace, reference.get("name", ""))
            if item is None:
                return f'{kind} "{reference.get("name", "")}" not found'
            if reference.get("key") not in (item.get("data") or {}):
                what = "ConfigMap" if kind == "configmap" else "Secret"
                return f"couldn't find key {reference.get('key')} in {what} {namespace}/{reference.get('name', '')}"
    for source in container.get("envFrom") or []:
        for field, plural, kind in (("configMapRef", "configmaps", "configmap"), ("secretRef", "secrets", "secret")):
            reference = source.get(field)
            if reference is None or reference.get("optional"):
                continue
            if store.get(plural, namespace, reference.get("name", "")) is None:
                return f'{kind} "{reference.get("name", "")}" not found'
    return ""


def credentials(pod: Object, store: Store) -> str:
    """The imagePullSecrets that are there, as one word; the registry knows whom it opens to."""
    space = pod["metadata"]["namespace"]
    names = [one.get("name", "") for one in pod["spec"].get("imagePullSecrets") or []]
    return next((name for name in names if store.get("secrets", space, name) is not None), "")
