"""What still works while a component is stopped, and what does not: one test a component."""

import json
from collections.abc import Callable

import pytest

from cluster import causes
from cluster.cluster import Cluster
from cluster.network.tracing import trace
from cluster.processes import PROCESSES, every

Type = Callable[..., str]
REFUSED = "The connection to the server 127.0.0.1:6443 was refused - did you specify the right host or port?"


@pytest.fixture
def web(type_in: Type) -> Callable[[], list[str]]:
    """Two Pods behind a Service, and one more to ask from. The names of the two as they are now."""
    type_in("kubectl create deploy web --image=nginx:1.25 --replicas=2", then=3)
    type_in("kubectl expose deploy web --port=80 --type=NodePort")
    type_in("kubectl run asking --image=nginx:1.25", then=3)
    return lambda: type_in("kubectl get pods -l app=web -o jsonpath={.items[*].metadata.name}").split()


def node_of(type_in: Type, pod: str) -> str:
    return type_in(f"kubectl get pod {pod} -o jsonpath={{.spec.nodeName}}")


@pytest.mark.parametrize("process", ["apiserver", "etcd"])
def test_without_the_api_server_or_etcd_what_runs_goes_on_and_nothing_is_decided(
    cluster: Cluster, web: Callable[[], list[str]], type_in: Type, refusal: Callable[[str], str], process: str
) -> None:
    before = cluster.machine.store.revision
    cluster.stop(process)
    cluster.run_until(cluster.time + 20)
    said = refusal("kubectl get pods --request-timeout=5s")
    assert said == REFUSED if process == "apiserver" else "net/http: request canceled (Client.Timeout" in said
    if process == "etcd":
        assert "in the time allotted, but may still be processing requests (get pods)" in refusal("kubectl get pods")
        assert "etcd-0               Unhealthy" in type_in("kubectl get cs")
    assert not trace(cluster, "asking", "web").stopped
    cluster.run_until(cluster.time + 300)
    assert cluster.machine.store.revision == before
    cluster.start(process)
    cluster.run_until(cluster.time + 30)
    assert type_in("kubectl get deploy web").split()[6] == "2/2"
    assert "NotReady" not in type_in("kubectl get nodes")


def test_the_api_server_finds_its_own_service_missing_within_ten_seconds(cluster: Cluster, type_in: Type) -> None:
    before = type_in("kubectl get svc,ep,endpointslices kubernetes -o jsonpath='{.items[*].metadata.uid}'").split()
    type_in("kubectl delete svc,ep,endpointslices --all", then=11)
    assert "10.96.0.1" in type_in("kubectl get svc kubernetes")
    assert ":6443" in type_in("kubectl get endpoints kubernetes")
    after = type_in("kubectl get svc,ep,endpointslices kubernetes -o jsonpath='{.items[*].metadata.uid}'").split()
    assert len(after) == len(before) == 3
    assert not set(after) & set(before)
    type_in("""kubectl patch endpoints kubernetes --type=merge -p '{"subsets":null}'""", then=11)
    assert ":6443" in type_in("kubectl get endpoints kubernetes")


def test_without_a_scheduler_new_pods_wait_without_an_event_unless_they_name_their_node(
    cluster: Cluster, type_in: Type
) -> None:
    cluster.stop("scheduler")
    type_in("kubectl run late --image=nginx:1.25")
    type_in("""kubectl run placed --image=nginx:1.25 --overrides='{"spec":{"nodeName":"node-2"}}'""", then=30)
    assert type_in("kubectl get pods --no-headers").split()[1:3] == ["0/1", "Pending"]
    assert "Running" in type_in("kubectl get pod placed")
    assert type_in("kubectl get events --field-selector involvedObject.name=late") == ""
    assert "scheduler            Unhealthy" in type_in("kubectl get componentstatuses")
    cluster.start("scheduler")
    cluster.run_until(cluster.time + 5)
    assert "Running" in type_in("kubectl get pod late")


def test_without_the_controllers_nothing_is_replaced_rolled_out_or_noticed(
    cluster: Cluster, web: Callable[[], list[str]], type_in: Type
) -> None:
    cluster.stop("controller-manager")
    gone, _ = web()
    type_in(f"kubectl delete pod {gone}", then=10)
    type_in("kubectl set image deploy/web nginx=nginx:1.26")
    cluster.stop("kubelet/node-3")
    cluster.run_until(cluster.time + 120)
    assert len(web()) == 1
    assert len(type_in("kubectl get rs -o name").split()) == 1
    assert len(json.loads(type_in("kubectl get endpoints web -o json"))["subsets"][0]["addresses"]) == 2
    assert "NotReady" not in type_in("kubectl get nodes")
    assert "controller-manager   Unhealthy" in type_in("kubectl get cs")
    cluster.start("controller-manager")
    cluster.run_until(cluster.time + 90)
    assert "NotReady" in type_in("kubectl get nodes")
    assert len(type_in("kubectl get rs -o name").split()) == 2


