"""Authors see how their questions fare, and what learners say of them."""

import re

import pytest
from django.contrib.auth.models import User
from django.test import Client

from learners.models import Learner
from lessons.models import Course
from quizzes.models import Attempt, Question, Report
from quizzes.statistics import figures
from tests.quizzes.solving import reply

pytestmark = [pytest.mark.django_db, pytest.mark.database]


@pytest.fixture
def author(db: None, client: Client) -> Client:
    user = User.objects.create_user("author", password="quay-side-42", is_staff=True)
    client.force_login(user, backend="learners.backend.WithLearner")
    return client


def answers(keys: list[str], right_by_learner: list[list[bool]]) -> None:
    """A first answer of each learner to each question."""
    questions = [Question.objects.get(key=key) for key in keys]
    now = Course.objects.get().imported_at
    for number, rights in enumerate(right_by_learner):
        learner = Learner.objects.create()
        for question, right in zip(questions, rights, strict=True):
            answer = "a" if right else ("b" if number % 3 else "c")
            Attempt.objects.create(
                learner=learner,
                question=question,
                nonce=f"{number}-{question.key}",
                answer=answer,
                asked_as=question.key,
                right=right,
                share=float(right),
                first=True,
                seconds=10 + number,
                at=now,
            )


def test_others_are_not_let_in(course: Course, client: Client):
    assert client.get("/authors/questions/")["Location"] == "/accounts/login/?next=/authors/questions/"
    client.force_login(User.objects.create_user("ada"), backend="learners.backend.WithLearner")
    assert client.get("/authors/questions/").status_code == 404
    assert client.post("/authors/reports/1/").status_code == 404


def test_a_site_without_answers_says_so(course: Course, author: Client):
    page = author.get("/authors/questions/")
    assert page.status_code == 200
    assert "<table" not in page.content.decode()


def test_the_figures_of_a_question_are_those_of_first_answers(course: Course, author: Client):
    keys = list(Question.objects.filter(quiz__slug="components", kind="choice").values_list("key", flat=True)[:4])
    # Who answers the first three rightly answers them all: they tell well. The fourth goes the other way.
    answers(keys, [[number < 6] * 3 + [number >= 6] for number in range(12)])
    found = {row.question.key: row for row in figures()}
    first, last = found[keys[0]], found[keys[3]]
    assert (first.attempts, first.firsts, first.rate) == (12, 12, 0.5)
    assert first.seconds == pytest.approx(15.5)
    assert first.discrimination == pytest.approx(1)
    assert last.discrimination == pytest.approx(-1)


def test_discrimination_agrees_with_pearsons_formula(course: Course):
    keys = list(Question.objects.filter(quiz__slug="components", kind="choice").values_list("key", flat=True)[:4])
    rights = [[n * (q + 3) % 7 < 3 + n % 2 for q in range(4)] for n in range(15)]
    answers(keys, rights)
    found = {row.question.key: row.discrimination for row in figures()}
    for q, key in enumerate(keys):
        x = [float(row[q]) for row in rights]
        y = [(sum(row) - row[q]) / 3 for row in rights]
        mx, my = sum(x) / 15, sum(y) / 15
        top = sum((a - mx) * (b - my) for a, b in zip(x, y, strict=True))
        bottom = (sum((a - mx) ** 2 for a in x) * sum((b - my) ** 2 for b in y)) ** 0.5
        assert found[key] == pytest.approx(top / bottom)


def test_superseded_answers_no_longer_count(course: Course):
    key = Question.objects.filter(quiz__slug="components", kind="choice")[0].key
    answers([key], [[True]] * 3)
    Attempt.objects.all().update(superseded_at=Course.objects.get().imported_at)
    assert figures() == []


def test_the_page_names_the_favourite_mistake_in_words(course: Course, author: Client):
    question = Question.objects.filter(quiz__slug="components", kind="choice")[0]
    answers([question.key], [[False]] * 6)
    page = author.get("/authors/questions/").content.decode()
    wrong = question.spec["options"][1]["text"]
    assert (wrong if isinstance(wrong, str) else wrong["zh"]).split("`")[0] in page
    assert "× 4" in page


@pytest.mark.parametrize("order", ["hardest", "asked", "slowest", "least-telling", "nonsense"])
def test_the_list_can_be_put_in_every_order(course: Course, author: Client, order: str):
    answers(list(Question.objects.filter(kind="choice").values_list("key", flat=True)[:4]), [[True, False] * 2] * 2)
    page = author.get(f"/authors/questions/?order={order}&page=99").content.decode()
    rates = re.findall(r"<td>(\d+) % ", page)
    assert len(rates) == 4
    if order in ("hardest", "nonsense"):
        assert rates == sorted(rates, key=int)


def test_a_report_is_shown_until_it_is_dealt_with(course: Course, author: Client):
    learner = Client()
    reply(learner, "components")
    attempt = Attempt.objects.get()
    text = "B is right too <script>"
    learner.post(f"/quizzes/attempts/{attempt.pk}/report/", {"text": text})
    learner.post(f"/quizzes/attempts/{attempt.pk}/report/", {"text": text})
    report = Report.objects.get()
    assert "B is right too &lt;script&gt;" in author.get("/authors/questions/").content.decode()
    author.post(f"/authors/reports/{report.pk}/")
    assert "B is right too" not in author.get("/authors/questions/").content.decode()
