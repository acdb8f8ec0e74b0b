"""Claims find volumes: at once, or where the first Pod that uses them goes."""

import json
from collections.abc import Callable

import pytest

from cluster.cluster import Cluster
from cluster.shell.interactive import Console
from cluster.shell.session import Shell

Type = Callable[..., str]
SELECTED = "{.metadata.annotations.volume\\.kubernetes\\.io/selected-node}"
LATE, MADE = "kubernetes.io/no-provisioner", "disks.example/fast"


def claim(name: str, storage_class: str) -> dict[str, object]:
    asked = {"requests": {"storage": "1Gi"}}
    spec = {"storageClassName": storage_class, "accessModes": ["ReadWriteOnce"], "resources": asked}
    return {"apiVersion": "v1", "kind": "PersistentVolumeClaim", "metadata": {"name": name}, "spec": spec}


def volume(name: str, storage_class: str, node: str, made_for: str = "") -> dict[str, object]:
    term = {"matchExpressions": [{"key": "kubernetes.io/hostname", "operator": "In", "values": [node]}]}
    spec: dict[str, object] = {
        "storageClassName": storage_class,
        "capacity": {"storage": "2Gi"},
        "accessModes": ["ReadWriteOnce"],
        "local": {"path": "/disk"},
        "nodeAffinity": {"required": {"nodeSelectorTerms": [term]}},
    }
    if made_for:
        spec["claimRef"] = {"namespace": "default", "name": made_for}
    return {"apiVersion": "v1", "kind": "PersistentVolume", "metadata": {"name": name}, "spec": spec}


def user(name: str, claimed: str) -> dict[str, object]:
    spec = {
        "containers": [{"name": "c", "image": "nginx:1.25"}],
        "volumes": [{"name": "d", "persistentVolumeClaim": {"claimName": claimed}}],
    }
    return {"apiVersion": "v1", "kind": "Pod", "metadata": {"name": name}, "spec": spec}


@pytest.fixture
def apply(shell: Shell, type_in: Type) -> Callable[..., None]:
    """Write objects, then let so many seconds pass. The class `late` waits for a Pod; what is no class is one."""

    def run(*items: dict[str, object], then: float = 5) -> None:
        shell.files["items.json"] = json.dumps({"apiVersion": "v1", "kind": "List", "items": items})
        type_in("kubectl apply -f items.json", then=then)

    for name, provisioner in (("late", LATE), ("made", MADE)):
        mode = {"provisioner": provisioner, "volumeBindingMode": "WaitForFirstConsumer"}
        run({"apiVersion": "storage.k8s.io/v1", "kind": "StorageClass", "metadata": {"name": name}, **mode})
    return run


def events(type_in: Type, name: str) -> str:
    return type_in(f"kubectl get events --field-selector involvedObject.name={name}")


def test_a_claim_that_waits_for_a_pod_is_bound_where_the_pod_can_be(type_in: Type, apply: Callable[..., None]) -> None:
    apply(claim("data", "late"), volume("far", "late", "node-3"), then=40)
    assert "Pending" in type_in("kubectl get pvc data")
    assert "WaitForFirstConsumer" in events(type_in, "data")
    apply(user("db", "data"))
    assert type_in("kubectl get pod db -o jsonpath='{.spec.nodeName} {.status.phase}'") == "node-3 Running"
    assert type_in("kubectl get pvc data -o jsonpath='{.status.phase} {.spec.volumeName}'") == "Bound far"
    assert type_in("kubectl get pv far -o jsonpath='{.status.phase} {.spec.claimRef.name}'") == "Bound data"


def test_where_no_volume_is_and_nobody_makes_one_the_pod_waits_for_one(
    type_in: Type, apply: Callable[..., None]
) -> None:
    apply(claim("data", "late"), user("db", "data"), then=20)
    assert (
        "0/3 nodes are available: 3 node(s) didn't find available persistent volumes to bind. "
        "preemption: 0/3 nodes are available: 3 Preemption is not helpful for scheduling."
    ) in events(type_in, "db")
    assert "waiting for pod db to be scheduled" in events(type_in, "data")
    apply(volume("near", "late", "node-1"), then=20)
    assert type_in("kubectl get pod db -o jsonpath='{.spec.nodeName}'") == "node-1"


def test_a_pod_keeps_its_place_while_a_provisioner_makes_its_volume(
    shell: Shell, type_in: Type, apply: Callable[..., None]
) -> None:
    apply(claim("data", "made"), user("db", "data"), then=20)
    assert "Pending" in type_in("kubectl get pod db")
    noted = json.loads(type_in("kubectl get pvc data -o json"))["metadata"]["annotations"]
    node = noted["volume.kubernetes.io/selected-node"]
    assert noted["volume.kubernetes.io/storage-provisioner"] == MADE
    assert f"external provisioner '{MADE}'" in events(type_in, "data")
    console = Console(shell.cluster)
    assert console.enter("why db").startswith(f"db goes to {node} once its volumes are there")
    apply(volume("made-1", "made", node, made_for="data"))
    assert type_in("kubectl get pod db -o jsonpath='{.spec.nodeName} {.status.phase}'") == f"{node} Running"


def test_a_volume_that_nobody_makes_is_waited_for_ten_minutes(type_in: Type, apply: Callable[..., None]) -> None:
    apply(claim("data", "made"), user("db", "data"), then=590)
    assert "FailedScheduling" not in events(type_in, "db")
    type_in("true", then=20)
    assert 'running PreBind plugin "VolumeBinding": binding volumes: context deadline exceeded' in events(type_in, "db")


def test_a_restored_cluster_goes_on_waiting_for_the_volume(
    shell: Shell, type_in: Type, apply: Callable[..., None]
) -> None:
    apply(claim("data", "made"), user("db", "data"), then=20)
    again = Shell(Cluster.restored(shell.cluster.snapshot()))
    node = again.line(f"kubectl get pvc data -o jsonpath='{SELECTED}'").stdout
    again.files["made.json"] = json.dumps(volume("made-1", "made", node, made_for="data"))
    again.line("kubectl apply -f made.json")
    again.cluster.run_until(again.cluster.time + 5)
    assert "Running" in again.line("kubectl get pod db").stdout
