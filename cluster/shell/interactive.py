"""`python -m cluster`: a shell on a fresh cluster, with verbs of its own for what kubectl cannot do."""

import json
import sys
from collections.abc import Callable, Iterable
from typing import TextIO

from .. import times
from ..apiserver.kinds import KINDS, named
from ..cluster import Cluster
from ..kubectl.create import GENERATORS
from ..kubectl.main import COMMANDS
from ..machine import CONTROL_PLANE
from ..network.tracing import trace
from . import filters
from .session import Shell

PROMPT = "$ "
THINKING = 1.0  # seconds that pass with every line, as if somebody typed it
LONGEST = 7 * 24 * 3600.0


class Misunderstood(Exception):
    pass


class Console:
    """Lines in, texts out; nothing here knows of a terminal."""

    def __init__(self, cluster: Cluster | None = None) -> None:
        self.cluster = cluster or Cluster()
        self.shell = Shell(self.cluster)

    def enter(self, line: str) -> str:
        words = line.split()
        self.cluster.run_until(self.cluster.time + THINKING)
        if not words:
            return ""
        if words[0] in VERBS:
            try:
                return VERBS[words[0]][0](self, words[1:])
            except (Misunderstood, ValueError) as error:
                return f"{words[0]}: {error}\n"
        result = self.shell.line(line)
        return result.stdout + result.stderr

    # Verbs

    def advance(self, words: list[str]) -> str:
        seconds = times.duration(words[0]) if words else None
        if seconds is None or not 0 < seconds <= LONGEST:
            raise Misunderstood("how long? as in: advance 30s")
        self.cluster.run_until(self.cluster.time + seconds)
        return f"it is {times.stamp(self.cluster.machine.epoch + self.cluster.time)}\n"

    def push(self, words: list[str]) -> str:
        if len(words) != 1:
            raise Misunderstood("which image? as in: push shop:v1")
        return f"{words[0]} is {self.cluster.world.push(words[0])} now\n"

    def registry(self, words: list[str]) -> str:
        if words not in (["plug"], ["unplug"]):
            raise Misunderstood("plug or unplug?")
        self.cluster.world.registry["reachable"] = words == ["plug"]
        return ""

    def stop(self, words: list[str]) -> str:
        for word in words or [""]:
            self.cluster.stop(self._process(word))
        return ""

    def start(self, words: list[str]) -> str:
        for word in words or [""]:
            process = self._process(word, new=True)
            if process.startswith("kubelet/"):
                self.cluster.start_node(process.removeprefix("kubelet/"))
            else:
                self.cluster.start(process)
        return ""

    def _process(self, word: str, new: bool = False) -> str:
        if word in CONTROL_PLANE:
            return word
        if not word or (not new and f"kubelet/{word}" not in self.cluster.machine.components):
            raise Misunderstood(f"one of {', '.join(self.processes())}")
        return f"kubelet/{word}"

    def processes(self) -> list[str]:
        nodes = [n.removeprefix("kubelet/") for n in self.cluster.machine.components if n.startswith("kubelet/")]
        return [*CONTROL_PLANE, *nodes]

    def measure(self, words: list[str]) -> str:
        if len(words) != 2 or not words[1].removesuffix("m").isdigit():
            raise Misunderstood("which Pod, and how much? as in: measure web-x7k2p 250m")
        self.cluster.world.metrics[f"{self.shell.session.namespace}/{words[0]}"] = {
            "cpu": int(words[1].removesuffix("m"))
        }
        return ""

    def why(self, words: list[str]) -> str:
        decisions = self.cluster.scheduler.state.get("decisions", {})
        found = decisions.get(f"{self.shell.session.namespace}/{words[0]}") if words else None
        if found is None:
            raise Misunderstood("of which Pod? only the last ones are remembered")
        return json.dumps(found, indent=2) + "\n"

    def trace(self, words: list[str]) -> str:
        if len(words) < 2:
            raise Misunderstood("from where to where? as in: trace web-x7k2p db 5432")
        port = int(words[2]) if len(words) > 2 and words[2].isdigit() else 80
        found = trace(self.cluster, words[0], words[1], port, self.shell.session.namespace)
        lines = [
            f"{n}. {hop.where}: {hop.source} -> {hop.destination}  [{hop.looks_at}] {hop.note}"
            for n, hop in enumerate(found.hops, 1)
        ]
        return "\n".join([*lines, *([f"stopped: {found.stopped}"] if found.stopped else ["arrived"])]) + "\n"

    def causes(self, words: list[str]) -> str:
        """The consequences of the last change that somebody asked for, as a tree."""
        history = list(self.cluster.machine.store.history)
        asked = [c for c in history if not c.cause and c.writer.startswith("kubectl")]
        if not asked:
            return ""
        children: dict[int, list[int]] = {}
        known = {change.revision: change for change in history}
        for change in history:
            children.setdefault(change.cause, []).append(change.revision)
        lines: list[str] = []

        def show(revision: int, depth: int) -> None:
            change = known[revision]
            lines.append(f"{'  ' * depth}{change.writer}: {change.type} {change.key.resource}/{change.key.name}")
            for child in children.get(revision, []):
                show(child, min(depth + 1, 20))

        show(asked[-1].revision, 0)
        return "\n".join(lines[:200]) + "\n"

    def help(self, words: list[str]) -> str:
        width = max(map(len, VERBS))
        own = "".join(f"  {name.ljust(width)}  {text}\n" for name, (_, text) in VERBS.items())
        return f"kubectl, and {', '.join(filters.COMMANDS)}; | > >> ; && $( )\n{own}"

    def completions(self, line: str) -> list[str]:
        """What could stand where the last word of `line` begins."""
        words = line.split(" ")
        before, current = words[:-1], words[-1]
        if not before:
            options: Iterable[str] = ["kubectl", *VERBS, *filters.COMMANDS]
        elif before[0] in ("stop", "start"):
            options = self.processes()
        elif before[0] == "kubectl" and len(before) == 1:
            options = dict.fromkeys(name.partition(" ")[0] for name in COMMANDS)
        elif before[:2] == ["kubectl", "create"] and len(before) == 2:
            options = dict.fromkeys(name.partition(" ")[0] for name in GENERATORS)
        elif len(before) == 2:
            options = [*(kind.plural for kind in KINDS), *(short for kind in KINDS for short in kind.short)]
        else:
            kind = named(before[2].partition("/")[0])
            space = self.shell.session.namespace if kind is None or kind.namespaced else ""
            items = self.cluster.machine.store.items(kind.plural if kind else "pods", space)
            options = [item["metadata"]["name"] for item in items]
        return sorted(option for option in options if option.startswith(current))


# The one place to add a verb.
VERBS: dict[str, tuple[Callable[[Console, list[str]], str], str]] = {
    "advance": (Console.advance, "let time pass: advance 30s"),
    "causes": (Console.causes, "what came of the last change, as a tree"),
    "help": (Console.help, "this"),
    "measure": (Console.measure, "what a Pod uses: measure POD 250m"),
    "push": (Console.push, "another image under the same name: push shop:v1"),
    "registry": (Console.registry, "plug or unplug the image registry"),
    "start": (Console.start, "a component, or the kubelet of a node; a new name joins the cluster"),
    "stop": (Console.stop, "a component, or the kubelet of a node: stop scheduler"),
    "trace": (Console.trace, "the way of a packet: trace POD SERVICE PORT"),
    "why": (Console.why, "why a Pod is on its node, and not on the others"),
}


def loop(console: Console, lines: Iterable[str], out: TextIO = sys.stdout) -> None:
    for line in lines:
        if line.strip() in ("exit", "quit"):
            return
        out.write(console.enter(line))
        out.flush()
