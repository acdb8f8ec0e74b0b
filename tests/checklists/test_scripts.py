"""Checklists as scripts: sound, and on a machine that is none they do what they say, in order, and stop when they
should."""

import re
import shlex
import subprocess
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Any

import pytest
from django.test import Client

from checklists.authored import Step, load
from checklists.checks import parse
from checklists.models import Run
from checklists.models import Step as Row
from checklists.pasted import checks_of, cleaned
from lessons.course.loader import load_course
from lessons.course.table import Source, Table
from lessons.importing.door import import_notes
from lessons.importing.target import Options
from tests.checklists.acting import CHINESE, ENGLISH, KUBEADM, OURS, run
from tests.checklists.files import install, step, write_checklist
from tests.checklists.machine import ARCH, CENTOS, ROCKY, UBUNTU, Machine
from tests.checklists.outputs import HOLDING
from tests.checklists.pastes import SAMPLES

pytestmark = [pytest.mark.django_db, pytest.mark.database]
ours = pytest.mark.usefixtures("course")

NOTES = Path(__file__).parents[2] / "notes"
AUTHORED = {one.name: one for one in load(NOTES, load_course(NOTES))}
DEFAULTS = {field.id: field.default for field in AUTHORED[KUBEADM].fields}
EVERY = [(OURS, ""), (OURS, "centos"), (KUBEADM, ""), (KUBEADM, "deb"), (KUBEADM, "rpm")]
WAYS = [
    (OURS, "", CENTOS),
    (KUBEADM, "", UBUNTU),
    (KUBEADM, "", ROCKY),
    (KUBEADM, "deb", UBUNTU),
    (KUBEADM, "rpm", ROCKY),
]
languages = pytest.mark.parametrize("language", [CHINESE, ENGLISH], ids=["zh", "en"])
SIMPLE = re.compile(r"(?!fi$|else$)(?:sudo )?[a-z][\w-]*(?: [\w./:=@,+-]+)*")
BY_HAND = "y\ny\n"  # what the first step asks


def script(slug: str, variant: str = "", language: dict[str, str] = ENGLISH, client: Client | None = None) -> str:
    given = {"run": str(Run.objects.get().pk)} if client else {"variant": variant}
    response = (client or Client(headers=language)).get(f"/checklists/{slug}.sh", given)
    assert response.status_code == 200
    assert response["Content-Disposition"] == f'attachment; filename="{slug}.sh"'
    return response.content.decode()


def filled(text: str) -> str:
    for id, value in DEFAULTS.items():
        text = text.replace("{{" + id + "}}", value)
    return text


def first(command: str) -> str:
    """The program that a verification begins with and its arguments, up to what the shell makes of them."""
    line = filled(command).removeprefix("sudo ").partition("|")[0].partition(";")[0]
    return " ".join(shlex.split(line.replace('"$(hostname)"', "node-1")))


def answers(slug: str) -> dict[str, str | int]:
    """What the commands of verifications say on a machine where all is well: what people pasted."""
    said: dict[str, str | int] = {"test -f": 1, "getenforce": "Permissive\n"}
    for one in AUTHORED[slug].steps:
        for number, verify in enumerate(one.verify):
            if verify.command.startswith("address="):
                said["curl -sSI"] = "HTTP/1.1 200 OK\n"
                continue
            good = [
                sample.text
                for sample in SAMPLES
                if (sample.step, sample.verify, sample.shows) == (one.id or one.step, number, "success")
            ]
            said[first(verify.command)] = cleaned(good[0], filled(verify.command)) + "\n"
    if slug == OURS:
        said["iptables-save -t nat"] = "-N KUBE-SERVICES\n"
    return said


def machine(folder: Path, slug: str, system: str) -> Machine:
    return Machine(folder, system, answers(slug))


def lines(steps: Sequence[Step], variant: str) -> Iterator[str]:
    """What is called for certain, in order: commands of one line without anything that the shell has to work out."""
    for one in steps:
        said = [(part.command, part.only) for part in one.parts] + [(look.command, look.only) for look in one.verify]
        for command, only in said if not one.optional else ():
            if only in ("", variant):
                yield from (line for line in filled(command).splitlines() if SIMPLE.fullmatch(line))


