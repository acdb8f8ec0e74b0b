"""Whether nodes, taints and terms of affinity fit: pure functions."""

from collections.abc import Iterable

from .. import selectors
from ..values import Object, at


def tolerates(toleration: Object, taint: Object) -> bool:
    if toleration.get("effect") and toleration["effect"] != taint.get("effect"):
        return False
    if toleration.get("key") and toleration["key"] != taint.get("key"):
        return False
    if (toleration.get("operator") or "Equal") == "Exists":
        return True
    return (toleration.get("value") or "") == (taint.get("value") or "")


def untolerated(taints: Iterable[Object], pod: Object, effects: tuple[str, ...]) -> Object | None:
    tolerations = pod["spec"].get("tolerations") or []
    for taint in taints:
        if taint.get("effect") in effects and not any(tolerates(one, taint) for one in tolerations):
            return taint
    return None


def fits_selector(pod: Object, labels: dict[str, str], name: str) -> bool:
    """nodeSelector and the required part of node affinity."""
    wanted = pod["spec"].get("nodeSelector")
    if wanted and any(labels.get(key) != value for key, value in wanted.items()):
        return False
    required = at(pod, "spec", "affinity", "nodeAffinity", "requiredDuringSchedulingIgnoredDuringExecution")
    if required is None:
        return True
    return any(fits_term(term, labels, name) for term in required.get("nodeSelectorTerms") or [])


def fits_term(term: Object, labels: dict[str, str], name: str) -> bool:
    expressions, fields = term.get("matchExpressions") or [], term.get("matchFields") or []
    if not expressions and not fields:
        return False
    return all(_requirement(one).matches(labels) for one in expressions) and all(
        _requirement(one).matches({"metadata.name": name}) for one in fields
    )


def _requirement(expression: Object) -> selectors.Requirement:
    values = tuple(expression.get("values") or ())
    return selectors.Requirement(expression.get("key", ""), expression.get("operator", ""), values)


def named_nodes(pod: Object) -> set[str] | None:
    """The nodes that a DaemonSet's Pod may be on at all: its affinity says the name."""
    required = at(pod, "spec", "affinity", "nodeAffinity", "requiredDuringSchedulingIgnoredDuringExecution")
    terms = (required or {}).get("nodeSelectorTerms") or []
    names: set[str] = set()
    for term in terms:
        found = [set(one.get("values") or ()) for one in term.get("matchFields") or [] if one.get("operator") == "In"]
        if not found:
            return None
        names |= set.intersection(*found)
    return names if terms else None


def term_selects(term: Object, owner: Object, other: Object) -> bool:
    """Whether a term of `owner`'s Pod affinity means the Pod `other`."""
    spaces = term.get("namespaces") or (
        [] if term.get("namespaceSelector") is not None else [owner["metadata"]["namespace"]]
    )
    if spaces and other["metadata"]["namespace"] not in spaces:
        return False
    chosen = selectors.of(term.get("labelSelector"))
    return chosen is not None and chosen.matches(other["metadata"].get("labels"))


def terms(pod: Object, kind: str, how: str = "required") -> list[Object]:
    return at(pod, "spec", "affinity", kind, f"{how}DuringSchedulingIgnoredDuringExecution", default=[])
