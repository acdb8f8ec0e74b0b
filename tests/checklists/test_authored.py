"""The files `course/checklists/*.yaml`: what is wrong with them is told all at once, and nothing is written."""

import json
from io import StringIO
from pathlib import Path
from typing import Any

import pytest
from django.core.management import CommandError, call_command

from checklists.authored import load
from checklists.models import Checklist
from lessons.course.errors import CourseErrors
from lessons.course.shapes import CourseFiles, Erratum
from lessons.diagrams.spec import parse
from tests.checklists.files import failure, install, step, write_checklist
from tests.web.conftest import DIAGRAM

COURSE = CourseFiles(
    errata=(Erratum("e1-cri", ("Docker",), "outdated", "今天", "Today"),),
    diagrams=(parse(DIAGRAM, "course/diagrams/cluster.yaml"),),
)
FIELD = {"id": "cidr", "label": "CIDR", "default": "10.0.0.0/8", "pattern": r"[0-9./]+"}
VERIFY: dict[str, Any] = {"command": "nproc", "expect": [{"lines": 1}]}
NEEDS: list[dict[str, Any]] = [
    {"id": "kubelet", "command": "systemctl start kubelet"},
    {"id": "kubectl", "command": "kubectl", "needs": ["kubelet"], "without": {"kubelet": "Nobody answers."}},
]
ORDER: dict[str, Any] = {"step": "Start", "diagram": "cluster", "services": NEEDS}


def written(*rows: str) -> str:
    """YAML as it stands in a file, its lines numbered from 1."""
    return "\n".join(rows) + "\n"


def problems(folder: Path) -> list[tuple[str, int, str]]:
    with pytest.raises(CourseErrors) as caught:
        load(folder, COURSE)
    return sorted((Path(p.file).stem, p.line, p.code) for p in caught.value.problems)


def codes(folder: Path) -> set[str]:
    return {code for _, _, code in problems(folder)}


def put(folder: Path, **files: str) -> Path:
    (folder / "course" / "checklists").mkdir(parents=True, exist_ok=True)
    for name, text in files.items():
        (folder / "course" / "checklists" / f"{name}.yaml").write_text(text, encoding="utf-8")
    return folder


def test_a_checklist_is_read_with_all_that_it_says(tmp_path: Path) -> None:
    one = step(
        "begin",
        "ip route add {{cidr}}",
        before="Be root.",
        errata=["e1-cri"],
        sources=["https://a.org"],
        verify=[{"command": "ip route", "only": "deb", "expect": [{"contains": "{{cidr}}"}]}],
        failures=[failure("no-route", match=[{"contains": "unreachable"}], command="ip route add {{cidr}}")],
        optional=True,
    )
    write_checklist(
        tmp_path,
        "kind",
        one,
        number=3,
        fields=[FIELD],
        variants=[{"id": "deb", "label": "Debian", "systems": ["debian", "ubuntu"]}],
        failures=[failure("no-disk")],
    )
    [found] = load(tmp_path, COURSE)
    assert (found.name, found.number, found.title.zh, found.section) == ("kind", 3, "Kind", "")
    assert [(variant.id, variant.systems) for variant in found.variants] == [("deb", ("debian", "ubuntu"))]
    assert [(field.id, field.default, field.accepts("1.2.3.4")) for field in found.fields] == [
        ("cidr", "10.0.0.0/8", True)
    ]
    assert [one.id for one in found.failures] == ["no-disk"]
    [only] = found.steps
    assert (only.id, only.errata, only.sources, only.optional) == ("begin", ("e1-cri",), ("https://a.org",), True)
    assert [part.command for part in only.parts] == ["ip route add {{cidr}}"]
    assert [(verify.only, verify.expect) for verify in only.verify] == [("deb", ({"contains": "{{cidr}}"},))]
    assert [one.match for one in only.failures] == [({"contains": "unreachable"},)]


def test_a_companion_is_read_with_the_order_of_its_services(tmp_path: Path) -> None:
    steps = ({"step": "Start", "why": "It has to run.", "today": "It still does."},)
    write_checklist(tmp_path, "ours", *steps, section="Install", note="./a.md", order=ORDER)
    [found] = load(tmp_path, COURSE)
    assert (found.section, found.note, found.steps[0].step, found.steps[0].today.en) == (
        *("Install", "a.md", "Start", "It still does."),
    )
    assert found.order
    assert [(service.id, service.needs) for service in found.order.services] == [
        *(("kubelet", ()), ("kubectl", ("kubelet",))),
    ]


def test_checklists_come_by_their_numbers(tmp_path: Path) -> None:
    for number, name in enumerate(("c", "a", "b")):
        write_checklist(tmp_path, name, step("x"), number=number)
    assert [found.name for found in load(tmp_path, COURSE)] == ["c", "a", "b"]


def test_all_that_is_wrong_in_all_files_is_told_at_once_with_its_line(tmp_path: Path) -> None:
    good = written(
        "title: One",
        "about: It",
        "steps:",
        "  - id: x",
        "    title: X",
        "    why: Y",
        "    parts:",
        "      - {command: ls, edit: no}",  # 8: one or the other
        "    verify:",
        "      - command: ls {{cidr}}",  # 10: no such field
        "        expect:",
        "          - {contain: x}",  # 12: no kind
        "          - {regex: '('}",  # 13
        "    failures:",
        "      - {id: twice, symptom: S, cause: C, fix: F}",
        "    colour: red",  # 16: unknown
    )
    other = written(
        "section: Install",
        "steps:",
        "  - step: A",
        "    why: 为什么",  # 4: no English
        "    errata: [e9-none]",  # 5
        "    failures:",
        "      - {id: twice, symptom: S, cause: C, fix: F}",  # 7
    )
    put(tmp_path, one=good, other=other, third="steps: [", Bad=written("title: T", "about: A", "steps: []"))
    found = problems(tmp_path)
    assert {("one", 8, "course-shape"), ("one", 10, "course-unknown"), ("one", 12, "course-check")} <= set(found)
    assert {("one", 13, "course-regex"), ("one", 16, "course-unknown-key")} <= set(found)
    assert {("other", 4, "course-language"), ("other", 5, "course-unknown"), ("other", 7, "course-twice")} <= set(found)
    assert ("Bad", 1, "course-name") in found
    assert "third" in {file for file, _, _ in found}


