"""The way of a packet: every table that it meets, or where it ends and why; and what DNS and an Ingress answer."""

import json
from collections.abc import Callable

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from cluster.cluster import Cluster
from cluster.network import dns
from cluster.network.hops import Trace
from cluster.network.tracing import trace

Type = Callable[..., str]
Follow = Callable[..., Trace]


@pytest.fixture
def follow(cluster: Cluster) -> Follow:
    return lambda *words, **more: trace(cluster, *words, **more)


@pytest.fixture
def on_node(cluster: Cluster, type_in: Type) -> Callable[[str, str], str]:
    """Run a Pod of nginx on a node of one's choice. Its address."""

    def run(name: str, node: str, **spec: object) -> str:
        overrides = json.dumps({"spec": {"nodeName": node, **spec}})
        type_in(f"kubectl run {name} --image=nginx:1.25 --overrides='{overrides}'", then=3)
        return type_in(f"kubectl get pod {name} -o jsonpath={{.status.podIP}}")

    return run


@pytest.fixture
def web(type_in: Type, on_node: Callable[..., str]) -> dict[str, str]:
    """Pods a and b, on node-1 and node-2, behind the Service web; and their addresses."""
    found = {name: on_node(name, node) for name, node in (("a", "node-1"), ("b", "node-2"))}
    type_in("kubectl label pod a b app=web")
    type_in("kubectl create service nodeport web --tcp=80 --node-port=30080", then=1)
    return found


def apply(type_in: Type, cluster: Cluster, kind: str, **fields: object) -> None:
    """A manifest, through kubectl and a file."""
    line = json.dumps({"kind": kind, **fields})
    type_in(f"echo '{line}' > it.yaml")
    type_in("kubectl apply -f it.yaml", then=1)


def kinds(found: Trace) -> list[str]:
    return [hop.kind for hop in found.hops]


# From Pod to Pod


def test_a_packet_to_another_node_is_routed_wrapped_and_seen_with_its_own_source(
    web: dict[str, str], follow: Follow
) -> None:
    found = follow("a", "b")
    assert kinds(found) == [
        "pod-gateway",
        "veth",
        "route-vxlan",
        "neighbour",
        "encapsulate",
        "underlay",
        "decapsulate",
        "route-local",
        "into-pod",
        "pod",
        "back-plain",
    ]
    assert {hop.source for hop in found.hops[:-1]} == {f"{web['a']}:40000"}
    assert [hop.ttl for hop in found.hops] == [64, 64, 63, 63, 63, 63, 63, 62, 62, 62, 64]
    wrapped = [hop.outer for hop in found.hops if hop.outer]
    assert len(wrapped) == 2
    assert wrapped[0].startswith("192.168.10.11:")
    assert wrapped[0].endswith("-> 192.168.10.12:8472")
    assert found.hops[2].table == "10.244.1.0/24 via 10.244.1.0 dev flannel.1 onlink"
    assert found.hops[3].frame == "flannel.1 (node-1) -> flannel.1 (node-2)"
    assert "MTU 1450" in found.hops[4].change


def test_two_pods_of_a_node_hang_on_one_bridge(
    web: dict[str, str], on_node: Callable[..., str], follow: Follow
) -> None:
    on_node("c", "node-1")
    assert kinds(follow("a", "c")) == ["pod-link", "switched", "pod", "back-plain"]
    assert kinds(follow("a", "a")) == ["pod-itself", "pod", "back-plain"]


def test_a_packet_to_the_outside_is_given_the_nodes_address(web: dict[str, str], follow: Follow) -> None:
    found = follow("a", "outside")
    assert kinds(found) == ["pod-gateway", "veth", "route-out", "masquerade-out", "out", "back"]
    assert found.hops[2].source == f"{web['a']}:40000"
    assert found.hops[3].source == "192.168.10.11:40000"
    assert found.hops[2].table == "default via 192.168.10.1 dev eth0"
    assert f"becomes {web['a']} again" in found.hops[-1].change


def test_a_packet_to_a_node_leaves_with_the_address_of_its_own(web: dict[str, str], follow: Follow) -> None:
    assert follow("a", "node-1:10250").hops[-2].source == f"{web['a']}:40000"
    found = follow("a", "node-2:10250")
    assert "masquerade-out" in kinds(found)
    assert found.hops[-2].source == "192.168.10.11:40000"


# Through a Service


