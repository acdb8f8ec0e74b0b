"""What stands beside the lessons, written: errata, diagrams, images."""

from collections.abc import Mapping

from lessons.assets import SNIFFED_BYTES, inside, sniff
from lessons.importing.folder import Folder
from lessons.importing.rows import upsert
from lessons.importing.work import Work
from lessons.models import Asset, Diagram, Erratum


def write_errata(work: Work, lessons: Mapping[str, int]) -> None:
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
    upsert(Erratum, rows)


def _placed(work: Work, lessons: Mapping[str, int]) -> dict[str, tuple[int | None, int]]:
    """Name -> the lesson that shows it and its number there; a note's introduction is shown by its first lesson."""
    found: dict[str, tuple[int | None, int]] = {}
    first = work.plan.first_slugs
    for path, intro in work.intros.items():
        found |= {name: (lessons.get(first.get(path, "")), n) for n, name in enumerate(intro.errata, 1)}
    for slug, page in work.pages.items():
        found |= {name: (lessons[slug], n) for n, name in enumerate(page.errata, page.first_number)}
    return found


def _reassembled(work: Work, lessons: Mapping[str, int]) -> set[int]:
    return set(lessons.values()) | {lesson.id for lesson in work.plan.retired}


def write_diagrams(work: Work, lessons: Mapping[str, int]) -> None:
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
    upsert(Diagram, rows)


def write_assets(work: Work) -> None:
    there = dict(Asset.objects.values_list("path", "id"))
    for row in work.assets:
        row.pk = there.pop(row.path, None)
    upsert(Asset, work.assets)
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
