"""What a page costs in queries does not grow with what it shows."""

from pathlib import Path

import pytest
from django.contrib.auth.models import User
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from checklists.models import Checklist, Run, Step
from learners.models import Learner
from lessons.importing.door import import_notes
from lessons.importing.target import Options
from lessons.models import Course
from tests.checklists.acting import ENGLISH, KUBEADM, OURS, step, tick
from tests.checklists.files import install, write_checklist
from tests.web.reading import text

pytestmark = [pytest.mark.django_db, pytest.mark.database]

MOST = 6


def queries(client: Client, address: str) -> int:
    client.get(address)
    with CaptureQueriesContext(
        connection,
    ) as captured:
        assert client.get(address).status_code == 200
    return sum("SAVEPOINT" not in query["sql"] for query in captured.captured_queries)


@pytest.fixture
def learner() -> Client:
    """Signed in."""
    client = Client()
    client.force_login(User.objects.create_user("ada"), backend="learners.backend.WithLearner")
    return client


def test_one_of_five_hundred_steps_takes_no_more(tmp_path: Path, learner: Client) -> None:
    steps = [(f"Step {number}", [f"echo {number}", f"test {number}"]) for number in range(500)]
    (tmp_path / "a.md").write_text(install(*steps))
    write_checklist(
        tmp_path,
        "long",
        *({"step": f"Step {number}", "why": f"Because of {number}."} for number in range(500)),
        section="Installation",
    )
    import_notes(tmp_path, Options(processes=1))
    checklist = Checklist.objects.get(slug="installation")
    assert checklist.steps.count() == 500
    for number in range(3):
        tick(learner, Step.objects.get(checklist=checklist, position=number))
    assert queries(learner, checklist.get_absolute_url()) <= MOST
    assert "3 of 500 steps done" in text(learner.get(checklist.get_absolute_url(), headers=ENGLISH))


@pytest.mark.parametrize("slug", [OURS, KUBEADM])
def test_a_checklist_that_somebody_follows_takes_six_queries_at_most(
    course: Course, learner: Client, slug: str
) -> None:
    for one in Step.objects.filter(checklist__slug=slug):
        tick(learner, one)
    assert queries(learner, f"/checklists/{slug}/") <= MOST
    assert queries(Client(), f"/checklists/{slug}/") <= MOST


def test_the_list_takes_as_many_whatever_there_is(course: Course, learner: Client) -> None:
    tick(learner, step("查看版本"))
    few = queries(learner, "/checklists/")
    known = Learner.objects.get()
    original = Checklist.objects.get(slug=KUBEADM)
    steps = list(original.steps.all())
    for number in range(20):
        original.pk, original.slug = None, f"more-{number}"
        original.save()
        for one in steps:
            one.pk, one.checklist = None, original
            one.save()
        for name in ("a", "b"):
            Run.objects.create(learner=known, checklist=original, name=name)
    assert queries(learner, "/checklists/") == few <= MOST


def test_troubleshooting_takes_as_many_whatever_there_is(course: Course) -> None:
    assert queries(Client(), "/troubleshooting/") <= 3
    assert queries(Client(), "/troubleshooting/?q=refused") <= 3
