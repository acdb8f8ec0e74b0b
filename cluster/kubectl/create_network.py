"""`kubectl create service` and `kubectl create ingress`."""

from typing import Any

from ..values import Object, whole
from .create import generator, needs, object_name
from .flags import Parsed, Usage
from .session import Session


def _tcp(parsed: Parsed) -> list[Object]:
    ports = []
    for text in parsed["tcp"]:
        port, _, target = text.partition(":")
        number = whole(port, None)
        if number is None:
            raise Usage(f"error: invalid port format {text}")
        to: int | str = whole(target, target or number)
        ports.append({"name": text.replace(":", "-"), "port": number, "protocol": "TCP", "targetPort": to})
    return ports


def _service(parsed: Parsed, command: str, kind: str, **spec: Any) -> Object:
    name = object_name(parsed, command)
    labels = {"app": name}
    inner = {"selector": labels, "type": kind, **spec}
    return {"apiVersion": "v1", "kind": "Service", "metadata": {"labels": labels, "name": name}, "spec": inner}


@generator("service clusterip", "tcp*; clusterip=")
def _cluster_ip(session: Session, parsed: Parsed, command: str) -> Object:
    made = _service(parsed, command, "ClusterIP")
    if not parsed["tcp"] and parsed["clusterip"] != "None":
        raise Usage("error: at least one tcp port specifier must be provided")
    made["spec"]["ports"] = _tcp(parsed)
    if parsed["clusterip"]:
        made["spec"]["clusterIP"] = parsed["clusterip"]
    return made


@generator("service nodeport", "tcp*; node-port#0")
def _node_port(session: Session, parsed: Parsed, command: str) -> Object:
    made = _service(parsed, command, "NodePort", ports=_tcp(parsed))
    if parsed["node-port"]:
        for port in made["spec"]["ports"]:
            port["nodePort"] = parsed["node-port"]
    return made


@generator("service loadbalancer", "tcp*")
def _load_balancer(session: Session, parsed: Parsed, command: str) -> Object:
    return _service(parsed, command, "LoadBalancer", ports=_tcp(parsed))


@generator("service externalname", "external-name=; tcp*")
def _external_name(session: Session, parsed: Parsed, command: str) -> Object:
    needs(parsed, "external-name")
    ports = {"ports": _tcp(parsed)} if parsed["tcp"] else {}
    return _service(parsed, command, "ExternalName", externalName=parsed["external-name"], **ports)


@generator("ingress", "rule*; class=; default-backend=; annotation*")
def _ingress(session: Session, parsed: Parsed, command: str) -> Object:
    if not parsed["rule"] and not parsed["default-backend"]:
        raise Usage(
            "error: not enough information provided: every ingress has to either specify a default-backend "
            "(which catches "
            "all traffic) or a list of rules (which catch specific paths)"
        )
    rules: dict[str, list[Object]] = {}
    tls: list[Object] = []
    for text in parsed["rule"]:
        where, equals, rest = text.partition("=")
        backend, *options = rest.split(",")
        if not equals or ":" not in backend:
            raise Usage(
                f"error: rule {text} is invalid and should be in format host/path=svcname:svcport[,tls[=secret]]"
            )
        host, _, path = where.partition("/")
        path = f"/{path}"
        kind = "Exact"
        if path.endswith("*"):
            path, kind = path[:-1], "Prefix"
        rules.setdefault(host, []).append({"backend": _backend(backend), "path": path, "pathType": kind})
        for option in options:
            _, _, secret = option.partition("=")
            tls.append({"hosts": [host], **({"secretName": secret} if secret else {})})
    spec: Object = {
        "rules": [{**({"host": host} if host else {}), "http": {"paths": paths}} for host, paths in rules.items()]
    }
    if parsed["class"]:
        spec["ingressClassName"] = parsed["class"]
    if parsed["default-backend"]:
        spec["defaultBackend"] = _backend(parsed["default-backend"])
    if tls:
        spec["tls"] = tls
    meta: Object = {"name": object_name(parsed, command)}
    if parsed["annotation"]:
        meta["annotations"] = dict(one.partition("=")[::2] for one in parsed["annotation"])
    return {
        "apiVersion": "networking.k8s.io/v1",
        "kind": "Ingress",
        "metadata": meta,
        "spec": {k: v for k, v in spec.items() if v},
    }


def _backend(text: str) -> Object:
    name, _, port = text.partition(":")
    number = whole(port, None)
    return {"service": {"name": name, "port": {"name": port} if number is None else {"number": number}}}
