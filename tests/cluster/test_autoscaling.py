"""Autoscalers: what several metrics ask for together, and how fast a behaviour lets them go."""

import json
from collections.abc import Callable
from typing import Any

import pytest

from cluster.cluster import Cluster
from cluster.shell.session import Shell
from cluster.values import Object

Type = Callable[..., str]
CPU = {"name": "cpu", "target": {"type": "Utilization", "averageUtilization": 50}}
USES_CPU = {"type": "Resource", "resource": CPU}


def autoscaler(most: int = 20, *metrics: Object, **spec: Any) -> str:
    target = {"apiVersion": "apps/v1", "kind": "Deployment", "name": "web"}
    inner = {"scaleTargetRef": target, "maxReplicas": most, "metrics": list(metrics) or [USES_CPU], **spec}
    kind = {"apiVersion": "autoscaling/v2", "kind": "HorizontalPodAutoscaler"}
    return json.dumps({**kind, "metadata": {"name": "web"}, "spec": inner})


def up(*policies: Object, **more: Any) -> Object:
    return {"behavior": {"scaleUp": {"policies": list(policies), **more}}}


def down(*policies: Object, **more: Any) -> Object:
    return {"behavior": {"scaleDown": {"policies": list(policies), "stabilizationWindowSeconds": 0, **more}}}


def policy(kind: str, value: int, seconds: int = 60) -> Object:
    return {"type": kind, "value": value, "periodSeconds": seconds}


@pytest.fixture
def start(shell: Shell, type_in: Type) -> Callable[..., None]:
    """So many Pods that ask for 100m, and the autoscaler."""

    def run(replicas: int, text: str) -> None:
        type_in(f"kubectl create deploy web --image=nginx:1.25 --replicas={replicas}")
        type_in("kubectl set resources deploy web --requests=cpu=100m,memory=100Mi", then=20)
        shell.files["hpa.json"] = text
        type_in("kubectl apply -f hpa.json", then=1)

    return run


@pytest.fixture
def sizes(cluster: Cluster, type_in: Type) -> Callable[..., list[int]]:
    """How many there are after each of the next looks, while so much CPU is used by all together."""

    def run(milli: int, looks: int) -> list[int]:
        cluster.world.spread("deployments", "default", "web", milli)
        found = []
        for _ in range(looks):
            cluster.run_until(cluster.time + 15)
            found.append(int(type_in("kubectl get deploy web -o jsonpath='{.spec.replicas}'")))
        return found

    return run


@pytest.fixture
def condition(type_in: Type) -> Callable[[str], str]:
    return lambda kind: type_in(
        f'kubectl get hpa web -o jsonpath=\'{{.status.conditions[?(@.type=="{kind}")].status}} '
        f'{{.status.conditions[?(@.type=="{kind}")].reason}}\''
    )


Sizes = Callable[[int, int], list[int]]


def test_without_a_behaviour_it_grows_to_twice_as_many_or_four(
    start: Callable[..., None], sizes: Sizes, condition: Callable[[str], str]
) -> None:
    start(1, autoscaler())
    assert sizes(1000, 1) == [4]
    assert condition("ScalingLimited") == "True ScaleUpLimit"
    assert sizes(1000, 3) == [8, 16, 20]
    assert condition("ScalingLimited") == "False DesiredWithinRange"


def test_a_policy_lets_so_many_pods_come_in_a_period(
    start: Callable[..., None], sizes: Sizes, condition: Callable[[str], str]
) -> None:
    start(2, autoscaler(**up(policy("Pods", 2))))
    assert sizes(1000, 9) == [4, 4, 4, 4, 6, 6, 6, 6, 8]
    assert condition("ScalingLimited") == "True ScaleUpLimit"


@pytest.mark.parametrize(("select", "reached"), [("Max", 15), ("Min", 12), ("Disabled", 10)])
def test_the_policy_that_lets_most_or_fewest_come_decides_or_none_may(
    start: Callable[..., None], sizes: Sizes, select: str, reached: int
) -> None:
    start(10, autoscaler(**up(policy("Pods", 2), policy("Percent", 50), selectPolicy=select)))
    assert sizes(1000, 2) == [reached, reached]


@pytest.mark.parametrize(("select", "reached"), [("Max", 5), ("Min", 8), ("Disabled", 10)])
def test_on_the_way_down_the_policies_are_weighed_alike(
    start: Callable[..., None], sizes: Sizes, condition: Callable[[str], str], select: str, reached: int
) -> None:
    start(10, autoscaler(**down(policy("Pods", 2), policy("Percent", 50), selectPolicy=select)))
    assert sizes(50, 2) == [reached, reached]
    assert condition("ScalingLimited") == "True ScaleDownLimit"


