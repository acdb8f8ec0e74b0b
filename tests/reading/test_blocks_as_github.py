"""GitHub's own parser says of every block from which line to which it reaches: the scanner must agree."""

from html.parser import HTMLParser

import cmarkgfm
from cmarkgfm.cmark import Options
from hypothesis import assume, example, given
from hypothesis import strategies as st

from lessons.reading.blocks import Line, scan

_LEAVES = {"p": "text", "pre": "code", "hr": "rule", "table": "table"} | {f"h{n}": "heading" for n in range(1, 7)}
_KINDS = {"setext": "heading", "definition": "text", "fence": "code", "indented": "code"}
_PIECES = [
    *("", "", "", "  ", "a", "b c", "- x", "- y", "  - z", "    - q", "1. o", "2. p", "10) r", "   para", "+ p"),
    *("    code", "\tcode", "  \tt", "```", "~~~", "````", "  ```", "```sh", "# h", "## h2 #", "#no", "===", "---"),
    *("- - -", "***", "> q", ">> qq", "> - ql", ">", "| a | b |", "|---|---|", "--- | :-:", "a | b", "- - n"),
    *("<!-- c", "-->", "<!-- d -->", "<div>", "</div>", "<b>", "<组件>", "<pre>", "</pre>", "*", "-", "1.", "* "),
    *("- ```", "- # h", "    ```", "      x", "\t- t", "-\tt", "1.\tt", "- 1. n", "  > q", ": d", "=", "--"),
    *("     ```", "- \tx", "   ---", "-     c", "\t\tx", ">\tt", "> \tt", ">     c", "    # h", "<b>x", "| a", "|-"),
    *("<script>", "x\\|y | z", "---|---", "\u3000"),
]


class _Blocks(HTMLParser):
    def __init__(self) -> None:
        super().__init__()
        self.found: list[tuple[str, int, int]] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        if place := dict(attrs).get("data-sourcepos"):
            first, last = (int(end.split(":")[0]) for end in place.split("-"))
            self.found.append((tag, first, last))


def _by_github(lines: list[str]) -> list[tuple[str, int, int]]:
    html = cmarkgfm.markdown_to_html_with_extensions(
        "\n".join(lines) + "\n", options=Options.CMARK_OPT_SOURCEPOS, extensions=["table"]
    )
    parser = _Blocks()
    parser.feed(html)
    return parser.found


def _seen(blocks: list[tuple[str, int, int]], number: int) -> tuple[str, int, int]:
    """Leaf, items and quotes around a line. The parser lets some blocks reach too far: the latest one counts."""
    around = [(tag, first) for tag, first, last in blocks if first <= number <= last and tag not in ("td", "th", "tr")]
    latest = max((first for _, first in around), default=0)
    leaves = [_LEAVES[tag] for tag, first in around if tag in _LEAVES and first == latest]
    tags = [tag for tag, _ in around]
    return leaves[-1] if leaves else "", tags.count("li"), tags.count("blockquote")


def _scanned(line: Line) -> tuple[str, int, int]:
    return _KINDS.get(line.kind, line.kind), len(line.containers), line.quote


@given(st.lists(st.sampled_from(_PIECES), min_size=1, max_size=8))
@example(["- a", "", "  - b", "", "      code", "   c"])
@example(["1. a", "```", "x", "```", "2. b"])
def test_every_line_is_what_github_takes_it_for(lines: list[str]) -> None:
    blocks = _by_github(lines)
    assume(not any(first == 0 for _, first, _ in blocks))  # a paragraph cut by a table has no place
    starts = {first for _, first, _ in blocks}
    for line in scan(lines):
        expected = _seen(blocks, line.number)
        if line.kind in ("blank", "html", "comment") or not expected[0]:
            assert line.kind in ("blank", "html", "comment") or expected[1:] == _scanned(line)[1:]
        elif line.number in starts:  # inside a block, the places of tight paragraphs are unknown
            assert _scanned(line) == expected
