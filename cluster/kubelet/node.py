"""What a node says of itself."""

from .. import times
from ..values import Object

CONDITIONS = (
    ("MemoryPressure", "False", "KubeletHasSufficientMemory", "kubelet has sufficient memory available"),
    ("DiskPressure", "False", "KubeletHasNoDiskPressure", "kubelet has no disk pressure"),
    ("PIDPressure", "False", "KubeletHasSufficientPID", "kubelet has sufficient PID available"),
    ("Ready", "True", "KubeletReady", "kubelet is posting ready status"),
)
STARTING, RUNTIME_DOWN = "container runtime network not ready", "container runtime is down"  # why it is not ready
CAPACITY = {"cpu": "4", "ephemeral-storage": "50Gi", "hugepages-2Mi": "0", "memory": "8Gi", "pods": "110"}
ALLOCATABLE = {**CAPACITY, "memory": "7900Mi"}
VERSION = "v1.32.13"
# What the kubelet tells about the node when it starts, in this order.
STARTED = (
    ("Starting", "Starting kubelet."),
    ("NodeHasSufficientMemory", "Node {} status is now: NodeHasSufficientMemory"),
    ("NodeHasNoDiskPressure", "Node {} status is now: NodeHasNoDiskPressure"),
    ("NodeHasSufficientPID", "Node {} status is now: NodeHasSufficientPID"),
    ("NodeAllocatableEnforced", "Updated Node Allocatable limit across pods"),
)


def new(name: str, number: int, address: str, now: float) -> Object:
    labels = {
        "beta.kubernetes.io/arch": "amd64",
        "beta.kubernetes.io/os": "linux",
        "kubernetes.io/arch": "amd64",
        "kubernetes.io/hostname": name,
        "kubernetes.io/os": "linux",
    }
    annotations = {
        "node.alpha.kubernetes.io/ttl": "0",
        "volumes.kubernetes.io/controller-managed-attach-detach": "true",
    }
    taints = [{"effect": "NoSchedule", "key": "node.kubernetes.io/not-ready"}]
    return {
        "apiVersion": "v1",
        "kind": "Node",
        "metadata": {"annotations": annotations, "labels": labels, "name": name},
        "spec": {"taints": taints},
        "status": {
            "addresses": [
                {"address": address, "type": "InternalIP"},
                {"address": name, "type": "Hostname"},
            ],
            "allocatable": dict(ALLOCATABLE),
            "capacity": dict(CAPACITY),
            "conditions": conditions([], now, STARTING),
            "daemonEndpoints": {"kubeletEndpoint": {"Port": 10250}},
            "nodeInfo": {
                "architecture": "amd64",
                "bootID": f"boot-{number}",
                "containerRuntimeVersion": "containerd://1.7.24",
                "kernelVersion": "6.1.0-37-amd64",
                "kubeProxyVersion": VERSION,
                "kubeletVersion": VERSION,
                "machineID": f"{number:032d}",
                "operatingSystem": "linux",
                "osImage": "Debian GNU/Linux 12 (bookworm)",
                "systemUUID": f"{number:032d}",
            },
        },
    }


def address_of(number: int, network: str) -> str:
    """192.168.10.11 for node-1; two hundred of them in a block."""
    head, _, block = network.rpartition(".")
    return f"{head}.{int(block) + number // 200}.{10 + number % 200}"


def conditions(old: list[Object], now: float, trouble: str = "") -> list[Object]:
    """As the kubelet posts them: every heartbeat now, every transition when it was."""
    before = {one["type"]: one for one in old}
    stamp = times.stamp(now)
    found = []
    for row in (*CONDITIONS[:3], ("Ready", "False", "KubeletNotReady", trouble)) if trouble else CONDITIONS:
        kind, status, reason, message = row
        known = before.get(kind)
        since = known["lastTransitionTime"] if known and known["status"] == status else stamp
        found.append(
            {
                "lastHeartbeatTime": stamp,
                "lastTransitionTime": since,
                "message": message,
                "reason": reason,
                "status": status,
                "type": kind,
            }
        )
    return found


def lease(name: str, uid: str, seconds: float, now: float) -> Object:
    owner = {"apiVersion": "v1", "kind": "Node", "name": name, "uid": uid}
    spec = {"holderIdentity": name, "leaseDurationSeconds": int(seconds * 4), "renewTime": times.micro(now)}
    meta = {"name": name, "namespace": "kube-node-lease", "ownerReferences": [owner]}
    return {"apiVersion": "coordination.k8s.io/v1", "kind": "Lease", "metadata": meta, "spec": spec}
