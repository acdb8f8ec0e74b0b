"""What becomes of nodes that are not heard of."""

from collections.abc import Callable

import pytest

from cluster.cluster import Cluster
from cluster.shell.session import Shell

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


def test_pods_of_a_lost_node_are_unready_in_the_moment_it_is(cluster: Cluster, type_in: Type) -> None:
    type_in("kubectl run web --image=nginx:1.25", then=5)
    start = cluster.machine.store.revision
    cluster.stop_node(type_in("kubectl get pod web -o jsonpath={.spec.nodeName}"))
    wait(cluster, 70)
    told = [one for one in cluster.machine.store.since(start, "events") if one.object["reason"] == "NodeNotReady"]
    assert [one.object["involvedObject"]["kind"] for one in told] == ["Node", "Pod"]
    assert told[0].object["firstTimestamp"] == told[1].object["firstTimestamp"]
    assert type_in("kubectl get pod web --no-headers").split()[1:3] == ["1/1", "Running"]
    assert type_in("""kubectl get pod web -o jsonpath='{.status.conditions[?(@.type=="Ready")].status}'""") == "False"


def test_a_node_that_says_itself_that_it_is_not_ready_keeps_its_pods_as_they_are(
    cluster: Cluster, type_in: Type
) -> None:
    type_in("kubectl run web --image=nginx:1.25", then=5)
    cluster.stop(f"containerd/{type_in('kubectl get pod web -o jsonpath={.spec.nodeName}')}")
    wait(cluster, 70)
    assert "NotReady" in type_in("kubectl get nodes")
    assert type_in("""kubectl get pod web -o jsonpath='{.status.conditions[?(@.type=="Ready")].status}'""") == "True"


@pytest.mark.parametrize(
    ("command", "said"),
    [
        ("--all a=b", "error: invalid taint spec: a=b, name part must consist of alphanumeric characters"),
        ("node-1 a:Nope", "error: invalid taint effect: Nope, unsupported taint effect\n"),
        ("node-1 a=b=c:NoSchedule", "error: invalid taint spec: a=b=c:NoSchedule\n"),
        ("node-1 a=b:NoSchedule a=c:NoSchedule", "error: duplicated taints with the same key and effect: {a c NoS"),
        ("a=b:NoSchedule", "error: at least one resource name must be specified since 'all' parameter is not set"),
    ],
)
def test_a_taint_that_is_none_is_refused(refusal: Callable[[str], str], command: str, said: str) -> None:
    assert refusal(f"kubectl taint nodes {command}").startswith(said)


def test_a_node_that_cannot_be_tainted_keeps_no_other_from_it(type_in: Callable[..., str], cluster: Cluster) -> None:
    type_in("kubectl taint nodes node-1 a=b:NoSchedule")
    assert type_in("kubectl taint nodes node-2 a=b:NoSchedule --dry-run=client") == "node/node-2 tainted\n"
    result = Shell(cluster).line("kubectl taint nodes node-1 node-2 a=b:NoSchedule")
    assert result.stdout == "node/node-2 tainted\n"
    assert result.stderr == "error: node node-1 already has a taint(s) with same effect(s) and --overwrite is false\n"
