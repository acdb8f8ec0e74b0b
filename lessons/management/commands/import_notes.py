"""`manage.py import_notes`: turn a folder of notes, or one file, into the course."""

import json
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError, CommandParser

from lessons.importing.door import import_notes
from lessons.importing.report import Report
from lessons.importing.target import Options, Progress
from lessons.reading.note import Problem

LISTED = 20  # slugs in the report for people


class Command(BaseCommand):
    help = "Imports a folder of Markdown notes, or one file, as the course of this site."
    requires_system_checks = ()

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("path", nargs="?", type=Path, default=settings.NOTES_DIR, metavar="PATH")
        parser.add_argument("--dry-run", action="store_true", help="show what would happen, write nothing")
        parser.add_argument("--strict", action="store_true", help="take warnings for errors: write nothing, exit 1")
        parser.add_argument("--json", action="store_true", help="print the report as one JSON object")
        parser.add_argument("--processes", type=int, default=0, help="convert this many files side by side")

    def handle(self, *args: Any, **options: Any) -> None:
        settled = Options(options["dry_run"], options["strict"], options["processes"])
        with self._bar() as progress:
            report = import_notes(options["path"], settled, progress)
        if options["json"]:
            self.stdout.write(json.dumps(report.as_json(), ensure_ascii=False))
        else:
            self._print(report, settled)
        if report.errors or (options["strict"] and report.warnings):
            raise CommandError("Nothing was written.", returncode=1)

    @contextmanager
    def _bar(self) -> Iterator[Progress]:
        """A progress bar where somebody is watching."""
        if not self.stderr.isatty():
            yield lambda done, total: None
            return
        from rich.console import Console
        from rich.progress import Progress as Bar

        with Bar(console=Console(stderr=True), transient=True) as bar:
            task = bar.add_task("Reading notes", total=None)
            yield lambda done, total: bar.update(task, completed=done, total=total)

    def _print(self, report: Report, options: Options) -> None:
        for problem in report.errors:
            self.stderr.write(f"error: {_place(problem)}")
        for problem in report.warnings:
            self.stderr.write(f"warning: {_place(problem)}")
        if report.errors:
            return
        for status, slugs in report.lessons.items():
            if slugs and status != "unchanged":
                more = f" and {len(slugs) - LISTED} more (--json lists all)" if len(slugs) > LISTED else ""
                self.stdout.write(f"{status}: {', '.join(slugs[:LISTED])}{more}")
        counts = ", ".join(f"{len(slugs)} {status}" for status, slugs in report.lessons.items() if slugs)
        self.stdout.write(
            f"Lessons: {counts or 'none'}. Terms: {report.terms}. Steps: {report.steps}. Questions: {report.questions}."
        )
        if options.dry_run:
            self.stdout.write("This was a dry run: nothing was written.")


def _place(problem: Problem) -> str:
    line = f":{problem.line}" if problem.line else ""
    return f"{problem.file}{line}: {problem.message} [{problem.code}]"
