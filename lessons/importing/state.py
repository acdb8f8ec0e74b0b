"""What the last import left in the database, as far as the next one has to know."""

from collections.abc import Iterable
from dataclasses import dataclass
from itertools import chain
from operator import attrgetter, itemgetter
from typing import NamedTuple

from django.db.models import F, OuterRef, Q, Subquery
from django.db.models.expressions import Combinable

from lessons.importing.matching import Part
from lessons.models import Course, Erratum, Lesson, Note, Retirable, SearchEntry


class KnownNote(NamedTuple):
    id: int
    path: str
    sha256: str
    position: int
    title: str
    links: dict[str, str]
    retired: bool


class KnownLesson(NamedTuple):
    id: int
    slug: str
    note: str
    path: str
    explicit_id: str
    anchor: str
    position: int
    leg: int | None
    kind: str
    digest: str
    retired: bool


@dataclass(frozen=True, slots=True)
class State:
    course: Course | None
    notes: dict[str, KnownNote]
    lessons: list[KnownLesson]
    errata: dict[str, int | None]

    @property
    def revision(self) -> int:
        return self.course.revision if self.course else 0

    def live_notes(self) -> dict[str, KnownNote]:
        return {path: note for path, note in self.notes.items() if not note.retired}


def load() -> State:
    notes = Note.objects.values_list("id", "path", "sha256", "position", "title", "links", "retired_at")
    # In the order of the table and sorted here: by its index every row would be another place on the disk.
    lessons = Lesson.objects.order_by().values_list(
        "id",
        "slug",
        "note__path",
        "path",
        "explicit_id",
        "anchor",
        "position",
        "leg_id",
        "kind",
        "digest",
        "retired_at",
    )
    return State(
        course=Course.objects.first(),
        notes={row[1]: KnownNote(*row[:6], row[6] is not None) for row in notes},
        lessons=sorted((KnownLesson(*row[:10], row[10] is not None) for row in lessons), key=attrgetter("position")),
        errata=dict(Erratum.objects.values_list("name", "lesson_id")),
    )


def lesson_parts(lessons: Iterable[KnownLesson]) -> list[Part]:
    """The lessons as `matching` wants them; only here are their sources read."""
    known = list(lessons)
    notes = {lesson.note for lesson in known}
    wanted = Q(note__path__in=notes) if len(notes) < 500 else Q()
    sources = dict(Lesson.objects.filter(wanted).values_list("id", "source")) if known else {}
    return [Part(lesson.note, lesson.path, sources[lesson.id], lesson.explicit_id) for lesson in known]


# What a sub-section says is kept once, where search finds it.
SECTION_TEXT = Subquery(
    SearchEntry.objects.filter(lesson=OuterRef("lesson"), kind="section", anchor=OuterRef("anchor")).values("text")[:1]
)


def owned(model: type[Retirable], notes: Iterable[str], path: str, text: Combinable) -> list[tuple[int, Part]]:
    """Ids and parts of the rows of `model` that lie in lessons of `notes`, and of all retired ones. `path` (a column)
    and `text` tell them apart."""
    found = model._default_manager.annotate(part_path=F(path), part_text=text).values_list(
        "position", "id", "lesson_id", "part_path", "part_text"
    )
    # Two queries, for with an OR no index helps.
    theirs = found.filter(lesson__note__path__in=list(notes), retired_at=None)
    rows = sorted(chain(theirs, found.filter(retired_at__isnull=False)), key=itemgetter(0, 1))
    return [(row_id, Part(lesson_id, str(path), text or "")) for _, row_id, lesson_id, path, text in rows]
