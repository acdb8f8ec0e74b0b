"""Descriptions of containers, volumes and all else that a Pod and a Pod's template say."""

from typing import Any

from .. import quantity, times
from ..values import Object, at
from .describe_parts import NONE, Page, selector_text

# What kubectl itself can tell of a field that a variable is taken from.
_KNOWN = ("metadata.name", "metadata.namespace")


def template(page: Page, item: Object, level: int = 0, title: str = "Pod Template") -> None:
    page.write(level, f"{title}:")
    meta, spec = item.get("metadata") or {}, item.get("spec") or {}
    page.labels(level + 1, "Labels", meta.get("labels"))
    if meta.get("annotations"):
        page.annotations(level + 1, "Annotations", meta["annotations"])
    if spec.get("serviceAccountName"):
        page.row(level + 1, "Service Account", spec["serviceAccountName"])
    if spec.get("initContainers"):
        containers(page, "Init Containers", spec["initContainers"], [], level + 1)
    containers(page, "Containers", spec.get("containers") or [], [], level + 1)
    volumes(page, spec.get("volumes") or [], level + 1)
    constraints(page, spec.get("topologySpreadConstraints") or [], level + 1)
    if spec.get("priorityClassName"):
        page.row(level + 1, "Priority Class Name", spec["priorityClassName"])
    page.labels(level + 1, "Node-Selectors", spec.get("nodeSelector"))
    tolerations(page, spec.get("tolerations") or [], level + 1)


def constraints(page: Page, found: list[Object], level: int) -> None:
    if not found:
        return
    lines = []
    for one in found:
        text = f"{one['topologyKey']}:{one['whenUnsatisfiable']} when max skew {one['maxSkew']} is exceeded"
        if one.get("labelSelector") is not None:
            text += f" for selector {selector_text(one['labelSelector'])}"
        lines.append(text)
    page.multiline(level, "Topology Spread Constraints", lines)


def tolerations(page: Page, found: list[Object], level: int) -> None:
    lines = []
    for one in found:
        text = one.get("key", "")
        if one.get("value"):
            text += f"={one['value']}"
        if one.get("effect"):
            text += f":{one['effect']}"
        if one.get("operator") == "Exists" and not one.get("value"):
            text += " op=Exists" if one.get("key") or one.get("effect") else "op=Exists"
        if one.get("tolerationSeconds") is not None:
            text += f" for {one['tolerationSeconds']}s"
        lines.append(text)
    page.multiline(level, "Tolerations", sorted(lines) if level == 0 else lines)


def containers(
    page: Page, title: str, specs: list[Object], statuses: list[Object], level: int, pod: Object | None = None
) -> None:
    page.write(level, f"{title}:")
    by_name = {one["name"]: one for one in statuses}
    for spec in specs:
        page.write(1, f"{' ' if level else ''}{spec['name']}:")
        _container(page, spec, by_name.get(spec["name"]), 2, pod)


def _container(page: Page, spec: Object, status: Object | None, level: int, pod: Object | None) -> None:
    if status is not None:
        page.row(level, "Container ID", status.get("containerID", ""))
    page.row(level, "Image", spec.get("image", ""))
    if status is not None:
        page.row(level, "Image ID", status.get("imageID", ""))
    ports = spec.get("ports") or []
    plural = "s" if len(ports) > 1 else ""
    listed = [f"{p['containerPort']}/{p.get('protocol', 'TCP')}" for p in ports]
    hosts = [f"{p.get('hostPort', 0)}/{p.get('protocol', 'TCP')}" for p in ports]
    page.row(level, f"Port{plural}", ", ".join(listed) or NONE)
    page.row(level, f"Host Port{plural}", ", ".join(hosts) or NONE)
    for field, label in (("command", "Command"), ("args", "Args")):
        if spec.get(field):
            page.write(level, f"{label}:")
            for word in spec[field]:
                for line in str(word).split("\n"):
                    page.write(level + 1, line)
    if status is not None:
        _state(page, "State", status.get("state") or {}, level)
        if (status.get("lastState") or {}).get("terminated"):
            _state(page, "Last State", status["lastState"], level)
        page.row(level, "Ready", str(bool(status.get("ready"))))
        page.row(level, "Restart Count", status.get("restartCount", 0))
    resources(page, spec.get("resources") or {}, level)
    for field, label in (("livenessProbe", "Liveness"), ("readinessProbe", "Readiness"), ("startupProbe", "Startup")):
        if spec.get(field):
            page.row(level, label, probe_text(spec[field]))
    _environment(page, spec, level, pod)
    mounts = [
        f"{m['mountPath']} from {m['name']} ({'ro' if m.get('readOnly') else 'rw'}{_sub_path(m)})"
        for m in sorted(spec.get("volumeMounts") or [], key=lambda one: one["mountPath"])
    ]
    if mounts:
        page.write(level, "Mounts:")
        for mount in mounts:
            page.write(level + 1, mount)
    else:
        page.row(level, "Mounts", NONE)


