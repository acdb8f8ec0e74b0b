"""What a heading is known by: anchor, explicit id; and sections cut in two by the course."""

import pytest

from lessons.reading.anchors import Anchors, slug

from .notes import note


@pytest.mark.parametrize(
    ("title", "anchor"),
    [
        ("K8S的架构", "k8s的架构"),
        ("什么是K8S，为什么需要K8S", "什么是k8s为什么需要k8s"),
        ("A & B: c_d-e", "a--b-c_d-e"),
        ("  x  ", "x"),
        ("！？", "section"),
        ("Café na\u0308ive", "café-na\u0308ive"),
    ],
)
def test_anchors_are_made_as_github_makes_them(title: str, anchor: str) -> None:
    assert slug(title) == anchor


def test_a_number_that_is_taken_is_left_out() -> None:
    anchors = Anchors()
    assert [anchors.take(text) for text in ("a", "a-1", "a", "a")] == ["a", "a-1", "a-2", "a-3"]


def test_repeated_titles_are_numbered() -> None:
    anchors = Anchors()
    assert [anchors.take(text) for text in ("a", "a", "a", "a-1", "!", "?")] == [
        *("a", "a-1", "a-2", "a-1-1", "section", "section-1"),
    ]


@pytest.mark.parametrize(
    "heading",
    [
        *("## A {#x-1}", "## A {: #x-1 .wide}", "## A ## {#x-1}", "A {#x-1}\n---"),
        *("<!-- id: x-1 -->\n## A", "## A\n<!-- id: x-1 -->", "A\n---\n<!--id:x-1-->"),
    ],
)
def test_a_heading_may_be_given_an_id(heading: str) -> None:
    found = note(f"# T\n\n{heading}\n\na\n## B\n")
    [first, second] = [section.heading for section in found.sections]
    assert (first.title.rstrip("# "), first.explicit_id, second.explicit_id) == ("A", "x-1", "")


def test_the_front_matter_may_give_an_id_to_a_note_of_one_section() -> None:
    assert note("---\nid: x\n---\ntext\n").sections[0].heading.explicit_id == "x"
    assert note("---\nid: x\n---\n# T\ntext\n").sections[0].heading.explicit_id == "x"
    assert [s.heading.explicit_id for s in note("---\nid: x\n---\n## A\n## B\n").sections] == ["", ""]


TWO_ITEMS = "# T\n## A\n1. First\n    - x\n2. **Second**<br>\n    - y\n\n   more\n### Third\nz\n## B\n"


def test_a_section_is_cut_at_an_item() -> None:
    found = note(TWO_ITEMS, splits=(("A", "Second"),))
    parts = [(s.heading.title, s.line, s.body_line, s.end_line, s.indent) for s in found.sections]
    assert parts == [("A", 3 - 1, 3, 4, 0), ("Second", 5, 6, 10, 3), ("B", 11, 12, 11, 0)]
    assert found.sections[1].heading.path == ("T", "A", "Second")
    assert found.sections[1].heading.anchor == "second"
    assert found.sections[1].subsections[0].title == "Third"


def test_a_section_is_cut_at_a_sub_heading() -> None:
    found = note(TWO_ITEMS, splits=(("A", "Third"),))
    parts = [(s.heading.title, s.line, s.body_line, s.end_line, s.indent) for s in found.sections]
    assert parts[:2] == [("A", 2, 3, 8, 0), ("Third", 9, 10, 10, 0)]


def test_a_section_is_cut_more_than_once_in_any_order() -> None:
    found = note(TWO_ITEMS, splits=(("A", "Third"), ("A", "Second"), ("A", "First")))
    assert [s.heading.title for s in found.sections] == ["A", "First", "Second", "Third", "B"]


def test_a_cut_without_a_place_is_reported() -> None:
    found = note(TWO_ITEMS, splits=(("A", "Fourth"), ("C", "x")))
    assert [(problem.code, problem.line) for problem in found.problems] == [
        ("split-not-found", 1),
        ("split-not-found", 2),
    ]
