"""The HTML that authors write inside Markdown, made harmless before it meets ours.

Every tag is taken apart and put together again from what is allowed, so that no attribute of theirs can pass for one
of ours. What is not a tag of HTML is shown as written; comments, declarations and CDATA are not shown at all.
`sanitising` looks at the whole afterwards and has the last word.
"""

import re
from collections.abc import Callable, Mapping
from html import escape, unescape

# https://html.spec.whatwg.org/multipage/indices.html#elements-3 and the obsolete ones of the same specification.
_ELEMENTS = """
    a abbr acronym address applet area article aside audio b base basefont bdi bdo bgsound big blink blockquote body
    br button canvas caption center cite code col colgroup data datalist dd del details dfn dialog dir div dl dt em
    embed fieldset figcaption figure font footer form frame frameset h1 h2 h3 h4 h5 h6 head header hgroup hr html i
    iframe img input ins isindex kbd keygen label legend li link listing main map mark marquee math menu menuitem meta
    meter multicol nav nobr noembed noframes noscript object ol optgroup option output p param picture plaintext pre
    progress q rb rp rt rtc ruby s samp script search section select slot small source spacer span strike strong style
    sub summary sup svg table tbody td template textarea tfoot th thead time title tr track tt u ul var video wbr xmp
"""
ELEMENTS = frozenset(_ELEMENTS.split())

# What an author may use, and which attributes.
_TAGS = """
    a abbr b bdo big blockquote br caption center cite code col colgroup dd del details dfn div dl dt em figcaption
    figure h1 h2 h3 h4 h5 h6 hr i img ins kbd li mark ol p pre q rp rt ruby s samp small span strike strong sub summary
    sup table tbody td tfoot th thead time tr tt u ul var wbr
"""
TAGS = frozenset(_TAGS.split())
_ANYWHERE = frozenset({"align", "dir", "id", "lang", "title", "valign"})
_ATTRIBUTES = {
    "a": {"href"},
    "col": {"span"},
    "colgroup": {"span"},
    "details": {"open"},
    "img": {"src", "alt", "width", "height"},
    "li": {"value"},
    "ol": {"start", "reversed", "type"},
    "td": {"colspan", "rowspan"},
    "th": {"colspan", "rowspan", "scope"},
    "time": {"datetime"},
}
ID_PREFIX = "user-content-"

_TAG = re.compile(
    r"<(?P<close>/?)(?P<name>[A-Za-z][A-Za-z0-9-]*)"
    r"(?P<attributes>(?:\s+[A-Za-z_:][\w:.-]*(?:\s*=\s*(?:[^\"'=<>`\s]+|'[^']*'|\"[^\"]*\"))?)*)\s*/?>",
    re.ASCII,
)
_ATTRIBUTE = re.compile(r"([A-Za-z_:][\w:.-]*)(?:\s*=\s*(?:([^\"'=<>`\s]+)|'([^']*)'|\"([^\"]*)\"))?", re.ASCII)
# Openings of what is not shown, and where each ends.
_HIDDEN = (("<!--", "-->"), ("<![CDATA[", "]]>"), ("<!", ">"), ("<?", "?>"))

Attributes = Callable[[str, dict[str, str]], dict[str, str]]


def is_element(name: str) -> bool:
    return name.lower() in ELEMENTS


def harmless(html: str, rewrite: Attributes) -> str:
    """`rewrite(tag, attributes)` turns the addresses in the attributes of `a` and `img` into ours."""
    out: list[str] = []
    position = 0
    while (start := html.find("<", position)) >= 0:
        out.append(html[position:start])
        hidden = next((end for opening, end in _HIDDEN if html.startswith(opening, start)), None)
        if hidden:
            end = html.find(hidden, start + 2)
            if end < 0:
                return "".join(out)
            position = end + len(hidden)
        elif (tag := _TAG.match(html, start)) and is_element(tag["name"]):
            out.append(_tag(tag, rewrite))
            position = tag.end()
        else:
            out.append("&lt;")
            position = start + 1
    out.append(html[position:])
    return "".join(out)


def _tag(match: re.Match[str], rewrite: Attributes) -> str:
    name = match["name"].lower()
    if name not in TAGS:
        # Left bare for the sanitiser, which knows whether to drop the content too. <input> is let through to ours only.
        return "" if name == "input" else f"<{match['close']}{name}>"
    if match["close"]:
        return f"</{name}>"
    if not match["attributes"]:
        return f"<{name}>"
    allowed = _ATTRIBUTES.get(name, set()) | _ANYWHERE
    attributes: dict[str, str] = {}
    for key, *values in _ATTRIBUTE.findall(match["attributes"]):
        if key.lower() in allowed:
            attributes.setdefault(key.lower(), unescape("".join(values)))
    if "id" in attributes:
        attributes["id"] = ID_PREFIX + attributes["id"].removeprefix(ID_PREFIX)
    return open_tag(name, rewrite(name, attributes))


def open_tag(name: str, attributes: Mapping[str, str]) -> str:
    written = [f' {key}="{escape(value)}"' for key, value in attributes.items()]
    return f"<{name}{''.join(written)}>"
