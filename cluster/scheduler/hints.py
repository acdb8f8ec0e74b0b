"""Queueing hints: whether what has happened may help a Pod that was refused. `refused`: reasons by plugin."""

from ..values import Object, at
from . import matching
from .nodeinfo import requests


def gone_helps(waiting: Object, refused: Object, pod: Object) -> bool:
    """A Pod has left its node."""
    amounts, short = requests(pod), refused.get("NodeResourcesFit") or []
    if any(text == "Too many pods" or amounts.get(text.rpartition(" ")[2]) for text in short):
        return True
    if refused and at(waiting, "status", "nominatedNodeName") == pod["spec"]["nodeName"]:
        return True
    among_pods = "InterPodAffinity" in refused or "PodTopologySpread" in refused
    same_namespace = pod["metadata"]["namespace"] == waiting["metadata"]["namespace"]
    return "NodePorts" in refused or (among_pods and same_namespace)


def arrived_helps(waiting: Object, refused: Object, pod: Object) -> bool:
    """A Pod has come to a node."""
    if "PodTopologySpread" in refused:
        return True
    terms = matching.terms(waiting, "podAffinity") if "InterPodAffinity" in refused else ()
    return any(matching.term_selects(term, waiting, pod) for term in terms)


def node_helps(pod: Object, refused: Object, before: Object | None, after: Object) -> bool:
    """A change of a node matters only to who can be there now and could not before."""

    def fits(node: Object) -> dict[str, bool]:
        labels, name = node["metadata"].get("labels") or {}, node["metadata"]["name"]
        return {
            "NodeAffinity": matching.fits_selector(pod, labels, name),
            "TaintToleration": matching.untolerated(node["spec"].get("taints") or [], pod, ("NoSchedule", "NoExecute"))
            is None,
            "NodeUnschedulable": not node["spec"].get("unschedulable"),
        }

    now, then = fits(after), fits(before) if before else {}
    if any(plugin in refused and now[plugin] and not then.get(plugin) for plugin in now):
        return True
    grown = before is None or at(before, "status", "allocatable") != at(after, "status", "allocatable")
    labelled = before is None or before["metadata"].get("labels") != after["metadata"].get("labels")
    return (grown and "NodeResourcesFit" in refused) or (
        labelled and ("PodTopologySpread" in refused or "InterPodAffinity" in refused)
    )
