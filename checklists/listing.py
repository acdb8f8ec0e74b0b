"""The list of checklists, with how far somebody has come in each."""

from collections.abc import Mapping
from dataclasses import dataclass

from checklists.following import said, steps, variant
from checklists.models import Checklist, Run, Step
from checklists.seen import neatline, needed
from learners.models import Learner


@dataclass(frozen=True, slots=True)
class Entry:
    checklist: Checklist
    title: str
    about: str
    total: int
    runs: list["RunSeen"]


@dataclass(frozen=True, slots=True)
class RunSeen:
    run: Run
    count: int
    segments: list[str]


def listing(learner: Learner | None, language: str) -> list[Entry]:
    checklists = list(Checklist.objects.filter(retired_at=None))
    rows: dict[int, list[Step]] = {}
    for step in Step.objects.filter(checklist__in=checklists, retired_at=None):
        rows.setdefault(step.checklist_id, []).append(step)
    runs: dict[int, list[Run]] = {}
    for run in Run.objects.filter(learner=learner) if learner else ():
        runs.setdefault(run.checklist_id, []).append(run)
    return [_entry(one, rows.get(one.pk, []), runs, language) for one in checklists]


def _entry(checklist: Checklist, rows: list[Step], runs: Mapping[int, list[Run]], language: str) -> Entry:
    seen = []
    for run in runs.get(checklist.pk, ()):
        found = steps(rows, checklist, run, variant(checklist, run), language)
        seen.append(RunSeen(run, sum(step.done for step in needed(found)), neatline(found)))
    total = sum(not row.companion.get("optional", False) for row in rows)
    return Entry(checklist, said(checklist.title, language), said(checklist.about, language), total, seen)
