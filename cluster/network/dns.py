"""The cluster's names: what CoreDNS would answer."""

from ..store import Store
from ..values import Object, at

DOMAIN = "cluster.local"


def resolve(store: Store, name: str, namespace: str) -> tuple[list[str], Object | None]:
    """(addresses, the Service), for a name as it is written in a Pod of this namespace; ([], None) for NXDOMAIN."""
    host, service, space = _parts(name.removesuffix("."), namespace)
    found = store.get("services", space, service)
    if found is None:
        return [], None
    if host:
        return _host(store, found, host), found
    if found["spec"]["type"] == "ExternalName":
        return [found["spec"].get("externalName", "")], found
    if found["spec"].get("clusterIP") != "None":
        return [found["spec"]["clusterIP"]], found
    return [e["addresses"][0] for e in endpoints(store, found) if e["conditions"].get("ready")], found


def _parts(name: str, namespace: str) -> tuple[str, str, str]:
    """db-0.db.team.svc.cluster.local -> (db-0, db, team); the search list fills in what is left out."""
    labels = name.removesuffix(f".{DOMAIN}").removesuffix(".svc").split(".")
    match labels:
        case [service]:
            return "", service, namespace
        case [service, space]:
            return "", service, space
        case [host, service, space]:
            return host, service, space
    return "", "", ""


def endpoints(store: Store, service: Object) -> list[Object]:
    name, space = service["metadata"]["name"], service["metadata"]["namespace"]
    return [
        endpoint
        for one in store.items("endpointslices", space)
        if at(one, "metadata", "labels", "kubernetes.io/service-name") == name
        for endpoint in one.get("endpoints") or []
    ]


def _host(store: Store, service: Object, host: str) -> list[str]:
    return [e["addresses"][0] for e in endpoints(store, service) if e.get("hostname") == host]
