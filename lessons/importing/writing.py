"""A plan, written to the database: one call, inside the caller's transaction."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, TypeVar

from django.db.models import F, Model
from django.utils import timezone

from lessons import search
from lessons.assets import SNIFFED_BYTES, inside, sniff
from lessons.course.shapes import CourseFiles
from lessons.importing.assembling import Page
from lessons.importing.conversion import Converted
from lessons.importing.folder import Folder
from lessons.importing.matching import Part, match
from lessons.importing.planning import LessonPlan, Plan
from lessons.importing.state import SECTION_TEXT, State, owned
from lessons.models import (
    Asset,
    Course,
    Diagram,
    Erratum,
    Leg,
    Lesson,
    Note,
    Retirable,
    Section,
    Step,
    Term,
)
from lessons.reading.note import Problem

Row = TypeVar("Row", Section, Term, Step)


@dataclass(frozen=True, slots=True)
class Work:
    """Everything that is to be written. `pages` and `intros` are by slug and by note path; `links` and `problems`
    by note path; `failed` are notes that could not be converted and stay as they were."""

    folder: Folder
    state: State
    plan: Plan
    course: CourseFiles
    converted: Mapping[str, Converted]
    pages: Mapping[str, Page]
    intros: Mapping[str, Page]
    links: Mapping[str, dict[str, str]]
    assets: Sequence[Asset]
    problems: Mapping[str, list[dict[str, Any]]]
    course_problems: Sequence[Problem]


def write(work: Work) -> None:
    notes = _notes(work)
    _legs(work)
    lessons = _lessons(work, notes)
    _parts(work, lessons)
    _search(work, lessons)
    _retire(work)
    _errata(work, lessons)
    _diagrams(work, lessons)
    _assets(work)


def _upsert(model: type[Model], rows: Sequence[Model]) -> None:
    """Makes rows without a key and overwrites those with one."""
    if rows:
        columns = [field.name for field in model._meta.concrete_fields if not field.primary_key]
        old = [row for row in rows if row.pk]
        new = [row for row in rows if not row.pk]
        manager = model._default_manager
        manager.bulk_create(old, update_conflicts=True, unique_fields=["id"], update_fields=columns)
        manager.bulk_create(new)


def _notes(work: Work) -> dict[str, int]:
    """Ids of all notes, by path."""
    rows = []
    for path, result in work.converted.items():
        known = work.state.notes.get(path)
        intro = work.intros[path]
        rows.append(
            Note(
                id=known.id if known else None,
                path=path,
                position=work.plan.notes[path],
                title=result.note.title,
                title_html=intro.title.zh,
                title_html_en=intro.title.en,
                intro_html=intro.html.zh,
                intro_html_en=intro.html.en,
                language=result.note.language,
                encoding=result.note.encoding,
                sha256=result.sha256,
                links=work.links[path],
                problems=work.problems.get(path, []),
            )
        )
    _upsert(Note, rows)
    for path, position in work.plan.notes.items():
        known = work.state.notes.get(path)
        if known and path not in work.converted and (known.position != position or known.retired):
            Note.objects.filter(id=known.id).update(position=position, retired_at=None)
    return dict(Note.objects.values_list("path", "id"))


def _legs(work: Work) -> None:
    """A leg's key is its place in the course, so that lessons can name it before it is written."""
    columns = ("title", "title_en", "about", "about_en")
    wanted = [tuple(getattr(leg, column)[:300] for column in columns) for leg in work.plan.legs]
    there = list(Leg.objects.values_list(*columns))
    if wanted != there:
        rows = [
            Leg(id=index + 1, position=index, **dict(zip(columns, leg, strict=True)))
            for index, leg in enumerate(wanted)
        ]
        _upsert(Leg, rows)


def _lessons(work: Work, notes: Mapping[str, int]) -> dict[str, int]:
    """Ids of the planned lessons, by slug."""
    rows = [_lesson(plan, work.pages[plan.slug], notes[plan.note], work) for plan in work.plan.lessons]
    _upsert(Lesson, rows)
    moved = [
        Lesson(id=lesson_id, position=position, leg_id=None if leg is None else leg + 1)
        for lesson_id, (position, leg) in work.plan.shifted.items()
    ]
    Lesson.objects.bulk_update(moved, ["position", "leg"], batch_size=200)
    Leg.objects.filter(id__gt=len(work.plan.legs)).delete()
    return {row.slug: row.pk for row in rows}


