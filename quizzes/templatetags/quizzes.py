import re

from django import template
from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString

from quizzes.asking import localized, paragraphs, quiz_title
from quizzes.models import Question

register = template.Library()
register.filter("quiz_title", quiz_title)
_CODE = re.compile(r"`([^`]+)`")


@register.filter
def inline(text: str) -> SafeString:
    """Plain text, escaped, with `code` between backticks."""
    pieces = _CODE.split(text)
    return format_html_join(
        "", "{}", ((format_html("<code>{}</code>", piece) if n % 2 else piece,) for n, piece in enumerate(pieces))
    )


@register.filter
def stem_of(question: Question) -> str:
    return " ".join(paragraphs(localized(question.stem))).replace("`", "")


@register.filter
def diagram_address(node: str) -> str:
    """Where the diagram of `cluster/scheduler` shows that part."""
    diagram, _, part = node.partition("/")
    return f"/diagrams/{diagram}/?node={part}"