def test_without_a_kubelet_containers_go_on_until_the_node_is_given_up(cluster: Cluster, type_in: Type) -> None:
    type_in("kubectl create deploy web --image=nginx:1.25 --replicas=3", then=5)
    before = type_in("kubectl get pods -l app=web -o name").split()
    lost = next(name for name in before if node_of(type_in, name.partition("/")[2]) == "node-1").partition("/")[2]
    asking = next(name for name in before if node_of(type_in, name.partition("/")[2]) == "node-2").partition("/")[2]
    cluster.stop("kubelet/node-1")
    cluster.run_until(cluster.time + 45)
    assert "NotReady" not in type_in("kubectl get nodes")
    assert not trace(cluster, asking, lost).stopped
    cluster.run_until(cluster.time + 25)
    assert "NotReady" in type_in("kubectl get node node-1")
    assert not trace(cluster, asking, lost).stopped
    cluster.run_until(cluster.time + 300)
    assert "Terminating" in type_in(f"kubectl get pod {lost}")
    assert len(type_in("kubectl get pods -l app=web -o name").split()) == 4
    cluster.start("kubelet/node-1")
    cluster.run_until(cluster.time + 40)
    assert len(type_in("kubectl get pods -l app=web -o name").split()) == 3


def test_without_a_runtime_containers_go_on_and_none_is_started_or_stopped(cluster: Cluster, type_in: Type) -> None:
    type_in("""kubectl run old --image=nginx:1.25 --overrides='{"spec":{"nodeName":"node-1"}}'""", then=3)
    cluster.stop("containerd/node-1")
    type_in("""kubectl run young --image=nginx:1.25 --overrides='{"spec":{"nodeName":"node-1"}}'""", then=3)
    assert "Pending" in type_in("kubectl get pod young")
    assert not trace(cluster, "node-2", "old").stopped
    cluster.run_until(cluster.time + 50)
    ready = json.loads(type_in("kubectl get node node-1 -o json"))["status"]["conditions"][-1]
    assert (ready["status"], ready["message"]) == ("False", "container runtime is down")
    assert "node.kubernetes.io/not-ready:NoExecute" in type_in("kubectl describe node node-1")
    type_in("kubectl delete pod old --wait=false", then=60)
    assert "Terminating" in type_in("kubectl get pod old")
    cluster.start("containerd/node-1")
    cluster.run_until(cluster.time + 30)
    assert "NotReady" not in type_in("kubectl get nodes")
    assert type_in("kubectl get pods --no-headers").split()[:3] == ["young", "1/1", "Running"]


def test_without_kube_proxy_a_node_keeps_its_rules_and_learns_no_new_ones(
    cluster: Cluster, web: Callable[[], list[str]], type_in: Type
) -> None:
    node = node_of(type_in, "asking")
    cluster.stop(f"kube-proxy/{node}")
    assert not trace(cluster, "asking", "web").stopped
    type_in("kubectl expose deploy web --name=young --port=80", then=2)
    young = trace(cluster, "asking", "young")
    assert young.outcome == "timed out"
    assert f"kube-proxy on {node} is stopped" in young.stopped
    assert young.hops[0].kind == "dns"  # which knows it already
    type_in("kubectl delete pod -l app=web", then=10)
    assert {trace(cluster, "asking", "web").outcome for _ in range(5)} == {"no route to host"}
    other = next(one for one in ("node-1", "node-2", "node-3") if one != node)
    assert not trace(cluster, other, "web").stopped
    type_in("kubectl delete svc web", then=1)
    assert trace(cluster, other, "web").stopped
    cluster.start(f"kube-proxy/{node}")
    cluster.run_until(cluster.time + 1)
    assert not trace(cluster, "asking", "young").stopped
    assert not cluster.proxies[node].state.get("behind")


def test_a_stopped_kube_proxy_stays_behind_in_a_snapshot(cluster: Cluster, web: object, type_in: Type) -> None:
    node = node_of(type_in, "asking")
    cluster.stop(f"kube-proxy/{node}")
    type_in("kubectl expose deploy web --name=young --port=80", then=2)
    restored = Cluster.restored(json.loads(json.dumps(cluster.snapshot())))
    assert trace(restored, "asking", "young") == trace(cluster, "asking", "young")
    assert trace(restored, "asking", "web") == trace(cluster, "asking", "web")


def test_without_dns_names_fail_and_addresses_do_not(cluster: Cluster, web: object, type_in: Type) -> None:
    address = type_in("kubectl get svc web -o jsonpath={.spec.clusterIP}")
    cluster.stop("dns")
    assert "CoreDNS is stopped" in trace(cluster, "asking", "web").stopped
    assert not trace(cluster, "asking", address).stopped
    cluster.stop("apiserver")
    cluster.start("dns")
    cluster.run_until(cluster.time + 5)
    assert "SERVFAIL" in trace(cluster, "asking", "web").stopped
    cluster.start("apiserver")
    cluster.run_until(cluster.time + 5)
    assert not trace(cluster, "asking", "web").stopped


