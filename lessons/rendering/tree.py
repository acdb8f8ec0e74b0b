"""The tree between Markdown and HTML: Python-Markdown's, with three kinds of node more.

`TIGHT` is a paragraph, or a block of an author's HTML, that is shown without a tag of its own; `BARE` the same inside
a line. Text of the type `Html` is HTML already. A plain `str` is Markdown until the inline pass has read it, and text
after it; `AtomicString` is text from the start.
"""

import re
from html import escape, unescape
from xml.etree.ElementTree import Element

from markdown.util import AtomicString

TIGHT, BARE = "tight", "bare"
LINE = "line"  # attribute: where in the note it stands, on what may be a term; gone before HTML is made
PARAGRAPHS = frozenset({"p", TIGHT})
LISTS = frozenset({"ul", "ol"})
HEADINGS = frozenset({"h1", "h2", "h3", "h4", "h5", "h6"})

_EMPTY = frozenset({"br", "hr", "img", "input"})
# Before and after these a line of HTML, and a word of text, ends.
_BLOCKS = HEADINGS | {
    *("blockquote", "dd", "div", "dl", "dt", "hr", "li", "ol", "p", "pre", "section", "table", "tbody", "td", "th"),
    *("thead", TIGHT, "tr", "ul"),
}
_ENTRIES = frozenset({"dt", "dd"})
_HOLDERS = frozenset({"blockquote", "dl", "ol", "section", "table", "tbody", "thead", "tr", "ul"})
_TAG = re.compile(r"<[^<>]*>")


class Html(AtomicString):
    """`plain` is what it says without its tags."""

    plain: str = ""


def html_text(html: str, plain: str = "") -> Html:
    text = Html(html)
    text.plain = plain
    return text


def without_tags(html: str) -> str:
    """The text of harmless HTML."""
    return unescape(_TAG.sub(" ", html))


def to_html(root: Element) -> str:
    """The content of `root`. Takes no more stack for deeper trees."""
    out = [_escaped(root.text)]
    stack: list[Element | str] = [*reversed(root)]
    while stack:
        node = stack.pop()
        if isinstance(node, str):
            out.append(node)
            continue
        tag = node.tag
        if node.tail:
            stack.append(_escaped(node.tail))
        if tag == TIGHT and stack and not isinstance(stack[-1], str):
            stack.append("\n")
        elif tag != TIGHT and tag != BARE:
            attributes = "".join([f' {key}="{escape(value)}"' for key, value in node.items()])
            out.append(f"<{tag}{attributes}>\n" if tag in _HOLDERS else f"<{tag}{attributes}>")
            if tag not in _EMPTY:
                stack.append(f"</{tag}>\n" if tag in _BLOCKS and tag not in _ENTRIES else f"</{tag}>")
            elif tag == "hr":
                out.append("\n")
        if node.text:
            out.append(_escaped(node.text))
        stack.extend(reversed(node))
    return "".join(out)


def _escaped(text: str | None) -> str:
    if not text:
        return ""
    if type(text) is Html:
        return text
    if "&" in text:
        text = text.replace("&", "&amp;")
    if "<" in text:
        text = text.replace("<", "&lt;")
    return text.replace(">", "&gt;") if ">" in text else text


def text_of(*elements: Element) -> str:
    """What elements say, on one line; not their tails."""
    out: list[str] = []
    for element in elements:
        stack: list[Element | str] = [element]
        while stack:
            node = stack.pop()
            if isinstance(node, str):
                out.append(node)
                continue
            tag = node.tag
            if node is not element and node.tail:
                stack.append(node.tail)
            if tag == "sup" and node.get("class"):
                continue  # the number of a footnote
            if tag in _BLOCKS:
                out.append(": " if tag == "dd" else " ")
            elif tag == "img":
                out.append(node.get("alt", ""))
            elif tag == "br":
                out.append(" ")
            text = node.text
            if text:
                out.append(text.plain if isinstance(text, Html) else text)
            stack.extend(reversed(node))
        out.append(" ")
    return " ".join("".join(out).split())


def says(element: Element) -> bool:
    """Whether there is anything in it."""
    return len(element) > 0 or bool(element.text and not element.text.isspace())
