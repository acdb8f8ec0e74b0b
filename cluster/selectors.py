"""Label and field selectors: text and objects -> something that matches."""

import re
from collections.abc import Callable, Mapping, Sequence
from typing import Any, NamedTuple

from .values import Object, at


class BadSelector(ValueError):
    pass


class Requirement(NamedTuple):
    key: str
    operator: str  # In, NotIn, Exists, DoesNotExist, Gt, Lt
    values: Sequence[str] = ()

    def matches(self, labels: Mapping[str, str]) -> bool:
        value = labels.get(self.key)
        match self.operator:
            case "Exists":
                return value is not None
            case "DoesNotExist":
                return value is None
            case "In":
                return value in self.values
            case "NotIn":
                return value not in self.values
        try:
            left, right = int(value or "x"), int(self.values[0])
        except (ValueError, IndexError):
            return False
        return left > right if self.operator == "Gt" else left < right

    def __str__(self) -> str:
        match self.operator:
            case "Exists":
                return self.key
            case "DoesNotExist":
                return f"!{self.key}"
            case "In" if len(self.values) == 1:
                return f"{self.key}={self.values[0]}"
        return f"{self.key} {self.operator.lower()} ({','.join(sorted(self.values))})"


class Selector(tuple[Requirement, ...]):
    def matches(self, labels: Mapping[str, str] | None) -> bool:
        labels = labels or {}
        return all(requirement.matches(labels) for requirement in self)

    def __str__(self) -> str:
        return ",".join(map(str, self))


_NAME = r"[A-Za-z0-9](?:[-A-Za-z0-9_./]*[A-Za-z0-9])?"
_VALUE = r"(?:[A-Za-z0-9](?:[-A-Za-z0-9_.]*[A-Za-z0-9])?)?"
_TOKENS = re.compile(r"\s*(==|!=|[=!<>(),]|[^\s=!<>(),]+)")
_OPERATORS = {"=": "In", "==": "In", "!=": "NotIn", "in": "In", "notin": "NotIn", ">": "Gt", "<": "Lt"}


def parse(text: str) -> Selector:
    """`app=web,tier in (a,b),!old`."""
    if len(text) > 10_000:
        raise BadSelector("the selector is too long")
    tokens = [match.group(1) for match in _TOKENS.finditer(text)]
    found: list[Requirement] = []
    while tokens:
        found.append(_requirement(tokens))
        if tokens:
            separator = tokens.pop(0)
            if separator != "," or not tokens:
                raise BadSelector(f"found '{separator if separator != ',' else ''}', expected: ',' or 'end of string'")
    return Selector(sorted(found))


def _requirement(tokens: list[str]) -> Requirement:
    word = tokens.pop(0)
    if word == "!":
        return Requirement(_key(tokens.pop(0) if tokens else ""), "DoesNotExist")
    key = _key(word)
    if not tokens or tokens[0] == ",":
        return Requirement(key, "Exists")
    operator = tokens.pop(0)
    if operator in ("in", "notin"):
        return Requirement(key, _OPERATORS[operator], tuple(_set(tokens)))
    if operator not in _OPERATORS:
        raise BadSelector(
            f"unable to parse requirement: found '{operator}', expected: in, notin, =, ==, !=, gt, lt",
        )
    value = tokens.pop(0) if tokens and tokens[0] != "," else ""
    if not re.fullmatch(_VALUE, value):
        if value in ("=", "==", "!=", "!", "(", ")", "<", ">"):
            raise BadSelector(f"unable to parse requirement: found '{value}', expected: identifier")
        raise BadSelector(f'unable to parse requirement: values[0][{key}]: Invalid value: "{value}": {LABEL_VALUE}')
    return Requirement(key, _OPERATORS[operator], (value,))


def _key(word: str) -> str:
    if word in ("", "=", "==", "!=", "!", "(", ")", ",", "<", ">"):
        raise BadSelector(f"unable to parse requirement: found '{word}', expected: identifier")
    if not re.fullmatch(_NAME, word):
        raise BadSelector(f'unable to parse requirement: <nil>: Invalid value: "{word}": {QUALIFIED_NAME}')
    return word


