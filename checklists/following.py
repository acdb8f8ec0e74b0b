"""A checklist as somebody follows it: in their language, with their values, and what they have ticked."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime
from typing import Any

from checklists.fields import Field, fill, values
from checklists.models import Checklist, Run, Step
from lessons.diagrams.shapes import Text

ENGLISH = "en"


@dataclass(frozen=True, slots=True)
class PartSeen:
    """`command` or `edit`, whichever it is. `only` is the id of a variant, "" where it is for all."""

    id: str
    command: str
    edit: str
    text: str
    only: str
    destructive: bool
    at: datetime | None = None

    @property
    def done(self) -> bool:
        return self.at is not None


@dataclass(frozen=True, slots=True)
class VerifySeen:
    """`number` is its place in the step, by which an output is judged."""

    number: int
    command: str
    only: str
    expect: list[dict[str, Any]]


@dataclass(frozen=True, slots=True)
class FailureSeen:
    id: str
    symptom: str
    match: list[dict[str, Any]]
    cause: str
    fix: str
    command: str
    sources: list[str]


@dataclass(frozen=True, slots=True)
class StepSeen:
    """`updated`: what is to be done is not what it was when it was ticked."""

    key: str
    number: int
    title: str
    url: str
    parts: list[PartSeen]
    verify: list[VerifySeen]
    failures: list[FailureSeen]
    why: str = ""
    before: str = ""
    today: str = ""
    errata: list[dict[str, str]] = field(default_factory=list)
    sources: list[str] = field(default_factory=list)
    remark: str = ""
    updated: bool = False
    optional: bool = False
    here: bool = False

    @property
    def done(self) -> bool:
        return all(part.done for part in self.parts)

    @property
    def at(self) -> datetime | None:
        """When it was finished."""
        return max((part.at for part in self.parts if part.at), default=None) if self.done else None


def said(text: Mapping[str, str] | str, language: str) -> str:
    if isinstance(text, str):
        return text
    return text.get("en" if language.startswith(ENGLISH) else "zh", "")


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
    return one["text_en"] if language.startswith(ENGLISH) else one["text"]


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


def needed(steps: Sequence[StepSeen]) -> list[StepSeen]:
    """Those that one has to do to arrive."""
    return [step for step in steps if not step.optional]


def neatline(steps: Sequence[StepSeen]) -> list[str]:
    """The state of each segment, as the neatline's template has them."""
    return ["done" if step.done else "here" if step.here else "" for step in needed(steps)]
