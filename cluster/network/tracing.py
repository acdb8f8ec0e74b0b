"""The way of a packet, hop by hop, or where it ends, and why: `trace` finds out who sends it where, `walk` goes."""

from collections.abc import Iterator
from dataclasses import dataclass
from ipaddress import AddressValueError, IPv4Address
from urllib.parse import urlsplit

from ..cluster import Cluster
from ..values import Object, at, whole
from . import dns
from .hops import Stopped, Trace
from .ingress import port_of
from .proxy import POD_NETWORK, Rule
from .walk import CLIENT, CLIENT_PORT, SERVICE_NETWORK, Packet, Walk

LAST_PORT = 65_535
OUTSIDE = ("client", "outside")
SENDING_PORT = 40000
INSTEAD = "a NodePort, a LoadBalancer or an Ingress"


@dataclass(frozen=True, slots=True)
class Sender:
    """A Pod, a node, or, where both are missing, somebody outside."""

    pod: Object | None = None
    node: str = ""


def trace(
    cluster: Cluster,
    source: str,
    destination: str,
    port: int = 0,
    namespace: str = "default",
    protocol: str = "TCP",
) -> Trace:
    """`source`: a Pod, a node, or `client` for somebody outside. `destination`: a Pod, a name as it would be looked up,
    an address, each with :PORT or not; a node; http://HOST/PATH; `outside`."""
    tracer = Tracer(cluster, namespace, protocol)
    try:
        tracer.go(source, destination, port)
    except Stopped as reason:
        return Trace(tracer.walk.hops, reason.outcome, str(reason))
    return Trace(tracer.walk.hops)


