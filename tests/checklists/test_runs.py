"""Several machines, each a run with its own ticks and values; and values that fill every command."""

from pathlib import Path
from typing import Any

import pytest
from django.test import Client

from checklists.models import Run
from lessons.importing.door import import_notes
from lessons.importing.target import Options
from tests.checklists import files
from tests.checklists.acting import ENGLISH, KUBEADM, OURS, done, paste, remark, run, step, tick
from tests.web.reading import text

pytestmark = [pytest.mark.django_db, pytest.mark.database, pytest.mark.usefixtures("course")]

VALUES = {
    "version": "v1.36",
    "pod-cidr": "192.168.0.0/16",
    "image-repository": "mirror.example:5000/k8s",
    "test-image": "mirror.example/nginx:1.29",
}
DEFAULTS = {
    "version": "v1.37",
    "pod-cidr": "10.244.0.0/16",
    "image-repository": "registry.k8s.io",
    "test-image": "nginx:1.29",
}


@pytest.fixture
def learner() -> Client:
    return Client(headers=ENGLISH)


def page(client: Client, slug: str = OURS, **more: Any) -> str:
    return text(client.get(f"/checklists/{slug}/", more))


def named(name: str) -> Run:
    return Run.objects.get(name=name)


# Runs


def test_each_run_has_its_own_ticks_notes_and_values(learner: Client) -> None:
    for name in ("测试机", "node-2"):
        assert run(learner, "new", KUBEADM, name=name).status_code == 302
    first, second = step("预检", KUBEADM), step("关闭 swap", KUBEADM)
    tick(learner, first, run=named("测试机").pk)
    tick(learner, second, run=named("node-2").pk)
    remark(learner, first, "Slow disk.", run=named("测试机").pk)
    run(learner, "set", KUBEADM, run=named("node-2").pk, **VALUES)
    assert (done(named("测试机")), done(named("node-2"))) == ({"预检": [0, 1]}, {"关闭 swap": [0, 1]})
    one, other = (page(learner, KUBEADM, run=named(name).pk) for name in ("测试机", "node-2"))
    assert "Slow disk." in one
    assert "Slow disk." not in other
    assert "192.168.0.0/16" in other
    assert "192.168.0.0/16" not in one
    listed = text(learner.get("/checklists/"))
    assert listed.count("1 of 16 steps done") >= 2
    assert "测试机" in listed
    assert "node-2" in listed


def test_a_new_run_is_the_one_that_is_shown_next(learner: Client) -> None:
    tick(learner, step("查看版本"))
    answer = run(learner, "new", name="node-2")
    assert answer["Location"] == f"/checklists/{OURS}/?run={named('node-2').pk}"
    assert "0 of 5 steps done" in page(learner)


def test_the_run_that_was_used_last_is_shown(learner: Client) -> None:
    run(learner, "new", name="a")
    run(learner, "new", name="b")
    tick(learner, step("查看版本"), run=named("a").pk)
    assert "1 of 5 steps done" in page(learner)
    assert "0 of 5 steps done" in page(learner, run=named("b").pk)


def test_of_one_name_there_is_one(learner: Client) -> None:
    run(learner, "new", name="node-2")
    tick(learner, step("查看版本"))
    shown = run(learner, "new", name="  node-2\0 ")
    assert "There is one of that name already." in text(shown)
    assert 'value="node-2"' in shown.content.decode()
    assert done() == {"查看版本": [0]}


@pytest.mark.parametrize("do", ["new", "rename"])
@pytest.mark.parametrize("name", ["", "   ", "\0", "\n\t"])
def test_a_run_needs_a_name(learner: Client, do: str, name: str) -> None:
    run(learner, "new", name="node-2")
    assert "Give it a name." in text(run(learner, do, name=name, run=named("node-2").pk))
    assert [one.name for one in Run.objects.all()] == ["node-2"]


