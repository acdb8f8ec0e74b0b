"""A command line as a POSIX shell reads it: words with their quotes, operators, and what is still to be expanded."""

import re
from dataclasses import dataclass, field
from enum import Enum
from typing import NamedTuple

# A stream's number counts only where a word would begin; so these are tried there alone.
_OPERATOR = re.compile(r">&2|&>>|&>|>>|>|<|&&|\|\||\||;|&|\n|\(|\)")
_NUMBERED_OPERATOR = re.compile(r"2>&1|1>&2|2>>|2>")
_VARIABLE = re.compile(r"\$(?:([A-Za-z_]\w*|\?)|\{([A-Za-z_]\w*|\?)\})")
_ASSIGNMENT = re.compile(r"[A-Za-z_]\w*=")
_ORDINARY = re.compile(r"[^ \t\r\n'\"\\$`;&|<>()]+")
_WITHIN_QUOTES = re.compile(r"[^\"\\$`]+")
BLANKS = " \t\r"  # no others: what looks like one may be a letter of a word
JOINTS = (";", "\n", "&&", "||")
# Which stream goes where another goes.
DUPLICATED = {"2>&1": ("2", "1"), ">&2": ("1", "2"), "1>&2": ("1", "2")}
REDIRECTIONS = (">", ">>", "2>", "2>>", "&>", "&>>", "<")


class Unreadable(Exception):
    """The line has no meaning; says why as a shell does."""


class Kind(Enum):
    TEXT = "text"
    VARIABLE = "variable"
    COMMAND = "command"


class Part(NamedTuple):
    """A stretch of a word: itself, a variable's name, or a command whose output is meant. Quoted, it stays whole."""

    kind: Kind
    text: str
    quoted: bool = False


Word = tuple[Part, ...]


@dataclass
class SimpleCommand:
    assignments: list[tuple[str, Word]] = field(default_factory=list)
    words: list[Word] = field(default_factory=list)
    redirections: list[tuple[str, Word]] = field(default_factory=list)

    @property
    def is_empty(self) -> bool:
        return not (self.assignments or self.words or self.redirections)


@dataclass
class Pipeline:
    """`joint` is what stands before it: on which outcome of the one before it is run."""

    joint: str
    commands: list[SimpleCommand]


def read(text: str) -> list[Pipeline]:
    found = [Pipeline(";", [SimpleCommand()])]
    tokens = iter(_Tokens(text).every())
    for one in tokens:
        command = found[-1].commands[-1]
        if not isinstance(one, str):
            _take(command, one)
        elif one in REDIRECTIONS:
            target = next(tokens, "newline")
            if isinstance(target, str):
                raise _unexpected(target)
            command.redirections.append((one, target))
        elif one in DUPLICATED:
            command.redirections.append((one, ()))
        elif one == "&":
            raise Unreadable("nothing runs in the background here: one command after another")
        elif command.is_empty and one != "\n":
            raise _unexpected(one)
        elif command.is_empty:  # a blank line, or one that goes on behind `&&` or `|`
            continue
        elif one == "|":
            found[-1].commands.append(SimpleCommand())
        elif one in JOINTS:
            found.append(Pipeline(one, [SimpleCommand()]))
        else:
            raise _unexpected(one)
    if found[-1].commands[-1].is_empty:
        if len(found[-1].commands) > 1 or found[-1].joint in ("&&", "||"):
            raise Unreadable("syntax error: unexpected end of file")
        found.pop()
    return found


def _take(command: SimpleCommand, word: Word) -> None:
    first = word[0]
    stated = _ASSIGNMENT.match(first.text) if first.kind is Kind.TEXT and not first.quoted else None
    if stated and not command.words:
        rest = Part(Kind.TEXT, first.text[stated.end() :], quoted=True)
        command.assignments.append((stated.group(0)[:-1], (rest, *word[1:])))
    else:
        command.words.append(word)


