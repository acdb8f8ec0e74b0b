"""Sixteen learners who answer at the same time, on SQLite and on PostgreSQL; and the page that sums up a long study."""

import http.client
import os
import re
import sys
import tempfile
import threading
import time
from collections.abc import Iterator, Mapping
from concurrent.futures import ProcessPoolExecutor
from contextlib import contextmanager
from datetime import timedelta
from multiprocessing import get_context
from pathlib import Path
from statistics import median, quantiles
from typing import Any
from urllib.parse import urlencode, urlsplit

from bench.figures import Figure, report
from bench.site import environment, manage, served
from tests import postgres

CLIENTS = 16
ANSWERS = 10_000
SERVER: dict[str, Any] = {"workers": 2, "threads": 2}  # as script/serve has it
DURABLE = ["shared_buffers=128MB"]
HEADERS = {"Content-Type": "application/x-www-form-urlencoded", "Accept-Language": "zh-CN", "HX-Request": "true"}
_TOKEN = re.compile(r'name="token"\s+value="([^"]+)"')
Round = list[tuple[str, str, str]]


class Learner(threading.Thread):
    """Takes one quiz after the other, each on a connection of its own, until it has given its `answers`."""

    def __init__(self, address: str, rounds: list[Round], answers: int) -> None:
        super().__init__()
        place = urlsplit(address)
        self.connection = http.client.HTTPConnection(place.hostname or "", place.port, timeout=60)
        self.rounds, self.answers = rounds, answers
        self.cookies: dict[str, str] = {}
        self.seconds: list[float] = []
        self.failures: list[str] = []

    def run(self) -> None:
        self.request("GET", "/quizzes/")
        turn = 0
        while len(self.seconds) < self.answers:
            self.connection.close()  # the next request opens another, which any of the workers may take
            asked = self.rounds[turn % len(self.rounds)]
            self.request("POST", f"/quizzes/{asked[0][0]}/", {"again": "all"})
            for slug, key, fields in asked[: self.answers - len(self.seconds)]:
                self.answer(f"/quizzes/{slug}/{key}/", fields)
            turn += 1

    def answer(self, path: str, fields: str) -> None:
        _, page = self.request("GET", path)
        token = _TOKEN.search(page)
        start = time.perf_counter()
        status, page = self.request("POST", path, {"token": token[1] if token else ""}, fields)
        self.seconds.append(time.perf_counter() - start)
        if status != 200 or "data-verdict" not in page:
            self.failures.append(f"{path}: {status}")

    def request(self, method: str, path: str, fields: Mapping[str, str] = {}, more: str = "") -> tuple[int, str]:
        cookies = "; ".join(f"{name}={value}" for name, value in self.cookies.items())
        headers = HEADERS | {"Cookie": cookies, "X-CSRFToken": self.cookies.get("csrftoken", "")}
        body = "&".join(filter(None, [urlencode(fields), more])) or None
        self.connection.request(method, path, body, headers)
        response = self.connection.getresponse()
        for cookie in response.headers.get_all("Set-Cookie") or ():
            name, _, value = cookie.partition("=")
            self.cookies[name] = value.partition(";")[0]
        page = response.read().decode()
        if response.status >= 500:
            self.failures.append(f"{method} {path}: {response.status}")
        return response.status, page


def quizzes() -> list[Round]:
    """The authored quizzes, each a list of (slug, key, a whole answer as a form has it)."""
    from quizzes.asking import kind_of
    from quizzes.models import Quiz

    def whole(kind: object) -> str:
        spec: list[tuple[str, str]] = [("answer", "0")]
        for attribute, make in (
            ("pairs", lambda n: (f"pair-{n}", str(n))),
            ("items", lambda n: ("item", str(n))),
            ("blanks", lambda n: (f"blank-{n}", "x")),
        ):
            if parts := getattr(kind, attribute, None):
                spec = [make(n) for n in range(len(parts))]
        return urlencode(spec)

    return [
        [(quiz.slug, question.key, whole(kind_of(question))) for question in quiz.questions.filter(retired_at=None)]
        for quiz in Quiz.objects.filter(origin=Quiz.Origin.AUTHORED)
    ]


