"""kubectl set: images, resources, variables, selectors, service accounts."""

import re
from base64 import b64decode

from ..apiserver import patches
from ..apiserver.kinds import BY_PLURAL
from ..values import Object, at
from .flags import Parsed, Usage, amounts
from .problems import Several, each
from .resources import NOTHING, Target, kind_of, namespace_of, resolve
from .session import Session
from .writing import NO_LOCAL, OBJECTS, dry, tell

SET_FLAGS = (
    "record?; containers,c=all; limits=; requests=; env,e*; from=; list?; resolve?; keys*; prefix=; overwrite?true; "
    f"{OBJECTS}"
)
_TEMPLATES: dict[str, tuple[str, ...]] = {
    "pods": ("spec",),
    "cronjobs": ("spec", "jobTemplate", "spec", "template", "spec"),
}


def _targets(session: Session, parsed: Parsed, words: list[str]) -> list[Target]:
    if parsed["local"]:
        raise Usage(NO_LOCAL)
    if not words and not parsed["filename"]:
        raise Usage(NOTHING)
    return resolve(session, parsed, words)


def _template_path(target: Target) -> tuple[str, ...]:
    return _TEMPLATES.get(target.kind.plural, ("spec", "template", "spec"))


def _body(session: Session, parsed: Parsed, target: Target, containers: list[Object], **extra: object) -> Object:
    """A strategic patch of the Pods' spec."""
    body: Object = {"containers": containers, **extra}
    for step in reversed(_template_path(target)):
        body = {step: body}
    if parsed["record"]:
        said = " ".join(word for word in session.words if not word.startswith("--record"))
        body["metadata"] = {"annotations": {"kubernetes.io/change-cause": f"kubectl {said} --record=true"}}
    return body


def _change(session: Session, parsed: Parsed, target: Target, body: Object) -> Object:
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
        also = {"initContainers": extra} if extra else {}
        fresh = _change(session, parsed, target, _body(session, parsed, target, changes, **also))
        tell(session, parsed, target.kind, fresh, "image updated")

    each(_targets(session, parsed, words), one)
    if unknown:  # the others have been changed all the same
        raise Several(unknown)
    return 0


def set_resources(session: Session, parsed: Parsed) -> int:
    if not parsed["limits"] and not parsed["requests"]:
        raise Usage("error: you must specify an update to requests or limits (in the form of --requests/--limits)")
    stated = {field: amounts(parsed[field]) for field in ("limits", "requests") if parsed[field]}
    for target in _targets(session, parsed, parsed.arguments):
        item = session.get(target.kind, target.namespace, target.name)
        containers = _containers(parsed, at(item, *_template_path(target), default={}))
        if not containers:
            raise Usage(f"error: unable to find container named {parsed['containers']}")
        body = _body(session, parsed, target, [{"name": c["name"], "resources": stated} for c in containers])
        if patches.strategic(item, body, target.kind.kind) != item:
            tell(session, parsed, target.kind, _change(session, parsed, target, body), "resource requirements updated")
    return 0


def _containers(parsed: Parsed, spec: Object) -> list[Object]:
    wanted = parsed["containers"]
    return [c for c in spec.get("containers") or [] if wanted in ("all", "*", c["name"])]


def set_env(session: Session, parsed: Parsed) -> int:
    words = [word for word in parsed.arguments if "=" not in word and not word.endswith("-")]
    if not words and not parsed["filename"]:
        raise Usage("error: one or more resources must be specified as <resource> <name> or <resource>/<name>")
    changes = [word for word in parsed.arguments if word not in words] + parsed["env"]
    targets = _targets(session, parsed, words)
    wanted: list[Object] = [
        {"name": word.partition("=")[0], "value": word.partition("=")[2]} for word in changes if "=" in word
    ]
    wanted += _from(session, parsed)
    removed = [word[:-1] for word in changes if "=" not in word]
    for target in targets:
        item = session.get(target.kind, target.namespace, target.name)
        containers = _containers(parsed, at(item, *_template_path(target), default={}))
        if not containers:
            session.complain(
                f"Warning: {target.kind.kind}/{target.name} does not have any containers matching "
                f'"{parsed["containers"]}"'
            )
            continue
        listed = {c["name"]: _environment(parsed, target, c, wanted, removed) for c in containers}
        if parsed["list"]:
            _list_env(session, parsed, target, listed)
            continue
        gone = [{"$patch": "delete", "name": name} for name in removed]
        body = _body(session, parsed, target, [{"name": name, "env": env + gone} for name, env in listed.items()])
        if patches.strategic(item, body, target.kind.kind) != item:
            tell(session, parsed, target.kind, _change(session, parsed, target, body), "env updated")
    return 0


