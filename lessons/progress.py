"""How far a learner has come, and the neatline that shows it."""

from collections.abc import Collection

from django.http import HttpRequest

from lessons.models import Reading
from lessons.outline import Outline

# More segments than this can't be told apart in a rail.
MOST_SEGMENTS = 24


def finished(request: HttpRequest) -> tuple[str, ...]:
    """Slugs of the lessons that the learner has finished, oldest first."""
    if not hasattr(request, "_finished"):
        learner = request.learner  # type: ignore[attr-defined]
        request._finished = (  # type: ignore[attr-defined]
            tuple(
                Reading.objects.filter(learner=learner)
                .order_by("finished_at", "id")
                .values_list("lesson__slug", flat=True)
            )
            if learner
            else ()
        )
    return request._finished  # type: ignore[attr-defined]


def segments(outline: Outline, done: Collection[str], here: str = "") -> list[str]:
    """The classes of the neatline's segments: one a lesson, or one for several where the course is long."""
    total = len(outline.lessons)
    count = min(total, MOST_SEGMENTS)
    classes = []
    for number in range(count):
        part = [entry.slug for entry in outline.lessons[number * total // count : (number + 1) * total // count]]
        finished_here = sum(slug in done for slug in part)
        state = "done" if finished_here == len(part) else "some" if finished_here else ""
        classes.append(f"{state} here".strip() if here in part else state)
    return classes
