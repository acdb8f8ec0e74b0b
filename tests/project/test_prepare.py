"""`manage.py prepare`: everything that has to be there before the first page."""

import os
import socket
from pathlib import Path

import pytest
from django.core.management import CommandError, call_command
from django.test import override_settings
from django.utils.translation import gettext, override

from lessons.models import Lesson
from pages.management.commands.prepare import collect_static, compile_catalogues, require_free

CATALOGUE = 'msgid ""\nmsgstr "Content-Type: text/plain; charset=utf-8"\n\nmsgid "Course"\nmsgstr "{}"\n'


def test_a_busy_port_is_named_with_a_way_out() -> None:
    with socket.socket() as other:
        other.bind(("127.0.0.1", 0))
        other.listen()
        port = str(other.getsockname()[1])
        with pytest.raises(CommandError, match=f"127.0.0.1 port {port}: .*PORT=8001"):
            require_free("127.0.0.1", port)


@pytest.mark.parametrize("port", ["0", "65536", "http", "-1", "８０"])
def test_a_port_has_to_be_a_number_that_can_be_one(port: str) -> None:
    with pytest.raises(CommandError, match="number from 1 to 65535"):
        require_free("127.0.0.1", port)


def test_a_catalogue_is_compiled_when_it_is_newer_and_used_at_once(tmp_path: Path) -> None:
    source = tmp_path / "zh_Hans" / "LC_MESSAGES" / "django.po"
    source.parent.mkdir(parents=True)
    with override_settings(LOCALE_PATHS=[str(tmp_path)]), override("zh-hans"):
        for word in ("课", "程"):
            source.write_text(CATALOGUE.format(word), encoding="utf-8")
            compile_catalogues([tmp_path])
            assert gettext("Course") == word
            os.utime(source.with_suffix(".mo"), (0, 0))
    made = source.with_suffix(".mo")
    os.utime(source, (0, 0))
    before = made.read_bytes()
    made.write_bytes(before + b"\0")
    compile_catalogues([tmp_path])
    assert made.read_bytes() == before + b"\0"


def test_static_files_are_collected_again_only_when_one_changed(tmp_path: Path) -> None:
    source = tmp_path / "source"
    source.mkdir()
    (source / "a.css").write_text("a{}")
    root = tmp_path / "root"
    with override_settings(STATIC_ROOT=str(root), STATICFILES_DIRS=[str(source)]):
        collect_static()
        (root / "a.css").unlink()
        collect_static()
        assert not (root / "a.css").exists()
        (source / "a.css").write_text("a{color:red}")
        collect_static()
        assert (root / "a.css").read_text() == "a{color:red}"


@pytest.mark.django_db
def test_notes_that_cannot_be_imported_leave_the_course_as_it_was(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    notes = tmp_path / "notes"
    (notes / "course").mkdir(parents=True)
    (notes / "a.md").write_text("# A\n\n## One\n\ntext\n\n## Two\n\ntext\n")
    with override_settings(STATIC_ROOT=str(tmp_path / "static")):
        call_command("import_notes", str(notes))
        (notes / "course" / "course.yaml").write_text("legs: [")
        with override_settings(NOTES_DIR=notes):
            call_command("prepare")
    assert "The course stays as it was." in capsys.readouterr().err
    assert Lesson.objects.filter(retired_at=None).count() == 2


@pytest.mark.django_db
def test_without_a_course_notes_that_cannot_be_imported_stop_the_start(tmp_path: Path) -> None:
    notes = tmp_path / "notes"
    notes.mkdir()
    with override_settings(STATIC_ROOT=str(tmp_path / "static"), NOTES_DIR=notes), pytest.raises(CommandError):
        call_command("prepare")
