"""Tokens to HTML: what each kind of block and inline looks like on our pages."""

from collections.abc import Sequence
from html import escape

from markdown_it.common.utils import unescapeAll
from markdown_it.renderer import RendererHTML
from markdown_it.token import Token
from markdown_it.utils import EnvType, OptionsDict

from lessons.rendering import footnotes
from lessons.rendering.highlighting import SHELLS, highlighted
from lessons.rendering.plain import text_of
from lessons.rendering.rawhtml import harmless, open_tag


class Html(RendererHTML):
    """`env["place"]` is the `links.Place` of the text; `env["mixed"]` is set where an author's own tags got in."""

    def text(self, tokens: Sequence[Token], idx: int, options: OptionsDict, env: EnvType) -> str:
        return escape(tokens[idx].content, quote=False)

    def fence(self, tokens: Sequence[Token], idx: int, options: OptionsDict, env: EnvType) -> str:
        info = unescapeAll(tokens[idx].info).split(maxsplit=1)
        language = info[0] if info else ""
        command = ' data-command=""' if language.lower() in SHELLS else ""
        named = f' class="language-{escape(language)}"' if language else ""
        code = highlighted(tokens[idx].content, language)
        return f'<pre class="code" tabindex="0"{command}><code{named}>{code}</code></pre>\n'

    def code_block(self, tokens: Sequence[Token], idx: int, options: OptionsDict, env: EnvType) -> str:
        return f'<pre class="code" tabindex="0"><code>{escape(tokens[idx].content, quote=False)}</code></pre>\n'

    def table_open(self, tokens: Sequence[Token], idx: int, options: OptionsDict, env: EnvType) -> str:
        """Two tables may share a header; as landmarks they need different names."""
        label = _header(tokens, idx)
        labels = env.setdefault("tables", {})
        labels[label] = labels.get(label, 0) + 1
        name = f"{label} ({labels[label]})" if labels[label] > 1 else label
        return f'<div class="table" tabindex="0" role="region" aria-label="{escape(name)}"><table>\n'

    def table_close(self, tokens: Sequence[Token], idx: int, options: OptionsDict, env: EnvType) -> str:
        return "</table></div>\n"

    def th_open(self, tokens: Sequence[Token], idx: int, options: OptionsDict, env: EnvType) -> str:
        token = tokens[idx]
        style = str(token.attrs.pop("style", ""))
        if style:
            token.attrs["align"] = style.removeprefix("text-align:")
        return f"<{token.tag}{self.renderAttrs(token)}>"

    td_open = th_open

    def list_item_open(self, tokens: Sequence[Token], idx: int, options: OptionsDict, env: EnvType) -> str:
        item = self.renderToken(tokens, idx, options, env)
        if "checked" not in tokens[idx].meta:
            return item
        checked = ' checked=""' if tokens[idx].meta["checked"] else ""
        return f'{item}<input type="checkbox" disabled=""{checked}> '

    def link_open(self, tokens: Sequence[Token], idx: int, options: OptionsDict, env: EnvType) -> str:
        token = tokens[idx]
        title = token.attrs.get("title")
        attributes = env["place"].link(str(token.attrs.get("href", "")))
        return open_tag("a", attributes | ({"title": str(title)} if title else {}))

    def image(self, tokens: Sequence[Token], idx: int, options: OptionsDict, env: EnvType) -> str:
        token = tokens[idx]
        title = token.attrs.get("title")
        attributes = env["place"].image(str(token.attrs.get("src", "")))
        attributes["alt"] = text_of(token.children or ())
        return open_tag("img", attributes | ({"title": str(title)} if title else {}) | {"loading": "lazy"})

    def s_open(self, tokens: Sequence[Token], idx: int, options: OptionsDict, env: EnvType) -> str:
        return "<del>"

    def s_close(self, tokens: Sequence[Token], idx: int, options: OptionsDict, env: EnvType) -> str:
        return "</del>"

    def html_inline(self, tokens: Sequence[Token], idx: int, options: OptionsDict, env: EnvType) -> str:
        content = tokens[idx].content
        if content.lower() in ("<br>", "<br/>", "<br />"):
            return "<br>"
        env["mixed"] = True
        return harmless(content, env["place"].rewrite)

    html_block = html_inline

    def ready(self, tokens: Sequence[Token], idx: int, options: OptionsDict, env: EnvType) -> str:
        """HTML that is made already; its plain text is in `meta["text"]`."""
        return tokens[idx].content

    def footnote_ref(self, tokens: Sequence[Token], idx: int, options: OptionsDict, env: EnvType) -> str:
        return footnotes.reference_html(tokens[idx])

    def footnote_back(self, tokens: Sequence[Token], idx: int, options: OptionsDict, env: EnvType) -> str:
        return footnotes.back_html(tokens[idx])


def _header(tokens: Sequence[Token], idx: int) -> str:
    cells: list[str] = []
    for token in tokens[idx:]:
        if token.type == "thead_close":
            break
        if token.type == "inline":
            cells.append(text_of([token]))
    return " · ".join(filter(None, cells))
