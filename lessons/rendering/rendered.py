"""What rendering hands over."""

from dataclasses import dataclass


@dataclass(frozen=True)
class Passage:
    """The plain text below one heading (anchor "" and title "" before the first one): what search shows and finds."""

    anchor: str
    title: str
    text: str


@dataclass(frozen=True)
class RenderedTerm:
    """A term's explanation; `anchor` is the id of its `<dt>` on the page."""

    name: str
    anchor: str
    html: str
    text: str


@dataclass(frozen=True)
class Rendered:
    """`html` is safe to show. Relative links stand in it as `href="note:PATH#FRAGMENT"` and images as
    `src="image:PATH"`, PATH resolved against the note's folder but not checked, until `links.resolve`."""

    html: str
    passages: tuple[Passage, ...]
    terms: tuple[RenderedTerm, ...] = ()
