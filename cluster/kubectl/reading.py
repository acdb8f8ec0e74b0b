"""kubectl logs, explain, api-resources, api-versions, version, cluster-info, exec (refused)."""

import json
from collections.abc import Iterator
from math import ceil

from .. import selectors
from ..apiserver.discovery import VERSION
from ..apiserver.kinds import BY_PLURAL, Kind
from ..apiserver.schema import TYPES, Field, Struct, field_of, struct_of
from ..apiserver.versions import GROUPS
from ..values import Object, at
from . import tabs, yamlout
from .flags import Parsed, Usage
from .resources import kind_of, namespace_of
from .session import CLIENT_VERSION, KUSTOMIZE_VERSION, Refused, Session

LOGS_FLAGS = (
    "container,c=; follow,f?; previous,p?; tail#-1; since~0; since-time=; timestamps?; selector,l=; all-containers?; "
    "prefix?; limit-bytes#0; max-log-requests#5; ignore-errors?; pod-running-timeout~; all-pods?"
)
PODS = BY_PLURAL["pods"]


def logs(session: Session, parsed: Parsed) -> int:
    if len(parsed.arguments) > 2 or not (parsed.arguments or parsed["selector"]):
        raise Usage(
            "error: expected 'logs [-f] [-p] (POD | TYPE/NAME) [-c CONTAINER]'.\nPOD or TYPE/NAME is a "
            "required argument "
            "for the logs command\nSee 'kubectl logs -h' for help and examples"
        )
    if parsed.arguments and parsed["selector"]:
        raise Usage("error: only a selector (-l) or a POD name is allowed\nSee 'kubectl logs -h' for help and examples")
    if len(parsed.arguments) == 2:  # POD CONTAINER
        if parsed["container"]:
            raise Usage("error: only one of -c or an inline [CONTAINER] arg is allowed")
        parsed.values["container"] = parsed.arguments.pop()
    query = _log_query(parsed)
    space = namespace_of(session, parsed)
    pods = _pods(session, parsed, space)
    _followable(parsed, pods)
    for pod in pods:
        name = pod["metadata"]["name"]
        containers = [c["name"] for c in pod["spec"]["containers"]]
        every = [c["name"] for c in pod["spec"].get("initContainers") or []] + containers
        chosen = [parsed["container"]] if parsed["container"] else every if parsed["all-containers"] else containers[:1]
        if not parsed["container"] and not parsed["all-containers"] and len(every) > 1:
            shown = ", ".join([*containers, *(f"{one} (init)" for one in every if one not in containers)])
            session.complain(f'Defaulted container "{containers[0]}" out of: {shown}')
        for container in chosen:
            if container not in every:
                raise Usage(f"error: container {container} is not valid for pod {name}")
            try:
                text = session.ask("GET", PODS.path(space, name, "log"), {"container": container, **query})
            except Refused as refused:
                if not parsed["ignore-errors"]:
                    raise
                text = f"error: {refused.message}\n"
            prefix = f"[pod/{name}/{container}] " if parsed["prefix"] or parsed["all-pods"] else ""
            session.out.append("".join(f"{prefix}{line}\n" for line in text.splitlines()) if prefix else text)
    return 0


def _followable(parsed: Parsed, pods: list[Object]) -> None:
    each = [[*(pod["spec"].get("initContainers") or []), *pod["spec"]["containers"]] for pod in pods]
    streams, most = sum(map(len, each)) if parsed["all-containers"] else len(pods), parsed["max-log-requests"]
    if parsed["follow"] and streams > most:
        raise Usage(
            f"error: you are attempting to follow {streams} log streams, but maximum allowed concurrency is {most}, "
            "use --max-log-requests to increase the limit"
        )


def _log_query(parsed: Parsed) -> dict[str, str]:
    if parsed["since"] and parsed["since-time"]:
        raise Usage("error: at most one of `sinceTime` or `sinceSeconds` may be specified")
    if parsed["all-containers"] and parsed["container"]:
        raise Usage(f"error: --all-containers=true should not be specified with container name {parsed['container']}")
    since = parsed["since"] or 0
    for wrong, why in (
        (parsed["limit-bytes"] < 0, "--limit-bytes must be greater than 0"),
        (since < 0, "--since must be greater than 0"),
        (parsed["tail"] < -1, "--tail must be greater than or equal to -1"),
    ):
        if wrong:
            raise Usage(f"error: {why}")
    tail = parsed["tail"] if parsed["tail"] >= 0 else (10 if parsed["selector"] else -1)
    stated = {
        "limitBytes": str(parsed["limit-bytes"] or ""),
        "previous": "true" if parsed["previous"] else "",
        "sinceSeconds": str(ceil(since)) if since else "",
        "sinceTime": parsed["since-time"],
        "tailLines": str(tail) if tail >= 0 else "",
        "timestamps": "true" if parsed["timestamps"] else "",
    }
    return {name: text for name, text in stated.items() if text}