def test_a_cluster_ip_becomes_an_endpoint_on_the_senders_node(web: dict[str, str], follow: Follow) -> None:
    seen = set()
    for _ in range(12):
        found = follow("a", "web")
        rewritten = next(hop for hop in found.hops if hop.kind == "dnat")
        assert rewritten.where == "node-1: PREROUTING (nat)"
        seen.add(rewritten.destination)
        to_itself = rewritten.destination == f"{web['a']}:80"
        assert ("hairpin" in kinds(found)) == ("masquerade" in kinds(found)) == to_itself
        assert found.hops[-2].source == ("10.244.0.1:40000" if to_itself else f"{web['a']}:40000")
    assert seen == {f"{web['a']}:80", f"{web['b']}:80"}


def test_to_follow_a_packet_changes_nothing_of_what_becomes_of_the_cluster(
    web: dict[str, str], cluster: Cluster, follow: Follow
) -> None:
    before = cluster.machine.dice.state, cluster.machine.store.revision
    follow("a", "web")
    assert (cluster.machine.dice.state, cluster.machine.store.revision) == before


def test_the_api_server_is_a_service_too(web: dict[str, str], follow: Follow) -> None:
    found = follow("a", "kubernetes:443")
    assert found.hops[-2].kind == "api-server"
    chain = next(hop.table for hop in found.hops if hop.kind == "dnat")
    assert chain.endswith("KUBE-SVC-NPX46M4PTMTKRN6Y")  # as on every cluster


@pytest.mark.parametrize(
    ("destination", "outcome", "why"),
    [
        ("web:81", "timed out", "Service web has only 80/TCP"),
        ("10.96.200.200", "timed out", "No Service has this address"),
        ("10.244.0.200", "no route to host", "no Pod has the address 10.244.0.200"),
        ("b:8080", "connection refused", "listens on port 8080, only on 80"),
        ("node-1:30081", "connection refused", "no Service has it as its node port"),
        ("nope", "name not resolved", "nope.default.svc.cluster.local. (NXDOMAIN)"),
        ("10.250.0.1:6443", "arrived", ""),
    ],
)
def test_it_is_said_where_a_packet_ends_and_how_that_looks(
    web: dict[str, str], follow: Follow, destination: str, outcome: str, why: str
) -> None:
    found = follow("a", destination)
    assert (found.outcome, why in found.stopped) == (outcome, True)


def test_a_service_without_endpoints_rejects(web: dict[str, str], type_in: Type, follow: Follow) -> None:
    type_in("kubectl create service clusterip empty --tcp=80", then=1)
    found = follow("a", "empty")
    assert found.outcome == "connection refused"
    assert "default/empty has no ready endpoints" in found.stopped


def test_endpoints_written_by_hand_are_mirrored_and_followed(
    web: dict[str, str], type_in: Type, cluster: Cluster, follow: Follow
) -> None:
    port = {"port": 5432}
    apply(type_in, cluster, "Service", apiVersion="v1", metadata={"name": "db"}, spec={"ports": [port]})
    assert "has no ready endpoints" in follow("a", "db").stopped
    subset = {"addresses": [{"ip": "198.51.100.30"}], "ports": [port]}
    apply(type_in, cluster, "Endpoints", apiVersion="v1", metadata={"name": "db"}, subsets=[subset])
    found = follow("a", "db")
    assert found.hops[-2].destination == "198.51.100.30:5432"
    assert found.hops[-2].kind == "out"
    subset["addresses"] = [{"ip": web["b"]}]
    apply(type_in, cluster, "Endpoints", apiVersion="v1", metadata={"name": "db"}, subsets=[subset])
    assert "nothing in Pod b listens on port 5432" in follow("a", "db").stopped
    type_in("kubectl delete svc db", then=2)
    assert type_in("kubectl get endpointslices -l kubernetes.io/service-name=db -o name") == ""


def test_a_slice_has_neither_endpoints_nor_ports_once_the_last_pod_is_gone(web: dict[str, str], type_in: Type) -> None:
    ask = "kubectl get endpointslices -l kubernetes.io/service-name=web -o json"
    assert json.loads(type_in(ask))["items"][0]["ports"]
    type_in("kubectl delete deployments,pods --all --force", then=40)
    [found] = json.loads(type_in(ask))["items"]
    assert (found["endpoints"], found["ports"]) == (None, None)


