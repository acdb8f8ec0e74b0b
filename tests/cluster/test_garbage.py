"""What goes when something is deleted: namespaces with all they hold, what nobody owns any more, what is waited for."""

import json

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
