"""Command lines as kubectl reads them: pflag's rules and pflag's complaints."""

from dataclasses import dataclass, field
from typing import Any

from .. import quantity, times
from ..values import whole


class Usage(Exception):
    """What is printed on stderr, and how kubectl ends."""

    def __init__(self, message: str, code: int = 1) -> None:
        super().__init__(message)
        self.message, self.code = message, code


@dataclass(frozen=True)
class Flag:
    name: str
    short: str
    kind: str  # bool, string, int, list, duration, tristate
    default: Any
    optional: str = ""  # the value of `--flag` alone, where a value may be left out


Values = dict[str, Any]
# What every command understands.
COMMON = (
    "namespace,n=; context=; cluster=; user=; kubeconfig=; server,s=; request-timeout=; as=; token=; cache-dir=; "
    "v=; insecure-skip-tls-verify?"
)


def specify(text: str) -> list[Flag]:
    """`name,x=default` a text, `name#0` a number, `name?` a switch, `name*` a list, `name~5s` a duration, `name=a|b`
    a text whose value is b if none is given."""
    found = []
    for part in filter(None, (piece.strip() for piece in text.split(";"))):
        mark = next(character for character in part if character in "=#?*~")
        names, _, default = part.partition(mark)
        name, _, short = names.partition(",")
        kind = {"=": "string", "#": "int", "?": "bool", "*": "list", "~": "duration"}[mark]
        value: Any = default
        optional = ""
        if kind == "string" and "|" in default:
            value, _, optional = default.partition("|")
        elif kind == "int":
            value = int(default) if default else None
        elif kind == "bool":
            value = default == "true"
        elif kind == "list":
            value = []
        elif kind == "duration":
            value = times.duration(default) if default else None
        found.append(Flag(name, short, kind, value, optional))
    return found


@dataclass
class Parsed:
    arguments: list[str]
    values: Values
    given: set[str] = field(default_factory=set)
    after_dash: int | None = None  # how many arguments stand before `--`

    def __getitem__(self, name: str) -> Any:
        return self.values[name]

    @property
    def command(self) -> list[str]:
        """What stands behind `--`."""
        return self.arguments[self.after_dash :] if self.after_dash is not None else []

    @property
    def before(self) -> list[str]:
        return self.arguments if self.after_dash is None else self.arguments[: self.after_dash]


def parse(words: list[str], flags: list[Flag], command: str) -> Parsed:
    long = {flag.name: flag for flag in flags}
    short = {flag.short: flag for flag in flags if flag.short}
    parsed = Parsed([], {flag.name: list(flag.default) if flag.kind == "list" else flag.default for flag in flags})
    rest = list(words)
    while rest:
        word = rest.pop(0)
        if word == "--":
            parsed.after_dash = len(parsed.arguments)
            parsed.arguments += rest
            break
        if word.startswith("--"):
            name, equals, value = word[2:].partition("=")
            if name not in long:
                raise Usage(f"error: unknown flag: --{name}\nSee '{command} --help' for usage.")
            _take(long[name], f"--{name}", value if equals else None, rest, parsed, command)
        elif word.startswith("-") and len(word) > 1:
            _shorthand(word, short, rest, parsed, command)
        else:
            parsed.arguments.append(word)
    return parsed


def _shorthand(word: str, short: dict[str, Flag], rest: list[str], parsed: Parsed, command: str) -> None:
    letters = word[1:]
    while letters:
        letter, letters = letters[0], letters[1:]
        if letter not in short:
            raise Usage(f"error: unknown shorthand flag: '{letter}' in {word}\nSee '{command} --help' for usage.")
        flag = short[letter]
        if flag.kind == "bool" and not letters.startswith("="):
            _set(flag, f"-{letter}", "true", parsed, command)
            continue
        if not letters and not rest:
            raise Usage(f"error: flag needs an argument: '{letter}' in {word}\nSee '{command} --help' for usage.")
        value = letters.removeprefix("=") if letters else None
        _take(flag, f"-{letter}, --{flag.name}", value, rest, parsed, command)
        return


def _take(flag: Flag, label: str, value: str | None, rest: list[str], parsed: Parsed, command: str) -> None:
    if value is None:
        if flag.kind == "bool":
            value = "true"
        elif flag.optional:
            value = flag.optional
        elif not rest:
            raise Usage(f"error: flag needs an argument: {label}\nSee '{command} --help' for usage.")
        else:
            value = rest.pop(0)
    _set(flag, label, value, parsed, command)


def _set(flag: Flag, label: str, value: str, parsed: Parsed, command: str) -> None:
    label = label if label.startswith("-") and "," in label else f"--{flag.name}"

    def bad(why: str) -> Usage:
        return Usage(
            f'error: invalid argument "{value}" for "{label}" flag: {why}\nSee \'{command} --help\' for usage.'
        )

    parsed.given.add(flag.name)
    match flag.kind:
        case "bool":
            if value not in ("true", "false", "1", "0", "t", "f", "True", "False"):
                raise bad(f'strconv.ParseBool: parsing "{value}": invalid syntax')
            parsed.values[flag.name] = value in ("true", "1", "t", "True")
        case "int":
            number = whole(value.removeprefix("+"), None)
            if number is None:
                raise bad(f'strconv.ParseInt: parsing "{value}": invalid syntax')
            parsed.values[flag.name] = number
        case "list":
            parsed.values[flag.name].append(value)
        case "duration":
            found = times.duration(value)
            if found is None:
                raise bad(f'time: invalid duration "{value}"')
            parsed.values[flag.name] = found
        case _:
            parsed.values[flag.name] = value


def amounts(text: str) -> dict[str, str]:
    """Of cpu=1,memory=1Gi: the quantities, as they are written, by name."""
    found = {}
    for part in filter(None, text.split(",")):
        name, equals, amount = part.partition("=")
        if not equals:
            raise Usage(f"error: Invalid argument syntax {part}, expected <resource>=<value>")
        try:
            quantity.exact(amount)
        except quantity.NotAQuantity as error:
            raise Usage(f"error: {error}") from None
        found[name] = amount
    return found