def test_the_same_client_comes_to_the_same_pod_where_a_service_asks_for_it(
    web: dict[str, str], type_in: Type, cluster: Cluster, follow: Follow
) -> None:
    patch = {"spec": {"sessionAffinity": "ClientIP", "sessionAffinityConfig": {"clientIP": {"timeoutSeconds": 60}}}}
    type_in(f"kubectl patch svc web -p '{json.dumps(patch)}'", then=1)

    def chosen() -> str:
        return next(hop.destination for hop in follow("a", "web").hops if hop.kind == "dnat")

    assert len({chosen() for _ in range(10)}) == 1
    found = set()
    for _ in range(12):
        cluster.run_until(cluster.time + 61)
        found.add(chosen())
    assert len(found) == 2


def test_pods_that_end_are_the_last_resort(web: dict[str, str], type_in: Type, follow: Follow) -> None:
    type_in("kubectl delete pod b")
    type_in("kubectl delete pod a --wait=false", then=0.2)
    found = follow("node-3", "web")
    assert next(hop.destination for hop in found.hops if hop.kind == "dnat") == f"{web['a']}:80"


# From outside


def test_a_node_port_of_a_node_without_an_endpoint_rewrites_the_source(web: dict[str, str], follow: Follow) -> None:
    found = follow("client", "node-3:30080")
    assert kinds(found)[:5] == ["client", "node-in", "dnat", "route-vxlan", "masquerade"]
    assert found.hops[-2].source == "10.244.2.0:40000"  # node-3's own on flannel.1


def test_a_local_policy_keeps_the_clients_address_and_drops_where_there_is_no_endpoint(
    web: dict[str, str], type_in: Type, follow: Follow
) -> None:
    type_in("""kubectl patch svc web -p '{"spec":{"externalTrafficPolicy":"Local"}}'""", then=1)
    found = follow("client", "node-1:30080")
    assert "masquerade" not in kinds(found)
    assert found.hops[-2].source == "203.0.113.7:40000"
    dropped = follow("client", "node-3:30080")
    assert dropped.outcome == "timed out"
    assert "externalTrafficPolicy is Local" in dropped.stopped
    assert follow("node-3", "node-3:30080").outcome == "arrived"  # the node itself is spared the policy
    assert follow("node-2", "node-3:30080").outcome == "timed out"
    type_in("""kubectl patch svc web -p '{"spec":{"internalTrafficPolicy":"Local"}}'""", then=1)
    assert "internalTrafficPolicy is Local" in follow("node-3", "web").stopped


def test_addresses_of_the_cluster_are_not_known_outside(web: dict[str, str], follow: Follow) -> None:
    assert "inside the cluster alone" in follow("client", web["a"]).stopped
    assert "Take node-1:30080" in follow("client", "web").stopped


def test_a_load_balancer_is_pending_until_somebody_gives_it_an_address(
    web: dict[str, str], type_in: Type, follow: Follow
) -> None:
    type_in("""kubectl patch svc web -p '{"spec":{"type":"LoadBalancer"}}'""", then=1)
    assert "<pending>" in follow("client", "web").stopped
    status = {"status": {"loadBalancer": {"ingress": [{"ip": "198.51.100.9"}]}}}
    type_in(f"kubectl patch svc web --subresource=status -p '{json.dumps(status)}'", then=1)
    found = follow("client", "web")
    assert found.hops[0].kind == "load-balancer"
    assert not found.stopped


def test_external_addresses_lead_in_as_well(web: dict[str, str], type_in: Type, follow: Follow) -> None:
    type_in("""kubectl patch svc web -p '{"spec":{"externalIPs":["198.51.100.20"]}}'""", then=1)
    assert not follow("client", "198.51.100.20").stopped
    assert "nobody has the address" in follow("client", "198.51.100.21").stopped


def test_a_host_port_is_one_of_its_node_alone(on_node: Callable[..., str], follow: Follow) -> None:
    ports = [{"containerPort": 80, "hostPort": 8080}]
    on_node("p", "node-2", containers=[{"name": "p", "image": "nginx:1.25", "ports": ports}])
    assert "host-port" in kinds(follow("client", "node-2:8080"))
    assert follow("client", "node-1:8080").outcome == "connection refused"


def test_a_pod_on_the_hosts_network_has_the_nodes_address(on_node: Callable[..., str], follow: Follow) -> None:
    assert on_node("h", "node-2", hostNetwork=True) == "192.168.10.12"
    found = follow("client", "node-2:80")
    assert found.hops[-2].kind == "pod-host"
    assert "dnat" not in kinds(found)


# What holds a packet up, and what does not


