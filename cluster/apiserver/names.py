"""What names, labels and annotations may look like."""

import re

from ..selectors import LABEL_VALUE, QUALIFIED_NAME
from ..values import Object
from .errors import Problem, Raw, invalid, required, shown

SUBDOMAIN = (
    "a lowercase RFC 1123 subdomain must consist of lower case alphanumeric characters, '-' or '.', and must start and "
    "end with an alphanumeric character (e.g. 'example.com', regex used for validation is "
    "'[a-z0-9]([-a-z0-9]*[a-z0-9])?(\\.[a-z0-9]([-a-z0-9]*[a-z0-9])?)*')"
)
LABEL = (
    "a lowercase RFC 1123 label must consist of lower case alphanumeric characters or '-', and must start and end with "
    "an alphanumeric character (e.g. 'my-name',  or '123-abc', regex used for validation is "
    "'[a-z0-9]([-a-z0-9]*[a-z0-9])?')"
)
DNS_1035 = (
    "a DNS-1035 label must consist of lower case alphanumeric characters or '-', start with an alphabetic character, "
    "and end with an alphanumeric character (e.g. 'my-name',  or 'abc-123', regex used for validation is "
    "'[a-z]([-a-z0-9]*[a-z0-9])?')"
)
_SUBDOMAIN = re.compile(r"[a-z0-9]([-a-z0-9]*[a-z0-9])?(\.[a-z0-9]([-a-z0-9]*[a-z0-9])?)*")
_LABEL = re.compile(r"[a-z0-9]([-a-z0-9]*[a-z0-9])?")
_DNS_1035 = re.compile(r"[a-z]([-a-z0-9]*[a-z0-9])?")
_QUALIFIED = re.compile(r"([A-Za-z0-9][-A-Za-z0-9_.]*)?[A-Za-z0-9]")
_VALUE = re.compile(r"(([A-Za-z0-9][-A-Za-z0-9_.]*)?[A-Za-z0-9])?")
# How objects of a kind are named, where it is not a subdomain.
RULES = {"Namespace": (_LABEL, 63, LABEL), "Service": (_DNS_1035, 63, DNS_1035)}
_ANNOTATIONS = 256 * 1024


def name_problems(value: str, kind: str, field: str = "metadata.name") -> list[Problem]:
    pattern, longest, message = RULES.get(kind, (_SUBDOMAIN, 253, SUBDOMAIN))
    found = []
    if len(value) > longest:
        found.append(invalid(field, value, f"must be no more than {longest} characters"))
    if not pattern.fullmatch(value):
        found.append(invalid(field, value, message))
    return found


def label_problems(value: str, field: str) -> list[Problem]:
    """A name that is a DNS label, as those of containers and volumes."""
    if len(value) > 63:
        return [invalid(field, value, "must be no more than 63 characters")]
    return [] if _LABEL.fullmatch(value) else [invalid(field, value, LABEL)]


def key_problems(key: str, field: str) -> list[Problem]:
    prefix, slash, name = key.rpartition("/")
    if slash and not _SUBDOMAIN.fullmatch(prefix):
        return [invalid(field, key, f"prefix part {SUBDOMAIN}")]
    if not name:
        return [invalid(field, key, "name part must be non-empty")]
    if len(name) > 63:
        return [invalid(field, key, "name part must be no more than 63 characters")]
    return [] if _QUALIFIED.fullmatch(name) else [invalid(field, key, QUALIFIED_NAME)]


def labels_problems(labels: Object, field: str) -> list[Problem]:
    found = []
    for key, value in labels.items():
        found += key_problems(key, field)
        found += value_problems(value, field)
    return found


def value_problems(value: str, field: str) -> list[Problem]:
    if len(value) > 63:
        return [invalid(field, value, "must be no more than 63 characters")]
    return [] if _VALUE.fullmatch(value) else [invalid(field, value, LABEL_VALUE)]


def meta_problems(meta: Object, kind: str, template: str = "") -> list[Problem]:
    """Of an object, or of a Pod template at `template`."""
    field = f"{template}metadata" if template else "metadata"
    found: list[Problem] = []
    if not template:
        name = meta.get("name", "")
        if not name:
            found.append(required("metadata.name", "name or generateName is required"))
        elif kind not in ("Role", "ClusterRole", "RoleBinding", "ClusterRoleBinding"):
            found += name_problems(name, kind)
        found += _owner_problems(meta.get("ownerReferences") or [])
    found += labels_problems(meta.get("labels") or {}, f"{field}.labels")
    annotations = meta.get("annotations") or {}
    for key in annotations:
        found += key_problems(key.lower(), f"{field}.annotations")
    size = sum(len(key) + len(str(value)) for key, value in annotations.items())
    if size > _ANNOTATIONS:
        found.append(
            Problem(f"{field}.annotations", f"Too long: may not be more than {_ANNOTATIONS} bytes", "FieldValueTooLong")
        )
    return found


_OWNED = {
    "apiVersion": "version must not be empty",
    "kind": "must not be empty",
    "name": "must not be empty",
    "uid": "must not be empty",
}


def _owner_problems(owners: list[Object]) -> list[Problem]:
    return [
        invalid(f"metadata.ownerReferences.{part}", "", detail)
        for owner in owners
        for part, detail in _OWNED.items()
        if not owner.get(part)
    ]


def go_selector(selector: Object) -> Raw:
    """A LabelSelector in Go's %#v."""
    labels = selector.get("matchLabels")
    terms = selector.get("matchExpressions")
    match_labels = shown(labels) if labels else "map[string]string(nil)"
    expressions = (
        "[]v1.LabelSelectorRequirement{"
        + ", ".join(
            f'v1.LabelSelectorRequirement{{Key:"{term.get("key", "")}", Operator:"{term.get("operator", "")}", '
            f"Values:{shown(list(term.get('values') or []))}}}"
            for term in terms
        )
        + "}"
        if terms
        else "[]v1.LabelSelectorRequirement(nil)"
    )
    return Raw(f"v1.LabelSelector{{MatchLabels:{match_labels}, MatchExpressions:{expressions}}}")
