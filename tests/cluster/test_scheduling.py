"""Where a Pod goes, and why it goes nowhere."""

import json
from collections.abc import Callable

import pytest

from cluster.cluster import Cluster
from cluster.shell.session import Shell

Type = Callable[..., str]
NOT_HELPFUL = "preemption: 0/3 nodes are available: 3 Preemption is not helpful for scheduling."
NO_VICTIMS = "preemption: 0/3 nodes are available: 3 No preemption victims found for incoming pod."


def pod(name: str, cpu: str = "", **spec: object) -> str:
    resources = {"requests": {"cpu": cpu}} if cpu else {}
    container = {"name": "c", "image": "nginx:1.25", "resources": resources}
    return json.dumps(
        {"apiVersion": "v1", "kind": "Pod", "metadata": {"name": name}, "spec": {"containers": [container], **spec}}
    )


def anti_affinity() -> dict[str, object]:
    term = {"labelSelector": {}, "topologyKey": "kubernetes.io/hostname"}
    return {"podAntiAffinity": {"requiredDuringSchedulingIgnoredDuringExecution": [term]}}


@pytest.mark.parametrize(
    ("setting_up", "spec", "message"),
    [
        ("", {"cpu": "64"}, f"0/3 nodes are available: 3 Insufficient cpu. {NO_VICTIMS}"),
        (
            "kubectl taint nodes --all a=b:NoSchedule",
            {},
            f"0/3 nodes are available: 3 node(s) had untolerated taint {{a: b}}. {NOT_HELPFUL}",
        ),
        (
            "",
            {"nodeSelector": {"disk": "ssd"}},
            f"0/3 nodes are available: 3 node(s) didn't match Pod's node affinity/selector. {NOT_HELPFUL}",
        ),
        (
            "kubectl cordon node-1 && kubectl taint node node-2 a=b:NoSchedule",
            {"cpu": "64"},
            "0/3 nodes are available: 1 Insufficient cpu, 1 node(s) had untolerated taint {a: b}, 1 node(s) were "
            "unschedulable. preemption: 0/3 nodes are available: 1 No preemption victims found for incoming pod, "
            "2 Preemption is not helpful for scheduling.",
        ),
        (
            "",
            {"volumes": [{"name": "v", "persistentVolumeClaim": {"claimName": "none"}}]},
            f'0/3 nodes are available: persistentvolumeclaim "none" not found. {NOT_HELPFUL}',
        ),
    ],
)
def test_a_pod_that_fits_nowhere_is_told_why(
    shell: Shell, type_in: Type, setting_up: str, spec: dict, message: str
) -> None:
    if setting_up:
        type_in(setting_up)
    shell.files["p.json"] = pod("p", **spec)
    type_in("kubectl apply -f p.json", then=1)
    assert type_in("kubectl get pod p -o jsonpath='{.status.conditions[0].message}'") == message


def test_a_pod_is_scheduled_as_soon_as_what_was_in_the_way_is_gone(shell: Shell, type_in: Type) -> None:
    shell.files["p.json"] = pod("p", nodeSelector={"disk": "ssd"})
    type_in("kubectl apply -f p.json", then=2)
    type_in("kubectl label node node-2 disk=ssd", then=2)
    assert type_in("kubectl get pod p -o jsonpath='{.spec.nodeName} {.status.phase}'") == "node-2 Running"


def test_the_more_important_pod_takes_the_place_of_another(shell: Shell, type_in: Type) -> None:
    type_in("kubectl create priorityclass high --value=1000")
    for number in range(3):
        shell.files["p.json"] = pod(f"low{number}", "3")
        type_in("kubectl apply -f p.json", then=2)
    shell.files["p.json"] = pod("vip", "3", priorityClassName="high")
    type_in("kubectl apply -f p.json", then=5)
    assert "Running" in type_in("kubectl get pod vip")
    assert len(type_in("kubectl get pods -o name").splitlines()) == 3
    assert "Preempted by pod" in type_in("kubectl get events")


def test_pods_that_avoid_each_other_are_one_a_node(shell: Shell, type_in: Type) -> None:
    for number in range(4):
        shell.files["p.json"] = pod(f"p{number}", affinity=anti_affinity())
        type_in("kubectl apply -f p.json", then=2)
    assert type_in("kubectl get pods").count("Running") == 3


def test_the_reasons_are_kept(cluster: Cluster, type_in: Type) -> None:
    type_in("kubectl cordon node-3")
    type_in("kubectl run p --image=nginx:1.25", then=2)
    decision = cluster.scheduler.state["decisions"]["default/p"]
    assert decision["chosen"] in ("node-1", "node-2")
    assert decision["refused"] == {"node-3": ["node(s) were unschedulable"]}
    assert set(decision["scores"]) == {"node-1", "node-2"}


def test_without_a_scheduler_a_pod_waits_and_nobody_says_why(cluster: Cluster, type_in: Type) -> None:
    cluster.stop("scheduler")
    type_in("kubectl run p --image=nginx:1.25", then=30)
    assert "Pending" in type_in("kubectl get pods")
    assert "p" not in type_in("kubectl get events -o jsonpath='{.items[*].involvedObject.name}'").split()
    cluster.start("scheduler")
    cluster.run_until(cluster.time + 3)
    assert "Running" in type_in("kubectl get pods")
