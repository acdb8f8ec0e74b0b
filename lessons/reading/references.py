"""Which sections are lists of references (or a table of contents, which refers within the note): by title and content
both, for a lesson may bear such a title too."""

import re
from collections.abc import Sequence

from .blocks import Line

_TITLES = frozenset(
    """references|reference|links|useful links|related links|external links|see also|further reading|resources
    |bibliography|sources|more|learn more|read more|参考|参考文献|参考资料|参考链接|参考文章|参考文档|参考书籍|引用
    |引用资料|延伸阅读|扩展阅读|拓展阅读|推荐阅读|更多阅读|更多资料|相关链接|相关阅读|相关资料|相关文章|资料|资料链接
    |学习资料|链接|友情链接|目录|table of contents|contents|toc""".replace("\n", "")
    .replace(" |", "|")
    .split("|")
)
_NUMBER = re.compile(r"^(?:\d+[.、\s]+|[一二三四五六七八九十]+[、.\s]+)")
_LINK = re.compile(r"!?\[[^\[\]]*\](?:\([^()]*\)|\[[^\[\]]*\]|:\s*\S+)|<?(?:https?|ftp)://[^\s<>]+>?")
_MOST_PROSE = 40  # characters beside the link, on average


def is_references(title: str, body: Sequence[Line]) -> bool:
    if _NUMBER.sub("", title).strip(" :：").lower() not in _TITLES:
        return False
    lines = [line.content for line in body if line.kind not in ("blank", "comment", "heading", "setext", "rule")]
    linked = [text for text in lines if _LINK.search(text)]
    prose = sum(len(_LINK.sub("", text).strip()) for text in lines)
    return bool(linked) and len(linked) * 2 >= len(lines) and prose <= _MOST_PROSE * len(linked)
