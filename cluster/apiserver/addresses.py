"""ClusterIPs and node ports: who has which is read off the Services themselves."""

from typing import TYPE_CHECKING

from ..values import Object, at
from .errors import invalid, invalid_object
from .kinds import BY_PLURAL

if TYPE_CHECKING:
    from .registry import Registry

SERVICES = BY_PLURAL["services"]
RANGE = "10.96.0.0/16"
FIRST_PORT, LAST_PORT = 30000, 32767


def allocate(registry: "Registry", item: Object, old: Object | None = None) -> None:
    spec = item["spec"]
    if spec["type"] == "ExternalName":
        for field in ("clusterIP", "clusterIPs", "internalTrafficPolicy", "ipFamilies", "ipFamilyPolicy"):
            spec.pop(field, None)
        return
    if old is not None and not spec.get("clusterIP"):
        spec["clusterIP"] = old["spec"].get("clusterIP", "")
    taken = {other["spec"].get("clusterIP") for other in registry.store.items("services")}
    asked = spec.get("clusterIP", "")
    if not asked:
        spec["clusterIP"] = _free_address(registry, taken)
    elif asked != "None" and (old is None or old["spec"].get("clusterIP") != asked):
        if not asked.startswith("10.96."):
            detail = (
                "failed to allocate IP {}: the provided IP ({}) is not in the valid range. The range of valid IPs is {}"
            )
            problem = invalid("spec.clusterIPs", [asked], detail.format(asked, asked, RANGE))
            raise invalid_object(SERVICES, item["metadata"]["name"], [problem])
        if asked in taken:
            detail = f"failed to allocate IP {asked}: provided IP is already allocated"
            raise invalid_object(SERVICES, item["metadata"]["name"], [invalid("spec.clusterIPs", [asked], detail)])
    spec["clusterIPs"] = [spec["clusterIP"]]
    _node_ports(registry, item)


def _free_address(registry: "Registry", taken: set[str | None]) -> str:
    while True:
        number = 256 + registry.dice.below(65000)
        address = f"10.96.{number >> 8}.{number & 255}"
        if number & 255 and address not in taken:
            return address


def _node_ports(registry: "Registry", item: Object) -> None:
    spec = item["spec"]
    if spec["type"] not in ("NodePort", "LoadBalancer"):
        for port in spec.get("ports") or []:
            port.pop("nodePort", None)
        return
    me = item["metadata"]["name"], item["metadata"]["namespace"]
    taken = {
        port.get("nodePort")
        for other in registry.store.items("services")
        if (other["metadata"]["name"], other["metadata"]["namespace"]) != me
        for port in at(other, "spec", "ports", default=[])
    }
    for place, port in enumerate(spec.get("ports") or []):
        asked = port.get("nodePort")
        field = f"spec.ports[{place}].nodePort"
        if not asked:
            port["nodePort"] = next(
                number
                for _ in range(100_000)
                if (number := FIRST_PORT + registry.dice.below(LAST_PORT - FIRST_PORT + 1)) not in taken
            )
        elif not FIRST_PORT <= asked <= LAST_PORT:
            detail = f"provided port is not in the valid range. The range of valid ports is {FIRST_PORT}-{LAST_PORT}"
            raise invalid_object(SERVICES, me[0], [invalid(field, asked, detail)])
        elif asked in taken:
            raise invalid_object(SERVICES, me[0], [invalid(field, asked, "provided port is already allocated")])
        taken.add(port["nodePort"])
