"""What has to be there before the first page can be served. Each part is left alone when nothing changed."""

import hashlib
import json
import socket
from argparse import ArgumentParser
from collections.abc import Iterable
from pathlib import Path
from typing import Any

from babel.messages.mofile import write_mo
from babel.messages.pofile import read_po
from django.conf import settings
from django.contrib.staticfiles.finders import get_finders
from django.core.management import CommandError, call_command
from django.core.management.base import BaseCommand
from django.db import DatabaseError, connection
from django.db.migrations.executor import MigrationExecutor
from django.utils.translation.reloader import translation_file_changed

from lessons.models import Lesson


class Command(BaseCommand):
    help = "Compiles translations, collects static files, migrates the database and imports the notes."
    requires_system_checks = ()

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--host", default="127.0.0.1", help="where the site will be served")
        parser.add_argument("--port", default=None, help="checked to be free, when given")

    def handle(self, *, host: str, port: str | None, **options: Any) -> None:
        if port:
            require_free(host, port)
        compile_catalogues(settings.LOCALE_PATHS)
        collect_static()
        try:
            migrate()
        except DatabaseError as error:
            raise CommandError(f"The database is not usable: {error}") from error
        self.import_notes()
        if port:
            self.stdout.write(f"Serving on http://{host}:{port} (Ctrl-C stops)")

    def import_notes(self) -> None:
        try:
            call_command("import_notes", stdout=self.stdout, stderr=self.stderr)
        except CommandError as error:
            if not Lesson.objects.filter(retired_at=None).exists():
                raise
            self.stderr.write(f"{error}\nThe notes were not imported. The course stays as it was.")


def require_free(host: str, port: str) -> None:
    if not (port.isascii() and port.isdecimal() and 0 < int(port) < 65536):
        raise CommandError(f"PORT is {port}; it has to be a number from 1 to 65535.")
    try:
        family, kind, _, _, address = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)[0]
        with socket.socket(family, kind) as probe:
            # As servers do: a port whose last connections are still fading away counts as free.
            probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
            probe.bind(address)
    except OSError as error:
        raise CommandError(
            f"Cannot serve on {host} port {port}: {error.strerror}. Another port: PORT=8001 script/serve"
        ) from error


def compile_catalogues(folders: Iterable[str | Path]) -> None:
    for source in (po for folder in folders for po in Path(folder).glob("*/LC_MESSAGES/django.po")):
        target = source.with_suffix(".mo")
        if target.exists() and target.stat().st_mtime >= source.stat().st_mtime:
            continue
        with source.open("rb") as file:
            catalogue = read_po(file)
        unfinished = target.with_suffix(".new")
        with unfinished.open("wb") as file:
            write_mo(file, catalogue)
        unfinished.replace(target)
        # What Django may have loaded of the old one is forgotten.
        translation_file_changed(None, target)


def collect_static() -> None:
    """Collects, hashes and compresses, unless every source file is as it was the last time."""
    stamp = Path(settings.STATIC_ROOT) / "sources.sha256"
    current = static_digest()
    if stamp.exists() and stamp.read_text() == current:
        return
    call_command("collectstatic", interactive=False, verbosity=0)
    stamp.write_text(current)


def static_digest() -> str:
    files = [
        (name, Path(storage.path(name)).stat())
        for finder in get_finders()
        for name, storage in finder.list(ignore_patterns=None)
    ]
    facts = [(name, stat.st_mtime_ns, stat.st_size) for name, stat in files]
    return hashlib.sha256(json.dumps([settings.STATIC_URL, sorted(facts)]).encode()).hexdigest()


def migrate() -> None:
    executor = MigrationExecutor(connection)
    if executor.migration_plan(executor.loader.graph.leaf_nodes()):
        call_command("migrate", interactive=False, verbosity=0)
