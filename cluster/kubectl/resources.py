"""What the arguments of a command mean: types, names, TYPE/NAME, files."""

import json
from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from typing import Any

from .. import selectors
from ..apiserver.kinds import BY_PLURAL, Kind, find, named
from ..values import Object
from ..yamlin import BadManifest, documents
from .flags import Parsed, Usage
from .problems import Problem, Several
from .session import Refused, Session

# In this order `all` is listed.
_ALL = (
    "pods replicationcontrollers services daemonsets deployments replicasets statefulsets horizontalpodautoscalers "
    "cronjobs jobs"
)
_ONE_OF_EACH = "error: arguments in resource/name form must have a single resource and name"
NOTHING = """error: You must provide one or more resources by argument or filename.
Example resource specifications include:
   '-f rsrc.yaml'
   '--filename=rsrc.json'
   '<resource> <name>'
   '<resource>'"""
ALL = tuple(BY_PLURAL[plural] for plural in _ALL.split())


@dataclass(frozen=True)
class Target:
    kind: Kind
    namespace: str
    name: str
    file: str = ""  # that it is from

    @property
    def label(self) -> str:
        """deployment.apps/web"""
        return f"{self.kind.qualified_singular}/{self.name}"


def kind_of(word: str) -> Kind:
    found = named(word)
    if found is None:
        raise Usage(f'error: the server doesn\'t have a resource type "{word.partition(".")[0]}"')
    return found


def kinds_of(words: str) -> list[Kind]:
    found: list[Kind] = []
    for word in words.split(","):
        if word.lower() == "all":
            found += ALL
        elif word:
            found.append(kind_of(word))
    return list(dict.fromkeys(found))


def namespace_of(session: Session, parsed: Parsed) -> str:
    return parsed.values.get("namespace") or session.namespace


def split(arguments: list[str]) -> tuple[list[Kind], list[tuple[Kind, str]]]:
    """(types without a name, (type, name) pairs)."""
    if any("/" in argument for argument in arguments):
        pairs = []
        for argument in arguments:
            kind, slash, name = argument.partition("/")
            if not slash:
                raise Usage(
                    "error: there is no need to specify a resource type as a separate argument when "
                    "passing arguments in "
                    f"resource/name form (e.g. '{_program()} get resource/<resource_name>' instead of "
                    f"'{_program()} get resource resource/<resource_name>'"
                )
            if "/" in name:
                raise Usage("error: arguments in resource/name form may not have more than one slash")
            if not name or not kind:
                raise Usage(_ONE_OF_EACH)
            pairs.append((kind_of(kind), name))
        return [], pairs
    if not arguments:
        return [], []
    if len(arguments) > 1 and "" in arguments[0].split(","):  # as in `get pods, services`
        raise Usage(_ONE_OF_EACH)
    kinds = kinds_of(arguments[0])
    if len(arguments) == 1:
        return kinds, []
    return [], [(kind, name) for kind in kinds for name in arguments[1:]]


def _program() -> str:
    return "kubectl"


def resolve(session: Session, parsed: Parsed, arguments: list[str], missing: str = "") -> list[Target]:
    """The objects that are meant, by name or by selector; those by name need not be there."""
    return list(targets(session, parsed, arguments, missing))


def targets(session: Session, parsed: Parsed, arguments: list[str], missing: str = "") -> Iterator[Target]:
    """Of one kind after the other: the next is listed when its turn has come."""
    space = namespace_of(session, parsed)
    every = bool(parsed.values.get("all-namespaces"))
    labels, fields = parsed.values.get("selector", ""), parsed.values.get("field-selector", "")
    files = parsed.values.get("filename") or []
    if files:
        yield from (target for target, _ in from_files(session, parsed, files))
        return
    kinds, pairs = split(arguments)
    if pairs and (labels or fields or parsed.values.get("all")):
        raise Usage("error: name cannot be provided when a selector is specified")
    if kinds and not (labels or fields or parsed.values.get("all") or missing == "all"):
        raise Usage(missing or "error: resource(s) were provided, but no name was specified")
    for kind, name in pairs:
        if not name:
            raise Usage("error: resource name may not be empty")
        if every:
            raise Usage("error: a resource cannot be retrieved by name across all namespaces")
        yield Target(kind, space if kind.namespaced else "", name)
    for kind in kinds:
        for item in session.items(kind, "" if every or not kind.namespaced else space, labels, fields):
            meta = item["metadata"]
            yield Target(kind, meta.get("namespace", ""), meta["name"])


# Files


@dataclass(frozen=True)
class Manifest:
    file: str
    document: Object
    target: Target

    @property
    def kind(self) -> Kind:
        return self.target.kind

    @property
    def placed(self) -> Object:
        """With the namespace that it is to be in."""
        if not self.kind.namespaced:
            return self.document
        meta = {**(self.document.get("metadata") or {}), "namespace": self.target.namespace}
        return {**self.document, "metadata": meta}


