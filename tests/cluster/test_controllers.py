"""The controllers, each at what it is there for."""

import json
from collections.abc import Callable

import pytest

from cluster.cluster import Cluster
from cluster.pods import is_active, is_ready
from cluster.shell.session import Shell

Type = Callable[..., str]


def manifest(kind: str, name: str, version: str = "apps/v1", command: str = "", **spec: object) -> str:
    labels = {"app": name}
    container: dict[str, object] = {"name": "c", "image": "nginx:1.25"}
    pod: dict[str, object] = {"containers": [container]}
    if command:
        container["command"] = ["sh", "-c", command]
        container["image"] = "busybox:1.36"
        pod["restartPolicy"] = "Never"
    inner: dict[str, object] = {"template": {"metadata": {"labels": labels}, "spec": pod}, **spec}
    if kind != "Job":
        inner.setdefault("selector", {"matchLabels": labels})
    return json.dumps({"apiVersion": version, "kind": kind, "metadata": {"name": name}, "spec": inner})


@pytest.fixture
def apply(shell: Shell, type_in: Type) -> Callable[..., str]:
    def run(text: str, then: float = 3.0) -> str:
        shell.files["it.json"] = text
        return type_in("kubectl apply -f it.json", then=then)

    return run


def pods(type_in: Type, template: str = "{.metadata.name}") -> list[str]:
    return type_in(f"kubectl get pods -o jsonpath='{{range .items[*]}}{template}{{\"\\n\"}}{{end}}'").split()


def test_a_replication_controller_replaces_a_pod_that_is_deleted_and_takes_its_pods_along(
    apply: Type, type_in: Type
) -> None:
    apply(manifest("ReplicationController", "rc", "v1", replicas=2, selector={"app": "rc"}))
    first = pods(type_in)
    type_in(f"kubectl delete pod {first[0]}", then=3)
    second = pods(type_in)
    assert (len(first), len(second), len(set(first) & set(second))) == (2, 2, 1)
    type_in("kubectl delete rc rc", then=3)
    assert pods(type_in) == []


def test_a_replica_set_lets_go_of_a_pod_whose_labels_change_and_takes_it_back(apply: Type, type_in: Type) -> None:
    apply(manifest("ReplicaSet", "rs", replicas=2))
    name = pods(type_in)[0]
    type_in(f"kubectl label pod {name} app=debug --overwrite", then=3)
    assert len(pods(type_in)) == 3
    type_in(f"kubectl label pod {name} app=rs --overwrite", then=3)
    assert len(pods(type_in)) == 2


def test_a_rolling_update_keeps_within_its_fences(cluster: Cluster, apply: Type, type_in: Type) -> None:
    apply(manifest("Deployment", "web", replicas=4))
    fewest, most = 9, 0

    def watch(change: object) -> None:
        nonlocal fewest, most
        store = cluster.machine.store
        ready = [pod for pod in store.items("pods", "default") if is_ready(pod) and is_active(pod)]
        wanted = sum(one["spec"]["replicas"] for one in store.items("replicasets", "default"))
        fewest, most = min(fewest, len(ready)), max(most, wanted)

    cluster.machine.store.listen("pods", watch)
    cluster.machine.store.listen("replicasets", watch)
    type_in("kubectl set image deploy/web c=nginx:1.26", then=10)
    assert (fewest, most) == (3, 5)
    assert pods(type_in, "{.spec.containers[0].image}") == ["nginx:1.26"] * 4


def test_a_recreation_has_no_pods_of_two_versions(cluster: Cluster, apply: Type, type_in: Type) -> None:
    apply(manifest("Deployment", "web", replicas=2, strategy={"type": "Recreate"}))
    images: set[frozenset[str]] = set()

    def watch(change: object) -> None:
        found = cluster.machine.store.items("pods", "default")
        images.add(frozenset(pod["spec"]["containers"][0]["image"] for pod in found))

    cluster.machine.store.listen("pods", watch)
    type_in("kubectl set image deploy/web c=nginx:1.26", then=10)
    assert max(map(len, images)) == 1
    assert pods(type_in, "{.spec.containers[0].image}") == ["nginx:1.26"] * 2