def answered(variables: Mapping[str, str]) -> tuple[list[float], list[str], float]:
    """Seconds of each answer, failed requests, and seconds of it all."""
    asked = quizzes()
    with served(variables, **SERVER) as address:
        learners = [
            Learner(address, asked[number % len(asked) :] + asked[: number % len(asked)], ANSWERS // CLIENTS)
            for number in range(CLIENTS)
        ]
        start = time.perf_counter()
        for learner in learners:
            learner.start()
        for learner in learners:
            learner.join()
        whole = time.perf_counter() - start
    seconds = [one for learner in learners for one in learner.seconds]
    return seconds, [one for learner in learners for one in learner.failures], whole


@contextmanager
def database(kind: str, folder: Path) -> Iterator[dict[str, str]]:
    """The variables of a site on a database of that kind, which Django uses here too."""
    variables = environment(folder)
    if kind == "SQLite":
        yield variables
        return
    programs = postgres.programs()
    if programs is None:
        sys.exit("PostgreSQL's server programs are not installed.")
    with postgres.server(programs, DURABLE) as url:
        yield variables | {"DATABASE_URL": url}


def study(attempts: int) -> float:
    """Milliseconds that the page of progress takes a learner who has answered so often, on all questions there are."""
    from django.test import Client
    from django.utils import timezone

    from learners.middleware import COOKIE, _signer
    from learners.models import Learner as LearnerRow
    from quizzes.models import Attempt, Card, Day, Question, Quiz
    from quizzes.scheduling import rating, review
    from quizzes.terms import derived_questions

    learner = LearnerRow.objects.create()
    for quiz in Quiz.objects.filter(origin=Quiz.Origin.DERIVED):
        known = set(quiz.questions.values_list("key", flat=True))
        Question.objects.bulk_create(one for one in derived_questions(quiz) if one.key not in known)
    questions = list(Question.objects.filter(retired_at=None))
    now = timezone.now()
    memory = review(None, rating(True), now)
    Card.objects.bulk_create(
        Card(learner=learner, question=question, right=number % 3 > 0, **memory._asdict())
        for number, question in enumerate(questions)
    )
    Attempt.objects.bulk_create(
        (
            Attempt(
                learner=learner, question=questions[n % len(questions)], nonce=str(n), answer="a", right=n % 3 > 0,
                asked_as=questions[n % len(questions)].key, share=1, first=n < len(questions), seconds=9, at=now,
            )
            for n in range(attempts)
        ),
        batch_size=2000,
    )  # fmt: skip
    days = [now.date() - timedelta(days=n) for n in range(400)]
    Day.objects.bulk_create(Day(learner=learner, date=day, answered=attempts // 400, right=150) for day in days)
    client = Client(headers={"Accept-Language": "zh-CN"}, SERVER_NAME="127.0.0.1")
    client.cookies[COOKIE] = _signer.sign(str(learner.key))
    times = []
    for _ in range(15):
        start = time.perf_counter()
        page = client.get("/progress/")
        times.append((time.perf_counter() - start) * 1000)
        if page.status_code != 200 or b"<meter" not in page.content:
            raise RuntimeError("This is not the page of progress.")
    return median(times)


def measured(kind: str, limit: float) -> list[Figure]:
    with tempfile.TemporaryDirectory(prefix="bench-") as folder, database(kind, Path(folder)) as variables:
        manage("prepare", environment=variables)
        os.environ.update(variables, DJANGO_SETTINGS_MODULE="config.settings")
        import django

        django.setup()
        seconds, failures, whole = answered(variables)
        for failure in failures[:5]:
            print(failure, file=sys.stderr)
        return [
            Figure(f"{kind}: answers", len(seconds), ANSWERS, at_least=True),
            Figure(f"{kind}: failed requests", len(failures), 0),
            Figure(f"{kind}: answers, with the question before each", len(seconds) / whole, unit="/s"),
            Figure(f"{kind}: median", median(seconds) * 1000, unit="ms"),
            Figure(f"{kind}: p99", quantiles(seconds, n=100)[-1] * 1000, limit, "ms"),
            Figure(f"{kind}: longest", max(seconds) * 1000, unit="ms"),
            Figure(f"{kind}: progress after 100,000 answers", study(100_000), 150, "ms"),
        ]


def main(rounds: int = 1) -> int:
    """Each kind of database in a process of its own, for a process sets Django up for one."""
    figures: list[Figure] = []
    with ProcessPoolExecutor(1, get_context("spawn"), max_tasks_per_child=1) as processes:
        for kind, limit in (("SQLite", 1000), ("PostgreSQL", 250)):
            figures += processes.submit(measured, kind, limit).result()
    return report(f"{CLIENTS} learners at once, 2 workers", figures)
