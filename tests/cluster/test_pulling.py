"""Which image runs: the pull policies at work on nodes and a registry that change."""

import json
from collections.abc import Callable

import pytest

from cluster.cluster import Cluster
from cluster.shell.session import Shell

Type = Callable[..., str]


def start(shell: Shell, type_in: Type, name: str, image: str, policy: str, then: float = 3.0, **spec: object) -> None:
    """A Pod on node-1, whose cache the tests are about."""
    container = {"name": "c", "image": image, "imagePullPolicy": policy}
    inner = {"containers": [container], "nodeName": "node-1", **spec}
    shell.files["p.json"] = json.dumps({"apiVersion": "v1", "kind": "Pod", "metadata": {"name": name}, "spec": inner})
    type_in("kubectl apply -f p.json", then=then)


def digest(type_in: Type, name: str) -> str:
    return type_in(f"kubectl get pod {name} -o jsonpath='{{.status.containerStatuses[0].imageID}}'").rpartition("@")[2]


def reason(type_in: Type, name: str) -> str:
    return type_in(f"kubectl get pod {name} -o jsonpath='{{.status.containerStatuses[0].state.waiting.reason}}'")


@pytest.mark.parametrize(("policy", "runs"), [("Always", "new"), ("IfNotPresent", "old"), ("Never", "old")])
def test_another_image_under_the_same_tag_runs_only_where_the_registry_is_asked(
    cluster: Cluster, shell: Shell, type_in: Type, policy: str, runs: str
) -> None:
    start(shell, type_in, "first", "shop:v1", "IfNotPresent")
    old = digest(type_in, "first")
    new = cluster.world.push("shop:v1")
    start(shell, type_in, "second", "shop:v1", policy)
    assert digest(type_in, "second") == {"old": old, "new": new}[runs]
    assert digest(type_in, "first") == old


@pytest.mark.parametrize(("policy", "waits_for"), [("Always", "ImagePullBackOff"), ("IfNotPresent", ""), ("Never", "")])
def test_without_the_registry_only_what_asks_it_waits(
    cluster: Cluster, shell: Shell, type_in: Type, policy: str, waits_for: str
) -> None:
    cluster.world.registry["reachable"] = False
    start(shell, type_in, "p", "nginx:1.25", policy, then=4)
    assert reason(type_in, "p") == waits_for
    cluster.world.registry["reachable"] = True
    cluster.run_until(cluster.time + 20)
    assert "Running" in type_in("kubectl get pod p")


def test_never_pulled_and_not_there_is_an_error_of_its_own(shell: Shell, type_in: Type) -> None:
    start(shell, type_in, "p", "shop:v1", "Never")
    assert reason(type_in, "p") == "ErrImageNeverPull"


def test_a_name_that_no_image_can_have_is_not_even_looked_for(shell: Shell, type_in: Type) -> None:
    start(shell, type_in, "p", "Shop:v1", "Always")
    assert reason(type_in, "p") == "InvalidImageName"


def test_a_private_repository_opens_to_the_right_secret(cluster: Cluster, shell: Shell, type_in: Type) -> None:
    cluster.world.registry["readers"]["docker.io/library/private"] = ["key"]
    start(shell, type_in, "without", "private:v1", "Always", then=4)
    type_in("kubectl create secret generic key --from-literal=a=b")
    start(shell, type_in, "with", "private:v1", "Always", imagePullSecrets=[{"name": "key"}])
    assert reason(type_in, "without") == "ImagePullBackOff"
    assert "Running" in type_in("kubectl get pod with")


def test_the_policy_is_asked_again_at_every_restart(cluster: Cluster, shell: Shell, type_in: Type) -> None:
    container = {
        "name": "c",
        "image": "busybox:1",
        "imagePullPolicy": "Always",
        "command": ["sh", "-c", "sleep 5; exit 1"],
    }
    body = {"apiVersion": "v1", "kind": "Pod", "metadata": {"name": "p"}, "spec": {"containers": [container]}}
    shell.files["p.json"] = json.dumps(body)
    type_in("kubectl apply -f p.json", then=3)
    first, second = digest(type_in, "p"), cluster.world.push("busybox:1")
    cluster.run_until(cluster.time + 6)
    assert (digest(type_in, "p"), first == second) == (second, False)


def test_a_container_that_fails_is_started_less_and_less_often(cluster: Cluster, type_in: Type) -> None:
    type_in("kubectl run crash --image=busybox:1.36 -- sh -c 'exit 1'", then=120)
    assert "CrashLoopBackOff" in type_in("kubectl get pods")
    assert 4 <= int(type_in("kubectl get pod crash -o jsonpath='{.status.containerStatuses[0].restartCount}'")) <= 6
