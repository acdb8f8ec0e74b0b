from hashlib import sha256
from pathlib import Path

import pytest
from django.conf import settings
from hypothesis import given
from hypothesis import strategies as st

from lessons.tokens import WORD_LENGTH, parse, tokens


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("镜像拉取", "镜像 像拉 拉取 取"),
        ("镜", "镜"),
        ("Docker0网桥", "网桥 桥 docker0"),
        ("PodAutoscaler", "podautoscaler autoscaler"),
        ("kube-proxy", "kube-proxy proxy"),
        ("HTTPServer", "httpserver server"),
        ("registry.k8s.io/pause:3.9", "registry.k8s.io/pause k8s.io/pause io/pause pause 3.9 9"),
        ("--insecure-registry gcr.io.", "insecure-registry registry gcr.io io"),
        ("ＡＰＩ　１", "api 1"),
        ("かな カナ 한국어", "かな な カナ ナ 한국 국어 어"),
        ("Größe, naïve", "größe naïve"),
        ("🚀 \0 ，。 \"*' ( ) _", ""),
    ],
)
def test_a_text_becomes_the_words_that_one_may_start_to_type(text: str, expected: str) -> None:
    assert tokens(text) == expected


@given(st.text() | st.text(alphabet=st.characters(max_codepoint=127)))
def test_tokens_hold_nothing_that_an_index_could_take_for_an_operator(text: str) -> None:
    ascii_characters = {character for character in tokens(text) if character.isascii()}
    assert ascii_characters <= set(" abcdefghijklmnopqrstuvwxyz0123456789-_./")


def test_a_line_of_base64_does_not_multiply() -> None:
    line = "aB9/" * 10_000
    assert len(tokens(line)) < 10 * len(line)
    assert max(map(len, tokens("a" * 1000).split())) == WORD_LENGTH


def test_a_query_asks_for_pairs_for_prefixes_and_for_whole_runs() -> None:
    query = parse("镜像策略 Pod 网")
    assert query.pairs == ("镜像", "像策", "策略")
    assert query.prefixes == ("pod", "网")
    assert query.runs == ("镜像策略",)
    assert query.pieces == ("镜像策略", "pod", "网")


def test_what_tokens_makes_of_our_note_is_what_the_index_was_given() -> None:
    """Fails when `tokens` changes. Then databases that are already there need their index made anew: add a migration
    that calls `search.rebuild`, and put the new digest here."""
    text = (Path(settings.BASE_DIR) / "notes" / "README.md").read_text(encoding="utf-8")
    assert sha256(tokens(text).encode()).hexdigest()[:16] == "fe6a84e739fcddc5"
