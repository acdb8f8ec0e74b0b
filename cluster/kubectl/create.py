"""kubectl create: from files, and its generators; kubectl run; kubectl expose."""

import json
from base64 import b64encode
from collections.abc import Callable

from ..apiserver.kinds import BY_PLURAL, Kind, find
from ..values import Object, copy
from .flags import Parsed, Usage
from .problems import Several
from .resources import Manifest, kind_of, namespace_of, visit
from .session import Refused, Session
from .writing import dry, make, tell, validation

COMMON = "dry-run=none|unchanged; output,o=; save-config?; validate=true|true; field-manager=; show-managed-fields?"
FLAGS = f"filename,f*; edit?; recursive,R?; raw=; selector,l=; windows-line-endings?; {COMMON}"


def run(session: Session, parsed: Parsed) -> int:
    if parsed.arguments:
        raise Usage(
            f"error: Unexpected args: [{' '.join(parsed.arguments)}]\nSee 'kubectl create -h' for help and examples"
        )
    if not parsed["filename"]:
        raise Usage("error: must specify one of -f and -k")
    found = False

    def write(manifest: Manifest) -> None:
        nonlocal found
        found = True
        kind, space = manifest.kind, manifest.target.namespace
        try:
            made = make(session, parsed, kind, space, copy(manifest.placed), "kubectl-create")
        except Refused as refused:
            refused.during = f'error when creating "{manifest.file}"'
            raise
        tell(session, parsed, kind, made, "created", unstructured=True)

    problems = visit(session, parsed, parsed["filename"], write, validation(parsed) != "Ignore")
    if problems:
        raise Several(problems)
    if not found:
        raise Usage("error: no objects passed to create")
    return 0


# Generators

GENERATORS: dict[str, tuple[str, Callable[[Session, Parsed, str], Object]]] = {}
ALIASES = {"ns": "namespace", "cm": "configmap", "sa": "serviceaccount", "deploy": "deployment", "dep": "deployment"}
ALIASES |= {"cj": "cronjob", "ing": "ingress", "pdb": "poddisruptionbudget", "pc": "priorityclass", "svc": "service"}
ALIASES |= {"resourcequota": "quota"}


def generator(
    name: str, flags: str = ""
) -> Callable[[Callable[[Session, Parsed, str], Object]], Callable[..., Object]]:
    def register(made: Callable[[Session, Parsed, str], Object]) -> Callable[[Session, Parsed, str], Object]:
        GENERATORS[name] = f"{flags}; {COMMON}", made
        return made

    return register


def generate(session: Session, parsed: Parsed, name: str) -> int:
    made = GENERATORS[name][1](session, parsed, name)
    kind = find(made["apiVersion"], made["kind"]) or BY_PLURAL["horizontalpodautoscalers"]
    space = namespace_of(session, parsed) if kind.namespaced else ""
    try:
        item = make(session, parsed, kind, space, made, "kubectl-create")
    except Refused as refused:
        raise _failed(name, kind, refused) from None
    if dry(parsed) == "client":
        item = with_zero_values(item)
    tell(session, parsed, kind, item, "created")
    return 0


_ZERO_STATUS: dict[str, Object] = {
    "Service": {"loadBalancer": {}},
    "Ingress": {"loadBalancer": {}},
    "PodDisruptionBudget": {"currentHealthy": 0, "desiredHealthy": 0, "disruptionsAllowed": 0, "expectedPods": 0},
    "HorizontalPodAutoscaler": {"currentReplicas": 0, "desiredReplicas": 0},
    **{kind: {} for kind in ("Deployment", "Job", "CronJob", "Namespace", "ResourceQuota", "Pod")},
}


def with_zero_values(item: Object) -> Object:
    """As Go prints a struct that was filled in by hand: some empty fields are shown all the same."""
    whole = {**item, "metadata": {"creationTimestamp": None, **(item.get("metadata") or {})}}
    if item["kind"] in _ZERO_STATUS:
        whole["status"] = _ZERO_STATUS[item["kind"]]
    spec = copy(item.get("spec") or {})
    if item["kind"] == "Deployment":
        spec.setdefault("strategy", {})
    job = spec.get("jobTemplate")
    if job:
        job["metadata"] = {"creationTimestamp": None, **(job.get("metadata") or {})}
    template = job["spec"]["template"] if job else spec.get("template")
    if template:
        template["metadata"] = {"creationTimestamp": None, **(template.get("metadata") or {})}
        for container in template["spec"].get("containers") or []:
            container.setdefault("resources", {})
    if spec or item["kind"] == "Namespace":
        whole["spec"] = spec
    return whole