def assert_in_order(called: list[str], wanted: Sequence[str]) -> None:
    rest = iter(called)
    for line in wanted:
        assert any(line == one for one in rest), f"{line} is not called after those before it"


# As text


@ours
@languages
@pytest.mark.parametrize(("slug", "variant"), EVERY)
def test_it_is_sound(tmp_path: Path, slug: str, variant: str, language: dict[str, str]) -> None:
    path = tmp_path / "script.sh"
    path.write_text(script(slug, variant, language))
    for checker in (["bash", "-n"], ["shellcheck", "--severity=style"]):
        done = subprocess.run([*checker, path], capture_output=True, text=True)
        assert done.returncode == 0, done.stdout + done.stderr


@ours
@pytest.mark.parametrize("slug", [OURS, KUBEADM])
def test_it_has_every_command_of_the_checklist_to_the_letter(slug: str) -> None:
    text = script(slug)
    for one in Row.objects.filter(checklist__slug=slug):
        optional = one.companion["optional"]
        for part in one.parts:
            if "command" in part:
                assert (f"\n{filled(part['command'])}\n" in text) != optional


@ours
def test_one_for_a_system_has_nothing_for_another() -> None:
    deb, rpm, both = (script(KUBEADM, variant) for variant in ("deb", "rpm", ""))
    assert ("apt-get install" in deb, "dnf install" in deb) == (True, False)
    assert ("apt-get install" in rpm, "dnf install" in rpm) == (False, True)
    assert ("apt-get install" in both, "dnf install" in both) == (True, True)
    assert script(KUBEADM, "none") == both


@ours
def test_it_says_whose_it_is_and_its_values() -> None:
    client = Client(headers=ENGLISH)
    run(client, "new", KUBEADM, name="node-2 $(reboot) `x`\u2028")
    run(client, "set", KUBEADM, variant="deb", version="v1.36")
    head = script(KUBEADM, client=client).partition("set -eu")[0]
    assert "node-2 $(reboot) `x`" in head
    assert "version = v1.36" in head
    assert all(line.startswith("#") for line in head.splitlines())


# As a program


@ours
@languages
@pytest.mark.parametrize(
    ("slug", "variant", "system"), WAYS, ids=lambda one: str(one).splitlines()[0] if one else "any"
)
def test_where_all_is_well_it_runs_every_command_in_order(
    tmp_path: Path, slug: str, variant: str, system: str, language: dict[str, str]
) -> None:
    there = machine(tmp_path, slug, system)
    done = there.run(script(slug, variant, language), ASSUME_YES="1")
    assert (done.returncode, done.stderr) == (0, ""), done.stdout
    found = {UBUNTU: "deb", ROCKY: "rpm", CENTOS: "centos"}[system]
    titles = [one.title["zh" if language is CHINESE else "en"] for one in Row.objects.filter(checklist__slug=slug)]
    told = re.findall(r"^== \d+ · (.+)$", done.stdout, re.MULTILINE)
    assert told == titles[: len(told)]
    assert len(told) == {OURS: 5, KUBEADM: 16}[slug]
    steps = AUTHORED[slug].steps
    if slug == OURS:
        rows = Row.objects.filter(checklist__slug=slug)
        wanted = [
            line
            for row, one in zip(rows, steps, strict=True)
            for line in (
                *(part["command"] for part in row.parts if "command" in part),
                *(first(verify.command) for verify in one.verify),
            )
        ]
        assert there.called[:-1] == wanted
    else:
        assert_in_order(there.called, list(lines(steps, found)))
        other = set(lines(steps, "rpm" if found == "deb" else "deb")) - set(lines(steps, found))
        assert other
        assert not other & set(there.called)
    assert there.called[-1].startswith(f"rm -f {tmp_path}"), "it leaves no file behind"


