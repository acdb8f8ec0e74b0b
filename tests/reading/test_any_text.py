"""Whatever it says, a text is read or refused, and its sections lie in it in order."""

from hypothesis import given
from hypothesis import strategies as st

from lessons.reading.blocks import scan
from lessons.reading.note import Note, Unreadable
from lessons.reading.reader import read

_PIECES = st.sampled_from(
    [
        *(
            "# 标题",
            "## 安装",
            "### 步骤",
            "---",
            "===",
            "```sh",
            "```",
            "~~~",
            "$ ls",
            "# x",
            "cat <<EOF",
            "EOF",
            "+++",
        ),
        *("- **Pod:** 一组", "- **Job**：任务", "  - a", "    - b", "1. x", "2. y<br>", "\t- t", "> q", "> - z", ": d"),
        *("| 名称 | 说明 |", "|---|---|", "| a | b |", "<!-- id: x -->", "<!--", "-->", "<div>", "[a](b.md)", "[a]: c"),
        *(
            "{",
            '{"title": 1}',
            "title: a",
            "{#x}",
            "## A {#x}",
            "text",
            "",
            "",
            "`",
            "**",
            "[",
            "<",
            "\\",
            "\u2028",
            "\0",
        ),
    ]
)
_LINES = st.lists(st.one_of(_PIECES, st.text(max_size=12)), max_size=25)
_SPLITS = st.lists(
    st.tuples(st.sampled_from(["安装", "标题", "A"]), st.sampled_from(["x", "y", "步骤", "a"])), max_size=3
)


@given(st.text())
def test_any_text_is_scanned(text: str) -> None:
    _check_scan(text.split("\n"))


@given(_LINES)
def test_any_lines_are_scanned(lines: list[str]) -> None:
    _check_scan(lines)


def _check_scan(lines: list[str]) -> None:
    scanned = scan(lines)
    assert [line.number for line in scanned] == list(range(1, len(lines) + 1))
    for line, text in zip(scanned, lines, strict=True):
        assert text.replace("\t", "    ").rstrip(" ").endswith(line.content.replace("\t", "    ").strip(" "))
        assert line.indent == 0 or line.content[:1] in (" ", "\t")
        assert list(line.containers) == sorted(line.containers)


@given(st.binary())
def test_any_bytes_are_read_or_refused(data: bytes) -> None:
    _read(data)


@given(_LINES, _SPLITS)
def test_sections_lie_in_order_and_leave_out_only_headings(lines: list[str], splits: list[tuple[str, str]]) -> None:
    note = _read("\n".join(lines).encode("utf-8", "replace"), splits)
    if note is None:
        return
    spans = [note.intro] if note.intro[0] <= note.intro[1] else []
    spans += [(section.line, section.end_line) for section in note.sections]
    assert spans == sorted(spans)
    covered = {number for first, last in spans for number in range(first, last + 1)}
    assert len(covered) == sum(last - first + 1 for first, last in spans)
    assert covered <= set(range(1, len(note.lines) + 1))
    if spans:
        first = spans[0][0]
        left_out = [line for line in scan(note.lines[first - 1 :], first) if line.number not in covered]
        assert all(line.kind in ("heading", "setext", "blank", "comment") for line in left_out)
    _check_sections(note)


def _check_sections(note: Note) -> None:
    anchors = [section.heading.anchor for section in note.sections]
    for section in note.sections:
        assert section.line <= section.body_line <= section.end_line + 1
        anchors += [heading.anchor for heading in section.subsections]
        parts = [(term.line, term.end_line) for term in section.terms]
        parts += [(step.line, step.end_line) for step in section.steps]
        assert all(section.line <= first <= last <= section.end_line for first, last in parts)
        for link in section.links:
            assert section.line <= link.line <= section.end_line
        assert all(term.name and term.group for term in section.terms)
    assert len(anchors) == len(set(anchors))


def _read(data: bytes, splits: list[tuple[str, str]] | None = None) -> Note | None:
    try:
        return read("a/b.md", data, splits or ())
    except Unreadable:
        return None
