"""Everything that an import is going to write, worked out before anything is written."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from lessons.course.shapes import CourseFiles
from lessons.importing.converted import Converted
from lessons.importing.folder import Folder
from lessons.importing.page import Page
from lessons.importing.planning import Plan
from lessons.importing.state import State
from lessons.models import Asset
from lessons.reading.note import Problem


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

    @property
    def touched(self) -> set[str]:
        """Paths of notes whose rows are written or retired."""
        return set(self.converted) | {path for path in self.state.notes if path not in self.plan.notes}
