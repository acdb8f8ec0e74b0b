"""The way of a packet, hop by hop: veth, bridge, route, VXLAN, NAT; or where it ends, and why.

A flannel network in VXLAN mode, kube-proxy with its rules in every node's kernel, and an ingress controller that sends
to Pods directly.
"""

from dataclasses import asdict, dataclass

from ..cluster import Cluster
from ..store import Store
from ..values import Object, at
from . import dns

OUTSIDE = "client"
OUTER_MTU, OVERHEAD = 1500, 50  # of the hosts' network, and what VXLAN takes of it


@dataclass(frozen=True, slots=True)
class Hop:
    """`where` it happens, by which table it is decided (`looks_at`), and the addresses as they are then."""

    where: str
    looks_at: str
    source: str
    destination: str
    note: str = ""


class Stopped(Exception):
    pass


@dataclass
class Trace:
    hops: list[Hop]
    stopped: str = ""

    def as_json(self) -> Object:
        return {"hops": [asdict(hop) for hop in self.hops], "stopped": self.stopped}


def trace(cluster: Cluster, source: str, destination: str, port: int = 80, namespace: str = "default") -> Trace:
    """`source`: a Pod's name, or `client` for somebody outside. `destination`: a Pod, an address, a name of a Service,
    NODE:PORT, or http://HOST/PATH."""
    walk = Walk(cluster, namespace)
    try:
        walk.go(source, destination, port)
    except Stopped as reason:
        return Trace(walk.hops, str(reason))
    return Trace(walk.hops)


