"""`kubectl run` and `kubectl expose`."""

from ..apiserver.kinds import BY_PLURAL
from ..values import Object, at, whole
from . import patching
from .create import COMMON, needs, with_zero_values
from .flags import Parsed, Usage
from .resources import namespace_of
from .session import Session
from .writing import dry, make, tell

RUN_FLAGS = (
    "image=; port=; labels,l=; restart=Always; env*; command?; overrides=; rm?; stdin,i?; tty,t?; attach?; expose?; "
    f"image-pull-policy=; override-type=merge; annotations*; quiet,q?; privileged?; {COMMON}"
)


def run_pod(session: Session, parsed: Parsed) -> int:
    if len(parsed.before) != 1 and not (parsed.before and parsed.after_dash is None):
        raise Usage("error: NAME is required for run\nSee 'kubectl run -h' for help and examples")
    needs(parsed, "image")
    _agree(parsed)
    name = parsed.before[0]
    if parsed["restart"] not in ("Always", "OnFailure", "Never"):
        raise Usage(f"error: invalid restart policy: {parsed['restart']}\nSee 'kubectl run -h' for help and examples")
    labels = {"run": name}
    if parsed["labels"]:
        labels = dict(part.partition("=")[::2] for part in parsed["labels"].split(","))
    words = parsed.command or parsed.before[1:]
    container: Object = {"image": parsed["image"], "name": name, "resources": {}}
    if words:
        container["command" if parsed["command"] else "args"] = words
    if parsed["env"]:
        container["env"] = [dict(zip(("name", "value"), one.partition("=")[::2], strict=True)) for one in parsed["env"]]
    if parsed["port"]:
        container["ports"] = [{"containerPort": _number(parsed["port"])}]
    if parsed["privileged"]:
        container["securityContext"] = {"privileged": True}
    if parsed["image-pull-policy"]:
        container["imagePullPolicy"] = parsed["image-pull-policy"]
    pod: Object = {
        "apiVersion": "v1",
        "kind": "Pod",
        "metadata": {"labels": labels, "name": name},
        "spec": {"containers": [container], "dnsPolicy": "ClusterFirst", "restartPolicy": parsed["restart"]},
    }
    if parsed["annotations"]:
        pod["metadata"]["annotations"] = dict(one.partition("=")[::2] for one in parsed["annotations"])
    if parsed["overrides"]:
        pod = patching.overridden(pod, parsed["overrides"], parsed["override-type"])
    kind = BY_PLURAL["pods"]
    if dry(parsed) == "client" and parsed["output"]:
        pod["metadata"] = {"creationTimestamp": None, **pod["metadata"]}
        pod["status"] = {}
    made = make(session, parsed, kind, namespace_of(session, parsed), pod, "kubectl-run")
    if parsed["expose"]:
        _expose_pod(session, parsed, name, labels)
    tell(session, parsed, kind, made, "created")
    return 0


def _expose_pod(session: Session, parsed: Parsed, name: str, labels: dict[str, str]) -> None:
    """A Service beside the Pod, which is told of first."""
    port = _number(parsed["port"])
    spec = {"ports": [{"port": port, "protocol": "TCP", "targetPort": port}], "selector": labels}
    service = {"apiVersion": "v1", "kind": "Service", "metadata": {"name": name}, "spec": spec}
    kind = BY_PLURAL["services"]
    made = make(session, parsed, kind, namespace_of(session, parsed), service, "kubectl-run")
    tell(session, parsed, kind, with_zero_values(made) if dry(parsed) == "client" else made, "created")


_POLICIES = ("", "Always", "IfNotPresent", "Never")
_SEE = "\nSee 'kubectl run -h' for help and examples"


def _agree(parsed: Parsed) -> None:
    if not parsed["image"]:
        raise Usage("error: --image is required")
    attached = parsed["attach"] or parsed["stdin"] or parsed["tty"]
    if parsed["rm"] and not attached:
        raise Usage(f"error: --rm should only be used for attached containers{_SEE}")
    if attached and dry(parsed) != "none":
        raise Usage(
            "error: --dry-run=[server|client] can't be used with attached containers options (--attach, --stdin, or "
            f"--tty){_SEE}"
        )
    if parsed["tty"] and not parsed["stdin"]:
        raise Usage(f"error: -i/--stdin is required for containers with -t/--tty=true{_SEE}")
    if parsed["expose"] and not parsed["port"]:
        raise Usage(f"error: --port must be set when exposing a service{_SEE}")
    if parsed["image-pull-policy"] not in _POLICIES:
        raise Usage(f"error: invalid image pull policy: {parsed['image-pull-policy']}{_SEE}")
    for one in parsed["env"]:
        if not one.partition("=")[1]:
            raise Usage(f"error: invalid env: {one}")
    for one in filter(None, parsed["labels"].split(",")):
        if not one.partition("=")[1]:
            raise Usage(f"error: unexpected label spec: {one}")


