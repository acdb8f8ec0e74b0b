"""Our notes, served as `script/serve` serves them, and a real Chromium to look at them with."""

from collections.abc import Iterator
from typing import Any

import pytest
from playwright.sync_api import BrowserContext

from bench.browser import LAUNCH
from bench.site import environment, manage, pages, served


@pytest.fixture(scope="session")
def base_url(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """The site's address. Each test is another learner, for each has a browser context of its own."""
    variables = environment(tmp_path_factory.mktemp("site"))
    manage("prepare", environment=variables)
    with served(variables) as address:
        yield address


@pytest.fixture(scope="session")
def every_page(base_url: str) -> list[str]:
    return pages(base_url)


@pytest.fixture(scope="session")
def browser_type_launch_args(browser_type_launch_args: dict[str, Any]) -> dict[str, Any]:
    return browser_type_launch_args | LAUNCH


@pytest.fixture(scope="session")
def browser_context_args(browser_context_args: dict[str, Any], base_url: str) -> dict[str, Any]:
    return browser_context_args | {"base_url": base_url, "locale": "zh-CN", "viewport": {"width": 1440, "height": 900}}


@pytest.fixture
def context(context: BrowserContext) -> Iterator[BrowserContext]:
    """With an ear to the console: an error there, of a script or of the content security policy, fails any test."""
    errors: list[str] = []
    context.on("console", lambda message: errors.append(message.text) if message.type == "error" else None)
    context.on("weberror", lambda error: errors.append(str(error.error)))
    yield context
    assert errors == []