def _pods(session: Session, parsed: Parsed, space: str) -> list[Object]:
    if parsed["selector"]:
        found = session.items(PODS, space, labels=parsed["selector"])
        if not found:
            session.complain(f"No resources found in {space} namespace.")
        return found
    word, slash, name = parsed.arguments[0].partition("/")
    kind = kind_of(word) if slash else PODS
    name = name if slash else word
    if not name:
        raise Usage("error: resource name may not be empty")
    try:
        item = session.ask("GET", kind.path(space, name))
    except Refused as refused:
        if refused.reason != "NotFound":
            raise
        raise Usage(f'error: error from server (NotFound): {refused.message} in namespace "{space}"') from None
    if kind.plural == "pods":
        return [item]
    chosen = selectors.of(at(item, "spec", "selector"))
    if not chosen:
        raise Usage(f"error: cannot get the logs from {kind.qualified}: selector is empty")
    found = sorted(session.items(PODS, space, labels=str(chosen)), key=_order)
    if not found:
        raise Usage("error: timed out waiting for the condition")
    if parsed["all-pods"]:
        return found
    if len(found) > 1:
        session.complain(f"Found {len(found)} pods, using pod/{found[0]['metadata']['name']}")
    return found[:1]


_PHASES = {"Unknown": 1, "Pending": 2}


def _order(pod: Object) -> tuple[bool, int, bool, str, int, str]:
    """Of which one would rather read: as kubectl weighs them."""
    status = pod.get("status") or {}
    ready = next((c for c in status.get("conditions") or [] if c["type"] == "Ready" and c["status"] == "True"), None)
    restarts = max((c.get("restartCount", 0) for c in status.get("containerStatuses") or []), default=0)
    since = (ready or {}).get("lastTransitionTime", "")
    phase = _PHASES.get(status.get("phase", ""), 0)
    assigned = bool(pod["spec"].get("nodeName"))
    return not assigned, phase, ready is None, since, -restarts, pod["metadata"]["creationTimestamp"]


# Discovery

API_FLAGS = "api-group=; namespaced=; no-headers?; output,o=; verbs*; sort-by=; cached?; categories*"


def api_resources(session: Session, parsed: Parsed) -> int:
    """As the server tells them: every kind in the version that its group prefers."""
    by = parsed["sort-by"]
    if by not in ("", "name", "kind"):
        raise Usage("error: --sort-by accepts only name or kind")
    found = [one for one in _served(session) if _fits(parsed, one)]
    found.sort(key=lambda one: (one["group"], one["name"]))
    if by:
        found.sort(key=lambda one: str(one[by]))
    if parsed["output"] not in ("", "name", "wide"):
        raise Usage(f"error: --output {parsed['output']} is not available")
    if parsed["output"] == "name":
        for one in found:
            session.print(f"{one['name']}.{one['group']}".rstrip("."))
        return 0
    wide = parsed["output"] == "wide"
    rows = [["NAME", "SHORTNAMES", "APIVERSION", "NAMESPACED", "KIND"] + ["VERBS", "CATEGORIES"] * wide]
    for one in found:
        row = [one["name"], ",".join(one.get("shortNames") or []), one["version"]]
        row += [str(one["namespaced"]).lower(), one["kind"]]
        rows.append(row + [",".join(one["verbs"]), ",".join(one.get("categories") or [])] * wide)
    session.out.append(tabs.table(rows[1:] if parsed["no-headers"] else rows))
    return 0


def _served(session: Session) -> Iterator[Object]:
    groups = {"": "v1"} | {
        one["name"]: one["preferredVersion"]["groupVersion"] for one in session.ask("GET", "/apis")["groups"]
    }
    for group, version in groups.items():
        path = f"/apis/{version}" if group else f"/api/{version}"
        for one in session.ask("GET", path)["resources"]:
            if "/" not in one["name"]:
                yield {**one, "group": group, "version": version}


