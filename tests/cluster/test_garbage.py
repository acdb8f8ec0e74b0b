"""What goes when something is deleted: namespaces with all they hold, what nobody owns any more, what is waited for."""

import json

import pytest

from cluster.cluster import Cluster
from cluster.shell.session import Shell
from cluster.values import Object


def read(shell: Shell, what: str) -> Object:
    return dict(json.loads(shell.line(f"kubectl get {what} -o json").stdout))


def test_a_namespace_waits_five_seconds_and_tells_what_is_left(shell: Shell, cluster: Cluster) -> None:
    shell.line("kubectl create namespace shop")
    shell.line("kubectl create job j --image=busybox -n shop -- sleep 100")
    cluster.run_until(cluster.time + 5)
    began = cluster.time
    shell.line("kubectl delete namespace shop --wait=false")
    cluster.run_until(began + 4.9)
    assert "1/1" in shell.line("kubectl get pods -n shop").stdout
    assert "conditions" not in read(shell, "namespace shop")["status"]
    cluster.run_until(began + 5.1)
    told = {one["type"]: one for one in read(shell, "namespace shop")["status"]["conditions"]}
    assert list(told) == [
        "NamespaceDeletionDiscoveryFailure",
        "NamespaceDeletionGroupVersionParsingFailure",
        "NamespaceDeletionContentFailure",
        "NamespaceContentRemaining",
        "NamespaceFinalizersRemaining",
    ]
    assert told["NamespaceContentRemaining"]["message"].endswith("remaining: pods. has 1 resource instances")
    assert told["NamespaceFinalizersRemaining"]["message"].endswith(
        "finalizers remaining: batch.kubernetes.io/job-tracking in 1 resource instances"
    )
    assert told["NamespaceDeletionContentFailure"]["status"] == "False"
    cluster.run_until(began + 9.9)
    assert "Terminating" in shell.line("kubectl get namespace shop").stdout
    cluster.run_until(began + 10.2)
    assert shell.line("kubectl get namespace shop").stderr.startswith("Error from server (NotFound)")


def test_a_namespace_waits_for_what_has_a_finalizer(shell: Shell, cluster: Cluster) -> None:
    shell.line("kubectl create namespace shop")
    shell.line("kubectl create configmap kept -n shop")
    shell.line("""kubectl patch configmap kept -n shop -p '{"metadata":{"finalizers":["example.com/keep"]}}'""")
    began = cluster.time
    shell.line("kubectl delete namespace shop --wait=false")
    cluster.run_until(began + 60)
    told = {one["type"]: one["message"] for one in read(shell, "namespace shop")["status"]["conditions"]}
    assert told["NamespaceContentRemaining"] == "Some resources are remaining: configmaps. has 1 resource instances"
    refused = shell.line("kubectl create configmap late -n shop")
    assert "unable to create new content in namespace shop because it is being terminated" in refused.stderr
    shell.line("""kubectl patch configmap kept -n shop -p '{"metadata":{"finalizers":null}}'""")
    cluster.run_until(cluster.time + 9)
    assert shell.line("kubectl get namespace shop").code == 1


def owned(name: str, owners: list[Object], block: bool = True) -> str:
    references = [
        {
            "apiVersion": one["apiVersion"],
            "blockOwnerDeletion": block,
            "kind": one["kind"],
            "name": one["metadata"]["name"],
            "uid": one["metadata"]["uid"],
        }
        for one in owners
    ]
    meta = {"name": name, "ownerReferences": references}
    return json.dumps({"apiVersion": "v1", "kind": "ConfigMap", "metadata": meta})


def test_what_has_another_owner_outlives_one_that_is_deleted_in_the_foreground(shell: Shell, cluster: Cluster) -> None:
    for name in ("first", "second"):
        shell.line(f"kubectl create configmap {name}")
    first, second = read(shell, "configmap first"), read(shell, "configmap second")
    shell.files["shared.yaml"] = owned("shared", [first, second])
    assert shell.line("kubectl create -f shared.yaml").code == 0
    shell.line("kubectl delete configmap first --cascade=foreground")
    cluster.run_until(cluster.time + 1)
    references = read(shell, "configmap shared")["metadata"]["ownerReferences"]
    assert [one["name"] for one in references] == ["second"]
    shell.line("kubectl delete configmap second --cascade=foreground")
    cluster.run_until(cluster.time + 1)
    assert shell.line("kubectl get configmap -o name").stdout.split() == ["configmap/kube-root-ca.crt"]


def test_who_waits_for_what_it_owns_goes_on_when_that_does_not_block_any_more(shell: Shell, cluster: Cluster) -> None:
    shell.line("kubectl create configmap owner")
    shell.files["kept.yaml"] = owned("kept", [read(shell, "configmap owner")])
    shell.line("kubectl create -f kept.yaml")
    shell.line("""kubectl patch configmap kept -p '{"metadata":{"finalizers":["example.com/keep"]}}'""")
    shell.line("kubectl delete configmap owner --cascade=foreground --wait=false")
    cluster.run_until(cluster.time + 30)
    assert read(shell, "configmap owner")["metadata"]["finalizers"] == ["foregroundDeletion"]
    assert "deletionTimestamp" in read(shell, "configmap kept")["metadata"]
    path = '[{"op":"replace","path":"/metadata/ownerReferences/0/blockOwnerDeletion","value":false}]'
    assert shell.line(f"kubectl patch configmap kept --type=json -p '{path}'").code == 0
    cluster.run_until(cluster.time + 1)
    assert shell.line("kubectl get configmap owner").code == 1
    assert shell.line("kubectl get configmap kept").code == 0


