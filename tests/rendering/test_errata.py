"""Errata over a lesson: found in the HTML, marked, referred to, and never changing a word of the note."""

import re
from html import unescape
from html.parser import HTMLParser

import pytest
from hypothesis import given
from hypothesis import strategies as st

from lessons.rendering.errata import SCREENFUL, Annotated, MarginNote, annotate
from lessons.rendering.visible import VOID

MARK = re.compile(r'<mark class="erratum \w+" data-erratum="([^"]*)">(.*?)</mark>', re.S)
OURS = [
    re.compile(r'<aside class="overprint.*?</aside>', re.S),
    re.compile(r'<a class="ref".*?</a>', re.S),
    re.compile(r'<mark class="erratum[^>]*>|</mark>'),
]


def note(name: str = "e1", *quotes: str, severity: str = "error", **more: object) -> MarginNote:
    return MarginNote(name, quotes, severity, "今天是这样。", **more)  # type: ignore[arg-type]


def printed(html: str, *notes: MarginNote, title: str = "标题", language: str = "zh", start: int = 1) -> Annotated:
    return annotate(title, html, notes, language=language, slug="lesson", start=start)


def words_only(html: str) -> str:
    for pattern in OURS:
        html = pattern.sub("", html)
    return html


def marked(html: str) -> list[tuple[str, str]]:
    return [(name, re.sub(r"<[^>]*>", "", text)) for name, text in MARK.findall(html)]


class Nesting(HTMLParser):
    """Fails where a tag is closed that is not the last one opened."""

    def __init__(self, html: str) -> None:
        super().__init__(convert_charrefs=True)
        self.open: list[str] = []
        self.feed(html)
        self.close()
        assert self.open == []

    def handle_starttag(self, tag: str, attrs: object) -> None:
        if tag not in VOID:
            self.open.append(tag)

    def handle_endtag(self, tag: str) -> None:
        assert self.open.pop() == tag


@pytest.mark.parametrize(
    ("html", "quote"),
    [
        ("<p>kubelet 主要负责和Docker交互。</p>", "主要负责和Docker交互"),
        ("<p>主要负责和<strong>Docker</strong>交互</p>", "主要负责和Docker交互"),
        ("<p>主要负责和<strong>Docker</strong>交互</p>", "主要负责和**Docker**交互"),
        ("<p>Browser-&gt;Nginx-&gt;Pod</p>", "Browser->Nginx->Pod"),
        ("<p>a first\nline of it</p>", "first line"),
        ("<p>a first<br>\nline of it</p>", "first line"),
        ("<p>a first<br>line of it</p>", "first<br>line"),
        (
            '<pre><code><span class="nb">yum</span> install <span class="p">-y</span> etcd</code></pre>',
            "install -y etcd",
        ),
        ("<pre><code>docker0: flags=4163&lt;UP&gt;  mtu 1500\n</code></pre>", "docker0: flags=4163<UP>  mtu 1500"),
        ("<p>用 <code>kubectl</code> 看看</p>", "用 `kubectl` 看看"),
        ('<p>见 <a href="note:etcd.md">etcd</a>。</p>', "[etcd](./etcd.md)"),
        ('<p>见 <a href="note:a/etcd.md#x">这里</a>。</p>', "./a/etcd.md"),
        ('<p><span class="missing" data-missing="cka.md">这里</span></p>', "./cka.md"),
        ('<p><img src="image:images/k8s.png" alt="图"></p>', "./images/k8s.png"),
        ('<p><img src="image:%E5%9B%BE.png" alt=""></p>', "./图.png"),
        ("<h3>访问模式</h3><p>文</p>", "### 访问模式"),
        ("<p>“引号” 'x' &amp; y</p>", "'x' & y"),
    ],
)
def test_a_quote_of_the_source_is_found_in_the_page(html: str, quote: str) -> None:
    result = printed(html, note("e1", quote))
    assert result.order == result.shown == ("e1",)
    assert result.found == (("e1", quote),)
    assert 'data-erratum="e1"' in result.html
    assert words_only(result.html) == html
    Nesting(result.html)


@pytest.mark.parametrize(
    ("html", "quote"),
    [
        ("<p>前半</p><p>后半</p>", "前半后半"),
        ("<li>前半<ul><li>后半</li></ul></li>", "前半后半"),
        ("<svg><text>访问入口</text></svg><p>别的</p>", "访问入口"),
        ('<p><a href="note:other.md">别的</a></p>', "er.md"),
        ("<h2>K8S的架构</h2>", "# K8S"),
        ("<p>别的</p>", ""),
        ("<p>别的</p>", "**"),
    ],
)
def test_what_does_not_stand_on_the_page_is_missing(html: str, quote: str) -> None:
    assert printed(html, note("e1", quote)) == Annotated("标题", html, missing=("e1",))


def test_without_notes_the_page_stays_as_it_is() -> None:
    assert printed("<p>文字</p>") == Annotated("标题", "<p>文字</p>")


def test_only_the_first_occurrence_is_marked() -> None:
    assert marked(printed("<p>镜像和镜像</p>", note("e1", "镜像")).html) == [("e1", "镜像")]