class Tracer:
    def __init__(self, cluster: Cluster, namespace: str, protocol: str) -> None:
        self.cluster, self.namespace = cluster, namespace
        self.store = cluster.machine.store
        self.walk = Walk(cluster, Packet(CLIENT, CLIENT_PORT, protocol=protocol))

    def go(self, source: str, destination: str, port: int) -> None:
        sender = self._sender(source)
        try:
            url = urlsplit(destination)
            stated_port = url.port if url.scheme in ("http", "https") else None
        except ValueError:
            raise Stopped("not-a-destination", name=destination) from None
        if url.scheme in ("http", "https"):
            self._http(sender, url.scheme, url.hostname or "", stated_port, url.path or "/")
        else:
            host, colon, stated = destination.partition(":")
            number = whole(stated, -1) if colon else port
            if not 0 <= number <= LAST_PORT:
                raise Stopped("not-a-destination", name=destination)
            self._send(sender, *self._target(sender, host, number))
        self.walk.back()

    def _sender(self, word: str) -> Sender:
        if word in OUTSIDE:
            return Sender()
        if self.store.get("nodes", "", word):
            self.walk.packet.source = self.walk.address_of(word)
            return Sender(node=word)
        name = word.removeprefix("pod/")
        pod = self.store.get("pods", self.namespace, name)
        if pod is None:
            raise Stopped("no-pod", name=name, namespace=self.namespace)
        phase = at(pod, "status", "phase", default="Pending")
        if not at(pod, "status", "podIP"):
            raise Stopped("no-address", name=name, phase=phase)
        if phase != "Running":
            raise Stopped("not-running", name=name, phase=phase)
        self.walk.packet.source = pod["status"]["podIP"]
        return Sender(pod, pod["spec"]["nodeName"])

    def _send(self, sender: Sender, address: str, port: int) -> None:
        walk = self.walk
        walk.packet.address, walk.packet.port = address, port
        if sender.pod is not None:
            walk.from_pod(sender.pod)
        elif sender.node:
            walk.from_host(sender.node)
        else:
            self._enter(address)

    def _enter(self, address: str) -> None:
        """From outside: only nodes' addresses lead in, and those that a load balancer or a router sends to them."""
        node = self.walk.node_at(address)
        if node:
            self.walk.from_outside(node)
            return
        if address.startswith((POD_NETWORK, SERVICE_NETWORK)):
            raise Stopped("inside-only", address=address, instead=INSTEAD)
        for entry in self._plugged():
            rule = next((rule for listed, rule in self.cluster.proxies[entry].rules() if listed == address), None)
            if rule is not None:
                self._through_load_balancer(rule, entry)
                return
        raise Stopped("unknown-address", address=address)

    def _through_load_balancer(self, rule: Rule, entry: str) -> None:
        if rule.service["spec"].get("externalTrafficPolicy") == "Local":  # it asks healthCheckNodePort
            local = [one.node for one in self.cluster.proxies[entry].endpoints(rule) if one.ready]
            entry = next((node for node in self._plugged() if node in local), entry)
        self.walk.hop("load-balancer", address=self.walk.packet.address)
        self.walk.from_outside(entry)

    def _plugged(self) -> list[str]:
        names = [node["metadata"]["name"] for node in self.store.items("nodes")]
        return [name for name in names if self.walk.is_plugged(name)]

    # What is meant

    def _target(self, sender: Sender, word: str, port: int) -> tuple[str, int]:
        """(address, port) of what was typed; names are looked up as the sender would."""
        if word == "outside":
            return dns.OUTSIDE, port or 443
        if _is_address(word):
            return word, port or 80
        if self.store.get("nodes", "", word):
            return self.walk.address_of(word), port or 80
        pod = self.store.get("pods", self.namespace, word.removeprefix("pod/"))
        service = self.store.get("services", self.namespace, word.removeprefix("svc/"))
        if pod is not None and (service is None or word.startswith("pod/")):
            address = at(pod, "status", "podIP")
            if not address:
                raise Stopped("not-there", pod=pod["metadata"]["name"], phase=at(pod, "status", "phase"))
            return address, port or 80
        name = word.removeprefix("svc/")
        if sender.pod is None:
            return self._from_without(sender, name, service, port)
        return self._resolved(sender.pod, name), port or _only_port(service) or 80

    def _from_without(self, sender: Sender, name: str, service: Object | None, port: int) -> tuple[str, int]:
        """Nodes and clients do not ask the cluster's DNS; a Service's name stands for where it can be reached."""
        if service is None:
            for ingress in self._naming(name):
                raise Stopped("host-of-ingress", name=name, ingress=ingress["metadata"]["name"])
            found = self.cluster.dns.further_up(name)
            if not found:
                raise Stopped("not-a-destination", name=name)
            return found, port or 80
        number = port or _only_port(service) or 80
        given = at(service, "status", "loadBalancer", "ingress", 0, "ip", default="")
        addresses = [given] if given else service["spec"].get("externalIPs") or []
        if sender.node and service["spec"].get("clusterIP") not in (None, "None"):
            return service["spec"]["clusterIP"], number
        if addresses:
            return addresses[0], number
        if service["spec"]["type"] == "LoadBalancer":
            raise Stopped("pending", name=name)
        ports = [p["nodePort"] for p in service["spec"].get("ports") or [] if p.get("nodePort")]
        nodes = [node["metadata"]["name"] for node in self.store.items("nodes")]
        instead = f"{nodes[0]}:{ports[0]}" if ports and nodes else INSTEAD
        raise Stopped("outside-name", name=name, instead=instead)

    def _resolved(self, pod: Object, name: str) -> str:
        """What a program in the Pod gets for the name: every complete name that its search list makes is tried."""
        host = dns.Resolver("", (), 1)  # the node's own: it asks further up
        resolver = dns.resolver_of(pod, host)
        tried: list[str] = []
        for complete in resolver.tries(name):
            answer = self._ask(resolver, complete)
            if answer.code == dns.TIMEOUT:
                raise Stopped("dns-timeout", name=name)
            if answer.code == dns.SERVFAIL:
                raise Stopped("dns-servfail", name=name)
            if answer.kind == "CNAME":
                return self._alias(complete, answer.values[0])
            if answer.values:
                self._tell(resolver, answer, tried)
                return answer.values[0]
            tried.append(f"{complete} ({answer.code})")
        raise Stopped("nxdomain", name=name, tried=", ".join(tried))

    def _ask(self, resolver: dns.Resolver, name: str) -> dns.Answer:
        if resolver.server == dns.ADDRESS:
            return self.cluster.dns.answer(name)
        found = self.cluster.dns.further_up(name.rstrip("."))
        return dns.Answer(name, dns.NOERROR if found else dns.NXDOMAIN, "A", [found] if found else [])

    def _tell(self, resolver: dns.Resolver, answer: dns.Answer, tried: list[str]) -> None:
        outside = not answer.name.endswith(f"{dns.DOMAIN}.")
        packet = self.walk.packet
        packet.address, packet.port = resolver.server or "the node's resolver", 53
        before = f"after {', '.join(tried)}: " if tried else ""
        values = " and ".join(answer.values)
        self.walk.hop("dns-outside" if outside else "dns", tried=before, name=answer.name, answer=values)

    def _alias(self, name: str, to: str) -> str:
        """ExternalName: only another name; the client asks again, for that."""
        answer = self.cluster.dns.answer(to)
        packet = self.walk.packet
        packet.address, packet.port = dns.ADDRESS, 53
        self.walk.hop("dns", tried="", name=name, answer=f"an alias (CNAME) of {to}, outside the cluster's rules")
        if not answer.values:
            raise Stopped("nxdomain", name=to, tried=to)
        self._tell(dns.Resolver(), answer, [])
        return answer.values[0]

    # HTTP

    def _http(self, sender: Sender, scheme: str, host: str, port: int | None, path: str) -> None:
        number = port or (443 if scheme == "https" else 80)
        if _is_address(host) or self.store.get("nodes", "", host) or self._is_ours(sender, host):
            self._send(sender, *self._target(sender, host, number))
            if not self._at_controller():
                return
        else:
            self._send(sender, self._outside_address(host), number)
        self._route_request(scheme, host, path)

    def _is_ours(self, sender: Sender, host: str) -> bool:
        """Whether the cluster's DNS knows it, for a sender that asks there."""
        if sender.pod is None:
            return False
        resolver = dns.resolver_of(sender.pod, dns.Resolver("", (), 1))
        names = [name for name in resolver.tries(host) if name.endswith(f".{dns.DOMAIN}.")]
        return any(self.cluster.dns.answer(name).values for name in names)

    def _at_controller(self) -> bool:
        last = self.walk.hops[-1]
        return last.kind == "node" and last.change.startswith(self.cluster.ingress.process)

    def _outside_address(self, host: str) -> str:
        """Somebody has pointed the name at the controller, once its Ingress says where that is."""
        controller = self.cluster.ingress
        hosts = {rule.get("host") or host for one in controller.followed() for rule in one["spec"].get("rules") or [{}]}
        wildcard = f"*.{host.partition('.')[2]}"
        if not self.cluster.machine.is_running(controller.process):
            why = "no ingress controller runs, so the rules are only written down and nobody follows them"
            raise Stopped("no-client-address", host=host, why=why)
        if host not in hosts and wildcard not in hosts:
            raise Stopped("no-client-address", host=host, why=self._unfollowed(host))
        return self.walk.address_of(controller.node)

    def _unfollowed(self, host: str) -> str:
        for ingress in self._naming(host):
            stated = ingress["spec"].get("ingressClassName")
            of_class = f"is of class {stated}" if stated else "states no class"
            return f"Ingress {ingress['metadata']['name']} names it, but {of_class}, and no controller follows that"
        return "no Ingress names this host"

    def _naming(self, host: str) -> Iterator[Object]:
        """The Ingresses with a rule for this very host."""
        for ingress in self.store.items("ingresses"):
            if host in [rule.get("host") for rule in ingress["spec"].get("rules") or []]:
                yield ingress

    def _route_request(self, scheme: str, host: str, path: str) -> None:
        controller, walk = self.cluster.ingress, self.walk
        node = controller.node
        ingress, certificate = controller.certificate(host)
        if scheme == "http" and ingress is not None:
            walk.hop("redirect", node=node, ingress=ingress["metadata"]["name"], host=host, path=path)
            walk.packet.port, scheme = 443, "https"
        if scheme == "https":
            walk.hop("tls", node=node, certificate=certificate)
        found = controller.find(host, path)
        if found is None:
            raise Stopped("http-404", host=host, path=path)
        backend = found.backend.get("service") or {}
        space, name = found.ingress["metadata"]["namespace"], backend.get("name", "")
        shown = {"ingress": found.name, "rule": found.host or "*", "path": found.path or "/", "type": found.type}
        walk.hop("ingress", node=node, service=name, **shown)
        self._to_backend(node, space, name, found.backend)

    def _to_backend(self, node: str, space: str, name: str, backend: Object) -> None:
        walk = self.walk
        service = self.store.get("services", space, name)
        if service is None:
            raise Stopped("http-503", why=f"there is no Service {space}/{name}")
        port = port_of(service, backend)
        if port is None:
            raise Stopped("http-503", why=f"Service {space}/{name} has no such port")
        proxy = self.cluster.proxies[node]
        ready = [one for one in proxy.endpoints(Rule("ingress", service, port)) if one.ready]
        if not ready:
            raise Stopped("http-503", why=f"Service {space}/{name} has no ready endpoints")
        chosen = ready[self.cluster.ingress.turn(f"{space}/{name}", len(ready))]
        walk.packet = Packet(walk.address_of(node), SENDING_PORT, chosen.address, chosen.port)
        walk.pod, walk.proxied = None, True
        walk.hop("proxied", node=node, service=f"{space}/{name}")
        try:
            walk.route(node, forwards=False)
        except Stopped as reason:
            raise Stopped("http-502", why=str(reason)) from None


def _only_port(service: Object | None) -> int:
    ports = (service or {}).get("spec", {}).get("ports") or []
    return int(ports[0]["port"]) if len(ports) == 1 else 0


def _is_address(word: str) -> bool:
    try:
        IPv4Address(word)
    except AddressValueError:
        return False
    return True
