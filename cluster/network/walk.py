"""A packet on its way between the cluster's network namespaces: every method is a stretch of it.

The nodes' network is flannel's in VXLAN mode; kube-proxy's rules and the CNI's hostPorts are in every node's kernel.
"""

from dataclasses import dataclass
from zlib import crc32

from .. import selectors
from ..cluster import Cluster
from ..store import Store
from ..values import Object, at
from .hops import HOPS, Hop, Stopped
from .listening import listens_on, runs
from .proxy import POD_NETWORK, KubeProxy

SERVICE_NETWORK = "10.96."
CLIENT, CLIENT_PORT = "203.0.113.7", 40000
VXLAN_PORT = 8472


@dataclass
class Packet:
    source: str
    source_port: int
    address: str = ""
    port: int = 0
    protocol: str = "TCP"
    ttl: int = 64
    outer: str = ""

    @property
    def sender(self) -> str:
        return f"{self.source}:{self.source_port}"

    @property
    def to(self) -> str:
        return f"{self.address}:{self.port}"


class Walk:
    def __init__(self, cluster: Cluster, packet: Packet) -> None:
        self.cluster, self.packet = cluster, packet
        self.store: Store = cluster.machine.store
        self.hops: list[Hop] = []
        self.remembered: dict[str, list[str]] = {}  # by node, what its conntrack will undo
        self.pod: Object | None = None  # whose namespace it comes from
        self.proxied = False  # whether it is a second connection, on behalf of the first

    def hop(self, kind: str, **names: object) -> None:
        packet = self.packet
        known = {"source": packet.source, "to": packet.to, "ttl": packet.ttl, **names}
        where, table, change, frame = (text.format(**known) for text in HOPS[kind])
        self.hops.append(Hop(kind, where, table, packet.sender, packet.to, change, packet.ttl, frame, packet.outer))

    # Who is where

    def address_of(self, node: str) -> str:
        return at(self.store.get("nodes", "", node), "status", "addresses", 0, "address", default=node)

    def node_at(self, address: str) -> str:
        return next(
            (
                n["metadata"]["name"]
                for n in self.store.items("nodes")
                if self.address_of(n["metadata"]["name"]) == address
            ),
            "",
        )

    def network_of(self, node: str) -> str:
        return at(self.store.get("nodes", "", node), "spec", "podCIDR", default="")

    def bridge_of(self, node: str) -> str:
        return f"{_prefix(self.network_of(node))}.1"

    def pod_at(self, address: str) -> Object | None:
        """The one that has it now: addresses of Pods that have ended are free."""
        found = [pod for pod in self.store.items("pods") if at(pod, "status", "podIP") == address]
        found.sort(key=lambda pod: at(pod, "status", "phase") != "Running")
        return found[0] if found else None

    def is_plugged(self, node: str) -> bool:
        return self.cluster.machine.is_running(f"node/{node}")

    def check_plugged(self, node: str) -> None:
        if not self.is_plugged(node):
            raise Stopped("unplugged", node=node)

    # Starts

    def from_pod(self, pod: Object) -> None:
        node, packet = pod["spec"]["nodeName"], self.packet
        if pod["spec"].get("hostNetwork"):
            self.from_host(node)
            return
        self.pod = pod
        name = _name(pod)
        if packet.address == packet.source:
            self.hop("pod-itself", pod=name)
            self.into(pod)
            return
        neighbour = self.pod_at(packet.address)
        if _prefix(packet.address) == _prefix(packet.source) and packet.address != self.bridge_of(node):
            known = _name(neighbour) if neighbour else "nobody"
            self.hop("pod-link", pod=name, neighbour=known, network=self.network_of(node))
            if neighbour is None:
                raise Stopped("nobody", address=packet.address, node=node)
            self.hop("switched", node=node, pod=name, neighbour=_name(neighbour))
            self.into(neighbour)
            return
        self.hop("pod-gateway", pod=name, gateway=self.bridge_of(node), node=node)
        self.hop("veth", node=node, pod=name)
        self.at_node(node, "PREROUTING", forwards=True)

    def from_host(self, node: str) -> None:
        self.hop("host-out", node=node)
        self.at_node(node, "OUTPUT", forwards=False)

    def from_outside(self, node: str) -> None:
        self.hop("client", who=CLIENT, node=node)
        self.check_plugged(node)
        self.hop("node-in", node=node)
        self.at_node(node, "PREROUTING", forwards=True)

    # At a node

    def at_node(self, node: str, hook: str, forwards: bool) -> None:
        """First the rules that may send it elsewhere, then the routes."""
        masquerade = self.translate(node, hook)
        self.host_port(node, hook)
        self.route(node, forwards, masquerade)

    def translate(self, node: str, hook: str) -> str:
        """DNAT by kube-proxy's rules. Returns why the source has to be rewritten as well, if it has."""
        packet, proxy, own = self.packet, self.cluster.proxies[node], self.address_of(node)
        rule = proxy.find(packet.address, packet.port, packet.protocol, own)
        if rule is None:
            if packet.address.startswith(SERVICE_NETWORK):
                raise Stopped("no-rule", node=node, address=packet.to, why=self._why_not(proxy))
            return ""
        choice = proxy.choose(rule, packet.source, own)
        if choice.endpoint is None:
            policy = "externalTrafficPolicy" if rule.is_external else "internalTrafficPolicy"
            raise Stopped(choice.refusal, node=node, service=rule.name, policy=policy)
        before = packet.to
        packet.address, packet.port = choice.endpoint.address, choice.endpoint.port
        names = {"service": rule.name, "chain": rule.chain, "count": len(proxy.endpoints(rule))}
        sticky = " (the same as before: sessionAffinity ClientIP)" if choice.sticky else ""
        self.hop("dnat", node=node, hook=hook, before=before, sticky=sticky, **names)
        self._remember(node, f"{packet.to} becomes {before} again")
        return choice.masquerade

    def _why_not(self, proxy: KubeProxy) -> str:
        """A ClusterIP that is not matched: another port, or a Service that the stopped proxy has not heard of."""
        owner = proxy.owner_of(self.packet.address)
        if owner is not None:
            ports = ", ".join(f"{p['port']}/{p.get('protocol', 'TCP')}" for p in owner["spec"].get("ports") or [])
            return f". Service {_name(owner)} has only {ports}"
        if not self.cluster.machine.is_running(proxy.process):
            return f". kube-proxy on {proxy.node} is stopped: what it last wrote stays, what came later is not known"
        return ". No Service has this address"

    def host_port(self, node: str, hook: str) -> bool:
        packet = self.packet
        if packet.address != self.address_of(node):
            return False
        for pod in self.cluster.index.pods_on(node):
            if pod["spec"].get("hostNetwork") or at(pod, "status", "phase") != "Running":
                continue
            for container in pod["spec"]["containers"]:
                for port in container.get("ports") or []:
                    if port.get("hostPort") == packet.port and port.get("protocol", "TCP") == packet.protocol:
                        before = packet.to
                        packet.address, packet.port = pod["status"]["podIP"], port["containerPort"]
                        self.hop("host-port", node=node, hook=hook, before=before, pod=_name(pod))
                        self._remember(node, f"{packet.to} becomes {before} again")
                        return True
        return False

    def route(self, node: str, forwards: bool, masquerade: str = "") -> None:
        address = self.packet.address
        if address in (self.address_of(node), self.bridge_of(node)):
            self.at_host(node)
        elif address.startswith(POD_NETWORK):
            self._to_pod_network(node, forwards, masquerade)
        else:
            self._off_the_nodes(node, forwards, masquerade)

    def _to_pod_network(self, node: str, forwards: bool, masquerade: str) -> None:
        packet = self.packet
        own = self.network_of(node)
        packet.ttl -= forwards
        if _prefix(packet.address) == _prefix(own):
            self.hop("route-local", node=node, network=own)
            self._leave(node, forwards, masquerade, self.bridge_of(node))
            self._into_pod_of(node)
            return
        target = self.cluster.flannels[node].node_of(packet.address)
        if target is None:
            late = next(
                (
                    n["metadata"]["name"]
                    for n in self.store.items("nodes")
                    if _prefix(self.network_of(n["metadata"]["name"])) == _prefix(packet.address)
                ),
                "",
            )
            kind = "no-route" if late else "unknown-address"
            raise Stopped(kind, node=node, address=packet.address, target=late)
        self._across(node, target["metadata"]["name"], forwards, masquerade)

    def _leave(self, node: str, forwards: bool, masquerade: str, address: str) -> None:
        """By a device of this address, which is the source of what the node itself sends or stands in for."""
        if not masquerade and not forwards:
            self.packet.source = address
        self._masquerade(node, masquerade, address)

    def _across(self, node: str, target: str, forwards: bool, masquerade: str) -> None:
        """From node to node, wrapped into UDP."""
        packet, network = self.packet, self.network_of(target)
        vtep = f"{_prefix(network)}.0"
        self.check_plugged(node)
        self.hop("route-vxlan", node=node, target=target, network=network, vtep=vtep)
        self._leave(node, forwards, masquerade, f"{_prefix(self.network_of(node))}.0")
        self.hop("neighbour", node=node, target=target, vtep=vtep)
        here, there = self.address_of(node), self.address_of(target)
        flow = 32768 + crc32(f"{packet.sender} {packet.to}".encode()) % 28232
        packet.outer = f"{here}:{flow} -> {there}:{VXLAN_PORT}"
        self.hop("encapsulate", node=node, target=target, there=there)
        self.hop("underlay", node=node, target=target)
        self.check_plugged(target)
        packet.outer = ""
        self.hop("decapsulate", node=target, origin=node)
        packet.ttl -= 1
        self.hop("route-local", node=target, network=network)
        self._into_pod_of(target)

    def _masquerade(self, node: str, why: str, address: str) -> None:
        if not why:
            return
        before, self.packet.source = self.packet.source, address
        reasons = {
            "hairpin": "or the Pod would get an answer from itself",
            "external": "so that the answer comes back through this node; the client's address is lost",
            "host": "because the source is no Pod's address",
        }
        self.hop("masquerade", node=node, before=before, why=reasons[why])
        self._remember(node, f"{address} becomes {before} again")

    def _off_the_nodes(self, node: str, forwards: bool, masquerade: str) -> None:
        packet = self.packet
        self.check_plugged(node)
        packet.ttl -= forwards
        host = self.address_of(node)
        target, nodes = self.node_at(packet.address), _prefix(host)
        gateway = f"{nodes}.1"
        if target or packet.address == self.cluster.control_plane:
            self.hop("route-node", node=node, network=nodes)
        else:
            self.hop("route-out", node=node, gateway=gateway)
        if packet.source.startswith(POD_NETWORK):
            before, packet.source = packet.source, host
            self.hop("masquerade-out", node=node, before=before)
            self._remember(node, f"{host} becomes {before} again")
        else:
            self._masquerade(node, masquerade if packet.source != host else "", host)
        if target:
            self.check_plugged(target)
            self.hop("node-in", node=target)
            # Another node's own rules, such as for its node ports.
            further = self.translate(target, "PREROUTING")
            if self.host_port(target, "PREROUTING") or packet.address != self.address_of(target):
                self.route(target, True, further)
            else:
                self.at_host(target)
        elif packet.address == self.cluster.control_plane:
            self._api_server()
        else:
            self.hop("out", node=node, gateway=gateway, who=packet.address)

    def _api_server(self) -> None:
        if self.packet.port != 6443 or not self.cluster.machine.is_running("apiserver"):
            raise Stopped("no-node-port", node="the control plane", port=self.packet.port, why="")
        self.hop("api-server")

    # Ends

    def at_host(self, node: str) -> None:
        """A socket of the node itself: a Pod with hostNetwork, or one of Kubernetes' own programs."""
        port, running = self.packet.port, self.cluster.machine.is_running
        own = {10250: f"kubelet/{node}", 10256: f"kube-proxy/{node}"}.get(port)
        controller = self.cluster.ingress
        if port in (80, 443) and controller.node == node and running(controller.process):
            own = controller.process
        if own and running(own):
            self.hop("node", node=node, what=own.partition("/")[0])
            return
        for pod in self.cluster.index.pods_on(node):
            if pod["spec"].get("hostNetwork") and runs(pod) and port in (listens_on(pod) or {port}):
                self.policies(pod)
                self.hop("pod-host", node=node, pod=_name(pod), heard=self._heard(pod))
                return
        proxy = self.cluster.proxies[node]
        why = "" if running(proxy.process) else f", as far as kube-proxy on {node}, which is stopped, ever heard"
        raise Stopped("no-node-port", node=node, port=port, why=why)

    def _into_pod_of(self, node: str) -> None:
        found = self.pod_at(self.packet.address)
        if found is None:
            raise Stopped("nobody", address=self.packet.address, node=node)
        hairpin = self.pod is not None and found["metadata"]["uid"] == self.pod["metadata"]["uid"]
        self.hop("hairpin" if hairpin else "into-pod", node=node, pod=_name(found))
        self.into(found)

    def into(self, pod: Object) -> None:
        name, phase = _name(pod), at(pod, "status", "phase", default="Pending")
        if phase != "Running":
            raise Stopped("not-there", pod=name, phase=phase)
        if not runs(pod):
            raise Stopped("crashed", pod=name)
        listened = listens_on(pod)
        if listened is not None and self.packet.port not in listened:
            ports = ", ".join(map(str, sorted(listened))) or "none"
            raise Stopped("not-listening", pod=name, port=self.packet.port, ports=ports)
        self.policies(pod)
        self.hop("pod", pod=name, heard=self._heard(pod))

    def _heard(self, pod: Object) -> str:
        if listens_on(pod) is None:
            return f"No port is stated: taken to listen on {self.packet.port}."
        return f"It listens on {self.packet.port}."

    def policies(self, pod: Object) -> None:
        labels = pod["metadata"].get("labels")
        found = [
            _name(policy)
            for policy in self.store.items("networkpolicies", pod["metadata"]["namespace"])
            if _selects(policy["spec"].get("podSelector"), labels)
        ]
        if found:
            self.hop("policy", pod=_name(pod), policies=", ".join(found))

    def _remember(self, node: str, undone: str) -> None:
        self.remembered.setdefault(node, []).append(undone)

    def back(self) -> None:
        """The answer, told in one: its addresses are the packet's turned round."""
        undone = [text for texts in reversed(self.remembered.values()) for text in reversed(texts)]
        packet = self.packet
        self.packet = Packet(packet.address, packet.port, packet.source, packet.source_port, packet.protocol)
        if self.proxied:
            self.hop("back-proxied")
        elif undone:
            self.hop("back", nodes=", ".join(self.remembered), undone="; ".join(undone))
        else:
            self.hop("back-plain")


def _prefix(network: str) -> str:
    """10.244.1 of 10.244.1.0/24, and of 10.244.1.7."""
    return network.rpartition(".")[0]


def _selects(selector: Object | None, labels: Object | None) -> bool:
    found = selectors.of(selector)
    return not found or found.matches(labels)  # without a word it selects every Pod


def _name(item: Object) -> str:
    return str(item["metadata"]["name"])
