"""`kubectl create` of who may do what: roles, bindings, tokens."""

from ..apiserver.kinds import BY_PLURAL
from ..values import Object
from . import output
from .create import generator, needs, object_name
from .flags import Parsed, Usage
from .resources import kind_of, namespace_of
from .session import Refused, Session

GROUP = "rbac.authorization.k8s.io"
_CHANGING = ("create", "update", "patch", "delete", "deletecollection")
VERBS = ("*", "get", "list", "watch", *_CHANGING, "proxy", "use", "bind", "escalate", "impersonate")
URL_VERBS = ("*", "get", "post", "put", "delete", "patch", "head", "options")


@generator("role", "verb*; resource*; resource-name*")
def _role(session: Session, parsed: Parsed, command: str) -> Object:
    meta = {"name": object_name(parsed, command)}
    verbs, words = _verbs(parsed), _each(parsed, "resource")
    if not verbs:
        raise Usage("error: at least one verb must be specified")
    if not words:
        raise Usage("error: at least one resource must be specified")
    return _of("Role", meta, rules=_rules(session, parsed, verbs, words))


@generator("clusterrole", "verb*; resource*; resource-name*; non-resource-url*; aggregation-rule=")
def _cluster_role(session: Session, parsed: Parsed, command: str) -> Object:
    meta = {"name": object_name(parsed, command)}
    verbs, words, urls = _verbs(parsed), _each(parsed, "resource"), _each(parsed, "non-resource-url")
    if parsed["aggregation-rule"]:
        if verbs or words or urls or parsed["resource-name"]:
            raise Usage(
                "error: aggregation rule must be specified without nonResourceURLs, verbs, resources or resourceNames"
            )
        labels = dict(part.partition("=")[::2] for part in parsed["aggregation-rule"].split(","))
        chosen = {"clusterRoleSelectors": [{"matchLabels": labels}]}
        return _of("ClusterRole", meta, aggregationRule=chosen, rules=None)
    if not verbs:
        raise Usage("error: at least one verb must be specified")
    if not words and not urls:
        raise Usage("error: one of resource or nonResourceURL must be specified")
    for url in urls:
        if not url.startswith("/"):
            raise Usage("error: nonResourceURL should start with /")
        for verb in verbs:
            if verb not in URL_VERBS:
                raise Usage(f"error: invalid verb: '{verb}' for nonResourceURL")
    rules = _rules(session, parsed, verbs, words)
    return _of("ClusterRole", meta, rules=rules + [{"nonResourceURLs": urls, "verbs": verbs}] * bool(urls))


@generator("rolebinding", "role=; clusterrole=; user*; group*; serviceaccount*")
def _role_binding(session: Session, parsed: Parsed, command: str) -> Object:
    meta = {"name": object_name(parsed, command)}
    if bool(parsed["role"]) == bool(parsed["clusterrole"]):
        raise Usage("error: exactly one of clusterrole or role must be specified")
    kind = "Role" if parsed["role"] else "ClusterRole"
    reference = {"apiGroup": GROUP, "kind": kind, "name": parsed["role"] or parsed["clusterrole"]}
    return _of("RoleBinding", meta, roleRef=reference, subjects=subjects(parsed))


@generator("clusterrolebinding", "clusterrole=; user*; group*; serviceaccount*")
def _cluster_role_binding(session: Session, parsed: Parsed, command: str) -> Object:
    needs(parsed, "clusterrole")
    meta = {"name": object_name(parsed, command)}
    reference = {"apiGroup": GROUP, "kind": "ClusterRole", "name": parsed["clusterrole"]}
    return _of("ClusterRoleBinding", meta, roleRef=reference, subjects=subjects(parsed))


def _of(kind: str, meta: Object, **fields: object) -> Object:
    return {"apiVersion": f"{GROUP}/v1", "kind": kind, "metadata": meta, **fields}


def _each(parsed: Parsed, flag: str) -> list[str]:
    return list(dict.fromkeys(word for part in parsed[flag] for word in part.split(",") if word))


def _verbs(parsed: Parsed) -> list[str]:
    verbs = _each(parsed, "verb")
    return ["*"] if "*" in verbs else verbs


def _rules(session: Session, parsed: Parsed, verbs: list[str], words: list[str]) -> list[Object]:
    """One rule for each group of the API that the resources are of."""
    for verb in verbs if words else []:
        if verb not in VERBS:
            session.complain(f"Warning: '{verb}' is not a standard resource verb")
    resources: dict[str, list[str]] = {}
    for word in words:
        name, _, subresource = word.partition("/")
        try:
            kind = kind_of(name)
        except Usage as error:
            raise Usage(str(error).removeprefix("error: ")) from None
        resources.setdefault(kind.group, []).append("/".join(filter(None, (kind.plural, subresource))))
    named: Object = {"resourceNames": parsed["resource-name"]} if parsed["resource-name"] else {}
    return [{"verbs": verbs, "apiGroups": [group], "resources": found, **named} for group, found in resources.items()]


def subjects(parsed: Parsed) -> list[Object]:
    found: list[Object] = [{"apiGroup": GROUP, "kind": "User", "name": one} for one in parsed["user"]]
    found += [{"apiGroup": GROUP, "kind": "Group", "name": one} for one in parsed["group"]]
    for one in parsed["serviceaccount"]:
        space, _, name = one.partition(":")
        if not space or not name:
            raise Usage("error: serviceaccount must be <namespace>:<name>")
        found.append({"kind": "ServiceAccount", "name": name, "namespace": space})
    return found


REQUEST_FLAGS = "duration~0; audience*; output,o="


def token(session: Session, parsed: Parsed) -> int:
    name, kind = object_name(parsed, "token"), BY_PLURAL["serviceaccounts"]
    spec: Object = {"audiences": parsed["audience"] or None, "expirationSeconds": int(parsed["duration"]) or None}
    body = {"apiVersion": "authentication.k8s.io/v1", "kind": "TokenRequest", "spec": {**spec, "boundObjectRef": None}}
    try:
        made = session.ask("POST", kind.path(namespace_of(session, parsed), name, "token"), {}, body)
    except Refused as refused:
        raise Usage(f"error: failed to create token: {refused.message}") from None
    if parsed["output"]:
        meta = {"name": name, "namespace": made["metadata"]["namespace"], "creationTimestamp": None}
        shown = {"kind": body["kind"], "apiVersion": body["apiVersion"], "metadata": meta, "spec": body["spec"]}
        output.printer(parsed["output"], output.NAME_FORMATS, sort_keys=False)(
            session, {**shown, "status": dict(sorted(made["status"].items(), reverse=True))}
        )
    else:
        session.out.append(made["status"]["token"])
    return 0
