"""What the last import left in the database, as far as the next one has to know."""

from collections.abc import Iterable
from dataclasses import dataclass

from django.db.models import F, OuterRef, Q, Subquery
from django.db.models.expressions import Combinable

from lessons.importing.matching import Part
from lessons.models import Course, Erratum, Lesson, Note, Retirable, SearchEntry


@dataclass(frozen=True, slots=True)
class KnownNote:
    id: int
    path: str
    sha256: str
    position: int
    title: str
    links: dict[str, str]
    retired: bool


@dataclass(frozen=True, slots=True)
class KnownLesson:
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
    lessons = Lesson.objects.order_by("position").values_list(
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
        notes={row[1]: KnownNote(*row[:6], retired=row[6] is not None) for row in notes},
        lessons=[KnownLesson(*row[:10], retired=row[10] is not None) for row in lessons],
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
    rows = (
        model._default_manager.filter(Q(lesson__note__path__in=list(notes)) | Q(retired_at__isnull=False))
        .annotate(part_path=F(path), part_text=text)
        .order_by("position")
        .values_list("id", "lesson_id", "part_path", "part_text")
    )
    return [(row_id, Part(lesson_id, str(path), text or "")) for row_id, lesson_id, path, text in rows]
