"""The course as its lists show it: legs and lessons in order, read once an import and kept by each process."""

from collections.abc import Iterable
from dataclasses import dataclass, field

from django.db import connection
from django.db.models import Exists, Subquery
from django.http import HttpRequest
from django.utils.safestring import SafeString
from django.utils.translation import get_language, gettext

from lessons.models import Course, Erratum, Lesson, Step, Term

# The course's revision and the moment of its import, as the database driver hands them over.
Stamp = tuple[object, ...]

# How HTML calls the languages that notes are written in.
LANGUAGE_TAGS = {"zh": "zh-Hans", "en": "en"}


@dataclass(frozen=True, slots=True)
class Entry:
    """A lesson in a list. `number` counts from 1 through the course (0 for a list of references); `first` in its
    note, it is introduced by what the note says before it. `language` is a tag for HTML."""

    slug: str
    title: str
    language: str
    minutes: int
    number: int
    leg: int
    first: bool

    @property
    def url(self) -> str:
        return f"/lessons/{self.slug}/"


@dataclass(frozen=True, slots=True)
class LegEntry:
    """A leg in a list, numbered from 1; `title` is empty where the lessons belong to no leg."""

    number: int
    title: str
    about: str
    language: str
    lessons: list[Entry]


@dataclass(frozen=True, eq=False, slots=True)
class Outline:
    """`kept` holds pieces of pages that only change with the course; it goes when the outline goes."""

    stamp: Stamp
    title: str
    errata: bool
    legs: tuple[LegEntry, ...]
    lessons: tuple[Entry, ...]
    references: tuple[Entry, ...]
    entries: dict[str, Entry]
    kept: dict[str, SafeString] = field(default_factory=dict)

    def around(self, slug: str) -> tuple[Entry | None, Entry | None]:
        """The lessons before and after."""
        entry = self.entries.get(slug)
        if entry is None or not entry.number:
            return None, None
        before = self.lessons[entry.number - 2] if entry.number > 1 else None
        return before, self.lessons[entry.number] if entry.number < len(self.lessons) else None

    def next_to_read(self, finished: Iterable[str]) -> Entry | None:
        """The first unfinished lesson after the one finished last, or else the first unfinished one."""
        done = [slug for slug in finished if slug in self.entries]
        start = self.entries[done[-1]].number if done else 0
        known = set(done)
        ahead = (*self.lessons[start:], *self.lessons[:start])
        return next((entry for entry in ahead if entry.slug not in known), None)


@dataclass(frozen=True, slots=True)
class Counts:
    lessons: int
    terms: int
    steps: int
    errata: int


# Written out, because each page asks: composing this with the ORM takes longer than running it.
_STAMP = "SELECT revision, imported_at FROM lessons_course ORDER BY id LIMIT 1"
_kept: dict[str, Outline] = {}


def current(request: HttpRequest) -> Outline | None:
    """The course's outline in the language of `request`; None while nothing has been imported."""
    if not hasattr(request, "_outline"):
        with connection.cursor() as cursor:
            cursor.execute(_STAMP)
            stamp = cursor.fetchone()
        request._outline = outline(stamp) if stamp else None  # type: ignore[attr-defined]
    return request._outline  # type: ignore[attr-defined]


def outline(stamp: Stamp) -> Outline:
    """The outline of the import that left `stamp`."""
    language = get_language() or ""
    found = _kept.get(language)
    if found is None or found.stamp != stamp:
        found = _kept[language] = _read(stamp, in_english=language.startswith("en"))
    return found


def in_english() -> bool:
    return (get_language() or "").startswith("en")


def counts() -> Counts:
    live = {"retired_at": None, "lesson__retired_at": None}
    return Counts(
        lessons=Lesson.objects.filter(retired_at=None, kind=Lesson.Kind.LESSON).count(),
        terms=Term.objects.filter(**live).count(),
        steps=Step.objects.filter(**live).count(),
        errata=Erratum.objects.filter(lesson__isnull=False, lesson__retired_at=None).count(),
    )


def _read(stamp: Stamp, *, in_english: bool) -> Outline:
    # One query: an anonymous lesson costs no more than two, also in a process that has just begun.
    course = Course.objects.order_by("pk")
    rows = list(
        Lesson.objects.filter(retired_at=None)
        .order_by("position")
        .values_list(
            "note", "line", "slug", "title", "note__language", "minutes", "kind", "leg__position",
            "leg__title", "leg__title_en", "leg__about", "leg__about_en",
            Subquery(course.values("title")[:1]), Subquery(course.values("title_en")[:1]),
            Exists(Erratum.objects.filter(lesson__retired_at=None, lesson__isnull=False)),
        )
    )  # fmt: skip
    first_lines: dict[int, int] = {}
    for note, line, *_ in rows:
        first_lines[note] = min(line, first_lines.get(note, line))
    legs: dict[object, LegEntry] = {}
    lessons: list[Entry] = []
    references: list[Entry] = []
    course_title = ""
    for note, line, slug, title, language, minutes, kind, position, *texts, _ in rows:
        leg_title, about, course_title = (
            (english if in_english and english else own) or ""
            for own, english in zip(texts[::2], texts[1::2], strict=True)
        )
        first, language = first_lines[note] == line, LANGUAGE_TAGS[language]
        if kind == Lesson.Kind.REFERENCES:
            references.append(Entry(slug, title, language, minutes, 0, 0, first))
            continue
        if position not in legs:
            translated = in_english and bool(texts[1])
            legs[position] = LegEntry(len(legs) + 1, leg_title, about, "en" if translated else language, [])
        leg = legs[position]
        entry = Entry(slug, title, language, minutes, len(lessons) + 1, leg.number, first)
        lessons.append(entry)
        leg.lessons.append(entry)
    return Outline(
        stamp=stamp,
        title=course_title or gettext("Notes"),
        errata=bool(rows and rows[0][-1]),
        legs=tuple(legs.values()),
        lessons=tuple(lessons),
        references=tuple(references),
        entries={entry.slug: entry for entry in (*lessons, *references)},
    )
