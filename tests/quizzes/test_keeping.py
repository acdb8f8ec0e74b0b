"""What a learner did is theirs: to take away as cards, as a table, as everything, and to delete."""

import csv
import io
import json
import sqlite3
import zipfile
from pathlib import Path
from typing import Any

import pytest
from django.contrib.auth.models import User
from django.test import Client

from learners.models import Learner
from lessons.models import Course
from quizzes.models import Attempt, Card, Day, Question, Report, Sitting
from tests.quizzes.solving import reply

pytestmark = [pytest.mark.django_db, pytest.mark.database]


def body(response: Any) -> bytes:
    return b"".join(response.streaming_content) if response.streaming else response.content


def cards(package: bytes, folder: Path) -> dict[str, list[str]]:
    """Fields of the notes in an Anki package, by guid."""
    with zipfile.ZipFile(io.BytesIO(package)) as archive:
        archive.extract("collection.anki2", folder)
    with sqlite3.connect(folder / "collection.anki2") as collection:
        return {guid: fields.split("\x1f") for guid, fields in collection.execute("SELECT guid, flds FROM notes")}


def test_the_anki_package_has_what_was_answered_with_the_answer_behind(course: Course, client: Client, tmp_path: Path):
    quizzes = ("components", "components", "image-pulls", "pull-policy")
    for quiz in quizzes:
        reply(client, quiz)
    found = cards(client.get("/progress/cards.apkg").content, tmp_path)
    assert len(found) == len(quizzes)
    asked = Attempt.objects.select_related("question").order_by("id")[0].question
    [front, back, source] = next(fields for fields in found.values() if asked.stem["zh"].split("`")[0] in fields[0])
    assert asked.explanation["zh"].split("`")[0] in back
    assert asked.explanation["zh"].split("`")[0] not in front
    assert 'href="http://testserver/lessons/' in source


def test_every_kind_of_question_becomes_a_card(course: Course, client: Client, tmp_path: Path):
    for question in Question.objects.filter(quiz__origin="authored").select_related("quiz"):
        reply(client, question.quiz.slug, key=question.key)
    found = cards(client.get("/progress/cards.apkg", headers={"Accept-Language": "en"}).content, tmp_path)
    assert len(found) == Question.objects.filter(quiz__origin="authored").count()
    for front, back, _ in found.values():
        assert front.strip()
        assert 'class="said"></p>' not in back


def test_taking_the_cards_again_updates_them_and_doubles_none(course: Course, client: Client, tmp_path: Path):
    reply(client, "components")
    before = cards(client.get("/progress/cards.apkg").content, tmp_path)
    reply(client, "components", right=False)
    after = cards(client.get("/progress/cards.apkg").content, tmp_path)
    assert len(after) == 2
    assert before.items() <= after.items()


def test_the_table_has_a_line_for_each_answer(course: Course, client: Client):
    reply(client, "components")
    reply(client, "components", right=False)
    reply(client, "components", tell="1")
    text = body(client.get("/progress/answers.csv")).decode("utf-8-sig")
    rows = list(csv.DictReader(io.StringIO(text)))
    assert [(row["right"], row["told"], row["first_try"]) for row in rows] == [
        ("True", "False", "True"),
        ("False", "False", "True"),
        ("False", "True", "True"),
    ]
    assert rows[0]["quiz"] == "components"
    assert rows[0]["answer"]
    assert rows[2]["answer"] == ""


def test_a_spreadsheet_finds_no_formula_in_it(course: Course, client: Client):
    question = Question.objects.get(key=Question.objects.filter(kind="fill-in", quiz__slug="failures")[0].key)
    page = client.get(f"/quizzes/failures/{question.key}/").content.decode()
    token = page.split('name="token" value="')[1].split('"')[0]
    client.post(f"/quizzes/failures/{question.key}/", {"token": token, "blank-0": "=HYPERLINK(1)"})
    text = body(client.get("/progress/answers.csv")).decode("utf-8-sig")
    [row] = csv.DictReader(io.StringIO(text))
    assert row["answer"] == "'=HYPERLINK(1)"


def test_everything_names_questions_by_their_keys_and_tells_nothing_secret(course: Course, client: Client):
    user = User.objects.create_user("ada", "ada@example.org", "quay-side-42")
    client.force_login(user, backend="learners.backend.WithLearner")
    reply(client, "components")
    client.post("/lessons/architecture/finish/")
    text = body(client.get("/progress/everything.json")).decode()
    found = json.loads(text)
    assert found["account"]["name"] == "ada"
    kinds = {record["model"] for record in found["records"]}
    assert {"quizzes.attempt", "quizzes.card", "quizzes.day", "quizzes.sitting"} <= kinds
    attempt = next(record for record in found["records"] if record["model"] == "quizzes.attempt")
    assert attempt["fields"]["question"] == [Attempt.objects.get().question.key]
    assert "password" not in text
    assert user.password not in text


def test_who_did_nothing_takes_nothing_away(course: Course, client: Client):
    assert client.get("/progress/cards.apkg")["Location"] == "/progress/"
    assert client.get("/progress/answers.csv")["Location"] == "/progress/"
    assert json.loads(body(client.get("/progress/everything.json"))) == {"account": None, "records": []}
    assert Learner.objects.count() == 0


def test_deleting_asks_first_and_then_leaves_nothing(course: Course, client: Client):
    other = Client()
    reply(other, "components")
    reply(client, "components")
    attempt = Attempt.objects.latest("id")
    client.post(f"/quizzes/attempts/{attempt.pk}/report/", {"text": "Two answers are right."})
    assert client.get("/progress/delete/").status_code == 200
    assert Attempt.objects.count() == 2
    page = client.post("/progress/delete/", follow=True)
    assert page.status_code == 200
    for model in (Attempt, Card, Day, Sitting, Learner):
        assert model._default_manager.count() == 1, "only the other learner's is left"
    assert Report.objects.get().learner is None, "what was said of a question helps its author still"
    reply(client, "components")
    assert Attempt.objects.count() == 2


@pytest.mark.parametrize("whole", [False, True])
def test_an_account_can_be_emptied_or_deleted(course: Course, client: Client, whole: bool):
    user = User.objects.create_user("ada", password="quay-side-42")
    client.force_login(user, backend="learners.backend.WithLearner")
    reply(client, "components")
    client.post("/progress/delete/", {"account": "1"} if whole else {})
    assert Attempt.objects.count() == 0
    assert User.objects.filter(username="ada").exists() != whole
    assert client.get("/progress/").status_code == 200
