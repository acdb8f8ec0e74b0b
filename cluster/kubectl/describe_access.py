"""Descriptions of who may do what."""

from ..values import Object
from .describe_parts import Page


def service_account(page: Page, item: Object) -> None:
    page.head(item)
    page.marks(item)
    for title, field in (("Image pull secrets", "imagePullSecrets"), ("Mountable secrets", "secrets")):
        page.multiline(0, title, [one.get("name", "") for one in item.get(field) or []])
    page.multiline(0, "Tokens", [])
    page.events(item)