def _lesson(plan: LessonPlan, page: Page, note: int, work: Work) -> Lesson:
    converted = plan.converted
    section = converted.section
    return Lesson(
        id=plan.known.id if plan.known else None,
        slug=plan.slug,
        note_id=note,
        leg_id=None if plan.leg is None else plan.leg + 1,
        kind=section.kind,
        position=plan.position,
        explicit_id=section.heading.explicit_id,
        path="\n".join(section.heading.path),
        anchor=section.heading.anchor,
        title=section.heading.title[:300],
        title_html=page.title.zh,
        title_html_en=page.title.en,
        html=page.html.zh,
        html_en=page.html.en,
        source=converted.source,
        line=section.line,
        end_line=section.end_line,
        minutes=plan.minutes or converted.minutes,
        digest=plan.digest,
    )


def _parts(work: Work, lessons: Mapping[str, int]) -> None:
    """Sub-sections, terms and steps, each continuing the row that it was."""
    sections, terms, steps = [], [], []
    texts: dict[tuple[int, str], str] = {}
    for plan in work.plan.lessons:
        lesson, section, rendered = lessons[plan.slug], plan.converted.section, plan.converted.rendered
        texts |= {(lesson, passage.anchor): passage.text for passage in rendered.passages}
        sections += [
            Section(
                lesson_id=lesson,
                anchor=heading.anchor,
                title=heading.title[:300],
                level=heading.level,
                path="\n".join(heading.path),
                position=position,
                line=heading.line,
            )
            for position, heading in enumerate(section.subsections)
        ]
        terms += [
            Term(
                lesson_id=lesson,
                name=term.name[:200],
                group=(plan.group or term.group)[:300],
                anchor=shown.anchor,
                html=shown.html,
                text=shown.text,
                position=position,
                line=term.line,
            )
            for position, (term, shown) in enumerate(zip(section.terms, rendered.terms, strict=True))
        ]
        steps += [
            Step(
                lesson_id=lesson,
                title=step.title[:300],
                commands=[{"text": command.text, "line": command.line} for command in step.commands],
                position=position,
                line=step.line,
            )
            for position, step in enumerate(section.steps)
        ]
    touched = _touched(work)
    _continue(
        Section,
        sections,
        owned(Section, touched, "path", SECTION_TEXT),
        lambda row: Part(row.lesson_id, row.path, texts.get((row.lesson_id, row.anchor), "")),
    )
    _continue(Term, terms, owned(Term, touched, "name", F("text")), lambda row: Part(row.lesson_id, row.name, row.text))
    _continue(
        Step, steps, owned(Step, touched, "title", F("title")), lambda row: Part(row.lesson_id, row.title, row.title)
    )


def _touched(work: Work) -> list[str]:
    """Paths of notes whose rows may be replaced."""
    return [path for path in work.state.notes if path in work.converted or path not in work.plan.notes]


def _continue(
    model: type[Retirable], rows: list[Row], known: Sequence[tuple[int, Part]], part: Callable[[Row], Part]
) -> None:
    """Writes `rows`, each over the one of `known` that it continues; what none continues is retired."""
    if known:
        pairs = match([old for _, old in known], [part(row) for row in rows])
        for index, old in pairs.items():
            rows[index].pk = known[old][0]
        kept = {known[old][0] for old in pairs.values()}
        gone = [row_id for row_id, _ in known if row_id not in kept]
        for start in range(0, len(gone), 500):
            model._default_manager.filter(pk__in=gone[start : start + 500], retired_at=None).update(
                retired_at=timezone.now()
            )
    _upsert(model, rows)


def _search(work: Work, lessons: Mapping[str, int]) -> None:
    stale = [plan.known.id for plan in work.plan.lessons if plan.known]
    search.unindex(stale + [lesson.id for lesson in work.plan.retired])
    search.index(
        search.Entry(
            lessons[plan.slug], entry.kind, entry.anchor, entry.title, entry.text, entry.tokens_title, entry.tokens_text
        )
        for plan in work.plan.lessons
        for entry in plan.converted.entries
    )


def _retire(work: Work) -> None:
    now = timezone.now()
    gone = [lesson.id for lesson in work.plan.retired]
    for start in range(0, len(gone), 500):
        Lesson.objects.filter(id__in=gone[start : start + 500]).update(retired_at=now)
    vanished = [note.id for path, note in work.state.live_notes().items() if path not in work.plan.notes]
    for start in range(0, len(vanished), 500):
        Note.objects.filter(id__in=vanished[start : start + 500]).update(retired_at=now)