# Generators that say what they were about when the server refuses.
_WRAPPED = {
    "deployment": "deployment",
    "configmap": "configmap",
    "secret": "secret",
    "job": "job",
    "cronjob": "cronjob",
    "serviceaccount": "serviceaccount",
    "service clusterip": "ClusterIP service",
    "service nodeport": "NodePort service",
    "service loadbalancer": "LoadBalancer service",
    "service externalname": "ExternalName service",
    "quota": "quota",
    "poddisruptionbudget": "poddisruptionbudgets",
    "priorityclass": "priorityclass",
    "ingress": "ingress",
    "role": "role",
    "rolebinding": "rolebinding",
    "clusterrole": "clusterrole",
    "clusterrolebinding": "clusterrolebinding",
}


def _failed(name: str, kind: Kind, refused: Refused) -> Exception:
    what = _WRAPPED.get("secret" if name.startswith("secret") else name)
    if what is None:
        return refused
    return Usage(f"error: failed to create {what}: {refused.message}")


def object_name(parsed: Parsed, command: str) -> str:
    if len(parsed.before) != 1:
        raise Usage(
            f"error: exactly one NAME is required, got {len(parsed.before)}\nSee 'kubectl create {command} "
            "-h' for help and examples"
        )
    return parsed.before[0]


def needs(parsed: Parsed, *names: str) -> None:
    missing = [name for name in names if name not in parsed.given]
    if missing:
        listed = ", ".join(f'"{name}"' for name in missing)
        raise Usage(f"error: required flag(s) {listed} not set")


def _containers(images: list[str], command: list[str]) -> list[Object]:
    found = []
    for image in images:
        name = image.rpartition("/")[2].partition(":")[0].partition("@")[0]
        found.append({"image": image, "name": name, **({"command": command} if command else {})})
    return found


@generator("deployment", "image*; replicas#1; port#")
def _deployment(session: Session, parsed: Parsed, command: str) -> Object:
    needs(parsed, "image")
    name = object_name(parsed, command)
    labels = {"app": name}
    images = [image for part in parsed["image"] for image in part.split(",")]
    if len(images) > 1 and parsed.command:
        raise Usage("error: cannot specify multiple --image options and command")
    containers = _containers(images, parsed.command)
    if parsed["port"]:
        containers[0]["ports"] = [{"containerPort": parsed["port"]}]
    template = {"metadata": {"labels": labels}, "spec": {"containers": containers}}
    spec = {"replicas": parsed["replicas"], "selector": {"matchLabels": labels}, "template": template}
    return {"apiVersion": "apps/v1", "kind": "Deployment", "metadata": {"labels": labels, "name": name}, "spec": spec}


@generator("job", "image=; from=; restart=Never")
def _job(session: Session, parsed: Parsed, command: str) -> Object:
    name = object_name(parsed, command)
    if bool(parsed["image"]) == bool(parsed["from"]):
        raise Usage("error: either --image or --from must be specified")
    if parsed["from"] and parsed.command:
        raise Usage("error: cannot specify --from and command")
    if parsed["from"]:
        kind, _, source = parsed["from"].partition("/")
        if kind_of(kind).plural != "cronjobs":
            raise Usage("error: from must be an existing cronjob")
        found = session.get(BY_PLURAL["cronjobs"], namespace_of(session, parsed), source)
        template = found["spec"]["jobTemplate"]
        inner = template.get("metadata") or {}
        meta: Object = {
            "annotations": {"cronjob.kubernetes.io/instantiate": "manual", **(inner.get("annotations") or {})},
            "name": name,
            "ownerReferences": [
                {
                    "apiVersion": "batch/v1",
                    "controller": True,
                    "kind": "CronJob",
                    "name": found["metadata"]["name"],
                    "uid": found["metadata"]["uid"],
                }
            ],
        }
        if inner.get("labels"):
            meta["labels"] = inner["labels"]
        return {"apiVersion": "batch/v1", "kind": "Job", "metadata": meta, "spec": copy(template["spec"])}
    container = {"image": parsed["image"], "name": name, **({"command": parsed.command} if parsed.command else {})}
    template = {"spec": {"containers": [container], "restartPolicy": "Never"}}
    return {"apiVersion": "batch/v1", "kind": "Job", "metadata": {"name": name}, "spec": {"template": template}}


@generator("cronjob", "image=; schedule=; restart=OnFailure")
def _cron_job(session: Session, parsed: Parsed, command: str) -> Object:
    needs(parsed, "image", "schedule")
    name = object_name(parsed, command)
    container = {"image": parsed["image"], "name": name, **({"command": parsed.command} if parsed.command else {})}
    pod = {"containers": [container], "restartPolicy": parsed["restart"]}
    job = {"metadata": {"name": name}, "spec": {"template": {"spec": pod}}}
    spec = {"jobTemplate": job, "schedule": parsed["schedule"]}
    return {"apiVersion": "batch/v1", "kind": "CronJob", "metadata": {"name": name}, "spec": spec}


