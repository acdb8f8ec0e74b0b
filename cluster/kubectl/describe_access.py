"""Descriptions of who may do what."""

from ..apiserver.kinds import BY_PLURAL
from ..values import Object
from .describe_parts import Page

_SECRETS = BY_PLURAL["secrets"]
_LISTS = ("verbs", "apiGroups", "resources", "resourceNames", "nonResourceURLs")


def service_account(page: Page, item: Object) -> None:
    page.head(item)
    page.marks(item)
    known = {one["metadata"]["name"] for one in page.session.items(_SECRETS, item["metadata"]["namespace"])}
    for title, field in (("Image pull secrets", "imagePullSecrets"), ("Mountable secrets", "secrets")):
        names = [one.get("name", "") for one in item.get(field) or []]
        page.multiline(0, title, [name if name in known else f"{name} (not found)" for name in names])
    page.multiline(0, "Tokens", [])
    page.events(item)


def role(page: Page, item: Object) -> None:
    page.row(0, "Name", item["metadata"]["name"])
    page.marks(item)
    page.write(0, "PolicyRule:")
    page.write(1, "Resources\tNon-Resource URLs\tResource Names\tVerbs")
    page.write(1, "---------\t-----------------\t--------------\t-----")
    for rule in sorted(_compact(item.get("rules") or []), key=lambda one: [_list(one[field]) for field in _LISTS]):
        cells = [_list(rule[field]) for field in ("nonResourceURLs", "resourceNames", "verbs")]
        page.write(1, "\t".join([_resource(rule), *cells]))


def _compact(rules: list[Object]) -> list[dict[str, list[str]]]:
    """One rule for each resource (or name of one), with all verbs that any rule gives to it."""
    merged: dict[tuple[str, ...], dict[str, list[str]]] = {}
    for rule in rules:
        lists = {field: list(rule.get(field) or []) for field in _LISTS}
        for one in _single(lists):
            key = tuple(_list(one[field]) for field in _LISTS[1:])
            known = merged.setdefault(key, one)
            known["verbs"] += [verb for verb in one["verbs"] if verb not in known["verbs"]]
    return list(merged.values())


def _single(rule: dict[str, list[str]]) -> list[dict[str, list[str]]]:
    if not rule["resources"]:
        return [{**rule, "nonResourceURLs": [url]} for url in rule["nonResourceURLs"]]
    return [
        {**rule, "verbs": list(rule["verbs"]), "apiGroups": [group], "resources": [resource], "resourceNames": names}
        for group in rule["apiGroups"]
        for resource in rule["resources"]
        for names in ([[name] for name in rule["resourceNames"]] or [[]])
    ]


def _list(words: list[str]) -> str:
    return f"[{' '.join(words)}]"


def _resource(rule: dict[str, list[str]]) -> str:
    """deployments.apps/scale"""
    if not rule["resources"]:
        return ""
    resource, slash, subresource = rule["resources"][0].partition("/")
    return ".".join(filter(None, [resource, *rule["apiGroups"]])) + slash + subresource


def binding(page: Page, item: Object) -> None:
    page.row(0, "Name", item["metadata"]["name"])
    page.marks(item)
    page.write(0, "Role:")
    for title in ("Kind", "Name"):
        page.row(1, title, item["roleRef"].get(title.lower(), ""))
    page.write(0, "Subjects:")
    page.write(1, "Kind\tName\tNamespace")
    page.write(1, "----\t----\t---------")
    for one in item.get("subjects") or []:
        page.write(1, "\t".join(one.get(field) or "" for field in ("kind", "name", "namespace")))
