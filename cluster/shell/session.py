"""Command lines: kubectl, a few filters, pipes, `$(…)`, redirections into files that are only in memory."""

from collections.abc import Callable, Iterator

from .. import times
from ..cluster import Cluster
from ..kubectl import main as kubectl
from ..kubectl.main import Result
from ..kubectl.session import Session
from ..machine import Exhausted
from . import filters
from .arguments import LARGEST_FILE, Misused, store
from .clock import ClusterClock
from .hints import HINTS
from .language import DUPLICATED, Kind, Part, Pipeline, SimpleCommand, Unreadable, Word, read

LONGEST_LINE, LONGEST_OUTPUT = 100_000, 5_000_000
MOST_VARIABLES = 200
MOST_STEPS = 100_000  # that a line may let the cluster take: some ten seconds
DEEPEST = 10  # of `$(…)` within `$(…)`
MOST_RUNS = 1000  # that one xargs may start
LONGEST = 7 * 24 * 3600.0  # that anybody sleeps at once
NULL = "/dev/null"
STOPPED = "more happens in this time than is waited for at once; what is left of it has not passed yet"
# Where a stream goes: a file, and whether to its end; these two go on as what they are.
OUT, ERR = ("&1", True), ("&2", True)
Command = Callable[[list[str], str | None], Result]  # (its arguments, its input)


class Refused(Exception):
    """What the shell itself will not do, with its exit code."""

    def __init__(self, text: str, code: int = 1) -> None:
        super().__init__(text)
        self.code = code


