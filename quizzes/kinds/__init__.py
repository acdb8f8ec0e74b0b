"""The kinds of questions: one module, one template and one line here each."""

from collections.abc import Mapping
from typing import Any

from lessons.course.errors import CourseErrors
from lessons.course.table import Source, Table
from quizzes.kinds.base import Kind
from quizzes.kinds.choice import Choice
from quizzes.kinds.choices import Choices
from quizzes.kinds.fillin import FillIn
from quizzes.kinds.label import Label
from quizzes.kinds.matching import Matching
from quizzes.kinds.ordering import Ordering
from quizzes.kinds.scenario import Scenario

KINDS: dict[str, type[Kind]] = {
    kind.name: kind for kind in (Choice, Choices, Matching, Ordering, FillIn, Label, Scenario)
}


def parse(name: str, spec: Mapping[str, Any]) -> Kind:
    """The question of the kind `name` that was stored as `spec`. Raises `CourseErrors` if it was never checked."""
    source = Source("", {(): 0}, bilingual=False)
    kind = KINDS[name].parse(Table(dict(spec), source))
    if source.problems:
        raise CourseErrors(source.problems)
    return kind
