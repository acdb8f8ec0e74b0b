"""Bytes to lines."""

import codecs

import pytest

from lessons.reading.note import Unreadable
from lessons.reading.reader import read

TEXT = "# 容器编排\n\n## 什么是容器\n容器是一种轻量的虚拟化技术。\n\n## 集群\n集群由主节点和工作节点组成。\n"


@pytest.mark.parametrize(
    ("data", "encoding"),
    [
        (TEXT.encode(), "utf-8"),
        (codecs.BOM_UTF8 + TEXT.encode(), "utf-8"),
        (codecs.BOM_UTF16_LE + TEXT.encode("utf-16-le"), "utf-16-le"),
        (codecs.BOM_UTF16_BE + TEXT.encode("utf-16-be"), "utf-16-be"),
        (TEXT.encode("gbk"), "gb18030"),
        ((TEXT + "㐀𠀀").encode("gb18030"), "gb18030"),
    ],
)
def test_the_encoding_is_found(data: bytes, encoding: str) -> None:
    found = read("a.md", data)
    assert (found.title, found.encoding, found.problems) == ("容器编排", encoding, ())
    assert found.lines[3] == "容器是一种轻量的虚拟化技术。"


def test_one_bad_byte_spoils_one_character_of_utf8() -> None:
    data = TEXT.encode().replace("轻".encode(), b"\xff", 1)
    found = read("a.md", data)
    assert (found.encoding, found.lines[3]) == ("utf-8", "容器是一种\ufffd量的虚拟化技术。")
    assert [(problem.code, problem.line) for problem in found.problems] == [("bad-bytes", 4)]
    assert found.lines[6] == "集群由主节点和工作节点组成。"


def test_a_cut_off_end_is_no_reason_to_doubt_utf8() -> None:
    found = read("a.md", TEXT.encode()[:-3])
    assert (found.encoding, [problem.line for problem in found.problems]) == ("utf-8", [7])


@pytest.mark.parametrize("bad", [b"\xff", b"", b"A"])
def test_one_bad_byte_spoils_little_of_gb18030(bad: bytes) -> None:
    good = "轻".encode("gbk")
    found = read("a.md", TEXT.encode("gbk").replace(good, bad + good[1:], 1))
    assert found.encoding == "gb18030"
    assert [(problem.code, problem.line) for problem in found.problems] == [("bad-bytes", 4)]
    assert found.lines[3].startswith("容器")
    assert found.lines[3].endswith("的虚拟化技术。")
    assert found.lines[6] == "集群由主节点和工作节点组成。"


def test_a_latin_letter_in_english_is_not_taken_for_chinese() -> None:
    found = read("a.md", "# Pods\n\nA caf\xe9 and a r\xe9sum\xe9.\n".encode("latin-1"))
    assert (found.encoding, found.lines[2]) == ("utf-8", "A caf\ufffd and a r\ufffdsum\ufffd.")


def test_a_little_chinese_in_english_is_found() -> None:
    assert read("a.md", "# Pods\n\nA pod (容器组) is a group.\n".encode("gbk")).lines[2] == "A pod (容器组) is a group."


@pytest.mark.parametrize("data", [b"\x89PNG\r\n\x1a\n\0\0\0\rIHDR\0\0\1\0", b"a\0b\0c\0d\0", bytes(range(256)) * 4])
def test_what_is_no_text_is_refused(data: bytes) -> None:
    with pytest.raises(Unreadable) as caught:
        read("a.md", data)
    assert caught.value.problem.code == "not-text"


def test_a_stray_nul_is_replaced() -> None:
    found = read("a.md", b"# a\nb\0c\n" + b"text\n" * 200)
    assert (found.lines[1], found.problems[0].line) == ("b\ufffdc", 2)


def test_all_line_ends_count_and_nothing_else_does() -> None:
    found = read("a.md", "a\r\nb\rc\n\u2028d\x0b\x85\te\n\n".encode())
    assert found.lines == ("a", "b", "c", "\u2028d\x0b\x85\te", "")


def test_a_large_file_is_refused() -> None:
    assert read("a.md", b"a" * (2 * 1024 * 1024)).title == "a"
    with pytest.raises(Unreadable) as caught:
        read("b/a.md", b"a" * (2 * 1024 * 1024 + 1))
    assert (caught.value.problem.code, caught.value.problem.file) == ("too-large", "b/a.md")
