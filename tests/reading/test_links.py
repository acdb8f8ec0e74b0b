"""Relative links and images."""

import pytest

from lessons.reading.inline import plain

from .notes import note


def found(text: str) -> list[tuple[str, int, bool]]:
    [section] = note(text).sections
    return [(link.target, link.line, link.image) for link in section.links]


@pytest.mark.parametrize(
    ("text", "target", "image"),
    [
        ("[a](./cka.md)", "./cka.md", False),
        ("![a](images/a.png)", "images/a.png", True),
        ('[a](<my file.md> "title")', "my file.md", False),
        ("[a](b_(c).md 'x (y)')", "b_(c).md", False),
        ("[a][r]\n\n[r]: b.md", "b.md", False),
        ("![a][]\n\n[A]: b.png 'x'", "b.png", True),
        ("[a]\n\n[a]: <b.md>", "b.md", False),
        ('<img src="a.png" width=3>', "a.png", True),
        ("<a href='a.md'>x</a>", "a.md", False),
        ("| x |\n|---|\n| [a](b.md) |", "b.md", False),
        ("[`code`](b.md#c)", "b.md#c", False),
        ("[a\nb](c.md)", "c.md", False),
    ],
)
def test_every_way_to_link(text: str, target: str, image: bool) -> None:
    assert [(link, picture) for link, _, picture in found(text)] == [(target, image)]


@pytest.mark.parametrize(
    "text",
    [
        *("[a](https://x.y)", "[a](//x.y)", "[a](mailto:a@b.c)", "[a](#b)", "https://x.y", "<https://x.y>", "[a]"),
        *("`[a](b.md)`", "``[a](b.md) ` ``", "```\n[a](b.md)\n```", "x\n\n    [a](b.md)", "x\n\n<!-- [a](b.md) -->"),
        *("x <!-- [a](b.md) --> y", "\\[a](b.md)", "[a] (b.md)", "[a]()", "<pre>\n[a](b.md)\n</pre>"),
    ],
)
def test_what_is_no_relative_link(text: str) -> None:
    assert found(text) == []


def test_links_know_their_line() -> None:
    text = "x\n[a](a.md)\ny ![b](b.png)\n\n- [c](c.md)\n  [![d](d.png)](e.md)\n"
    assert found(text) == [
        *(("a.md", 2, False), ("b.png", 3, True), ("c.md", 5, False), ("e.md", 6, False), ("d.png", 6, True)),
    ]


def test_a_code_span_is_not_closed_by_another_paragraph() -> None:
    assert found("a ` b\n\n[a](b.md) ` c\n") == [("b.md", 3, False)]


def test_links_belong_to_their_section() -> None:
    n = note("# T\n[x](x.md)\n## A\n[a](a.md)\n## [B](b.md)\n")
    assert [link.target for link in n.intro_links] == ["x.md"]
    assert [[link.target for link in section.links] for section in n.sections] == [["a.md"], ["b.md"]]


@pytest.mark.parametrize(
    ("text", "seen"),
    [
        ("**a** *b* __c__ ~~d~~", "a b c d"),
        ("a * b ** c", "a * b ** c"),
        ("app_deploy_rc.yaml", "app_deploy_rc.yaml"),
        ("`a_b*c*` [x](y) ![i](j)", "a_b*c* x i"),
        ("<组件名> <b>x</b> &lt;y&gt;<br>", "<组件名> x <y>"),
        (r"\*a\* [b]", "*a* [b]"),
        ("[![a](b.png)](c.md) <https://x.y>", "a https://x.y"),
    ],
)
def test_plain_text_is_what_a_reader_sees(text: str, seen: str) -> None:
    assert plain(text) == seen
