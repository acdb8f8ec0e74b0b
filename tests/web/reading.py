from typing import Any


def text(response: Any) -> str:
    """What `response` says, white space as a browser sees it."""
    return " ".join(response.content.decode().split())
