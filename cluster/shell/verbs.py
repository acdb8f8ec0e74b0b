"""The interactive shell's own verbs: what kubectl cannot do. Each is `(console, words) -> text`, a line in VERBS."""

import re
from collections.abc import Callable, Sequence
from textwrap import indent
from typing import TYPE_CHECKING, NamedTuple

from .. import causes as consequences
from .. import processes, quantity, times
from ..apiserver.kinds import named
from ..machine import Exhausted
from ..network.tracing import LAST_PORT
from ..network.tracing import trace as follow
from ..store import Change
from ..values import whole
from . import filters
from .session import LONGEST, STOPPED

if TYPE_CHECKING:
    from .interactive import Console

_NEW_NODE = re.compile(r"node-[1-9][0-9]{0,2}")
_CPU = re.compile(r"\d{1,6}m|\d{1,3}(\.\d{1,3})?")
MOST_EVENTS, MOST_CONSEQUENCES, DEEPEST = 30, 200, 12


class Misunderstood(Exception):
    pass


class Verb(NamedTuple):
    run: Callable[["Console", list[str]], str]
    usage: str
    does: str
    more: str = ""


def table(rows: Sequence[Sequence[str]]) -> str:
    widths = [max(len(row[column]) for row in rows) for column in range(len(rows[0]))]
    lines = ("   ".join(cell.ljust(width) for cell, width in zip(row, widths, strict=True)) for row in rows)
    return "".join(f"{line.rstrip()}\n" for line in lines)


# Time


def advance(console: "Console", words: list[str]) -> str:
    """Let time pass, and tell what the cluster has done by itself since that was last told."""
    text = words[0] if len(words) == 1 else ""
    seconds = times.duration(f"{text}s" if text.replace(".", "", 1).isdigit() else text)
    if seconds is None or not 0 < seconds <= LONGEST:
        raise Misunderstood("how long? as in: advance 30, advance 30s, advance 2m, advance 1h")
    store = console.cluster.machine.store
    stopped = ""
    try:
        console.cluster.run_until(console.cluster.time + seconds)
    except Exhausted:
        stopped = f"{STOPPED}\n"
    told: dict[str, list[Change]] = {}
    for change in store.since(max(console.told, store.compacted), "events"):
        if change.type != "DELETED":
            told.setdefault(_event(change), []).append(change)
    console.told = store.revision
    lines = [_when(console, changes, text) for text, changes in list(told.items())[-MOST_EVENTS:]]
    left = [f"… {len(told) - MOST_EVENTS} events before these"] if len(told) > MOST_EVENTS else []
    return "".join(f"{line}\n" for line in [*left, *lines]) + f"{stopped}it is {console.clock}\n"


def _when(console: "Console", changes: list[Change], text: str) -> str:
    """What happened again and again is told once, at its first time."""
    again = f"  ({len(changes)} times until {console.at(changes[-1].time)})" if len(changes) > 1 else ""
    return f"{console.at(changes[0].time)}  {text}{again}"


def _event(change: Change) -> str:
    about = change.object["involvedObject"]
    what = f"{about['kind'].lower()}/{about['name']}"
    warning = "Warning " if change.object.get("type") == "Warning" else ""
    reason, message = change.object.get("reason", ""), change.object.get("message", "")
    return f"{what}  {warning}{reason}: {message}"


# The world


def push(console: "Console", words: list[str]) -> str:
    if len(words) != 1:
        raise Misunderstood("which image? as in: push shop:v1")
    try:
        digest = console.cluster.world.push(words[0])
    except ValueError:
        raise Misunderstood(f"{words[0]} is no name of an image") from None
    return f"{words[0]} is {digest[:19]}… in the registry now\n"