def _unexpected(token: str) -> Unreadable:
    return Unreadable(f"syntax error near unexpected token `{'newline' if token == chr(10) else token}'")


class _Tokens:
    def __init__(self, text: str) -> None:
        self.text, self.place = text, 0

    def every(self) -> list[str | Word]:
        found: list[str | Word] = []
        while self.place < len(self.text):
            here = self.text[self.place]
            if here in BLANKS:
                self.place += 1
            elif here == "#":
                end = self.text.find("\n", self.place)
                self.place = len(self.text) if end < 0 else end
            elif operator := self._match(_NUMBERED_OPERATOR) or self._match(_OPERATOR):
                found.append(operator)
            else:
                word = self._word()
                if word:
                    found.append(word)
        return found

    def _match(self, pattern: re.Pattern[str]) -> str:
        match = pattern.match(self.text, self.place)
        if match is None:
            return ""
        self.place = match.end()
        return match.group(0)

    def _word(self) -> Word:
        parts: list[Part] = []
        while self.place < len(self.text):
            here = self.text[self.place]
            if here in BLANKS or _OPERATOR.match(self.text, self.place):
                break
            if here == "'":
                parts.append(Part(Kind.TEXT, self._until("'"), quoted=True))
            elif here == '"':
                parts += self._quoted()
            elif here == "\\":
                parts += self._escaped()
            elif here in "$`":
                parts.append(self._expansion(quoted=False))
            else:
                parts.append(Part(Kind.TEXT, self._match(_ORDINARY)))
        return tuple(parts)

    def _until(self, mark: str) -> str:
        """What stands between the mark here and the next."""
        end = self.text.find(mark, self.place + 1)
        if end < 0:
            raise Unreadable(f"unexpected EOF while looking for matching `{mark}'")
        inner, self.place = self.text[self.place + 1 : end], end + 1
        return inner

    def _escaped(self) -> list[Part]:
        following = self.text[self.place + 1 : self.place + 2]
        self.place += 2
        return [] if following == "\n" else [Part(Kind.TEXT, following or "\\", quoted=True)]

    def _quoted(self) -> list[Part]:
        parts = [Part(Kind.TEXT, "", quoted=True)]  # "" is a word, too
        self.place += 1
        while self.place < len(self.text):
            here = self.text[self.place]
            if here == '"':
                self.place += 1
                return parts
            if here == "\\":
                following = self.text[self.place + 1 : self.place + 2]
                kept = {"\n": "", "$": "$", "`": "`", '"': '"', "\\": "\\"}.get(following, f"\\{following}")
                parts.append(Part(Kind.TEXT, kept, quoted=True))
                self.place += 2
            elif here in "$`":
                parts.append(self._expansion(quoted=True))
            else:
                parts.append(Part(Kind.TEXT, self._match(_WITHIN_QUOTES), quoted=True))
        raise Unreadable("unexpected EOF while looking for matching `\"'")

    def _expansion(self, quoted: bool) -> Part:
        if self.text[self.place] == "`":
            return Part(Kind.COMMAND, self._until("`"), quoted)
        if self.text.startswith("$(", self.place):
            self.place += 2
            return Part(Kind.COMMAND, self._enclosed(), quoted)
        match = _VARIABLE.match(self.text, self.place)
        if match is None:
            self.place += 1
            return Part(Kind.TEXT, "$", quoted)
        self.place = match.end()
        return Part(Kind.VARIABLE, match.group(1) or match.group(2), quoted)

    def _enclosed(self) -> str:
        """Up to the parenthesis that closes; those within quotes do not count."""
        start, depth, quote = self.place, 1, ""
        for place in range(start, len(self.text)):
            here = self.text[place]
            if quote:
                quote = "" if here == quote else quote
            elif here in "'\"":
                quote = here
            else:
                depth += (here == "(") - (here == ")")
            if depth == 0:
                self.place = place + 1
                return self.text[start:place]
        raise Unreadable("unexpected EOF while looking for matching `)'")