class Shell:
    def __init__(self, cluster: Cluster, namespace: str = "default") -> None:
        self.cluster = cluster
        self.files: dict[str, str] = {}
        self.variables: dict[str, str] = {"?": "0"}
        server = cluster.machine.timing.server
        self.session = Session(cluster.api.handle, ClusterClock(cluster), namespace, server, self.files)
        # The one place to add a command that is no filter of texts.
        self.commands: dict[str, Command] = {
            "kubectl": self._kubectl,
            "k": self._kubectl,
            "sleep": self._sleep,
            "xargs": self._xargs,
        }
        self._depth = 0

    def command(self, words: list[str], stdin: str | None = None) -> Result:
        """One command, its words already told apart."""
        if not words:
            return Result(0, "", "")
        name = words[0]
        if name in self.commands:
            return self.commands[name](words[1:], stdin)
        if name in filters.COMMANDS:
            return filters.run(words, stdin or "", self.files)
        hint = f" ({HINTS[name]})" if name in HINTS else ""
        return Result(127, "", f"sh: {name}: command not found{hint}\n")

    def line(self, text: str, stdin: str | None = None) -> Result:
        """A whole line, as it is typed; `stdin` is what a here-document gives to its commands."""
        machine = self.cluster.machine
        machine.budget = MOST_STEPS
        try:
            return self._line(text, stdin)
        finally:
            machine.budget = None

    def _line(self, text: str, stdin: str | None = None) -> Result:
        if len(text) > LONGEST_LINE:
            return Result(2, "", f"sh: a line has at most {LONGEST_LINE} characters\n")
        code, out, err = 0, "", ""
        try:
            for pipeline in read(text):
                if (pipeline.joint == "&&" and code) or (pipeline.joint == "||" and not code):
                    continue
                result = self._pipeline(pipeline, stdin)
                code, out, err = result.code, out + result.stdout, err + result.stderr
                self.variables["?"] = str(code)
                if len(out) + len(err) > LONGEST_OUTPUT:
                    return Result(1, out[:LONGEST_OUTPUT], "sh: more output than this shell keeps: stopped\n")
        except Unreadable as error:
            return Result(2, out, f"{err}sh: {error}\n")
        except Exhausted:
            if self._depth:
                raise
            return Result(1, out, f"{err}sh: {STOPPED}\n")
        return Result(code, out, err)

    def _pipeline(self, pipeline: Pipeline, stdin: str | None) -> Result:
        complaints, result = "", Result(0, "", "")
        for command in pipeline.commands:
            try:
                result = self._run(command, stdin)
            except Refused as refused:
                result = Result(refused.code, "", f"sh: {refused}\n")
            complaints += result.stderr
            stdin = result.stdout
        return Result(result.code, result.stdout, complaints)

    def _run(self, command: SimpleCommand, stdin: str | None) -> Result:
        complaints: list[str] = []
        words: list[str] = []
        size = 0
        for word in command.words:
            expanded = self._expanded(word, complaints)
            words += expanded
            size += sum(map(len, expanded))
            if size > LARGEST_FILE:
                raise Refused("the command is too long")
        assigned = {name: self._whole(word, complaints) for name, word in command.assignments}
        if not words:  # before a command they are its environment, which nothing here reads
            self._assign(assigned)
        sinks = {"1": OUT, "2": ERR}
        for mark, target in command.redirections:
            name = self._whole(target, complaints).removeprefix("./")
            if mark == "<":
                stdin = self._content(name)
            elif mark in DUPLICATED:
                stream, other = DUPLICATED[mark]
                sinks[stream] = sinks[other]
            else:
                streams = {"2": "2", "&": "12"}.get(mark[0], "1")
                sinks |= dict.fromkeys(streams, (name, mark.endswith(">>")))
        result = self.command(words, stdin)
        return self._directed(Result(result.code, result.stdout, "".join(complaints) + result.stderr), sinks)

    def _directed(self, result: Result, sinks: dict[str, tuple[str, bool]]) -> Result:
        gathered = {sinks["1"]: result.stdout}
        gathered[sinks["2"]] = gathered.get(sinks["2"], "") + result.stderr
        out, err = gathered.pop(OUT, ""), gathered.pop(ERR, "")
        for (name, appending), text in gathered.items():
            self._write(name, appending, text)
        return Result(result.code, out, err)

    # Words

    def _expanded(self, word: Word, complaints: list[str]) -> list[str]:
        """What is not quoted falls apart at its blanks."""
        fields: list[str] = []
        begins = True  # whether what comes next is a field of its own
        for part, text in self._values(word, complaints):
            falls_apart = not part.quoted and part.kind is not Kind.TEXT
            begins = begins or (falls_apart and text[:1].isspace())
            for place, piece in enumerate(text.split() if falls_apart else [text]):
                if begins or place:
                    fields.append(piece)
                else:
                    fields[-1] += piece
                begins = False
            begins = begins or (falls_apart and text[-1:].isspace())
        return fields

    def _whole(self, word: Word, complaints: list[str]) -> str:
        """A variable's value or a file's name, which does not fall apart."""
        return "".join(text for _, text in self._values(word, complaints))

    def _values(self, word: Word, complaints: list[str]) -> Iterator[tuple[Part, str]]:
        size = 0
        for part in word:
            text = self._value(part.kind, part.text, complaints)
            size += len(text)
            if size > LARGEST_FILE:
                raise Refused("a word is too long")
            yield part, text

    def _value(self, kind: Kind, text: str, complaints: list[str]) -> str:
        if kind is Kind.TEXT:
            return text
        if kind is Kind.VARIABLE:
            return self.variables.get(text, "")
        if self._depth >= DEEPEST:
            raise Refused("too many commands within commands")
        self._depth += 1
        try:
            result = self._line(text)
        finally:
            self._depth -= 1
        complaints.append(result.stderr)
        return result.stdout.rstrip("\n")

    def _assign(self, given: dict[str, str]) -> None:
        kept = {**self.variables, **given}
        if len(kept) > MOST_VARIABLES or sum(map(len, kept.values())) > LARGEST_FILE:
            raise Refused("no space left for variables")
        self.variables = kept

    # Files

    def _content(self, name: str) -> str:
        if name != NULL and name not in self.files:
            raise Refused(f"{name}: No such file or directory")
        return self.files.get(name, "")

    def _write(self, name: str, appending: bool, content: str) -> None:
        if name == NULL:
            return
        try:
            store(self.files, name, self.files.get(name, "") + content if appending else content)
        except Misused as error:
            raise Refused(str(error)) from None

    # Commands that are no filters

    def _kubectl(self, words: list[str], stdin: str | None) -> Result:
        self.session.stdin = stdin
        return kubectl.run(self.session, words)

    def _sleep(self, words: list[str], stdin: str | None) -> Result:
        text = words[0] if len(words) == 1 else ""
        seconds = times.duration(f"{text}s" if text.replace(".", "", 1).isdecimal() else text)
        if seconds is None or not 0 <= seconds <= LONGEST:
            return Result(1, "", f"sleep: invalid time interval '{text[:40]}'\n")
        self.cluster.run_until(self.cluster.time + seconds)
        return Result(0, "", "")

    def _xargs(self, words: list[str], stdin: str | None) -> Result:
        """One command with all the words that come in; with -n 1 or -I {}, one for each."""
        given, one_each, mark = (stdin or "").split(), False, ""
        while words and words[0].startswith("-"):
            option, words = words[0], words[1:]
            if option == "-n1" or (option == "-n" and words[:1] == ["1"]):
                one_each, words = True, words[1:] if option == "-n" else words
            elif option.startswith("-I") and (option[2:] or words):
                mark, words = (option[2:], words) if option[2:] else (words[0], words[1:])
            elif option not in ("-r", "-t"):
                return Result(1, "", f"xargs: only -n 1, -I and -r are offered here, not {option[:40]}\n")
        if mark:
            lines = [one for one in (stdin or "").splitlines() if one.strip()]
            if sum(word.count(mark) for word in words) * sum(map(len, lines)) > LONGEST_OUTPUT:
                return Result(1, "", "xargs: argument line too long\n")
            runs = [[word.replace(mark, one) for word in words] for one in lines]
        else:
            runs = [[*words, one] for one in given] if one_each else [[*words, *given]] if given else []
        if len(runs) > MOST_RUNS or words[:1] == ["xargs"]:
            return Result(1, "", f"xargs: at most {MOST_RUNS} commands, and none of them xargs\n")
        code, out, err = 0, "", ""
        for run in runs:
            result = self.command(run if words else ["echo", *run])
            code, out, err = 123 if result.code else code, out + result.stdout, err + result.stderr
            if len(out) + len(err) > LONGEST_OUTPUT:
                return Result(1, out[:LONGEST_OUTPUT], "xargs: more output than this shell keeps: stopped\n")
        return Result(code, out, err)
