"""A checklist as a shell script: the same commands in the same order, each step looked at before the next one."""

import shlex
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from checklists.pasted import checks_of
from checklists.seen import PartSeen, StepSeen, VerifySeen, needed

_SETTINGS = ("# What is only shown stands in single quotes, dollars and all.", "# shellcheck disable=SC2016", "set -eu")
_PRELUDE = r"""
say() { printf '%s\n' "$*"; }
step() { printf '\n== %s · %s\n' "$1" "$2"; }
refuse() { say "$*" >&2; exit 1; }
# Asks before what cannot be undone. ASSUME_YES=1 answers for you.
ask() {
  [ -n "${ASSUME_YES:-}" ] && return 0
  printf '%s [y/N] ' "$1"
  read -r answer || answer=
  [ "$answer" = y ] || [ "$answer" = Y ]
}
out=$(mktemp)
trap 'rm -f "$out"' EXIT
# What was looked for is not there: the output, and whether to go on. ASSUME_YES does not.
wrong() {
  cat "$out"
  say "✗ $1"
  [ -z "${ASSUME_YES:-}" ] || exit 1
  ask "$2" || exit 1
}
"""
_VERSION = r"""
# version AFTER OPERATOR WANTED FILE: the first version behind a text, as far as the wanted one goes.
version() {
  found=$(AFTER=$1 awk 'BEGIN { after = ENVIRON["AFTER"] } { whole = whole $0 "\n" }
    END { at = index(whole, after); if (after == "") at = 1; if (at) { rest = substr(whole, at + length(after))
      if (match(rest, /[0-9]+(\.[0-9]+)+/)) print substr(rest, RSTART, RLENGTH) } }' "$4")
  [ -n "$found" ] || return 1
  awk -v found="$found" -v wanted="$3" -v by="$2" 'BEGIN { n = split(wanted, y, "."); split(found, x, ".")
    for (i = 1; i <= n && !d; i++) d = x[i] - y[i]
    exit !(d == 0 ? by ~ /e/ : d > 0 ? by ~ /g/ : by ~ /l/) }'
}
"""
_COLUMN = r"""
# column NAME all|any VALUES FILE: a table's column has one of the values (with | between them).
column() {
  NAME=$1 ROWS=$2 VALUES=$3 awk 'BEGIN { name = ENVIRON["NAME"]; n = split(ENVIRON["VALUES"], list, "|")
      for (i = 1; i <= n; i++) wanted[list[i]] = 1 }
    { while (t = index($0, "\t")) $0 = substr($0, 1, t - 1) sprintf("%" 8 - (t - 1) % 8 "s", "") substr($0, t + 1) }
    { start = index(" " $0 " ", " " name " ") }
    start && toupper($0) == $0 { at = start; stop = 0; i = at + length(name)
      while (!stop && i <= length($0)) { if (substr($0, i - 1, 3) ~ /^  [^ ]/) stop = i + 1; i++ }
      next }
    !NF { at = 0 }
    at && (at == 1 || substr($0, at - 1, 1) == " ") { cell = substr($0, at, stop ? stop - at : length($0))
      gsub(/^ +| +$/, "", cell); rows++; if (cell in wanted) held++ }
    END { exit !(rows && (ENVIRON["ROWS"] == "any" ? held : held == rows)) }' "$4"
}
"""


@dataclass(frozen=True, slots=True)
class Words:
    """What the script says itself, in one language."""

    by_hand: str
    go_on: str
    looked_for: str
    really: str
    unknown_system: str
    system_is_for: str
    done: str


def script(
    title: str,
    lead: Sequence[str],
    steps: Sequence[StepSeen],
    variants: Sequence[Mapping[str, Any]],
    only: str,
    values: Mapping[str, str],
    words: Words,
    language: str,
) -> str:
    """`lead` are comments at the top. With `only`, the steps are those of that variant alone; without, the script finds
    out which one it runs on, unless there is but one."""
    only = variants[0]["id"] if len(variants) == 1 else only
    body = [line for step in needed(steps) for line in _step(step, only, values, words, language)]
    text = "\n".join(body)
    helpers = _PRELUDE + (_VERSION if "\nversion " in text or " version " in text else "")
    helpers += _COLUMN if " column " in text or "\ncolumn " in text else ""
    head = [
        "#!/usr/bin/env bash",
        *(_comment(line) for line in (title, *lead) if line),
        *_SETTINGS,
        helpers.strip(),
        "",
    ]
    return "\n".join([*head, *_systems(variants, only, words), *body, "", f"say {shlex.quote(words.done)}", ""])


def _systems(variants: Sequence[Mapping[str, Any]], only: str, words: Words) -> Iterator[str]:
    """Which variant this machine is; another one is refused."""
    if not variants:
        yield f'[ "$(uname -s)" = Linux ] || refuse {shlex.quote(words.unknown_system)}'
        return
    alone = len(variants) == 1
    yield "# shellcheck disable=SC1090,SC1091"
    yield '. "${OS_RELEASE:-/etc/os-release}"'
    yield 'case " ${ID:-} ${ID_LIKE:-} " in'
    for variant in variants:
        patterns = "|".join(f'*" {system} "*' for system in variant["systems"])
        found = "" if alone else f"system={variant['id']} "
        yield f"  {patterns}) {found};;"
    yield f"  *) refuse {shlex.quote(words.unknown_system)} ;;"
    yield "esac"
    if only and not alone:
        yield f'[ "$system" = {only} ] || refuse {shlex.quote(words.system_is_for)}'


def _step(step: StepSeen, only: str, values: Mapping[str, str], words: Words, language: str) -> Iterator[str]:
    yield f"\nstep {step.number} {shlex.quote(step.title)}"
    for text in (step.why, step.before):
        if text:
            yield _comment(text)
    for part in step.parts:
        yield from _for_system(part.only, only, list(_part(part, words)))
    for verify in step.verify:
        yield from _for_system(verify.only, only, list(_verify(verify, values, words, language)))


def _for_system(part: str, only: str, lines: list[str]) -> list[str]:
    if not part or only:
        return lines
    return [f'if [ "$system" = {part} ]; then', *lines, "fi"]


def _part(part: PartSeen, words: Words) -> Iterator[str]:
    if part.text:
        yield _comment(part.text)
    if part.edit:
        yield f"ask {shlex.quote(f'{words.by_hand} {part.edit}')} || exit 1"
    elif part.destructive:
        yield f"if ask {shlex.quote(f'{words.really} {part.command.splitlines()[0]}')}; then"
        yield part.command
        yield "fi"
    else:
        yield part.command


def _verify(verify: VerifySeen, values: Mapping[str, str], words: Words, language: str) -> Iterator[str]:
    found = checks_of(verify.expect, values)
    said = "; ".join(check.said().to(language) for check in found)
    yield f"say {shlex.quote('? ' + verify.command.splitlines()[0])}"
    yield "tries=0"
    yield "until"
    yield "{"
    yield verify.command
    yield '} >"$out" 2>&1 || true'
    yield " && ".join(check.shell() for check in found)
    yield "do"
    yield "  tries=$((tries + 1))"
    yield '  if [ "$tries" -ge "${TRIES:-12}" ]; then'
    yield f"    wrong {shlex.quote(f'{words.looked_for} {said}')} {shlex.quote(words.go_on)}"
    yield "    break"
    yield "  fi"
    yield '  sleep "${PAUSE:-5}"'
    yield "done"


def _comment(text: str) -> str:
    return f"# {' '.join(text.split())}"
