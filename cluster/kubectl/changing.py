"""kubectl label, annotate, scale, autoscale, set."""

import re

from ..apiserver import patches
from ..apiserver.kinds import BY_PLURAL
from ..apiserver.versions import VERSIONS
from ..values import Object, at
from . import output, patching
from .create import needs, with_zero_values
from .flags import Parsed, Usage
from .problems import Several, each
from .resources import NOTHING, Target, resolve
from .session import Refused, Session
from .writing import OBJECTS, dry, options, tell

LABEL_FLAGS = f"overwrite?; list?; {OBJECTS}"
_PAIR = re.compile(r"[^=]+=.*|[^=]+-")


def label(session: Session, parsed: Parsed, what: str = "label") -> int:
    field = f"{what}s" if what == "label" else "annotations"
    words = [word for word in parsed.arguments if not _PAIR.fullmatch(word)]
    changes = [word for word in parsed.arguments if _PAIR.fullmatch(word)]
    _agree(parsed, words)
    if not changes and not parsed["list"]:
        raise Usage(f"error: at least one {what} update is required")
    wanted = {word.partition("=")[0]: word.partition("=")[2] for word in changes if "=" in word}
    removed = [word[:-1] for word in changes if "=" not in word]
    if set(wanted) & set(removed):
        both = "a label in the same command"
        if what != "label":
            both = f"the following annotation(s) in the same command: {', '.join(sorted(set(wanted) & set(removed)))}"
        raise Usage(f"error: can not both modify and remove {both}")
    targets = resolve(session, parsed, words)
    if not targets and not parsed["selector"]:
        session.complain("error: no resources found")
        return 1
    if len(targets) > 1 and parsed["resource-version"]:
        raise Usage("error: --resource-version may only be used with a single resource")
    several = parsed["all"] or parsed["selector"] or len(targets) > 1

    def change(target: Target) -> None:
        item = session.get(target.kind, target.namespace, target.name)
        known = at(item, "metadata", field, default={})
        if parsed["list"]:
            if several:
                session.print(f"Listing {field} for {target.kind.kind}.{target.kind.group}/{target.name}:")
            session.out += [f"{' ' if several else ''}{key}={known[key]}\n" for key in sorted(known)]
            return
        for key in removed:
            if key not in known and what == "label":
                session.print(f'{what} "{key}" not found.')
        _overwrites(parsed, what, known, wanted)
        body: Object = {"metadata": {field: {**wanted, **{key: None for key in removed if key in known}}}}
        if parsed["resource-version"]:
            body["metadata"]["resourceVersion"] = parsed["resource-version"]
        after = {**known, **wanted}
        changed = any(known.get(key) != value for key, value in wanted.items()) or any(key in known for key in removed)
        fresh = {**item, "metadata": {**item["metadata"], field: after}}
        if (changed or parsed["resource-version"]) and dry(parsed) != "client":
            manager = parsed["field-manager"] or f"kubectl-{what if what == 'label' else 'annotate'}"
            fresh = session.patch(
                target.kind, target.namespace, target.name, body, manager, patches.MERGE, dry(parsed) == "server"
            )
        tell(session, parsed, target.kind, fresh, _verb(what, changed, wanted, known))

    each(targets, change)
    return 0


def _agree(parsed: Parsed, words: list[str]) -> None:
    if parsed["local"] and not parsed["filename"]:
        raise Usage("error: can only use local files by -f pod.yaml or --filename=pod.json when --local=true is set")
    if not words and not parsed["filename"]:
        raise Usage("error: one or more resources must be specified as <resource> <name> or <resource>/<name>")


def _overwrites(parsed: Parsed, what: str, known: Object, wanted: Object) -> None:
    if parsed["overwrite"]:
        return
    for key, value in wanted.items():
        if key in known and known[key] != value:
            told = f"'{key}' already has a value ({known[key]})"
            if what == "label":
                raise Usage(f"error: {told}, and --overwrite is false")
            raise Usage(f"error: --overwrite is false but found the following declared annotation(s): {told}")


def _verb(what: str, changed: bool, wanted: Object, known: Object) -> str:
    if what != "label":
        return "annotated"
    if not changed:
        return "not labeled"
    return "labeled" if wanted else "unlabeled"


def annotate(session: Session, parsed: Parsed) -> int:
    return label(session, parsed, "annotation")


SCALE_FLAGS = f"replicas#; current-replicas#-1; timeout~; {OBJECTS}"