def test_an_image_that_cannot_be_pulled_stops_a_rollout_and_undoing_it_goes_back(apply: Type, type_in: Type) -> None:
    apply(manifest("Deployment", "web", replicas=3, progressDeadlineSeconds=10))
    type_in("kubectl set image deploy/web c=nginx:nosuch", then=20)
    assert "ProgressDeadlineExceeded" in type_in("kubectl describe deploy web")
    assert "ImagePullBackOff" in type_in("kubectl get pods")
    assert type_in("kubectl rollout undo deploy/web", then=5) == "deployment.apps/web rolled back\n"
    assert "successfully rolled out" in type_in("kubectl rollout status deploy/web")
    assert set(pods(type_in, "{.spec.containers[0].image}")) == {"nginx:1.25"}


def test_old_replica_sets_beyond_the_limit_are_forgotten(apply: Type, type_in: Type) -> None:
    apply(manifest("Deployment", "web", replicas=1, revisionHistoryLimit=1))
    for tag in ("1.26", "1.27", "1.28"):
        type_in(f"kubectl set image deploy/web c=nginx:{tag}", then=5)
    assert len(type_in("kubectl get rs -o name").splitlines()) == 2


def test_a_daemon_set_follows_nodes_as_they_come(cluster: Cluster, apply: Type, type_in: Type) -> None:
    apply(manifest("DaemonSet", "agent"))
    cluster.start_node("node-4")
    cluster.run_until(cluster.time + 10)
    assert sorted(pods(type_in, "{.spec.nodeName}")) == ["node-1", "node-2", "node-3", "node-4"]


def test_a_stateful_set_starts_in_order_and_stops_in_reverse(cluster: Cluster, apply: Type, type_in: Type) -> None:
    order: list[str] = []
    cluster.machine.store.listen("pods", lambda c: order.append(f"{c.type} {c.key.name}"))
    apply(manifest("StatefulSet", "db", serviceName="db", replicas=3), then=10)
    type_in("kubectl scale sts db --replicas=1", then=10)
    steps = [step for step in order if not step.startswith("MODIFIED")]
    assert steps == ["ADDED db-0", "ADDED db-1", "ADDED db-2", "DELETED db-2", "DELETED db-1"]


def test_a_partition_holds_back_the_ones_before_it(apply: Type, type_in: Type) -> None:
    strategy = {"type": "RollingUpdate", "rollingUpdate": {"partition": 2}}
    apply(manifest("StatefulSet", "db", serviceName="db", replicas=3, updateStrategy=strategy), then=8)
    type_in("kubectl set image sts/db c=nginx:1.26", then=8)
    assert pods(type_in, "{.spec.containers[0].image}") == ["nginx:1.25", "nginx:1.25", "nginx:1.26"]


def test_a_job_runs_as_many_at_once_as_it_may_until_enough_have_succeeded(apply: Type, type_in: Type) -> None:
    apply(manifest("Job", "sums", "batch/v1", "sleep 1", completions=4, parallelism=2), then=2)
    assert len(pods(type_in)) == 2
    type_in("kubectl wait --for=condition=complete job/sums --timeout=60s")
    assert type_in("kubectl get job sums -o jsonpath='{.status.succeeded}'") == "4"


def test_a_job_that_fails_too_often_is_given_up(apply: Type, type_in: Type) -> None:
    apply(manifest("Job", "bad", "batch/v1", "exit 1", backoffLimit=1), then=40)
    assert "BackoffLimitExceeded" in type_in("kubectl describe job bad")
    assert len(pods(type_in)) == 2


def test_a_cron_job_starts_one_every_minute_and_forgets_the_oldest(type_in: Type) -> None:
    type_in("kubectl create cronjob tick --image=busybox:1.36 --schedule='* * * * *' -- true", then=310)
    assert len(type_in("kubectl get jobs -o name").splitlines()) == 3