def test_pods_that_do_not_run_are_not_reached(web: dict[str, str], type_in: Type, follow: Follow) -> None:
    type_in("kubectl run done --image=busybox:1.36 --restart=Never -- sh -c 'exit 0'", then=5)
    assert follow("a", "done").outcome == "no route to host"
    type_in("kubectl run crash --image=busybox:1.36 -- sh -c 'exit 1'", then=8)
    assert "no container of Pod crash is running" in follow("a", "crash").stopped
    type_in("kubectl run stuck --image=nosuch:1", then=3)
    assert follow("stuck", "a").outcome == "no such source"
    assert "there is no Pod nobody" in follow("nobody", "a").stopped


def test_a_network_policy_is_told_of_and_not_enforced(web: dict[str, str], type_in: Type, cluster: Cluster) -> None:
    spec = {"podSelector": {}, "policyTypes": ["Ingress"]}
    apply(type_in, cluster, "NetworkPolicy", apiVersion="networking.k8s.io/v1", metadata={"name": "deny"}, spec=spec)
    found = trace(cluster, "a", "b")
    policy = next(hop for hop in found.hops if hop.kind == "policy")
    assert "deny" in policy.table
    assert "flannel enforces no NetworkPolicy" in policy.change
    assert not found.stopped


def test_a_node_that_is_cut_off_answers_nobody(web: dict[str, str], cluster: Cluster, follow: Follow) -> None:
    cluster.unplug("node-2")
    assert follow("a", "b").outcome == "timed out"
    assert follow("client", "node-2:30080").outcome == "timed out"
    assert follow("b", "outside").outcome == "timed out"
    cluster.plug("node-2")
    assert not follow("a", "b").stopped


SOURCES = ("a", "b", "client", "node-1", "nobody", "")
DESTINATIONS = (
    *("a", "b", "web", "web.default", "kubernetes:443", "outside", "node-2", "node-1:30080", "10.96.0.1", "10.96.0.10"),
    *(
        "10.244.0.1",
        "10.244.1.0",
        "10.244.9.9",
        "1.2.3.4",
        "999.1.1.1",
        "::1",
        "127.0.0.1",
        "..",
        ".",
        "-",
        "a:b:c",
        "",
    ),
    *("http://web", "http://", "http://[::1", "http://x:99999/", "https://node-1/", "http://shop.example/x"),
)


@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(
    source=st.sampled_from(SOURCES) | st.text(max_size=12),
    destination=st.sampled_from(DESTINATIONS) | st.text(max_size=20),
    port=st.integers(0, 70000),
)
def test_whatever_is_asked_it_arrives_or_it_is_said_why_not(
    web: dict[str, str], follow: Follow, source: str, destination: str, port: int
) -> None:
    found = follow(source, destination, port)
    assert (found.outcome == "arrived") == (not found.stopped)
    assert found.stopped or found.hops[-1].kind.startswith("back")
    assert json.dumps(found.as_json())


# Names


@pytest.mark.parametrize(
    ("name", "code", "values"),
    [
        ("web.default.svc.cluster.local.", dns.NOERROR, ["10.96.0.50"]),
        ("web.default.svc.", dns.NXDOMAIN, []),  # complete, so it is not searched for
        ("example.com.", dns.NOERROR, [dns.OUTSIDE]),
        ("db.default.svc.cluster.local.", dns.NOERROR, ["A", "B"]),
        ("db-0.db.default.svc.cluster.local.", dns.NOERROR, ["A"]),
        ("db-7.db.default.svc.cluster.local.", dns.NXDOMAIN, []),
        ("web.other.svc.cluster.local.", dns.NXDOMAIN, []),
        ("default.svc.cluster.local.", dns.NOERROR, []),
        ("1-2-3-4.default.pod.cluster.local.", dns.NOERROR, ["1.2.3.4"]),
        ("1-2-3-4.nowhere.pod.cluster.local.", dns.NXDOMAIN, []),
        ("far.default.svc.cluster.local.", dns.NOERROR, ["db.example.com."]),
        ("empty.default.svc.cluster.local.", dns.NXDOMAIN, []),
        ("WEB.default.svc.cluster.local.", dns.NOERROR, ["10.96.0.50"]),
        ("nosuch.example.com.", dns.NXDOMAIN, []),
    ],
)
def test_names_are_answered_as_coredns_does(
    cluster: Cluster, type_in: Type, name: str, code: str, values: list[str]
) -> None:
    addresses = _stateful(cluster, type_in)
    answer = cluster.dns.answer(name)
    wanted = [addresses.get(value, value) for value in values]
    assert (answer.code, answer.values) == (code, wanted)


