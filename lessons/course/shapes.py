"""What is authored beside the notes, as data. `x` is Chinese, `x_en` English ("" where it is the same).

`file` and `line` tell where an entry stands, for messages. Paths of notes are relative to their folder, with `/`.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from typing import Literal

from lessons.diagrams.shapes import Spec

Severity = Literal["error", "outdated", "imprecise", "typo"]
SEVERITIES: tuple[Severity, ...] = ("error", "outdated", "imprecise", "typo")  # gravest first


@dataclass(frozen=True, slots=True)
class LessonRef:
    """A place in the notes that is a lesson: the section titled `section` of `note`, or of it only the sub-heading
    or list item titled `part`. `group` names the lesson's terms where the note has no good name for them."""

    note: str
    section: str
    part: str = ""
    slug: str = ""
    minutes: int | None = None
    group: str = ""
    line: int = 0


@dataclass(frozen=True, slots=True)
class Leg:
    title: str
    title_en: str = ""
    about: str = ""
    about_en: str = ""
    lessons: tuple[LessonRef, ...] = ()
    line: int = 0


@dataclass(frozen=True, slots=True)
class Course:
    """`references` are the sections that are lists of links: they belong to no leg. `splits` says per note which
    (section, part) become lessons of their own."""

    title: str = ""
    title_en: str = ""
    legs: tuple[Leg, ...] = ()
    references: tuple[LessonRef, ...] = ()
    splits: Mapping[str, tuple[tuple[str, str], ...]] = field(default_factory=dict)

    def refs(self) -> Iterator[LessonRef]:
        """Every section that the course names, in its order, references last."""
        for leg in self.legs:
            yield from leg.lessons
        yield from self.references


@dataclass(frozen=True, slots=True)
class Erratum:
    """What is true today where the notes say otherwise. The first of `quotes` is the one to show alone; `note`
    limits the search to one file."""

    name: str
    quotes: tuple[str, ...]
    severity: Severity
    text: str
    text_en: str
    since: str = ""
    since_en: str = ""
    sources: tuple[str, ...] = ()
    note: str = ""
    line: int = 0


@dataclass(frozen=True, slots=True)
class CourseFiles:
    """Everything in `course/` beside the notes; `course` is None where there is no course.yaml."""

    course: Course | None = None
    errata: tuple[Erratum, ...] = ()
    diagrams: tuple[Spec, ...] = ()