def alone(**more: Any) -> dict[str, Any]:
    return {"title": "T", "about": "A", "steps": [step("x")]} | more


def companion(**more: Any) -> dict[str, Any]:
    return {"section": "Install", "steps": [{"step": "Start", "why": "W"}]} | more


def service(**more: Any) -> dict[str, Any]:
    return companion(order=ORDER | {"services": [NEEDS[0], NEEDS[1] | more]})


@pytest.mark.parametrize(
    ("data", "code"),
    [
        ([], "course-shape"),
        ({}, "course-missing-key"),
        (alone(steps="none"), "course-shape"),
        (alone(title="标题"), "course-language"),
        (alone(number="first"), "course-shape"),
        (alone(colour="red"), "course-unknown-key"),
        (alone(order=ORDER), "course-unknown-key"),
        (alone(instead="nothing"), "course-unknown"),
        (alone(steps=[step("x"), step("x")]), "course-twice"),
        (alone(steps=[step("Not An Id")]), "course-name"),
        (alone(steps=[step("x", parts=[])]), "course-empty"),
        (alone(steps=[step("x", parts=[{}])]), "course-shape"),
        (alone(steps=[step("x", parts=[{"command": "ls", "only": "deb"}])]), "course-choice"),
        (alone(steps=[step("x", parts=[{"command": "ls", "destructive": "yes"}])]), "course-shape"),
        (alone(steps=[step("x", "ls {{cidr}}")]), "course-unknown"),
        (alone(steps=[step("x", verify=[{"command": "ls"}])]), "course-missing-key"),
        (alone(steps=[step("x", verify=[VERIFY | {"expect": ["ok"]}])]), "course-check"),
        (alone(steps=[step("x", verify=[VERIFY | {"expect": [{"regex": "{{cidr}}"}]}])]), "course-unknown"),
        (alone(steps=[step("x", failures=[failure("a", match=[{"lines": "2.5"}])])]), "course-shape"),
        (alone(steps=[step("x", failures=[failure("a"), failure("a")])]), "course-twice"),
        (alone(steps=[step("x", failures=[{"id": "a"}])]), "course-missing-key"),
        (alone(steps=[step("x", errata=["e9"])]), "course-unknown"),
        (alone(steps=[step("x", today="Now")]), "course-unknown-key"),
        (alone(fields=[FIELD, FIELD]), "course-twice"),
        (alone(fields=[FIELD | {"pattern": "("}]), "course-regex"),
        (alone(fields=[FIELD | {"default": "none"}]), "course-shape"),
        (alone(fields=[FIELD | {"default": "$(reboot)", "pattern": ".*"}]), "course-shape"),
        (alone(fields=[FIELD | {"id": "run"}]), "course-name"),
        (alone(variants=[{"id": "a", "label": "A", "systems": "x"}] * 2), "course-twice"),
        (alone(variants=[{"id": "a", "label": "A", "systems": []}]), "course-empty"),
        (companion(steps=[{"step": "A", "why": "W", "parts": [{"command": "ls"}]}]), "course-unknown-key"),
        (companion(steps=[{"step": "A", "why": "W"}] * 2), "course-twice"),
        (companion(steps=[{"why": "W"}]), "course-missing-key"),
        (companion(order=ORDER | {"diagram": "none"}), "course-unknown"),
        (companion(order=ORDER | {"services": [NEEDS[0] | {"id": "etcd"}]}), "course-unknown"),
        (service(needs=["etcd"], without={"etcd": "?"}), "course-unknown"),
        (service(without={}), "course-missing-key"),
        (service(without={"kubelet": "?", "etcd": "?"}), "course-unknown-key"),
    ],
)
def test_a_mistake_is_told(tmp_path: Path, data: Any, code: str) -> None:
    put(tmp_path, one=json.dumps(data))
    assert code in codes(tmp_path)


def test_a_failure_s_id_is_one_in_all_files(tmp_path: Path) -> None:
    write_checklist(tmp_path, "a", step("x", failures=[failure("broken")]))
    write_checklist(tmp_path, "b", step("x"), failures=[failure("broken")])
    [(file, line, code)] = problems(tmp_path)
    assert (file, code) == ("b", "course-twice")
    assert line > 1


@pytest.mark.django_db
@pytest.mark.database
def test_an_import_with_mistakes_changes_nothing_and_names_them_all(tmp_path: Path) -> None:
    (tmp_path / "a.md").write_text(install(("Swap", ["swapoff -a"]), ("Packages", ["apt install kubeadm"])))
    call_command("import_notes", tmp_path, verbosity=0, stderr=StringIO())
    before = list(Checklist.objects.values_list("slug", "title"))
    write_checklist(tmp_path, "one", step("x", colour="red"))
    write_checklist(tmp_path, "two", step("x", "ls {{none}}"))
    said = StringIO()
    with pytest.raises(CommandError):
        call_command("import_notes", tmp_path, stdout=said, stderr=said)
    assert "course/checklists/one.yaml:" in said.getvalue()
    assert "course/checklists/two.yaml:" in said.getvalue()
    assert list(Checklist.objects.values_list("slug", "title")) == before
