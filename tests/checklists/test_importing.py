"""What an import makes of installations in anybody's notes, and what becomes of ticks when they change."""

from pathlib import Path
from typing import Any

import pytest
from django.test import Client

from checklists.models import Checklist, Run, Step
from lessons.importing.door import import_notes
from lessons.importing.target import Options
from tests.checklists.acting import CHINESE, ENGLISH, done, remark, tick
from tests.checklists.files import failure, install, step, write_checklist
from tests.importing import folders
from tests.web.reading import text

pytestmark = [pytest.mark.django_db, pytest.mark.database]

UPDATED = "Content updated"
LOST = "No longer in the notes"
NOTE = install(
    ("Swap", ["swapoff -a"]),
    ("Packages", ["apt-get update", "apt-get install -y kubeadm"]),
    ("Start", ["systemctl start etcd", "systemctl start docker", "systemctl start kubelet"]),
)


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    (tmp_path / "a.md").write_text(NOTE)
    return tmp_path


@pytest.fixture
def learner() -> Client:
    return Client(headers=ENGLISH)


def run(folder: Path) -> Any:
    report = import_notes(folder, Options(processes=1))
    assert not report.errors
    return report


def edit(folder: Path, *changes: tuple[str, str]) -> None:
    path = folder / "a.md"
    for old, new in changes:
        assert old in path.read_text()
        path.write_text(path.read_text().replace(old, new))
    run(folder)


def cut(folder: Path, title: str) -> str:
    """Takes a step out of the note, and returns what was there."""
    before = (folder / "a.md").read_text()
    start = before.index(f"### {title}\n")
    end = before.find("### ", start + 1)
    taken = before[start : end if end > 0 else len(before)]
    (folder / "a.md").write_text(before.replace(taken, ""))
    run(folder)
    return taken


def said(checklist: Checklist) -> dict[str, list[str]]:
    """Its commands and edits by step."""
    steps = Step.objects.filter(checklist=checklist, retired_at=None)
    return {one.title["zh"]: [part.get("command") or part["edit"]["zh"] for part in one.parts] for one in steps}


def of(title: str) -> Step:
    return Step.objects.get(title__zh=title)


def page(learner: Client) -> str:
    return text(learner.get(Checklist.objects.get().get_absolute_url()))


# What there is


def test_our_note_without_anything_beside_it_has_its_steps_and_nothing_authored(tmp_path: Path) -> None:
    source = Path(__file__).parents[2] / "notes" / "README.md"
    (tmp_path / "README.md").write_bytes(source.read_bytes())
    run(tmp_path)
    there = Checklist.objects.get()
    assert [len(parts) for parts in said(there).values()] == [2, 1, 2, 7, 1]
    assert not any(one.companion for one in Step.objects.all())
    assert (there.about, there.notice, there.variants, there.fields, there.order) == ({}, {}, [], [], {})


@pytest.mark.parametrize(
    ("note", "steps"),
    [
        (NOTE, {"Swap": 1, "Packages": 2, "Start": 3}),
        (
            "# T\n## A\nx\n## Getting started\n1. Get it:\n\n    ```console\n    $ curl -O a.tar\n    100 %\n    ```\n"
            "2. Look at it\n3. Run it\n\n    ```sh\n    tar xf a.tar\n    ./a\n    ```\n",
            {"Get it": 1, "Look at it": 1, "Run it": 2},
        ),
        (
            "# Install Kubernetes\n## Swap\n```sh\nswapoff -a\n```\n## Packages\n```sh\napt install kubeadm\n```\n",
            {"Swap": 1, "Packages": 1},
        ),
    ],
    ids=["headings", "numbered items", "a whole file"],
)
def test_any_notes_with_an_installation_have_a_checklist(
    tmp_path: Path, learner: Client, note: str, steps: dict[str, int]
) -> None:
    (tmp_path / "a.md").write_text(note)
    run(tmp_path)
    [checklist] = Checklist.objects.all()
    assert {title: len(parts) for title, parts in said(checklist).items()} == steps
    shown = learner.get(checklist.get_absolute_url())
    assert shown.status_code == 200
    for title in steps:
        assert title in shown.content.decode()
    assert learner.get(f"/checklists/{checklist.slug}.sh").status_code == 200


def test_a_step_of_which_nothing_can_be_told_is_done_as_a_whole(tmp_path: Path, learner: Client) -> None:
    (tmp_path / "a.md").write_text(NOTE + "\n### Look at it\n\nDoes it run?\n")
    run(tmp_path)
    assert said(Checklist.objects.get())["Look at it"] == ["Look at it"]


