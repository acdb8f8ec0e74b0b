"""kube-proxy, one a node: it watches Services and EndpointSlices and writes rules into the node's kernel. Packets never
pass through it, so the rules go on when it is stopped; they only grow old."""

from base64 import b32encode
from collections.abc import Iterator
from dataclasses import dataclass
from hashlib import sha256
from zlib import crc32

from ..values import Dice, Object, at
from .following import Follower

SERVICE = "kubernetes.io/service-name"
CLUSTER_IP, NODE_PORT, EXTERNAL_IP, LOAD_BALANCER = "clusterIP", "nodePort", "externalIP", "loadBalancer"
# The chains that lead to a Service's own, the hash of whose name is in {}.
CHAINS = {
    CLUSTER_IP: "KUBE-SERVICES -> KUBE-SVC-{0}",
    NODE_PORT: "KUBE-SERVICES -> KUBE-NODEPORTS -> KUBE-EXT-{0} -> KUBE-SVC-{0}",
    EXTERNAL_IP: "KUBE-SERVICES -> KUBE-EXT-{0} -> KUBE-SVC-{0}",
    LOAD_BALANCER: "KUBE-SERVICES -> KUBE-EXT-{0} -> KUBE-SVC-{0}",
}
POD_NETWORK = "10.244."


@dataclass(frozen=True, slots=True)
class Endpoint:
    address: str
    port: int
    node: str
    ready: bool
    serving: bool
    terminating: bool


@dataclass(frozen=True, slots=True)
class Rule:
    """What is sent to this address and port goes to one of the endpoints."""

    by: str
    service: Object
    port: Object

    @property
    def name(self) -> str:
        return f"{self.service['metadata']['namespace']}/{self.service['metadata']['name']}"

    @property
    def chain(self) -> str:
        port = self.port.get("name", "")
        called = f"{self.name}:{port}" if port else self.name
        digest = sha256(f"{called}{self.port.get('protocol', 'TCP').lower()}".encode()).digest()
        return CHAINS[self.by].format(b32encode(digest).decode()[:16])

    @property
    def is_external(self) -> bool:
        return self.by != CLUSTER_IP

    def is_local(self, source: str, own: str) -> bool:
        """Whether only this node's endpoints count. Pods, and the node at its `own` address, are spared
        externalTrafficPolicy: they could have taken the ClusterIP."""
        if self.is_external:
            inside = source == own or source.startswith(POD_NETWORK)
            return self.service["spec"].get("externalTrafficPolicy") == "Local" and not inside
        return self.service["spec"].get("internalTrafficPolicy") == "Local"


@dataclass(frozen=True, slots=True)
class Choice:
    endpoint: Endpoint | None
    refusal: str = ""  # without an endpoint: "rejected" or "dropped"
    masquerade: str = ""  # why the source is rewritten, too
    sticky: bool = False