def images(console: "Console", words: list[str]) -> str:
    """What the registry has under a name, and what each node has: they differ after a push."""
    world, rows = console.cluster.world, [("WHERE", "IMAGE", "DIGEST")]
    caches = {node: console.images_on(node) for node in console.nodes()}
    names = sorted({name for cache in caches.values() for name in cache})
    shown = [name for name in names if not words or words[0] in name]
    if not shown:
        return "no node has such an image\n"
    for name in shown:
        there = "not reachable" if not world.registry["reachable"] else f"{world.digest(name)[:19]}…"
        rows.append(("registry", name, "deleted" if name in world.registry["deleted"] else there))
        rows += [(node, name, f"{cache[name]['digest'][:19]}…") for node, cache in caches.items() if name in cache]
    return table(rows)


WORKLOADS = ("deployments", "statefulsets", "replicasets", "replicationcontrollers")


def measure(console: "Console", words: list[str]) -> str:
    if len(words) != 2 or not _CPU.fullmatch(words[1]):
        raise Misunderstood("who, and how much CPU? as in: measure web-x7k2p 250m, measure deploy/web 1.5")
    milli = quantity.milli(words[1])
    world = console.cluster.world
    kind, _, name = words[0].rpartition("/")
    if kind in ("", "pod", "pods", "po"):
        shared = [one for one in WORKLOADS if console.cluster.machine.store.get(one, console.namespace, name)]
        if shared and not console.cluster.machine.store.get("pods", console.namespace, name):
            raise Misunderstood(f"{name} is no Pod; its Pods together are {shared[0]}/{name}")
        world.metrics[f"{console.namespace}/{console.pod(name)['metadata']['name']}"] = {"cpu": milli}
        return f"{name} uses {milli}m of CPU now\n"
    shares = named(kind)
    if shares is None or "scale" not in shares.subresources:
        raise Misunderstood(f"{kind} is not a kind whose Pods can share work; deploy, rs, rc and sts are")
    if console.cluster.machine.store.get(shares.plural, console.namespace, name) is None:
        raise Misunderstood(f"there is no {words[0]} in {console.namespace}")
    world.spread(shares.plural, console.namespace, name, milli)
    return f"{milli}m of CPU is shared by the ready Pods of {words[0]} from now on; it is measured every 15 s\n"


def unplug(console: "Console", words: list[str]) -> str:
    return _plugged(console, words, plug_in=False)


def plug(console: "Console", words: list[str]) -> str:
    return _plugged(console, words, plug_in=True)


def _plugged(console: "Console", words: list[str], plug_in: bool) -> str:
    if len(words) != 1 or words[0] not in ("registry", *console.nodes()):
        raise Misunderstood(f"what? one of registry, {', '.join(console.nodes())}")
    if words[0] == "registry":
        console.cluster.world.registry["reachable"] = plug_in
        return "the image registry can be reached\n" if plug_in else "no node reaches the image registry\n"
    (console.cluster.plug if plug_in else console.cluster.unplug)(words[0])
    return f"{words[0]} is on the network again\n" if plug_in else f"{words[0]} is cut off from the network\n"


# Components


def stop(console: "Console", words: list[str]) -> str:
    told = []
    for process in [console.process(word) for word in words or [""]]:
        console.cluster.stop(process)
        told.append(f"{process} is stopped: {processes.described(process).without}\n")
    return "".join(told)


def start(console: "Console", words: list[str]) -> str:
    told = []
    for word in words or [""]:
        node = word.removeprefix("kubelet/")
        if _NEW_NODE.fullmatch(node) and node not in console.nodes():
            console.cluster.start_node(node)
            told.append(f"{node} joins the cluster\n")
            continue
        process = console.process(word)
        console.cluster.start(process)
        told.append(f"{process} runs: {processes.described(process).does}\n")
    return "".join(told)


def components(console: "Console", words: list[str]) -> str:
    running = console.cluster.machine.is_running
    rows = [("COMPONENT", "STATE", "WHAT IT DOES")]
    for process in processes.every(console.cluster.machine):
        rows.append((process, "runs" if running(process) else "stopped", processes.described(process).does))
    return table(rows)


# Explanations