def test_an_owner_in_another_namespace_is_none(shell: Shell, cluster: Cluster) -> None:
    shell.line("kubectl create namespace far")
    shell.line("kubectl create configmap owner -n far")
    owner = read(shell, "configmap owner -n far")
    shell.files["lost.yaml"] = owned("lost", [owner])
    shell.line("kubectl create -f lost.yaml")
    cluster.run_until(cluster.time + 1)
    assert shell.line("kubectl get configmap lost").code == 1
    (event,) = read(shell, "events --field-selector reason=OwnerRefInvalidNamespace")["items"]
    uid = owner["metadata"]["uid"]
    assert event["message"] == (
        f'ownerRef [v1/ConfigMap, namespace: default, name: owner, uid: {uid}] does not exist in namespace "default"'
    )


def test_an_owner_that_is_named_afterwards_and_is_not_there_takes_its_object_along(
    shell: Shell, cluster: Cluster
) -> None:
    shell.line("kubectl create configmap lonely")
    ghost = {"apiVersion": "v1", "kind": "ConfigMap", "name": "ghost", "uid": "1-2-3"}
    patch = json.dumps({"metadata": {"ownerReferences": [ghost]}})
    assert shell.line(f"kubectl patch configmap lonely -p '{patch}'").code == 0
    cluster.run_until(cluster.time + 1)
    assert shell.line("kubectl get configmap lonely").code == 1


@pytest.mark.parametrize(
    ("deleted", "scaled", "after_scaling", "after_deleting"),
    [
        ("Retain", "Retain", {"data-db-0", "data-db-1"}, {"data-db-0", "data-db-1"}),
        ("Retain", "Delete", {"data-db-0"}, {"data-db-0"}),
        ("Delete", "Retain", {"data-db-0", "data-db-1"}, set()),
        ("Delete", "Delete", {"data-db-0"}, set()),
    ],
)
def test_a_stateful_set_says_when_its_claims_go(
    shell: Shell, cluster: Cluster, deleted: str, scaled: str, after_scaling: set[str], after_deleting: set[str]
) -> None:
    for number in range(2):
        volume = {
            "apiVersion": "v1",
            "kind": "PersistentVolume",
            "metadata": {"name": f"v{number}"},
            "spec": {
                "accessModes": ["ReadWriteOnce"],
                "capacity": {"storage": "1Gi"},
                "hostPath": {"path": "/data"},
                "storageClassName": "plain",
            },
        }
        shell.files["pv.json"] = json.dumps(volume)
        assert shell.line("kubectl create -f pv.json").code == 0
    claim = {
        "metadata": {"name": "data"},
        "spec": {
            "accessModes": ["ReadWriteOnce"],
            "resources": {"requests": {"storage": "1Gi"}},
            "storageClassName": "plain",
        },
    }
    template = {"metadata": {"labels": {"app": "db"}}, "spec": {"containers": [{"image": "nginx:1.25", "name": "a"}]}}
    spec = {
        "persistentVolumeClaimRetentionPolicy": {"whenDeleted": deleted, "whenScaled": scaled},
        "replicas": 2,
        "selector": {"matchLabels": {"app": "db"}},
        "serviceName": "db",
        "template": template,
        "volumeClaimTemplates": [claim],
    }
    stateful = {"apiVersion": "apps/v1", "kind": "StatefulSet", "metadata": {"name": "db"}, "spec": spec}
    shell.files["sts.json"] = json.dumps(stateful)
    assert shell.line("kubectl create -f sts.json").code == 0
    cluster.run_until(cluster.time + 10)

    def left() -> set[str]:
        return {one["metadata"]["name"] for one in read(shell, "persistentvolumeclaims")["items"]}

    assert left() == {"data-db-0", "data-db-1"}
    shell.line("kubectl scale statefulset db --replicas=1")
    cluster.run_until(cluster.time + 10)
    assert left() == after_scaling
    shell.line("kubectl delete statefulset db")
    cluster.run_until(cluster.time + 10)
    assert left() == after_deleting


@pytest.mark.parametrize("kind", ["StatefulSet", "DaemonSet"])
def test_what_is_made_anew_before_its_history_is_collected_gets_one_of_its_own(
    shell: Shell, cluster: Cluster, kind: str
) -> None:
    labels = {"app": "it"}
    template = {"metadata": {"labels": labels}, "spec": {"containers": [{"name": "it", "image": "nginx:1.25"}]}}
    spec = {"selector": {"matchLabels": labels}, "template": template}
    shell.files["it.json"] = json.dumps(
        {"apiVersion": "apps/v1", "kind": kind, "metadata": {"name": "it"}, "spec": spec}
    )
    shell.line("kubectl create -f it.json; kubectl delete -f it.json --wait=false; kubectl create -f it.json")
    cluster.run_until(cluster.time + 60)
    (revision,) = read(shell, "controllerrevisions")["items"]
    assert revision["metadata"]["ownerReferences"][0]["uid"] == read(shell, f"{kind} it")["metadata"]["uid"]
