"""Who talks to whom: a picture drawn from the table of programs and from what the components asked to hear of."""

from .cluster import Cluster
from .processes import PROCESSES

MOST = 6  # resources of a component that are named
LOOP = """\
kubectl --HTTP--> apiserver --reads, writes--> etcd
                     |  ^
        what changed |  | what is to be changed
                     v  |"""


def picture(cluster: Cluster) -> str:
    """The loop, and under it every program that takes part in it, its components, and what each hears of."""
    found: dict[str, list[tuple[str, str]]] = {}
    for component in cluster.machine.components.values():
        rows = found.setdefault(_any_node(component.process), [])
        row = _any_node(component.name), _named(component.watched)
        if component.watched and row not in rows:
            rows.append(row)
    width = max(len(name) for rows in found.values() for name, _ in rows)
    lines = [LOOP]
    for process, about in PROCESSES.items():
        rows = found.get(process, [])
        if rows:
            lines.append(f"{process}: {about.does}")
            lines += [f"  {name.ljust(width)}  <- {watched}" for name, watched in rows]
    return "\n".join(lines)


def _any_node(name: str) -> str:
    kind, slash, _ = name.partition("/")
    return f"{kind}/NODE" if slash else kind


def _named(watched: list[str]) -> str:
    found = list(dict.fromkeys(watched))
    return ", ".join(found) if len(found) <= MOST else f"{len(found)} kinds"