def why(console: "Console", words: list[str]) -> str:
    """Why a Pod is on its node, and not on the others: as the scheduler saw it."""
    if len(words) != 1:
        raise Misunderstood("which Pod? as in: why web-x7k2p")
    pod = console.pod(words[0])
    name, node = pod["metadata"]["name"], pod["spec"].get("nodeName")
    found = console.cluster.scheduler.state.get("decisions", {}).get(f"{console.namespace}/{name}")
    if found is None:
        if node:
            return f"{name} is on {node}: whoever created it wrote that, or the scheduler has forgotten why\n"
        stopped = not console.cluster.machine.is_running("scheduler")
        return f"{name} has no node: the scheduler {'is stopped' if stopped else 'has not looked at it yet'}\n"
    scores, refused = found["scores"], found["refused"]
    rows = [("NODE", "SCORE", "WHY")]
    for one in sorted({*scores, *refused}, key=lambda name: (-scores.get(name, {}).get("total", -1), name)):
        points = [f"{plugin} {value}" for plugin, value in scores.get(one, {}).items() if plugin != "total"]
        total = str(scores[one]["total"]) if "total" in scores.get(one, {}) else "-"
        fits = ", ".join(points) or "it was the only one that fits"
        rows.append((one, total, f"no: {'; '.join(refused[one])}" if one in refused else fits))
    if not found["chosen"]:
        return f"{name} has no node: none of {len(refused)} fits\n{table(rows)}"
    best = [one for one in scores if scores[one].get("total") == scores.get(found["chosen"], {}).get("total")]
    lot = f"; {len(best)} were equally good, so it was drawn by lot" if len(best) > 1 else ""
    place = f"is on {found['chosen']}" if node else f"goes to {found['chosen']} once its volumes are there"
    return f"{name} {place}: {len(scores) or 1} fit, the highest score wins{lot}\n{table(rows)}"


def trace(console: "Console", words: list[str]) -> str:
    if len(words) not in (2, 3):
        raise Misunderstood("from where to where? as in: trace web-x7k2p db 5432, trace client node-1:30080")
    number, _, protocol = words[2].partition("/") if len(words) > 2 else ("0", "", "")
    if not 0 <= whole(number, -1) <= LAST_PORT:
        raise Misunderstood(f"{number} is no port")
    found = follow(console.cluster, words[0], words[1], int(number), console.namespace, protocol.upper() or "TCP")
    told = ""
    for place, hop in enumerate(found.hops, 1):
        outer = f"   in UDP {hop.outer}" if hop.outer else ""
        told += f"{place:2}. {hop.where}\n    {hop.source} -> {hop.destination}  ttl {hop.ttl}{outer}\n"
        told += f"    looks up: {hop.table}\n    {hop.change}\n"
    return told + (f"{found.outcome}: {found.stopped}\n" if found.stopped else "arrived\n")


def causes(console: "Console", words: list[str]) -> str:
    """The consequences of the last command that changed something, or of those of a revision."""
    store = console.cluster.machine.store
    if words and whole(words[0], -1) < 0:
        raise Misunderstood("of which revision? as in: causes 120; without one: of the last command")
    roots = [int(words[0])] if words else consequences.asked(console.cluster.machine, console.before)
    trees = [tree for tree in (consequences.of(store, root) for root in roots) if tree is not None]
    if not trees:
        return "nothing has been changed, or it is forgotten by now\n"
    lines = []
    for tree in trees:
        for depth, one in tree.walk():
            what = f"{one.resource}/{one.name}"
            passed = f"+{one.time - tree.time:.3f}s".rjust(10)
            deep = "  " * min(depth, DEEPEST)
            lines.append(f"{passed}  {deep}{one.writer or 'at the start'}: {what}  {one.changed}")
    left = [f"… {len(lines) - MOST_CONSEQUENCES} more"] if len(lines) > MOST_CONSEQUENCES else []
    return "".join(f"{line}\n" for line in [*lines[:MOST_CONSEQUENCES], *left])


