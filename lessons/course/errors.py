"""What is wrong with the authored files, told all at once."""

from collections.abc import Iterable

from lessons.reading.note import Problem


class CourseErrors(Exception):
    """`problems` holds every error of every file that was read, each with its place."""

    def __init__(self, problems: Iterable[Problem]) -> None:
        self.problems = tuple(problems)
        super().__init__("\n".join(f"{p.file}:{p.line}: {p.message}" for p in self.problems))
