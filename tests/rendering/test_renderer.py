"""What a section looks like on our pages, beyond GitHub's rendering."""

import pytest

from lessons.reading.note import Heading, Note
from lessons.rendering.renderer import Renderer
from tests.rendering.samples import note_of, section_of

RENDERER = Renderer()


def render(text: str) -> str:
    section = section_of(text)
    return RENDERER.section(note_of(text, section), section).html


def test_headings_take_the_anchors_of_the_sub_sections() -> None:
    text = "### One\n\nTwo {#second}\n---\n\ntext"
    subsections = [Heading("One", 3, 1, "one-1", ()), Heading("Two", 2, 3, "second", (), "second")]
    section = section_of(text, subsections=subsections)
    html = RENDERER.section(note_of(text, section), section).html
    assert '<h3 id="one-1">One</h3>' in html
    assert '<h2 id="second">Two</h2>' in html


def test_headings_count_from_the_lessons_own() -> None:
    section = section_of("### One", level=2)
    assert RENDERER.section(note_of("### One", section), section).html.startswith("<h2 ")


def test_a_heading_that_the_reader_does_not_list_still_gets_an_id_of_its_own() -> None:
    section = section_of("# A\n> # A", subsections=[Heading("A", 1, 1, "a", ())])
    html = RENDERER.section(note_of("# A\n> # A", section), section).html
    assert '<h1 id="a">' in html
    assert '<h1 id="a-1">' in html


def test_code_is_coloured_by_class_and_can_be_scrolled_from_the_keyboard() -> None:
    html = render("```yaml title=x\nkind: Pod # a\n```")
    assert html.startswith('<pre class="code" tabindex="0"><code class="language-yaml"><span class="nt">kind</span>')
    assert "style" not in html


def test_code_of_an_unknown_language_is_left_as_it_is() -> None:
    assert '<code class="language-nope">a &lt; b\n</code>' in render("```nope\na < b\n```")


@pytest.mark.parametrize("language", ["shell", "bash", "sh", "console", "Shell"])
def test_a_block_of_commands_can_be_copied(language: str) -> None:
    assert ' data-command="">' in render(f"```{language}\nls\n```")
    assert "data-command" not in render("```text\nls\n```")


def test_the_code_itself_is_never_changed() -> None:
    code = "\n  #!/bin/sh\n\techo \"a\" <b> & 'c'\n\n"
    html = render(f"```sh\n{code}```")
    text = html.split("<code", 1)[1].split(">", 1)[1].split("</code>")[0]
    for tag in ("</span>", *(f'<span class="{name}">' for name in ("c1", "ch", "nb", "s2", "s1", "o", "p"))):
        text = text.replace(tag, "")
    assert text.replace("&lt;", "<").replace("&gt;", ">").replace("&amp;", "&") == code


def test_a_table_can_be_scrolled_and_has_a_name() -> None:
    html = render("|a|b|\n|-|:-:|\n|1|2|\n\n|a|b|\n|-|-|")
    assert '<div class="table" tabindex="0" role="region" aria-label="a · b"><table>' in html
    assert 'aria-label="a · b (2)"' in html
    assert '<td align="center">2</td>' in html


def test_definitions_of_another_section_are_found() -> None:
    text = "[a][x] b[^1] c[^1]\nend\n\n[x]: ./x.md\n[^1]: a *note*"
    first = section_of("\n".join(text.split("\n")[:2]))
    html = RENDERER.section(note_of(text, first), first).html
    assert '<a href="note:x.md">a</a>' in html
    assert '<sup class="footnote-ref"><a href="#fn-1" id="fnref-1">1</a></sup>' in html
    assert '<li id="fn-1">' in html
    assert "a <em>note</em>" in html
    assert 'href="#fnref-1-2"' in html


def test_definitions_of_another_note_are_not() -> None:
    one = "[a][x]\n\n[x]: ./x.md"
    render(one)
    assert render("[a][x]") == "<p>[a][x]</p>\n"


