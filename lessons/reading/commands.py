"""Commands in blocks of shell: without prompts, output and comments, exactly as they are to be typed."""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from .blocks import Line
from .note import Command
from .openers import skip
from .shell import KNOWN_COMMANDS

_SHELLS = frozenset("bash console ksh sh shell shell-script shell-session shellsession terminal zsh".split())  # noqa: SIM905
_SESSIONS = frozenset(["console", "shell-session", "shellsession", "terminal"])
_PROMPT = re.compile(
    r"[ \t]*(?:\([\w.-]+\)[ \t]?)?"  # an environment's name
    r"(?:\[[^\[\]\n]{1,80}\][ \t]?[#$%]"
    r"|[\w.-]{1,40}@[\w.-]{1,60}(?:[: ][^\s#$%]{0,80})?[ \t]?[#$%]"
    r"|(?:ba)?sh-[\d.]+[#$]|/ [#$]|\$)"
    r"(?:[ \t]+|$)"
)
_ROOT_PROMPT = re.compile(r"[ \t]*#[ \t]+")
_CONTINUED_PROMPT = re.compile(r"[ \t]*>[ \t]?")
_HEREDOC = re.compile(r"<<-?[ \t]*(?:'([^'\n]+)'|\"([^\"\n]+)\"|\\?([A-Za-z_][\w.-]*))")
_QUOTES = re.compile(r"\\.|['\"]|[ \t]#")
_UNFINISHED = ("\\", "|", "&&")
_LONGEST = 500  # lines of one command
_FIRST_WORD = re.compile(r"(?:sudo[ \t]+)?(?:[A-Za-z_]\w*=\S*[ \t]+)*([\w./~+-]+)")
_COMPOUNDS = {"for": "done", "while": "done", "until": "done", "if": "fi", "case": "esac"}


@dataclass(frozen=True, slots=True)
class _Row:
    number: int
    text: str


def commands(lines: Sequence[Line]) -> tuple[Command, ...]:
    """Of all shell blocks among the lines; a block without a language counts if it reads like shell."""
    return tuple(command for block in shell_blocks(lines) for command in block)


def behind_prompt(line: str) -> str | None:
    """What stands behind a shell's prompt, None where there is none. `# x` may be a comment as well."""
    match = _PROMPT.match(line) or _ROOT_PROMPT.match(line)
    return line[match.end() :].strip() if match else None


def shell_blocks(lines: Sequence[Line]) -> list[list[Command]]:
    return [found for info, rows in _code_blocks(lines) if (found := _commands(info, rows))]


def _code_blocks(lines: Sequence[Line]) -> Iterator[tuple[str, list[_Row]]]:
    """Each block's language and its lines without the block's own indent."""
    at = 0
    while at < len(lines):
        line = lines[at]
        end = at + 1
        if line.kind == "fence" and line.opens:
            while not lines[end - 1].closes and end < len(lines) and lines[end].kind == "fence":
                end += 1
            yield _language(line.info), [_Row(row.number, _inside(row, line.indent)) for row in _body(lines[at:end])]
        elif line.kind == "indented":
            while end < len(lines) and lines[end].kind == "indented" and not lines[end].item:
                end += 1
            yield "", [_Row(row.number, _inside(row, 4)) for row in lines[at:end]]
        at = end


def _body(fence: Sequence[Line]) -> Sequence[Line]:
    last = fence[-1].content.strip()
    marks = fence[0].content.strip()[:3]
    closed = len(fence) > 1 and last.startswith(marks) and not last.strip(marks[0])
    return fence[1:-1] if closed else fence[1:]


def _language(info: str) -> str:
    words = re.split(r"[\s,{:]", info.strip().lstrip("{.").lower(), maxsplit=1)
    return words[0].rstrip("}")


def _inside(line: Line, indent: int) -> str:
    return skip(line.content, 0, min(indent, line.indent)) if indent else line.content


