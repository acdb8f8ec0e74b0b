"""What a packet meets on its way, as data: where, which table decides, and what changes. The walk fills in the {}."""

from dataclasses import asdict, dataclass

from ..values import Object


@dataclass(frozen=True, slots=True)
class Hop:
    """`source` and `destination` are the packet's as it leaves this place; `outer` the hosts' addresses around it while
    it is wrapped; `frame` who sends it to whom on the link."""

    kind: str
    where: str
    table: str
    source: str
    destination: str
    change: str
    ttl: int
    frame: str = ""
    outer: str = ""


@dataclass
class Trace:
    """`stopped` says why it did not arrive; `outcome` says how that looks to who sent it."""

    hops: list[Hop]
    outcome: str = "arrived"
    stopped: str = ""

    def as_json(self) -> Object:
        return {"hops": [asdict(hop) for hop in self.hops], "outcome": self.outcome, "stopped": self.stopped}


class Stopped(Exception):
    def __init__(self, kind: str, **names: object) -> None:
        outcome, text = ENDS[kind]
        super().__init__(text.format(**names))
        self.outcome = outcome


# kind: (where, table, what changes, frame)
HOPS: dict[str, tuple[str, str, str, str]] = {
    "dns": (
        "CoreDNS",
        "Services and EndpointSlices",
        "{tried}{name} is {answer}",
        "",
    ),
    "dns-outside": (
        "CoreDNS",
        "its Corefile: forward . /etc/resolv.conf",
        "{tried}{name} is not the cluster's: asked further up, it is {answer}",
        "",
    ),
    "pod-gateway": (
        "Pod {pod}: eth0",
        "the Pod's routes (default via {gateway}), then its ARP cache",
        "not in the Pod's own /24: it goes to the gateway, which is the bridge; MTU 1450",
        "{pod} -> cni0 ({node})",
    ),
    "pod-link": (
        "Pod {pod}: eth0",
        "the Pod's routes ({network} dev eth0), then its ARP cache",
        "in the Pod's own /24: straight to its neighbour",
        "{pod} -> {neighbour}",
    ),
    "pod-itself": ("Pod {pod}: lo", "the local routing table", "its own address: it never leaves the Pod", ""),
    "veth": (
        "{node}: veth, cni0",
        "the bridge's forwarding table (FDB)",
        "out of the Pod's network namespace into the node's; the frame is for the bridge itself, so it goes up to IP",
        "{pod} -> cni0 ({node})",
    ),
    "switched": (
        "{node}: veth, cni0, veth",
        "the bridge's forwarding table (FDB)",
        "both Pods hang on the same bridge: switched by MAC address, not routed, no NAT",
        "{pod} -> {neighbour}",
    ),
    "host-out": ("{node}: a process of the node", "the node's routes", "no network namespace of its own to leave", ""),
    "client": ("{who}", "its routes", "on the way to the cluster from outside", "{who} -> eth0 ({node})"),
    "dnat": (
        "{node}: {hook} (nat)",
        "kube-proxy's rules: {chain}",
        "DNAT: {before} is an address of Service {service}; an endpoint, of {count}, takes its place{sticky}",
        "",
    ),
    "host-port": (
        "{node}: {hook} (nat)",
        "CNI-HOSTPORT-DNAT, which the portmap plugin wrote",
        "DNAT: {before} is the hostPort of Pod {pod}",
        "",
    ),
    "masquerade": (
        "{node}: POSTROUTING (nat)",
        "KUBE-POSTROUTING: MASQUERADE what is marked",
        "SNAT: {before} becomes the node's own address on that device, {why}",
        "",
    ),
    "masquerade-out": (
        "{node}: POSTROUTING (nat)",
        "FLANNEL-POSTRTG: -s 10.244.0.0/16 ! -d 224.0.0.0/4 -j MASQUERADE, after a RETURN for what stays among Pods",
        "SNAT: nobody out there knows {before}, so it becomes the node's address; conntrack remembers it",
        "",
    ),
    "route-vxlan": (
        "{node}: routes",
        "{network} via {vtep} dev flannel.1 onlink",
        "the one route that flanneld keeps for {target}; TTL {ttl}",
        "",
    ),
    "neighbour": (
        "{node}: flannel.1",
        "its neighbours (permanent): {vtep} lladdr VTEP of {target}",
        "the frame is addressed anew; nobody is asked by ARP",
        "flannel.1 ({node}) -> flannel.1 ({target})",
    ),
    "encapsulate": (
        "{node}: flannel.1",
        "its forwarding table (permanent): VTEP of {target} dst {there}",
        "VXLAN, VNI 1: the whole frame goes into a UDP packet between the nodes; 50 bytes more, hence MTU 1450",
        "flannel.1 ({node}) -> flannel.1 ({target})",
    ),
    "underlay": (
        "{node}: eth0",
        "the node's routes and ARP",
        "the network between the nodes sees plain UDP",
        "eth0 ({node}) -> eth0 ({target})",
    ),
    "decapsulate": (
        "{node}: eth0, flannel.1",
        "UDP port 8472, VNI 1",
        "the kernel takes the frame out again; the packet inside is as it was",
        "flannel.1 ({origin}) -> flannel.1 ({node})",
    ),
    "route-local": ("{node}: routes", "{network} dev cni0", "connected directly; TTL {ttl}", ""),
    "hairpin": (
        "{node}: cni0",
        "the bridge's forwarding table (FDB)",
        "back through the very port that it came from: the CNI has set hairpin mode there",
        "cni0 ({node}) -> {pod}",
    ),
    "into-pod": (
        "{node}: cni0, veth",
        "the node's ARP cache, then the bridge's forwarding table (FDB)",
        "into the Pod's network namespace",
        "cni0 ({node}) -> {pod}",
    ),
    "pod": ("Pod {pod}: eth0", "its sockets", "{heard} It sees {source}.", ""),
    "pod-host": ("{node}: sockets", "the node's sockets", "{heard} Pod {pod} is on the node's network: no NAT.", ""),
    "node": ("{node}: sockets", "the node's sockets", "{what} answers here; it sees {source}", ""),
    "api-server": ("control plane: eth0", "its sockets", "kube-apiserver answers; it sees {source}", ""),
    "route-out": (
        "{node}: routes",
        "default via {gateway} dev eth0",
        "needs net.ipv4.ip_forward=1; FORWARD lets it pass; TTL {ttl}",
        "",
    ),
    "route-node": ("{node}: routes", "{network}.0/24 dev eth0", "the nodes' own network, no VXLAN; TTL {ttl}", ""),
    "out": (
        "{node}: eth0",
        "ARP for {gateway}",
        "out of the cluster; {who} sees {source}",
        "eth0 ({node}) -> the gateway",
    ),
    "load-balancer": (
        "load balancer {address}",
        "its list of nodes",
        "what its maker decides: here it hands the packet to a node as it is",
        "",
    ),
    "node-in": ("{node}: eth0", "the node's routes: the address is its own", "it has arrived at the node", ""),
    "policy": (
        "Pod {pod}",
        "NetworkPolicy {policies}",
        "selects this Pod, but flannel enforces no NetworkPolicy: nothing is filtered",
        "",
    ),
    "tls": ("ingress-controller ({node})", "{certificate}", "TLS ends here", ""),
    "redirect": (
        "ingress-controller ({node})",
        "Ingress {ingress}: spec.tls",
        "308 Permanent Redirect to https://{host}{path}, which the client then asks for",
        "",
    ),
    "ingress": (
        "ingress-controller ({node})",
        "Ingress {ingress}: host {rule}, path {path} ({type})",
        "HTTP ends here; the Service {service} only says which endpoints there are",
        "",
    ),
    "proxied": (
        "ingress-controller ({node})",
        "EndpointSlices of Service {service}",
        "a connection of its own to the Pod, not through the ClusterIP; the client goes into X-Forwarded-For",
        "",
    ),
    "back": (
        "the way back",
        "conntrack of {nodes}",
        "the answer takes the same way; {undone}",
        "",
    ),
    "back-plain": ("the way back", "the same tables", "nothing was rewritten, so nothing has to be undone", ""),
    "back-proxied": (
        "the way back",
        "two connections",
        "the Pod answers the controller, and the controller answers the client on the connection it has with it",
        "",
    ),
}