def scale(session: Session, parsed: Parsed) -> int:
    if "replicas" not in parsed.given:
        raise Usage('error: required flag(s) "replicas" not set')
    if parsed["replicas"] < 0:
        raise Usage("error: The --replicas=COUNT flag is required, and COUNT must be greater than or equal to 0")
    if not parsed.arguments and not parsed["filename"]:
        raise Usage(NOTHING)
    if parsed["output"]:
        output.printer(parsed["output"], output.NAME_FORMATS)
    targets = resolve(session, parsed, parsed.arguments)
    if len(targets) > 1 and parsed["resource-version"]:
        raise Usage("error: cannot use --resource-version with multiple resources")
    scaled = 0
    problems: list[Refused] = []
    for target in targets:
        try:
            item = session.get(target.kind, target.namespace, target.name)
        except Refused as refused:
            problems.append(refused)
            continue
        scaled += 1
        if "scale" not in target.kind.subresources:
            raise Refused({"message": "the server could not find the requested resource", "reason": "NotFound"})
        version = item["metadata"]["resourceVersion"]
        if parsed["resource-version"] not in ("", version):
            raise Usage(f"error: Expected resource version to be {parsed['resource-version']}, was {version}")
        wanted, now = parsed["current-replicas"], item["spec"].get("replicas", 1)
        if wanted not in (-1, now):
            raise Usage(f"error: Expected replicas to be {wanted}, was {now}")
        body = {"spec": {"replicas": parsed["replicas"]}}
        if dry(parsed) != "client":
            given = options(parsed, "kubectl")
            session.patch(
                target.kind, target.namespace, target.name, body, **given, content=patches.MERGE, subresource="scale"
            )
        tell(session, parsed, target.kind, item, "scaled")
    if not scaled:
        raise Usage(f"error: no objects passed to scale {' '.join(map(str, problems))}".rstrip())
    if problems:
        raise Several(problems)
    return 0


AUTOSCALE_FLAGS = f"min#-1; max#-1; cpu-percent#-1; name=; save-config?; {OBJECTS}"


def autoscale(session: Session, parsed: Parsed) -> int:
    needs(parsed, "max")
    least, most = parsed["min"], parsed["max"]
    if most < 1:
        raise Usage(f"error: --max=MAXPODS is required and must be at least 1, max: {most}")
    if least > most:
        raise Usage(f"error: --max=MAXPODS must be larger or equal to --min=MINPODS, max: {most}, min: {least}")
    target, item = patching.only(session, parsed, "autoscale")
    if "scale" not in target.kind.subresources:
        raise Usage(
            f"error: cannot autoscale a {target.kind.kind}: could not find scale subresource for "
            f"{target.kind.group}/{target.kind.version}, Resource={target.kind.plural} in discovery information"
        )
    spec: Object = {
        "maxReplicas": most,
        "scaleTargetRef": {"apiVersion": item["apiVersion"], "kind": item["kind"], "name": target.name},
    }
    if least > 0:
        spec["minReplicas"] = least
    if parsed["cpu-percent"] >= 0:
        spec["targetCPUUtilizationPercentage"] = parsed["cpu-percent"]
    kind = VERSIONS["autoscaling", "v1", "horizontalpodautoscalers"].seen
    made = {
        "apiVersion": kind.api_version,
        "kind": kind.kind,
        "metadata": {"name": parsed["name"] or target.name},
        "spec": spec,
    }
    if dry(parsed) == "client":
        made = with_zero_values(made)
    else:
        made = session.create(kind, target.namespace, made, "kubectl-autoscale", dry(parsed) == "server")
    tell(session, parsed, kind, made, "autoscaled")
    return 0


# set

SET_FLAGS = (
    f"record?; containers,c=all; limits=; requests=; env,e*; from=; list?; keys=; prefix=; overwrite?true; {OBJECTS}"
)
_TEMPLATES: dict[str, tuple[str, ...]] = {
    "pods": ("spec",),
    "cronjobs": ("spec", "jobTemplate", "spec", "template", "spec"),
}


def _template_path(target: Target) -> tuple[str, ...]:
    return _TEMPLATES.get(target.kind.plural, ("spec", "template", "spec"))


def _change(
    session: Session, parsed: Parsed, target: Target, containers: list[Object], extra: Object | None = None
) -> Object:
    body: Object = {"containers": containers, **(extra or {})}
    for step in reversed(_template_path(target)):
        body = {step: body}
    if parsed["record"]:
        said = " ".join(word for word in session.words if not word.startswith("--record"))
        body["metadata"] = {"annotations": {"kubernetes.io/change-cause": f"kubectl {said} --record=true"}}
    if dry(parsed) == "client":
        item = session.get(target.kind, target.namespace, target.name)
        return patches.strategic(item, body, target.kind.kind)
    return session.patch(target.kind, target.namespace, target.name, body, "kubectl-set", dry=dry(parsed) == "server")


