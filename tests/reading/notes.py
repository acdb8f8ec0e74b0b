"""Notes for the tests: our own, and short ones."""

from pathlib import Path
from textwrap import dedent

from lessons.reading.note import Note
from lessons.reading.reader import read

OUR_NOTE = Path(__file__).parents[2] / "notes" / "README.md"


def note(text: str, path: str = "note.md", splits: tuple[tuple[str, str], ...] = ()) -> Note:
    return read(path, dedent(text).encode(), splits)


def titles(found: Note) -> list[str]:
    return [section.heading.title for section in found.sections]


def named(text: str) -> dict[str, str]:
    """The terms of a lesson with that text, each with its explanation."""
    found = note("# T\n\n## L\n\n" + dedent(text))
    return {term.name: term.text for section in found.sections for term in section.terms}


def typed(text: str, language: str = "shell") -> list[str]:
    """The commands of a step with a block of that text."""
    block = f"```{language}\n{dedent(text).strip(chr(10))}\n```\n"
    found = note(f"# 安装\n\n## 安装\n\n### 一\n{block}\n### 二\n```sh\nls\n```\n### 三\n```sh\nls\n```\n")
    [section] = found.sections
    return [command.text for command in section.steps[0].commands]
