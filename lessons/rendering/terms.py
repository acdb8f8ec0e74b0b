"""Terms as definition lists: a list that explains names is shown as what it is."""

import re
from collections.abc import Callable, Iterable, Sequence
from copy import copy

from markdown_it.token import Token

from lessons.reading.anchors import slug
from lessons.reading.note import Term
from lessons.rendering.anchors import Anchors
from lessons.rendering.plain import text_of
from lessons.rendering.rendered import RenderedTerm
from lessons.rendering.splitting import closing, cut, items_of, lone_images, without_breaks

LISTS = ("bullet_list_open", "ordered_list_open")
_COLON = re.compile(r"[\s:：]+$")


class Definer:
    """Rewrites the tokens of one section.

    `first_line` is the note's line of the tokens' line 0; `level` that of the surrounding heading; `render` makes HTML
    of tokens.
    """

    def __init__(
        self,
        terms: Iterable[Term],
        first_line: int,
        anchors: Anchors,
        level: int,
        render: Callable[[Sequence[Token]], str],
    ) -> None:
        self._terms = {(term.line, term.form == "table"): term for term in terms}
        self._first_line = first_line
        self._anchors = anchors
        self._level = level
        self._render = render
        self.found: dict[int, RenderedTerm] = {}

    def define(self, tokens: Sequence[Token]) -> list[Token]:
        out: list[Token] = []
        at = 0
        while at < len(tokens):
            token = tokens[at]
            if token.type == "heading_open":
                self._level = int(token.tag[1])
            if token.type in LISTS:
                end = closing(tokens, at)
                out += self._list(tokens[at : end + 1])
                at = end
            elif token.type == "definition_open":
                end = at
                while end < len(tokens) and tokens[end].type == "definition_open":
                    end = closing(tokens, end) + 1
                out += self._definitions(tokens[at:end])
                at = end - 1
            else:
                if token.type == "list_item_open" and (term := self._term(token)):
                    self._mark_item(term, tokens[at : closing(tokens, at)])
                elif token.type == "tr_open" and (term := self._term(token, table=True)):
                    self._mark_row(term, tokens[at : closing(tokens, at)])
                out.append(token)
            at += 1
        return out

    def _term(self, token: Token, *, table: bool = False) -> Term | None:
        return self._terms.get((token.map[0] + self._first_line, table)) if token.map else None

    def _list(self, tokens: Sequence[Token]) -> list[Token]:
        items = items_of(tokens)
        if self._all_terms(items):
            return self._term_list(items)
        if items and all(self._is_group(item) for item in items):
            return [token for item in items for token in self._group(item)]
        return [tokens[0], *self.define(tokens[1:-1]), tokens[-1]]

    def _all_terms(self, items: Sequence[Sequence[Token]]) -> bool:
        return bool(items) and all(self._term(item[0]) and item[1].type == "paragraph_open" for item in items)

    def _is_group(self, item: Sequence[Token]) -> bool:
        """An item that holds a list of terms and otherwise only names their group."""
        if len(item) < 6 or item[1].type != "paragraph_open" or item[4].type not in LISTS:
            return False
        if closing(item, 4) != len(item) - 2:
            return False
        inner = items_of(item[4:-1])
        if not self._all_terms(inner):
            return False
        term = self._term(inner[0][0])
        return term is not None and _name(term.group) == _name(text_of([item[2]]))

    def _group(self, item: Sequence[Token]) -> list[Token]:
        title = text_of([item[2]])
        tag = f"h{min(self._level + 1, 6)}"
        inline = copy(item[2])
        inline.children = without_breaks(inline.children or [])
        heading = {"class": "group", "id": self._anchors.unique(slug(title))}
        return [
            Token("heading_open", tag, 1, attrs=dict(heading), block=True),
            inline,
            Token("heading_close", tag, -1, block=True),
            *self._term_list(items_of(item[4:-1])),
        ]

    def _term_list(self, items: Sequence[Sequence[Token]]) -> list[Token]:
        out = [Token("dl_open", "dl", 1, attrs={"class": "terms"}, block=True)]
        after: list[Token] = []
        for item in items:
            term = self._term(item[0])
            assert term  # noqa: S101  # by `_all_terms`
            name, rest = cut(item[2].children or [], term.name)
            body = self.define(item[4:-1])
            if item is items[-1]:
                rest, body, after = lone_images(rest, body)
            out.append(self._entry(term, name, _content(item, rest, body)))
        return [*out, Token("dl_close", "dl", -1, block=True), *after]

    def _definitions(self, tokens: Sequence[Token]) -> list[Token]:
        out = [Token("dl_open", "dl", 1, attrs={"class": "terms"}, block=True)]
        at = 0
        while at < len(tokens):
            end = closing(tokens, at)
            body = self.define(tokens[at + 2 : end])
            if len(body) == 3 and body[0].type == "paragraph_open":
                body = [body[1]]
            term = self._term(tokens[at])
            if term:
                out.append(self._entry(term, tokens[at + 1].children or [], body))
            at = end + 1
        return [*out, Token("dl_close", "dl", -1, block=True)]

    def _entry(self, term: Term, name: Sequence[Token], content: Sequence[Token]) -> Token:
        rendered = self._record(term, content)
        shown = self._render([Token("inline", "", 0, children=[*_named(term.name, name)])])
        attributes = self._render([Token("dt_open", "dt", 1, attrs={"id": rendered.anchor, "data-term": term.name})])
        html = f"<div>{attributes}{shown}</dt><dd>{rendered.html}</dd></div>\n"
        return Token("ready", "", 0, content=html, meta={"text": f"{term.name}: {rendered.text}"}, block=True)

    def _mark_item(self, term: Term, item: Sequence[Token]) -> None:
        """A term in a list of other things: the item stays one, and can be found."""
        if item[1].type != "paragraph_open":
            return
        rest = cut(item[2].children or [], term.name)[1]
        item[0].attrs["id"] = self._record(term, _content(item, rest, item[4:])).anchor

    def _mark_row(self, term: Term, row: Sequence[Token]) -> None:
        cells = [(row[at - 1], token) for at, token in enumerate(row) if token.type == "inline"]
        if not cells:
            return
        at = next((at for at, (_, cell) in enumerate(cells) if text_of([cell]) == term.name), 0)
        opening = cells.pop(at)[0]
        content: list[Token] = []
        for _, cell in cells:
            if cell.content:
                content += [Token("hardbreak", "br", 0), cell] if content else [cell]
        opening.attrs["id"] = self._record(term, content).anchor

    def _record(self, term: Term, content: Sequence[Token]) -> RenderedTerm:
        anchor = self._anchors.unique(f"term-{slug(term.name)}")
        rendered = RenderedTerm(term.name, anchor, self._render(content).strip(), text_of(content))
        self.found.setdefault(term.line, rendered)
        return rendered


def _name(text: str) -> str:
    return _COLON.sub("", text)


def _named(name: str, children: Sequence[Token]) -> list[Token]:
    """The name, with the link that it was written with."""
    text = Token("text", "", 0, content=name)
    link = next((child for child in children if child.type == "link_open"), None)
    return [link, text, Token("link_close", "a", -1)] if link else [text]


def _content(item: Sequence[Token], rest: list[Token], body: Sequence[Token]) -> list[Token]:
    """An item's blocks with `rest` for its first paragraph, which needs no <p> when it is alone."""
    if not rest:
        return list(body)
    inline = copy(item[2])
    inline.children = rest
    opening, closing_ = copy(item[1]), copy(item[3])
    opening.hidden = closing_.hidden = opening.hidden or not body
    return [opening, inline, closing_, *body]
