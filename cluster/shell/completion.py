"""What could stand where the last word of a line begins: verbs, commands, kinds, names, flags."""

import re
from collections.abc import Iterable
from typing import TYPE_CHECKING

from .. import processes
from ..apiserver.kinds import KINDS, Kind, named
from ..kubectl.create import GENERATORS
from ..kubectl.flags import COMMON, specify
from ..kubectl.main import COMMANDS, GROUPED
from . import filters
from .verbs import VERBS

if TYPE_CHECKING:
    from .interactive import Console

_LAST_COMMAND = re.compile(r"[|;&]|\$\(")
# Commands whose first word is always of one kind, and those that take files alone.
OF_KIND = {"logs": "pods", "cordon": "nodes", "uncordon": "nodes", "drain": "nodes", "exec": "pods"}
NAMELESS = ("api-resources", "api-versions", "version", "cluster-info", "config", "events", "run", "help")
FILE_FLAGS = ("-f", "--filename")
NAMESPACE_FLAGS = ("-n", "--namespace")


def completions(console: "Console", line: str) -> list[str]:
    words = _LAST_COMMAND.split(line)[-1].lstrip().split(" ")
    before, current = [word for word in words[:-1] if word], words[-1]
    if not before:
        options: Iterable[str] = [*console.shell.commands, *filters.COMMANDS]
    elif before[0] in ("kubectl", "k"):
        options = _of_kubectl(console, before[1:], current)
    elif before[0] in VERBS:
        options = _of_verb(console, before[0])
    else:
        options = console.shell.files
    return sorted(dict.fromkeys(option for option in options if option.startswith(current)))


def _of_verb(console: "Console", verb: str) -> Iterable[str]:
    pods = _names(console, "pods")
    match verb:
        case "stop":
            return processes.every(console.cluster.machine)
        case "start":
            return sorted(console.cluster.machine.stopped)
        case "help":
            return ["kubectl", *VERBS]
        case "plug" | "unplug":
            return ["registry", *console.nodes()]
        case "why" | "measure":
            return pods
        case "trace":
            return [*pods, *_names(console, "services"), *console.nodes(), "client", "outside"]
    return []


def _of_kubectl(console: "Console", words: list[str], current: str) -> Iterable[str]:
    plain = [word for word in words if not word.startswith("-")]
    if words and words[-1] in FILE_FLAGS:
        return console.shell.files
    if words and words[-1] in NAMESPACE_FLAGS:
        return _names(console, "namespaces")
    if not plain:
        return dict.fromkeys([*(name.partition(" ")[0] for name in COMMANDS), "help"])
    if current.startswith("-"):
        return _flags(plain)
    command, rest = plain[0], plain[1:]
    if command in GROUPED and not rest:
        return _within(command)
    return _things(console, command, rest[1:] if command in GROUPED else rest, current)


def _within(command: str) -> Iterable[str]:
    names = (
        GENERATORS if command == "create" else (name.partition(" ")[2] for name in COMMANDS if f"{command} " in name)
    )
    return dict.fromkeys(name.partition(" ")[0] for name in names)


def _things(console: "Console", command: str, words: list[str], current: str) -> Iterable[str]:
    if command in NAMELESS or command == "create":
        return []
    if command in OF_KIND:
        return _names(console, OF_KIND[command])
    kind, slash, _ = current.partition("/")
    if slash:
        return [f"{kind}/{name}" for name in _names(console, kind)]
    if words:
        return _names(console, words[0].partition("/")[0])
    return [
        *(kind.plural for kind in KINDS),
        *(kind.singular for kind in KINDS),
        *(s for kind in KINDS for s in kind.short),
    ]


def _names(console: "Console", word: str) -> list[str]:
    kind: Kind | None = named(word)
    if kind is None:
        return []
    space = console.namespace if kind.namespaced else ""
    return [item["metadata"]["name"] for item in console.cluster.machine.store.items(kind.plural, space)]


def _flags(plain: list[str]) -> Iterable[str]:
    command = " ".join(plain[:2]) if " ".join(plain[:2]) in COMMANDS else plain[0]
    stated = COMMANDS[command][1] if command in COMMANDS else ""
    return [f"--{flag.name}" for flag in specify(f"{stated}; {COMMON}")]