def test_prompts_outputs_and_heredocs_of_somebody_elses_notes(tmp_path: Path) -> None:
    run(folders.chinese(tmp_path))
    [checklist] = Checklist.objects.all()
    assert list(said(checklist).values()) == [
        ["swapoff -a", "free -m"],
        [
            "cat <<EOF | tee /etc/yum.repos.d/kubernetes.repo\n[kubernetes]\nname=Kubernetes\nEOF",
            "yum install -y kubeadm kubelet \\\n  kubectl",
        ],
        ["kubeadm init --pod-network-cidr=10.244.0.0/16"],
    ]


def test_notes_without_an_installation_have_none_and_the_list_says_so(tmp_path: Path, learner: Client) -> None:
    (tmp_path / "a.md").write_text("# Cluster\n\n## Parts\n\nWords.\n\n## More\n\nWords.\n")
    run(tmp_path)
    assert not Checklist.objects.exists()
    assert "becomes a checklist by itself" in text(learner.get("/checklists/"))


def test_two_installations_of_one_name_have_addresses_of_their_own(tmp_path: Path) -> None:
    for name in ("a", "b"):
        (tmp_path / f"{name}.md").write_text(NOTE)
    run(tmp_path)
    slugs = set(Checklist.objects.values_list("slug", flat=True))
    assert len(slugs) == 2


# What is authored beside it


def test_what_accompanies_a_step_of_the_notes_is_shown_there(folder: Path, learner: Client) -> None:
    one = {"step": "Swap", "why": "The kubelet wants it off.", "failures": [failure("zram")]}
    write_checklist(folder, "ours", one, section="Installation")
    run(folder)
    assert of("Swap").companion["why"]["en"] == "The kubelet wants it off."
    assert of("Start").companion == {}
    shown = page(learner)
    assert "The kubelet wants it off." in shown
    assert "zram is seen" in shown
    (folder / "course" / "checklists" / "ours.yaml").unlink()
    run(folder)
    assert "The kubelet wants it off." not in page(learner)


def test_what_accompanies_nothing_is_warned_of(folder: Path) -> None:
    write_checklist(folder, "ours", {"step": "Swop", "why": "W"}, {"step": "Swap", "why": "W"}, section="Installation")
    write_checklist(folder, "theirs", {"step": "Swap", "why": "W"}, section="Deployment")
    warnings = [(Path(one.file).name, one.code, one.line > 1) for one in run(folder).warnings]
    assert sorted(warnings) == [("ours.yaml", "unknown-step", True), ("theirs.yaml", "unknown-section", False)]


def test_an_order_for_a_step_that_is_not_there_is_warned_of(folder: Path) -> None:
    (folder / "course" / "diagrams").mkdir(parents=True)
    (folder / "course" / "diagrams" / "start.yaml").write_text(
        "title: Start\nabout: It starts.\nnodes:\n  etcd: {label: etcd, role: It stores.}\n"
        "  docker: {label: docker, role: It runs.}\nwires: [etcd -> docker]\nnarrow: |\n  etcd\n  .\n  docker\n"
        "steps:\n  - {title: One, text: T, failure: F, move: etcd -> docker}\n"
    )
    services = [{"id": "etcd", "command": "systemctl start etcd"}]
    order = {"step": "Stop", "diagram": "start", "services": services}
    write_checklist(folder, "ours", {"step": "Swap", "why": "W"}, section="Installation", order=order)
    assert [one.code for one in run(folder).warnings] == ["unknown-step"]
    assert Checklist.objects.get().order == {}


def test_a_walkthrough_that_stands_alone_comes_and_goes_and_returns_with_its_ticks(
    folder: Path, learner: Client
) -> None:
    path = write_checklist(folder, "kind", step("begin"), step("finish"))
    run(folder)
    tick(learner, of("Begin"))
    kept = path.read_text()
    path.unlink()
    run(folder)
    assert learner.get("/checklists/kind/").status_code == 410
    assert "/checklists/kind/" not in learner.get("/checklists/").content.decode()
    path.write_text(kept)
    run(folder)
    assert "1 of 2 steps done" in text(learner.get("/checklists/kind/"))


# Ticks, when the notes change


def test_a_changed_command_un_ticks_nothing_but_is_told_until_it_was_seen(folder: Path, learner: Client) -> None:
    run(folder)
    tick(learner, of("Packages"))
    assert UPDATED not in page(learner)
    edit(folder, ("install -y kubeadm", "install -y kubeadm=1.37.1-1.1"))
    assert done() == {"Packages": [0, 1]}
    assert page(learner).count(UPDATED) == 1
    assert "内容已更新" in text(learner.get(Checklist.objects.get().get_absolute_url(), headers=CHINESE))
    address = f"{Checklist.objects.get().get_absolute_url()}{of('Packages').key}/seen/"
    assert learner.post(address).status_code == 302
    assert UPDATED not in page(learner)
    assert done() == {"Packages": [0, 1]}


