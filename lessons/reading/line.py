"""What the scanner says of a line."""

from dataclasses import dataclass, field
from typing import Literal

from .openers import Marker

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


@dataclass(slots=True, eq=False)
class Container:
    """A block quote (`marker` is None) or a list item, whose lines are indented by `width` columns; `offset` is where
    they begin."""

    marker: Marker | None
    width: int = 0
    offset: int = 0
    bare: bool = False  # nothing but the marker so far


@dataclass(slots=True)
class Line:
    """What one source line is.

    `kind`: of the line's innermost block. A setext heading's text line(s) and underline are both "setext"; every line
    of a fence, from the opening to the closing one, is "fence"; of an HTML comment, "comment"; of a table, "table".
    A blank line inside one of these is of its kind; any other is "blank", also between lines of indented code. Of a
    definition list the line `: text` and those that continue it are "definition", the term above is "text".
    `containers`: content offsets (columns of the file's line, tabs expanded to four) of the list items that the line
    lies in, outermost first; a blank line lies in what is still open. `item` is true where the line opens the
    innermost one, `ordered` whether that one is numbered; `opened` counts the items that the line opens (`- - x`: 2).
    `quote`: depth of block quotes. `lazy`: the line continues a paragraph without the indent or `>` of its containers.
    `content`: the text inside all containers and quotes, white space and all; `indent`: columns of white space that
    it begins with. `inside`: the items and quotes that the line lies in, outermost first; the same objects, in the
    same tuple, on every line that lies in them.
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
    opens: bool = False  # first line of a fence, comment, HTML block, table or setext heading
    closes: bool = False  # last line of it
    opened: int = 0
    lazy: bool = False
    inside: tuple[Container, ...] = field(default=(), compare=False, repr=False)
