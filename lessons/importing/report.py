"""What an import did, for people and for scripts."""

from dataclasses import asdict, dataclass, field
from typing import Any

from lessons.importing.parts import parts
from lessons.models import Course, Note, Step, Term
from lessons.reading.note import Problem

STATUSES = ("created", "updated", "moved", "unchanged", "retired")


@dataclass
class Report:
    """`lessons` lists slugs by what happened to them; the counts are of everything the import holds."""

    lessons: dict[str, list[str]] = field(default_factory=lambda: {status: [] for status in STATUSES})
    terms: int = 0
    steps: int = 0
    questions: int = 0
    warnings: list[Problem] = field(default_factory=list)
    errors: list[Problem] = field(default_factory=list)
    written: bool = False

    def as_json(self) -> dict[str, Any]:
        return {
            "lessons": self.lessons,
            "terms": self.terms,
            "steps": self.steps,
            "questions": self.questions,
            "warnings": [asdict(problem) for problem in self.warnings],
            "errors": [asdict(problem) for problem in self.errors],
        }


def fill(report: Report) -> None:
    """What the database holds now, into `report`: the counts, and the warnings of every note."""
    report.terms = Term.objects.filter(retired_at=None).count()
    report.questions = sum(part.questions() for part in parts())
    report.steps = Step.objects.filter(retired_at=None).count()
    for problems in Note.objects.filter(retired_at=None).values_list("problems", flat=True):
        report.warnings += [Problem(**problem) for problem in problems]
    for problems in Course.objects.values_list("problems", flat=True):
        report.warnings += [Problem(**problem) for problem in problems]
