"""Requests a second of our largest lesson on one worker, against a bare Django view in the same run."""

from statistics import median
from urllib.request import Request, urlopen

from django.db import connection
from django.db.models.functions import Length
from django.test import Client
from django.test.utils import CaptureQueriesContext

from bench.course import imported
from bench.figures import Figure, report
from bench.load import requests_per_second
from bench.site import served

BROWSER = {"Accept-Language": "zh-CN,zh;q=0.9", "Accept": "text/html", "Accept-Encoding": "gzip, br"}


def largest_lesson() -> str:
    """The address of the lesson whose page is the longest."""
    from lessons.models import Lesson

    lesson = Lesson.objects.filter(retired_at=None).order_by(Length("html").desc()).first()
    if lesson is None:
        raise RuntimeError("There is no lesson.")
    return lesson.get_absolute_url()


def queries(path: str) -> int:
    """How many an anonymous visit costs once a worker has warmed up."""
    client = Client(headers=BROWSER, SERVER_NAME="127.0.0.1")
    client.get(path)
    with CaptureQueriesContext(connection) as captured:
        Client(headers=BROWSER, SERVER_NAME="127.0.0.1").get(path)
    return len(captured)


def returning(url: str) -> dict[str, str]:
    """What a browser sends when it has been on the page before."""
    with urlopen(Request(url, headers=BROWSER)) as response:  # noqa: S310 - our own address
        cookie = response.headers["Set-Cookie"].split(";")[0]
        return BROWSER | {"Cookie": cookie, "If-None-Match": response.headers["ETag"]}


def main(rounds: int = 5) -> int:
    with imported() as variables:
        lesson = largest_lesson()
        asked = queries(lesson)
        bare, full, unchanged = [], [], []
        with served(variables, "bench.bare:application") as bare_address, served(variables) as address:
            known = returning(address + lesson)
            for _ in range(rounds):
                bare.append(requests_per_second(bare_address, "/", BROWSER, 200))
                full.append(requests_per_second(address, lesson, BROWSER, 200))
                unchanged.append(requests_per_second(address, lesson, known, 304))
    figures = [
        Figure("bare Django view", median(bare), unit="requests/s"),
        Figure(f"{lesson} 200", median(full), unit="requests/s"),
        Figure(f"{lesson} 304", median(unchanged), unit="requests/s"),
        Figure("200 / bare view", median(full) / median(bare), 0.11, "×", at_least=True),
        Figure("cost of 304 / cost of 200", median(full) / median(unchanged), 0.5, "×"),
        Figure("queries for a 200", asked, 2),
    ]
    return report(f"Serving on one worker, median of {rounds} rounds of 2 s", figures)
