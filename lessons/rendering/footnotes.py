"""Footnotes as GitHub makes them: `[^name]` in the text, `[^name]: …` anywhere in the note.

A note is shown in sections and the definition may stand in another one. So definitions are collected from the whole
note first (`env["footnotes"]`: label -> Markdown), and each section shows the ones that it refers to.
"""

import re
from typing import Any
from urllib.parse import quote

from markdown_it import MarkdownIt
from markdown_it.rules_block import StateBlock
from markdown_it.rules_inline import StateInline
from markdown_it.token import Token

_DEFINITION = re.compile(r"\[\^([^\]\s]+)\]:[ \t]*")
_REFERENCE = re.compile(r"\[\^([^\]\s]+)\]")


def install(md: MarkdownIt) -> None:
    md.block.ruler.before("reference", "footnote", _definition, {"alt": ["paragraph", "reference"]})
    md.inline.ruler.before("link", "footnote", _reference)


def _definition(state: StateBlock, startLine: int, endLine: int, silent: bool) -> bool:
    start = state.bMarks[startLine] + state.tShift[startLine]
    if not state.src.startswith("[^", start) or state.is_code_block(startLine):
        return False
    match = _DEFINITION.match(state.src, start, state.eMarks[startLine])
    if not match:
        return False
    if silent:
        return True
    end = _end(state, startLine, endLine)
    first = state.src[match.end() : state.eMarks[startLine]]
    rest = state.getLines(startLine + 1, end, state.blkIndent + 4, False)
    state.env.setdefault("footnotes", {}).setdefault(match[1].casefold(), f"{first}\n{rest}")
    state.line = end
    return True


def _end(state: StateBlock, line: int, endLine: int) -> int:
    """The line after the definition's last: indented lines belong to it, others while its paragraph goes on."""
    terminators = state.md.block.ruler.getRules("paragraph")
    end, paragraph = line + 1, True
    for next_ in range(line + 1, endLine):
        if state.isEmpty(next_):
            paragraph = False
            continue
        if state.sCount[next_] < state.blkIndent + 4:
            if not paragraph or any(rule(state, next_, endLine, True) for rule in terminators):
                break
        else:
            paragraph = True
        end = next_ + 1
    return end


def _reference(state: StateInline, silent: bool) -> bool:
    if not state.src.startswith("[^", state.pos):
        return False
    match = _REFERENCE.match(state.src, state.pos, state.posMax)
    if not match or match[1].casefold() not in state.env.get("footnotes", {}):
        return False
    if not silent:
        label = match[1].casefold()
        uses = state.env.setdefault("footnote_uses", {})
        uses[label] = uses.get(label, 0) + 1
        token = state.push("footnote_ref", "", 0)
        token.meta = {"label": label, "number": list(uses).index(label) + 1, "use": uses[label]}
    state.pos = match.end()
    return True


def append(tokens: list[Token], md: MarkdownIt, env: dict[str, Any]) -> None:
    """Add the footnotes that `tokens` refers to. One may refer to the next, so the list grows while it is read."""
    uses: dict[str, int] = env.get("footnote_uses", {})
    if not uses:
        return
    env.pop("definitions", None)
    contents: list[list[Token]] = []
    while len(contents) < len(uses):
        label = list(uses)[len(contents)]
        contents.append(md.parse(env["footnotes"][label], env))
    tokens.append(Token("footnotes_open", "section", 1, attrs={"class": "footnotes"}, block=True))
    tokens.append(Token("ordered_list_open", "ol", 1, block=True))
    for number, (label, content) in enumerate(zip(uses, contents, strict=True), start=1):
        tokens += _footnote(label, number, uses[label], content)
    tokens.append(Token("ordered_list_close", "ol", -1, block=True))
    tokens.append(Token("footnotes_close", "section", -1, block=True))


def _footnote(label: str, number: int, uses: int, content: list[Token]) -> list[Token]:
    """The way back goes to the end of the last paragraph."""
    backs = [
        Token("footnote_back", "", 0, meta={"label": label, "use": use, "number": number}) for use in range(1, uses + 1)
    ]
    if content and content[-1].type == "paragraph_close":
        content[-2].children = [*(content[-2].children or []), *backs]
    else:
        content.append(Token("inline", "", 0, children=backs))
    return [
        Token("list_item_open", "li", 1, attrs={"id": f"fn-{quote(label)}"}, block=True),
        *content,
        Token("list_item_close", "li", -1, block=True),
    ]


def reference_html(token: Token) -> str:
    label, use = quote(token.meta["label"]), token.meta["use"]
    name = f"fnref-{label}" + (f"-{use}" if use > 1 else "")
    return f'<sup class="footnote-ref"><a href="#fn-{label}" id="{name}">{token.meta["number"]}</a></sup>'


def back_html(token: Token) -> str:
    label, use, number = quote(token.meta["label"]), token.meta["use"], token.meta["number"]
    name = f"fnref-{label}" + (f"-{use}" if use > 1 else "")
    again = f'<sup class="footnote-ref">{use}</sup>' if use > 1 else ""
    index = f"{number}-{use}" if use > 1 else number
    return f' <a href="#{name}" class="footnote-backref" aria-label="↩ {index}">↩{again}</a>'
