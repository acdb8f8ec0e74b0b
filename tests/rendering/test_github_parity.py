"""The same text by GitHub's renderer and by ours."""

from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from lessons.rendering.renderer import Renderer
from lessons.rendering.sanitising import clean_mixed
from tests.rendering.cases import CASES, DIFFERENCES, LINE_PIECES, PIECES
from tests.rendering.oracle import canonical, github, github_html
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


def github_cleaned(text: str) -> str:
    """With HTML that was left open closed, as a browser and our sanitiser do."""
    return canonical(clean_mixed(github_html(text)))


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
@settings(max_examples=300, deadline=None)
def test_recombined_lines_of_our_note_look_as_on_github(lines: list[str]) -> None:
    text = "\n".join(lines)
    assert ours(text) == github(text)


@given(st.lists(st.sampled_from(LINE_PIECES), max_size=9))
@settings(max_examples=500, deadline=None)
def test_lines_of_every_kind_in_any_order_look_as_on_github(lines: list[str]) -> None:
    text = "\n".join(lines)
    assert ours(text) == github_cleaned(text)


@given(st.lists(st.sampled_from(PIECES), max_size=10))
@settings(max_examples=500, deadline=None)
def test_marks_of_every_kind_in_any_order_look_as_on_github(pieces: list[str]) -> None:
    text = "".join(["x", *pieces])
    assert ours(text) == github_cleaned(text)


@pytest.mark.parametrize("reason", DIFFERENCES)
def test_we_differ_from_github_for_a_reason(reason: str) -> None:
    text, shown = DIFFERENCES[reason]
    assert ours(text) != github_cleaned(text)
    assert shown in RENDERER.section(note_of(text), section_of(text)).html