def test_a_name_is_one_line_and_has_a_longest_length(learner: Client) -> None:
    run(learner, "new", name="node\n<b>2</b> " + "x" * 100_000)
    [name] = Run.objects.values_list("name", flat=True)
    assert name.startswith("node <b>2</b> xxx")
    assert len(name) == 60
    assert "<b>2</b>" not in page(learner)


def test_a_run_is_renamed_and_keeps_its_ticks(learner: Client) -> None:
    tick(learner, step("查看版本"))
    this = Run.objects.get().pk
    run(learner, "new", name="node-2")
    assert run(learner, "rename", name="node-1", run=this).status_code == 302
    assert done(named("node-1")) == {"查看版本": [0]}
    assert "There is one of that name already." in text(run(learner, "rename", name="node-2", run=this))
    assert run(learner, "rename", name="node-1", run=this).status_code == 302
    assert sorted(Run.objects.values_list("name", flat=True)) == ["node-1", "node-2"]


def test_a_run_is_deleted_with_its_ticks_and_no_other(learner: Client) -> None:
    for name in ("a", "b"):
        run(learner, "new", name=name)
        tick(learner, step("查看版本"), run=named(name).pk)
    gone = named("a").pk
    assert run(learner, "delete", run=gone)["Location"] == f"/checklists/{OURS}/"
    assert [one.name for one in Run.objects.all()] == ["b"]
    assert run(learner, "delete", run=gone).status_code == 404
    assert done() == {"查看版本": [0]}


def test_what_names_no_run_deletes_none(learner: Client) -> None:
    run(learner, "new", name="a")
    run(learner, "delete")
    assert [one.name for one in Run.objects.all()] == ["a"]


@pytest.mark.parametrize("do", ["", "everything", "\0", "x" * 100_000])
def test_what_is_to_be_done_is_one_of_four_things(learner: Client, do: str) -> None:
    assert run(learner, do, name="a").status_code == 400
    assert not Run.objects.exists()


# Which system


def test_the_system_is_chosen_once_and_remembered(learner: Client) -> None:
    assert "apt-get install -y containerd.io" in page(learner, KUBEADM)
    run(learner, "set", KUBEADM, variant="rpm")
    for _ in range(2):
        shown = page(learner, KUBEADM)
        assert "dnf install -y containerd.io" in shown
        assert "apt-get install" not in shown
    run(learner, "set", KUBEADM, variant="none")
    assert Run.objects.get().variant == "rpm", "what there is none of changes nothing"
    script = learner.get(f"/checklists/{KUBEADM}.sh", {"run": Run.objects.get().pk}).content.decode()
    assert "dnf install" in script
    assert "apt-get" not in script


def test_a_step_is_done_when_what_there_is_of_it_for_the_system_is(learner: Client) -> None:
    one = step("安装 containerd", KUBEADM)
    run(learner, "set", KUBEADM, variant="rpm")
    for part in one.parts:
        if part["only"] == "rpm":
            tick(learner, one, part["id"])
    assert "1 of 16 steps done" in page(learner, KUBEADM)


# Values


def test_values_fill_every_command_check_and_script(learner: Client) -> None:
    before = page(learner, KUBEADM)
    assert run(learner, "set", KUBEADM, variant="deb", **VALUES).status_code == 302
    kept = Run.objects.get().pk
    after = page(learner, KUBEADM)
    script = learner.get(f"/checklists/{KUBEADM}.sh", {"run": kept}).content.decode()
    markdown = learner.get(f"/checklists/{KUBEADM}.md", {"run": kept}).content.decode()
    commands = (
        "kubeadm init --pod-network-cidr={pod-cidr} --image-repository={image-repository}",
        "core:/stable:/{version}/deb/",
        "kubeadm config images pull --image-repository {image-repository}",
        "--image={test-image}",
    )
    for command in commands:
        assert command.format(**DEFAULTS) in before
        for shown in (after, script, markdown):
            assert command.format(**VALUES) in shown
            assert command.format(**DEFAULTS) not in shown
    assert "grep -qF -- mirror.example:5000/k8s/kube-apiserver" in script
    pull = step("安装 kubeadm、kubelet、kubectl", KUBEADM)
    assert "how it looks when it worked" in text(paste(learner, pull, 0, "v1.36.4"))
    assert "how it looks when it worked" not in text(paste(Client(headers=ENGLISH), pull, 0, "v1.36.4"))
    assert "<code>v1.36.</code>" in text(paste(learner, pull, 0, "v1.37.0"))


