"""kubectl: the table of its commands, and how it ends."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, datetime
from difflib import get_close_matches

from .. import times
from ..apiserver.errors import Stalled, Unavailable
from . import (
    apply,
    apply_last,
    auth,
    changing,
    configuring,
    create,
    create_access,
    create_network,
    create_policy,
    deleting,
    describe,
    diffing,
    draining,
    events,
    get,
    helping,
    nodes,
    patching,
    reading,
    replacing,
    rolling,
    running,
    setting,
    setting_subjects,
    top,
    waiting,
)
from .flags import COMMON, Flag, Parsed, Usage, parse, specify
from .problems import Several, render
from .session import Refused, Session

Run = Callable[[Session, Parsed], int]
# Generators are known by the import of their modules.
GENERATED_BY = (create, create_access, create_network, create_policy)
ANYTHING = "all?; image=; command?; container,c=; stdin,i?; tty,t?; filename,f*; address=; namespace,n=; quiet,q?"
# The one place to add a command: what runs it, and its flags (see `flags.specify`).
COMMANDS: dict[str, tuple[Run, str]] = {
    "get": (get.run, get.FLAGS),
    "describe": (describe.run, describe.FLAGS),
    "create": (create.run, create.FLAGS),
    "create token": (create_access.token, create_access.REQUEST_FLAGS),
    "apply": (apply.run, apply.FLAGS),
    "apply view-last-applied": (apply_last.view, apply_last.VIEW_FLAGS),
    "apply set-last-applied": (apply_last.set_, apply_last.SET_FLAGS),
    "apply edit-last-applied": (reading.edit, ANYTHING),
    "delete": (deleting.run, deleting.FLAGS),
    "run": (running.run_pod, running.RUN_FLAGS),
    "expose": (running.expose, running.EXPOSE_FLAGS),
    "scale": (changing.scale, changing.SCALE_FLAGS),
    "autoscale": (changing.autoscale, changing.AUTOSCALE_FLAGS),
    "label": (changing.label, changing.LABEL_FLAGS),
    "annotate": (changing.annotate, changing.LABEL_FLAGS),
    "patch": (patching.run, patching.PATCH_FLAGS),
    "replace": (replacing.run, replacing.FLAGS),
    "edit": (reading.edit, ANYTHING),
    "logs": (reading.logs, reading.LOGS_FLAGS),
    "events": (events.run, events.FLAGS),
    "explain": (reading.explain, "recursive?; api-version=; output=plaintext"),
    "api-resources": (reading.api_resources, reading.API_FLAGS),
    "api-versions": (reading.api_versions, ""),
    "version": (reading.version, "client?; output,o="),
    "cluster-info": (reading.cluster_info, ""),
    "cordon": (nodes.cordon, nodes.CORDON_FLAGS),
    "uncordon": (nodes.uncordon, nodes.CORDON_FLAGS),
    "drain": (draining.drain, draining.FLAGS),
    "taint": (nodes.taint, nodes.TAINT_FLAGS),
    "wait": (waiting.run, waiting.FLAGS),
    "diff": (diffing.run, diffing.FLAGS),
    "top": (top.run, top.FLAGS),
    "auth": (auth.unknown, ""),
    "auth can-i": (auth.can_i, "list?; subresource=; quiet,q?; all-namespaces,A?; no-headers?"),
    "auth whoami": (auth.whoami, "output,o="),
    "config": (configuring.run, configuring.FLAGS),
    "exec": (reading.refused, ANYTHING),
    "attach": (reading.refused, ANYTHING),
    "port-forward": (reading.refused, ANYTHING),
    "cp": (reading.refused, ANYTHING),
    "proxy": (reading.refused, ANYTHING),
    "debug": (reading.refused, ANYTHING),
    **{f"rollout {verb}": entry for verb, entry in rolling.VERBS.items()},
    **{f"set {what}": (run, setting.SET_FLAGS) for what, run in setting.SETTERS.items()},
    "set subject": (setting_subjects.run, setting_subjects.FLAGS),
}
SERVER_TIMEOUT = 60.0
NEED_TOPIC = ("auth", "config", "top")  # typed alone they explain themselves
GROUPED = ("create", "rollout", "set", "secret", "service")


@dataclass
class Result:
    code: int
    stdout: str
    stderr: str


def run(session: Session, words: list[str]) -> Result:
    """One command line, without the `kubectl` in front."""
    session.written = False
    session.words = words
    session.out.clear()
    session.err.clear()
    try:
        code = _run(session, words)
    except (Usage, Refused, Several) as problem:
        session.complain(render(problem))
        code = problem.code if isinstance(problem, Usage) else 1
    except Stalled as stalled:
        session.complain(_stalled(session, words, str(stalled)))
        code = 1
    except Unavailable:
        session.complain(_unreachable(session, words))
        code = 1
    return Result(code, "".join(session.out), "".join(session.err))


def _stalled(session: Session, words: list[str], what: str) -> str:
    """Whose patience ends first: the server's, or the client's if it has been given less."""
    stated = next((word.partition("=")[2] for word in words if word.startswith("--request-timeout=")), "")
    patience = times.duration(f"{stated}s" if stated.isdigit() else stated) or 0
    session.clock.wait_for(min(patience or SERVER_TIMEOUT, SERVER_TIMEOUT))
    if 0 < patience < SERVER_TIMEOUT:
        why = "request canceled (Client.Timeout exceeded while awaiting headers)"
        return f"Unable to connect to the server: net/http: {why}"
    why = "the server was unable to return a response in the time allotted, but may still be processing requests"
    return f"Error from server (Timeout): {why} ({what})"


def _unreachable(session: Session, words: list[str]) -> str:
    host = session.server.partition("//")[2]
    if words[:1] in (["apply"], ["create"], ["replace"]) and any(
        word.startswith(("-f", "--filename")) for word in words
    ):
        place = next(n for n, word in enumerate(words) if word.startswith(("-f", "--filename")))
        name = words[place].partition("=")[2] or (words[place + 1] if place + 1 < len(words) else "")
        return (
            f'error: error validating "{name}": error validating data: failed to download openapi: Get '
            f'"{session.server}/openapi/v2?timeout=32s": dial tcp {host}: connect: connection refused; if '
            "you choose to "
            "ignore these errors, turn validation off with --validate=false"
        )
    return f"The connection to the server {host} was refused - did you specify the right host or port?"


def _run(session: Session, words: list[str]) -> int:
    leading = _common_first(words)
    name, rest = _command(words[len(leading) :])
    rest = leading + rest
    if name == "help" or any(word in ("-h", "--help") for word in _before_dash(rest)):
        topic = rest[len(leading) :] if name == "help" else name.split()
        every = {one: flags for one, (_, flags) in COMMANDS.items()}
        every |= {f"create {one}": flags for one, (flags, _) in create.GENERATORS.items()}
        session.print(helping.page(topic, every))
        return 0
    if name.startswith("create ") and name not in COMMANDS:
        generator = name.removeprefix("create ")
        parsed = _parsed(session, name, rest, create.GENERATORS[generator][0])
        return create.generate(session, parsed, generator)
    command, flags = COMMANDS[name]
    return command(session, _parsed(session, name, rest, flags))


def _parsed(session: Session, name: str, words: list[str], flags: str) -> Parsed:
    try:
        parsed = parse(words, _flags(flags), f"kubectl {_label(name, words)}")
    except Usage as problem:
        if name != "diff":  # for which 1 means that something differs
            raise
        message = problem.message.partition("\n")[0]
        raise Usage(f"{message}\nSee 'kubectl diff -h' for help and examples", diffing.FAILED) from None
    if parsed.values.get("dry-run") == "unchanged":
        at = datetime.fromtimestamp(session.clock.now(), UTC).strftime("%m%d %H:%M:%S.%f")
        advice = "--dry-run is deprecated and can be replaced with --dry-run=client."
        session.complain(f"W{at}       1 helpers.go:702] {advice}")
        parsed.values["dry-run"] = "client"
    return parsed


def _label(name: str, words: list[str]) -> str:
    """Of these commands the second word is an argument to us."""
    word = next((word for word in words if not word.startswith("-")), "") if name in ("config", "top") else ""
    return f"{name} {top.ALIASES.get(word, word)}".rstrip()


def _before_dash(words: list[str]) -> list[str]:
    return words[: words.index("--")] if "--" in words else words


def _common_first(words: list[str]) -> list[str]:
    """Flags may stand before the command: kubectl -n web get pods."""
    taken: list[str] = []
    rest = list(words)
    while rest and rest[0].startswith("-") and rest[0] not in ("-h", "--help"):
        taken.append(rest.pop(0))
        if "=" not in taken[-1] and rest and taken[-1] in ("-n", "--namespace", "-s", "--server", "--context"):
            taken.append(rest.pop(0))
    return taken


_FLAGS: dict[str, list[Flag]] = {}


def _flags(text: str) -> list[Flag]:
    if text not in _FLAGS:
        own = specify(text)
        names = {flag.name for flag in own} | {flag.short for flag in own if flag.short}
        common = [flag for flag in specify(COMMON) if flag.name not in names]
        _FLAGS[text] = own + [
            Flag(flag.name, "" if flag.short in names else flag.short, flag.kind, flag.default, flag.optional)
            for flag in common
        ]
    return _FLAGS[text]


def _command(words: list[str]) -> tuple[str, list[str]]:
    if not words:
        return "help", []
    first, rest = words[0], words[1:]
    if first == "create" and rest and not rest[0].startswith("-"):
        return _generator(rest)
    if first in ("rollout", "set"):
        return _of_group(first, rest)
    if first in NEED_TOPIC and not rest:
        return "help", [first]
    if rest and f"{first} {rest[0]}" in COMMANDS:
        return f"{first} {rest[0]}", rest[1:]
    if first in COMMANDS or first in ("help", "-h", "--help"):
        return ("help", rest) if first in ("help", "-h", "--help") else (first, rest)
    message = f'error: unknown command "{first}" for "kubectl"'
    alike = _alike(first)
    if alike:
        message += "\n\nDid you mean this?\n" + "\n".join(f"\t{one}" for one in alike)
    raise Usage(message)


def _alike(word: str) -> list[str]:
    """Commands at a distance of two letters at most, as cobra finds them."""
    order = ("apply", "annotate", "set", "get")
    names = list(dict.fromkeys(name.partition(" ")[0] for name in COMMANDS))
    found = [name for name in names if _distance(word.lower(), name) <= 2 or name.startswith(word.lower())]
    found = found or get_close_matches(word, names, 1, 0.9)
    return sorted(found, key=lambda name: order.index(name) if name in order else -1)


def _distance(one: str, other: str) -> int:
    row = list(range(len(other) + 1))
    for place, letter in enumerate(one, 1):
        previous, row[0] = row[0], place
        for column, character in enumerate(other, 1):
            previous, row[column] = (
                row[column],
                min(row[column] + 1, row[column - 1] + 1, previous + (letter != character)),
            )
    return row[-1]


def _generator(rest: list[str]) -> tuple[str, list[str]]:
    name = create.ALIASES.get(rest[0], rest[0])
    if name in ("secret", "service"):
        kinds = [one.partition(" ")[2] for one in create.GENERATORS if one.startswith(f"{name} ")]
        if len(rest) < 2 or rest[1] not in kinds:
            raise Usage(
                f"error: must specify one of {', '.join(kinds)}\nSee 'kubectl create {name} -h' for help and examples"
            )
        return f"create {name} {rest[1]}", rest[2:]
    if name not in create.GENERATORS and f"create {name}" not in COMMANDS:
        raise Usage(f"error: Unexpected args: [{' '.join(rest)}]\nSee 'kubectl create -h' for help and examples")
    return f"create {name}", rest[1:]


def _of_group(group: str, rest: list[str]) -> tuple[str, list[str]]:
    aliases = {"sa": "serviceaccount"}
    verb = aliases.get(rest[0], rest[0]) if rest else ""
    if f"{group} {verb}" in COMMANDS:
        return f"{group} {verb}", rest[1:]
    if not rest or rest[0] in ("-h", "--help"):
        return "help", [group]
    raise Usage(
        f'error: unknown command "{rest[0]}" for "kubectl {group}"\nSee \'kubectl {group} -h\' for help and examples'
    )
