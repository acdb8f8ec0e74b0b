"""The throw-away PostgreSQL that the tests run on a second time."""

import subprocess
import sys
from pathlib import Path

from tests.postgres import MISSING, programs

SCRIPT = Path(__file__).parents[1] / "postgres.py"
SHOW = "import os, sys; print(os.environ['DATABASE_URL']); sys.exit(3)"


def test_a_command_runs_with_a_database_that_is_gone_after_it() -> None:
    done = subprocess.run([sys.executable, SCRIPT, sys.executable, "-c", SHOW], capture_output=True, text=True)
    if programs() is None:
        assert done.returncode == MISSING
        assert "not installed" in done.stderr
        return
    assert done.returncode == 3
    url = done.stdout.strip()
    assert url.startswith("postgres://notes@127.0.0.1:")
    psycopg = "import psycopg, sys; psycopg.connect(sys.argv[1])"
    again = subprocess.run([sys.executable, "-c", psycopg, url], capture_output=True, text=True)
    assert "refused" in again.stderr


def test_without_a_command_it_says_how_it_is_used() -> None:
    done = subprocess.run([sys.executable, SCRIPT], capture_output=True, text=True)
    assert done.returncode == 1
    assert "COMMAND" in done.stderr
