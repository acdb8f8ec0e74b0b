"""Making room: which Pods of less priority would have to go, so that one of more can be scheduled."""

from .. import selectors
from ..store import Store
from ..values import Object, at
from .filters import Cycle, Reason, check
from .nodeinfo import NodeInfo, Nodes

NOT_HELPFUL = "Preemption is not helpful for scheduling"
NO_VICTIMS = "No preemption victims found for incoming pod"


def priority(pod: Object) -> int:
    return pod["spec"].get("priority") or 0


def candidates(
    pod: Object, nodes: Nodes, store: Store, refused: dict[str, list[Reason]]
) -> tuple[dict[str, list[Object]], dict[str, int]]:
    """({node: victims}, {why not: number of nodes})."""
    found: dict[str, list[Object]] = {}
    against: dict[str, int] = {}
    for name, reasons in refused.items():
        if not all(reason.resolvable for reason in reasons):
            against[NOT_HELPFUL] = against.get(NOT_HELPFUL, 0) + 1
            continue
        victims = _victims(pod, name, nodes, store)
        if victims:
            found[name] = victims
        else:
            against[NO_VICTIMS] = against.get(NO_VICTIMS, 0) + 1
    return found, against


def _victims(pod: Object, name: str, nodes: Nodes, store: Store) -> list[Object]:
    info = nodes[name]
    lower = [other for other in info.pods.values() if priority(other) < priority(pod)]
    if not lower:
        return []
    trial = info.copied()
    for other in lower:
        trial.add(other, -1)
    if not _fits(pod, trial, nodes, store):
        return []
    victims = []
    budgets = _budgets(store, pod)
    # Those that break a disruption budget are spared first, then the more important ones.
    for other in sorted(
        lower, key=lambda o: (not _protected(o, budgets), -priority(o), o["metadata"]["creationTimestamp"])
    ):
        trial.add(other)
        if not _fits(pod, trial, nodes, store):
            trial.add(other, -1)
            victims.append(other)
    return victims


def _fits(pod: Object, trial: NodeInfo, nodes: Nodes, store: Store) -> bool:
    kept = nodes[trial.name]
    nodes[trial.name] = trial
    try:
        return not check(Cycle.of(pod, nodes, store), trial)
    finally:
        nodes[trial.name] = kept


def _budgets(store: Store, pod: Object) -> list[Object]:
    return [
        one for one in store.items("poddisruptionbudgets") if at(one, "status", "disruptionsAllowed", default=0) <= 0
    ]


def _protected(pod: Object, budgets: list[Object]) -> bool:
    return any(
        one["metadata"]["namespace"] == pod["metadata"]["namespace"]
        and (chosen := selectors.of(one["spec"].get("selector"))) is not None
        and chosen.matches(pod["metadata"].get("labels"))
        for one in budgets
    )


def choose(found: dict[str, list[Object]], store: Store, pod: Object) -> str:
    """The node whose victims are missed least."""
    budgets = _budgets(store, pod)

    def harm(name: str) -> tuple[int, int, int, int, str]:
        victims = found[name]
        return (
            sum(_protected(one, budgets) for one in victims),
            max(map(priority, victims)),
            sum(map(priority, victims)),
            len(victims),
            name,
        )

    fewest = min(harm(name)[:4] for name in found)
    alike = [name for name in sorted(found) if harm(name)[:4] == fewest]
    return max(alike, key=lambda name: min(one["metadata"]["creationTimestamp"] for one in found[name]))