def _sub_path(mount: Object) -> str:
    return f',path="{mount["subPath"]}"' if mount.get("subPath") else ""


def _state(page: Page, title: str, state: Object, level: int) -> None:
    if state.get("running") is not None:
        page.row(level, title, "Running")
        page.row(level + 1, "Started", times.rfc1123(state["running"].get("startedAt", "")))
    elif state.get("terminated"):
        ended = state["terminated"]
        page.row(level, title, "Terminated")
        if ended.get("reason"):
            page.row(level + 1, "Reason", ended["reason"])
        if ended.get("message"):
            page.row(level + 1, "Message", ended["message"])
        page.row(level + 1, "Exit Code", ended.get("exitCode", 0))
        page.row(level + 1, "Started", times.rfc1123(ended.get("startedAt", "")))
        page.row(level + 1, "Finished", times.rfc1123(ended.get("finishedAt", "")))
    else:
        page.row(level, title, "Waiting")
        reason = (state.get("waiting") or {}).get("reason")
        if reason:
            page.row(level + 1, "Reason", reason)


def resources(page: Page, stated: Object, level: int) -> None:
    for field, label in (("limits", "Limits"), ("requests", "Requests")):
        amounts = stated.get(field) or {}
        if amounts:
            page.write(level, f"{label}:")
            for name in sorted(amounts):
                page.row(level + 1, name, amounts[name])


def probe_text(probe: Object) -> str:
    numbers = (
        f"delay={probe.get('initialDelaySeconds', 0)}s timeout={probe.get('timeoutSeconds', 1)}s "
        f"period={probe.get('periodSeconds', 10)}s #success={probe.get('successThreshold', 1)} "
        f"#failure={probe.get('failureThreshold', 3)}"
    )
    if "exec" in probe:
        return f"exec [{' '.join(probe['exec'].get('command') or [])}] {numbers}"
    if "httpGet" in probe:
        http = probe["httpGet"]
        path = http.get("path", "/")
        return (
            f"http-get {http.get('scheme', 'HTTP').lower()}://{http.get('host', '')}:{http.get('port')}{path} {numbers}"
        )
    if "tcpSocket" in probe:
        return f"tcp-socket {probe['tcpSocket'].get('host', '')}:{probe['tcpSocket'].get('port')} {numbers}"
    return f"unknown {numbers}"


def _environment(page: Page, spec: Object, level: int, pod: Object | None) -> None:
    sources = spec.get("envFrom") or []
    if sources:
        page.write(level, "Environment Variables from:")
        for source in sources:
            for field, label in (("configMapRef", "ConfigMap"), ("secretRef", "Secret")):
                if field in source:
                    optional = str(bool(source[field].get("optional"))).lower()
                    page.write(level + 1, f"{source[field].get('name', '')}\t{label}\tOptional: {optional}")
    variables = spec.get("env") or []
    if not variables:
        page.row(level, "Environment", NONE)
        return
    page.write(level, "Environment:")
    for variable in variables:
        first, *more = _value(variable, spec, pod).split("\n")
        page.write(level + 1, f"{variable['name']}:\t{first}")
        for line in more:
            page.write(level + 1, f"\t{line}")


