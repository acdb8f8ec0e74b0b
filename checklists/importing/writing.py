"""The checklists' share of an import, written."""

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import asdict
from typing import TYPE_CHECKING, Any

from django.db.models import Q
from django.utils import timezone

from checklists.importing.parts import digest, identified
from checklists.importing.walkthroughs import Walkthrough, walkthroughs
from checklists.models import Checklist, Step, both
from lessons.models import Erratum, Lesson
from lessons.reading.note import Problem

if TYPE_CHECKING:
    from checklists import authored

_AT_ONCE = 400


def write(checklists: "Sequence[authored.Checklist]", touched: Collection[str]) -> list[Problem]:
    """`touched` are the paths of notes whose lessons were written. Returns warnings: what accompanies nothing."""
    if checklists or Checklist.objects.filter(note=None).exists():
        _write_alone([checklist for checklist in checklists if not checklist.section])
    companions = [checklist for checklist in checklists if checklist.section]
    paths = set(touched)
    if companions or Checklist.objects.exclude(notice={}, about={}).exclude(note=None).exists():
        paths |= set(Checklist.objects.exclude(note=None).values_list("note__path", flat=True))
        titles = [companion.section for companion in companions]
        paths |= set(Lesson.objects.filter(title__in=titles, retired_at=None).values_list("note__path", flat=True))
    used: set[str] = set()
    problems: list[Problem] = []
    ordered = sorted(paths)
    for start in range(0, len(ordered), _AT_ONCE):
        batch = ordered[start : start + _AT_ONCE]
        problems += _write_walkthroughs(list(walkthroughs(batch)), batch, companions, used)
    problems += [
        Problem(one.file, one.line, "unknown-section", f"The notes have no walkthrough “{one.section}”.")
        for one in companions
        if one.name not in used
    ]
    return problems


def _write_alone(checklists: "Sequence[authored.Checklist]") -> None:
    there = Checklist.objects.filter(note=None)
    known = {row.slug: row for row in there}
    errata = _errata(checklists)
    for checklist in checklists:
        row = known.pop(checklist.name, None) or Checklist(slug=_free_slug(checklist.name))
        row.title = both(checklist.title)
        _accompany(row, checklist)
        row.position, row.retired_at = checklist.number, None
        row.save()
        _write_steps(
            row,
            [
                Step(key=step.id, title=both(step.title), parts=_parts(step.parts), companion=_companion(step, errata))
                for step in checklist.steps
            ],
        )
    there.filter(pk__in=[row.pk for row in known.values()], retired_at=None).update(retired_at=timezone.now())


def _write_walkthroughs(
    found: list[Walkthrough],
    paths: Sequence[str],
    companions: "Sequence[authored.Checklist]",
    used: set[str],
) -> list[Problem]:
    there = Checklist.objects.filter(note__path__in=paths)
    if not found and not there.exists():
        return []
    known = {(row.note_id, row.lesson_id): row for row in there}
    errata, problems = _errata(companions), []
    for walkthrough in found:
        companion = next((one for one in companions if walkthrough.accompanied_by(one.section, one.note)), None)
        row = known.pop((walkthrough.note, walkthrough.lesson), None)
        if row is None:
            row = Checklist(slug=_free_slug(walkthrough.slug), note_id=walkthrough.note, lesson_id=walkthrough.lesson)
        row.title = {"zh": walkthrough.title, "en": walkthrough.title}
        row.language, row.position, row.retired_at = walkthrough.language, walkthrough.position, None
        _accompany(row, companion)
        if companion:
            used.add(companion.name)
            problems += _unknown_steps(companion, walkthrough)
            row.order = _order(companion, walkthrough)
            row.position = companion.number
        row.save()
        beside = {step.step: _companion(step, errata) for step in companion.steps} if companion else {}
        _write_steps(
            row,
            [
                Step(
                    key=step.key,
                    title={"zh": step.title, "en": step.title},
                    parts=[_noted(part) for part in step.parts],
                    companion=beside.get(step.title, {}),
                    url=step.url,
                )
                for step in walkthrough.steps
            ],
        )
    gone = [row.pk for row in known.values()]
    Checklist.objects.filter(pk__in=gone, retired_at=None).update(retired_at=timezone.now())
    return problems


