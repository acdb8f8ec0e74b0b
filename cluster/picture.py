"""Who watches what: a picture drawn from what the components themselves have asked to hear of."""

from .cluster import Cluster

MOST = 6  # resources of a component that are named


def picture(cluster: Cluster) -> str:
    rows: list[tuple[str, str, str]] = []
    for component in cluster.machine.components.values():
        if component.watched and not component.name.startswith("kubelet/"):
            rows.append((component.process, component.name, _named(component.watched)))
    rows.append(("kubelet/NODE", "kubelet/NODE", "the Pods that are bound to its node"))
    width = max(len(name) for _, name, _ in rows)
    lines, process = [], ""
    for owner, name, watched in sorted(rows, key=lambda row: row[0]):
        if owner != process:
            lines.append(f"{owner}")
            process = owner
        lines.append(f"  {name.ljust(width)}  <- {watched}")
    return "\n".join(lines)


def _named(watched: list[str]) -> str:
    found = list(dict.fromkeys(watched))
    return ", ".join(found) if len(found) <= MOST else f"{len(found)} kinds"
