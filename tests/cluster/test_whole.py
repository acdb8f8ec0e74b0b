"""What holds for the whole: determinism, snapshots, invariants whatever is typed, causes."""

import json
from collections import Counter
from pathlib import Path

from hypothesis import HealthCheck, example, given, settings
from hypothesis import strategies as st

from cluster import quantity
from cluster.cluster import Cluster
from cluster.index import controller_of
from cluster.picture import picture
from cluster.pods import is_active, is_finished, is_ready
from cluster.scheduler.matching import untolerated
from cluster.shell.session import Shell
from cluster.values import at

LINES = (
    "kubectl create deploy {n} --image=nginx:1.25 --replicas={k}",
    "kubectl scale deploy {n} --replicas={k}",
    "kubectl set image deploy/{n} nginx=nginx:1.2{k}",
    "kubectl set image deploy/{n} nginx=nginx:nosuch",
    "kubectl rollout undo deploy/{n}",
    "kubectl rollout restart deploy/{n}",
    "kubectl delete deploy {n} --wait=false",
    "kubectl delete deploy {n} --cascade=orphan --wait=false",
    "kubectl delete pod -l app={n} --wait=false",
    "kubectl delete rs --all --wait=false",
    "kubectl label pods --all app={n} --overwrite",
    "kubectl expose deploy {n} --port=80",
    "kubectl create job {n} --image=busybox:1.36 -- sh -c 'sleep {k}'",
    "kubectl create quota {n} --hard=pods={k}",
    "kubectl delete quota --all",
    "kubectl cordon node-{k}",
    "kubectl uncordon node-{k}",
    "kubectl taint node node-{k} a=b:NoExecute --overwrite",
    "kubectl taint node node-{k} a-",
    "kubectl drain node-{k} --force --ignore-daemonsets --timeout=3s",
    "kubectl run {n} --image=busybox:1.36 -- sh -c 'exit {k}'",
    "kubectl get all -o wide",
    "kubectl describe pods",
    'kubectl patch deploy {n} -p \'{{"spec":{{"paused":true}}}}\'',
    "kubectl rollout resume deploy/{n}",
    "kubectl create ns {n}",
    "kubectl delete ns {n} --wait=false",
    "kubectl set resources deploy/{n} --requests=cpu={k}",
    "kubectl apply -f set.yaml",
    "kubectl scale sts set --replicas={k}",
    "kubectl delete sts set --wait=false",
    "kubectl apply -f each.yaml",
    "kubectl autoscale deploy {n} --max={k}",
    "kubectl taint node node-{k} a=b:NoSchedule --overwrite",
    "kubectl delete node node-{k}",
    "! stop scheduler",
    "! start scheduler",
    "! stop controller-manager",
    "! start controller-manager",
    "! stop kubelet/node-1",
    "! start kubelet/node-1",
    "! stop apiserver",
    "! start apiserver",
)
UNREST = ("exit", "nosuch", "quota", "delete node")  # after which somebody tries again for ever
FILES = {
    name: f"""
apiVersion: apps/v1
kind: {kind}
metadata: {{name: {name.partition(".")[0]}}}
spec:
  selector: {{matchLabels: {{app: {kind}}}}}
  template:
    metadata: {{labels: {{app: {kind}}}}}
    spec:
      containers:
      - name: it
        image: nginx:1.25
        resources: {{requests: {{cpu: 600m}}}}
"""
    for name, kind in (("set.yaml", "StatefulSet"), ("each.yaml", "DaemonSet"))
}
COMMANDS = st.builds(
    lambda line, n, k: line.format(n=n, k=k), st.sampled_from(LINES), st.sampled_from("abc"), st.integers(1, 4)
)
STEPS = st.lists(st.tuples(COMMANDS, st.sampled_from([0.0, 0.2, 1.0, 7.0])), max_size=12)
NODES = st.integers(1, 4)


def play(cluster: Cluster, steps: list[tuple[str, float]]) -> str:
    """In the end everything runs again."""
    shell = Shell(cluster)
    shell.files.update(FILES)
    printed = ""
    for line, seconds in steps:
        mark, *words = line.split()
        if mark == "!":
            act(cluster, *words)
        else:
            result = shell.line(line)
            printed += result.stdout + result.stderr
        cluster.run_until(cluster.time + seconds)
    for process in sorted(cluster.machine.stopped - {"ingress-controller"}):
        cluster.start(process)
    return printed


def act(cluster: Cluster, verb: str, process: str) -> None:
    (cluster.stop if verb == "stop" else cluster.start)(process)


def check(cluster: Cluster) -> None:
    store = cluster.machine.store
    pods = list(store.items("pods"))
    for pod in pods:
        owners = [one for one in pod["metadata"].get("ownerReferences") or [] if one.get("controller")]
        assert len(owners) <= 1
        node = store.get("nodes", "", pod["spec"].get("nodeName", ""))
        taints = (node or {}).get("spec", {}).get("taints") or []
        if is_active(pod) and is_ready(pod):
            assert untolerated(taints, pod, ("NoExecute",)) is None
    for one in store.items("replicasets"):
        status = one.get("status") or {}
        assert status.get("readyReplicas", 0) <= status.get("replicas", 0)
        mine = [p for p in pods if (controller_of(p) or {}).get("uid") == one["metadata"]["uid"] and is_active(p)]
        quota = store.size("resourcequotas", one["metadata"]["namespace"])
        assert len(mine) == one["spec"]["replicas"] or quota
    addresses = Counter(s["spec"]["clusterIP"] for s in store.items("services") if s["spec"].get("clusterIP") != "None")
    assert not addresses or max(addresses.values()) == 1
    for node in store.items("nodes"):
        there = [p for p in pods if p["spec"].get("nodeName") == node["metadata"]["name"] and not is_finished(p)]
        assert len(there) <= 110
        asked = [at(c, "resources", "requests", "cpu", default=0) for p in there for c in p["spec"]["containers"]]
        assert sum(map(quantity.milli, asked)) <= quantity.milli(node["status"]["allocatable"]["cpu"])
    revisions = [int(pod["metadata"]["resourceVersion"]) for pod in pods]
    assert max(revisions, default=0) <= store.revision


