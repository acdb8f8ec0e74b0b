"""kubectl config: one context, of which the namespace can be changed."""

from collections.abc import Callable

from . import output, tabs
from .flags import Parsed, Usage
from .problems import Several
from .session import Session

FLAGS = "current?; minify?; raw?; flatten?; merge?true; no-headers?; output,o="
CONTEXT, CLUSTER, USER = "kubernetes-admin@kubernetes", "kubernetes", "kubernetes-admin"
# That kubectl has beside those that are here.
_OTHERS = {
    "delete-cluster",
    "delete-context",
    "delete-user",
    "rename-context",
    "set",
    "set-cluster",
    "set-credentials",
    "unset",
}


def run(session: Session, parsed: Parsed) -> int:
    word, *rest = parsed.arguments or [""]
    if word in _OTHERS:
        raise Usage(f"error: there is one context here, {CONTEXT}, of which {', '.join(VERBS)} tell and change")
    if word not in VERBS:
        raise Usage(f"error: unknown command \"{word}\"\nSee 'kubectl config -h' for help and examples")
    VERBS[word](session, parsed, rest)
    return 0


def _current(session: Session, parsed: Parsed, rest: list[str]) -> None:
    session.print(CONTEXT)


def _contexts(session: Session, parsed: Parsed, rest: list[str]) -> None:
    if parsed["output"] not in ("", "name"):
        raise Usage(f"error: output must be one of '' or 'name': {parsed['output']}")
    names = [CONTEXT] if not rest or CONTEXT in rest else []
    if parsed["output"]:
        session.out += [f"{name}\n" for name in names]
    else:
        rows = [["*", name, CLUSTER, USER, session.namespace] for name in names]
        head = ["CURRENT", "NAME", "CLUSTER", "AUTHINFO", "NAMESPACE"]
        session.out.append(tabs.table(rows if parsed["no-headers"] else [head, *rows]))
    unknown = [Usage(f"error: context {name} not found") for name in rest if name != CONTEXT]
    if unknown:
        raise Several(unknown)


def _clusters(session: Session, parsed: Parsed, rest: list[str]) -> None:
    session.print(f"NAME\n{CLUSTER}")


def _users(session: Session, parsed: Parsed, rest: list[str]) -> None:
    session.print(f"NAME\n{USER}")


def _use(session: Session, parsed: Parsed, rest: list[str]) -> None:
    if len(rest) != 1:
        raise Usage(f"error: Unexpected args: [{' '.join(rest)}]")
    if rest != [CONTEXT]:
        raise Usage(f'error: no context exists with the name: "{rest[0]}"')
    session.print(f'Switched to context "{CONTEXT}".')


def _set(session: Session, parsed: Parsed, rest: list[str]) -> None:
    if len(rest) > 1:
        raise Usage(f"error: Unexpected args: [{' '.join(rest)}]")
    if not rest and not parsed["current"]:
        raise Usage("error: you must specify a non-empty context name or --current")
    if rest and parsed["current"]:
        raise Usage("error: you cannot specify both a context name and --current")
    if rest and rest != [CONTEXT]:
        raise Usage(f"error: there is one context here, {CONTEXT}")
    session.namespace = parsed.values.get("namespace") or session.namespace
    session.print(f'Context "{CONTEXT}" modified.')


def _view(session: Session, parsed: Parsed, rest: list[str]) -> None:
    context = {"cluster": CLUSTER, "user": USER, "namespace": session.namespace}
    value = {
        "kind": "Config",
        "apiVersion": "v1",
        "preferences": {},
        "clusters": [{"name": CLUSTER, "cluster": {"server": session.server}}],
        "users": [{"name": USER, "user": {}}],
        "contexts": [{"name": CONTEXT, "context": context}],
        "current-context": CONTEXT,
    }
    output.printer(parsed["output"] or "yaml", sort_keys=False)(session, value)


VERBS: dict[str, Callable[[Session, Parsed, list[str]], None]] = {
    "current-context": _current,
    "get-clusters": _clusters,
    "get-contexts": _contexts,
    "get-users": _users,
    "set-context": _set,
    "use-context": _use,
    "view": _view,
}