def test_the_introduction_is_what_stands_before_the_first_section() -> None:
    note = Note("README.md", "T", 1, "zh", "utf-8", ("# T", "", "- [cka](./cka.md)", "", "## A"), (2, 4))
    rendered = RENDERER.intro(note)
    assert rendered.html == '<ul>\n<li><a href="note:cka.md">cka</a></li>\n</ul>\n'
    assert [(p.anchor, p.title, p.text) for p in rendered.passages] == [("", "", "cka")]
    assert RENDERER.intro(Note("a.md", "T", 1, "zh", "utf-8", ("# T",), (2, 1))).html == ""


def test_passages_hold_the_plain_text_below_each_heading() -> None:
    text = "before\n\n# A `b`\ntext *with*\nmarkup <b>x</b> ![alt](i.png)\n\n```sh\nls  -l\n```\n\n"
    text += "# C\n|a|b|\n|-|-|\n|1|2|"
    section = section_of(text, subsections=[Heading("A b", 1, 3, "a-b", ()), Heading("C", 1, 11, "c", ())])
    passages = RENDERER.section(note_of(text, section), section).passages
    assert [(p.anchor, p.title, p.text) for p in passages] == [
        ("", "", "before"),
        ("a-b", "A b", "text with markup x alt ls -l"),
        ("c", "C", "a b 1 2"),
    ]


def test_a_heading_can_be_shown_inline() -> None:
    assert RENDERER.inline("什么是 `K8S` & **Docker**<br> {#what}") == (
        "什么是 <code>K8S</code> &amp; <strong>Docker</strong>"
    )


def test_an_alert_is_shown_as_one() -> None:
    html = render("> [!NOTE]\n> text")
    assert '<div class="markdown-alert markdown-alert-note">' in html
    assert "<p>text</p>" in html


def test_passages_leave_out_the_tags_and_comments_of_html() -> None:
    section = section_of("<div>\na &amp; <your-ip> <b>b</b> <!-- c\n-->\n</div>\n\n<!-- d")
    note = note_of("<div>\na &amp; <your-ip> <b>b</b> <!-- c\n-->\n</div>\n\n<!-- d", section)
    assert [p.text for p in RENDERER.section(note, section).passages] == ["a & <your-ip> b"]


def test_the_body_of_an_indented_item_is_read_as_if_it_stood_at_the_margin() -> None:
    text = "    - a\n      - b\n\n    text\n\t1. c"
    section = section_of(text, indent=4)
    html = RENDERER.section(note_of(text, section), section).html
    assert "<pre" not in html
    assert "<p>text</p>" in html


def test_footnotes_may_refer_to_each_other() -> None:
    assert render("a[^1]\n\n[^1]: b[^2]\n[^2]: c[^1]").count('<li id="fn-') == 2


def test_a_footnote_keeps_its_blocks() -> None:
    html = render("a[^1]\n\n[^1]: b\n\n    ```sh\n    ls\n    ```\n    - c\n\nd")
    notes = html[html.index("<section") :]
    assert 'data-command=""' in notes
    assert "<li>c</li>" in notes
    assert "<p>d</p>" not in notes


def test_passages_do_not_count_footnotes() -> None:
    text = "a[^1]\n\n[^1]: b"
    section = section_of(text)
    assert [p.text for p in RENDERER.section(note_of(text, section), section).passages] == ["a"]


def test_nothing_is_made_of_nothing() -> None:
    for text in ("", " \n\t"):
        section = section_of(text)
        rendered = RENDERER.section(note_of(text, section), section)
        assert (rendered.html, rendered.passages, rendered.terms) == ("", (), ())


def test_passages_have_placeholders_but_no_tags() -> None:
    section = section_of("ping <your-ip> <kbd>now</kbd><br>`<b>`")
    note = note_of("ping <your-ip> <kbd>now</kbd><br>`<b>`", section)
    assert [p.text for p in RENDERER.section(note, section).passages] == ["ping <your-ip> now <b>"]


def test_a_title_below_badges_is_not_shown_twice() -> None:
    for title in (("# T",), ("T", "===")):
        lines = ("![build](b.png)", "", *title, "", "Words.")
        html = RENDERER.intro(Note("a.md", "T", 3, "en", "utf-8", lines, (1, len(lines)))).html
        assert "Words." in html
        assert "build" in html
        assert "<h1" not in html
        assert "===" not in html
