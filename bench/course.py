"""A course imported into a database of its own, opened in this process too."""

import os
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import django

from bench.site import environment, manage


@contextmanager
def imported(notes: Path | None = None) -> Iterator[dict[str, str]]:
    """The variables of a site that serves `notes` (ours when not given). Once a process: Django is set up for it."""
    with tempfile.TemporaryDirectory(prefix="bench-") as folder:
        variables = environment(Path(folder), notes)
        manage("prepare", environment=variables)
        os.environ.update(variables, DJANGO_SETTINGS_MODULE="config.settings")
        django.setup()
        yield variables
