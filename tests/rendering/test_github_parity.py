"""The same text by GitHub's renderer and by ours.

Known differences:
- A fence in a list item that never closes, before a blank line: GitHub keeps the list tight, we make it loose.
- HTML that GitHub's sanitiser removes later (the oracle does not sanitise), and words such as <your-ip>, which GitHub
  drops as unknown tags and we show: see test_safety.
- Alerts (`> [!NOTE]`), which github.com shows and the library behind the oracle does not know.
"""

from pathlib import Path

import pytest
from hypothesis import assume, given, settings
from hypothesis import strategies as st

from lessons.rendering.renderer import Renderer
from tests.rendering.cases import CASES
from tests.rendering.oracle import canonical, github
from tests.rendering.samples import note_of, section_of

NOTE = (Path(__file__).parents[2] / "notes" / "README.md").read_text(encoding="utf-8")
BLOCKS = [block for block in NOTE.split("\n\n") if block.strip()]
LINES = NOTE.splitlines()
RENDERER = Renderer()


def indented_lines(width: int) -> st.SearchStrategy[list[str]]:
    line = st.builds(lambda depth, line: " " * width * depth + line, st.integers(0, 3), st.sampled_from(LINES))
    return st.lists(line, max_size=14)


def ours(text: str) -> str:
    section = section_of(text)
    return canonical(RENDERER.section(note_of(text, section), section).html)


def test_our_note_looks_as_on_github() -> None:
    assert ours(NOTE) == github(NOTE)


@pytest.mark.parametrize("name", CASES)
def test_everyday_markdown_looks_as_on_github(name: str) -> None:
    assert ours(CASES[name]) == github(CASES[name])


@given(st.lists(st.sampled_from(BLOCKS), max_size=12), st.sampled_from(["\n", "\n\n"]))
@settings(max_examples=200, deadline=None)
def test_recombined_blocks_of_our_note_look_as_on_github(blocks: list[str], between: str) -> None:
    text = between.join(blocks)
    assert ours(text) == github(text)


@given(st.sampled_from([2, 3, 4]).flatmap(indented_lines))
@settings(max_examples=200, deadline=None)
def test_recombined_lines_of_our_note_look_as_on_github(lines: list[str]) -> None:
    assume(sum(line.lstrip().startswith("```") for line in lines) % 2 == 0)  # the first known difference
    text = "\n".join(lines)
    assert ours(text) == github(text)