def test_a_service_leads_to_the_pods_that_are_ready(apply: Type, type_in: Type) -> None:
    apply(manifest("Deployment", "web", replicas=2))
    type_in("kubectl expose deploy web --port=80", then=1)
    assert len(type_in("kubectl get endpoints web -o jsonpath='{.subsets[0].addresses[*].ip}'").split()) == 2
    type_in("kubectl scale deploy web --replicas=0", then=3)
    assert "<none>" in type_in("kubectl get endpoints web")


def test_an_autoscaler_follows_what_is_measured(cluster: Cluster, apply: Type, type_in: Type) -> None:
    apply(manifest("Deployment", "web", replicas=2))
    type_in("kubectl set resources deploy web --requests=cpu=100m", then=5)
    type_in("kubectl autoscale deploy web --min=1 --max=6 --cpu-percent=50", then=1)
    cluster.world.metrics.update({f"default/{name}": {"cpu": 100} for name in pods(type_in)})
    cluster.run_until(cluster.time + 20)
    assert type_in("kubectl get deploy web -o jsonpath='{.spec.replicas}'") == "4"


def test_pods_of_a_node_that_is_not_heard_of_are_evicted_and_made_elsewhere(
    cluster: Cluster, apply: Type, type_in: Type
) -> None:
    apply(manifest("Deployment", "web", replicas=3))
    cluster.stop_node("node-1")
    cluster.run_until(cluster.time + 60)
    assert "node-1   NotReady" in type_in("kubectl get nodes")
    cluster.run_until(cluster.time + 320)
    found = type_in("kubectl get pods -o wide")
    assert "Terminating" in found
    assert sum("Running" in line for line in found.splitlines()) == 3
    cluster.start_node("node-1")
    cluster.run_until(cluster.time + 30)
    assert "Terminating" not in type_in("kubectl get pods")


def test_orphans_stay_and_what_is_deleted_in_the_foreground_goes_last(apply: Type, type_in: Type) -> None:
    apply(manifest("Deployment", "web", replicas=2))
    type_in("kubectl delete deploy web --cascade=orphan", then=2)
    assert len(type_in("kubectl get rs,pods -o name").splitlines()) == 3
    apply(manifest("Deployment", "web", replicas=2))
    type_in("kubectl delete deploy web --cascade=foreground")
    assert type_in("kubectl get deploy,rs,pods -o name") == ""


def test_a_namespace_takes_everything_in_it_along(type_in: Type, refusal: Callable[[str], str]) -> None:
    type_in("kubectl create ns team", then=1)
    type_in("kubectl create deploy web --image=nginx:1.25 -n team", then=3)
    type_in("kubectl delete ns team --wait=false")
    assert "because it is being terminated" in refusal("kubectl run late --image=nginx -n team")
    type_in("kubectl wait --for=delete ns/team --timeout=30s")
    assert type_in("kubectl get pods -A -o name") == ""


def test_a_quota_is_used_up_and_given_back(type_in: Type, refusal: Callable[[str], str]) -> None:
    type_in("kubectl create quota few --hard=pods=1")
    type_in("kubectl run one --image=nginx:1.25", then=2)
    assert refusal("kubectl run two --image=nginx:1.25") == (
        'Error from server (Forbidden): pods "two" is forbidden: exceeded quota: few, requested: pods=1, '
        "used: pods=1, limited: pods=1"
    )
    type_in("kubectl delete pod one", then=1)
    type_in("kubectl run two --image=nginx:1.25")


def test_a_budget_stops_a_drain_until_there_is_room(type_in: Type, shell: Shell) -> None:
    type_in("kubectl create deploy web --image=nginx:1.25 --replicas=2", then=3)
    type_in("kubectl create pdb web --selector=app=web --min-available=2", then=1)
    node = type_in("kubectl get pods -o jsonpath='{.items[0].spec.nodeName}'")
    assert "would violate the pod's disruption budget" in shell.line(f"kubectl drain {node} --timeout=6s").stderr
    type_in("kubectl delete pdb web")
    assert f"node/{node} drained" in type_in(f"kubectl drain {node}")


def test_a_container_sleeps_as_many_days_as_it_says(type_in: Type) -> None:
    type_in("kubectl run agent --image=busybox --restart=Never -- sleep 1d", then=3600)
    assert "Running" in type_in("kubectl get pod agent")
