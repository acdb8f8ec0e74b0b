"""Lists that explain names become definition lists."""

from lessons.reading.note import Term
from lessons.rendering.rendered import Rendered
from lessons.rendering.renderer import Renderer
from tests.rendering.samples import note_of, section_of

RENDERER = Renderer()


def term(name: str, line: int, *, group: str = "", form: str = "list", end: int = 0, text: str = "") -> Term:
    return Term(name, group, line, end or line, text, form)  # type: ignore[arg-type]


def render(text: str, *terms: Term, indent: int = 0) -> Rendered:
    section = section_of(text, terms=terms, indent=indent)
    return RENDERER.section(note_of(text, section), section)


def entry(name: str, html: str) -> str:
    return f'<div><dt id="term-{name.lower()}" data-term="{name}">{name}</dt><dd>{html}</dd></div>'


def test_a_list_of_terms_becomes_a_definition_list() -> None:
    rendered = render("- **Pod:** 一组*容器*\n- **Job:** 任务", term("Pod", 1), term("Job", 2))
    assert rendered.html.split("\n") == [
        '<dl class="terms">',
        entry("Pod", "一组<em>容器</em>"),
        entry("Job", "任务"),
        "</dl>",
        "",
    ]
    assert [(t.name, t.anchor, t.html, t.text) for t in rendered.terms] == [
        ("Pod", "term-pod", "一组<em>容器</em>", "一组容器"),
        ("Job", "term-job", "任务", "任务"),
    ]


def test_name_and_separator_are_dropped_however_they_are_written() -> None:
    for front in ("**Pod**: ", "**Pod：**", "`Pod` - ", "Pod — ", "**`Pod`**：", "***Pod:*** "):
        assert entry("Pod", "一组容器") in render(f"- {front}一组容器", term("Pod", 1)).html, front


def test_an_explanation_keeps_its_blocks() -> None:
    html = render("- **Pod:**\n  - a\n  - b\n- **Job:** c\n\n  d", term("Pod", 1), term("Job", 4)).html
    assert "<dd><ul>\n<li>\n<p>a" not in html
    assert "<li>a</li>\n<li>b</li>" in html
    assert "<p>c</p>\n<p>d</p>" in html


def test_an_image_on_a_line_of_its_own_comes_after_the_list() -> None:
    html = render("- **Pod:** a<br>\n![p](./p.png)", term("Pod", 1)).html
    assert entry("Pod", "a") in html
    assert html.endswith('</dl>\n<p><img src="image:p.png" alt="p" loading="lazy"></p>\n')


def test_an_image_within_the_text_stays_in_it() -> None:
    html = render("- **Pod:** a ![p](./p.png)", term("Pod", 1)).html
    assert '<dd>a <img src="image:p.png"' in html


def test_an_item_that_only_names_a_group_becomes_a_heading() -> None:
    text = "1. 全局架构\n    - **Pod:** a\n\n2. 对象<br>\n    - **Job:** b"
    rendered = render(text, term("Pod", 2, group="全局架构"), term("Job", 5, group="对象"))
    assert "<ol>" not in rendered.html
    assert '<h2 class="group" id="全局架构">全局架构</h2>\n<dl class="terms">' in rendered.html
    assert '<h2 class="group" id="对象">对象</h2>' in rendered.html
    assert [passage.title for passage in rendered.passages] == ["全局架构", "对象"]


def test_a_group_stands_below_the_heading_around_it() -> None:
    text = "## Parts\n1. All\n    - **Pod:** a"
    assert '<h3 class="group"' in render(text, term("Pod", 3, group="All")).html


def test_an_item_that_says_more_than_a_group_stays_an_item() -> None:
    html = render("1. 常见的对象有\n    - **Pod:** a\n2. 别的", term("Pod", 2, group="常见的对象有")).html
    assert "<ol>" in html
    assert entry("Pod", "a") in html


def test_a_term_among_other_items_is_marked_in_its_place() -> None:
    rendered = render("- **Pod:** a\n- 别的", term("Pod", 1))
    assert '<li id="term-pod"><strong>Pod:</strong> a</li>' in rendered.html
    assert (rendered.terms[0].anchor, rendered.terms[0].html) == ("term-pod", "a")


def test_terms_in_a_table_are_marked_in_their_cells() -> None:
    text = "| 概念 | 说明 | 例 |\n|--|--|--|\n| Pod | **a** | b |"
    rendered = render(text, term("Pod", 3, form="table"))
    assert '<td id="term-pod">Pod</td>' in rendered.html
    assert (rendered.terms[0].html, rendered.terms[0].text) == ("<strong>a</strong><br>\nb", "a b")


def test_a_definition_list_becomes_one() -> None:
    text = "Pod\n: a *b*\n\nJob\n: c\n  d\n\n  - e"
    rendered = render(text, term("Pod", 1, end=2, form="definition"), term("Job", 4, end=8, form="definition"))
    assert entry("Pod", "a <em>b</em>") in rendered.html
    assert "<p>c\nd</p>\n<ul>\n<li>e</li>" in rendered.html
    assert rendered.html.count("<dl") == 1


def test_two_terms_of_one_name_get_different_anchors() -> None:
    rendered = render("- Pod: a\n\ntext\n\n- Pod: b", term("Pod", 1), term("Pod", 5))
    assert [t.anchor for t in rendered.terms] == ["term-pod", "term-pod-1"]


def test_a_name_with_a_link_keeps_it() -> None:
    html = render("- [Pod](./pod.md): a", term("Pod", 1)).html
    assert '<dt id="term-pod" data-term="Pod"><a href="note:pod.md">Pod</a></dt><dd>a</dd>' in html


def test_an_indented_body_is_read_as_if_it_stood_at_the_margin() -> None:
    html = render("    - **Pod:** a<br>\n![p](./p.png)", term("Pod", 1), indent=4).html
    assert html.startswith('<dl class="terms">')
    assert html.endswith('<p><img src="image:p.png" alt="p" loading="lazy"></p>\n')


def test_terms_come_in_the_order_of_the_section() -> None:
    rendered = render("- **Pod:** a\n- **Job:** b", term("Job", 2), term("Pod", 1))
    assert [t.name for t in rendered.terms] == ["Job", "Pod"]


def test_code_in_an_explanation_stays_with_its_term() -> None:
    rendered = render("- **Pod:** a\n  ```sh\n  ls\n  ```\n- **Job:** b", term("Pod", 1), term("Job", 5))
    assert '<dd>a\n<pre class="code"' in rendered.html
    assert rendered.terms[0].text == "a ls"


def test_an_anchor_of_a_term_differs_from_those_of_headings() -> None:
    assert render("# term-pod\n- **Pod:** a", term("Pod", 2)).terms[0].anchor == "term-pod-1"


def test_a_term_that_is_not_found_on_its_line_is_still_told() -> None:
    rendered = render("text", term("Pod", 9, text="*a*"))
    assert [(t.anchor, t.html, t.text) for t in rendered.terms] == [("", "<em>a</em>", "a")]


def test_terms_in_a_quote_and_in_an_item_are_found() -> None:
    assert entry("Pod", "a") in render("> - **Pod:** a", term("Pod", 1)).html
    assert entry("Pod", "a") in render("- 别的\n  - **Pod:** a", term("Pod", 2)).html
