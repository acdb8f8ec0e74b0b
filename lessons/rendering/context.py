"""What one text's rendering must know besides its lines, and what it finds out."""

from collections.abc import Sequence
from dataclasses import dataclass, field

from lessons.reading.note import Heading, Section, Term
from lessons.rendering.anchors import Anchors
from lessons.rendering.links import Place
from lessons.rendering.rendered import Passage, RenderedTerm


@dataclass(slots=True)
class Footnote:
    """`lines` without their indent; `uses` counts the references."""

    lines: Sequence[str]
    uses: int = 0
    number: int = 0


@dataclass(slots=True)
class Context:
    """Lines are numbered as in the note. `mixed` is set where an author's own tags got in."""

    place: Place
    first_line: int = 1
    level: int = 1
    headings: dict[int, Heading] = field(default_factory=dict)
    terms: tuple[Term, ...] = ()
    footnotes: dict[str, Footnote] = field(default_factory=dict)

    mixed: bool = False
    tables: dict[str, int] = field(default_factory=dict)
    cited: list[str] = field(default_factory=list)
    passages: tuple[Passage, ...] = ()
    found: dict[int, RenderedTerm] = field(default_factory=dict)
    anchors: Anchors = field(init=False)
    marked: frozenset[int] = field(init=False)
    definitions: dict[int, int] = field(init=False)

    def __post_init__(self) -> None:
        self.anchors = Anchors(heading.anchor for heading in self.headings.values())
        self.marked = frozenset(term.line for term in self.terms)
        self.definitions = {term.line: term.end_line for term in self.terms if term.form == "definition"}


def of_section(section: Section, place: Place) -> Context:
    return Context(
        place,
        section.body_line,
        section.heading.level,
        {heading.line: heading for heading in section.subsections},
        section.terms,
    )