def test_a_quote_in_the_title_is_marked_there_and_its_note_comes_first() -> None:
    result = printed("<p>正文</p>", note("e1", "二进制安装"), title="二进制安装（单机）")
    assert marked(result.title_html) == [("e1", "二进制安装")]
    assert result.html.startswith('<aside class="overprint error" id="erratum-e1"')
    assert result.html.endswith("<p>正文</p>")


def test_a_heading_quote_wants_the_whole_heading() -> None:
    assert printed("<p>K8S很好</p>", note("e1", "# K8S"), title="K8S").order == ("e1",)
    assert printed("<p>K8S很好</p>", note("e1", "# K8S"), title="K8S的架构").missing == ("e1",)


def test_an_erratum_with_several_quotes_marks_each_and_stands_once() -> None:
    result = printed("<p>甲</p><p>乙</p>", note("e1", "乙", "甲", "丙"))
    assert marked(result.html) == [("e1", "甲"), ("e1", "乙")]
    assert result.found == (("e1", "乙"), ("e1", "甲"))
    assert result.html.count("<aside") == 1
    assert result.html.index("<aside") < result.html.index("乙")
    assert result.missing == ()


def test_overlapping_quotes_keep_the_page_well_formed() -> None:
    html = "<p>一二<em>三四</em>五六</p>"
    result = printed(html, note("a", "一二三"), note("b", "二三四五"), note("c", "三"))
    assert words_only(result.html) == html
    assert result.order == ("a", "b", "c")
    Nesting(result.html)
    assert "".join(text for name, text in marked(result.html.replace("</mark></mark>", "</mark>")) if name == "a")


def test_numbers_follow_the_reading_order_from_the_start_given() -> None:
    result = printed("<p>甲乙</p>", note("late", "乙"), note("early", "甲"), start=3)
    assert result.order == ("early", "late")
    assert (
        '甲</mark><a class="ref" href="#erratum-early" lang="zh-Hans" aria-label="勘误 3"><sup>勘3</sup>' in result.html
    )
    assert 'aria-label="勘误 4"><sup>勘4</sup>' in result.html


@pytest.mark.parametrize(
    ("html", "quote", "after"),
    [
        ("<p>甲</p><p>乙</p>", "甲", "</p>"),
        ("<ul><li>甲</li><li>乙</li></ul>", "甲", "甲"),
        ("<ul><li>甲<ul><li>乙</li></ul></li></ul>", "甲", "甲"),
        ("<ul><li><p>甲</p><p>乙</p></li></ul>", "甲", "</p>"),
        ("<dl><div><dt>甲</dt><dd>乙</dd></div></dl>", "甲", "乙"),
        ("<dl><dt>甲</dt></dl><p>丙</p>", "甲", "</dl>"),
        ('<div class="table"><table><tr><td>甲</td></tr></table></div><p>乙</p>', "甲", "</table></div>"),
        ('<div class="highlight"><pre><code>甲</code></pre></div><p>乙</p>', "甲", "</pre></div>"),
        ("<h3>甲</h3><p>乙</p>", "甲", "</h3>"),
        ("<blockquote><p>甲</p></blockquote>", "甲", "</p>"),
        ("<figure><img src='a.png' alt='甲'><figcaption>乙</figcaption></figure>", "甲", "</figure>"),
    ],
)
def test_a_margin_note_stands_beside_its_block_where_html_lets_it(html: str, quote: str, after: str) -> None:
    result = printed(html, note("e1", quote))
    before = words_only(result.html[: result.html.index("<aside")])
    assert before.endswith(after), before
    assert words_only(result.html) == html


def test_a_reference_is_no_link_inside_a_link() -> None:
    html = printed('<p><a href="x">甲乙</a>丙</p>', note("e1", "甲")).html
    assert '<mark class="erratum error" data-erratum="e1">甲</mark>乙</a><a class="ref"' in html


def test_a_reference_inside_code_adds_nothing_to_what_is_copied() -> None:
    html = printed("<pre><code>yum install etcd</code></pre>", note("e1", "yum install")).html
    code = html[html.index("<pre>") : html.index("</pre>")]
    assert re.sub(r"<[^>]*>", "", code) == "yum install etcd"
    assert 'data-sign="勘1"' in code


def test_the_label_says_what_kind_of_note_it_is_and_since_when() -> None:
    outdated = note(
        "e12",
        "Docker",
        severity="outdated",
        since="v1.24，2022",
        sources=("https://kubernetes.io/docs/a/?x=1&y=2", "https://kubernetes.io/blog/"),
    )
    html = printed("<p>Docker</p>", outdated).html
    assert "<b>勘 1 · 已过时（v1.24，2022）</b><p>今天是这样。</p>" in html
    assert '<a href="https://kubernetes.io/docs/a/?x=1&amp;y=2" rel="noopener noreferrer">kubernetes.io</a>' in html
    assert ">kubernetes.io (2)</a>" in html


def test_english_pages_get_english_labels() -> None:
    html = printed("<p>Docker</p>", note("e12", "Docker", severity="outdated", since="v1.24"), language="en").html
    assert "<b>Note 1 · outdated (since v1.24)</b>" in html
    assert 'lang="en" aria-label="Erratum 1"' in html


