"""A checklist as somebody follows it: in their language, with their values, and what they have ticked."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace
from datetime import UTC, datetime
from typing import Any

from checklists.fields import Field, fill, values
from checklists.models import Checklist, Run, Step
from checklists.seen import FailureSeen, PartSeen, StepSeen, VerifySeen
from lessons.diagrams.shapes import Text

_ENGLISH = "en"


def said(text: Mapping[str, str] | str, language: str) -> str:
    if isinstance(text, str):
        return text
    return text.get("en" if language.startswith(_ENGLISH) else "zh", "")


def fields(checklist: Checklist) -> list[Field]:
    return [
        Field(one["id"], Text(**one["label"]), one["default"], one["pattern"], Text(**one["help"]))
        for one in checklist.fields
    ]


def field_values(checklist: Checklist, run: Run | None) -> dict[str, str]:
    return values(fields(checklist), run.fields if run else {})


def variant(checklist: Checklist, run: Run | None) -> str:
    """The chosen one, or the first; "" where there is but one way."""
    ids = [one["id"] for one in checklist.variants]
    return run.variant if run and run.variant in ids else next(iter(ids), "")


def failures(data: Iterable[Mapping[str, Any]], language: str, filled: Mapping[str, str]) -> list[FailureSeen]:
    return [
        FailureSeen(
            one["id"],
            said(one["symptom"], language),
            one["match"],
            said(one["cause"], language),
            said(one["fix"], language),
            fill(one["command"], filled),
            one["sources"],
        )
        for one in data
    ]


def steps(rows: Iterable[Step], checklist: Checklist, run: Run | None, only: str, language: str) -> list[StepSeen]:
    """`only` is the variant to be shown, "" for all of them."""
    filled = field_values(checklist, run)
    found = [_seen(row, number, run, only, language, filled) for number, row in enumerate(rows, start=1)]
    here = next((at for at, step in enumerate(found) if not (step.done or step.optional)), None)
    if here is not None:
        found[here] = _here(found[here])
    return found


def _here(step: StepSeen) -> StepSeen:
    return replace(step, here=True)


def _seen(row: Step, number: int, run: Run | None, only: str, language: str, filled: Mapping[str, str]) -> StepSeen:
    beside = row.companion
    ticks = run.ticks.get(row.key, {}) if run else {}
    return StepSeen(
        key=row.key,
        number=number,
        title=said(row.title, language),
        url=row.url,
        parts=[
            _part(part, ticks.get(part["id"]), language, filled)
            for part in row.parts
            if _is_for(part.get("only"), only)
        ],
        verify=[
            VerifySeen(at, fill(one["command"], filled), one["only"], one["expect"])
            for at, one in enumerate(beside.get("verify", ()))
            if _is_for(one["only"], only)
        ],
        failures=failures(beside.get("failures", ()), language, filled),
        why=fill(said(beside.get("why", ""), language), filled),
        before=fill(said(beside.get("before", ""), language), filled),
        today=said(beside.get("today", ""), language),
        errata=[
            {"name": one["name"], "severity": one["severity"], "text": _erratum(one, language)}
            for one in beside.get("errata", ())
        ],
        sources=beside.get("sources", []),
        remark=run.remarks.get(row.key, "") if run else "",
        optional=beside.get("optional", False),
        updated=any(done and digest != row.digest for done, _, digest in ticks.values()),
    )


def _erratum(one: Mapping[str, str], language: str) -> str:
    return one["text_en"] if language.startswith(_ENGLISH) else one["text"]


def _is_for(part: str | None, only: str) -> bool:
    return not part or not only or part == only


def _part(part: Mapping[str, Any], tick: Sequence[Any] | None, language: str, filled: Mapping[str, str]) -> PartSeen:
    done = tick is not None and tick[0]
    return PartSeen(
        id=part["id"],
        command=fill(part.get("command", ""), filled),
        edit=fill(said(part.get("edit", ""), language), filled),
        text=fill(said(part.get("text", ""), language), filled),
        only=part.get("only", ""),
        destructive=part.get("destructive", False),
        at=datetime.fromtimestamp(tick[1] / 1000, UTC) if tick and done else None,
    )
