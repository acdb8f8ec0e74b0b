"""The site as it is served, with a database of its own: for browsers to look at and for measuring."""

import os
import re
import socket
import subprocess
import sys
import time
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path
from urllib.parse import quote, urlsplit
from urllib.request import urlopen

PROJECT = Path(__file__).resolve().parent.parent
START_SECONDS = 20.0


def environment(folder: Path, notes: Path | None = None) -> dict[str, str]:
    """The variables of a site whose database lies in `folder`."""
    settings = {"DATABASE_URL": f"sqlite:///{folder / 'site.sqlite3'}", "NOTES_DIR": str(notes or PROJECT / "notes")}
    # Without bytecode at hand every command would compile the project first, which no installation does.
    left_alone = {"HTTPS", "DEBUG", "ALLOWED_HOSTS", "SECRET_KEY", "TIME_ZONE", "PYTHONDONTWRITEBYTECODE"}
    return {**{name: value for name, value in os.environ.items() if name not in left_alone}, **settings}


def manage(*arguments: str, environment: Mapping[str, str]) -> str:
    """What `manage.py` with these arguments prints; raises with what it said when it fails."""
    done = subprocess.run(
        [sys.executable, "manage.py", *arguments], cwd=PROJECT, env=dict(environment), capture_output=True, text=True
    )
    if done.returncode:
        raise RuntimeError(f"manage.py {' '.join(arguments)}: {done.stdout}{done.stderr}")
    return done.stdout


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


@contextmanager
def served(
    environment: Mapping[str, str], application: str = "config.wsgi:application", *, workers: int = 1, threads: int = 1
) -> Iterator[str]:
    """The address of `application` while it is served."""
    port = free_port()
    options = {
        "interface": "wsgi",
        "port": port,
        "workers": workers,
        "blocking-threads": threads,
        "log-level": "error",
    }
    server = subprocess.Popen(
        [sys.executable, "-m", "granian", *(f"--{name}={value}" for name, value in options.items()), application],
        cwd=PROJECT,
        env=dict(environment),
    )
    try:
        wait_for(port, server)
        yield f"http://127.0.0.1:{port}"
    finally:
        server.terminate()
        server.wait()


def wait_for(port: int, server: subprocess.Popen[bytes]) -> None:
    deadline = time.monotonic() + START_SECONDS
    while time.monotonic() < deadline and server.poll() is None:
        try:
            socket.create_connection(("127.0.0.1", port), timeout=1).close()
        except OSError:
            time.sleep(0.05)
        else:
            return
    raise RuntimeError("The server did not start.")


def pages(address: str) -> list[str]:
    """The path of every page that links lead to from home, the shortest first. A query is not another page, and what
    is offered to be kept is none."""
    found, seen, ahead = [], {"/"}, ["/"]
    for path in ahead:
        with urlopen(address + path) as response:  # noqa: S310 - our own address
            if response.headers.get_content_type() != "text/html":
                continue
            html = response.read().decode()
        found.append(path)
        linked = {quote(urlsplit(link).path, safe="/%") for link in re.findall(r'<a [^>]*href="(/[^"]*)"', html)}
        new = sorted(linked - seen - {path for path in linked if path.startswith("/files/")})
        seen.update(new)
        ahead += new
    return sorted(found, key=lambda path: (path.count("/"), path))
