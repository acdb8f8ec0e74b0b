"""What holds on every page, in both languages, by day and by night."""

from collections.abc import Iterator
from typing import Literal

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Page

from bench.asked import states
from bench.walked import walked

STATES = [
    "/review/",
    "/check/architecture/",
    "/search/?q=镜像",
    "/search/?q=nothing-like-it",
    "/diagrams/cluster/?step=5",
    "/diagrams/cluster/?names=hidden",
]
LOCALES = {"zh-Hans": {"locale": "zh-CN"}, "en": {"locale": "en-GB"}}
languages = pytest.mark.parametrize(
    "language", [pytest.param(tag, marks=pytest.mark.browser_context_args(**args)) for tag, args in LOCALES.items()]
)


def everything(page: Page, every_page: list[str]) -> Iterator[str]:
    """The name of what `page` shows: one page after the other, then questions before and after the answer, then
    checklists half way."""
    for path in [*every_page, *STATES]:
        page.goto(path)
        yield path
    yield from states(page)
    yield from walked(page)


@languages
@pytest.mark.parametrize(("theme", "rules"), [("light", None), ("dark", {"runOnly": ["color-contrast"]})])
def test_axe_finds_no_violation_on_any_page(
    page: Page,
    every_page: list[str],
    language: str,
    theme: Literal["light", "dark"],
    rules: dict[str, list[str]] | None,
) -> None:
    """By night only the colours are others."""
    page.emulate_media(color_scheme=theme, reduced_motion="reduce")
    found = []
    for name in everything(page, every_page):
        assert page.locator("html").get_attribute("lang") == language
        results = Axe().run(page, options=rules)
        if results.violations_count:
            found.append(f"{name}\n{results.generate_report()}")
    assert not found, "\n".join(found)


@languages
def test_no_page_is_wider_than_a_small_phone(page: Page, every_page: list[str], language: str) -> None:
    page.set_viewport_size({"width": 360, "height": 740})
    width = "document.documentElement.scrollWidth"
    widths = {name: page.evaluate(width) for name in everything(page, every_page)}
    assert {name: width for name, width in widths.items() if width > 360} == {}


def test_every_page_is_there_and_says_nothing_to_the_console(page: Page, every_page: list[str]) -> None:
    assert len(every_page) > 10
    for path in every_page:
        response = page.goto(path)
        assert response is not None
        assert response.status == 200, path