@ours
def test_what_it_writes_and_starts_has_the_values(tmp_path: Path) -> None:
    client = Client(headers=ENGLISH)
    values = {"pod-cidr": "192.168.0.0/16", "image-repository": "mirror.example:5000/k8s", "version": "v1.37"}
    run(client, "set", KUBEADM, variant="deb", **values)
    there = machine(tmp_path, KUBEADM, UBUNTU)
    there.says["crictl images"] = str(there.says["crictl images"]).replace(
        "registry.k8s.io", values["image-repository"]
    )
    done = there.run(script(KUBEADM, client=client), ASSUME_YES="1")
    assert (done.returncode, done.stderr) == (0, ""), done.stdout
    init = "sudo kubeadm init --pod-network-cidr=192.168.0.0/16 --image-repository=mirror.example:5000/k8s"
    assert init in there.called
    assert not any("10.244" in line or "registry.k8s.io" in line for line in there.called)


@ours
@pytest.mark.parametrize(
    ("slug", "variant", "system"),
    [
        (KUBEADM, "", ARCH),
        (KUBEADM, "deb", ROCKY),
        (KUBEADM, "rpm", UBUNTU),
        (OURS, "", UBUNTU),
        (OURS, "", ""),
        (KUBEADM, "", "ID=debianish\nID_LIKE=ubuntux\n"),
    ],
)
def test_another_system_is_refused_before_anything_is_done(
    tmp_path: Path, slug: str, variant: str, system: str
) -> None:
    there = machine(tmp_path, slug, system)
    done = there.run(script(slug, variant), ASSUME_YES="1")
    assert done.returncode == 1
    assert done.stderr in (
        "This script does not know this system.\n",
        "This script was made for another system.\n",
    )
    assert [line for line in there.called if not line.startswith("rm -f")] == []
    assert "==" not in done.stdout


@ours
def test_what_deletes_is_not_run_when_the_answer_is_no(tmp_path: Path) -> None:
    there = machine(tmp_path, KUBEADM, UBUNTU)
    done = there.run(script(KUBEADM), BY_HAND + "n\n")
    assert (done.returncode, done.stderr) == (0, ""), done.stdout
    assert "This deletes things. Run it? kubectl delete deployment,service web" in done.stdout
    assert [line for line in there.called if " delete " in line] == []
    assert "sudo kubeadm certs check-expiration" in there.called


@ours
def test_what_deletes_is_run_when_the_answer_is_yes(tmp_path: Path) -> None:
    there = machine(tmp_path, KUBEADM, UBUNTU)
    assert there.run(script(KUBEADM), BY_HAND + "y\n").returncode == 0
    assert "kubectl delete deployment,service web --ignore-not-found" in there.called


@ours
def test_what_is_done_by_hand_is_waited_for(tmp_path: Path) -> None:
    there = machine(tmp_path, OURS, CENTOS)
    done = there.run(script(OURS, language=CHINESE), "n\n")
    assert done.returncode == 1
    assert "OPTIONS='--selinux-enabled=false --insecure-registry gcr.io'" in done.stdout
    assert there.called[-2] == "rpm -q etcd kubernetes docker"


@ours
@pytest.mark.parametrize("variables", [{}, {"ASSUME_YES": "1"}], ids=["nobody says yes", "whoever says yes to all"])
def test_where_something_is_wrong_it_says_what_it_looked_for_and_stops(
    tmp_path: Path, variables: dict[str, str]
) -> None:
    there = machine(tmp_path, KUBEADM, UBUNTU)
    there.says["swapon --show"] = "/dev/sda2 partition 2G 0B -2\n"
    done = there.run(script(KUBEADM), BY_HAND, **variables)
    assert done.returncode == 1
    assert "/dev/sda2 partition 2G 0B -2\n✗ Looked for: no output\n" in done.stdout
    assert "sudo swapoff -a" in there.called
    assert not any("modprobe" in line for line in there.called), "the next step does not begin"


@ours
def test_one_may_go_on_all_the_same(tmp_path: Path) -> None:
    there = machine(tmp_path, KUBEADM, UBUNTU)
    there.says["swapon --show"] = "/dev/sda2 partition 2G 0B -2\n"
    done = there.run(script(KUBEADM), BY_HAND + "y\ny\n")
    assert done.returncode == 0
    assert "Go on all the same?" in done.stdout
    assert "sudo modprobe overlay" in there.called


