"""GitHub's own renderer, and HTML brought to a form in which two renderings can be compared."""

import re
from html.parser import HTMLParser
from urllib.parse import unquote

from cmarkgfm.cmark import Options, markdown_to_html_with_extensions

_EXTENSIONS = ["table", "autolink", "strikethrough", "tasklist"]
_OPTIONS = Options.CMARK_OPT_UNSAFE | Options.CMARK_OPT_FOOTNOTES

_KEPT = {"align", "alt", "checked", "href", "src", "start", "title", "type"}
# <link> stands in the output of ifconfig: no Markdown renderer drops it, GitHub's sanitiser and ours do.
_UNWRAPPED = {"span", "div", "link"}
_BLOCKS = {
    *("blockquote", "br", "details", "dd", "dl", "dt", "h1", "h2", "h3", "h4", "h5", "h6", "hr", "li", "ol", "p"),
    *("pre", "section", "summary", "table", "tbody", "td", "th", "thead", "tr", "ul"),
}


def github(text: str) -> str:
    return canonical(github_html(text))


def github_html(text: str) -> str:
    html: str = markdown_to_html_with_extensions(text, options=_OPTIONS, extensions=_EXTENSIONS)
    return html


def canonical(html: str) -> str:
    """One tag or text a line, without what a page adds: ids, classes, highlighting, frames around tables. What
    images say is compared as plain text."""
    parser = _Canonical()
    parser.feed(html)
    parser.close()
    return parser.result()


class _Canonical(HTMLParser):
    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self._out: list[str] = []
        self._text = ""
        self._pre = 0

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        if tag in _UNWRAPPED:
            return
        self._flush(tag in _BLOCKS)
        self._pre += tag == "pre"
        kept = sorted(
            (key, _plain(value or "") if key == "alt" else _address(value or ""))
            for key, value in attrs
            if key in _KEPT
        )
        self._out.append(f"<{tag}{''.join(f' {key}={value}' for key, value in kept)}>")

    def handle_endtag(self, tag: str) -> None:
        if tag in _UNWRAPPED:
            return
        if tag == "code" and not self._pre:
            self._text = self._text.rstrip()
        self._flush(tag in _BLOCKS)
        self._pre -= tag == "pre"
        self._out.append(f"</{tag}>")

    def handle_startendtag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.handle_starttag(tag, attrs)

    def handle_data(self, data: str) -> None:
        self._text += data

    def _flush(self, at_block: bool) -> None:
        text, self._text = self._text, ""
        if not self._pre:
            text = " ".join(("|" + text + "|").split())[1:-1]
            before_block = not self._out or self._out[-1].strip("</>").split(" ")[0] in _BLOCKS
            text = text.lstrip() if before_block else text
            text = text.rstrip() if at_block else text
            text = text.lstrip() if self._out[-1:] == ["<code>"] else text
        if text:
            self._out.append(text)

    def result(self) -> str:
        self._flush(True)
        return "\n".join(self._out)


def _address(value: str) -> str:
    for prefix in ("note:", "image:", "./"):
        value = value.removeprefix(prefix)
    return unquote(value)


def _plain(value: str) -> str:
    return " ".join(re.sub(r"<[^>]*>", "", value).split())
