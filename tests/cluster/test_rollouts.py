"""Rollouts: how many Pods come and go at a time, what is told of it, what is kept of what was."""

import json
from collections.abc import Callable

import pytest

from cluster.cluster import Cluster
from cluster.shell.session import Shell
from cluster.values import Object


def read(shell: Shell, what: str) -> Object:
    return dict(json.loads(shell.line(f"kubectl get {what} -o json").stdout))


def condition(item: Object, kind: str) -> Object:
    return next((one for one in item["status"]["conditions"] if one["type"] == kind), {})


def test_the_revision_and_how_the_rollout_goes_are_one_write(type_in: Callable[..., str], cluster: Cluster) -> None:
    type_in("kubectl create deployment web --image=nginx:1.25", then=5)
    writes = [one.object for one in cluster.machine.store.history if one.key.resource == "deployments"]
    first = next(one for one in writes if one["metadata"].get("annotations"))
    assert [one["reason"] for one in first["status"]["conditions"]] == ["NewReplicaSetCreated"]
    assert len(writes) == 5


def test_a_quota_on_replica_sets_is_told_by_the_deployment(type_in: Callable[..., str], shell: Shell) -> None:
    type_in("kubectl create quota few --hard=count/replicasets.apps=1")
    type_in("kubectl create deployment web --image=nginx:1.25", then=5)
    type_in("kubectl set image deployment/web nginx=nginx:1.26", then=300)
    told = condition(read(shell, "deployment web"), "Progressing")
    assert (told["status"], told["reason"]) == ("False", "ReplicaSetCreateError")
    assert 'replicasets.apps "web-' in told["message"]
    assert told["message"].endswith(
        "exceeded quota: few, requested: count/replicasets.apps=1, used: count/replicasets.apps=1, "
        "limited: count/replicasets.apps=1"
    )
    (event,) = read(shell, "events --field-selector reason=ReplicaSetCreateError")["items"]
    assert event["message"] == told["message"]
    assert 15 <= event["count"] <= 18, "tried again, less and less often, and then no more"


def test_why_pods_are_refused_stands_among_the_conditions_until_they_are_not(
    type_in: Callable[..., str], shell: Shell
) -> None:
    type_in("kubectl create quota few --hard=pods=2")
    type_in("kubectl create deployment web --image=nginx:1.25 --replicas=3", then=10)
    found = read(shell, "deployment web")
    # What goes on moves behind the others each time that it is told again.
    assert [one["type"] for one in found["status"]["conditions"]] == ["Available", "ReplicaFailure", "Progressing"]
    refused = condition(found, "ReplicaFailure")
    assert refused["lastUpdateTime"] == refused["lastTransitionTime"]
    assert "exceeded quota: few, requested: pods=1, used: pods=2, limited: pods=2" in refused["message"]
    type_in("""kubectl patch quota few -p '{"spec":{"hard":{"pods":"3"}}}'""", then=400)
    found = read(shell, "deployment web")
    assert not condition(found, "ReplicaFailure")
    assert found["status"]["readyReplicas"] == 3


def test_only_the_oldest_replica_sets_beyond_the_limit_are_forgotten(type_in: Callable[..., str], shell: Shell) -> None:
    type_in("kubectl create deployment web --image=nginx:1.25", then=5)
    type_in("""kubectl patch deployment web -p '{"spec":{"revisionHistoryLimit":1}}'""")
    for number in range(3):
        type_in(f"kubectl set env deployment/web N={number}", then=10)
    kept = read(shell, "replicasets")["items"]
    revisions = {one["metadata"]["annotations"]["deployment.kubernetes.io/revision"] for one in kept}
    assert revisions == {"3", "4"}


def test_a_surge_that_is_changed_alone_writes_no_replica_set(type_in: Callable[..., str], cluster: Cluster) -> None:
    type_in("kubectl create deployment web --image=nginx:1.25 --replicas=4", then=5)
    before = len([one for one in cluster.machine.store.history if one.key.resource == "replicasets"])
    type_in("""kubectl patch deployment web -p '{"spec":{"strategy":{"rollingUpdate":{"maxSurge":3}}}}'""", then=5)
    assert len([one for one in cluster.machine.store.history if one.key.resource == "replicasets"]) == before