def test_what_was_not_ticked_is_not_told_of(folder: Path, learner: Client) -> None:
    run(folder)
    tick(learner, of("Swap"))
    tick(learner, of("Packages"))
    tick(learner, of("Packages"), done=False)
    edit(folder, ("install -y kubeadm", "install -y kubelet"))
    assert UPDATED not in page(learner)


def test_ticks_stay_with_their_steps_when_those_change_places(folder: Path, learner: Client) -> None:
    run(folder)
    tick(learner, of("Packages"), of("Packages").parts[1]["id"])
    tick(learner, of("Start"))
    taken = cut(folder, "Start")
    edit(folder, ("### Swap", f"{taken}\n### Swap"))
    assert list(said(Checklist.objects.get())) == ["Start", "Swap", "Packages"]
    assert done() == {"Packages": [1], "Start": [0, 1, 2]}
    assert UPDATED not in page(learner)


def test_ticks_stay_with_a_step_whose_title_was_mended(folder: Path, learner: Client) -> None:
    run(folder)
    tick(learner, of("Packages"))
    edit(folder, ("### Packages", "### Packages too"))
    assert done() == {"Packages too": [0, 1]}


def test_ticks_stay_with_a_step_that_is_called_something_else_but_does_the_same(folder: Path, learner: Client) -> None:
    run(folder)
    tick(learner, of("Packages"))
    edit(folder, ("### Packages", "### 装软件"))
    assert done() == {"装软件": [0, 1]}


def test_ticks_stay_with_their_commands_when_others_come_between(folder: Path, learner: Client) -> None:
    run(folder)
    start = of("Start")
    for part in (start.parts[0], start.parts[2]):
        tick(learner, start, part["id"])
    edit(folder, ("systemctl start docker\n", "modprobe overlay\nsystemctl start docker\n"))
    assert done() == {"Start": [0, 3]}
    edit(folder, ("modprobe overlay\n", ""), ("systemctl start docker\n", ""))
    assert done() == {"Start": [0, 1]}


def test_a_removed_step_keeps_its_record_and_returns_with_its_ticks(folder: Path, learner: Client) -> None:
    run(folder)
    tick(learner, of("Swap"))
    tick(learner, of("Start"), of("Start").parts[0]["id"])
    remark(learner, of("Packages"), "Took the mirror.")
    taken = [cut(folder, title) for title in ("Start", "Packages")]
    (folder / "a.md").write_text(
        (folder / "a.md").read_text().replace("### Swap", "### More\n```sh\nls\n```\n### Swap")
    )
    run(folder)
    _, shown, lost = page(learner).partition(LOST)
    assert shown
    assert "Start" in lost
    assert "Took the mirror." in lost
    assert "Swap" not in lost
    (folder / "a.md").write_text((folder / "a.md").read_text() + "\n".join(reversed(taken)))
    run(folder)
    assert LOST not in page(learner)
    assert done() == {"Swap": [0], "Start": [0]}
    assert "Took the mirror." in page(learner)


def test_what_nobody_did_is_not_missed(folder: Path, learner: Client) -> None:
    run(folder)
    tick(learner, of("Swap"))
    cut(folder, "Start")
    assert LOST not in page(learner)


def test_a_part_that_was_ticked_for_one_system_is_remembered_when_its_step_goes(folder: Path, learner: Client) -> None:
    parts = [{"command": "apt", "only": "deb"}, {"command": "dnf", "only": "rpm"}]
    variants = [{"id": id, "label": id, "systems": [id]} for id in ("deb", "rpm")]
    write_checklist(folder, "kind", step("begin"), step("finish", parts=parts), variants=variants)
    run(folder)
    tick(learner, of("Finish"), of("Finish").parts[0]["id"])
    write_checklist(folder, "kind", step("begin"), variants=variants)
    run(folder)
    _, _, lost = text(learner.get("/checklists/kind/")).partition(LOST)
    assert "✓ Finish" in lost


def test_a_note_that_goes_and_returns_brings_its_ticks_back(folder: Path, learner: Client) -> None:
    run(folder)
    tick(learner, of("Swap"))
    address = Checklist.objects.get().get_absolute_url()
    (folder / "b.md").write_text("# Other\n\nWords.\n")
    (folder / "a.md").unlink()
    run(folder)
    assert learner.get(address).status_code == 410
    (folder / "a.md").write_text(NOTE)
    run(folder)
    assert "1 of 3 steps done" in text(learner.get(address))


def test_importing_the_same_again_changes_nothing(folder: Path, learner: Client) -> None:
    run(folder)
    tick(learner, of("Start"))
    before = list(Step.objects.values()), list(Checklist.objects.values()), Run.objects.get().ticks
    run(folder)
    (folder / "b.md").write_text("# Other\n\nWords.\n")
    run(folder)
    assert (list(Step.objects.values()), list(Checklist.objects.values()), Run.objects.get().ticks) == before
