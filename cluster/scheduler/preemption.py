"""Making room: which Pods of less priority would have to go, so that one of more can be scheduled."""

from typing import NamedTuple

from .. import selectors
from ..pods import is_true
from ..store import Store
from ..values import Object, at
from .filters import Cycle, Reason, check
from .nodeinfo import NodeInfo, Nodes, priority

NOT_HELPFUL = "Preemption is not helpful for scheduling"
NO_VICTIMS = "No preemption victims found for incoming pod"
REASON = "PreemptionByScheduler"
# Added to every victim's priority, so that few of them are better than many whatever their priorities.
ABOVE_ALL = 1 << 31


class Victims(NamedTuple):
    pods: list[Object]  # the more important ones first
    protected: int  # how many of them a disruption budget would keep


def is_leaving(pod: Object) -> bool:
    """Whether it has been told to make room."""
    conditions = at(pod, "status", "conditions", default=[])
    told = any(one["type"] == "DisruptionTarget" and one.get("reason") == REASON for one in conditions)
    return told and is_true(pod, "DisruptionTarget") and bool(pod["metadata"].get("deletionTimestamp"))


def candidates(
    pod: Object, nodes: Nodes, store: Store, refused: dict[str, list[Reason]]
) -> tuple[dict[str, Victims], dict[str, int]]:
    """({node: victims}, {why not: number of nodes})."""
    found: dict[str, Victims] = {}
    against: dict[str, int] = {}
    for name, reasons in refused.items():
        victims, obstacles = (
            _victims(pod, name, nodes, store) if all(one.resolvable for one in reasons) else (None, [NOT_HELPFUL])
        )
        if victims is not None:
            found[name] = victims
        for why in obstacles:
            against[why] = against.get(why, 0) + 1
    return found, against


def _victims(pod: Object, name: str, nodes: Nodes, store: Store) -> tuple[Victims | None, list[str]]:
    """Whom it takes; or nobody, as there is nobody, or as even without them the Pod does not fit."""
    mine = priority(pod)
    if min(nodes[name].priorities, default=mine) >= mine:
        return None, [NO_VICTIMS]
    lower = sorted((one for one in nodes[name].pods.values() if priority(one) < mine), key=_importance)
    trial = nodes[name].copied()
    for other in lower:
        trial.add(other, -1)
    obstacles = _against(pod, trial, nodes, store)
    if obstacles:
        return None, [reason.text for reason in obstacles]
    kept = _kept_by_budgets(lower, store)
    victims: list[Object] = []
    # Those that a disruption budget would keep are spared first, then the more important ones.
    for other in sorted(lower, key=lambda one: id(one) not in kept):
        trial.add(other)
        if _against(pod, trial, nodes, store):
            trial.add(other, -1)
            victims.append(other)
    victims.sort(key=_importance)
    return Victims(victims, sum(id(one) in kept for one in victims)), []


def _importance(pod: Object) -> tuple[int, str]:
    return -priority(pod), _started(pod)


def _started(pod: Object) -> str:
    """One that has not started is the latest of all."""
    return str(at(pod, "status", "startTime", default="") or "~")


def _against(pod: Object, trial: NodeInfo, nodes: Nodes, store: Store) -> list[Reason]:
    kept = nodes[trial.name]
    nodes[trial.name] = trial
    try:
        return check(Cycle.of(pod, nodes, store), trial)
    finally:
        nodes[trial.name] = kept


def _kept_by_budgets(pods: list[Object], store: Store) -> set[int]:
    """The `id`s of those that would break a budget, if all of `pods` had to go one after the other."""
    budgets = [
        (budget, selectors.of(budget["spec"].get("selector")), at(budget, "status", "disruptionsAllowed", default=0))
        for budget in store.items("poddisruptionbudgets")
    ]
    allowed = [number for _, _, number in budgets]
    kept = set()
    for pod in pods:
        meta = pod["metadata"]
        for place, (budget, chosen, _) in enumerate(budgets):
            if (
                budget["metadata"]["namespace"] == meta["namespace"]
                and budget["spec"].get("selector")  # one that is empty keeps nobody here
                and chosen is not None
                and meta.get("labels")
                and chosen.matches(meta["labels"])
                and meta["name"] not in at(budget, "status", "disruptedPods", default={})
            ):
                allowed[place] -= 1
                if allowed[place] < 0:
                    kept.add(id(pod))
    return kept


def choose(found: dict[str, Victims]) -> str:
    """The node whose victims are missed least."""

    def harm(name: str) -> tuple[int, int, int, int]:
        victims = found[name]
        priorities = [priority(one) for one in victims.pods]
        return (
            victims.protected,
            max(priorities, default=0),
            sum(number + ABOVE_ALL for number in priorities),
            len(priorities),
        )

    least = min(map(harm, found))
    alike = [name for name in sorted(found) if harm(name) == least]
    return max(alike, key=lambda name: _earliest(found[name].pods))


def _earliest(victims: list[Object]) -> str:
    """When the first of the most important victims has started."""
    highest = max(map(priority, victims), default=0)
    return min((_started(one) for one in victims if priority(one) == highest), default="")
