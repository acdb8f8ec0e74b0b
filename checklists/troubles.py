"""Every failure that a checklist knows of, by what one sees of it."""

from collections.abc import Sequence
from dataclasses import dataclass

from checklists.following import failures, field_values, said
from checklists.models import Checklist, Step
from checklists.seen import FailureSeen


@dataclass(frozen=True, slots=True)
class Trouble:
    """`place` and `url` are the step that it belongs to, "" for one of no step."""

    failure: FailureSeen
    checklist: str
    place: str
    url: str

    @property
    def words(self) -> str:
        one = self.failure
        return " ".join((one.symptom, one.cause, one.fix, one.command, self.place)).casefold()


def troubles(language: str) -> list[Trouble]:
    """Of each checklist those of no step first."""
    steps: dict[int, list[Step]] = {}
    for step in Step.objects.filter(retired_at=None, checklist__retired_at=None).exclude(companion={}):
        steps.setdefault(step.checklist_id, []).append(step)
    found = []
    for checklist in Checklist.objects.filter(retired_at=None):
        title, filled = said(checklist.title, language), field_values(checklist, None)
        found += [Trouble(one, title, "", "") for one in failures(checklist.failures, language, filled)]
        for step in steps.get(checklist.pk, ()):
            url = f"{checklist.get_absolute_url()}#{step.key}"
            place = said(step.title, language)
            found += [Trouble(one, title, place, url) for one in failures(step.companion["failures"], language, filled)]
    return found


def matching(found: Sequence[Trouble], query: str) -> list[Trouble]:
    words = query.casefold().split()
    return [trouble for trouble in found if all(word in trouble.words for word in words)]