@ours
def test_it_looks_again_for_a_while(tmp_path: Path) -> None:
    there = machine(tmp_path, KUBEADM, UBUNTU)
    there.says["swapon --show"] = "/dev/sda2 partition 2G 0B -2\n"
    there.run(script(KUBEADM), BY_HAND, TRIES="3")
    assert there.called.count("swapon --show") == 3
    assert there.called.count("sleep 0") == 2


@ours
def test_a_command_that_fails_ends_it(tmp_path: Path) -> None:
    there = machine(tmp_path, KUBEADM, UBUNTU)
    there.says["apt-get update"] = 100
    assert there.run(script(KUBEADM), ASSUME_YES="1").returncode == 100
    assert not any("install -y" in line for line in there.called)


# Of anybody's notes


def test_one_of_somebody_elses_notes_runs_too(tmp_path: Path) -> None:
    notes = tmp_path / "notes"
    notes.mkdir()
    commands = ["cat <<EOF\n'two' $HOME\nEOF", "systemctl start 'a b'", "for i in 1 2; do\n  modprobe m$i\ndone"]
    (notes / "a.md").write_text(install(("Begin: the version of $(it)", commands), ("It's the end", ["reboot"])))
    import_notes(notes, Options(processes=1))
    text = script("installation")
    there = Machine(tmp_path / "machine", says={})
    done = there.run(text)
    assert (done.returncode, done.stderr) == (0, "")
    assert there.called[:-1] == ["systemctl start a b", "modprobe m1", "modprobe m2", "reboot"]
    assert "== 1 · Begin: the version of $(it)" in done.stdout
    assert "== 2 · It's the end" in done.stdout
    (tmp_path / "script.sh").write_text(text)
    assert subprocess.run(["shellcheck", tmp_path / "script.sh"]).returncode == 0


def test_with_one_system_only_its_parts_need_not_ask_which(tmp_path: Path) -> None:
    notes = tmp_path / "notes"
    notes.mkdir()
    (notes / "a.md").write_text("# A\n\nWords.\n")
    parts = [{"command": "yum install etcd", "only": "rpm"}]
    variants = [{"id": "rpm", "label": "RHEL", "systems": ["rhel"]}]
    write_checklist(notes, "kind", step("begin", parts=parts), variants=variants)
    import_notes(notes, Options(processes=1))
    there = Machine(tmp_path / "machine", ROCKY)
    assert there.run(script("kind")).returncode == 0
    assert there.called[0] == "yum install etcd"


# Page and script judge alike


def judged_by_script(folder: Path, helpers: str, cases: Sequence[tuple[str, str]]) -> list[bool]:
    """Whether what a check is in shell holds for an output, for each of `cases`."""
    body = [helpers]
    for number, (shell, output) in enumerate(cases):
        path = folder / str(number)
        path.write_text(output)
        body += [f"out={shlex.quote(str(path))}", f"if {shell}; then echo yes; else echo no; fi"]
    path = folder / "judge.sh"
    path.write_text("\n".join(body))
    done = subprocess.run(
        ["bash", path], capture_output=True, text=True, env={"PATH": "/usr/bin:/bin", "LANG": "C.UTF-8"}
    )
    assert done.stderr == ""
    return [line == "yes" for line in done.stdout.split()]


@ours
def test_page_and_script_judge_alike(tmp_path: Path) -> None:
    helpers = script(OURS).partition("# shellcheck disable=SC1090")[0]
    assert "version()" in helpers
    assert "column()" in helpers
    cases: list[tuple[Any, str]] = []
    for data, output, _ in HOLDING:
        check = parse(Table(data, Source("", {(): 0}, bilingual=False)))
        cases.append((check, output))
    for sample in SAMPLES:
        one = next(one for one in AUTHORED[sample.checklist].steps if sample.step in (one.id, one.step))
        verify = one.verify[sample.verify]
        output = cleaned(sample.text, filled(verify.command))
        cases += [(check, output) for check in checks_of(verify.expect, DEFAULTS)]
    found = judged_by_script(tmp_path, helpers, [(check.shell(), f"{output}\n") for check, output in cases])
    differ = [
        (check, output[:80]) for (check, output), held in zip(cases, found, strict=True) if check.holds(output) != held
    ]
    assert differ == []
