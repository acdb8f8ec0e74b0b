"""Our own notes, imported whole: what a reader of this site finds."""

import subprocess
import sys
from collections import Counter

import pytest
from django.test import Client
from pytest_django import DjangoAssertNumQueries

from bench.site import environment
from lessons.models import Course, Lesson, Step, Term
from tests.project.test_architecture import PROJECT

pytestmark = [pytest.mark.django_db, pytest.mark.database, pytest.mark.usefixtures("course")]


def test_it_has_the_lessons_terms_and_steps_of_the_notes(course: Course) -> None:
    assert course.title == "K8S 笔记"
    kinds = Counter(Lesson.objects.values_list("kind", flat=True))
    assert kinds == {"lesson": 7, "references": 1}
    assert Counter(Term.objects.values_list("group", flat=True)) == {"全局架构": 6, "集群对象关系": 12, "访问模式": 3}
    assert [len(commands) for commands in Step.objects.values_list("commands", flat=True)] == [2, 1, 0, 7, 1]


@pytest.mark.parametrize("language", ["zh-CN", "en"])
def test_every_lesson_is_served_in_two_queries_or_fewer(
    language: str, django_assert_max_num_queries: DjangoAssertNumQueries
) -> None:
    for lesson in Lesson.objects.all():
        with django_assert_max_num_queries(2):
            response = Client(headers={"Accept-Language": language}).get(lesson.get_absolute_url())
        assert response.status_code == 200
        assert lesson.title in response.text


def test_the_site_is_ready_to_be_deployed_behind_https() -> None:
    variables = environment(PROJECT) | {"HTTPS": "1", "SECRET_KEY": "a-b-c-d-e-f-g-h-i-j" * 5, "ALLOWED_HOSTS": "a.org"}
    command = [sys.executable, "manage.py", "check", "--deploy", "--fail-level", "WARNING"]
    done = subprocess.run(command, cwd=PROJECT, env=variables, capture_output=True, text=True)
    assert done.returncode == 0, done.stderr
    assert "no issues" in done.stdout