def test_a_value_that_is_left_empty_is_its_default_again(learner: Client) -> None:
    run(learner, "set", KUBEADM, **VALUES)
    run(learner, "set", KUBEADM, **(VALUES | {"version": "  "}))
    assert Run.objects.get().fields == VALUES | {"version": "v1.37"}


HOSTILE = [
    "$(reboot)",
    "`reboot`",
    "v1.37; rm -rf /",
    "v1.37 && reboot",
    "v1.37|sh",
    "v1.37'",
    'v1.37"',
    "v1.37\nreboot",
    "v1.37\\",
    "v1.37\0",
    "$HOME",
    "*",
    "~",
    "<script>alert(1)</script>",
    "v1.37 v1.37",
    "ｖ1.37",
    "v1.37{{pod-cidr}}",
    "x" * 10_000,
    "a" * 201,
]


@pytest.mark.parametrize("field", list(VALUES))
@pytest.mark.parametrize("value", HOSTILE, ids=lambda value: repr(value[:24]))
def test_a_value_that_means_something_to_a_shell_is_refused_and_nothing_changes(
    learner: Client, field: str, value: str
) -> None:
    run(learner, "set", KUBEADM, variant="deb", **VALUES)
    before = Run.objects.values().get()
    refused = run(learner, "set", KUBEADM, variant="rpm", **(DEFAULTS | {field: value}))
    assert refused.status_code == 200
    shown = refused.content.decode()
    assert "will not do here." in shown
    assert '<details class="system" open>' in shown
    assert "<script>alert" not in shown
    assert Run.objects.values().get() == before


SIGNS = " \t\n\0$`;&|<>()'\"\\*?~#!{}[]^，ａ"


@pytest.mark.parametrize("sign", SIGNS, ids=ascii)
def test_what_means_something_to_a_shell_is_refused_whatever_a_field_accepts(
    learner: Client, tmp_path: Path, sign: str
) -> None:
    (tmp_path / "a.md").write_text("# A\n\nWords.\n")
    field = {"id": "any", "label": "Any", "default": "x"}
    files.write_checklist(tmp_path, "kind", files.step("begin", "echo {{any}}"), fields=[field])
    import_notes(tmp_path, Options(processes=1))
    assert "will not do here." in text(run(learner, "set", "kind", any=f"a{sign}b"))
    assert not Run.objects.exists()
    run(learner, "set", "kind", any="a.b:c/d@e%f+g=h,i-j_k")
    assert "echo a.b:c/d@e%f+g=h,i-j_k" in page(learner, "kind")


@pytest.mark.parametrize(
    ("field", "value"),
    [
        ("version", "v1.2"),
        ("version", "1.37"),
        ("pod-cidr", "10.244.0.0"),
        ("pod-cidr", "300.0.0.0/16"),
        ("image-repository", "https://a.org"),
        ("image-repository", "A.org"),
        ("test-image", ":latest"),
    ],
)
def test_a_value_has_to_be_what_its_field_is_for(learner: Client, field: str, value: str) -> None:
    assert "will not do here." in text(run(learner, "set", KUBEADM, **{field: value}))
    assert not Run.objects.exists()


def test_a_value_that_was_kept_and_will_not_do_any_more_is_its_default(learner: Client) -> None:
    run(learner, "set", KUBEADM, **VALUES)
    Run.objects.update(fields=VALUES | {"version": "$(reboot)", "unknown": "x"})
    shown = page(learner, KUBEADM)
    assert "$(reboot)" not in shown
    assert "stable:/v1.37/" in shown
