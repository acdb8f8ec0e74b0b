"""Which converted section is which lesson, at which address and place: decided before anything is written."""

from bisect import bisect_left
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import cached_property
from hashlib import sha256

from django.utils.text import slugify

from lessons.course.shapes import Course, Leg, LessonRef
from lessons.importing.converted import Converted, ConvertedSection
from lessons.importing.matching import Part, match
from lessons.importing.state import KnownLesson, State, lesson_parts
from lessons.reading.note import REFERENCES, Section

# Positions leave room: a note's lessons keep theirs when another note grows.
LESSONS_A_NOTE = 100_000
LEGS_BEFORE_NOTES = 1_000
REFERENCES_LAST = 1_000_000


@dataclass(frozen=True, slots=True)
class LessonPlan:
    """`leg` is an index into the plan's legs. `known` is the row it continues, if any. `group` and `minutes` are the
    course's words where it has any."""

    slug: str
    status: str
    note: str
    converted: ConvertedSection
    known: KnownLesson | None
    position: int
    leg: int | None
    digest: str
    group: str = ""
    minutes: int | None = None


@dataclass(frozen=True)
class Plan:
    """`lessons` are those of the converted notes; `shifted` are lessons of other notes whose place changed
    (id -> position, leg); `retired` lessons of converted or vanished notes that are no more."""

    notes: dict[str, int]
    legs: tuple[Leg, ...]
    lessons: tuple[LessonPlan, ...]
    shifted: dict[int, tuple[int, int | None]]
    retired: tuple[KnownLesson, ...]
    unchanged: tuple[KnownLesson, ...]

    @cached_property
    def in_order(self) -> list[tuple[int, str, str, str]]:
        """(position, note, heading anchor, slug) of every lesson that there will be."""
        places = [(p.position, p.note, p.converted.section.heading.anchor, p.slug) for p in self.lessons]
        places += [(self.shifted.get(k.id, (k.position, None))[0], k.note, k.anchor, k.slug) for k in self.unchanged]
        return sorted(places)

    @cached_property
    def first_slugs(self) -> dict[str, str]:
        """Note -> its first lesson, the one that shows the note's introduction."""
        return {note: slug for _, note, _, slug in reversed(self.in_order)}

    @cached_property
    def addresses(self) -> dict[tuple[str, str], str]:
        """(note, heading anchor) -> address, and (note, "") -> that of the note's first lesson."""
        found: dict[tuple[str, str], str] = {}
        for _, note, anchor, slug in self.in_order:
            found.setdefault((note, ""), f"/lessons/{slug}/")
            found.setdefault((note, anchor), f"/lessons/{slug}/")
        for plan in self.lessons:
            for heading in plan.converted.section.subsections:
                found.setdefault((plan.note, heading.anchor), f"/lessons/{plan.slug}/#{heading.anchor}")
        return found


class _Places:
    """Where lessons stand: legs and order from the course where it names them, else one leg a note."""

    def __init__(self, course: Course, notes: Mapping[str, int], titles: Mapping[str, str]) -> None:
        self.notes, self.titles = notes, titles
        self.legs = list(course.legs)
        self.authored = bool(course.legs)
        self.refs: dict[tuple[str, str], LessonRef] = {}
        self.named: dict[tuple[str, str], tuple[int, int | None]] = {}
        for ref in course.refs():
            self.refs.setdefault((ref.note, ref.part or ref.section), ref)
        for number, leg in enumerate(course.legs):
            for order, ref in enumerate(leg.lessons):
                self.named.setdefault((ref.note, ref.part or ref.section), (number * LESSONS_A_NOTE + order, number))
        self.note_legs: dict[str, int] = {}

    def ref(self, note: str, section: Section) -> LessonRef | None:
        return self.refs.get((note, section.heading.title))

    def place(self, note: str, section: Section, index: int) -> tuple[int, int | None]:
        named = self.named.get((note, section.heading.title))
        return named or self.unnamed(note, section.kind, index)

    def unnamed(self, note: str, kind: str, index: int) -> tuple[int, int | None]:
        if kind == REFERENCES and self.authored:
            return (REFERENCES_LAST + self.notes[note]) * LESSONS_A_NOTE + index, None
        return (LEGS_BEFORE_NOTES + self.notes[note]) * LESSONS_A_NOTE + index, self._leg_of(note)

    def _leg_of(self, note: str) -> int:
        if note not in self.note_legs:
            self.note_legs[note] = len(self.legs)
            self.legs.append(Leg(self.titles[note]))
        return self.note_legs[note]


