"""Where a Pod goes, and why it goes nowhere."""

import json
from collections.abc import Callable
from typing import Any

import pytest

from cluster.cluster import Cluster
from cluster.shell.session import Shell

Type = Callable[..., str]
NOT_HELPFUL = "preemption: 0/3 nodes are available: 3 Preemption is not helpful for scheduling."
NO_VICTIMS = "preemption: 0/3 nodes are available: 3 No preemption victims found for incoming pod."


def pod(name: str, cpu: str = "", labels: dict[str, str] | None = None, **spec: object) -> str:
    resources = {"requests": {"cpu": cpu}} if cpu else {}
    container = {"name": "c", "image": "nginx:1.25", "resources": resources}
    meta = {"name": name, "labels": labels or {}}
    return json.dumps(
        {"apiVersion": "v1", "kind": "Pod", "metadata": meta, "spec": {"containers": [container], **spec}}
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


# Preemption


@pytest.fixture
def put(shell: Shell, type_in: Type) -> Callable[..., None]:
    """Create objects one after the other, three seconds apart."""

    def run(*items: str) -> None:
        for number, item in enumerate(items):
            shell.files[f"{number}.json"] = item
            type_in(f"kubectl create -f {number}.json", then=3)

    return run


@pytest.fixture
def ranks(type_in: Type) -> None:
    for name, value in (("low", 0), ("five", 5), ("ten", 10), ("high", 1000)):
        type_in(f"kubectl create priorityclass {name} --value={value}")


def there(type_in: Type) -> list[str]:
    return type_in("kubectl get pods -o jsonpath='{.items[*].metadata.name}'").split()


@pytest.mark.usefixtures("ranks")
def test_a_pod_that_fits_nowhere_even_without_the_others_is_told_of_what_is_short(
    type_in: Type, put: Callable[..., None]
) -> None:
    put(pod("small", "1", nodeName="node-1"), pod("huge", "64", priorityClassName="high"))
    told = type_in("kubectl get events --field-selector involvedObject.name=huge,reason=FailedScheduling")
    assert (
        "3 Insufficient cpu. preemption: 0/3 nodes are available: 1 Insufficient cpu, "
        "2 No preemption victims found for incoming pod."
    ) in told


@pytest.mark.usefixtures("ranks")
def test_few_victims_are_better_than_many_whatever_their_priorities(type_in: Type, put: Callable[..., None]) -> None:
    type_in("kubectl cordon node-3")
    ten: dict[str, Any] = {"priorityClassName": "ten"}
    put(pod("a", "1", nodeName="node-1", **ten), pod("b", "2500m", nodeName="node-1", priorityClassName="five"))
    put(pod("c", "1", nodeName="node-2", **ten), *(pod(name, "1200m", nodeName="node-2") for name in ("d", "e")))
    put(pod("first", "3900m", priorityClassName="high"))
    assert there(type_in) == ["c", "d", "e", "first"]


@pytest.mark.usefixtures("ranks")
def test_a_budget_of_one_lets_one_pod_go_and_keeps_the_next(type_in: Type, put: Callable[..., None]) -> None:
    type_in("kubectl cordon node-3")
    guarded = [pod(name, "1900m", nodeName="node-1", labels={"app": "db"}) for name in ("a", "b")]
    put(*(pod(name, "1900m", nodeName="node-2") for name in ("c", "d")), *guarded)
    type_in("kubectl create pdb db --selector=app=db --min-available=1", then=5)
    put(pod("first", "3900m", priorityClassName="high"))
    assert there(type_in) == ["a", "b", "first"]


# Scores


def scores(cluster: Cluster, name: str, plugin: str) -> list[int]:
    decision = cluster.scheduler.state["decisions"][f"default/{name}"]["scores"]
    return [decision[f"node-{number}"].get(plugin) for number in (1, 2, 3)]


def test_pods_of_one_controller_are_spread_but_not_at_any_price(cluster: Cluster, type_in: Type) -> None:
    type_in("kubectl cordon node-2 && kubectl cordon node-3")
    type_in("kubectl create deployment web --image=nginx:1.25", then=3)
    type_in("kubectl uncordon node-2 && kubectl uncordon node-3 && kubectl scale deployment web --replicas=2", then=3)
    newest = list(cluster.scheduler.state["decisions"])[-1].partition("/")[2]
    # ln(3 + 2) · 1 + 2 rounds to 4, where nothing is to 2: 100 · (4 + 2 - 4) / 4 against 100, and the weight is 2.
    assert scores(cluster, newest, "PodTopologySpread") == [100, 200, 200]


def test_pods_behind_one_service_are_spread_too(cluster: Cluster, type_in: Type, put: Callable[..., None]) -> None:
    type_in("kubectl create service clusterip web --tcp=80")
    put(pod("one", nodeName="node-2", labels={"app": "web"}), pod("two", labels={"app": "web"}))
    assert scores(cluster, "two", "PodTopologySpread") == [200, 100, 200]


def test_a_node_without_the_label_is_the_last_choice_of_a_pod_that_wishes_to_be_spread(
    cluster: Cluster, type_in: Type, put: Callable[..., None]
) -> None:
    type_in("kubectl label node node-1 zone=a && kubectl label node node-2 zone=b")
    wish = {"maxSkew": 1, "topologyKey": "zone", "whenUnsatisfiable": "ScheduleAnyway"}
    spread = [{**wish, "labelSelector": {"matchLabels": {"app": "web"}}}]
    put(pod("one", nodeName="node-1", labels={"app": "web"}), pod("two", topologySpreadConstraints=spread))
    assert scores(cluster, "two", "PodTopologySpread") == [0, 200, 0]


def test_who_is_liked_by_others_goes_near_them(cluster: Cluster, put: Callable[..., None]) -> None:
    near = {"labelSelector": {"matchLabels": {"app": "cache"}}, "topologyKey": "kubernetes.io/hostname"}
    wish = {"preferredDuringSchedulingIgnoredDuringExecution": [{"weight": 10, "podAffinityTerm": near}]}
    put(pod("fan", nodeName="node-2", affinity={"podAffinity": wish}))
    put(pod("foe", nodeName="node-3", affinity={"podAntiAffinity": wish}))
    put(pod("cache", labels={"app": "cache"}))
    assert scores(cluster, "cache", "InterPodAffinity") == [100, 200, 0]


def test_only_pods_alike_in_the_labels_named_are_counted(type_in: Type, put: Callable[..., None]) -> None:
    hard = {"maxSkew": 1, "topologyKey": "kubernetes.io/hostname", "whenUnsatisfiable": "DoNotSchedule"}
    spread = [{**hard, "labelSelector": {"matchLabels": {"app": "web"}}, "matchLabelKeys": ["revision"]}]
    type_in("kubectl cordon node-2 && kubectl cordon node-3")
    old, new = ({"app": "web", "revision": one} for one in ("1", "2"))
    put(pod("old", nodeName="node-1", labels=old), pod("new", topologySpreadConstraints=spread, labels=new))
    assert "Running" in type_in("kubectl get pod new")