@pytest.mark.parametrize(
    ("surge", "missing", "first"),
    [
        ("25%", "25%", {"old": 8, "new": 5}),  # 3 up, 2 down of 10
        ("0", "0", None),
        ("0", "3", {"old": 7, "new": 3}),
        ("2", "0", {"old": 10, "new": 2}),
        ("0%", "5%", {"old": 9, "new": 1}),  # neither: then one may be missing
        ("100%", "0", {"old": 10, "new": 10}),
        ("1", "20", {"old": 0, "new": 10}),
    ],
)
def test_a_rollout_takes_the_steps_that_it_is_allowed(
    type_in: Callable[..., str], shell: Shell, surge: str, missing: str, first: dict[str, int] | None
) -> None:
    type_in("kubectl create deployment web --image=nginx:1.25 --replicas=10", then=10)
    fences = {
        name: value if value.endswith("%") else int(value)
        for name, value in (("maxSurge", surge), ("maxUnavailable", missing))
    }
    patch = json.dumps({"spec": {"strategy": {"rollingUpdate": fences}}})
    if first is None:
        assert "may not be 0 when `maxSurge` is 0" in shell.line(f"kubectl patch deployment web -p '{patch}'").stderr
        return
    type_in(f"kubectl patch deployment web -p '{patch}'")
    type_in("kubectl set image deployment/web nginx=nosuch:1", then=10)
    sizes = {
        "new" if "nosuch" in one["spec"]["template"]["spec"]["containers"][0]["image"] else "old": one["spec"][
            "replicas"
        ]
        for one in read(shell, "replicasets")["items"]
    }
    assert sizes == first


def test_who_has_to_be_ready_for_a_while_is_available_only_then(
    type_in: Callable[..., str], shell: Shell, cluster: Cluster
) -> None:
    type_in("kubectl create deployment web --image=nginx:1.25 --replicas=2 --dry-run=client -o yaml > web.yaml")
    written = shell.files["web.yaml"]
    shell.files["web.yaml"] = written.replace("  replicas: 2\n", "  replicas: 2\n  minReadySeconds: 10\n")
    type_in("kubectl apply -f web.yaml", then=3)
    assert read(shell, "deployment web")["status"]["readyReplicas"] == 2
    type_in("kubectl get deployment web", then=7.2)
    assert "availableReplicas" not in read(shell, "deployment web")["status"]
    cluster.run_until(cluster.time + 2)
    assert read(shell, "deployment web")["status"]["availableReplicas"] == 2


def test_a_deployment_scaled_in_the_middle_of_a_rollout_grows_by_shares(
    type_in: Callable[..., str], shell: Shell
) -> None:
    type_in("kubectl create deployment web --image=nginx:1.25 --replicas=10", then=10)
    fences = '{"spec":{"strategy":{"rollingUpdate":{"maxSurge":3,"maxUnavailable":2}}}}'
    type_in(f"kubectl patch deployment web -p '{fences}'")
    type_in("kubectl set image deployment/web nginx=nosuch:1", then=10)
    type_in("kubectl scale deployment web --replicas=15", then=3)
    sizes = sorted(one["spec"]["replicas"] for one in read(shell, "replicasets")["items"])
    assert sizes == [7, 11], "8 and 5 of 13 become 11 and 7 of 18"


DAEMON = """
apiVersion: apps/v1
kind: DaemonSet
metadata: {name: agent}
spec:
  selector: {matchLabels: {app: agent}}
  updateStrategy: {type: RollingUpdate, rollingUpdate: {maxSurge: SURGE, maxUnavailable: MISSING}}
  template:
    metadata: {labels: {app: agent}}
    spec: {containers: [{name: a, image: "nginx:1.25"}]}
"""


@pytest.mark.parametrize(("surge", "missing", "pods"), [("1", "0", 4), ("34%", "0", 5), ("0", "1", 3)])
def test_a_daemon_that_surges_has_its_successor_beside_it(
    type_in: Callable[..., str], shell: Shell, surge: str, missing: str, pods: int
) -> None:
    shell.files["ds.yaml"] = DAEMON.replace("SURGE", surge).replace("MISSING", missing)
    type_in("kubectl apply -f ds.yaml", then=5)
    before = set(type_in("kubectl get pods -o name").split())
    type_in("kubectl set image daemonset/agent a=nginx:nosuch", then=20)
    after = set(type_in("kubectl get pods -o name").split())
    assert len(after) == pods
    assert len(after & before) == (3 if missing == "0" else 2), "nothing goes before its successor serves"
    type_in("kubectl set image daemonset/agent a=nginx:1.26", then=20)
    found = read(shell, "daemonset agent")["status"]
    assert found["updatedNumberScheduled"] == found["numberAvailable"] == 3
    assert len(type_in("kubectl get pods -o name").split()) == 3


STATEFUL = """
apiVersion: apps/v1
kind: StatefulSet
metadata: {name: db}
spec:
  serviceName: db
  replicas: 2
  selector: {matchLabels: {app: db}}
  template:
    metadata: {labels: {app: db}}
    spec: {containers: [{name: a, image: "nginx:1.25"}]}
"""