def help_(console: "Console", words: list[str]) -> str:
    if words:
        verb = VERBS.get(words[0])
        if verb is not None:
            return f"{verb.usage}\n  {verb.does}\n{indent(verb.more, '  ')}"
        if words[0] == "kubectl":
            return console.shell.command(["kubectl", "help"]).stdout
        return console.shell.command(["kubectl", *words, "--help"]).stdout or f"help: there is no {words[0]}\n"
    rows = [(f"  {verb.usage}", verb.does) for verb in VERBS.values()]
    return (
        f"kubectl, or k, as it is. Beside it {', '.join(filters.COMMANDS)}, xargs, sleep.\n"
        f"Between them pipes, > >> < 2>, ; && ||, $( ), variables, <<EOF.\n"
        f"Time stands still until you type: every line takes a second, and `advance` lets more of it pass.\n"
        f"{table(rows)}  exit, Ctrl-D\n"
    )


COMPONENT_HELP = """\
etcd, apiserver, controller-manager, scheduler, dns, ingress-controller;
kubelet/NODE, containerd/NODE, kube-proxy/NODE, flannel/NODE, as in: stop kubelet/node-1 dns
`components` shows which run. The ingress controller does not until it is started.
"""
TRACE_HELP = """\
FROM: a Pod, a node, or `client` for somebody outside the cluster.
TO: a Pod, a Service's name as the Pod would look it up, an address, a node, `outside`, http://HOST/PATH.
PORT, or :PORT behind TO; a Service's only port may be left out. PORT/udp for UDP.
  trace web-x7k2p db 5432      trace web-x7k2p db.shop.svc.cluster.local:5432
  trace client node-1:30080    trace client http://shop.example/cart
"""
PUSH_HELP = """\
The registry has every image that is asked for, except where its name says nosuch, nope or doesnotexist. After a push
the name means another image; a node that has the old one uses it until its Pod's imagePullPolicy makes it ask.
"""
MEASURE_HELP = """\
measure web-x7k2p 250m    this Pod uses a quarter of a CPU
measure deploy/web 1.5    the ready Pods of web share work for one and a half CPUs, however many they are
kubectl top shows it, and a HorizontalPodAutoscaler acts on it. Until something is measured there is no Metrics API.
"""
CAUSES_HELP = """\
Every line is a change: the time since the command, who wrote it, to what, and what it changed. What stands further in
was written in reaction to what it stands under.
"""

# The one place to add a verb.
VERBS: dict[str, Verb] = {
    "advance": Verb(advance, "advance 30s", "let time pass (30, 30s, 2m, 1h), and see what happens by itself"),
    "causes": Verb(
        causes, "causes [REVISION]", "what came of the last command that changed something, as a tree", CAUSES_HELP
    ),
    "components": Verb(components, "components", "the cluster's own programs: which run, which are stopped"),
    "help": Verb(help_, "help [VERB]", "this; help VERB says more, of kubectl's commands, too"),
    "images": Verb(images, "images [NAME]", "which image the registry has under a name, and which each node has"),
    "measure": Verb(
        measure, "measure POD 250m", "say how much CPU a Pod, or a workload's Pods together, use", MEASURE_HELP
    ),
    "plug": Verb(plug, "plug registry|NODE", "put it back on the network"),
    "push": Verb(push, "push IMAGE", "build another image and push it under the same name: push shop:v1", PUSH_HELP),
    "start": Verb(start, "start COMPONENT…", "start it again; a new node-N joins the cluster", COMPONENT_HELP),
    "stop": Verb(
        stop, "stop COMPONENT…", "stop it: scheduler, dns, kubelet/node-1, kube-proxy/node-1 …", COMPONENT_HELP
    ),
    "trace": Verb(
        trace, "trace FROM TO [PORT]", "follow a packet: trace POD SERVICE 80, trace client node-1:30080", TRACE_HELP
    ),
    "unplug": Verb(unplug, "unplug registry|NODE", "cut the image registry or a whole node off the network"),
    "why": Verb(why, "why POD", "why it is on its node, and not on the others"),
}