def test_it_grows_only_once_all_of_the_window_asks_for_it(
    start: Callable[..., None], sizes: Sizes, condition: Callable[[str], str]
) -> None:
    start(2, autoscaler(**up(policy("Percent", 900, 15), stabilizationWindowSeconds=60)))
    assert sizes(100, 1) == [2]
    assert sizes(500, 3) == [2, 2, 2]
    assert condition("AbleToScale") == "True ScaleUpStabilized"
    assert sizes(500, 2)[-1] == 10


def test_it_shrinks_only_once_nothing_in_the_window_asks_for_more(
    start: Callable[..., None], sizes: Sizes, condition: Callable[[str], str], type_in: Type
) -> None:
    start(4, autoscaler(**down(policy("Percent", 100), stabilizationWindowSeconds=60)))
    assert sizes(200, 1) == [4]
    assert sizes(50, 3) == [4, 4, 4]
    assert condition("AbleToScale") == "True ScaleDownStabilized"
    assert sizes(50, 2)[-1] == 1
    assert "New size: 1; reason: All metrics below target" in type_in("kubectl describe hpa web")


def test_the_metric_that_asks_for_most_wins(cluster: Cluster, start: Callable[..., None], type_in: Type) -> None:
    memory = {"name": "memory", "target": {"type": "AverageValue", "averageValue": "50Mi"}}
    start(2, autoscaler(20, USES_CPU, {"type": "Resource", "resource": memory}))
    names = type_in("kubectl get pods -o jsonpath='{.items[*].metadata.name}'").split()
    cluster.world.metrics.update({f"default/{name}": {"cpu": 60, "memory": 110 * 2**20} for name in names})
    cluster.run_until(cluster.time + 15)
    page = " ".join(type_in("kubectl describe hpa web").split())
    assert "New size: 4; reason: memory resource above target" in page
    assert "resource memory on pods: 115343360 / 50Mi" in page
    assert "resource cpu on pods (as a percentage of request): 60% (60m) / 50%" in page


def test_a_metric_without_a_value_keeps_it_from_shrinking_but_not_from_growing(
    start: Callable[..., None], sizes: Sizes, condition: Callable[[str], str], type_in: Type
) -> None:
    requests = {"metric": {"name": "rps"}, "target": {"type": "AverageValue", "averageValue": "10"}}
    start(2, autoscaler(20, USES_CPU, {"type": "Pods", "pods": requests}))
    assert sizes(20, 1) == [2]
    assert condition("ScalingActive") == "False FailedGetPodsMetric"
    assert (
        "invalid metrics (1 invalid out of 2), first error is: failed to get pods metric value: unable to get metric "
        "rps: unable to fetch metrics from custom metrics API: no custom metrics API (custom.metrics.k8s.io) registered"
    ) in type_in("kubectl get events")
    assert sizes(200, 1) == [4]


@pytest.mark.parametrize(("each", "count"), [(100, 6), (50, 4), (10, 3)])
def test_pods_that_are_not_measured_yet_are_taken_to_stand_against_the_change(
    cluster: Cluster, start: Callable[..., None], type_in: Type, each: int, count: int
) -> None:
    start(4, autoscaler(**down(policy("Percent", 100))))
    names = type_in("kubectl get pods -o jsonpath='{.items[*].metadata.name}'").split()
    cluster.world.metrics.update({f"default/{name}": {"cpu": each} for name in names[:3]})
    cluster.run_until(cluster.time + 15)
    assert type_in("kubectl get deploy web -o jsonpath='{.spec.replicas}'") == str(count)


def test_only_a_stated_behaviour_is_filled_up(start: Callable[..., None], type_in: Type) -> None:
    start(1, autoscaler())
    assert type_in("kubectl get hpa web -o jsonpath='{.spec.behavior}'") == ""
    type_in("""kubectl patch hpa web -p '{"spec":{"behavior":{"scaleDown":{"selectPolicy":"Min"}}}}'""")
    whole = {"periodSeconds": 15, "type": "Percent", "value": 100}
    assert json.loads(type_in("kubectl get hpa web -o jsonpath='{.spec.behavior}'")) == {
        "scaleDown": {"policies": [whole], "selectPolicy": "Min"},
        "scaleUp": {
            "policies": [{"periodSeconds": 15, "type": "Pods", "value": 4}, whole],
            "selectPolicy": "Max",
            "stabilizationWindowSeconds": 0,
        },
    }


