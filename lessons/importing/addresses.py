"""Where everything in the notes will stand."""

from functools import cached_property

from lessons.importing.planning import Plan
from lessons.models import Section


class Addresses:
    """Of notes, lessons and their sub-sections."""

    def __init__(self, plan: Plan) -> None:
        self._plan = plan

    def get(self, note: str, anchor: str) -> str:
        """Of the heading `anchor` in `note`; without one that of the note's first lesson; "" for what is not there."""
        return self._plan.addresses.get((note, anchor)) or (self._staying.get((note, anchor), "") if anchor else "")

    @cached_property
    def _staying(self) -> dict[tuple[str, str], str]:
        """Sub-sections of lessons that stay as they are; read only when a link asks for one."""
        staying = {lesson.id for lesson in self._plan.unchanged}
        if not staying:
            return {}
        rows = Section.objects.filter(retired_at=None).values_list(
            "lesson_id", "lesson__note__path", "anchor", "lesson__slug"
        )
        return {
            (note, anchor): f"/lessons/{slug}/#{anchor}" for lesson, note, anchor, slug in rows if lesson in staying
        }