def _value(variable: Object, container: Object, pod: Object | None) -> str:
    source = variable.get("valueFrom")
    if source is None:
        return variable.get("value") or ""
    if "fieldRef" in source:
        path = source["fieldRef"].get("fieldPath", "")
        known = at(pod, *path.split(".")) if pod and path in _KNOWN else ""
        return f"{known} ({source['fieldRef'].get('apiVersion', 'v1')}:{path})"
    if "resourceFieldRef" in source:
        return _amount(source["resourceFieldRef"], container)
    if "configMapKeyRef" in source or "secretKeyRef" in source:
        kind = "config map" if "configMapKeyRef" in source else "secret"
        reference = source.get("configMapKeyRef") or source.get("secretKeyRef")
        optional = str(bool(reference.get("optional"))).lower()
        return f"<set to the key '{reference.get('key')}' of {kind} '{reference.get('name')}'>\tOptional: {optional}"
    return ""


def _amount(reference: Object, container: Object) -> str:
    """In whole divisors, rounded up."""
    path = reference.get("resource", "")
    asked = quantity.milli(at(container, "resources", *path.split(".", 1), default=0))
    divisor = quantity.milli(reference.get("divisor") or 1) or 1000
    text = str(-(-asked // divisor))
    return f"{'node allocatable' if text == '0' and path in ('limits.cpu', 'limits.memory') else text} ({path})"


# Volumes

_VOLUMES: dict[str, tuple[str, tuple[tuple[str, str, Any], ...]]] = {
    "emptyDir": (
        "EmptyDir (a temporary directory that shares a pod's lifetime)",
        (("Medium", "medium", ""), ("SizeLimit", "sizeLimit", "<unset>")),
    ),
    "hostPath": (
        "HostPath (bare host directory volume)",
        (("Path", "path", ""), ("HostPathType", "type", "")),
    ),
    "persistentVolumeClaim": (
        "PersistentVolumeClaim (a reference to a PersistentVolumeClaim in the same namespace)",
        (("ClaimName", "claimName", ""), ("ReadOnly", "readOnly", False)),
    ),
    "configMap": (
        "ConfigMap (a volume populated by a ConfigMap)",
        (("Name", "name", ""), ("Optional", "optional", False)),
    ),
    "secret": (
        "Secret (a volume populated by a Secret)",
        (("SecretName", "secretName", ""), ("Optional", "optional", False)),
    ),
}


def volumes(page: Page, found: list[Object], level: int) -> None:
    if not found:
        page.row(level, "Volumes", NONE)
        return
    page.write(level, "Volumes:")
    for volume in found:
        page.write(1, f"{' ' if level else ''}{volume['name']}:")
        if "projected" in volume:
            _projected(page, volume["projected"], 2)
            continue
        for source, (kind, fields) in _VOLUMES.items():
            if source in volume:
                page.row(2, "Type", kind)
                for label, field, default in fields:
                    value = volume[source].get(field, default)
                    page.row(2, label, str(value).lower() if isinstance(value, bool) else value)


def _projected(page: Page, projected: Object, level: int) -> None:
    page.row(level, "Type", "Projected (a volume that contains injected data from multiple sources)")
    for source in projected.get("sources") or []:
        if "serviceAccountToken" in source:
            page.row(level, "TokenExpirationSeconds", source["serviceAccountToken"].get("expirationSeconds"))
        elif "configMap" in source:
            page.row(level, "ConfigMapName", source["configMap"].get("name"))
            page.row(level, "ConfigMapOptional", source["configMap"].get("optional", "<nil>"))
        elif "downwardAPI" in source:
            page.row(level, "DownwardAPI", "true")
        elif "secret" in source:
            page.row(level, "SecretName", source["secret"].get("name"))
            page.row(level, "SecretOptionalName", source["secret"].get("optional", "<nil>"))
