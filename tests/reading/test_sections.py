"""Where a note divides into lessons."""

import pytest

from .notes import note, titles

SHAPES = {
    "one # and several ##": ("# T\nintro\n## A\na\n### x\n### y\n## B\nb\n", "T", ["A", "B"]),
    "several #": ("# A\na\n## x\n# B\nb\n## y\n# C\n", "A", ["A", "B", "C"]),
    "a # without text, then several #": ("# T\n\n# A\na\n# B\nb\n", "T", ["A", "B"]),
    "a # with ##, and an appendix as #": ("# T\n## A\na\n## B\nb\n## C\nc\n# 附录\nx\n", "T", ["A", "B", "C", "附录"]),
    "only ### below #": ("# T\n### A\na\n### B\nb\n", "T", ["A", "B"]),
    "only ##": ("## A\na\n## B\nb\n", "A", ["A", "B"]),
    "one ## without text above several ###": ("# T\n## U\n### A\na\n### B\nb\n", "T", ["A", "B"]),
    "one ## with text above several ###": ("# T\n## U\nu\n### A\na\n### B\nb\n", "T", ["U"]),
    "one ## that is an installation": ("# T\n## 安装\n### A\na\n### B\nb\n", "T", ["安装"]),
    "one heading": ("# T\ntext\n", "T", ["T"]),
    "one heading below text": ("text\n\n## T\ntext\n", "T", ["T"]),
    "a # and one ##": ("# T\n\n## A\na\n", "T", ["A"]),
    "no heading": ("some text\n\n- a\n", "note", ["note"]),
    "setext headings": ("T\n===\n\nA\n---\na\n\nB\n---\nb\n", "T", ["A", "B"]),
    "front matter and #": ("---\ntitle: F\n---\n# A\na\n# B\nb\n", "F", ["A", "B"]),
    "front matter and ##": ("---\ntitle: F\n---\nx\n## A\na\n## B\nb\n", "F", ["A", "B"]),
    "front matter, # and ##": ("---\ntitle: F\n---\n# T\n## A\na\n## B\nb\n", "F", ["A", "B"]),
    "a numbered # with ##, and another": ("# 一、P\n## A\n## B\n## C\n# 二、Q\nq\n", "一、P", ["一、P", "二、Q"]),
    "a ## with ###, and another": ("## P\np\n### A\n### B\n### C\n## Q\nq\n", "P", ["P", "Q"]),
    "two # with ## each": ("# P\n## A\na\n## B\nb\n# Q\n## C\nc\n", "P", ["P", "Q"]),
    "a # among ## that came before": ("## A\na\n## B\nb\n# Part\n## C\nc\n", "A", ["A", "B", "C"]),
    "levels that begin too deep": ("### A\na\n#### x\n### B\nb\n", "A", ["A", "B"]),
    "nothing": ("\n\n", "note", []),
    "nothing but a comment": ("<!-- a -->\n", "note", []),
}


@pytest.mark.parametrize(("text", "title", "sections"), SHAPES.values(), ids=SHAPES.keys())
def test_a_note_divides_where_its_author_divided_it(text: str, title: str, sections: list[str]) -> None:
    found = note(text)
    assert (found.title, titles(found)) == (title, sections)


def test_sections_reach_to_the_next_one() -> None:
    found = note("# T\nx\n## A\n\na\n## B\n")
    assert [(s.line, s.body_line, s.end_line) for s in found.sections] == [(3, 4, 5), (6, 7, 6)]


def test_lines_are_counted_with_the_front_matter() -> None:
    found = note("---\ntitle: F\n---\n\n## A\na\n## B\n")
    assert [s.line for s in found.sections] == [5, 7]
    assert found.lines[4] == "## A"


def test_a_setext_section_begins_with_its_text() -> None:
    found = note("T\n=\n\nA\nand so on\n---\na\n\nB\n---\n")
    assert found.sections[0].heading.title == "A and so on"
    assert (found.sections[0].line, found.sections[0].body_line) == (4, 7)


def test_an_empty_intro_ends_before_it_begins() -> None:
    first, last = note("# T\n\n## A\na\n## B\n").intro
    assert first > last
    assert note("# T\n\nhello\n\n## A\na\n## B\n").intro == (2, 4)


def test_text_above_the_title_is_part_of_the_intro() -> None:
    assert note("![badge](b.svg)\n\n# T\n\n## A\na\n## B\n").intro == (1, 4)


def test_a_readme_without_heading_is_named_by_its_folder() -> None:
    assert note("text", "k8s/README.md").title == "k8s"
    assert note("text", "README.md").title == "README"
    assert note("text", "k8s/rbac.md").title == "rbac"


def test_no_heading_is_found_in_code_comments_quotes_and_items() -> None:
    found = note("# T\n```\n## a\n```\n<!--\n## b\n-->\n> ## c\n\n- ## d\n\n## A\na\n## B\n")
    assert titles(found) == ["A", "B"]


def test_a_title_is_plain_text() -> None:
    found = note("# T\n## `kubectl` **and** [more](x.md) &amp; <组件名> ##\na\n## B\n")
    assert found.sections[0].heading.title == "kubectl and more & <组件名>"


def test_subsections_know_the_headings_above_them() -> None:
    found = note("# T\n## A\n### x\n#### y\n### z\n## B\n")
    assert [heading.path for heading in found.sections[0].subsections] == [
        ("T", "A", "x"),
        ("T", "A", "x", "y"),
        ("T", "A", "z"),
    ]


@pytest.mark.parametrize(
    "title", ["参考文献", "参考资料", "References", "7. Links", "See also", "延伸阅读", "四、参考"]
)
def test_a_list_of_links_under_such_a_title_is_references(title: str) -> None:
    found = note(f"# T\n## A\na\n## {title}\n- [x](https://x.y)\n- https://y.z\n\n1. 文档：<https://z.a>\n")
    assert [section.kind for section in found.sections] == ["lesson", "references"]


def test_a_table_of_contents_is_no_lesson() -> None:
    assert note("# T\n## 目录\n- [A](#a)\n- [B](#b)\n## A\na\n").sections[0].kind == "references"


@pytest.mark.parametrize(
    "body",
    [
        "一个Service是一组Pod的访问入口。\n\n它分配一个固定的地址，并负责负载均衡。详见[文档](https://x.y)。\n",
        "- **Pod:** 一组容器\n- **Job:** 一次性任务\n- [x](https://x.y)\n",
        "",
    ],
)
def test_prose_under_such_a_title_stays_a_lesson(body: str) -> None:
    assert [section.kind for section in note(f"# T\n## A\na\n## 参考\n{body}").sections] == ["lesson", "lesson"]


def test_links_under_another_title_stay_a_lesson() -> None:
    assert note("# T\n## A\n- [x](https://x.y)\n- [y](https://x.y)\n## B\n").sections[0].kind == "lesson"


@pytest.mark.parametrize(
    ("text", "language"),
    [
        ("# Pods\nA pod is a group of containers.\n", "en"),
        ("# Pod\nPod是Kubernetes的scheduling unit，一组容器。\n", "zh"),
        (
            "# Notes\nKubernetes (舵手) means helmsman, and a pod is a group of containers that share an address.\n",
            "en",
        ),
        ("# 标题\n```\n" + "systemctl start kubelet\n" * 50 + "```\n", "zh"),
        ("---\nlang: en-GB\n---\n# 标题\n", "en"),
    ],
)
def test_the_language_is_that_of_the_prose(text: str, language: str) -> None:
    assert note(text).language == language