TIMEOUT, REFUSED, UNREACHABLE, UNRESOLVED = "timed out", "connection refused", "no route to host", "name not resolved"
# kind: (how it looks to who sent it, why)
ENDS: dict[str, tuple[str, str]] = {
    "no-pod": ("no such source", "there is no Pod {name} in {namespace}"),
    "not-a-destination": (UNRESOLVED, "{name} is neither a Pod, nor an address, nor a name that could be looked up"),
    "host-of-ingress": (UNRESOLVED, "{name} is a host of Ingress {ingress}: for a request, take http://{name}/"),
    "no-address": ("no such source", "Pod {name} has no address yet: it is {phase}"),
    "not-running": ("no such source", "Pod {name} is {phase}: nothing runs in it that could send"),
    "dns-timeout": (UNRESOLVED, "{name} is not resolved: CoreDNS is stopped. By its address it could still be reached"),
    "dns-servfail": (UNRESOLVED, "{name}: SERVFAIL, CoreDNS has started but cannot reach the API server"),
    "nxdomain": (UNRESOLVED, "{name}: NXDOMAIN, there is no such name. Asked for: {tried}"),
    "nodata": (UNRESOLVED, "{name} exists, but has no address"),
    "inside-only": (TIMEOUT, "{address} is known inside the cluster alone: from outside, take {instead}"),
    "outside-name": (UNRESOLVED, "{name} is a name inside the cluster: outside, nobody knows it. Take {instead}"),
    "pending": (TIMEOUT, "Service {name} waits for its load balancer (<pending>): no controller makes one here"),
    "unplugged": (TIMEOUT, "{node} is cut off from the network: nothing comes back"),
    "no-rule": (
        TIMEOUT,
        "no rule of kube-proxy on {node} knows {address}: it is routed out by default and lost{why}",
    ),
    "rejected": (REFUSED, "Service {service} has no ready endpoints: kube-proxy's rule on {node} rejects the packet"),
    "dropped": (
        TIMEOUT,
        "{policy} is Local and {node} has no ready endpoint of Service {service}: the packet is dropped",
    ),
    "no-node-port": (REFUSED, "nothing on {node} knows the port {port}: no Service has it as its node port{why}"),
    "no-route": (
        TIMEOUT,
        "{node} has no route for {address}: flanneld there is stopped and has not learned of {target}",
    ),
    "nobody": (UNREACHABLE, "no Pod has the address {address} any more: ARP on {node} gets no answer"),
    "unknown-address": (TIMEOUT, "nobody has the address {address}: no answer"),
    "not-there": (UNREACHABLE, "Pod {pod} is {phase}: its network namespace is gone"),
    "crashed": (REFUSED, "no container of Pod {pod} is running: nothing listens"),
    "not-listening": (
        REFUSED,
        "nothing in Pod {pod} listens on port {port}, only on {ports}. (containerPort would be a note: it opens and "
        "closes nothing)",
    ),
    "no-client-address": ("no address", "no Ingress that a controller follows leads {host} here: {why}"),
    "http-404": ("404 Not Found", "404 from the ingress controller: no Ingress has a rule for {host}{path}"),
    "http-503": ("503 Service Temporarily Unavailable", "503 from the ingress controller: {why}"),
    "http-502": ("502 Bad Gateway", "502 from the ingress controller: {why}"),
}
