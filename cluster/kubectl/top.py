"""kubectl top."""

from .. import quantity
from ..apiserver.kinds import BY_PLURAL
from ..values import Object, at
from . import tabs
from .flags import Parsed, Usage
from .resources import kind_of, namespace_of
from .session import Refused, Session

FLAGS = "selector,l=; all-namespaces,A?; containers?; no-headers?; sort-by=; sum?"
API = "/apis/metrics.k8s.io/v1beta1"
NODES = BY_PLURAL["nodes"]
RULE = "________"
ALIASES = {"pods": "pod", "po": "pod", "nodes": "node", "no": "node"}


def run(session: Session, parsed: Parsed) -> int:
    if not parsed.arguments:
        raise Usage("error: pods or nodes? as in: kubectl top pods")
    word = parsed.arguments[0]
    if ALIASES.get(word, word) not in ("pod", "node"):
        raise Usage(f"error: unknown command \"{word}\"\nSee 'kubectl top -h' for help and examples")
    kind, name = kind_of(word), parsed.arguments[1] if len(parsed.arguments) > 1 else ""
    if len(parsed.arguments) > 2:
        raise Usage(
            f"error: {kind.singular} [NAME | -l label]\nSee 'kubectl top {kind.singular} -h' for help and examples"
        )
    if parsed["sum"] and kind == NODES:
        raise Usage("error: unknown flag: --sum\nSee 'kubectl top node --help' for usage.")
    if parsed["sort-by"] not in ("", "cpu", "memory"):
        raise Usage("error: --sort-by accepts only cpu or memory")
    if name and parsed["selector"]:
        flag = "--selector" if kind == NODES else "selector"
        raise Usage(f"error: only one of NAME or {flag} can be provided")
    space = "" if kind == NODES or parsed["all-namespaces"] else namespace_of(session, parsed)
    found = _found(session, f"{API}{f'/namespaces/{space}' if space else ''}/{kind.plural}", name, parsed["selector"])
    if not found:
        session.complain(f"No resources found in {space} namespace." if space else "No resources found")
        return 0
    rows = _nodes(session, parsed, found) if kind == NODES else _pods(parsed, found)
    if parsed["sum"]:
        rows += _sums(found, len(rows[0]) - 2)
    session.out.append(tabs.table([[*row, ""] for row in (rows[1:] if parsed["no-headers"] else rows)]))
    return 0


def _found(session: Session, path: str, name: str, selector: str) -> list[Object]:
    try:
        session.ask("GET", API)
    except Refused:
        raise Usage("error: Metrics API not available") from None
    if name:
        return [session.ask("GET", f"{path}/{name}")]
    items: list[Object] = session.ask("GET", path, {"labelSelector": selector} if selector else {})["items"]
    return items


def _used(item: Object, name: str) -> int:
    """In thousandths, of all containers."""
    parts: list[Object] = item.get("containers", [item])
    return sum(quantity.milli(one["usage"][name]) for one in parts)


def _sorted(parsed: Parsed, items: list[Object]) -> list[Object]:
    by = parsed["sort-by"]
    spaced = sorted(items, key=lambda one: (one["metadata"].get("namespace", ""), one["metadata"]["name"]))
    return sorted(spaced, key=lambda one: -_used(one, by)) if by else spaced


def _pods(parsed: Parsed, items: list[Object]) -> list[list[str]]:
    rows = [["NAMESPACE"] * parsed["all-namespaces"] + ["POD"] * parsed["containers"]]
    rows[0] += ["NAME", "CPU(cores)", "MEMORY(bytes)"]
    for item in _sorted(parsed, items):
        head = [item["metadata"]["namespace"]] * parsed["all-namespaces"] + [item["metadata"]["name"]]
        if parsed["containers"]:
            rows += [[*head, one["name"], *_amounts(one)] for one in item["containers"]]
        else:
            rows.append([*head, *_amounts(item)])
    return rows


def _sums(items: list[Object], before: int) -> list[list[str]]:
    total = {"containers": [one for item in items for one in item["containers"]]}
    return [[*[""] * before, *amounts] for amounts in ((RULE, RULE), _amounts(total))]


def _nodes(session: Session, parsed: Parsed, items: list[Object]) -> list[list[str]]:
    rows = [["NAME", "CPU(cores)", "CPU(%)", "MEMORY(bytes)", "MEMORY(%)"]]
    for item in _sorted(parsed, items):
        node = session.get(NODES, "", item["metadata"]["name"])
        row = [item["metadata"]["name"]]
        for name, shown in zip(("cpu", "memory"), _amounts(item), strict=True):
            have = quantity.milli(at(node, "status", "allocatable", name, default="1"))
            row += [shown, f"{100 * _used(item, name) // have}%"]
        rows.append(row)
    return rows


def _amounts(item: Object) -> tuple[str, str]:
    return f"{_used(item, 'cpu')}m", f"{_used(item, 'memory') // 1000 // 2**20}Mi"
