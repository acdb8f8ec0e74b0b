import pytest
from hypothesis import given
from hypothesis import strategies as st

from lessons.search.snippets import LENGTH, mark, pattern, snippet
from lessons.tokens import parse


def shown(text: str, query: str) -> str:
    """The snippet with its hits in brackets."""
    parts = snippet(text, pattern(parse(query).pieces))
    return "".join(f"[{part}]" if is_hit else part for part, is_hit in parts)


@pytest.mark.parametrize(
    ("text", "query", "expected"),
    [
        ("先看这里。拉取镜像，再启动镜像。完", "镜像", "拉取[镜像]，再启动[镜像]。"),
        ("First. The kubelet talks to Docker. Last", "kube", "The [kube]let talks to Docker."),
        ("它监听192.168.5.1，完", "192.168", "它监听[192.168].5.1，完"),
        ("1. 删除pod后 2. 先删除rc", "rc", "1. 删除pod后 2. 先删除[rc]"),
        ("Horizontal PodAutoscaler", "auto", "Horizontal Pod[Auto]scaler"),
        ("kubernetes", "net", "kubernetes"),
        ("访问ＡＰＩ。", "api", "访问[ＡＰＩ]。"),
        ("What is it? A pod! Yes.", "pod", "A [pod]!"),
        ("", "pod", ""),
    ],
)
def test_the_hit_stands_in_its_sentence(text: str, query: str, expected: str) -> None:
    assert shown(text, query) == expected


def test_the_sentence_that_holds_most_of_the_words_is_shown() -> None:
    assert shown("一个镜像。" + "无关的话。" * 40 + "镜像的策略。", "策略 镜像") == "[镜像]的[策略]。"


def test_a_long_sentence_is_cut_around_the_hit() -> None:
    text = shown("前" * 500 + "镜像" + "后" * 500, "镜像")
    assert text.startswith("…前")
    assert "[镜像]" in text
    assert text.endswith("后…")
    assert len(text) <= LENGTH + 4


def test_a_cut_does_not_begin_inside_a_word() -> None:
    assert shown("internationalisation " * 20 + "pod " + "x" * 200, "pod").startswith("…internationalisation")


def test_without_a_hit_the_beginning_is_shown() -> None:
    assert shown("甲。" * 100, "pod") == ("甲。" * 60) + "…"


@given(st.text(alphabet="aB 镜像。.Ａ-\n", max_size=400), st.text(alphabet="aB镜像- ", max_size=6))
def test_marking_loses_no_character(text: str, query: str) -> None:
    sought = pattern(parse(query).pieces)
    assert "".join(part for part, _ in mark(text, sought)) == text
    assert "".join(part for part, _ in snippet(text, sought)).strip("…") in text
