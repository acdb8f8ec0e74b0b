"""Descriptions of everything but workloads."""

from base64 import b64decode
from binascii import Error as NotBase64

from ..apiserver.kinds import BY_PLURAL
from ..values import Object, at
from . import describe_parts as parts
from .describe_parts import NONE, Page
from .describe_policy import limits, scopes, used
from .describe_workloads import exists


def service(page: Page, item: Object) -> None:
    spec = item["spec"]
    page.head(item)
    page.marks(item)
    page.row(0, "Selector", parts.selector_text(spec.get("selector")) if spec.get("selector") else NONE)
    page.row(0, "Type", spec["type"])
    if spec.get("ipFamilyPolicy"):
        page.row(0, "IP Family Policy", spec["ipFamilyPolicy"])
    page.row(0, "IP Families", ",".join(spec.get("ipFamilies") or []) or NONE)
    page.row(0, "IP", spec.get("clusterIP", ""))
    page.row(0, "IPs", ",".join(spec.get("clusterIPs") or []) or NONE)
    if spec.get("externalIPs"):
        page.row(0, "External IPs", ",".join(spec["externalIPs"]))
    if spec.get("externalName"):
        page.row(0, "External Name", spec["externalName"])
    if spec.get("loadBalancerIP"):
        page.row(0, "Desired LoadBalancer IP", spec["loadBalancerIP"])
    given = at(item, "status", "loadBalancer", "ingress", default=[])
    if given:
        page.row(0, "LoadBalancer Ingress", ", ".join(one.get("ip") or one.get("hostname", "") for one in given))
    addresses = _slices(page, item)
    for port in spec.get("ports") or []:
        name = port.get("name") or "<unset>"
        page.row(0, "Port", f"{name}\t{port['port']}/{port['protocol']}")
        page.row(0, "TargetPort", f"{port.get('targetPort', port['port'])}/{port['protocol']}")
        if port.get("nodePort"):
            page.row(0, "NodePort", f"{name}\t{port['nodePort']}/{port['protocol']}")
        page.row(0, "Endpoints", _shortened(addresses.get(port.get("name", ""), [])) if addresses is not None else NONE)
    page.row(0, "Session Affinity", spec.get("sessionAffinity", "None"))
    if spec.get("externalTrafficPolicy"):
        page.row(0, "External Traffic Policy", spec["externalTrafficPolicy"])
    if spec.get("internalTrafficPolicy"):
        page.row(0, "Internal Traffic Policy", spec["internalTrafficPolicy"])
    if spec.get("loadBalancerSourceRanges"):
        page.row(0, "LoadBalancer Source Ranges", ",".join(spec["loadBalancerSourceRanges"]))
    page.events(item)


def _shortened(texts: list[str]) -> str:
    return ",".join(texts[:3]) + (f" + {len(texts) - 3} more..." if len(texts) > 3 else "")


def _slices(page: Page, item: Object) -> dict[str, list[str]] | None:
    """The ready addresses of a Service by the name of its port."""
    meta = item["metadata"]
    selector = f"kubernetes.io/service-name={meta['name']}"
    found: dict[str, list[str]] = {}
    slices = page.session.items(BY_PLURAL["endpointslices"], meta["namespace"], labels=selector)
    for one in slices:
        ready = [e["addresses"][0] for e in one.get("endpoints") or [] if at(e, "conditions", "ready", default=True)]
        for port in one.get("ports") or []:
            found.setdefault(port.get("name", ""), []).extend(f"{address}:{port['port']}" for address in ready)
    return found if slices else None


def endpoints(page: Page, item: Object) -> None:
    page.head(item)
    page.marks(item)
    page.write(0, "Subsets:")
    for subset in item.get("subsets") or []:
        for field, label in (("addresses", "Addresses"), ("notReadyAddresses", "NotReadyAddresses")):
            page.row(1, label, ",".join(one["ip"] for one in subset.get(field) or []) or NONE)
        if subset.get("ports"):
            page.write(1, "Ports:")
            page.write(2, "Name\tPort\tProtocol")
            page.write(2, "----\t----\t--------")
            for port in subset["ports"]:
                page.write(2, f"{port.get('name') or '<unset>'}\t{port['port']}\t{port['protocol']}")
        page.write(0, "")
    page.events(item)


def endpoint_slice(page: Page, item: Object) -> None:
    page.head(item)
    page.marks(item)
    page.row(0, "AddressType", item["addressType"])
    if item.get("ports"):
        page.write(0, "Ports:")
        page.write(1, "Name\tPort\tProtocol")
        page.write(1, "----\t----\t--------")
        for port in item["ports"]:
            page.write(1, f"{port.get('name') or '<unset>'}\t{port.get('port', '<unset>')}\t{port['protocol']}")
    else:
        page.write(0, "Ports: <unset>")
    if not item.get("endpoints"):
        page.row(0, "Endpoints", NONE)
    else:
        page.write(0, "Endpoints:")
        for one in item["endpoints"]:
            page.row(1, "- Addresses", ", ".join(one["addresses"]))
            page.write(2, "Conditions:")
            page.row(3, "Ready", str(at(one, "conditions", "ready", default="<unset>")).lower())
            page.row(2, "Hostname", one.get("hostname", "<unset>"))
            target = one.get("targetRef")
            if target:
                page.row(2, "TargetRef", f"{target['kind']}/{target['name']}")
            page.row(2, "NodeName", one.get("nodeName", "<unset>"))
            page.row(2, "Zone", one.get("zone", "<unset>"))
    page.events(item)