EXPOSE_FLAGS = (
    "port=; target-port=; name=; type=ClusterIP; protocol=TCP; cluster-ip=; external-ip=; selector=; labels,l=; "
    f"session-affinity=; filename,f*; load-balancer-ip=; overrides=; {COMMON}"
)
_EXPOSED = ("pods", "services", "replicationcontrollers", "deployments", "replicasets")


def expose(session: Session, parsed: Parsed) -> int:
    target, item = patching.only(session, parsed, "expose", labelled=False)
    if target.kind.plural not in _EXPOSED:
        raise Usage(f"error: cannot expose a {target.kind.qualified_kind}")
    labels = at(item, "metadata", "labels", default={})
    if parsed["selector"]:
        selector = dict(part.partition("=")[::2] for part in parsed["selector"].split(","))
    elif target.kind.plural == "pods":
        selector = labels
        if not selector:
            raise Usage(
                "error: couldn't retrieve selectors via --selector flag or introspection: the pod has no "
                "labels and cannot be exposed"
            )
    elif target.kind.plural in ("services", "replicationcontrollers"):
        selector = at(item, "spec", "selector", default={})
    else:
        selector = at(item, "spec", "selector", "matchLabels", default={})
    ports = _ports(parsed, item)
    if not ports and parsed["cluster-ip"] != "None":
        raise Usage("error: couldn't find port via --port flag or introspection")
    spec: Object = {"ports": ports, "selector": selector}
    if parsed["type"] != "ClusterIP":
        spec["type"] = parsed["type"]
    if parsed["cluster-ip"]:
        spec["clusterIP"] = parsed["cluster-ip"]
    if parsed["session-affinity"]:
        spec["sessionAffinity"] = parsed["session-affinity"]
    if parsed["load-balancer-ip"] and parsed["type"] == "LoadBalancer":
        spec["loadBalancerIP"] = parsed["load-balancer-ip"]
    if parsed["external-ip"]:
        spec["externalIPs"] = [parsed["external-ip"]]
    if parsed["labels"]:
        labels = dict(part.partition("=")[::2] for part in parsed["labels"].split(","))
    meta: Object = {"name": parsed["name"] or item["metadata"]["name"]}
    if labels:
        meta["labels"] = labels
    service = {"apiVersion": "v1", "kind": "Service", "metadata": meta, "spec": spec}
    made = make(session, parsed, BY_PLURAL["services"], target.namespace, service, "kubectl-expose")
    if dry(parsed) == "client":
        made = with_zero_values(made)
    tell(session, parsed, BY_PLURAL["services"], made, "exposed")
    return 0


def _ports(parsed: Parsed, item: Object) -> list[Object]:
    target = parsed["target-port"]
    if parsed["port"]:
        numbers = [(_number(one), parsed["protocol"]) for one in parsed["port"].split(",")]
    else:
        spec = at(item, "spec", "template", "spec") or item["spec"]
        listed = [p for c in spec.get("containers") or [] for p in c.get("ports") or []]
        numbers = [(p["containerPort"], p.get("protocol", "TCP")) for p in listed]
        if item["kind"] == "Service":
            numbers = [(p["port"], p.get("protocol", "TCP")) for p in item["spec"].get("ports") or []]
    found = []
    for place, (number, protocol) in enumerate(numbers, 1):
        to: int | str = whole(target, target or number)
        named = {"name": f"port-{place}"} if len(numbers) > 1 else {}
        found.append({**named, "port": number, "protocol": protocol, "targetPort": to})
    return found


def _number(text: str) -> int:
    number = whole(text, None)
    if number is None:
        raise Usage(f'error: strconv.Atoi: parsing "{text}": invalid syntax')
    return number
