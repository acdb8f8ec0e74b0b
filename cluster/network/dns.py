"""CoreDNS: the cluster's names, answered from Services and EndpointSlices; every other name is asked further up.

Answers follow the DNS-based service discovery of Kubernetes, as CoreDNS's `kubernetes` plugin gives them with kubeadm's
configuration: `pods insecure`, no cache for the cluster's own names.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass, field

from ..machine import Component, Machine
from ..store import Store
from ..values import Object, at, whole
from .proxy import SERVICE

DOMAIN, ADDRESS = "cluster.local", "10.96.0.10"
NDOTS = 5
OUTSIDE = "203.0.113.80"  # where every name outside leads that exists
SOMEWHERE = re.compile(r"(?!.*(nosuch|doesnotexist|nope)).+\.(com|org|net|io|cn|example)")
NOERROR, NXDOMAIN, SERVFAIL, TIMEOUT = "NOERROR", "NXDOMAIN", "SERVFAIL", "no answer"
_DASHED = re.compile(r"\d{1,3}(-\d{1,3}){3}")


@dataclass(frozen=True, slots=True)
class Answer:
    """`values`: addresses (A), names (CNAME), or "0 100 PORT TARGET" (SRV)."""

    name: str
    code: str
    kind: str = "A"
    values: list[str] = field(default_factory=list)


@dataclass(frozen=True, slots=True)
class Resolver:
    """A Pod's /etc/resolv.conf."""

    server: str = ADDRESS
    search: tuple[str, ...] = ()
    ndots: int = NDOTS

    def tries(self, name: str) -> Iterator[str]:
        """The names that are asked for, one after the other, each complete."""
        if name.endswith("."):
            yield name
            return
        searched = [f"{name}.{domain}." for domain in self.search]
        yield from [f"{name}.", *searched] if name.count(".") >= self.ndots else [*searched, f"{name}."]


class CoreDNS(Component):
    name = process = "dns"

    def __init__(self, machine: Machine) -> None:
        super().__init__(machine)
        self.store: Store = machine.store
        self.watched.extend(("services", "endpointslices", "namespaces"))

    def start(self) -> None:
        """It lists before it answers, and cannot while the API server is away."""
        self.state["waits"] = True
        self.enqueue("sync", 0.5)

    def resume(self) -> None:
        if self.state.get("waits"):
            self.enqueue("sync", 0.5)

    def work(self, key: str) -> None:
        self.state.pop("waits", None)

    def answer(self, name: str, kind: str = "A") -> Answer:
        """`name` with its final dot."""
        if not self.machine.is_running(self.process):
            return Answer(name, TIMEOUT)
        plain = name.rstrip(".").lower()
        if plain != DOMAIN and not plain.endswith(f".{DOMAIN}"):
            found = self.further_up(plain)
            return Answer(name, NOERROR, "A", [found]) if found else Answer(name, NXDOMAIN)
        if self.state.get("waits"):
            return Answer(name, SERVFAIL)
        ours = self._ours(plain.removesuffix(DOMAIN).rstrip(".").split("."), kind)
        return Answer(name, NXDOMAIN) if ours is None else Answer(name, NOERROR, *ours)

    @staticmethod
    def further_up(name: str) -> str:
        """The address of a name outside, as every resolver out there would give it."""
        return OUTSIDE if SOMEWHERE.fullmatch(name) else ""

    def _ours(self, labels: list[str], kind: str) -> tuple[str, list[str]] | None:
        match labels[::-1]:
            case [""] | ["svc"] | ["pod"]:
                return kind, []
            case ["svc" | "pod", space] if self._namespace(space):
                return kind, []
            case ["pod", space, dashed] if self._namespace(space) and _DASHED.fullmatch(dashed):
                return "A", [dashed.replace("-", ".")]
            case ["svc", space, service]:
                return self._service(space, service, kind=kind)
            case ["svc", space, service, host]:
                return self._service(space, service, host=host, kind=kind)
            case ["svc", space, service, protocol, port] if protocol[:1] == port[:1] == "_":
                return self._service(space, service, port=port[1:], protocol=protocol[1:].upper(), kind=kind)
        return None

    def _namespace(self, name: str) -> bool:
        return self.store.get("namespaces", "", name) is not None

    def _service(
        self, space: str, name: str, host: str = "", port: str = "", protocol: str = "", kind: str = "A"
    ) -> tuple[str, list[str]] | None:
        service = self.store.get("services", space, name)
        if service is None:
            return None
        if service["spec"]["type"] == "ExternalName":
            return None if host or port else ("CNAME", [f"{service['spec'].get('externalName', '').rstrip('.')}."])
        here = f"{name}.{space}.svc.{DOMAIN}."
        if host or service["spec"].get("clusterIP") == "None":
            found = [
                (address, number, f"{called}.{here}")
                for address, number, named, spoken, called in self._endpoints(service)
                if host in ("", called) and port in ("", named) and protocol in ("", spoken)
            ]
        else:
            found = [
                (service["spec"]["clusterIP"], one["port"], here)
                for one in service["spec"].get("ports") or []
                if port in ("", one.get("name")) and protocol in ("", one.get("protocol", "TCP"))
            ]
        if not found:
            return None
        if kind == "SRV":
            return "SRV", [f"0 {100 // len(found)} {number} {target}" for _, number, target in found]
        return "A", list(dict.fromkeys(address for address, _, _ in found))

    def _endpoints(self, service: Object) -> Iterator[tuple[str, int, str, str, str]]:
        """(address, port, its name, protocol, the Pod's own name) of each that is ready."""
        for one in self.store.items("endpointslices", service["metadata"]["namespace"]):
            if at(one, "metadata", "labels", SERVICE) != service["metadata"]["name"]:
                continue
            for entry in one.get("endpoints") or []:
                if (entry.get("conditions") or {}).get("ready") is False:
                    continue
                address = entry["addresses"][0]
                called = entry.get("hostname") or address.replace(".", "-")
                for port in one.get("ports") or [{"port": 0}]:
                    yield address, port["port"], port.get("name") or "", port.get("protocol", "TCP"), called


def resolver_of(pod: Object, host: Resolver) -> Resolver:
    """What the kubelet writes into the Pod, by its dnsPolicy; `host`: the node's own."""
    spec = pod["spec"]
    policy = spec.get("dnsPolicy", "ClusterFirst")
    if policy == "ClusterFirst" and spec.get("hostNetwork"):
        policy = "Default"
    space = pod["metadata"]["namespace"]
    base = Resolver(search=(f"{space}.svc.{DOMAIN}", f"svc.{DOMAIN}", DOMAIN))
    base = {"Default": host, "None": Resolver("", (), 1)}.get(policy, base)
    extra = spec.get("dnsConfig") or {}
    dots = [one.get("value") for one in extra.get("options") or [] if one["name"] == "ndots"]
    return Resolver(
        base.server or next(iter(extra.get("nameservers") or []), ""),
        (*base.search, *(extra.get("searches") or [])),
        whole(str(dots[-1]), base.ndots) if dots else base.ndots,
    )