def _environment(
    parsed: Parsed, target: Target, container: Object, wanted: list[Object], removed: list[str]
) -> list[Object]:
    """The variables as they are to be: each where it was, the new ones behind."""
    old = {one["name"]: one for one in container.get("env") or []}
    new = {one["name"]: one for one in wanted}
    for name, one in old.items():
        if not parsed["overwrite"] and name in new and one != new[name]:
            raise Usage(
                f"error: {target.kind.plural}/{target.name} '{name}' already has a value ({one.get('value', '')}), "
                "and --overwrite is false"
            )
    return [one for name, one in (old | new).items() if name not in removed]


def _from(session: Session, parsed: Parsed) -> list[Object]:
    if not parsed["from"]:
        return []
    word, _, name = parsed["from"].partition("/")
    kind = kind_of(word)
    field = next((field for field, (_, plural) in _SOURCES.items() if plural == kind.plural), "")
    if not field:
        raise Usage(f"error: unsupported resource specified in --from: {kind.plural}")
    found = session.get(kind, namespace_of(session, parsed), name)
    keys = {key for part in parsed["keys"] for key in part.split(",")}
    variables: list[Object] = []
    for key in sorted(found.get("data") or {}):
        if keys and key not in keys:
            continue
        variable = re.sub(r"[^A-Z0-9]", "_", key.upper())
        if variable != key:
            session.complain(f"Warning: key {key} transferred to {variable}")
        variables.append({"name": parsed["prefix"] + variable, "valueFrom": {field: {"key": key, "name": name}}})
    return variables


_SOURCES = {"configMapKeyRef": ("configmap", "configmaps"), "secretKeyRef": ("secret", "secrets")}


def _list_env(session: Session, parsed: Parsed, target: Target, listed: dict[str, list[Object]]) -> None:
    for container, variables in listed.items():
        session.print(f"# {target.kind.kind} {target.name}, container {container}")
        for variable in variables:
            source = next(iter((variable.get("valueFrom") or {}).items()), None)
            if source is None:
                session.print(f"{variable['name']}={variable.get('value', '')}")
            else:
                session.print(_sourced(session, parsed, target, variable["name"], *source))


def _sourced(session: Session, parsed: Parsed, target: Target, name: str, field: str, source: Object) -> str:
    """A variable whose value lies elsewhere: where, or with --resolve the value."""
    if field == "fieldRef":
        return f"# {name} from field path {source.get('fieldPath', '')}"
    if field not in _SOURCES:
        return f"# {name} from resource {source.get('resource', '')}"
    word, plural = _SOURCES[field]
    if not parsed["resolve"]:
        return f"# {name} from {word} {source['name']}, key {source['key']}"
    data = session.get(BY_PLURAL[plural], target.namespace, source["name"]).get("data") or {}
    value = data.get(source["key"], "")
    return f"{name}={b64decode(value).decode(errors='replace') if word == 'secret' else value}"


def set_selector(session: Session, parsed: Parsed) -> int:
    if not parsed.arguments:
        raise Usage("error: one selector is required")
    *words, pairs = parsed.arguments
    selector = dict(part.partition("=")[::2] for part in pairs.split(","))
    for target in _targets(session, parsed, words):
        body = {"spec": {"selector": selector}}
        fresh = session.patch(target.kind, target.namespace, target.name, body, "kubectl-set", patches.MERGE)
        tell(session, parsed, target.kind, fresh, "selector updated")
    return 0


def set_service_account(session: Session, parsed: Parsed) -> int:
    if not parsed.arguments:
        raise Usage("error: serviceaccount is required")
    *words, name = parsed.arguments
    for target in _targets(session, parsed, words):
        fresh = _change(session, parsed, target, _body(session, parsed, target, [], serviceAccountName=name))
        tell(session, parsed, target.kind, fresh, "serviceaccount updated")
    return 0


SETTERS = {
    "image": set_image,
    "resources": set_resources,
    "env": set_env,
    "selector": set_selector,
    "serviceaccount": set_service_account,
}
