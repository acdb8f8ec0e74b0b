"""GitHub's Markdown: CommonMark with tables, task lists, strikethrough, alerts, bare addresses and footnotes."""

import re
import unicodedata

from markdown_it import MarkdownIt
from markdown_it.common.utils import mdTrim
from markdown_it.parser_inline import ParserInline
from markdown_it.rules_block import StateBlock, html_block
from markdown_it.rules_inline import StateInline, html_inline
from markdown_it.rules_inline.state_inline import Scanned
from markdown_it.token import Token
from markdown_it.utils import EnvType

from lessons.rendering import autolinks, definitions, footnotes
from lessons.rendering.output import Html
from lessons.rendering.rawhtml import is_element

# The reader refuses what is nested deeper than 100; a level of a list counts twice here.
MAX_NESTING = 250

# Where plain text may end. The stock set also holds characters that no rule of ours begins with.
_TERMINATORS = re.compile(r"[\n!&*:<\[\]\\_`~]")

_TAG_NAME = re.compile(r"</?([A-Za-z][A-Za-z0-9-]*)")


def parser() -> MarkdownIt:
    md = MarkdownIt(
        "commonmark",
        {
            "maxNesting": MAX_NESTING,
            "xhtmlOut": False,
            "tasklists": True,
            "alerts": True,
            "strikethrough_single_tilde": True,
        },
        renderer_cls=Html,
    )
    md.enable(["table", "strikethrough"])
    md.validateLink = lambda url: True  # type: ignore[method-assign]  # GitHub keeps the text, drops the address
    md.inline.__class__ = _Inline
    md.inline.terminator_re = _TERMINATORS
    md.inline.ruler.at("html_inline", _known_html_inline)
    md.block.ruler.at("html_block", _known_html_block, {"alt": ["paragraph", "reference", "blockquote"]})
    md.block.ruler.at("paragraph", _paragraph)
    autolinks.install(md)
    footnotes.install(md)
    definitions.install(md)
    return md


class _State(StateInline):
    """Emphasis as GitHub decides it: symbols such as → or ￥ are letters to it, newer CommonMark calls them
    punctuation."""

    def scanDelims(self, start: int, canSplitWord: bool) -> Scanned:
        source, end = self.src, start
        marker = source[start]
        while end < self.posMax and source[end] == marker:
            end += 1
        before = source[start - 1] if start else " "
        after = source[end] if end < self.posMax else " "
        blank_before, blank_after = _blank(before), _blank(after)
        mark_before, mark_after = _punctuation(before), _punctuation(after)
        left = not blank_after and (not mark_after or blank_before or mark_before)
        right = not blank_before and (not mark_before or blank_after or mark_after)
        can_open = left and (canSplitWord or not right or mark_before)
        can_close = right and (canSplitWord or not left or mark_after)
        return Scanned(can_open, can_close, end - start)


def _blank(character: str) -> bool:
    return character in " \t\n\r\f" or unicodedata.category(character) == "Zs"


def _punctuation(character: str) -> bool:
    if character < "\x80":
        return not character.isalnum() and " " < character < "\x7f"
    return unicodedata.category(character)[0] == "P"


class _Inline(ParserInline):
    def parse(self, src: str, md: MarkdownIt, env: EnvType, tokens: list[Token]) -> list[Token]:
        state = _State(src, md, env, tokens)
        self.tokenize(state)
        for rule in self.ruler2.getRules(""):
            rule(state)
        return state.tokens


def _known_html_inline(state: StateInline, silent: bool) -> bool:
    """A placeholder such as <your-ip> is no HTML: it stays to be read."""
    if state.src[state.pos] != "<":
        return False
    tag = _TAG_NAME.match(state.src, state.pos)
    if tag and not is_element(tag[1]):
        return False
    return html_inline(state, silent)


def _known_html_block(state: StateBlock, startLine: int, endLine: int, silent: bool) -> bool:
    start = state.bMarks[startLine] + state.tShift[startLine]
    if not state.src.startswith("<", start):
        return False
    tag = _TAG_NAME.match(state.src, start)
    if tag and not is_element(tag[1]):
        return False
    return html_block(state, startLine, endLine, silent)


def _paragraph(state: StateBlock, startLine: int, endLine: int, silent: bool) -> bool:
    """As the stock rule, but for a line that is indented by four columns from the container outside the list item
    and not enough for the item: nothing can begin there, so it continues the paragraph."""
    terminators = state.md.block.ruler.getRules("paragraph")
    parent, state.parentType = state.parentType, "paragraph"
    end = startLine + 1
    while end < state.lineMax and not state.isEmpty(end):
        indent = state.sCount[end]
        lazy = indent < 0 or indent - state.blkIndent > 3
        lazy = lazy or (state.listIndent >= 0 and state.listIndent + 3 < indent < state.blkIndent)
        if not lazy and any(rule(state, end, state.lineMax, True) for rule in terminators):
            break
        end += 1
    state.parentType, state.line = parent, end
    state.push("paragraph_open", "p", 1).map = [startLine, end]
    inline = state.push("inline", "", 0)
    inline.content = mdTrim(state.getLines(startLine, end, state.blkIndent, False))
    inline.map, inline.children = [startLine, end], []
    state.push("paragraph_close", "p", -1)
    return True
