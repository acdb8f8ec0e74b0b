"""What the arguments of a command mean: types, names, TYPE/NAME, files."""

from dataclasses import dataclass
from typing import Any

from ..apiserver.kinds import BY_PLURAL, KINDS, Kind, find, named
from ..values import Object
from .flags import Parsed, Usage
from .session import Refused, Session

# In this order `all` is listed.
_ALL = (
    "pods replicationcontrollers services daemonsets deployments replicasets statefulsets horizontalpodautoscalers "
    "cronjobs jobs"
)
ALL = tuple(BY_PLURAL[plural] for plural in _ALL.split())


@dataclass(frozen=True)
class Target:
    kind: Kind
    namespace: str
    name: str

    @property
    def label(self) -> str:
        """deployment.apps/web"""
        return f"{self.kind.qualified_singular}/{self.name}"


def kind_of(word: str) -> Kind:
    found = named(word)
    if found is None:
        raise Usage(f'error: the server doesn\'t have a resource type "{word}"')
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
            if not name or "/" in name or not kind:
                raise Usage("error: arguments in resource/name form must have a single resource and name")
            pairs.append((kind_of(kind), name))
        return [], pairs
    if not arguments:
        return [], []
    kinds = kinds_of(arguments[0])
    if len(arguments) == 1:
        return kinds, []
    return [], [(kind, name) for kind in kinds for name in arguments[1:]]


def _program() -> str:
    return "kubectl"


def resolve(session: Session, parsed: Parsed, arguments: list[str], missing: str = "") -> list[Target]:
    """The objects that are meant, by name or by selector; those by name need not be there."""
    space = namespace_of(session, parsed)
    every = bool(parsed.values.get("all-namespaces"))
    labels, fields = parsed.values.get("selector", ""), parsed.values.get("field-selector", "")
    files = parsed.values.get("filename") or []
    if files:
        return [target for target, _ in from_files(session, parsed, files)]
    kinds, pairs = split(arguments)
    if pairs and (labels or fields):
        raise Usage("error: name cannot be provided when a selector is specified")
    targets = [Target(kind, space if kind.namespaced else "", name) for kind, name in pairs]
    if kinds and not (labels or fields or parsed.values.get("all") or missing == "all"):
        raise Usage(missing or "error: resource(s) were provided, but no name was specified")
    for kind in kinds:
        for item in session.items(kind, "" if every or not kind.namespaced else space, labels, fields):
            meta = item["metadata"]
            targets.append(Target(kind, meta.get("namespace", ""), meta["name"]))
    return targets


def from_files(session: Session, parsed: Parsed, files: list[str]) -> list[tuple[Target, Object]]:
    found = []
    for name, document in session.manifests(files):
        kind = checked(document, name, validate=True)
        found.append((located(session, parsed, kind, document), document))
    return found


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


def checked(document: Any, name: str, validate: bool = True) -> Kind:
    """The kind of a document, or what kubectl finds wrong before it asks the server."""

    def invalid(why: str) -> Usage:
        return Usage(
            f'error: error validating "{name}": error validating data: {why}; if you choose to ignore these '
            "errors, turn "
            "validation off with --validate=false"
        )

    if not isinstance(document, dict):
        raise invalid("invalid object to validate")
    missing = [field for field in ("apiVersion", "kind") if not document.get(field)]
    if missing and validate:
        told = [f"{field} not set" for field in missing]
        raise invalid(told[0] if len(told) == 1 else f"[{', '.join(told)}]")
    if missing:
        raise Usage(f"error: unable to decode \"{name}\": Object '{_field(missing[0])}' is missing in '{document}'")
    version, kind = str(document["apiVersion"]), str(document["kind"])
    found = find(version, kind) or _older(version, kind)
    if found is None:
        meta = document.get("metadata") if isinstance(document.get("metadata"), dict) else {}
        label, space = (meta or {}).get("name", ""), (meta or {}).get("namespace", "")
        raise Usage(
            f'error: resource mapping not found for name: "{label}" namespace: "{space}" from "{name}": no matches for '
            f'kind "{kind}" in version "{version}"\nensure CRDs are installed first'
        )
    if not isinstance(document.get("metadata") or {}, dict):
        raise invalid("invalid object to validate")
    return found


def _field(name: str) -> str:
    return {"kind": "Kind", "apiVersion": "apiVersion"}[name]


def _older(version: str, kind: str) -> Kind | None:
    """Versions that the server serves beside its own."""
    if (version, kind) == ("autoscaling/v1", "HorizontalPodAutoscaler"):
        return BY_PLURAL["horizontalpodautoscalers"]
    return None


def first_missing(refused: Refused) -> bool:
    return refused.reason == "NotFound"


def every_kind(group: str | None = None, namespaced: bool | None = None) -> list[Kind]:
    return [
        kind
        for kind in KINDS
        if (group is None or kind.group == group) and (namespaced is None or kind.namespaced == namespaced)
    ]
