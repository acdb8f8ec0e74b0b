"""Runs a command with `DATABASE_URL` of a PostgreSQL that is made for it and thrown away after it.

    python tests/postgres.py COMMAND ARGUMENTS…

The exit status is the command's; 77 where PostgreSQL's server programs are not to be found.
"""

import os
import pwd
import shutil
import socket
import subprocess
import sys
import tempfile
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path

MISSING = 77
SERVER_USER = "postgres"  # Debian's; the server refuses to run as root
# Nothing here outlives the command, so nothing needs to reach the disk.
FAST = ["fsync=off", "synchronous_commit=off", "full_page_writes=off", "autovacuum=off", "shared_buffers=64MB"]


def programs() -> Path | None:
    """The folder of initdb and pg_ctl: from PATH, else the newest that Debian has installed."""
    if found := shutil.which("initdb"):
        return Path(found).resolve().parent
    installed = Path("/usr/lib/postgresql").glob("*/bin/initdb")
    return max((path.parent for path in installed), key=lambda path: int(path.parent.name), default=None)


def as_server_user(*command: str | Path) -> list[str]:
    words = [str(word) for word in command]
    return ["runuser", "-u", SERVER_USER, "--", *words] if os.geteuid() == 0 else words


def run(*command: str | Path) -> None:
    """Quiet unless it fails. The folder is one that the server's user may be in."""
    done = subprocess.run(as_server_user(*command), capture_output=True, text=True, cwd="/")
    if done.returncode:
        sys.exit(f"{command[0]} failed:\n{done.stdout}{done.stderr}")


def free_port() -> int:
    with socket.socket() as listener:
        listener.bind(("127.0.0.1", 0))
        return listener.getsockname()[1]


@contextmanager
def server(bin_: Path, settings: Sequence[str] = FAST) -> Iterator[str]:
    """A running server, as the value for DATABASE_URL."""
    with tempfile.TemporaryDirectory(prefix="postgres-", ignore_cleanup_errors=True) as folder:
        if os.geteuid() == 0:
            os.chown(folder, pwd.getpwnam(SERVER_USER).pw_uid, -1)
        data, port = Path(folder, "data"), free_port()
        run(bin_ / "initdb", "-D", data, "-U", "notes", "-A", "trust", "-E", "UTF8", "--locale=C", "--no-sync")
        options = [f"-c {setting}" for setting in settings]
        options += ["-c listen_addresses=127.0.0.1", f"-c port={port}", f"-c unix_socket_directories={folder}"]
        control = (bin_ / "pg_ctl", "-D", data, "-w", "-t", "60")
        run(*control, "-l", Path(folder, "log"), "-o", " ".join(options), "start")
        try:
            run(bin_ / "createdb", "-h", "127.0.0.1", "-p", str(port), "-U", "notes", "notes")
            yield f"postgres://notes@127.0.0.1:{port}/notes"
        finally:
            run(*control, "-m", "immediate", "stop")


def main(command: list[str]) -> int:
    if not command:
        sys.exit(__doc__)
    bin_ = programs()
    if bin_ is None:
        print("PostgreSQL's server programs (initdb, pg_ctl) are not installed.", file=sys.stderr)
        return MISSING
    with server(bin_) as url:
        return subprocess.run(command, env={**os.environ, "DATABASE_URL": url}).returncode


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
