"""The text of a page as it is stored, in both languages of the interface."""

from collections.abc import Callable
from dataclasses import dataclass

# (HTML of a page, figure) -> the page with the figure in its place
Insert = Callable[[str, str], str]


@dataclass(frozen=True, slots=True)
class Text:
    """One text in both languages of the interface; `en` is "" where it does not differ."""

    zh: str
    en: str = ""


@dataclass(frozen=True, slots=True)
class Page:
    """`errata` are the names of those placed, in reading order; `diagrams` the names of those shown."""

    title: Text
    html: Text
    errata: tuple[str, ...] = ()
    diagrams: tuple[str, ...] = ()
    first_number: int = 1
