"""What stands above a note."""

import pytest

from .notes import note


@pytest.mark.parametrize(
    "head",
    [
        '---\ntitle: "T: t"\nid: x\nlang: zh\ntags: [a, b]\n---\n',
        "---\n# comment\ntitle: 'T: t'\nid: x\nlang: zh\ndate: 2018-99-99\n...\n",
        "---\ntitle: T: t\nid: x\nlang: zh\n---\n".replace("T: t", "'T: t'"),
        '+++\ntitle = "T: t"\nid = "x"\nlang = "zh"\n[menu]\nx = 1\n+++\n',
        '{\n  "title": "T: t",\n  "id": "x", "lang": "zh",\n  "a": {"b": 1}\n}\n',
        '{"title": "T: t", "id": "x", "lang": "zh"}\n',
    ],
)
def test_yaml_toml_and_json_are_read(head: str) -> None:
    found = note(head + "\n# H\ntext\n")
    assert (found.title, found.meta, found.problems) == ("T: t", {"title": "T: t", "id": "x", "lang": "zh"}, ())
    assert found.sections[0].heading.title == "H"
    assert found.lines[found.sections[0].line - 1] == "# H"


def test_a_number_as_title_stays_as_it_is_written() -> None:
    assert note("---\ntitle: 2018.10\n---\ntext\n").title == "2018.10"


@pytest.mark.parametrize(
    ("head", "line"),
    [
        ("---\ntitle: [a\nb: c\n---\n", 3),
        ("---\ntitle: a: b\n---\n", 2),
        ("---\ntitle: " + "[" * 2000 + "\n---\n", 2),
        ("---\na: {{ b }}\n---\n", 2),
        ("+++\ntitle = a\n+++\n", 2),
        ('{\n  "title": a\n}\n', 2),
    ],
)
def test_bad_front_matter_is_reported_and_the_text_is_read(head: str, line: int) -> None:
    found = note(head + "# H\ntext\n")
    [problem] = found.problems
    assert (problem.code, problem.file) == ("front-matter", "note.md")
    assert abs(problem.line - line) <= 1
    assert [section.heading.title for section in found.sections] == ["H"]
    assert found.title == "H"


def test_front_matter_without_an_end_is_text() -> None:
    found = note("---\ntitle: a\n\n# H\ntext\n")
    assert [problem.code for problem in found.problems] == ["front-matter"]
    assert (found.title, found.meta) == ("H", {})


@pytest.mark.parametrize(
    "text", ["---\n\n# H\ntext\n\n---\nmore\n", "---\n# H\n---\n", "---\n", "+++\ntext\n+++\n# H\n"]
)
def test_a_rule_at_the_top_is_no_front_matter(text: str) -> None:
    found = note(text)
    assert (found.problems, found.meta) == ((), {})
    assert found.title == ("H" if "# H" in text else "note")


@pytest.mark.parametrize("text", ["{% include x %}\n# H\n", "{{ x }}\n# H\n", "{a} b\n# H\n", '{"a": 1} b\n# H\n'])
def test_a_brace_at_the_top_is_not_always_json(text: str) -> None:
    assert (note(text).problems, note(text).title) == ((), "H")


def test_empty_front_matter_is_taken_off() -> None:
    found = note("---\n---\ntext\n")
    assert (found.sections[0].line, found.problems) == (3, ())
