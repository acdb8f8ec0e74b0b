"""What a person sees who types one of the scripts on a machine that is not ready for it."""

import os
import shutil
import subprocess
from pathlib import Path

import pytest

from tests.project.test_architecture import PROJECT

TOO_OLD = 'if [ "$1" = --version ]; then echo Python 3.9.2; else exit 1; fi'
NO_VENV = 'case "$*" in --version) echo Python 3.12.1 ;; *ensurepip*) exit 1 ;; *) exit 0 ;; esac'


@pytest.fixture
def clone(tmp_path: Path) -> Path:
    """The scripts in a folder of their own, beside the little that they look at before they need a Python."""
    shutil.copytree(PROJECT / "script", tmp_path / "clone" / "script")
    shutil.copy(PROJECT / "requirements.txt", tmp_path / "clone")
    shutil.copy(PROJECT / "requirements-dev.txt", tmp_path / "clone")
    return tmp_path / "clone"


def serve(clone: Path, *pythons: tuple[str, str], **settings: str) -> subprocess.CompletedProcess[str]:
    """`script/serve` where these are all the Pythons there are: (name, what it does as a shell script)."""
    programs = clone.parent / "programs"
    programs.mkdir()
    for name in ("bash", "dirname", "cmp", "cat"):
        (programs / name).symlink_to(str(shutil.which(name)))
    for name, text in pythons:
        (programs / name).write_text(f"#!{shutil.which('bash')}\n{text}\n")
        (programs / name).chmod(0o755)
    return subprocess.run(
        [clone / "script" / "serve"],
        env={"PATH": str(programs), **settings},
        cwd=clone.parent,
        capture_output=True,
        text=True,
        timeout=20,
    )


def test_without_any_python_it_says_which_one_it_needs(clone: Path) -> None:
    done = serve(clone)
    assert done.returncode == 1
    assert done.stderr.startswith("Python 3.11 or newer is needed. ")


def test_a_python_that_is_too_old_is_named(clone: Path) -> None:
    done = serve(clone, ("python3", TOO_OLD))
    assert done.returncode == 1
    assert done.stderr.startswith("Python 3.11 or newer is needed; here is Python 3.9.2.")
    assert len(done.stderr.splitlines()) == 1


def test_a_python_without_venv_is_told_apart_from_none(clone: Path) -> None:
    done = serve(clone, ("python3", TOO_OLD), ("python3.12", NO_VENV))
    assert done.returncode == 1
    assert done.stderr == "Python 3.12.1 is here but lacks venv. On Debian and Ubuntu: apt install python3-venv\n"


def test_requirements_are_installed_with_hashes_and_only_when_the_lock_changed(clone: Path) -> None:
    log = clone.parent / "log"
    installed = f'echo "$@" >> {log}'
    (clone / ".venv" / "bin").mkdir(parents=True)
    python = clone / ".venv" / "bin" / "python"
    python.write_text(f"#!{shutil.which('bash')}\n{installed}\n")
    python.chmod(0o755)

    def installs() -> list[str]:
        log.unlink(missing_ok=True)
        done = subprocess.run([clone / "script" / "serve"], env=os.environ, capture_output=True, text=True, timeout=20)
        assert done.returncode == 0, done.stderr
        return [line for line in log.read_text().splitlines() if "pip install" in line]

    first = installs()
    assert len(first) == 1
    assert "--require-hashes --requirement requirements.txt" in first[0]
    assert installs() == []
    (clone / "requirements.txt").write_text("changed")
    assert len(installs()) == 1


def test_a_folder_of_notes_is_looked_for_where_it_was_typed(clone: Path) -> None:
    done = serve(clone, NOTES_DIR="no-such-folder")
    assert done.returncode == 1
    assert "no-such-folder" in done.stderr
