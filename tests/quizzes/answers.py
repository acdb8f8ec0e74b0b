"""A learner's way through questions, as a browser would go it."""

import re
from typing import Any

from django.test import Client

_FORM = re.compile(r'data-question="([^"]+)"\s+data-kind="([^"]+)"(.*?)</form>', re.DOTALL)


def form(page: str) -> tuple[str, str, dict[str, Any]]:
    """The key and the kind of the first question of `page` that is still open, and its form as it comes."""
    match = _FORM.search(page)
    assert match, "no open question on this page"
    key, kind, inside = match.groups()
    fields: dict[str, Any] = {
        name: re.findall(rf'name="{name}"\s+value="([^"]*)"', inside) for name in ("token", "from", "item")
    }
    return key, kind, {name: values for name, values in fields.items() if values}


def filled(page: str, pick: int = 0) -> tuple[str, dict[str, Any]]:
    """The key of the question and a whole answer to it, right or wrong."""
    key, kind, fields = form(page)
    inside = page[page.index(f'data-question="{key}"') :]
    if kind in ("choice", "choices", "label", "scenario"):
        places = len(set(re.findall(r'name="answer"\s+value="(\d+)"', inside)))
        fields["answer"] = str(pick % places)
    elif kind == "matching":
        rows = len(re.findall(r"<select", inside[: inside.index("</form>")]))
        fields |= {f"pair-{row}": str((row + pick) % rows) for row in range(rows)}
    elif kind == "fill-in":
        fields |= dict.fromkeys(re.findall(r'name="(blank-\d+)"', inside), "something")
    return key, fields


def send(client: Client, quiz: str, pick: int = 0, **more: Any) -> Any:
    """Answers the next question of `quiz`."""
    key, fields = filled(client.get(f"/quizzes/{quiz}/").content.decode(), pick)
    return client.post(f"/quizzes/{quiz}/{key}/", fields | more)
