"""A folder of authored files, each of which is one thing."""

from collections.abc import Callable
from pathlib import Path
from typing import TypeVar

from lessons.course import yamlfile
from lessons.course.errors import CourseErrors
from lessons.course.table import Source, Table
from lessons.reading.note import Problem

Thing = TypeVar("Thing")


def read_all(folder: Path, name: str, read: Callable[[str, Table], Thing]) -> list[Thing]:
    """What `read` makes of each YAML file of `folder`/`name`, given its name and what is in it. Raises `CourseErrors`
    with every problem of every file."""
    problems: list[Problem] = []
    found = []
    for path in sorted((folder / name).glob("*.yaml")):
        file = path.relative_to(folder).as_posix()
        try:
            data, _, lines = yamlfile.read(path, file)
        except CourseErrors as errors:
            problems += errors.problems
            continue
        source = Source(file, lines)
        found.append(read(path.stem, Table({} if data is None else data, source)))
        problems += source.problems
    if problems:
        raise CourseErrors(problems)
    return found
