"""Notes that no renderer bears, and ordinary ones that only look a little like them."""

import pytest

from lessons.reading.note import Unreadable

from .notes import note


@pytest.mark.parametrize(
    "text",
    [
        "* " * 2000 + "x",
        "> " * 2000 + "x",
        ">" * 2000 + "x",
        "1. " * 200 + "x",
        "\n".join("  " * depth + "- x" for depth in range(150)),
        "[" * 2000,
        "![" * 2000,
        "[a](" + "[" * 150,
        "*a " * 2000,
        "**a " * 2000,
        "*" * 2000 + "a",
        "_a " * 2000,
        "<div>" * 2000,
        "<div>\n" * 2000,
        "<b>" * 2000,
        "x <span>" * 200,
        "<blockquote>\n\n" * 200,
    ],
)
def test_what_is_nested_too_deeply_is_refused(text: str) -> None:
    with pytest.raises(Unreadable) as caught:
        note("# T\n\n" + text, "deep.md")
    problem = caught.value.problem
    assert (problem.file, problem.code) == ("deep.md", "too-deep")
    assert problem.line >= 3


@pytest.mark.parametrize(
    "text",
    [
        "- [a](b)\n" * 500,
        "**a** *b* " * 500,
        "a * b\n" * 500,
        "*" * 300,
        "text\n" + "=" * 300,
        "/" + "*" * 150 + "\n",
        "```\n" + "[" * 2000 + "\n" + "<div>" * 2000 + "\n```\n",
        "<p>\n" * 300,
        "<br>\n" * 300,
        "<div>\nx\n</div>\n\n" * 300,
        "kubectl get <name>\n\n" * 300,
        "- a\n  - b\n    - c\n" * 300,
        "> a\n\n" * 300,
        "| a_b | *c* |\n|---|---|\n" + "| a_b | *c* |\n" * 300,
    ],
)
def test_what_is_only_long_is_read(text: str) -> None:
    assert note("# T\n\n" + text).title == "T"
