"""What somebody sees of a checklist, in one language and with values filled in."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any


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
    def begun(self) -> bool:
        return any(part.done for part in self.parts)

    @property
    def at(self) -> datetime | None:
        """When it was finished."""
        return max((part.at for part in self.parts if part.at), default=None) if self.done else None


def needed(steps: Sequence[StepSeen]) -> list[StepSeen]:
    """Those that one has to do to arrive."""
    return [step for step in steps if not step.optional]


def neatline(steps: Sequence[StepSeen]) -> list[str]:
    """The state of each segment, as the neatline's template has them."""
    return ["done" if step.done else "here" if step.here else "" for step in needed(steps)]