class Walk:
    def __init__(self, cluster: Cluster, namespace: str) -> None:
        self.cluster, self.namespace = cluster, namespace
        self.store: Store = cluster.machine.store
        self.hops: list[Hop] = []

    def hop(self, where: str, looks_at: str, source: str, destination: str, note: str = "") -> None:
        self.hops.append(Hop(where, looks_at, source, destination, note))

    def go(self, source: str, destination: str, port: int) -> None:
        if destination.startswith("http://"):
            self._ingress(source, destination)
            return
        node, _, number = destination.partition(":")
        if number.isdigit() and self.store.get("nodes", "", node):
            self._node_port(source, node, int(number))
            return
        start = None if source == OUTSIDE else self._pod(source)
        if start is None:
            raise Stopped("Pod and Service addresses are known inside the cluster alone: take a NodePort or an Ingress")
        self._from_pod(start, destination, port)

    # Ends

    def _pod(self, name: str) -> Object:
        pod = self.store.get("pods", self.namespace, name)
        if pod is None:
            raise Stopped(f"there is no Pod {name}")
        if not at(pod, "status", "podIP"):
            raise Stopped(f"Pod {name} has no address yet")
        return pod

    def _by_address(self, address: str) -> Object:
        for pod in self.store.items("pods"):
            if at(pod, "status", "podIP") == address and at(pod, "status", "phase") == "Running":
                return pod
        raise Stopped(f"no Pod has the address {address}: no answer")

    def _from_pod(self, pod: Object, destination: str, port: int) -> None:
        address = pod["status"]["podIP"]
        other = self.store.get("pods", self.namespace, destination)
        if other is not None:
            self._to_pod(pod, self._pod(destination)["status"]["podIP"], port)
            return
        if not destination.replace(".", "").isdigit():
            destination = self._resolved(destination, address)
        service = self._service_of(destination)
        if service is None:
            self._to_pod(pod, destination, port)
            return
        self._leave(pod, f"{destination}:{port}")
        chosen, number = self._balance(service, port, pod["spec"]["nodeName"])
        self.hop(
            f"{pod['spec']['nodeName']}: PREROUTING",
            "kube-proxy's rules (KUBE-SERVICES)",
            address,
            f"{chosen}:{number}",
            f"DNAT: {destination}:{port} is nobody's address; it becomes one of the endpoints",
        )
        self._arrive(pod["spec"]["nodeName"], address, chosen, number)

    def _resolved(self, name: str, address: str) -> str:
        if not self.cluster.machine.is_running("dns"):
            raise Stopped(f"the cluster's DNS does not answer: {name} is not resolved, addresses would still work")
        found, service = dns.resolve(self.store, name, self.namespace)
        if service is None:
            raise Stopped(f"{name}: NXDOMAIN, there is no such Service")
        if not found:
            raise Stopped(f"{name} has no address: the headless Service has no ready Pod")
        if service["spec"]["type"] == "ExternalName":
            raise Stopped(f"{name} is another name of {found[0]}, outside the cluster")
        self.hop("CoreDNS", "Services and EndpointSlices", address, "10.96.0.10:53", f"{name} is {found[0]}")
        return found[0]

    def _service_of(self, address: str) -> Object | None:
        return next((s for s in self.store.items("services") if s["spec"].get("clusterIP") == address), None)

    def _balance(self, service: Object, port: int, node: str) -> tuple[str, int]:
        """kube-proxy's choice: any of the ready endpoints, by the rules that this node has."""
        name = service["metadata"]["name"]
        stated = next((p for p in service["spec"].get("ports") or [] if p["port"] == port), None)
        if stated is None:
            raise Stopped(f"Service {name} has no port {port}: rejected")
        if not self.cluster.machine.is_running(f"kube-proxy/{node}"):
            raise Stopped(f"kube-proxy on {node} is stopped: what it last wrote stays, newer Services are not known")
        found = []
        for one in self.store.items("endpointslices", service["metadata"]["namespace"]):
            if at(one, "metadata", "labels", "kubernetes.io/service-name") != name:
                continue
            numbers = [p["port"] for p in one.get("ports") or [] if p.get("name", "") == stated.get("name", "")]
            ready = [e["addresses"][0] for e in one.get("endpoints") or [] if e["conditions"].get("ready")]
            found += [(address, numbers[0]) for address in ready if numbers]
        if not found:
            raise Stopped(f"Service {name} has no ready endpoints: rejected")
        return sorted(found)[self.cluster.machine.dice.below(len(found))]

    # Between Pods

    def _to_pod(self, pod: Object, address: str, port: int) -> None:
        self._leave(pod, f"{address}:{port}")
        self._arrive(pod["spec"]["nodeName"], pod["status"]["podIP"], address, port)

    def _leave(self, pod: Object, to: str) -> None:
        source, node = pod["status"]["podIP"], pod["spec"]["nodeName"]
        self.hop(f"Pod {pod['metadata']['name']}: eth0", "the Pod's routes", source, to, "its gateway is cni0")
        self.hop(f"{node}: veth, cni0", "the bridge's forwarding table", source, to, "out of the Pod's namespace")

    def _arrive(self, node: str, source: str, address: str, port: int) -> None:
        other = self._by_address(address)
        target = other["spec"]["nodeName"]
        to = f"{address}:{port}"
        if target != node:
            here, there = self._host(node), self._host(target)
            network = at(self.store.get("nodes", "", target), "spec", "podCIDR", default="")
            self.hop(f"{node}: routes", f"{network} via flannel.1", source, to, "one that flanneld keeps")
            inner = OUTER_MTU - OVERHEAD
            self.hop(
                f"{node}: flannel.1",
                "neighbours, then the forwarding table",
                f"{here} ({source})",
                f"{there}:8472 ({to})",
                f"VXLAN: the packet goes into a UDP packet between the hosts; MTU {inner}",
            )
            self.hop(f"{target}: flannel.1", "UDP port 8472, VNI 1", source, to, "unpacked; no NAT on the way")
            self.hop(f"{target}: routes", f"{network} dev cni0", source, to)
        self.hop(f"{target}: cni0, veth", "the bridge's forwarding table", source, to)
        self.hop(f"Pod {other['metadata']['name']}: eth0", "its sockets", source, to, f"it sees {source}")

    def _host(self, node: str) -> str:
        return at(self.store.get("nodes", "", node), "status", "addresses", 0, "address", default=node)

    # From outside

    def _node_port(self, source: str, node: str, number: int) -> None:
        found = [
            (service, port)
            for service in self.store.items("services")
            for port in service["spec"].get("ports") or []
            if port.get("nodePort") == number
        ]
        host = self._host(node)
        self.hop(f"{node}: eth0", "iptables PREROUTING (KUBE-NODEPORTS)", source, f"{host}:{number}")
        if not found:
            raise Stopped(f"no Service has the node port {number}: connection refused")
        service, port = found[0]
        chosen, target = self._balance(service, port["port"], node)
        self.hop(
            f"{node}: NAT",
            "kube-proxy's rules",
            host,
            f"{chosen}:{target}",
            "DNAT to an endpoint and SNAT to the node's address, so that the answer comes back this way",
        )
        self._arrive(node, host, chosen, target)

    def _ingress(self, source: str, url: str) -> None:
        host, _, path = url.removeprefix("http://").partition("/")
        path = f"/{path}"
        controllers = list(self.store.items("ingressclasses"))
        if not controllers:
            raise Stopped("no ingress controller runs: the rules are only written down, nobody follows them")
        self.hop("ingress controller", "Ingress rules by host and path", source, f"{host}{path}", "HTTP ends here")
        backend = self._rule(host, path)
        service = self.store.get("services", self.namespace, backend["name"])
        if service is None:
            raise Stopped(f"503: there is no Service {backend['name']}")
        port = at(backend, "port", "number") or next(
            (p["port"] for p in service["spec"]["ports"] if p.get("name") == at(backend, "port", "name")), 0
        )
        nodes = sorted(node["metadata"]["name"] for node in self.store.items("nodes"))
        chosen, target = self._balance(service, port, nodes[0])
        to = f"{chosen}:{target}"
        self.hop(
            "ingress controller", "EndpointSlices", "ingress controller", to, "a connection of its own, to the Pod"
        )
        self._arrive(nodes[0], self._host(nodes[0]), chosen, target)

    def _rule(self, host: str, path: str) -> Object:
        best: tuple[int, Object] | None = None
        for ingress in self.store.items("ingresses", self.namespace):
            for rule in ingress["spec"].get("rules") or []:
                if rule.get("host") not in (None, "", host):
                    continue
                for one in at(rule, "http", "paths", default=[]):
                    if _matches(one, path) and (best is None or len(one["path"]) > best[0]):
                        best = len(one["path"]), one["backend"]["service"]
            if best is None and ingress["spec"].get("defaultBackend"):
                return ingress["spec"]["defaultBackend"]["service"]
        if best is None:
            raise Stopped("404: no rule has this host and path")
        return best[1]


def _matches(one: Object, path: str) -> bool:
    stated = one.get("path", "/")
    if one["pathType"] == "Exact":
        return path == stated
    return path == stated or path.startswith(stated.rstrip("/") + "/")
