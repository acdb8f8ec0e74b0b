"""What is refused of the smaller kinds: addresses behind Services, and who may do what."""

from collections.abc import Callable, Iterator
from ipaddress import ip_address

from ..values import Object, at
from .errors import Problem, invalid, required, unsupported
from .names import key_problems
from .validation_pods import PORT

ADDRESS = "must be a valid IP address, (e.g. 10.9.8.7 or 2001:db8::ffff)"
ADDRESS_TYPES = ("FQDN", "IPv4", "IPv6")


def _address(text: str, field: str) -> Iterator[Problem]:
    try:
        ip_address(text)
    except ValueError:
        yield invalid(field, text, ADDRESS)


def _endpoints(item: Object) -> Iterator[Problem]:
    for place, subset in enumerate(item.get("subsets") or []):
        field = f"subsets[{place}]"
        if not subset.get("addresses") and not subset.get("notReadyAddresses"):
            yield required(field, "must specify `addresses` or `notReadyAddresses`")
        for kind in ("addresses", "notReadyAddresses"):
            for number, address in enumerate(subset.get(kind) or []):
                yield from _address(address.get("ip", ""), f"{field}.{kind}[{number}].ip")
        for number, port in enumerate(subset.get("ports") or []):
            if not 0 < port.get("port", 0) < 65536:
                yield invalid(f"{field}.ports[{number}].port", port.get("port", 0), PORT)


def _slice(item: Object) -> Iterator[Problem]:
    kind = item.get("addressType", "")
    if not kind:
        yield required("addressType")
    elif kind not in ADDRESS_TYPES:
        yield unsupported("addressType", kind, ADDRESS_TYPES)
    for place, endpoint in enumerate(item.get("endpoints") or []):
        field = f"endpoints[{place}].addresses"
        if not endpoint.get("addresses"):
            yield required(field, "must contain at least 1 address")
        for number, address in enumerate(endpoint.get("addresses") or [] if kind != "FQDN" else []):
            yield from _address(address, f"{field}[{number}]")
    for place, port in enumerate(item.get("ports") or []):
        if port.get("port") is not None and not 0 < port["port"] < 65536:
            yield invalid(f"ports[{place}].port", port["port"], PORT)


def _binding(*kinds: str) -> Callable[[Object], list[Problem]]:
    def check(item: Object) -> list[Problem]:
        found = []
        if at(item, "roleRef", "kind") not in kinds:
            found.append(unsupported("roleRef.kind", at(item, "roleRef", "kind", default=""), kinds))
        if not at(item, "roleRef", "name"):
            found.append(required("roleRef.name"))
        return found

    return check


def _limits(item: Object) -> list[Problem]:
    return [
        problem
        for place, limit in enumerate(at(item, "spec", "limits", default=[]))
        for problem in key_problems(limit.get("type", ""), f"spec.limits[{place}].type")
    ]


OTHERS: dict[str, Callable[[Object], list[Problem]]] = {
    "LimitRange": _limits,
    "Endpoints": lambda item: list(_endpoints(item)),
    "EndpointSlice": lambda item: list(_slice(item)),
    "RoleBinding": _binding("ClusterRole", "Role"),
    "ClusterRoleBinding": _binding("ClusterRole"),
}