def _stateful(cluster: Cluster, type_in: Type) -> dict[str, str]:
    port = {"port": 80, "name": "http", "targetPort": 80}
    labels = {"app": "db"}
    services: tuple[tuple[str, dict[str, object]], ...] = (
        ("web", {"clusterIP": "10.96.0.50", "ports": [port]}),
        ("db", {"clusterIP": "None", "selector": labels, "ports": [port]}),
        ("empty", {"clusterIP": "None", "selector": {"app": "nobody"}, "ports": [port]}),
        ("far", {"type": "ExternalName", "externalName": "db.example.com"}),
    )
    for name, spec in services:
        apply(type_in, cluster, "Service", apiVersion="v1", metadata={"name": name}, spec=spec)
    template = {"metadata": {"labels": labels}, "spec": {"containers": [{"name": "db", "image": "nginx:1.25"}]}}
    spec = {"replicas": 2, "serviceName": "db", "selector": {"matchLabels": labels}, "template": template}
    apply(type_in, cluster, "StatefulSet", apiVersion="apps/v1", metadata={"name": "db"}, spec=spec)
    cluster.run_until(cluster.time + 10)
    found = type_in("kubectl get pods -l app=db -o jsonpath={.items[*].status.podIP}").split()
    return dict(zip("AB", found, strict=True))


def test_ports_are_told_by_srv_records(cluster: Cluster, type_in: Type) -> None:
    _stateful(cluster, type_in)
    one = cluster.dns.answer("_http._tcp.web.default.svc.cluster.local.", "SRV")
    assert one.values == ["0 100 80 web.default.svc.cluster.local."]
    each = cluster.dns.answer("_http._tcp.db.default.svc.cluster.local.", "SRV")
    assert each.values == [f"0 50 80 db-{n}.db.default.svc.cluster.local." for n in (0, 1)]
    assert cluster.dns.answer("_nope._tcp.web.default.svc.cluster.local.", "SRV").code == dns.NXDOMAIN


def test_pods_that_are_not_ready_are_published_where_a_service_asks_for_it(cluster: Cluster, type_in: Type) -> None:
    for name, publish in (("quiet", False), ("loud", True)):
        spec = {"clusterIP": "None", "selector": {"run": "slow"}, "publishNotReadyAddresses": publish}
        apply(type_in, cluster, "Service", apiVersion="v1", metadata={"name": name}, spec=spec)
    probe = {"exec": {"command": ["fail"]}}
    container = {"name": "slow", "image": "nginx:1.25", "readinessProbe": probe}
    apply(
        type_in,
        cluster,
        "Pod",
        apiVersion="v1",
        metadata={"name": "slow", "labels": {"run": "slow"}},
        spec={"containers": [container]},
    )
    cluster.run_until(cluster.time + 5)
    assert cluster.dns.answer("quiet.default.svc.cluster.local.").code == dns.NXDOMAIN
    assert len(cluster.dns.answer("loud.default.svc.cluster.local.").values) == 1


def test_a_name_is_tried_with_every_domain_of_the_search_list_first(
    web: dict[str, str], on_node: Callable[..., str], type_in: Type, follow: Follow
) -> None:
    asked = follow("a", "example.com:443").hops[0].change
    assert asked.index("example.com.default.svc") < asked.index("example.com.svc.") < asked.index("example.com.cluster")
    assert "NXDOMAIN" not in follow("a", "example.com.:443").hops[0].change
    on_node("few", "node-1", dnsConfig={"options": [{"name": "ndots", "value": "1"}]})
    assert "NXDOMAIN" not in follow("few", "example.com:443").hops[0].change
    type_in("kubectl create ns other", then=1)
    assert not follow("a", "web.default").stopped
    assert "NXDOMAIN" in follow("a", "web.other").stopped
    on_node("hosted", "node-1", hostNetwork=True)
    assert follow("hosted", "web").outcome == "name not resolved"
    on_node("asking", "node-3", hostNetwork=True, dnsPolicy="ClusterFirstWithHostNet")
    assert not follow("asking", "web").stopped


# HTTP


@pytest.fixture
def shop(cluster: Cluster, web: dict[str, str], type_in: Type) -> Cluster:
    cluster.start("ingress-controller")
    type_in("kubectl create service clusterip empty --tcp=80")
    rules = (
        "--rule=shop.example/=web:80 --rule=shop.example/api*=empty:80 --rule=shop.example/gone=nobody:80 "
        "--rule='*.wild.example/*=web:80' --rule=safe.example/*=web:80,tls=cert --rule=shop.example/odd*=web:nope"
    )
    type_in(f"kubectl create ingress shop --class=nginx {rules}", then=2)
    return cluster


