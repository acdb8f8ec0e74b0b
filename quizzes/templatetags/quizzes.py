from django import template

from quizzes.asking import localized, paragraphs, quiz_title
from quizzes.models import Question

register = template.Library()
register.filter("quiz_title", quiz_title)


@register.filter
def stem_of(question: Question) -> str:
    return " ".join(paragraphs(localized(question.stem))).replace("`", "")


@register.filter
def diagram_address(node: str) -> str:
    """Where the diagram of `cluster/scheduler` shows that part."""
    diagram, _, part = node.partition("/")
    return f"/diagrams/{diagram}/?node={part}"