@generator("namespace")
def _namespace(session: Session, parsed: Parsed, command: str) -> Object:
    return {"apiVersion": "v1", "kind": "Namespace", "metadata": {"name": object_name(parsed, command)}}


@generator("serviceaccount")
def _service_account(session: Session, parsed: Parsed, command: str) -> Object:
    return {"apiVersion": "v1", "kind": "ServiceAccount", "metadata": {"name": object_name(parsed, command)}}


def _data(session: Session, parsed: Parsed) -> dict[str, str]:
    found: dict[str, str] = {}
    if parsed["from-env-file"] and (parsed["from-file"] or parsed["from-literal"]):
        raise Usage("error: from-env-file cannot be combined with from-file or from-literal")

    def put(key: str, value: str) -> None:
        if key in found:
            raise Usage(f'error: cannot add key "{key}", another key by that name already exists in Data for ConfigMap')
        found[key] = value

    for literal in parsed["from-literal"]:
        key, equals, value = literal.partition("=")
        if not equals or not key:
            raise Usage(f"error: invalid literal source {literal}, expected key=value")
        put(key, value.strip("'\""))
    for source in parsed["from-file"]:
        key, equals, path = source.partition("=")
        path = path if equals else key
        if path.removeprefix("./") not in session.files:
            raise Usage(f"error: error reading {path}: no such file or directory")
        put(key if equals else path.rpartition("/")[2], session.files[path.removeprefix("./")])
    for path in parsed["from-env-file"]:
        if path.removeprefix("./") not in session.files:
            raise Usage(f"error: error reading {path}: no such file or directory")
        for line in session.files[path.removeprefix("./")].splitlines():
            if line.strip() and not line.lstrip().startswith("#"):
                key, _, value = line.partition("=")
                put(key.strip(), value)
    return found


_SOURCES = "from-literal*; from-file*; from-env-file*; append-hash?"


@generator("configmap", _SOURCES)
def _config_map(session: Session, parsed: Parsed, command: str) -> Object:
    name, data = object_name(parsed, command), _data(session, parsed)
    item: Object = {"apiVersion": "v1", "kind": "ConfigMap", "metadata": {"name": name}}
    return {**item, "data": data} if data else item


@generator("secret generic", f"type=; {_SOURCES}")
def _secret(session: Session, parsed: Parsed, command: str) -> Object:
    name = object_name(parsed, command)
    data = {key: b64encode(value.encode()).decode() for key, value in _data(session, parsed).items()}
    item: Object = {"apiVersion": "v1", "kind": "Secret", "metadata": {"name": name}}
    if parsed["type"]:
        item["type"] = parsed["type"]
    return {**item, "data": data} if data else item


@generator("secret tls", "cert=; key=")
def _tls(session: Session, parsed: Parsed, command: str) -> Object:
    name = object_name(parsed, command)
    if not parsed["cert"] or not parsed["key"]:
        raise Usage("error: key and cert must be specified")
    data = {}
    for flag, field in (("cert", "tls.crt"), ("key", "tls.key")):
        path = parsed[flag]
        if path not in session.files:
            raise Usage(f"error: Cannot read file {path}, open {path}: no such file or directory")
        data[field] = b64encode(session.files[path].encode()).decode()
    return {"apiVersion": "v1", "data": data, "kind": "Secret", "metadata": {"name": name}, "type": "kubernetes.io/tls"}


@generator(
    "secret docker-registry",
    "docker-username=; docker-password=; docker-email=; docker-server=https://index.docker.io/v1/",
)
def _docker(session: Session, parsed: Parsed, command: str) -> Object:
    if not parsed["docker-username"] or not parsed["docker-password"]:
        raise Usage(
            "error: either --from-file or the combination of --docker-username, --docker-password and --docker-server "
            "is required"
        )
    user, password = parsed["docker-username"], parsed["docker-password"]
    who = {
        "username": user,
        "password": password,
        **({"email": parsed["docker-email"]} if parsed["docker-email"] else {}),
        "auth": b64encode(f"{user}:{password}".encode()).decode(),
    }
    text = json.dumps({"auths": {parsed["docker-server"]: who}}, separators=(",", ":"))
    data = {".dockerconfigjson": b64encode(text.encode()).decode()}
    name = object_name(parsed, command)
    kind = "kubernetes.io/dockerconfigjson"
    return {"apiVersion": "v1", "data": data, "kind": "Secret", "metadata": {"name": name}, "type": kind}
