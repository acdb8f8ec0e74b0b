"""`kubectl describe networkpolicy`."""

from ..values import Object, at
from .describe_parts import NONE, Page, selector_text

# direction: the fields of its rules and of whom they name, and what these are called
_WAYS = {
    "Ingress": ("ingress", "from", "From", "source"),
    "Egress": ("egress", "to", "To", "destination"),
}


def network_policy(page: Page, item: Object) -> None:
    spec = item.get("spec") or {}
    page.head(item)
    created = item["metadata"]["creationTimestamp"].replace("T", " ").replace("Z", " +0000 UTC")
    page.row(0, "Created on", created)
    page.marks(item)
    page.write(0, "Spec:")
    chosen = selector_text(spec.get("podSelector"))
    every = f"{NONE} (Allowing the specific traffic to all pods in this namespace)"
    page.write(1, f"PodSelector:     {every if chosen == NONE else chosen}")
    types = spec.get("policyTypes") or []
    for way, (field, *names) in _WAYS.items():
        if way in types:
            page.write(1, f"Allowing {field} traffic:")
            _rules(page, spec.get(field) or [], field, *names)
        else:
            page.write(1, f"Not affecting {field} traffic")
    page.write(1, f"Policy Types: {', '.join(types) or NONE}")


def _rules(page: Page, rules: list[Object], way: str, field: str, title: str, whom: str) -> None:
    if not rules:
        page.write(2, f"{NONE} (Selected pods are isolated for {way} connectivity)")
    for number, rule in enumerate(rules):
        if number:
            page.write(2, "----------")
        for port in rule.get("ports") or []:
            last = f"-{port['endPort']}" if port.get("endPort") else ""
            label = "To Port Range" if last else "To Port"
            page.write(2, f"{label}: {port.get('port', '<nil>')}{last}/{port.get('protocol') or 'TCP'}")
        if not rule.get("ports"):
            page.write(2, "To Port: <any> (traffic allowed to all ports)")
        for peer in rule.get(field) or []:
            page.write(2, f"{title}:")
            _peer(page, peer)
        if not rule.get(field):
            page.write(2, f"{title}: <any> (traffic not restricted by {whom})")


def _peer(page: Page, peer: Object) -> None:
    for title, field in (("NamespaceSelector", "namespaceSelector"), ("PodSelector", "podSelector")):
        if peer.get(field) is not None:
            page.write(3, f"{title}: {selector_text(peer[field])}")
    if peer.get("ipBlock"):
        page.write(3, "IPBlock:")
        page.write(4, f"CIDR: {peer['ipBlock'].get('cidr', '')}")
        page.write(4, f"Except: {', '.join(at(peer, 'ipBlock', 'except', default=None) or [])}")
