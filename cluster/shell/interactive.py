"""`python -m cluster`: a shell on a fresh cluster, with verbs of its own for what kubectl cannot do."""

import re
import sys
from collections.abc import Iterable
from functools import partial
from typing import TextIO

from .. import causes as consequences
from .. import processes
from ..cluster import Cluster
from ..kubectl.main import Result
from ..values import Object
from .arguments import LARGEST_FILE
from .completion import completions
from .session import Command, Shell
from .verbs import VERBS, Misunderstood, Verb

THINKING = 1.0  # seconds that pass with every line, as if somebody typed it
WELCOME = """\
A Kubernetes 1.32 of three nodes, all of it in this program. Type kubectl, or help for what else there is.
Time stands still until you type: every line takes a second, `advance 30s` lets more of it pass.
"""
EXAMPLE = """\
apiVersion: v1
kind: ReplicationController
metadata:
  name: app
spec:
  replicas: 2
  selector:
    app: app
  template:
    metadata:
      labels:
        app: app
    spec:
      containers:
      - name: app
        image: shop:v1
        imagePullPolicy: IfNotPresent
        ports:
        - containerPort: 8080
"""
_HERE = re.compile(r"(?<!<)<<-?\s*(['\"]?)(\w+)\1")


class Console:
    """Lines in, texts out; nothing here knows of a terminal."""

    def __init__(self, cluster: Cluster | None = None) -> None:
        self.cluster = cluster or Cluster()
        self.shell = Shell(self.cluster)
        self.shell.files["app_deploy_rc.yaml"] = EXAMPLE
        kubectl = self.shell.commands["kubectl"]
        self.shell.commands |= dict.fromkeys(("kubectl", "k"), partial(self._kubectl, kubectl))
        self.shell.commands |= {name: partial(self._verb, name, verb) for name, verb in VERBS.items()}
        self.before = self.cluster.machine.store.revision  # the last command that changed something
        self._line_began = self.before
        self.told = self.before  # up to where the Events have been shown
        self._here: tuple[str, str, list[str]] | None = None  # a line, what ends its input, its input

    @property
    def namespace(self) -> str:
        return self.shell.session.namespace

    @property
    def clock(self) -> str:
        return self.at(self.cluster.time)

    @staticmethod
    def at(time: float) -> str:
        seconds = int(time)
        return f"{seconds // 3600:02}:{seconds // 60 % 60:02}:{seconds % 60:02}"

    @property
    def prompt(self) -> str:
        return "> " if self._here else f"{self.clock} $ "

    def enter(self, line: str) -> str:
        if self._here is not None:
            return self._continued(line, *self._here)
        found = _HERE.search(line)
        if found is not None:
            self._here = line[: found.start()] + line[found.end() :], found.group(2), []
            return ""
        return self._run(line)

    def interrupt(self) -> None:
        self._here = None

    def _continued(self, line: str, command: str, mark: str, lines: list[str]) -> str:
        if line.strip() != mark:
            lines.append(line)
            if sum(map(len, lines)) > LARGEST_FILE:
                self.interrupt()
                return "sh: a here-document is no longer than a file may be: given up\n"
            return ""
        self._here = None
        return self._run(command, "".join(f"{one}\n" for one in lines))

    def _run(self, line: str, stdin: str | None = None) -> str:
        if not line.strip() or line.lstrip().startswith("#"):
            return ""
        self.cluster.run_until(self.cluster.time + THINKING)
        self._line_began = self.cluster.machine.store.revision
        result = self.shell.line(line, stdin)
        # What kubectl remarks comes before what was asked for, what went wrong after what there was.
        return result.stdout + result.stderr if result.code else result.stderr + result.stdout

    def _kubectl(self, run: Command, words: list[str], stdin: str | None) -> Result:
        result = run(words, stdin)
        if consequences.asked(self.cluster.machine, self._line_began):
            self.before = self._line_began
        return result

    def _verb(self, name: str, verb: Verb, words: list[str], stdin: str | None) -> Result:
        try:
            return Result(0, verb.run(self, words), "")
        except (Misunderstood, ValueError) as error:
            return Result(1, "", f"{name}: {error}\n")

    def completions(self, line: str) -> list[str]:
        return completions(self, line)

    # What the verbs ask for

    def nodes(self) -> list[str]:
        return [
            name.removeprefix("kubelet/") for name in self.cluster.machine.components if name.startswith("kubelet/")
        ]

    def process(self, word: str) -> str:
        every = processes.every(self.cluster.machine)
        if word in every:
            return word
        if word in self.nodes():
            own = ", ".join(one for one in every if one.endswith(f"/{word}"))
            raise Misunderstood(f"which of {own}? To cut the whole node off: unplug {word}")
        raise Misunderstood(f"one of {', '.join(every)}")

    def pod(self, word: str) -> Object:
        name = word.removeprefix("pod/")
        found = self.cluster.machine.store.get("pods", self.namespace, name)
        if found is None:
            raise Misunderstood(f"there is no Pod {name} in {self.namespace}")
        return found

    def images_on(self, node: str) -> Object:
        return self.cluster.machine.components[f"kubelet/{node}"].state.get("images", {})


def loop(console: Console, lines: Iterable[str], out: TextIO = sys.stdout) -> None:
    for line in lines:
        if line.strip() in ("exit", "quit"):
            return
        out.write(console.enter(line))
        out.flush()