def _errata(work: Work, lessons: Mapping[str, int]) -> None:
    """Errata that left the file are deleted: nothing of a learner's hangs on them."""
    Erratum.objects.exclude(name__in=[erratum.name for erratum in work.course.errata]).delete()
    placed = _placed(work, lessons)
    known = {row.name: row for row in Erratum.objects.all()}
    rows = []
    for position, erratum in enumerate(work.course.errata):
        there = known.get(erratum.name)
        lesson, number = placed.get(erratum.name, (None, 0))
        if lesson is None and there and there.lesson_id not in _reassembled(work, lessons):
            lesson, number = there.lesson_id, there.number
        rows.append(
            Erratum(
                id=there.id if there else None,
                name=erratum.name,
                severity=erratum.severity,
                quote=erratum.quotes[0],
                text=erratum.text,
                text_en=erratum.text_en,
                since=erratum.since,
                since_en=erratum.since_en,
                sources=list(erratum.sources),
                lesson_id=lesson,
                number=number,
                position=position,
            )
        )
    _upsert(Erratum, rows)


def _placed(work: Work, lessons: Mapping[str, int]) -> dict[str, tuple[int | None, int]]:
    """Name -> the lesson that shows it and its number there; a note's introduction is shown by its first lesson."""
    found: dict[str, tuple[int | None, int]] = {}
    first = work.plan.first_slugs()
    for path, intro in work.intros.items():
        found |= {name: (lessons.get(first.get(path, "")), n) for n, name in enumerate(intro.errata, 1)}
    for slug, page in work.pages.items():
        found |= {name: (lessons[slug], n) for n, name in enumerate(page.errata, page.first_number)}
    return found


def _reassembled(work: Work, lessons: Mapping[str, int]) -> set[int]:
    return set(lessons.values()) | {lesson.id for lesson in work.plan.retired}


def _diagrams(work: Work, lessons: Mapping[str, int]) -> None:
    Diagram.objects.exclude(name__in=[spec.name for spec in work.course.diagrams]).delete()
    shown = {name: lessons[slug] for slug, page in reversed(list(work.pages.items())) for name in page.diagrams}
    known = {row.name: row for row in Diagram.objects.all()}
    rows = []
    for position, spec in enumerate(work.course.diagrams):
        there = known.get(spec.name)
        lesson = shown.get(spec.name)
        if lesson is None and there and there.lesson_id not in _reassembled(work, lessons):
            lesson = there.lesson_id
        rows.append(
            Diagram(
                id=there.id if there else None,
                name=spec.name,
                title=spec.title.zh,
                title_en=spec.title.en,
                spec=spec.to_json(),
                lesson_id=lesson,
                position=position,
            )
        )
    _upsert(Diagram, rows)


def _assets(work: Work) -> None:
    there = dict(Asset.objects.values_list("path", "id"))
    for row in work.assets:
        row.pk = there.pop(row.path, None)
    _upsert(Asset, work.assets)
    Asset.objects.filter(id__in=there.values()).delete()


def showable(folder: Folder) -> list[Asset]:
    """The images in the folder that notes may show, as rows to be."""
    return [row for row in (_asset(folder, path) for path in folder.images) if row]


def _asset(folder: Folder, path: str) -> Asset | None:
    found = inside(folder.root, path)
    if found is None:
        return None
    with found.open("rb") as file:
        content_type = sniff(file.read(SNIFFED_BYTES))
    if content_type is None:
        return None
    status = found.stat()
    return Asset(
        path=path, content_type=content_type, size=status.st_size, digest=f"{status.st_size:x}-{status.st_mtime_ns:x}"
    )


def finish(work: Work, whole: bool, stamp: str, code: str, problems: list[dict[str, Any]]) -> None:
    """The course's own row. A part of the folder leaves the marks alone by which the next import finds changes."""
    course = work.state.course or Course()
    if whole or not work.state.course:
        course.root = str(work.folder.root)
        course.title, course.title_en = _title(work)
        course.digest, course.code = work.folder.course_digest, code
        course.problems = problems
    course.stamp = stamp if whole else ""
    course.revision += 1
    course.save()


def _title(work: Work) -> tuple[str, str]:
    shape = work.course.course
    if shape and shape.title:
        return shape.title[:200], shape.title_en[:200]
    titles = list(Note.objects.filter(retired_at=None).values_list("title", flat=True)[:2])
    return (titles[0] if len(titles) == 1 else work.folder.root.name)[:200], ""
