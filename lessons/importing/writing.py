"""A plan, written to the database: one call, inside the caller's transaction."""

from collections.abc import Hashable, Mapping
from dataclasses import asdict
from typing import Any

from django.db.models import F
from django.utils import timezone

from lessons.importing.beside import write_assets, write_diagrams, write_errata
from lessons.importing.matching import Part
from lessons.importing.page import Page
from lessons.importing.planning import LessonPlan
from lessons.importing.rows import AT_ONCE, continue_rows, insert, upsert
from lessons.importing.state import SECTION_TEXT, owned
from lessons.importing.work import Work
from lessons.models import Course, Leg, Lesson, Note, Section, Step, Term
from lessons.search.writing import Entry, index, unindex


def write(work: Work) -> None:
    notes = _notes(work)
    _legs(work)
    lessons = _lessons(work, notes)
    _parts(work, lessons)
    _search(work, lessons)
    _retire(work)
    write_errata(work, lessons)
    write_diagrams(work, lessons)
    write_assets(work)


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
    upsert(Note, rows)
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
        upsert(Leg, rows)


def _lessons(work: Work, notes: Mapping[str, int]) -> dict[str, int]:
    """Ids of the planned lessons, by slug."""
    rows = [_lesson(plan, work.pages[plan.slug], notes[plan.note], work) for plan in work.plan.lessons]
    upsert(Lesson, [row for row in rows if row.pk])
    insert(Lesson, [row for row in rows if not row.pk])
    moved = [
        Lesson(id=lesson_id, position=position, leg_id=None if leg is None else leg + 1)
        for lesson_id, (position, leg) in work.plan.shifted.items()
    ]
    Lesson.objects.bulk_update(moved, ["position", "leg"], batch_size=200)
    Leg.objects.filter(id__gt=len(work.plan.legs)).delete()
    ids = {row.slug: row.pk for row in rows}
    if not all(ids.values()):
        there = dict(Lesson.objects.values_list("slug", "id"))
        ids = {slug: there[slug] for slug in ids}
    return ids


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
                commands=[asdict(command) for command in step.commands],
                edits=[asdict(edit) for edit in step.edits],
                position=position,
                line=step.line,
            )
            for position, step in enumerate(section.steps)
        ]
    touched = [path for path in work.touched if path in work.state.notes]
    continue_rows(
        Section,
        sections,
        owned(Section, touched, "path", SECTION_TEXT),
        lambda row: Part(row.lesson_id, row.path, texts.get((row.lesson_id, row.anchor), "")),
    )
    continue_rows(
        Term, terms, owned(Term, touched, "name", F("text")), lambda row: Part(row.lesson_id, row.name, row.text)
    )
    # A step is told by its title, or else by what is typed in it.
    known = owned(Step, touched, "title", F("commands"))
    continue_rows(
        Step,
        steps,
        [(pk, _step_part(part.place, part.path, part.text)) for pk, part in known],
        lambda row: _step_part(row.lesson_id, row.title, row.commands),
    )


def _step_part(lesson: Hashable, title: str, commands: Any) -> Part:
    return Part(lesson, title, "\n".join([title, *(command["text"] for command in commands)]))


def _search(work: Work, lessons: Mapping[str, int]) -> None:
    stale = [plan.known.id for plan in work.plan.lessons if plan.known]
    unindex(stale + [lesson.id for lesson in work.plan.retired])
    index(
        Entry(
            lessons[plan.slug], entry.kind, entry.anchor, entry.title, entry.text, entry.tokens_title, entry.tokens_text
        )
        for plan in work.plan.lessons
        for entry in plan.converted.entries
    )


def _retire(work: Work) -> None:
    now = timezone.now()
    gone = [lesson.id for lesson in work.plan.retired]
    for start in range(0, len(gone), AT_ONCE):
        Lesson.objects.filter(id__in=gone[start : start + AT_ONCE]).update(retired_at=now)
    vanished = [note.id for path, note in work.state.live_notes().items() if path not in work.plan.notes]
    for start in range(0, len(vanished), AT_ONCE):
        Note.objects.filter(id__in=vanished[start : start + AT_ONCE]).update(retired_at=now)


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
