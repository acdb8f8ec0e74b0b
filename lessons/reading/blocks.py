"""The block structure of Markdown lines, as CommonMark sees it: what is a fence, a heading, a list item, a comment.

One scanner serves both sides: `reading` judges structure by it, `rendering` rewrites the source by it.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Literal

Kind = Literal[
    "blank",
    "text",
    "heading",
    "setext",
    "fence",
    "comment",
    "html",
    "rule",
    "table",
    "indented",
    "definition",
]


@dataclass(frozen=True, slots=True)
class Line:
    """What one source line is.

    `kind`: of the line's innermost block. A setext heading's text line(s) and underline are both "setext"; every line
    of a fence, from the opening to the closing one, is "fence"; of an HTML comment, "comment"; of a table, "table".
    `containers`: content offsets (columns, tabs expanded to four) of the list items that the line lies in, outermost
    first; `item` is true where the line opens the innermost one, `ordered` whether that one is numbered.
    `quote`: depth of block quotes. `indent`: columns of white space before the content, inside all containers.
    `content`: the text inside all containers and quotes.
    """

    number: int
    kind: Kind
    content: str
    containers: tuple[int, ...] = ()
    item: bool = False
    ordered: bool = False
    marker: str = ""
    quote: int = 0
    indent: int = 0
    level: int = 0  # of a heading
    info: str = ""  # of a fence, on its opening line
    opens: bool = False  # first line of a fence, comment, table or setext heading
    closes: bool = False  # last line of it


def scan(lines: Sequence[str]) -> list[Line]:
    """One `Line` per source line, in linear time."""
    raise NotImplementedError