def _set(tokens: list[str]) -> list[str]:
    if not tokens or tokens.pop(0) != "(":
        raise BadSelector("unable to parse requirement: found '', expected: '('")
    values: list[str] = []
    while tokens:
        word = tokens.pop(0)
        if word == ")":
            return values
        if word != ",":
            values.append(word)
    raise BadSelector("unable to parse requirement: found '', expected: ',', or ')'")


QUALIFIED_NAME = (
    "name part must consist of alphanumeric characters, '-', '_' or '.', and must start and end with an alphanumeric "
    "character (e.g. 'MyName',  or 'my.name',  or '123-abc', regex used for validation is "
    "'([A-Za-z0-9][-A-Za-z0-9_.]*)?[A-Za-z0-9]')"
)
LABEL_VALUE = (
    "a valid label must be an empty string or consist of alphanumeric characters, '-', '_' or '.', and must start and "
    "end with an alphanumeric character (e.g. 'MyValue',  or 'my_value',  or '12345', regex used for validation is "
    "'(([A-Za-z0-9][-A-Za-z0-9_.]*)?[A-Za-z0-9])?')"
)


def of(selector: Object | None) -> Selector | None:
    """A LabelSelector, or the plain map that ReplicationControllers and Services have; None selects nothing."""
    if selector is None:
        return None
    if not ("matchLabels" in selector or "matchExpressions" in selector):
        plain = {key: value for key, value in selector.items() if isinstance(value, str)}
        return Selector(sorted(Requirement(key, "In", (value,)) for key, value in plain.items()))
    labels = selector.get("matchLabels") or {}
    found = [Requirement(key, "In", (value,)) for key, value in labels.items()]
    for term in selector.get("matchExpressions") or []:
        found.append(Requirement(term.get("key", ""), term.get("operator", ""), tuple(term.get("values") or ())))
    return Selector(sorted(found))


def format_selector(selector: Object | None) -> str:
    found = of(selector)
    return str(found) if found else "<none>"


class FieldTerm(NamedTuple):
    field: str
    equal: bool
    value: str


# What can be asked for beside metadata.name and metadata.namespace.
FIELDS = {
    "pods": (
        "spec.nodeName",
        "spec.restartPolicy",
        "spec.schedulerName",
        "spec.serviceAccountName",
        "spec.hostNetwork",
        "status.phase",
        "status.podIP",
        "status.nominatedNodeName",
    ),
    "events": (
        *(
            f"involvedObject.{part}"
            for part in ["kind", "namespace", "name", "uid", "apiVersion", "resourceVersion", "fieldPath"]
        ),
        "reason",
        "reportingComponent",
        "source",
        "type",
    ),
    "nodes": ("spec.unschedulable",),
    "namespaces": ("status.phase",),
    "secrets": ("type",),
    "jobs": ("status.successful",),
    "replicationcontrollers": ("status.replicas",),
    "replicasets": ("status.replicas",),
    "services": ("spec.clusterIP", "spec.type"),
}
_DERIVED: dict[str, Callable[[Object], Any]] = {
    "source": lambda item: at(item, "source", "component") or item.get("reportingComponent", ""),
    "status.successful": lambda item: at(item, "status", "succeeded", default=0),
}


def parse_fields(text: str, resource: str) -> list[FieldTerm]:
    terms = []
    for part in filter(None, text.split(",")):
        match = re.fullmatch(r"([^=!]+)(==|!=|=)(.*)", part)
        if match is None:
            raise BadSelector(f"invalid selector: '{part}'; can't understand '{part}'")
        field, operator, value = match.groups()
        if field not in ("metadata.name", "metadata.namespace", *FIELDS.get(resource, ())):
            raise BadSelector(f"field label not supported: {field}")
        terms.append(FieldTerm(field, operator != "!=", value))
    return terms


def field_matches(terms: Sequence[FieldTerm], item: Object) -> bool:
    return all((_field(term.field, item) == term.value) == term.equal for term in terms)


def _field(field: str, item: Object) -> str:
    value = _DERIVED[field](item) if field in _DERIVED else at(item, *field.split("."), default="")
    return str(value).lower() if isinstance(value, bool) else str(value)