def test_without_flanneld_a_node_does_not_learn_of_those_that_join(
    cluster: Cluster, web: Callable[[], list[str]], type_in: Type
) -> None:
    node = node_of(type_in, "asking")
    cluster.stop(f"flannel/{node}")
    cluster.start_node("node-4")
    cluster.run_until(cluster.time + 5)
    type_in("""kubectl run far --image=nginx:1.25 --overrides='{"spec":{"nodeName":"node-4"}}'""", then=3)
    assert "has not learned of node-4" in trace(cluster, "asking", "far").stopped
    assert all(not trace(cluster, "asking", name).stopped for name in web())
    cluster.start(f"flannel/{node}")
    cluster.run_until(cluster.time + 1)
    assert not trace(cluster, "asking", "far").stopped


def test_all_that_can_be_stopped_can_be_started_again(cluster: Cluster, type_in: Type) -> None:
    for process in every(cluster.machine):
        cluster.stop(process)
    for process in every(cluster.machine):
        cluster.start(process)
    cluster.run_until(cluster.time + 60)
    assert "NotReady" not in type_in("kubectl get nodes")
    with pytest.raises(ValueError, match="there is no component 'kubelet/node-9'"):
        cluster.stop("kubelet/node-9")
    assert {one.process for one in cluster.machine.components.values()} - {"world"} <= {*every(cluster.machine)}
    assert all(about.does and about.without for about in PROCESSES.values())


# What came of it


def test_a_deployment_is_told_from_the_command_to_the_endpoints_as_one_tree(cluster: Cluster, type_in: Type) -> None:
    type_in("kubectl create service clusterip web --tcp=80", then=1)
    start = cluster.machine.store.revision
    type_in("kubectl create deploy web --image=nginx:1.25", then=3)
    (asked,) = causes.asked(cluster.machine, start)
    tree = causes.of(cluster.machine.store, asked)
    assert tree is not None

    def path_to(node: causes.Consequence, resource: str) -> list[str]:
        if node.resource == resource and node.consequences == []:
            return [node.writer.partition("/")[0]]
        for one in node.consequences:
            if found := path_to(one, resource):
                return [node.writer.partition("/")[0], *found]
        return []

    assert path_to(tree, "endpointslices") == [
        "kubectl-create",
        "deployment-controller",
        "replicaset-controller",
        "scheduler",
        "kubelet",
        "endpointslice-controller",
    ]
    told = [(one.resource, one.changed) for _, one in tree.walk()]
    assert told[0] == ("deployments", "created")
    assert any("spec.nodeName: nothing -> node-" in changed for _, changed in told)
    assert any(changed.startswith("status.phase: Pending -> Running") for _, changed in told)
    assert any(changed.startswith("endpoints") for resource, changed in told if resource == "endpointslices")
    times = [one.time for _, one in tree.walk()]
    assert min(times) == tree.time


def test_every_consequence_is_younger_than_its_cause_and_told_once(cluster: Cluster, type_in: Type) -> None:
    start = cluster.machine.store.revision
    type_in("kubectl create deploy web --image=nginx:1.25 --replicas=5", then=5)
    type_in("kubectl set image deploy/web nginx=nginx:1.26", then=20)
    roots = causes.asked(cluster.machine, start)
    seen = [one.revision for root in roots for _, one in (causes.of(cluster.machine.store, root) or _none()).walk()]
    assert len(roots) == 2
    assert len(seen) == len(set(seen)) > 50


def test_what_one_pod_goes_through_is_not_told_of_another_that_was_scheduled_with_it(
    cluster: Cluster, type_in: Type
) -> None:
    start = cluster.machine.store.revision
    type_in("kubectl create deploy web --image=nginx:1.25 --replicas=3", then=5)
    (asked,) = causes.asked(cluster.machine, start)
    creations = [one for _, one in _tree(cluster, asked).walk() if (one.resource, one.changed) == ("pods", "created")]
    told = [{one.name for _, one in creation.walk() if one.resource == "pods"} for creation in creations]
    assert told == [{creation.name} for creation in creations]
    assert len(told) == 3


def test_what_a_stopped_component_missed_is_still_told_as_what_came_of_the_command(
    cluster: Cluster, type_in: Type
) -> None:
    for stopped in ("scheduler", "controller-manager", "etcd"):
        start = cluster.machine.store.revision
        if stopped != "etcd":
            cluster.stop(stopped)
        type_in(f"kubectl create deploy {stopped} --image=nginx:1.25", then=0 if stopped == "etcd" else 5)
        if stopped == "etcd":  # before anybody could react
            cluster.stop(stopped)
            cluster.run_until(cluster.time + 5)
        cluster.start(stopped)
        cluster.run_until(cluster.time + 10)
        (asked,) = causes.asked(cluster.machine, start)
        told = [one.changed for _, one in _tree(cluster, asked).walk()]
        assert any(changed.startswith("status.phase: Pending -> Running") for changed in told), stopped


def _tree(cluster: Cluster, revision: int) -> causes.Consequence:
    return causes.of(cluster.machine.store, revision) or _none()


def _none() -> causes.Consequence:
    pytest.fail("a revision that was asked for is not in the history")


def test_what_is_forgotten_has_no_tree(cluster: Cluster) -> None:
    cluster.machine.store.compact(10)
    assert causes.of(cluster.machine.store, 5) is None
    assert causes.of(cluster.machine.store, cluster.machine.store.revision + 1) is None
