"""Command lines: kubectl, a few filters, pipes, `$(…)`, redirections into files that are only in memory."""

import re
import shlex

from ..cluster import Cluster
from ..kubectl import main as kubectl
from ..kubectl.main import Result
from ..kubectl.session import Session
from . import filters
from .clock import ClusterClock

MOST_FILES, LARGEST_FILE = 200, 1_000_000
_SUBSTITUTION = re.compile(r"\$\(([^()]*)\)")


class Shell:
    def __init__(self, cluster: Cluster, namespace: str = "default") -> None:
        self.cluster = cluster
        self.files: dict[str, str] = {}
        server = cluster.machine.timing.server
        self.session = Session(cluster.api.handle, ClusterClock(cluster), namespace, server, self.files)

    def command(self, words: list[str], stdin: str | None = None) -> Result:
        """One command, its words already told apart."""
        if not words:
            return Result(0, "", "")
        if words[0] in ("kubectl", "k"):
            self.session.stdin = stdin
            return kubectl.run(self.session, words[1:])
        return filters.run(words, stdin or "", self.files)

    def line(self, text: str, stdin: str | None = None) -> Result:
        """A whole line, as it is typed; `stdin` is what a here-document gives to its commands."""
        code, out, err = 0, "", ""
        for part in _split(text, ";"):
            result = self._and(part, stdin)
            code, out, err = result.code, out + result.stdout, err + result.stderr
        return Result(code, out, err)

    def _and(self, text: str, stdin: str | None) -> Result:
        code, out, err = 0, "", ""
        for part in _split(text, "&&"):
            result = self._pipeline(part, stdin)
            code, out, err = result.code, out + result.stdout, err + result.stderr
            if code:
                break
        return Result(code, out, err)

    def _pipeline(self, text: str, stdin: str | None) -> Result:
        text, complaints = self.substituted(text)
        result = Result(0, "", "")
        for part in _split(text, "|"):
            try:
                words, target, appending = _redirected(shlex.split(part, comments=True))
            except ValueError as error:
                return Result(2, "", f"sh: {error}\n")
            if not words:
                continue
            result = self.command(words, stdin)
            complaints += result.stderr
            stdin = result.stdout
            if target:
                problem = self._write(target, result.stdout, appending)
                if problem:
                    return Result(1, "", complaints + problem)
                stdin = ""
        return Result(result.code, stdin or "", complaints)

    def substituted(self, text: str) -> tuple[str, str]:
        complaints = ""
        for _ in range(20):
            match = _SUBSTITUTION.search(text)
            if match is None:
                break
            inner = self.line(match.group(1))
            complaints += inner.stderr
            text = text[: match.start()] + inner.stdout.strip().replace("\n", " ") + text[match.end() :]
        return text, complaints

    def _write(self, name: str, content: str, appending: bool) -> str:
        content = self.files.get(name, "") + content if appending else content
        if len(content) > LARGEST_FILE or (name not in self.files and len(self.files) >= MOST_FILES):
            return f"sh: {name}: no space left\n"
        self.files[name] = content
        return ""


def _redirected(words: list[str]) -> tuple[list[str], str, bool]:
    for mark in (">>", ">"):
        if mark in words:
            place = words.index(mark)
            if place + 1 >= len(words):
                raise ValueError("syntax error near unexpected token `newline'")
            return words[:place] + words[place + 2 :], words[place + 1], mark == ">>"
    return words, "", False


def _split(text: str, separator: str) -> list[str]:
    """At the separator, but not within quotes or `$(…)`."""
    parts, current, quote, depth, place = [], "", "", 0, 0
    while place < len(text):
        character = text[place]
        if quote:
            quote = "" if character == quote else quote
        elif character in "'\"":
            quote = character
        elif text.startswith("$(", place):
            depth += 1
        elif character == ")" and depth:
            depth -= 1
        elif (
            not depth and text.startswith(separator, place) and not (separator == "|" and text.startswith("||", place))
        ):
            parts.append(current)
            current = ""
            place += len(separator)
            continue
        current += character
        place += 1
    return [part for part in [*parts, current] if part.strip()]
