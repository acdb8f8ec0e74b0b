"""Notes made of a few lines, for tests."""

from collections.abc import Sequence

from lessons.reading.note import Heading, Note, Section, Term


def section_of(
    text: str, *, level: int = 1, terms: Sequence[Term] = (), subsections: Sequence[Heading] = (), indent: int = 0
) -> Section:
    return Section(
        heading=Heading("Title", level, 0, "title", ("Title",)),
        kind="lesson",
        line=0,
        body_line=1,
        end_line=len(text.split("\n")),
        subsections=tuple(subsections),
        terms=tuple(terms),
        indent=indent,
    )


def note_of(text: str, *sections: Section, path: str = "README.md") -> Note:
    return Note(path, "Title", 0, "zh", "utf-8", tuple(text.split("\n")), (1, 0), sections)
