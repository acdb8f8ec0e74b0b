"""What a first visit to our largest lesson transfers, and what it would with 700 notes imported."""

import gzip
import tempfile
from pathlib import Path
from urllib.parse import quote, urlsplit
from urllib.request import Request, urlopen

from playwright.sync_api import sync_playwright

from bench import corpus
from bench.browser import LAUNCH
from bench.course import imported
from bench.figures import Figure, report
from bench.serving import largest_lesson
from bench.site import environment, manage, served

KIB = 1024


def requested(address: str) -> list[str]:
    """Everything that a browser fetches for a page, in order."""
    found: list[str] = []
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(**LAUNCH)
        page = browser.new_context(locale="zh-CN").new_page()
        page.on("request", lambda request: found.append(request.url))
        page.goto(address, wait_until="networkidle")
        browser.close()
    return found


def transferred(address: str) -> tuple[str, float]:
    """Content type and KiB: as it comes when it comes compressed, else with gzip 6, as a proxy would do it."""
    headers = {"Accept-Encoding": "gzip", "Accept-Language": "zh-CN"}
    with urlopen(Request(address, headers=headers)) as response:  # noqa: S310 - our own address
        body = response.read()
        packed = body if response.headers["Content-Encoding"] == "gzip" else gzip.compress(body, 6)
        return response.headers.get_content_type(), len(packed) / KIB


def html_with_many_notes(path: Path) -> dict[str, float]:
    """KiB of the home page and of a lesson with 700 notes imported."""
    notes, database = path / "notes", path / "database"
    database.mkdir()
    corpus.write(notes)
    variables = environment(database, notes)
    manage("prepare", environment=variables)
    with served(variables) as address:
        with urlopen(f"{address}/search/?q=pod") as response:  # noqa: S310 - our own address
            lesson = next(part for part in response.read().decode().split('"') if part.startswith("/lessons/"))
        a_lesson = quote(urlsplit(lesson).path, safe="/%")
        pages = {"home": "/", "a lesson": a_lesson, "search": "/search/?q=pod", "errata": "/errata/"}
        return {name: transferred(address + page)[1] for name, page in pages.items()}


def main(rounds: int = 1) -> int:
    with imported() as variables:
        lesson = largest_lesson()
        with served(variables) as address:
            parts = [transferred(url) for url in requested(address + lesson)]
    with tempfile.TemporaryDirectory(prefix="bench-notes-") as folder:
        many = html_with_many_notes(Path(folder))

    def of(*kinds: str) -> float:
        return sum(size for kind, size in parts if kind in kinds)

    figures = [
        Figure("everything", sum(size for _, size in parts), 34, "KiB"),
        Figure("HTML", of("text/html"), 12, "KiB"),
        Figure("CSS", of("text/css"), unit="KiB"),
        Figure("JavaScript", of("text/javascript", "application/javascript"), 20, "KiB"),
        Figure("requests", len(parts), 6),
        *(Figure(f"HTML with 700 notes: {name}", size, 14, "KiB") for name, size in many.items()),
    ]
    return report(f"First visit to {lesson}, compressed", figures)
