"""What each line is."""

import pytest

from lessons.reading.blocks import scan


def kinds(*lines: str) -> list[str]:
    return [line.kind for line in scan(lines)]


def test_a_hash_line_inside_a_fence_is_no_heading() -> None:
    assert kinds("```sh", "# comment", "```", "# H") == ["fence", "fence", "fence", "heading"]


def test_a_fence_ends_only_with_its_own_mark_and_length() -> None:
    assert kinds("````", "```", "~~~~", "`````", "a") == ["fence"] * 4 + ["text"]


def test_an_unclosed_fence_runs_to_the_end() -> None:
    lines = scan(["~~~", "# a", "", "b"])
    assert [line.kind for line in lines] == ["fence"] * 4
    assert lines[-1].closes


def test_a_backtick_in_the_info_string_makes_it_inline_code() -> None:
    assert kinds("``` a`b", "c") == ["text", "text"]


def test_a_fence_inside_a_list_item_keeps_its_indent() -> None:
    lines = scan(["1. a", "   ```yaml", "   x:", "     - y", "   ```", "2. b"])
    assert [line.kind for line in lines] == ["text", "fence", "fence", "fence", "fence", "text"]
    assert [line.content for line in lines[1:5]] == ["```yaml", "x:", "  - y", "```"]
    assert (lines[1].info, lines[1].containers, lines[1].opens, lines[4].closes) == ("yaml", (3,), True, True)


def test_a_fence_three_items_deep_is_a_fence() -> None:
    lines = scan(["- a", "  - b", "    - c", "      ~~~", "      # d", "      ~~~"])
    assert [line.kind for line in lines[3:]] == ["fence"] * 3
    assert lines[3].containers == (2, 4, 6)


def test_a_fence_ends_with_its_list_item() -> None:
    lines = scan(["- ```", "  a", "b"])
    assert [(line.kind, line.closes) for line in lines] == [("fence", False), ("fence", True), ("text", False)]


@pytest.mark.parametrize(
    ("text", "level"),
    [("# a", 1), ("###### a", 6), ("#", 1), ("  ## a ##", 2), ("#a", 0), ("####### a", 0), ("\\# a", 0)],
)
def test_atx_headings(text: str, level: int) -> None:
    [line] = scan([text])
    assert (line.kind, line.level) == (("heading", level) if level else ("text", 0))


def test_a_setext_heading_takes_its_whole_paragraph() -> None:
    lines = scan(["a", "b", "---", "c", "==="])
    assert [(line.kind, line.level) for line in lines] == [("setext", 2)] * 3 + [("setext", 1)] * 2
    assert [line.opens for line in lines] == [True, False, False, True, False]
    assert [line.closes for line in lines] == [False, False, True, False, True]


def test_a_rule_after_a_blank_line_underlines_nothing() -> None:
    assert kinds("a", "", "---", "", "* * *", "___") == ["text", "blank", "rule", "blank", "rule", "rule"]


def test_a_link_definition_is_not_underlined() -> None:
    assert kinds("[a]: /b", "===") == ["text", "text"]


def test_a_comment_may_have_many_lines_and_hides_headings() -> None:
    lines = scan(["a", "<!-- x", "# y", "", "z -->", "# b"])
    assert [line.kind for line in lines] == ["text", "comment", "comment", "comment", "comment", "heading"]
    assert (lines[1].opens, lines[4].closes) == (True, True)


def test_html_blocks_end_as_their_kind_does() -> None:
    assert kinds("<div>", "# a", "", "# b") == ["html", "html", "blank", "heading"]
    assert kinds("<pre>", "", "# a", "</pre>", "# b") == ["html", "html", "html", "html", "heading"]
    assert kinds("<组件名>", "a") == ["text", "text"]
    assert kinds("a", "<custom>") == ["text", "text"]


def test_a_table_needs_a_head_as_wide_as_its_delimiter_row() -> None:
    lines = scan(["x", "| a | b |", "|---|:-:|", "| 1 | 2 |", "3", "", "c"])
    assert [line.kind for line in lines] == ["text", "table", "table", "table", "table", "blank", "text"]
    assert (lines[1].opens, lines[4].closes) == (True, True)
    assert kinds("| a |", "|---|---|") == ["text", "text"]


def containers(*lines: str) -> list[tuple[int, ...]]:
    return [line.containers for line in scan(lines)]


def test_items_nest_by_where_their_content_begins() -> None:
    assert containers("- a", "  - b", "    - c", " - d") == [(2,), (2, 4), (2, 4, 6), (3,)]
    assert containers("1. a", "   - b", "10. c", "    - d") == [(3,), (3, 5), (4,), (4, 6)]


def test_four_blanks_below_a_numbered_item_nest() -> None:
    lines = scan(["2. x<br>", "    - **a:** b", "![c](d)"])
    assert [line.containers for line in lines] == [(3,), (3, 6), (3, 6)]
    assert [line.lazy for line in lines] == [False, False, True]
    assert (lines[0].ordered, lines[0].marker, lines[1].ordered) == (True, "2.", False)


def test_a_loose_list_stays_one() -> None:
    assert containers("- a", "", "  more", "", "- b", "", "c") == [(2,), (2,), (2,), (2,), (2,), (2,), ()]


def test_a_tab_reaches_to_the_next_multiple_of_four() -> None:
    assert containers("-\ta", "\t- b") == [(4,), (4, 6)]
    lines = scan(["- a", "", "\t\tcode"])
    assert (lines[2].kind, lines[2].content) == ("indented", "  \tcode")


def test_an_item_may_begin_on_the_line_below_its_marker() -> None:
    assert containers("-", "  a", "", "  b") == [(2,), (2,), (2,), (2,)]
    assert containers("-", "", "  a") == [(2,), (), ()]


def test_a_marker_has_at_most_nine_digits() -> None:
    assert containers("123456789. a", "", "1234567890. a") == [(11,), (11,), ()]


def test_one_line_may_open_several_items() -> None:
    [line] = scan(["- 1. a"])
    assert (line.containers, line.opened, line.content) == ((2, 5), 2, "a")


def test_only_a_list_from_one_interrupts_a_paragraph() -> None:
    assert containers("a", "2. b", "1. c") == [(), (), (3,)]
    assert containers("a", "-", "b") == [(), (), ()]


def test_quotes_are_counted_and_continue_lazily() -> None:
    lines = scan(["> a", "b", "> > c", "", "d"])
    assert [(line.quote, line.lazy) for line in lines] == [(1, False), (1, True), (2, False), (0, False), (0, False)]


def test_code_is_indented_only_where_no_paragraph_runs_on() -> None:
    assert kinds("    a", "", "b", "    c") == ["indented", "blank", "text", "text"]


def test_definitions_follow_their_term() -> None:
    lines = ["Pod", ": a group", "  of containers", "Job", ": once", "", "Node", "", ": a machine"]
    assert kinds(*lines) == [
        *("text", "definition", "definition", "text", "definition", "blank", "text", "blank", "definition"),
    ]
    assert kinds("", ": alone") == ["blank", "text"]


def test_lines_are_numbered_from_the_first_one_given() -> None:
    assert [line.number for line in scan(["a", "b"], first=7)] == [7, 8]


def test_too_many_containers_are_read_as_text() -> None:
    [line] = scan(["* " * 3000 + "x"])
    assert len(line.containers) == 100