@pytest.mark.parametrize(
    ("manifest", "kind", "told"),
    [
        (STATEFUL, "StatefulSet", 'create Pod db-0 in StatefulSet db failed error: pods "db-0" is forbidden: '),
        (DAEMON.replace("SURGE", "0").replace("MISSING", "1"), "DaemonSet", 'Error creating: pods "agent-'),
    ],
)
def test_every_workload_tells_what_a_quota_refuses_and_goes_on_when_it_does_not(
    type_in: Callable[..., str], shell: Shell, manifest: str, kind: str, told: str
) -> None:
    type_in("kubectl create quota none --hard=pods=0")
    shell.files["w.yaml"] = manifest
    type_in("kubectl apply -f w.yaml", then=30)
    events = read(shell, "events --field-selector reason=FailedCreate")["items"]
    assert {one["involvedObject"]["kind"] for one in events} == {kind}
    assert events[0]["message"].startswith(told)
    assert events[0]["message"].endswith("exceeded quota: none, requested: pods=1, used: pods=0, limited: pods=0")
    assert sum(one["count"] for one in events) in range(11, 16), "at 5 ms, 10 ms, 20 ms … after the last time"
    type_in("kubectl delete quota none", then=60)
    assert type_in("kubectl get pods").count("1/1") >= 2


def test_what_a_service_leads_to_follows_its_selector_in_the_same_slice(type_in: Callable[..., str]) -> None:
    for color in ("blue", "green"):
        type_in(f"kubectl create deployment {color} --image=nginx:1.25 --replicas=2", then=3)
    type_in("kubectl expose deployment green --name=web --port=80", then=1)
    slices = "kubectl get endpointslices -l kubernetes.io/service-name=web -o "
    since = type_in("kubectl get svc web -o jsonpath={.metadata.creationTimestamp}")
    assert since in type_in(slices + "jsonpath={.items[0].metadata.annotations}"), "a new Service counts from itself"
    names = {type_in(slices + "name")}
    for color in ("blue", "green"):
        type_in(f"""kubectl patch svc web -p '{{"spec":{{"selector":{{"app":"{color}"}}}}}}'""", then=1)
        names.add(type_in(slices + "name"))
        pods = type_in(f"kubectl get pods -l app={color} -o jsonpath='{{.items[*].metadata.name}}'").split()
        assert sorted(type_in(slices + "jsonpath='{.items[0].endpoints[*].targetRef.name}'").split()) == pods
        endpoints = type_in("kubectl get endpoints web -o jsonpath='{.subsets[0].addresses[*].targetRef.name}'")
        assert sorted(endpoints.split()) == pods
    assert len(names) == 1


def test_a_history_is_printed_whole_and_an_undo_can_be_tried(
    type_in: Callable[..., str], refusal: Callable[[str], str]
) -> None:
    type_in("kubectl create deploy web --image=nginx:1.25", then=3)
    type_in("kubectl set image deploy/web nginx=nginx:1.26", then=3)
    told = type_in("kubectl rollout history deploy/web -o yaml").split("---\n")
    assert [("nginx:1.25" in one, "nginx:1.26" in one) for one in told] == [(True, False), (False, True)]
    assert refusal("kubectl rollout history deploy/web --revision=-1").endswith("a positive integer: -1")
    tried = type_in("kubectl rollout undo deploy/web --dry-run=client")
    assert tried.startswith("deployment.apps/web Pod Template:\n  Labels:\tapp=web\n")
    assert tried.endswith("Tolerations:\t<none>\n (dry run)\n")
    assert "nginx:1.26" in type_in("kubectl get deploy web -o wide")
    assert "unknown flag: --dry-run" in refusal("kubectl rollout pause deploy/web --dry-run=client")


def test_of_several_to_be_paused_each_has_its_turn(shell: Shell, type_in: Callable[..., str]) -> None:
    for name in ("a", "b"):
        type_in(f"kubectl create deploy {name} --image=nginx:1.25")
    type_in("kubectl rollout pause deploy/a")
    result = shell.line("kubectl rollout pause deploy/a deploy/b")
    assert result.stdout == "deployment.apps/b paused\n"
    assert result.stderr == 'error: deployments.apps "a" is already paused\n'
    assert shell.line("kubectl rollout restart deploy/a").stderr == (
        'error: deployments.apps "a" can\'t restart paused deployment (run rollout resume first)\n'
    )


def test_a_container_that_there_is_not_keeps_no_other_from_its_image(shell: Shell, type_in: Callable[..., str]) -> None:
    type_in("kubectl create deploy web --image=nginx:1.25")
    result = shell.line("kubectl set image deploy/web nope=x nginx=nginx:1.27")
    assert (result.code, result.stdout) == (1, "deployment.apps/web image updated\n")
    assert result.stderr == 'error: unable to find container named "nope"\n'
    assert "nginx:1.27" in type_in("kubectl get deploy web -o wide")