def _commands(language: str, rows: list[_Row]) -> list[Command]:
    if language and language not in _SHELLS:
        return []
    prompts = _prompts(language, rows)
    if prompts is None and not language and not _reads_like_shell(rows):
        return []
    return list(_grouped(rows, prompts))


def _prompts(language: str, rows: list[_Row]) -> re.Pattern[str] | None:
    if any(_PROMPT.match(row.text) and _PROMPT.sub("", row.text, count=1) for row in rows):
        return _PROMPT
    return _ROOT_PROMPT if _is_root_session(language, rows) else None


def _is_root_session(language: str, rows: list[_Row]) -> bool:
    """`# ` begins a comment unless the other lines show it to be root's prompt: they are output, or more of it."""
    marked = [row.text for row in rows if _ROOT_PROMPT.match(row.text)]
    if not marked:
        return False
    known = sum(_is_known(_ROOT_PROMPT.sub("", text, count=1)) for text in marked)
    plain = [row.text for row in rows if row.text.strip() and not row.text.lstrip().startswith("#")]
    if any(_is_known(text) for text in plain):
        return False
    return known * 2 > len(marked) and (len(marked) + len(plain) > 1 or language in _SESSIONS)


def _is_known(text: str) -> bool:
    word = _FIRST_WORD.match(text.lstrip())
    return word is not None and (word[1] in KNOWN_COMMANDS or word[1].startswith(("./", "/usr/", "/bin/", "/opt/")))


def _reads_like_shell(rows: list[_Row]) -> bool:
    lines = [row.text for row in rows if row.text.strip() and not row.text.lstrip().startswith("#")]
    return bool(lines) and _is_known(lines[0]) and sum(map(_is_known, lines)) * 2 >= len(lines)


def _grouped(rows: list[_Row], prompts: re.Pattern[str] | None) -> Iterator[Command]:
    at = 0
    while at < len(rows):
        row = rows[at]
        at += 1
        text = _typed(row.text, prompts)
        if text and not text.startswith("#"):
            rest = _rest(text, rows[at : at + _LONGEST], prompted=prompts is not None)
            at += len(rest)
            yield Command("\n".join([text, *rest]).rstrip(), row.number)


def _typed(text: str, prompts: re.Pattern[str] | None) -> str:
    if prompts is None:
        return text.strip()
    match = prompts.match(text)
    return text[match.end() :].strip() if match else ""


def _rest(first: str, rows: Sequence[_Row], *, prompted: bool) -> list[str]:
    """The lines that belong to a command's first one: behind a `\\`, up to the end of a heredoc, quote or loop."""
    taken: list[str] = []
    end = _compound_end(first)
    heredocs = _heredocs(first)
    quote = _open_quote(first, "")
    last = first
    for row in rows:
        if not (heredocs or quote or end or last.rstrip().endswith(_UNFINISHED)):
            return taken
        last = _CONTINUED_PROMPT.sub("", row.text, count=1) if prompted else row.text
        taken.append(last)
        if heredocs:
            heredocs = heredocs[1:] if last.strip() == heredocs[0] else heredocs
            last = ""
        elif quote:
            quote = _open_quote(last, quote)
        elif end and last.split()[:1] in ([end], [end + ";"]):
            end = ""
        else:
            heredocs, quote = _heredocs(last), _open_quote(last, "")
    return [] if quote or end else taken


def _compound_end(text: str) -> str:
    words = text.split()
    end = _COMPOUNDS.get(words[0], "")
    return "" if end in words or end + ";" in words else end


def _heredocs(text: str) -> list[str]:
    if "<<" not in text or "<<<" in text:
        return []
    return [next(word for word in found if word) for found in _HEREDOC.findall(text)]


def _open_quote(text: str, quote: str) -> str:
    """The quotation mark that is open at the end of a line, given the one open at its start."""
    for token in _QUOTES.finditer(text):
        sign = token[0]
        if sign in "'\"":
            quote = "" if sign == quote else quote or sign
        elif sign[-1] == "#" and not quote:
            break
    return quote