@settings(max_examples=25, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(NODES, STEPS)
def test_whatever_is_typed_the_cluster_comes_to_rest_in_order(nodes: int, steps: list[tuple[str, float]]) -> None:
    cluster = Cluster(nodes=nodes, images=["nginx:1.25"])
    play(cluster, steps)
    cluster.run_until(cluster.time + 60)
    check(cluster)


@settings(max_examples=15, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(NODES, STEPS)
def test_a_cluster_that_has_come_to_rest_stays_so(nodes: int, steps: list[tuple[str, float]]) -> None:
    cluster = Cluster(nodes=nodes, images=["nginx:1.25"])
    play(cluster, [step for step in steps if not any(word in step[0] for word in UNREST)])
    cluster.run_until(cluster.time + 900)  # longer than the longest deadline
    rest = cluster.machine.store.revision
    cluster.run_until(cluster.time + 120)
    moved = [(change.key, change.writer) for change in cluster.machine.store.since(rest)]
    assert [one for one in moved if one[0].resource not in ("leases", "nodes", "events")] == []


@settings(max_examples=8, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(STEPS, STEPS)
@example(
    [
        ("kubectl taint node node-1 a=b:NoSchedule", 0.0),
        ("kubectl create deploy a --image=nginx:1.25 --replicas=4", 1.0),
    ],
    [("kubectl taint node node-3 a=b:NoExecute", 0.0)],
)
def test_a_cluster_that_was_put_away_goes_on_as_if_it_had_not_been(
    before: list[tuple[str, float]], after: list[tuple[str, float]]
) -> None:
    cluster = Cluster(images=["nginx:1.25"])
    play(cluster, before)
    other = Cluster.restored(json.loads(json.dumps(cluster.snapshot())))
    assert play(cluster, after) == play(other, after)
    assert json.dumps(cluster.snapshot(), sort_keys=True) == json.dumps(other.snapshot(), sort_keys=True)


def test_a_snapshot_stays_as_it_was_taken_whatever_becomes_of_its_clusters() -> None:
    cluster = Cluster(images=["nginx:1.25"])
    shell = Shell(cluster)
    shell.line("kubectl create deploy web --image=nginx:1.25 --replicas=3")
    cluster.run_until(5)
    taken = cluster.snapshot()
    before = json.dumps(taken)
    for one in (cluster, Cluster.restored(taken)):
        Shell(one).line("kubectl set image deploy/web nginx=nope")
        one.run_until(60)
        assert json.dumps(taken) == before


def test_the_same_input_comes_to_the_same_bytes_and_another_seed_to_other_names() -> None:
    steps = [("kubectl create deploy web --image=nginx:1.26 --replicas=3", 5.0), ("kubectl get pods,events", 0.0)]
    outputs = [play(Cluster(seed=seed), steps) for seed in (1, 1, 2)]
    assert outputs[0] == outputs[1] != outputs[2]


def test_a_settled_cluster_stays_settled() -> None:
    cluster = Cluster()
    play(cluster, [("kubectl create deploy web --image=nginx:1.25 --replicas=3", 30.0)])
    start = cluster.machine.store.revision
    cluster.run_until(cluster.time + 600)
    changed = {(one.key.resource, one.writer.partition("/")[0]) for one in cluster.machine.store.since(start)}
    assert changed == {("leases", "kubelet"), ("nodes", "kubelet")}


def test_every_change_names_what_it_was_in_reaction_to() -> None:
    cluster = Cluster()
    play(cluster, [("kubectl create deploy web --image=nginx:1.25", 3.0)])
    changes = {one.revision: one for one in cluster.machine.store.history}
    ready = next(
        one for one in reversed(changes.values()) if one.key.resource == "endpoints" or one.key.resource == "pods"
    )
    chain = [ready.writer.partition("/")[0]]
    while ready.cause in changes:
        ready = changes[ready.cause]
        chain.append(ready.writer.partition("/")[0])
    assert chain[-1] == "kubectl-create"
    assert {"kubelet", "replicaset-controller", "deployment-controller"} <= set(chain)


def test_components_that_are_stopped_leave_undone_what_they_do() -> None:
    cluster = Cluster(images=["nginx:1.25"])
    shell = Shell(cluster)
    cluster.stop("controller-manager")
    shell.line("kubectl create deploy web --image=nginx:1.25")
    cluster.run_until(10)
    assert shell.line("kubectl get rs").stdout == ""
    cluster.start("controller-manager")
    cluster.run_until(15)
    cluster.stop("apiserver")
    refused = "The connection to the server 127.0.0.1:6443 was refused - did you specify the right host or port?\n"
    assert shell.line("kubectl get pods").stderr == refused
    cluster.start("apiserver")
    cluster.run_until(20)
    assert "1/1" in shell.line("kubectl get deploy").stdout


def test_the_picture_in_the_documentation_is_drawn_from_the_code() -> None:
    text = (Path(__file__).parents[2] / "docs" / "cluster.md").read_text()
    assert f"```\n{picture(Cluster())}\n```" in text
