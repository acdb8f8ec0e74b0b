"""What becomes of nodes that are not heard of."""

from collections.abc import Callable

from cluster.cluster import Cluster

Type = Callable[..., str]


def driven_from(type_in: Type) -> list[str]:
    """The nodes that have a NoExecute taint."""
    lines = type_in("kubectl get nodes -o custom-columns=N:.metadata.name,T:.spec.taints[*].effect --no-headers")
    return [line.split()[0] for line in lines.splitlines() if "NoExecute" in line]


def wait(cluster: Cluster, seconds: float) -> None:
    cluster.run_until(cluster.time + seconds)


def test_pods_are_driven_from_one_node_after_the_other(cluster: Cluster, type_in: Type) -> None:
    cluster.stop_node("node-1")
    cluster.stop_node("node-2")
    wait(cluster, 51)
    counts = []
    for _ in range(12):
        wait(cluster, 2)
        counts.append(len(driven_from(type_in)))
    assert counts == sorted(counts)
    assert {0, 1, 2} == set(counts)
    assert counts.count(1) >= 4


def test_where_no_node_is_heard_of_nobody_is_driven_away(cluster: Cluster, type_in: Type) -> None:
    cluster.stop_node("node-1")
    wait(cluster, 70)
    assert driven_from(type_in) == ["node-1"]
    cluster.stop_node("node-2")
    cluster.stop_node("node-3")
    wait(cluster, 70)
    assert driven_from(type_in) == []
    cluster.start_node("node-2")
    wait(cluster, 30)
    assert "node-1" in driven_from(type_in)


def test_a_drain_that_is_only_tried_evicts_nobody(type_in: Type) -> None:
    type_in("kubectl run web --image=nginx:1.25", then=5)
    node = type_in("kubectl get pod web -o jsonpath={.spec.nodeName}")
    assert type_in(f"kubectl drain {node} --dry-run=client --force").splitlines() == [
        f"node/{node} cordoned (dry run)",
        "evicting pod default/web (dry run)",
        f"node/{node} drained (dry run)",
    ]
    assert "SchedulingDisabled" not in type_in("kubectl get nodes")
    assert "Running" in type_in("kubectl get pod web")


def test_nodes_are_not_lost_because_nobody_could_write_down_that_they_are_there(
    cluster: Cluster, type_in: Type
) -> None:
    start = cluster.machine.store.revision
    for process in ("etcd", "apiserver"):
        cluster.stop(process)
        wait(cluster, 200)
        cluster.start(process)
        wait(cluster, 100)
    told = [change.object["reason"] for change in cluster.machine.store.since(start, "events")]
    assert "NodeNotReady" not in told
    assert told.count("RegisteredNode") == 6  # of three nodes, by the controller manager that was started anew twice