def test_without_a_controller_an_ingress_is_only_written_down(
    cluster: Cluster, web: dict[str, str], type_in: Type, follow: Follow
) -> None:
    type_in("kubectl create ingress shop --class=nginx --rule=shop.example/*=web:80", then=2)
    assert "nobody follows them" in follow("client", "http://shop.example/").stopped
    assert type_in("kubectl get ing shop -o jsonpath={.status.loadBalancer.ingress}") == ""
    cluster.start("ingress-controller")
    cluster.run_until(cluster.time + 2)
    assert type_in("kubectl get ing shop -o jsonpath={.status.loadBalancer.ingress[0].ip}") == "192.168.10.11"
    assert not follow("client", "http://shop.example/").stopped
    cluster.stop("ingress-controller")
    assert "no ingress controller runs" in follow("client", "http://shop.example/").stopped


@pytest.mark.parametrize(
    ("url", "outcome"),
    [
        ("http://shop.example/", "arrived"),
        ("http://shop.example/more", "404 Not Found"),
        ("http://shop.example/api", "503 Service Temporarily Unavailable"),
        ("http://shop.example/api/v1", "503 Service Temporarily Unavailable"),
        ("http://shop.example/apis", "404 Not Found"),
        ("http://shop.example/gone", "503 Service Temporarily Unavailable"),
        ("http://shop.example/odd", "503 Service Temporarily Unavailable"),
        ("http://a.wild.example/x", "arrived"),
        ("http://a.b.wild.example/x", "no address"),
        ("https://safe.example/", "arrived"),
        ("http://192.168.10.11/", "404 Not Found"),
        ("http://unknown.example/", "no address"),
    ],
)
def test_a_request_is_answered_as_ingress_nginx_answers_it(
    shop: Cluster, follow: Follow, url: str, outcome: str
) -> None:
    assert follow("client", url).outcome == outcome


def test_http_ends_at_the_controller_which_connects_to_the_pod_itself(shop: Cluster, follow: Follow) -> None:
    found = follow("client", "http://shop.example/")
    assert "dnat" not in kinds(found)
    assert "X-Forwarded-For" in found.hops[kinds(found).index("proxied")].change
    assert not found.hops[-2].source.startswith("203.0.113.7")


def test_tls_ends_at_the_controller_with_the_secret_if_there_is_one(
    shop: Cluster, type_in: Type, follow: Follow
) -> None:
    found = follow("client", "http://safe.example/")
    assert "redirect" in kinds(found)
    assert "Fake Certificate" in found.hops[kinds(found).index("tls")].table
    type_in("kubectl create secret generic cert --from-literal=tls.crt=x", then=1)
    assert "Secret cert" in follow("client", "https://safe.example/").hops[3].table


def test_what_no_rule_says_goes_to_the_default_backend(shop: Cluster, type_in: Type, follow: Follow) -> None:
    type_in("kubectl create ingress rest --class=nginx --default-backend=web:80", then=2)
    assert not follow("client", "http://192.168.10.11/anything").stopped
    assert follow("client", "http://shop.example/more").outcome == "404 Not Found"


def test_an_ingress_without_a_class_is_given_the_default_one(shop: Cluster, type_in: Type, follow: Follow) -> None:
    type_in("kubectl create ingress plain --rule=plain.example/*=web:80", then=2)
    assert "Ingress plain names it, but states no class" in follow("client", "http://plain.example/").stopped
    assert "take http://plain.example/" in follow("client", "plain.example").stopped
    type_in("kubectl annotate ingressclass nginx ingressclass.kubernetes.io/is-default-class=true")
    type_in("kubectl create ingress later --rule=later.example/*=web:80", then=2)
    assert type_in("kubectl get ing later -o jsonpath={.spec.ingressClassName}") == "nginx"
    assert not follow("client", "http://later.example/").stopped


def test_an_ingress_of_another_class_is_left_alone(shop: Cluster, type_in: Type, follow: Follow) -> None:
    type_in("kubectl create ingress theirs --class=traefik --rule=theirs.example/*=web:80", then=2)
    assert type_in("kubectl get ing theirs -o jsonpath={.status.loadBalancer.ingress}") == ""
    assert follow("client", "http://theirs.example/").outcome == "no address"
