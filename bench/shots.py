"""Pictures of every page, so that a person can look: `script/shots`, into var/shots/."""

import sys
import tempfile
from itertools import product
from pathlib import Path

from playwright.sync_api import Browser, sync_playwright

from bench.asked import states
from bench.browser import LAUNCH
from bench.site import PROJECT, environment, manage, pages, served
from bench.walked import walked

TARGET = PROJECT / "var" / "shots"
WIDTHS = {1440: 900, 390: 844}
LANGUAGES = {"zh": "zh-CN", "en": "en-GB"}
STATES = [
    "/search/?q=镜像",
    "/diagrams/cluster/?step=5",
    "/diagrams/cluster/?names=hidden",
    "/review/",
    "/no-such-page/",
]


def name_of(path: str) -> str:
    return path.strip("/").replace("/", "-").replace("?", "").replace("=", "-") or "home"


def shoot(browser: Browser, address: str, language: str, theme: str, width: int, paths: list[str]) -> None:
    context = browser.new_context(
        base_url=address,
        locale=LANGUAGES[language],
        color_scheme="dark" if theme == "dark" else "light",
        viewport={"width": width, "height": WIDTHS[width]},
        reduced_motion="reduce",
    )
    page = context.new_page()
    folder = TARGET / f"{width}-{theme}-{language}"
    for path in paths:
        page.goto(path)
        page.screenshot(path=folder / f"{name_of(path)}.png", full_page=True)
    for name in states(page):
        page.screenshot(path=folder / f"question-{name}.png", full_page=True)
    for name in walked(page):
        page.screenshot(path=folder / f"checklist-{name}.png", full_page=True)
    context.close()


def main() -> int:
    with tempfile.TemporaryDirectory(prefix="shots-") as folder:
        variables = environment(Path(folder))
        manage("prepare", environment=variables)
        with served(variables) as address, sync_playwright() as playwright:
            browser = playwright.chromium.launch(**LAUNCH)
            everything = [*pages(address), *STATES]
            for language, theme, width in product(LANGUAGES, ("light", "dark"), WIDTHS):
                shoot(browser, address, language, theme, width, everything)
            browser.close()
    count = f"{len(everything)} pages, questions of every kind and checklists half way"
    print(f"{count}, each in both languages, light and dark, wide and narrow: {TARGET}")
    return 0


if __name__ == "__main__":
    sys.exit(main())
