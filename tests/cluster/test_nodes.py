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
