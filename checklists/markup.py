"""The frame that every step has: its head, its parts and its foot. What only some have stands in templates.

Written here and not in a template, which takes five times as long; with 500 steps that is the difference between a page
and a wait.
"""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from html import escape
from zoneinfo import ZoneInfo

from django.utils.formats import date_format
from django.utils.safestring import SafeString

from checklists.seen import PartSeen, StepSeen
from lessons.trusted import trusted

_CODE = re.compile(r"`([^`]+)`")


@dataclass(frozen=True, slots=True)
class Frame:
    """What is alike in all steps of a page: texts, escaped; `lang` is an attribute with a blank before it, or nothing;
    `hidden` are the fields that each form has."""

    address: str
    lang: str
    hidden: str
    zone: ZoneInfo
    done: str
    undo: str
    done_of: str
    updated: str
    optional: str
    your_note: str
    keep: str
    in_notes: str


@dataclass(frozen=True, slots=True)
class Drawn:
    """A step in three pieces, between which a template puts what stands beside it. `plain`: there is no such thing."""

    step: StepSeen
    head: SafeString
    parts: SafeString
    foot: SafeString
    plain: bool


def drawn(steps: Sequence[StepSeen], frame: Frame, opened: str, beside: str) -> list[Drawn]:
    """`opened` is the key of a step to be open besides the one in front, `beside` of one that has a picture."""
    return [_drawn(step, frame, step.here or step.key == opened, step.key == beside) for step in steps]


def _drawn(step: StepSeen, frame: Frame, is_open: bool, pictured: bool) -> Drawn:
    rich = pictured or step.updated or step.why or step.verify or step.failures or step.errata
    return Drawn(
        step,
        trusted(_head(step, frame, is_open)),
        trusted(_parts(step, frame)),
        trusted(_foot(step, frame)),
        not rich,
    )


def _head(step: StepSeen, frame: Frame, is_open: bool) -> str:
    key = escape(step.key)
    classes = " ".join(name for name, holds in (("done", step.done), ("here", step.here)) if holds)
    optional = f"<span>{frame.optional}</span> " if step.optional else ""
    at = date_format(step.at.astimezone(frame.zone), "DATETIME_FORMAT") if step.at else ""
    return (
        f'<li id="{key}" class="{classes}" data-step-id="{key}"{" data-optional" if step.optional else ""}'
        f' data-done="{_flag(step.done)}"><details{" open" if is_open else ""}><summary>'
        f'<h2{frame.lang}>{escape(step.title)}</h2> <span class="small">{optional}'
        f'<span class="at">{at}</span>'
        f"{f'<b class=updated>{frame.updated}</b>' if step.updated else ''}</span></summary>"
    )


def _parts(step: StepSeen, frame: Frame) -> str:
    several = len(step.parts) > 1
    items = "".join(_part(step.key, part, frame, several) for part in step.parts)
    return f'<ol class="parts">{items}</ol>'


def _part(key: str, part: PartSeen, frame: Frame, several: bool) -> str:
    words = f"<p>{inline(part.text)}</p>" if part.text else ""
    what = (
        f'<pre data-command="exact" tabindex="0">{escape(part.command)}</pre>'
        if part.command
        else f'<p class="edit"{frame.lang}>{inline(part.edit)}</p>'
    )
    label = frame.undo if part.done else frame.done
    button = f'<button{_tick(key, part.id, part.done)} class="tick">{label}</button>' if several else ""
    return f'<li data-part="{escape(part.id)}" data-done="{_flag(part.done)}">{words}{what}{button}</li>'


def _foot(step: StepSeen, frame: Frame) -> str:
    whole = f'{_tick(step.key, "-", step.done)} class="tick whole" aria-label="{frame.done_of}{escape(step.title)}"'
    place = f'<p class="small sources"><a href="{escape(step.url)}">{frame.in_notes}</a></p>' if step.url else ""
    return (
        f'<details class="remark"{" open" if step.remark else ""}><summary>{frame.your_note}</summary>'
        f'<form method="post" action="{frame.address}{escape(step.key)}/remark/">{frame.hidden}'
        f'<textarea name="remark" rows="2" maxlength="4000" aria-label="{frame.your_note}">'
        f'{escape(step.remark)}</textarea><button type="submit">{frame.keep}</button></form></details>{place}</details>'
        f"<button{whole}></button></li>"
    )


def _tick(key: str, part: str, done: bool) -> str:
    value = escape(f"{key} {part} {'0' if done else '1'}")
    return f' type="submit" form="ticks" name="tick" value="{value}" aria-pressed="{_flag(done)}"'


def _flag(value: bool) -> str:
    return "true" if value else "false"


def inline(text: str) -> str:
    """Escaped, with `code` between backticks."""
    return _CODE.sub(r"<code>\1</code>", escape(text))