def _accompany(row: Checklist, checklist: "authored.Checklist | None") -> None:
    """Overwrites what is authored of a checklist, with nothing where nothing is."""
    row.about = both(checklist.about) if checklist else {}
    row.notice = both(checklist.notice) if checklist else {}
    row.instead = checklist.instead if checklist else ""
    row.variants = [asdict(variant) for variant in checklist.variants] if checklist else []
    row.fields = [asdict(field) for field in checklist.fields] if checklist else []
    row.failures = [asdict(failure) for failure in checklist.failures] if checklist else []
    row.order = {}


def _write_steps(checklist: Checklist, rows: Sequence[Step]) -> None:
    known = {step.key: step for step in Step.objects.filter(checklist=checklist)}
    for position, row in enumerate(rows):
        old = known.get(row.key)
        row.pk = old.pk if old else None
        row.checklist, row.position = checklist, position
        row.parts = identified(row.parts, old.parts if old else [])
        row.digest = digest(row.parts)
    columns = [field.name for field in Step._meta.concrete_fields if not field.primary_key]
    Step.objects.bulk_create(
        [row for row in rows if row.pk], update_conflicts=True, unique_fields=["id"], update_fields=columns
    )
    Step.objects.bulk_create([row for row in rows if not row.pk])
    gone = known.keys() - {row.key for row in rows}
    Step.objects.filter(checklist=checklist, key__in=gone, retired_at=None).update(retired_at=timezone.now())


def _parts(parts: "Iterable[authored.Part]") -> list[dict[str, Any]]:
    return [
        {
            **({"command": part.command} if part.command else {"edit": both(part.edit)}),
            "text": both(part.text),
            "only": part.only,
            "destructive": part.destructive,
        }
        for part in parts
    ]


def _noted(part: Mapping[str, str]) -> dict[str, Any]:
    if "command" in part:
        return {"command": part["command"]}
    return {"edit": {"zh": part["edit"], "en": part["edit"]}}


def _companion(step: "authored.Step", errata: Mapping[str, dict[str, str]]) -> dict[str, Any]:
    return {
        "why": both(step.why),
        "before": both(step.before),
        "today": both(step.today),
        "errata": [errata[name] for name in step.errata if name in errata],
        "sources": list(step.sources),
        "verify": [asdict(verify) for verify in step.verify],
        "failures": [asdict(failure) for failure in step.failures],
        "optional": step.optional,
    }


def _errata(checklists: "Sequence[authored.Checklist]") -> dict[str, dict[str, str]]:
    names = {name for checklist in checklists for step in checklist.steps for name in step.errata}
    columns = ("name", "severity", "text", "text_en")
    return {row["name"]: row for row in Erratum.objects.filter(name__in=names).values(*columns)} if names else {}


def _order(companion: "authored.Checklist", walkthrough: Walkthrough) -> dict[str, Any]:
    order = companion.order
    key = next((step.key for step in walkthrough.steps if order and step.title == order.step), "")
    return {**asdict(order), "step": key} if order and key else {}


def _unknown_steps(companion: "authored.Checklist", walkthrough: Walkthrough) -> list[Problem]:
    titles = {step.title for step in walkthrough.steps}
    named = [(step.line, step.step) for step in companion.steps]
    named += [(companion.line, companion.order.step)] if companion.order else []
    return [
        Problem(companion.file, line, "unknown-step", f"“{companion.section}” has no step “{step}”.")
        for line, step in named
        if step not in titles
    ]


def _free_slug(slug: str) -> str:
    taken = set(Checklist.objects.filter(Q(slug=slug) | Q(slug__startswith=f"{slug}-")).values_list("slug", flat=True))
    return (
        slug
        if slug not in taken
        else next(f"{slug}-{n}" for n in range(2, len(taken) + 3) if f"{slug}-{n}" not in taken)
    )