def _fits(parsed: Parsed, one: Object) -> bool:
    verbs, categories = (
        {word for part in parsed[flag] for word in part.split(",")} for flag in ("verbs", "categories")
    )
    return (
        ("api-group" not in parsed.given or one["group"] == parsed["api-group"])
        and parsed["namespaced"] in ("", str(one["namespaced"]).lower())
        and verbs <= set(one["verbs"])
        and categories <= set(one.get("categories") or [])
    )


def api_versions(session: Session, parsed: Parsed) -> int:
    for group, version in sorted(GROUPS, key=lambda pair: (pair[0] != "", pair[0])):
        if group:
            session.print(f"{group}/{version}")
    session.print("v1")
    return 0


def version(session: Session, parsed: Parsed) -> int:
    client = {**VERSION, "buildDate": "2025-05-15T09:12:10Z", "gitVersion": CLIENT_VERSION, "goVersion": "go1.23.8"}
    client["gitCommit"] = "9894294ef13a5b32803e3ca2c0d620a088cc84d1"
    if parsed["output"] in ("json", "yaml"):
        value: Object = {"clientVersion": client, "kustomizeVersion": KUSTOMIZE_VERSION}
        if not parsed["client"]:
            value["serverVersion"] = session.ask("GET", "/version")
        if parsed["output"] == "json":
            session.print(json.dumps(value, indent=2))
        else:
            session.out.append(yamlout.dump(value))
        return 0
    session.print(f"Client Version: {CLIENT_VERSION}")
    session.print(f"Kustomize Version: {KUSTOMIZE_VERSION}")
    if not parsed["client"]:
        session.print(f"Server Version: {session.ask('GET', '/version')['gitVersion']}")
    return 0


def cluster_info(session: Session, parsed: Parsed) -> int:
    session.ask("GET", "/version")
    session.print(f"Kubernetes control plane is running at {session.server}")
    session.print("\nTo further debug and diagnose cluster problems, use 'kubectl cluster-info dump'.")
    return 0


def explain(session: Session, parsed: Parsed) -> int:
    if len(parsed.arguments) != 1:
        raise Usage(
            'error: You must specify the type of resource to explain. Use "kubectl api-resources" for a '
            "complete list of supported resources."
        )
    word, *path = parsed.arguments[0].split(".")
    kind: Kind = kind_of(word)
    lines = [f"GROUP:      {kind.group}"] if kind.group else []
    session.print("\n".join([*lines, f"KIND:       {kind.kind}", f"VERSION:    {kind.version}\n"]))
    struct, shown = kind.kind, ""
    for step in path:
        found = field_of(struct, step)
        if found is None:
            raise Usage(f'error: field "{step}" does not exist')
        struct, shown = _struct(found), f"{step} <{_type(found)}>"
    if shown:
        session.print(f"FIELD: {shown}\n")
    if struct in TYPES:
        session.print("FIELDS:")
        _explain(session, TYPES[struct] if path else struct_of(struct), parsed["recursive"])
    return 0


def _explain(session: Session, fields: Struct, deeper: bool, indent: str = "  ") -> None:
    for name in sorted(fields):
        session.print(f"{indent}{name}\t<{_type(fields[name])}>")
        if deeper:
            _explain(session, TYPES.get(_struct(fields[name]), {}), deeper, f"{indent}  ")


def _struct(field: Field) -> str:
    """What it holds, once or many times."""
    return field.item if field.is_list or field.is_map else field.type


_NAMES = {"int32": "integer", "int64": "integer", "bool": "boolean", "object": "Object", "any": "Object"}


def _type(field: Field) -> str:
    name = _NAMES.get(_struct(field), _struct(field))
    return f"[]{name}" if field.is_list else f"map[string]{name}" if field.is_map else name


def refused(session: Session, parsed: Parsed) -> int:
    raise Usage(
        "error: there is nothing inside these containers to look into, attach to, forward to or copy from; "
        "try kubectl logs or kubectl describe"
    )


def edit(session: Session, parsed: Parsed) -> int:
    raise Usage("error: there is no editor here; use kubectl patch, kubectl set, or change a file and kubectl apply it")
