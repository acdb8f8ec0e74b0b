"""The interactive shell's own verbs, and the way of a packet."""

import pytest

from cluster.cluster import Cluster
from cluster.shell.interactive import Console
from cluster.shell.protocol import serve


@pytest.fixture
def console() -> Console:
    console = Console(Cluster(images=["nginx:1.25"]))
    for line in (
        "kubectl create deploy web --image=nginx:1.25 --replicas=2",
        "kubectl expose deploy web --port=80",
        "kubectl run client-pod --image=nginx:1.25",
        "advance 5s",
    ):
        console.enter(line)
    return console


def test_time_passes_when_it_is_told_to(console: Console) -> None:
    before = console.cluster.time
    assert console.enter("advance 2m").startswith("it is ")
    assert console.cluster.time - before > 120
    assert console.enter("advance soon").startswith("advance: how long?")


def test_a_stopped_scheduler_leaves_pods_pending(console: Console) -> None:
    console.enter("stop scheduler")
    console.enter("kubectl run late --image=nginx:1.25")
    console.enter("advance 10s")
    assert "Pending" in console.enter("kubectl get pod late")
    console.enter("start scheduler")
    console.enter("advance 5s")
    assert "Running" in console.enter("kubectl get pod late")
    assert '"chosen": "node-' in console.enter("why late")
    assert "one of etcd" in console.enter("stop nothing")


def test_the_consequences_of_a_command_come_back_as_a_tree(console: Console) -> None:
    console.enter("kubectl scale deploy web --replicas=3")
    console.enter("advance 5s")
    writers = [line.strip().partition(":")[0] for line in console.enter("causes").splitlines()]
    assert writers[0] == "kubectl"
    assert {"deployment-controller", "replicaset-controller", "scheduler"} <= set(writers)


@pytest.mark.parametrize(
    ("line", "ends"),
    [
        ("trace client-pod web 80", "arrived"),
        ("trace client-pod web 81", "stopped: Service web has no port 81: rejected"),
        ("trace client-pod nope 80", "stopped: nope: NXDOMAIN, there is no such Service"),
        ("trace client web 80", "Ingress"),
        ("trace client node-1:30000", "stopped: no Service has the node port 30000: connection refused"),
        ("trace client http://shop.example/", "nobody follows them"),
    ],
)
def test_a_packet_arrives_or_it_is_said_where_it_ends(console: Console, line: str, ends: str) -> None:
    assert console.enter(line).rstrip().endswith(ends)


def test_words_are_completed(console: Console) -> None:
    assert console.completions("kubectl desc") == ["describe"]
    assert "deployments" in console.completions("kubectl get depl")
    assert console.completions("kubectl get pod cli") == ["client-pod"]
    assert console.completions("stop sch") == ["scheduler"]


def test_a_program_is_answered_line_by_line_and_told_of_its_mistakes() -> None:
    answers = list(serve(['{"start": {"nodes": 1}}', "nonsense", '{"argv": ["kubectl", "get", "nodes"], "t": 1}']))
    assert answers[0] == '{"ok": true}'
    assert answers[1].startswith('{"error": "JSONDecodeError')
    assert "node-1" in answers[2]