def make_plan(
    state: State, converted: Mapping[str, Converted], order: Sequence[str], gone: Iterable[str], course: Course
) -> Plan:
    """`order` lists the paths of all notes that there are from now on; `gone` of those that are no more."""
    touched = set(converted) | set(gone)
    notes = {path: position for position, path in enumerate(order)}
    titles = {path: note.title for path, note in state.notes.items()}
    titles |= {path: result.note.title for path, result in converted.items()}
    places = _Places(course, notes, titles)

    candidates = [lesson for lesson in state.lessons if lesson.retired or lesson.note in touched]
    fresh = [
        (path, index, section)
        for path in order
        if path in converted
        for index, section in enumerate(converted[path].sections)
    ]
    known = _match(candidates, [(path, section) for path, _, section in fresh])
    by_note: dict[str, list[tuple[int, ConvertedSection, KnownLesson | None]]] = {path: [] for path in order}
    for number, (path, index, section) in enumerate(fresh):
        by_note[path].append((index, section, known.get(number)))
    others: dict[str, list[KnownLesson]] = {path: [] for path in order}
    for lesson in state.lessons:
        if not lesson.retired and lesson.note not in touched and lesson.note in others:
            others[lesson.note].append(lesson)

    slugs = _Slugs(lesson.slug for lesson in state.lessons)
    planned: list[LessonPlan] = []
    shifted: dict[int, tuple[int, int | None]] = {}
    for path in order:
        for index, section, row in by_note[path]:
            position, leg = places.place(path, section.section, index)
            planned.append(_lesson(path, section, row, position, leg, slugs, places.ref(path, section.section)))
        for lesson in others[path]:
            place = _shift(lesson, path, places)
            if place != (lesson.position, lesson.leg and lesson.leg - 1):
                shifted[lesson.id] = place
    kept = {plan.known.id for plan in planned if plan.known}
    return Plan(
        notes=notes,
        legs=tuple(places.legs),
        lessons=_with_moves(planned),
        shifted=shifted,
        retired=tuple(c for c in candidates if not c.retired and c.id not in kept),
        unchanged=tuple(lesson for lessons in others.values() for lesson in lessons),
    )


def _shift(lesson: KnownLesson, path: str, places: _Places) -> tuple[int, int | None]:
    if lesson.position < LEGS_BEFORE_NOTES * LESSONS_A_NOTE:
        return lesson.position, lesson.position // LESSONS_A_NOTE
    return places.unnamed(path, lesson.kind, lesson.position % LESSONS_A_NOTE)


def _match(candidates: list[KnownLesson], fresh: list[tuple[str, ConvertedSection]]) -> dict[int, KnownLesson]:
    if not candidates:
        return {}
    new = [Part(path, "\n".join(c.section.heading.path), c.source, c.section.heading.explicit_id) for path, c in fresh]
    return {index: candidates[old] for index, old in match(lesson_parts(candidates), new).items()}


def _lesson(
    note: str,
    converted: ConvertedSection,
    known: KnownLesson | None,
    position: int,
    leg: int | None,
    slugs: "_Slugs",
    ref: LessonRef | None,
) -> LessonPlan:
    section = converted.section
    digest = sha256(f"{section.kind}\0{section.heading.title}\0{converted.source}".encode()).hexdigest()
    wanted = ref.slug if ref else ""
    if known and (not wanted or wanted == known.slug):
        slug = known.slug
    else:
        slug = slugs.new(wanted or section.heading.explicit_id or section.heading.title)
    if known is None:
        status = "created"
    elif known.retired or known.digest != digest or known.slug != slug:
        status = "updated"
    else:
        status = "unchanged"
    group, minutes = (ref.group, ref.minutes) if ref else ("", None)
    return LessonPlan(slug, status, note, converted, known, position, leg, digest, group, minutes)


def _with_moves(plans: list[LessonPlan]) -> tuple[LessonPlan, ...]:
    """Marks as moved what changed its file or its order among the others; being pushed down is no move."""
    staying = [plan for plan in plans if plan.known and plan.known.note == plan.note and not plan.known.retired]
    staying.sort(key=lambda plan: plan.position)
    in_order = _longest_increasing([plan.known.position for plan in staying if plan.known])
    kept = {staying[index].slug for index in in_order}
    return tuple(
        replace(plan, status="moved") if plan.known and not plan.known.retired and plan.slug not in kept else plan
        for plan in plans
    )


def _longest_increasing(values: list[int]) -> list[int]:
    """Indexes of a longest increasing run of `values`, not necessarily adjacent (patience sorting)."""
    tops: list[int] = []
    top_indexes: list[int] = []
    before: list[int] = []
    for index, value in enumerate(values):
        pile = bisect_left(tops, value)
        before.append(top_indexes[pile - 1] if pile else -1)
        tops[pile : pile + 1] = [value]
        top_indexes[pile : pile + 1] = [index]
    found = []
    index = top_indexes[-1] if top_indexes else -1
    while index >= 0:
        found.append(index)
        index = before[index]
    return found[::-1]


class _Slugs:
    """Addresses for new lessons. One that was ever given is not given again: links out there may mean it."""

    def __init__(self, taken: Iterable[str]) -> None:
        self.taken = set(taken)

    def new(self, wanted: str) -> str:
        base = slugify(wanted, allow_unicode=True)[:100].strip("-") or "lesson"
        slug, number = base, 2
        while slug in self.taken:
            slug, number = f"{base}-{number}", number + 1
        self.taken.add(slug)
        return slug
