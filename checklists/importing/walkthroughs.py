"""The walkthroughs that the notes have: a lesson with steps, or a whole note that is an installation."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import groupby

from lessons.models import Section, Step
from lessons.reading.anchors import slug
from lessons.reading.steps import is_installation


@dataclass(frozen=True, slots=True)
class WalkthroughStep:
    key: str
    title: str
    parts: list[dict[str, str]]
    url: str


@dataclass(frozen=True, slots=True)
class Walkthrough:
    """`note` and `lesson` are ids; `headings` are the titles by which a companion may name it."""

    note: int
    path: str
    lesson: int | None
    slug: str
    title: str
    language: str
    position: int
    steps: list[WalkthroughStep]

    def accompanied_by(self, section: str, note: str) -> bool:
        return self.title == section and note in ("", self.path)


def walkthroughs(paths: Sequence[str]) -> Iterator[Walkthrough]:
    """Those of the notes at `paths`, in their order."""
    rows = list(
        Step.objects.filter(lesson__note__path__in=paths, retired_at=None, lesson__retired_at=None)
        .select_related("lesson", "lesson__note")
        .order_by("lesson__note__position", "lesson__note", "lesson__position", "position")
    )
    if not rows:
        return
    lessons = {row.lesson_id for row in rows}
    places = {
        (lesson, line): anchor
        for lesson, line, anchor in Section.objects.filter(lesson__in=lessons, retired_at=None).values_list(
            "lesson", "line", "anchor"
        )
    }
    for note, of_note in groupby(rows, key=lambda row: row.lesson.note):
        steps = list(of_note)
        if is_installation(note.title) and len({step.lesson_id for step in steps}) > 1:
            yield _walkthrough(steps, places, whole=True)
            continue
        for _, of_lesson in groupby(steps, key=lambda row: row.lesson_id):
            yield _walkthrough(list(of_lesson), places, whole=False)


def _walkthrough(rows: Sequence[Step], places: dict[tuple[int, int], str], *, whole: bool) -> Walkthrough:
    lesson, note = rows[0].lesson, rows[0].lesson.note
    return Walkthrough(
        note=note.pk,
        path=note.path,
        lesson=None if whole else lesson.pk,
        slug=(slug(note.title) if whole else "") or lesson.slug,
        title=note.title if whole else lesson.title,
        language=note.language,
        position=100 + note.position,
        steps=[_step(row, places.get((row.lesson_id, row.line), "")) for row in rows],
    )


def _step(row: Step, anchor: str) -> WalkthroughStep:
    parts = [{"command": command["text"]} for command in row.commands]
    parts += [{"edit": edit["text"]} for edit in row.edits]
    url = f"{row.lesson.get_absolute_url()}{'#' if anchor else ''}{anchor}"
    return WalkthroughStep(f"step-{row.pk}", row.title, parts or [{"edit": row.title}], url)
