"""What an author's HTML may and may not do."""

import re

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from lessons.rendering.renderer import Renderer
from lessons.rendering.sanitising import clean
from tests.rendering.samples import note_of, section_of

RENDERER = Renderer()
PIECES = [
    *("<div", "<p", "<a", "<img", "<svg", "<script", "</script>", "<style>", "</div>", "</p>", "</a>", "<b>", "</b>"),
    *("<table>", "<td>", "<pre>\n\n", "</pre>", "<math>", "<iframe", "<form>", "<input", "<select>", "<!--", "-->"),
    *(" href=", " src=", " onclick=", " onerror='", " style=", " id=", "javascript:", "data:text/html,", '"', "'", ">"),
    *(
        "\n",
        "\n\n",
        " ",
        "- ",
        "1. ",
        "> ",
        "`",
        "```",
        "**",
        "[",
        "](",
        ")",
        "![",
        "[^1]",
        "[^1]: ",
        "|",
        "|-|\n",
        "&",
    ),
    *(
        "a",
        "容器",
        "alert(1)",
        "<组件名>",
        "<your-ip>",
        "\t",
        "    ",
        "~~",
        "<?",
        "<![CDATA[",
        "]]>",
        "\0",
        "&#106;",
        "x:",
    ),
]
DANGER = re.compile(
    r"<(script|style|svg|math|iframe|form|object|embed|link|meta|base)\b"
    r"|<[^<>]*\s(on\w+|style|formaction|srcdoc)\s*="
    r"|<[^<>]*\s(href|src)=\"\s*(javascript|data|vbscript):",
    re.IGNORECASE,
)


def render(text: str) -> str:
    section = section_of(text)
    return RENDERER.section(note_of(text, section), section).html


@pytest.mark.parametrize("text", ["<组件名>", "List<String>", "<your-ip>", "<image-name>", "http://<ip>:80", "a <T> b"])
def test_a_placeholder_is_shown_as_it_is_written(text: str) -> None:
    shown = text.replace("<", "&lt;").replace(">", "&gt;")
    assert render(text) == f"<p>{shown}</p>\n"
    assert f"run {shown} now" in render(f"<div>\nrun {text} now\n</div>")


def test_a_comment_is_not_shown() -> None:
    assert render("a <!-- b --> c\n\n<!--\n\n# d\n\n-->\n\ne") == "<p>a  c</p>\n\n<p>e</p>\n"


def test_ids_and_hooks_of_an_author_cannot_pass_for_ours() -> None:
    html = render('<p id="nav" class="terms" data-term="x" tabindex="1" role="alert" title="t">a</p>')
    assert html == '<p id="user-content-nav" title="t">a</p>\n'


@pytest.mark.parametrize(
    "text",
    [
        "<script>alert(1)</script>",
        "a <style>p{}</style> b",
        '<img src="x" onerror="alert(1)">',
        '<div style="position:fixed">a</div>',
        '<a href="javascript:alert(1)">a</a>',
        '<a href="&#106;avascript:alert(1)">a</a>',
        "<svg><script>alert(1)</script></svg>",
        '<iframe src="https://example.com"></iframe>',
        '<form action="/x"><input type="text"></form>',
        "<p/onclick=alert(1)>a",
        "```<script>\nx\n```",
        '[a](x "onclick=1")<img alt="" onload=x src=y>',
    ],
)
def test_nothing_that_acts_gets_through(text: str) -> None:
    html = render(text)
    assert not DANGER.search(html)
    assert "alert(1)" not in re.sub(r"&lt;.*", "", html)


def test_only_our_boxes_are_inputs() -> None:
    assert render('- [x] a\n- b <input type="checkbox">').count("<input") == 1


@given(st.lists(st.sampled_from(PIECES), max_size=30).map("".join))
@settings(max_examples=400, deadline=None)
def test_no_text_makes_html_that_is_unsafe_or_changes_when_cleaned_again(text: str) -> None:
    html = render(text)
    assert not DANGER.search(html)
    assert clean(html) == html


@given(st.text(max_size=200))
@settings(max_examples=200, deadline=None)
def test_any_text_can_be_rendered(text: str) -> None:
    assert not DANGER.search(render(text))


@pytest.mark.parametrize("piece", ["- ", "> ", "[", "*a ", "![", "<b>", "<div>", "1. ", "**a "])
def test_nesting_as_deep_as_the_reader_allows_can_be_rendered(piece: str) -> None:
    assert "deep" in render(piece * 100 + "deep")


@pytest.mark.parametrize(
    "text",
    [
        *("*a **b " * 3000, "~a ~~b " * 3000, "*" * 9000 + "a" + "*" * 9000, "`" * 5000, "`a``" * 2000),
        *("~a ~~b " * 500 + "b~~ a~ " * 500, "[a](" * 3000, "![" * 90 + "x" + "](y)" * 3000),
        *(
            "<a b='" * 3000,
            "<!--" * 3000,
            "<?" * 3000,
            "a@b." * 3000,
            "a." * 20000 + "@",
            "# a\n" * 3000,
            "http://a.b/(" * 2000,
            "www.a.b " * 3000,
        ),
        *("|a" * 2000 + "\n" + "|-" * 2000 + "\n" + "|1" * 2000, "[x]: y\n" * 3000 + "[x]" * 3000),
        *("[^1]: [^1]\n" * 2000, "&" * 9000, "\\" * 9000, "a  \n" * 4000, " " * 9000 + "x"),
    ],
)
def test_what_is_known_to_choke_parsers_is_read(text: str) -> None:
    assert not DANGER.search(render(text))