def ingress(page: Page, item: Object) -> None:
    spec, meta = item["spec"], item["metadata"]
    page.row(0, "Name", meta["name"])
    page.labels(0, "Labels", meta.get("labels"))
    page.row(0, "Namespace", meta["namespace"])
    given = at(item, "status", "loadBalancer", "ingress", default=[])
    page.row(0, "Address", ",".join(one.get("ip") or one.get("hostname", "") for one in given))
    page.row(0, "Ingress Class", spec.get("ingressClassName") or NONE)
    backend = spec.get("defaultBackend")
    page.row(0, "Default backend", _backend(page, meta["namespace"], backend) if backend else "<default>")
    if spec.get("tls"):
        page.write(0, "TLS:")
    for tls in spec.get("tls") or []:
        secured = f"{tls['secretName']} terminates" if tls.get("secretName") else "SNI routes"
        page.write(1, f"{secured} {','.join(tls.get('hosts') or [])}")
    page.write(0, "Rules:")
    page.write(1, "Host\tPath\tBackends")
    page.write(1, "----\t----\t--------")
    for rule in spec.get("rules") or []:
        if not at(rule, "http", default=None):
            continue
        page.write(1, f"{rule.get('host') or '*'}\t")
        for path in at(rule, "http", "paths", default=[]):
            text = _backend(page, meta["namespace"], path["backend"])
            page.write(1, f"\t{path.get('path', '')} \t{text}")
    if not spec.get("rules"):
        page.write(1, f"*\t*\t{_backend(page, meta['namespace'], backend) if backend else '<default>'}")
    page.annotations(0, "Annotations", meta.get("annotations"))
    page.events(item)


def _backend(page: Page, namespace: str, backend: Object) -> str:
    found = backend.get("service")
    if not found:
        resource = backend.get("resource") or {}
        return f"APIGroup: {resource.get('apiGroup')}, Kind: {resource.get('kind')}, Name: {resource.get('name')}"
    port = found.get("port") or {}
    label = f"{found['name']}:{port.get('number') or port.get('name', '')}"
    service_item = exists(page, "services", namespace, found["name"])
    if service_item is None:
        return f'{label} (<error: services "{found["name"]}" not found>)'
    ports = service_item["spec"].get("ports") or []
    fitting = [p for p in ports if port.get("number") == p["port"] or port.get("name", "") == p.get("name")]
    name = fitting[-1].get("name", "") if fitting else ""  # of a port that is not there kubectl looks for the nameless
    return f"{label} ({_shortened((_slices(page, service_item) or {}).get(name, []))})"


def ingress_class(page: Page, item: Object) -> None:
    spec = item.get("spec") or {}
    page.row(0, "Name", item["metadata"]["name"])
    page.marks(item)
    page.row(0, "Controller", spec.get("controller") or "")
    given = spec.get("parameters")
    if given:
        page.write(0, "Parameters:")
        for title, field in (("APIGroup", "apiGroup"), ("Kind", "kind"), ("Name", "name")):
            if given.get(field):
                page.row(1, title, given[field])
    page.events(item)


def config_map(page: Page, item: Object) -> None:
    page.head(item)
    page.marks(item)
    page.write(0, "")
    page.write(0, "Data")
    page.write(0, "====")
    for key, value in sorted((item.get("data") or {}).items()):
        page.lines += [f"{key}:", "----", *value.split("\n"), ""]
    page.lines += ["", "BinaryData", "===="]
    for key, value in sorted((item.get("binaryData") or {}).items()):
        page.lines += [f"{key}: {_size(value)} bytes"]
    page.write(0, "")
    page.events(item)


def secret(page: Page, item: Object) -> None:
    page.head(item)
    page.marks(item)
    page.write(0, "")
    page.row(0, "Type", item.get("type", ""))
    page.write(0, "")
    page.write(0, "Data")
    page.write(0, "====")
    for key, value in sorted((item.get("data") or {}).items()):
        page.row(0, key, f"{_size(value)} bytes")


def _size(text: str) -> int:
    try:
        return len(b64decode(text))
    except (NotBase64, ValueError):
        return len(text)


def namespace(page: Page, item: Object) -> None:
    page.head(item)
    page.marks(item)
    page.row(0, "Status", at(item, "status", "phase", default=""))
    quotas = page.session.items(BY_PLURAL["resourcequotas"], item["metadata"]["name"])
    ranges = page.session.items(BY_PLURAL["limitranges"], item["metadata"]["name"])
    page.write(0, "")
    if quotas:
        page.write(0, "Resource Quotas")
        for one in quotas:
            page.row(1, "Name", one["metadata"]["name"])
            scopes(page, one, 1)
            used(page, one, 1, "---")
    else:
        page.write(0, "No resource quota.")
    page.write(0, "")
    if ranges:
        page.write(0, "Resource Limits")
        for one in ranges:
            limits(page, one, 1)
    else:
        page.write(0, "No LimitRange resource.")