class KubeProxy(Follower):
    agent = "kube-proxy"
    follows = ("services", "endpointslices")

    def rules(self) -> Iterator[tuple[str, Rule]]:
        """Every address that something is done with: 10.96.7.8, or "" for any of the node's own."""
        for service in self.known("services"):
            for by, address in _addresses(service["spec"], service.get("status") or {}):
                for port in service["spec"].get("ports") or []:
                    yield address, Rule(by, service, port)

    def find(self, address: str, number: int, protocol: str, own: str) -> Rule | None:
        for listed, rule in self.rules():
            asked = rule.port.get("nodePort") if rule.by == NODE_PORT else rule.port["port"]
            if (listed or own) == address and asked == number and rule.port.get("protocol", "TCP") == protocol:
                return rule
        return None

    def owner_of(self, address: str) -> Object | None:
        """The Service whose ClusterIP this is."""
        return next((rule.service for listed, rule in self.rules() if listed == address), None)

    def endpoints(self, rule: Rule) -> list[Endpoint]:
        space, name = rule.service["metadata"]["namespace"], rule.service["metadata"]["name"]
        found = []
        for one in self.known("endpointslices"):
            if one["metadata"]["namespace"] != space or at(one, "metadata", "labels", SERVICE) != name:
                continue
            ports = [p["port"] for p in one.get("ports") or [] if (p.get("name") or "") == rule.port.get("name", "")]
            found += [_endpoint(entry, port) for port in ports[:1] for entry in one.get("endpoints") or []]
        return sorted(found, key=lambda one: (one.address, one.port))

    def choose(self, rule: Rule, source: str, own: str) -> Choice:
        every = self.endpoints(rule)
        usable = _usable(every)
        if not usable:
            return Choice(None, "rejected")
        only_here = rule.is_local(source, own)
        if only_here:
            usable = _usable([one for one in every if one.node == self.node])
            if not usable:
                return Choice(None, "dropped")
        kept = self._kept(rule, source, usable)
        chosen = kept or usable[self._roll(len(usable))]
        if rule.service["spec"].get("sessionAffinity") == "ClientIP":
            self._keep(rule, source, chosen)
        return Choice(chosen, masquerade=_masquerade(rule, source, chosen, only_here), sticky=kept is not None)

    def _roll(self, sides: int) -> int:
        """Dice of its own: to follow a packet must not change what becomes of the cluster."""
        dice = Dice(self.state.get("dice", crc32(self.node.encode())))
        number = dice.below(sides)
        self.state["dice"] = dice.state
        return number

    # ClientIP affinity, as the kernel's `recent` lists keep it

    def _kept(self, rule: Rule, source: str, usable: list[Endpoint]) -> Endpoint | None:
        address, until = self.state.get("affinity", {}).get(_affinity(rule, source), ("", 0.0))
        return next((one for one in usable if one.address == address and self.now < until), None)

    def _keep(self, rule: Rule, source: str, chosen: Endpoint) -> None:
        seconds = at(rule.service, "spec", "sessionAffinityConfig", "clientIP", "timeoutSeconds", default=10800)
        kept = {key: entry for key, entry in self.state.get("affinity", {}).items() if self.now < entry[1]}
        self.state["affinity"] = {**kept, _affinity(rule, source): [chosen.address, self.now + seconds]}


def _masquerade(rule: Rule, source: str, chosen: Endpoint, only_here: bool) -> str:
    if chosen.address == source:
        return "hairpin"
    if rule.is_external:
        return "" if only_here else "external"
    return "" if source.startswith(POD_NETWORK) else "host"


def _affinity(rule: Rule, source: str) -> str:
    return f"{rule.name}:{rule.port.get('name', '')} {source}"


def _addresses(spec: Object, status: Object) -> Iterator[tuple[str, str]]:
    if spec["type"] == "ExternalName" or spec.get("clusterIP") in (None, "", "None"):
        return
    yield CLUSTER_IP, spec["clusterIP"]
    if spec["type"] in ("NodePort", "LoadBalancer"):
        yield NODE_PORT, ""
    yield from ((EXTERNAL_IP, address) for address in spec.get("externalIPs") or [])
    given = at(status, "loadBalancer", "ingress", default=[]) if spec["type"] == "LoadBalancer" else []
    yield from ((LOAD_BALANCER, one["ip"]) for one in given if one.get("ip"))


def _endpoint(entry: Object, port: int) -> Endpoint:
    states = entry.get("conditions") or {}
    ready = states.get("ready") is not False
    serving = states.get("serving", ready) is not False
    address = entry["addresses"][0]
    return Endpoint(address, port, entry.get("nodeName", ""), ready, serving, bool(states.get("terminating")))


def _usable(found: list[Endpoint]) -> list[Endpoint]:
    """Those that are ready; where there is none, those that still serve while they end."""
    return [one for one in found if one.ready] or [one for one in found if one.serving and one.terminating]