def test_text_of_a_note_is_never_markup() -> None:
    html = annotate("t", "<p>甲</p>", [MarginNote("e1", ("甲",), "error", "<b onclick=x>&")], language="zh").html
    assert "<p>&lt;b onclick=x&gt;&amp;</p>" in html


def crowd(count: int, severities: str = "i", gap: str = "") -> tuple[str, list[MarginNote]]:
    names = {"e": "error", "o": "outdated", "i": "imprecise", "t": "typo"}
    html = "".join(f"<p>句子{n}。</p>{gap}" for n in range(count))
    kinds = [names[severities[n % len(severities)]] for n in range(count)]
    return html, [note(f"e{n}", f"句子{n}。", severity=kind) for n, kind in enumerate(kinds)]


def test_three_notes_stand_beside_a_screenful_and_the_rest_behind_one_link() -> None:
    html, notes = crowd(8)
    result = printed(html, *notes)
    assert result.shown == ("e0", "e1", "e2")
    assert result.order == tuple(f"e{n}" for n in range(8))
    assert result.html.count('class="overprint more"') == 1
    assert '<a href="/errata/?lesson=lesson#e3">更多勘误（5）</a>' in result.html
    assert '<a class="ref" href="/errata/?lesson=lesson#e5"' in result.html
    assert len(marked(result.html)) == 8


def test_the_gravest_are_the_ones_to_be_seen() -> None:
    html, notes = crowd(8, "tiooeiit")
    assert printed(html, *notes).shown == ("e2", "e3", "e4")


@pytest.mark.parametrize(("count", "words"), [(4, "1 more erratum"), (5, "2 more errata")])
def test_english_counts_what_is_behind_the_link(count: int, words: str) -> None:
    html, notes = crowd(count)
    assert f">{words}</a></aside>" in printed(html, *notes, language="en").html


@pytest.mark.parametrize(
    "gap",
    ["<p>" + "字" * 40 * SCREENFUL + "</p>", "<pre>" + "x\n" * SCREENFUL + "</pre>", "<figure></figure>" * 2],
)
def test_notes_a_screenful_apart_all_stand(gap: str) -> None:
    html, notes = crowd(8, gap=gap)
    assert len(printed(html, *notes).shown) == 8


def test_no_window_of_the_page_has_more_than_three() -> None:
    html, notes = crowd(60, "tieo", gap="<p>" + "字" * 120 + "</p>")
    result = printed(html, *notes)
    height = 3.5 + 1.5
    lines = [int(name[1:]) * height for name in result.shown]
    assert all(sum(start <= line < start + SCREENFUL - 1 for line in lines) <= 3 for start in lines)
    assert len(lines) >= 3 * 60 * height / SCREENFUL * 0.6
    more = result.html.count('class="overprint more"')
    assert 1 < more <= 60 * height / SCREENFUL + 1
    told = sum(int(n) for n in re.findall(r"更多勘误（(\d+)）", result.html))
    assert told == 60 - len(result.shown)


WORDS = st.sampled_from(
    [
        "镜像",
        "Pod",
        " ",
        "\n",
        "&lt;",
        "&amp;",
        "<br>",
        "一个",
        "->",
        "x  y",
        "&#39;",
        "<img src='image:a.png' alt='Pod'>",
    ]
)
INLINE = st.recursive(
    st.lists(WORDS, max_size=6).map("".join),
    lambda inner: st.tuples(st.sampled_from(["strong", "code", "a", "span"]), inner, inner).map(
        lambda parts: f"{parts[2]}<{parts[0]}>{parts[1]}</{parts[0]}>{parts[2]}"
    ),
    max_leaves=4,
)
BLOCK = st.recursive(
    st.tuples(st.sampled_from(["p", "h3", "pre"]), INLINE).map(lambda parts: f"<{parts[0]}>{parts[1]}</{parts[0]}>"),
    lambda inner: st.tuples(st.sampled_from(["ul|li", "dl|dd", "table|td", "blockquote|div"]), INLINE, inner).map(
        lambda parts: "<{0}><{1}>{2}{3}</{1}></{0}>".format(*parts[0].split("|"), parts[1], parts[2])
    ),
    max_leaves=3,
)


@given(st.lists(BLOCK, min_size=1, max_size=4).map("".join), st.data())
def test_whatever_the_page_no_word_of_it_changes(html: str, data: st.DataObject) -> None:
    text = unescape(re.sub(r"<[^>]*>", "", html))
    places = st.integers(0, max(len(text) - 1, 0))
    spans = data.draw(st.lists(st.tuples(places, st.integers(1, 12)), max_size=5))
    notes = [note(f"e{n}", text[at : at + length]) for n, (at, length) in enumerate(spans)]
    result = printed(html, *notes)
    assert words_only(result.html) == html
    assert words_only(result.title_html) == "标题"
    assert sorted(result.order + result.missing) == sorted(item.name for item in notes)
    Nesting(result.title_html)
    Nesting(result.html)
