"""What a learner says of a checklist: kept once, whenever and however often it arrives."""

from collections.abc import Callable, Iterable
from time import time
from typing import NamedTuple

from django.db import transaction
from django.shortcuts import get_object_or_404

from checklists.models import REMARK, Checklist, Run, Step
from learners.models import Learner


class Said(NamedTuple):
    """`part` is "" for all parts of the step; `moment` is in milliseconds."""

    step: str
    part: str
    done: bool
    moment: int


def now() -> int:
    return int(time() * 1000)


def change(learner: Learner, checklist: Checklist, run: Run | None, apply: Callable[[Run], None]) -> Run:
    """The run after `apply`, alone with its row. Where there is no run yet, that of no name begins. Raises Http404
    where another tab has deleted it by now."""
    with transaction.atomic():
        if run is None:
            run, _ = Run.objects.get_or_create(learner=learner, checklist=checklist, name="")
        locked = get_object_or_404(Run.objects.select_for_update(), pk=run.pk)
        apply(locked)
        locked.save()
        return locked


def tick(run: Run, said: Iterable[Said]) -> None:
    """A step or a part that the checklist does not have is passed over: it may be gone by now. Moments in the future
    are now, in their order."""
    there = {step.key: step for step in Step.objects.filter(checklist=run.checklist_id)}
    latest = now()
    for one in sorted(said, key=lambda one: one.moment):
        step = there.get(one.step)
        for part in step.parts if step else ():
            if step and part["id"] == (one.part or part["id"]):
                run.tick(step.key, part["id"], one.done, max(0, min(one.moment, latest)), step.digest)


def acknowledge(run: Run, step: Step) -> None:
    """What was ticked stays ticked, with the step as it is now."""
    for said in run.ticks.get(step.key, {}).values():
        said[2] = step.digest


def remark(run: Run, step: Step, text: str) -> None:
    text = text.replace("\0", "").strip()[:REMARK]
    if text:
        run.remarks[step.key] = text
    else:
        run.remarks.pop(step.key, None)
