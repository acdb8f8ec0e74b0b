"""A machine to run a script on that is none: every word of the script is a program there, which only says that it was
called, and what `Machine.says` has for it. Nothing that could change anything is within reach."""

import re
import shlex
import shutil
import subprocess
from dataclasses import dataclass, field
from pathlib import Path

READING = ("awk", "cat", "mktemp", "uname")  # the real ones; grep and sed only where they touch no file of the system
_SHELL = str(shutil.which("bash"))
_WORD = re.compile(r"(?<![\w./-])[a-z][a-z0-9-]*(?![\w./-])")
_SYSTEM = re.compile(r"(?:^|[\s\"'])>{1,2}\s*\"?/(?!dev/null)")
UBUNTU = "ID=ubuntu\nID_LIKE=debian\nVERSION_CODENAME=noble\n"
ROCKY = 'ID="rocky"\nID_LIKE="rhel centos fedora"\n'
CENTOS = 'ID="centos"\nID_LIKE="rhel fedora"\n'
ARCH = "ID=arch\n"

_STUB = """\
#!{bash}
line="${{AS_ROOT:+sudo }}${{0##*/}}${{*:+ $*}}"
printf '%s\\n' "$line" >>{log}
case "$line" in
{cases}
esac
case "$line" in *" tee "* | *" -f -") while read -r _; do :; done ;; esac
"""
_SUDO = """\
#!{bash}
AS_ROOT=1 PATH={root} exec "$@"
"""
# As root's, a real one would write to this machine's files.
_READER = """\
#!{bash}
case " $* " in *" /etc/"* | *" -i"*) exec {stub} "$@" ;; esac
exec {real} "$@"
"""


@dataclass
class Machine:
    """`says` is what a command prints, by how it begins; a number is its exit status instead."""

    folder: Path
    system: str = UBUNTU
    says: dict[str, str | int] = field(default_factory=dict)

    def run(self, script: str, answers: str = "", **variables: str) -> subprocess.CompletedProcess[str]:
        assert not _SYSTEM.search(script), "it writes to a file of the system without sudo"
        programs, root = self.folder / "programs", self.folder / "root"
        for folder in (programs, root, self.folder / "home", self.folder / "tmp"):
            folder.mkdir(parents=True)
        stub = self._stub()
        for word in {*_WORD.findall(script), "grep", "sed"} - {"sudo", *READING}:
            (root / word).symlink_to(stub)
            if word not in ("grep", "sed"):
                (programs / word).symlink_to(stub)
        for name in READING:
            (programs / name).symlink_to(str(shutil.which(name)))
        for name in ("grep", "sed"):
            text = _READER.format(bash=_SHELL, stub=root / name, real=shutil.which(name))
            _program(programs / name, text)
        _program(programs / "sudo", _SUDO.format(bash=_SHELL, root=root))
        (self.folder / "os-release").write_text(self.system)
        (self.folder / "script.sh").write_text(script)
        return subprocess.run(
            [_SHELL, self.folder / "script.sh"],
            env={
                "PATH": str(programs),
                "HOME": str(self.folder / "home"),
                "TMPDIR": str(self.folder / "tmp"),
                "LANG": "C.UTF-8",
                "OS_RELEASE": str(self.folder / "os-release"),
                "TRIES": "1",
                "PAUSE": "0",
            }
            | variables,
            cwd=self.folder / "home",
            input=answers,
            capture_output=True,
            text=True,
            timeout=120,
        )

    @property
    def called(self) -> list[str]:
        """What was called, in order."""
        log = self.folder / "log"
        return log.read_text().splitlines() if log.exists() else []

    def _stub(self) -> Path:
        cases = []
        for number, (line, said) in enumerate(sorted(self.says.items(), key=lambda one: -len(one[0]))):
            then = f"exit {said}"
            if isinstance(said, str):
                output = self.folder / f"says-{number}"
                output.write_text(said)
                then = f'while IFS= read -r said; do printf "%s\\n" "$said"; done <{shlex.quote(str(output))}'
            cases.append(f"{shlex.quote(line)}* | {shlex.quote(f'sudo {line}')}*) {then} ;;")
        path = self.folder / "stub"
        _program(path, _STUB.format(bash=_SHELL, log=self.folder / "log", cases="\n".join(cases)))
        return path


def _program(path: Path, text: str) -> None:
    path.write_text(text)
    path.chmod(0o755)
