"""Whether a StatefulSet's claims go with it, or with the Pod that is scaled away: its retention policy."""

from ..values import Object, at
from .base import Controller, owner_reference


def keep_or_bind(controller: Controller, item: Object, pod: Object, is_surplus: bool) -> None:
    """Have the claims of one Pod owned by whom they are to be deleted with."""
    policy = item["spec"].get("persistentVolumeClaimRetentionPolicy") or {}
    goes_with = {
        item["metadata"]["uid"]: (item, policy.get("whenDeleted") == "Delete" and not _with_pod(policy, is_surplus)),
        pod["metadata"]["uid"]: (pod, _with_pod(policy, is_surplus)),
    }
    for template in item["spec"].get("volumeClaimTemplates") or []:
        name = f"{template['metadata']['name']}-{pod['metadata']['name']}"
        claim = controller.store.get("persistentvolumeclaims", item["metadata"]["namespace"], name)
        if claim is None or claim["metadata"].get("deletionTimestamp"):
            continue
        before = at(claim, "metadata", "ownerReferences", default=[])
        owners = [one for one in before if goes_with.get(one["uid"], (None, True))[1]]
        known = {one["uid"] for one in owners}
        owners += [owner_reference(one) for uid, (one, goes) in goes_with.items() if goes and uid not in known]
        if owners != before:
            meta = {key: value for key, value in claim["metadata"].items() if key != "ownerReferences"}
            meta |= {"ownerReferences": owners} if owners else {}
            controller.update("persistentvolumeclaims", {**claim, "metadata": meta})


def _with_pod(policy: Object, is_surplus: bool) -> bool:
    return is_surplus and policy.get("whenScaled") == "Delete"