UP = "spec.behavior.scaleUp"


@pytest.mark.parametrize(
    ("text", "told"),
    [
        (autoscaler(**up()), f"{UP}.policies: Required value: must specify at least one Policy"),
        (
            autoscaler(**up(policy("Nodes", 1))),
            f'{UP}.policies[0].type: Unsupported value: "Nodes": supported values: "Percent", "Pods"',
        ),
        (autoscaler(**up(policy("Pods", 0))), f"{UP}.policies[0].value: Invalid value: 0: must be greater than zero"),
        (
            autoscaler(**up(policy("Pods", 1, 1801))),
            f"{UP}.policies[0].periodSeconds: Invalid value: 1801: must be less than or equal to 1800",
        ),
        (
            autoscaler(**up(policy("Pods", 1), stabilizationWindowSeconds=3601)),
            f"{UP}.stabilizationWindowSeconds: Invalid value: 3601: must be less than or equal to 3600",
        ),
        (
            autoscaler(**up(policy("Pods", 1), selectPolicy="Some")),
            f'{UP}.selectPolicy: Unsupported value: "Some": supported values: "Disabled", "Max", "Min"',
        ),
        (
            autoscaler(3, {"type": "Resource", "resource": {"name": "cpu", "target": {"type": "Utilization"}}}),
            "spec.metrics[0].resource.target.averageUtilization: Required value: must set either a target raw value or "
            "a target utilization",
        ),
        (
            autoscaler(3, {"type": "Pods", "resource": CPU}),
            "spec.metrics[0].pods: Required value: must populate information for the given metric source",
        ),
    ],
)
def test_a_behaviour_that_cannot_be_is_refused(
    shell: Shell, refusal: Callable[[str], str], text: str, told: str
) -> None:
    shell.files["hpa.json"] = text
    assert told in refusal("kubectl create -f hpa.json")


def test_a_page_shows_the_behaviour_and_how_each_metric_stands(
    cluster: Cluster, start: Callable[..., None], type_in: Type
) -> None:
    alone = {"name": "cpu", "container": "nginx", "target": {"type": "AverageValue", "averageValue": "60m"}}
    behaviour = up(policy("Pods", 2), policy("Percent", 200, 30))
    start(2, autoscaler(20, USES_CPU, {"type": "ContainerResource", "containerResource": alone}, **behaviour))
    names = type_in("kubectl get pods -o jsonpath='{.items[*].metadata.name}'").split()
    cluster.world.metrics.update({f"default/{name}": {"cpu": 50} for name in names})
    cluster.run_until(cluster.time + 15)
    page = type_in("kubectl describe hpa web")
    assert "50% (50m) / 50%" in page
    assert 'resource cpu of container "nginx" on pods:' in page
    assert "50m / 60m" in page
    assert (
        "Behavior:\n"
        "  Scale Up:\n"
        "    Stabilization Window: 0 seconds\n"
        "    Select Policy: Max\n"
        "    Policies:\n"
        "      - Type: Pods     Value: 2    Period: 60 seconds\n"
        "      - Type: Percent  Value: 200  Period: 30 seconds\n"
        "  Scale Down:\n"
        "    Select Policy: Max\n"
        "    Policies:\n"
        "      - Type: Percent  Value: 100  Period: 15 seconds\n"
        "Deployment pods:       2 current / 2 desired\n"
    ) in page


def test_the_table_shows_two_metrics_and_how_many_more_there_are(start: Callable[..., None], type_in: Type) -> None:
    average = {"type": "AverageValue", "averageValue": "10"}
    rate = {"metric": {"name": "rps"}, "target": average}
    described = {"kind": "Ingress", "name": "main"}
    whole = {"metric": {"name": "hits"}, "target": {"type": "Value", "value": "2k"}, "describedObject": described}
    alone = {"name": "cpu", "container": "nginx", "target": {"type": "Utilization", "averageUtilization": 60}}
    queue = {"metric": {"name": "queue"}, "target": average}
    start(1, autoscaler(3, {"type": "Pods", "pods": rate}, {"type": "Object", "object": whole}))
    assert "   <unknown>/10, <unknown>/2k   " in type_in("kubectl get hpa")
    more = [
        {"type": "ContainerResource", "containerResource": alone},
        {"type": "External", "external": queue},
        USES_CPU,
    ]
    type_in(f"kubectl patch hpa web --type=merge -p '{json.dumps({'spec': {'metrics': more}})}'")
    assert "   cpu: <unknown>/60%, <unknown>/10 (avg) + 1 more...   " in type_in("kubectl get hpa")