def from_files(session: Session, parsed: Parsed, files: list[str]) -> list[tuple[Target, Object]]:
    found: list[tuple[Target, Object]] = []
    problems = visit(session, parsed, files, lambda manifest: found.append((manifest.target, manifest.document)))
    if problems:
        raise Several(problems)
    return found


def visit(
    session: Session, parsed: Parsed, files: list[str], do: Callable[[Manifest], None], validate: bool = False
) -> list[Problem]:
    """Every manifest, whatever becomes of the others. Kinds that nobody serves are told of after the rest, and last
    what cannot be read, which ends its file."""
    problems: list[Problem] = []
    unmatched: list[Problem] = []
    broken: list[Problem] = []
    for name, text in session.manifests(files, bool(parsed.values.get("recursive"))):
        try:
            for document in documents(text, name):
                if validate:
                    _validate(document, name)
                for problem in _each(session, parsed, name, document, do):
                    (unmatched if isinstance(problem, Unmatched) else problems).append(problem)
        except (BadManifest, Usage) as problem:
            broken.append(Usage(str(problem)))
    problems += unmatched
    return [*problems, Several(broken)] if broken else problems


def _each(
    session: Session, parsed: Parsed, name: str, document: Any, do: Callable[[Manifest], None]
) -> Iterator[Problem]:
    selector = selectors.parse(parsed.values.get("selector", ""))
    for item in _items(document):
        try:
            kind = checked(item, name)
            if not item.get("apiVersion"):
                raise _nowhere(session, kind, item, name)
            if selector.matches((item.get("metadata") or {}).get("labels")):
                do(Manifest(name, item, replace(located(session, parsed, kind, item), file=name)))
        except (Usage, Refused) as problem:
            yield problem


def _nowhere(session: Session, kind: Kind, item: Object, file: str) -> Refused:
    """Without its version kubectl asks at a path that there is not."""
    asked, during = f"post {kind.plural}", "creating"
    if session.words[:1] == ["delete"]:
        asked, during = f"delete {kind.plural} {(item.get('metadata') or {}).get('name', '')}", "deleting"
    message = f"the server could not find the requested resource ({asked})"
    refused = Refused({"message": message, "reason": "NotFound"})
    refused.during = f'error when {during} "{file}"'
    return refused


def _items(document: Any) -> list[Any]:
    is_list = isinstance(document, dict) and str(document.get("kind", "")).endswith("List")
    return document["items"] if is_list and isinstance(document.get("items"), list) else [document]


def located(session: Session, parsed: Parsed, kind: Kind, document: Object) -> Target:
    meta = document.get("metadata") or {}
    stated = meta.get("namespace", "")
    space = stated or namespace_of(session, parsed)
    asked = parsed.values.get("namespace")
    if asked and stated and stated != asked and kind.namespaced:
        raise Usage(
            f'error: the namespace from the provided object "{stated}" does not match the namespace '
            f'"{asked}". You must '
            f"pass '--namespace={stated}' to perform this operation."
        )
    return Target(kind, space if kind.namespaced else "", meta.get("name") or "")


def _validate(document: Any, name: str) -> None:
    """What kubectl finds wrong before it asks the server."""
    why = ""
    if not isinstance(document, dict) or not isinstance(document.get("metadata") or {}, dict):
        why = "invalid object to validate"
    elif missing := [f"{field} not set" for field in ("apiVersion", "kind") if not document.get(field)]:
        why = missing[0] if len(missing) == 1 else f"[{', '.join(missing)}]"
    if why:
        raise Usage(
            f'error: error validating "{name}": error validating data: {why}; if you choose to ignore these errors, '
            "turn validation off with --validate=false"
        )


class Unmatched(Usage):
    """Of a kind that nobody serves."""


def checked(document: Any, name: str) -> Kind:
    """The kind of a document."""
    if not isinstance(document, dict) or not document.get("kind"):
        text = json.dumps(document, sort_keys=True, separators=(",", ":"), ensure_ascii=False)
        raise Usage(f"error: unable to decode \"{name}\": Object 'Kind' is missing in '{text}'")
    version, kind = str(document.get("apiVersion") or ""), str(document["kind"])
    found = find(version or "v1", kind) or _older(version, kind)
    if found is None:
        meta = document.get("metadata") if isinstance(document.get("metadata"), dict) else {}
        label, space = (meta or {}).get("name", ""), (meta or {}).get("namespace", "")
        raise Unmatched(
            f'error: resource mapping not found for name: "{label}" namespace: "{space}" from "{name}": no matches for '
            f'kind "{kind}" in version "{version}"\nensure CRDs are installed first'
        )
    return found


def _older(version: str, kind: str) -> Kind | None:
    """Versions that the server serves beside its own."""
    if (version, kind) == ("autoscaling/v1", "HorizontalPodAutoscaler"):
        return BY_PLURAL["horizontalpodautoscalers"]
    return None