def set_image(session: Session, parsed: Parsed) -> int:
    if parsed["record"]:
        session.complain("Flag --record has been deprecated, --record will be removed in the future")
    words = [word for word in parsed.arguments if "=" not in word]
    images = dict(word.partition("=")[::2] for word in parsed.arguments if "=" in word)
    if not images:
        raise Usage("error: at least one image update is required")
    unknown: list[Usage] = []

    def one(target: Target) -> None:
        item = session.get(target.kind, target.namespace, target.name)
        spec = at(item, *_template_path(target), default={})
        lists = {field: spec.get(field) or [] for field in ("containers", "initContainers")}
        current = {c["name"]: c.get("image") for found in lists.values() for c in found}
        wanted = dict.fromkeys([c["name"] for c in lists["containers"]], images["*"]) if "*" in images else images
        unknown.extend(Usage(f'error: unable to find container named "{n}"') for n in wanted if n not in current)
        changes, extra = (
            [{"image": wanted[c["name"]], "name": c["name"]} for c in found if c["name"] in wanted]
            for found in lists.values()
        )
        if all(current[change["name"]] == change["image"] for change in [*changes, *extra]):
            if parsed["output"]:
                tell(session, parsed, target.kind, item, "")
            return
        fresh = _change(session, parsed, target, changes, {"initContainers": extra} if extra else None)
        tell(session, parsed, target.kind, fresh, "image updated")

    each(resolve(session, parsed, words), one)
    if unknown:  # the others have been changed all the same
        raise Several(unknown)
    return 0


def set_resources(session: Session, parsed: Parsed) -> int:
    if not parsed["limits"] and not parsed["requests"]:
        raise Usage("error: you must specify an update to requests or limits (in the form of --requests/--limits)")
    stated: Object = {}
    for field in ("limits", "requests"):
        if parsed[field]:
            stated[field] = dict(part.partition("=")[::2] for part in parsed[field].split(","))
    for target in resolve(session, parsed, parsed.arguments):
        item = session.get(target.kind, target.namespace, target.name)
        spec = at(item, *_template_path(target), default={})
        changes = [{"name": c["name"], "resources": stated} for c in _containers(parsed, spec)]
        fresh = _change(session, parsed, target, changes)
        tell(session, parsed, target.kind, fresh, "resource requirements updated")
    return 0


def _containers(parsed: Parsed, spec: Object) -> list[Object]:
    wanted = parsed["containers"]
    return [c for c in spec.get("containers") or [] if wanted in ("all", "*", c["name"])]


def set_env(session: Session, parsed: Parsed) -> int:
    words = [word for word in parsed.arguments if "=" not in word and not word.endswith("-")]
    changes = [word for word in parsed.arguments if word not in words] + parsed["env"]
    targets = resolve(session, parsed, words)
    for target in targets:
        item = session.get(target.kind, target.namespace, target.name)
        containers = _containers(parsed, at(item, *_template_path(target), default={}))
        if parsed["list"] or not (changes or parsed["from"]):
            _list_env(session, target, containers)
            continue
        env: list[Object] = [
            {"name": word.partition("=")[0], "value": word.partition("=")[2]} for word in changes if "=" in word
        ]
        env += [{"$patch": "delete", "name": word[:-1]} for word in changes if "=" not in word]
        env += _from(session, parsed, target)
        fresh = _change(session, parsed, target, [{"env": env, "name": c["name"]} for c in containers])
        tell(session, parsed, target.kind, fresh, "env updated")
    return 0


def _from(session: Session, parsed: Parsed, target: Target) -> list[Object]:
    if not parsed["from"]:
        return []
    word, _, name = parsed["from"].partition("/")
    kind = BY_PLURAL["secrets" if word.startswith("secret") else "configmaps"]
    found = session.get(kind, target.namespace, name)
    field = "secretKeyRef" if kind.plural == "secrets" else "configMapKeyRef"
    return [
        {
            "name": parsed["prefix"] + re.sub(r"[^A-Z0-9]", "_", key.upper()),
            "valueFrom": {field: {"key": key, "name": name}},
        }
        for key in sorted(found.get("data") or {})
    ]


def _list_env(session: Session, target: Target, containers: list[Object]) -> None:
    for container in containers:
        session.print(f"# {target.kind.kind} {target.name}, container {container['name']}")
        for variable in container.get("env") or []:
            session.print(f"{variable['name']}={variable.get('value', '')}")


def set_selector(session: Session, parsed: Parsed) -> int:
    if len(parsed.arguments) < 2:
        raise Usage("error: one or more resources must be specified as <resource> <name> or <resource>/<name>")
    *words, pairs = parsed.arguments
    selector = dict(part.partition("=")[::2] for part in pairs.split(","))
    for target in resolve(session, parsed, words):
        body = {"spec": {"selector": selector}}
        fresh = session.patch(target.kind, target.namespace, target.name, body, "kubectl-set", patches.MERGE)
        tell(session, parsed, target.kind, fresh, "selector updated")
    return 0


def set_service_account(session: Session, parsed: Parsed) -> int:
    if len(parsed.arguments) < 2:
        raise Usage("error: serviceaccount is required")
    *words, name = parsed.arguments
    for target in resolve(session, parsed, words):
        fresh = _change(session, parsed, target, [], {"serviceAccountName": name})
        tell(session, parsed, target.kind, fresh, "serviceaccount updated")
    return 0


SETTERS = {
    "image": set_image,
    "resources": set_resources,
    "env": set_env,
    "selector": set_selector,
    "serviceaccount": set_service_account,
}
