"""What the tests share: settings that make them fast, and our own notes as a course in the database."""

import os
from collections.abc import Iterator
from pathlib import Path

import pytest
from django.conf import settings
from django.core.management import call_command
from django.db import transaction
from pytest_django import DjangoDbBlocker

from lessons.models import Course
from pages.management.commands.prepare import compile_catalogues


def pytest_configure() -> None:
    # Names of static files as they are in the sources: no manifest to make first.
    settings.STORAGES = settings.STORAGES | {
        "staticfiles": {"BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"}
    }
    settings.PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]
    Path(settings.STATIC_ROOT).mkdir(parents=True, exist_ok=True)
    compile_catalogues(settings.LOCALE_PATHS)


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    # Browser tests come last: Playwright's event loop, once running, keeps Django from the database.
    for item in items:
        if "browser" in item.path.parts:
            item.add_marker("browser")
    items.sort(key=lambda item: item.get_closest_marker("browser") is not None)


@pytest.hookimpl(trylast=True)
def pytest_sessionfinish(session: pytest.Session) -> None:
    """Where everything has to run (CI=true), a test that did not is a failure."""
    reporter = session.config.pluginmanager.get_plugin("terminalreporter")
    if os.environ.get("CI") == "true" and reporter and reporter.stats.get("skipped"):
        session.exitstatus = pytest.ExitCode.TESTS_FAILED


@pytest.fixture(scope="module")
def course(django_db_setup: None, django_db_blocker: DjangoDbBlocker) -> Iterator[Course]:
    """Our own notes, imported once for all tests of a module; each test then rolls back to this.

    Ask for `db` as well.
    """
    with django_db_blocker.unblock(), transaction.atomic():
        call_command("import_notes", verbosity=0)
        yield Course.objects.get()
        transaction.set_rollback(True)
