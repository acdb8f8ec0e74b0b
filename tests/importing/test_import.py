"""The import as authors meet it: `manage.py import_notes` on folders of notes, and what happens to what was there."""

import json
import time
from io import StringIO
from pathlib import Path

import pytest
from django.core.management import CommandError, call_command

from learners.models import Learner
from lessons.importing import changing, conversion
from lessons.importing.door import import_notes
from lessons.importing.target import Options
from lessons.models import Asset, Course, Erratum, Lesson, Note, Reading, SearchEntry, Section, Step, Term

OUR_NOTES = Path(__file__).parents[2] / "notes"

pytestmark = [pytest.mark.django_db, pytest.mark.database]

PODS = """# Kubernetes

## Pods

A Pod is one or more containers that share a network namespace, an address and the volumes that they name.

- **Sandbox:** holds the network namespace of the Pod while its containers come and go.
- **Init container:** runs to its end before the others start, one after the other.

### Life

A Pod is scheduled once. When it is gone it is replaced, not repaired.

## Services

A Service gives a changing set of Pods one name and one virtual address.

## Jobs

A Job runs Pods until enough of them have ended well, and counts the failures on the way there.
"""
PNG = b"\x89PNG\r\n\x1a\n" + bytes(32)


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    (tmp_path / "pods.md").write_text(PODS)
    return tmp_path


def run(path: Path, **options):
    return import_notes(path, Options(processes=1, **options))


def edit(path: Path, old: str, new: str) -> None:
    text = path.read_text()
    assert old in text
    path.write_text(text.replace(old, new))


def live() -> list[str]:
    return list(Lesson.objects.filter(retired_at=None).values_list("slug", flat=True))


# Our own note


def test_our_note_alone_gives_six_lessons_and_one_list_of_references(tmp_path):
    (tmp_path / "README.md").write_bytes((OUR_NOTES / "README.md").read_bytes())
    report = run(tmp_path)
    kinds = list(Lesson.objects.values_list("kind", flat=True))
    assert kinds == ["lesson"] * 6 + ["references"]
    assert len(report.lessons["created"]) == 7
    groups = [group for (group,) in Term.objects.order_by("lesson__position", "position").values_list("group")]
    assert groups == ["全局架构"] * 6 + ["集群对象关系"] * 12 + ["访问模式"] * 3
    steps = Step.objects.values_list("title", "commands")
    assert [(title, len(commands)) for title, commands in steps] == [
        ("关闭防火墙", 2),
        ("安装etcd和kubernetes（会自动安装docker）", 1),
        ("修改配置", 0),
        ("按顺序启动所有服务", 7),
        ("查看版本", 1),
    ]


def test_our_course_makes_architecture_objects_and_networking_lessons_of_their_own():
    run(OUR_NOTES)
    assert live() == [
        "why-containers",
        "what-is-docker",
        "what-is-kubernetes",
        "architecture",
        "objects",
        "networking",
        "single-node-install",
        "references",
    ]
    assert Term.objects.filter(lesson__slug="architecture").count() == 6
    assert Term.objects.filter(lesson__slug="objects").count() == 12
    assert not Erratum.objects.filter(lesson=None).exists()
    assert {problem["code"] for note in Note.objects.all() for problem in note.problems} == {"missing-link"}


def test_our_missing_pictures_are_replaced_by_diagrams_in_the_language_of_the_interface():
    run(OUR_NOTES)
    architecture = Lesson.objects.get(slug="architecture")
    assert 'data-diagram="cluster"' in architecture.html
    assert "控制平面" in architecture.html
    assert 'data-diagram="cluster"' in architecture.html_en
    assert "Control plane" in architecture.html_en
    assert "k8s-cluster.png" not in architecture.html.replace("./images/k8s-cluster.png", "")


# Identity


def test_importing_twice_changes_nothing(folder):
    first = run(folder)
    revision = Course.objects.get().revision
    second = run(folder)
    assert first.lessons["created"] == second.lessons["unchanged"] == ["pods", "services", "jobs"]
    assert not second.lessons["created"]
    assert Course.objects.get().revision == revision


def test_an_edited_lesson_stays_the_same_lesson_for_its_readers(folder):
    run(folder)
    learner, lesson = Learner.objects.create(), Lesson.objects.get(slug="pods")
    Reading.objects.create(learner=learner, lesson=lesson)
    edit(folder / "pods.md", "one or more containers", "one, seldom more, containers")
    report = run(folder)
    assert report.lessons["updated"] == ["pods"]
    assert report.lessons["unchanged"] == ["services", "jobs"]
    assert Reading.objects.get().lesson.html.count("seldom more") == 1


def test_a_renamed_heading_keeps_its_lesson_and_address(folder):
    run(folder)
    pk = Lesson.objects.get(slug="pods").pk
    edit(folder / "pods.md", "## Pods", "## What a Pod is")
    assert run(folder).lessons["updated"] == ["pods"]
    assert Lesson.objects.get(pk=pk).title == "What a Pod is"
    assert live() == ["pods", "services", "jobs"]


def test_reordered_sections_are_reported_as_moved_and_stay_what_they_were(folder):
    run(folder)
    keys = dict(Lesson.objects.values_list("slug", "pk"))
    head, pods, services, jobs = PODS.replace("\n## ", "\0## ").split("\0")
    (folder / "pods.md").write_text("\n".join([head, jobs, pods, services]))
    report = run(folder)
    assert report.lessons["moved"] == ["jobs"]
    assert report.lessons["unchanged"] == ["pods", "services"]
    assert dict(Lesson.objects.values_list("slug", "pk")) == keys
    assert live() == ["jobs", "pods", "services"]


def test_a_section_moved_to_another_file_stays_the_same_lesson(folder):
    run(folder)
    pk = Lesson.objects.get(slug="jobs").pk
    head, _, jobs = PODS.partition("## Jobs")
    (folder / "pods.md").write_text(head)
    (folder / "work.md").write_text("# Work\n\n## Jobs" + jobs + "\n## CronJobs\n\nMake Jobs by the clock.\n")
    report = run(folder)
    assert report.lessons["moved"] == ["jobs"]
    assert report.lessons["created"] == ["cronjobs"]
    assert Lesson.objects.get(slug="jobs").pk == pk
    assert Lesson.objects.get(slug="jobs").note.path == "work.md"


def test_a_section_that_disappears_is_retired_and_revived_when_it_returns(folder):
    run(folder)
    lesson = Lesson.objects.get(slug="jobs")
    Reading.objects.create(learner=Learner.objects.create(), lesson=lesson)
    (folder / "pods.md").write_text(PODS.partition("## Jobs")[0])
    assert run(folder).lessons["retired"] == ["jobs"]
    assert Lesson.objects.get(pk=lesson.pk).retired_at is not None
    assert not SearchEntry.objects.filter(lesson=lesson).exists()
    (folder / "pods.md").write_text(PODS)
    report = run(folder)
    assert report.lessons["updated"] == ["jobs"]
    assert Lesson.objects.get(slug="jobs").pk == lesson.pk
    assert Lesson.objects.get(slug="jobs").retired_at is None
    assert Reading.objects.filter(lesson=lesson).exists()


def test_an_explicit_id_carries_a_lesson_through_any_rewrite(folder):
    edit(folder / "pods.md", "## Jobs", "## Jobs {#work}")
    run(folder)
    pk = Lesson.objects.get(title="Jobs").pk
    head = PODS.partition("## Jobs")[0]
    (folder / "pods.md").write_text(head + "## Run to completion {#work}\n\nNothing is as it was before.\n")
    assert run(folder).lessons["retired"] == []
    assert Lesson.objects.get(title="Run to completion").pk == pk


def test_terms_and_sub_sections_keep_their_identity_too(folder):
    run(folder)
    terms, section = dict(Term.objects.values_list("name", "pk")), Section.objects.get(title="Life")
    edit(folder / "pods.md", "while its containers come and go", "for as long as the Pod lives")
    edit(folder / "pods.md", "**Init container:**", "**Init containers:**")
    edit(folder / "pods.md", "### Life", "### The life of a Pod")
    run(folder)
    assert Term.objects.get(name="Sandbox").pk == terms["Sandbox"]
    assert Term.objects.get(name="Init containers").pk == terms["Init container"]
    assert Section.objects.get(pk=section.pk).title == "The life of a Pod"


def test_a_term_that_disappears_is_retired(folder):
    run(folder)
    edit(
        folder / "pods.md", "- **Init container:** runs to its end before the others start, one after the other.\n", ""
    )
    report = run(folder)
    assert report.terms == Term.objects.filter(retired_at=None).count()
    assert Term.objects.get(name="Init container").retired_at is not None


def test_a_new_section_never_takes_the_address_of_a_retired_one(folder):
    run(folder)
    (folder / "pods.md").write_text(PODS.partition("## Jobs")[0])
    run(folder)
    (folder / "other.md").write_text("# Other\n\n## jobs\n\n招聘信息，与 Kubernetes 没有关系。\n\n## more\n\nText.\n")
    run(folder)
    assert Lesson.objects.filter(slug="jobs").count() == 1


def test_another_folder_retires_what_is_no_longer_there(folder, tmp_path_factory):
    run(folder)
    other = tmp_path_factory.mktemp("other")
    (other / "etcd.md").write_text("# etcd\n\n## Raft\n\nA majority decides.\n\n## Watch\n\nChanges, in their order.\n")
    report = run(other)
    assert sorted(report.lessons["retired"]) == ["jobs", "pods", "services"]
    assert live() == ["raft", "watch"]
    assert sorted(run(folder).lessons["updated"]) == ["jobs", "pods", "services"]


def test_a_single_file_touches_only_what_came_from_it(folder):
    (folder / "etcd.md").write_text(
        "# etcd\n\n## Raft\n\nA majority decides.\n\n## Watch\n\nChanges, in their order.\n"
    )
    run(folder)
    edit(folder / "etcd.md", "A majority decides.", "More than half decide.")
    edit(folder / "pods.md", "one virtual address", "one address")
    report = run(folder / "etcd.md")
    assert report.lessons["updated"] == ["raft"]
    assert "one virtual address" in Lesson.objects.get(slug="services").html
    assert run(folder).lessons["updated"] == ["services"]


# Links, images, errata


def test_a_link_to_a_note_that_comes_later_is_mended_when_it_comes(folder):
    (folder / "a.md").write_text("# A\n\n## One\n\nSee [Raft](etcd.md#raft) and [x](gone.md).\n\n## Two\n\nText.\n")
    report = run(folder)
    assert [(p.file, p.line, p.code) for p in report.warnings] == [
        ("a.md", 5, "missing-link"),
        ("a.md", 5, "missing-link"),
    ]
    assert 'data-missing="etcd.md"' in Lesson.objects.get(slug="one").html
    (folder / "etcd.md").write_text("# etcd\n\n## Watch\n\nChanges.\n\n## Raft\n\nA majority decides.\n")
    report = run(folder)
    assert "one" in report.lessons["unchanged"]
    assert 'href="/lessons/raft/"' in Lesson.objects.get(slug="one").html
    (folder / "etcd.md").unlink()
    run(folder)
    assert 'data-missing="etcd.md"' in Lesson.objects.get(slug="one").html


def test_a_link_to_a_sub_section_of_an_unchanged_note_stays_exact(folder):
    (folder / "a.md").write_text("# A\n\n## One\n\nSee [life](pods.md#life).\n\n## Two\n\nText.\n")
    run(folder)
    edit(folder / "a.md", "Text.", "Other text.")
    run(folder)
    assert 'href="/lessons/pods/#life"' in Lesson.objects.get(slug="one").html


def test_images_that_are_there_are_shown_and_those_that_only_say_so_are_not(folder):
    (folder / "a.md").write_text("# A\n\n## One\n\n![real](real.png) ![fake](fake.png)\n\n## Two\n\nText.\n")
    (folder / "real.png").write_bytes(PNG)
    (folder / "fake.png").write_text("<html><script>alert(1)</script></html>")
    report = run(folder)
    html = Lesson.objects.get(slug="one").html
    assert 'src="/files/real.png"' in html
    assert 'data-missing="fake.png"' in html
    assert list(Asset.objects.values_list("path", "content_type")) == [("real.png", "image/png")]
    assert [problem.code for problem in report.warnings] == ["missing-image"]


def course(folder: Path, **files: str) -> None:
    (folder / "course").mkdir(exist_ok=True)
    for name, text in files.items():
        (folder / "course" / f"{name}.yaml").write_text(text)


ERRATUM = """- name: e1-service
  quotes: [one virtual address]
  severity: imprecise
  text: 无头服务没有虚拟地址。
  text_en: A headless Service has none.
  sources: [https://kubernetes.io/docs/concepts/services-networking/service/]
"""


def test_an_erratum_stands_beside_its_quote_and_the_words_stay(folder):
    course(folder, errata=ERRATUM)
    run(folder)
    services = Lesson.objects.get(slug="services")
    assert Erratum.objects.get().lesson == services
    assert 'data-erratum="e1-service"' in services.html
    assert "无头服务没有虚拟地址" in services.html
    assert "A headless Service has none" in services.html_en


def test_an_erratum_follows_its_quote_into_another_note_and_back_to_a_warning(folder):
    course(folder, errata=ERRATUM)
    (folder / "z.md").write_text("# Z\n\n## Zed\n\nAgain one virtual address, it says.\n\n## End\n\nText.\n")
    run(folder)
    edit(folder / "pods.md", "one virtual address", "an address")
    assert not run(folder).warnings
    assert Erratum.objects.get().lesson == Lesson.objects.get(slug="zed")
    assert 'data-erratum="e1-service"' in Lesson.objects.get(slug="zed").html
    edit(folder / "z.md", "one virtual address", "nothing")
    report = run(folder)
    assert [(p.file, p.line, p.code) for p in report.warnings] == [("course/errata.yaml", 1, "quote-gone")]
    assert Erratum.objects.get().lesson is None


def test_a_section_that_the_course_names_and_nobody_wrote_is_a_warning(folder):
    course(folder, course="title: 课\nlegs:\n- title: 一\n  lessons:\n"
           "  - {note: pods.md, section: Jobs, slug: work}\n  - {note: pods.md, section: Nodes}\n")  # fmt: skip
    report = run(folder)
    assert [(p.file, p.line, p.code) for p in report.warnings] == [("course/course.yaml", 6, "unknown-section")]
    assert live() == ["work", "pods", "services"]


def test_every_mistake_in_the_course_is_reported_at_once_and_nothing_is_written(folder):
    run(folder)
    course(folder, errata="- name: e1\n  severity: terrible\n", course="legs: 3\n")
    report = run(folder)
    assert {problem.file for problem in report.errors} == {"course/course.yaml", "course/errata.yaml"}
    assert all(problem.line for problem in report.errors)
    assert live() == ["pods", "services", "jobs"]


# What goes wrong


def test_a_file_over_the_limit_is_reported_and_the_rest_is_imported(folder):
    (folder / "huge.md").write_text("# Huge\n\n## One\n\n" + "word " * 500_000)
    report = run(folder)
    assert [(problem.file, problem.code) for problem in report.warnings] == [("huge.md", "too-large")]
    assert live() == ["pods", "services", "jobs"]
    assert run(folder).warnings == report.warnings


def test_a_file_that_can_no_longer_be_read_keeps_its_lessons(folder):
    run(folder)
    (folder / "pods.md").write_text("word " * 500_000)
    report = run(folder)
    assert report.lessons["unchanged"] == ["pods", "services", "jobs"]
    assert not report.lessons["retired"]


def test_a_file_that_takes_too_long_is_given_up(folder, monkeypatch):
    (folder / "slow.md").write_text("# Slow\n\n## One\n\nText.\n")
    convert = conversion.convert

    def stalling(job):
        if job.path == "slow.md":
            time.sleep(60)
        return convert(job)

    monkeypatch.setattr(conversion, "convert", stalling)
    report = run(folder, seconds=3)
    assert [(problem.file, problem.code) for problem in report.warnings] == [("slow.md", "took-too-long")]
    assert live() == ["pods", "services", "jobs"]


@pytest.mark.parametrize(
    ("name", "code"), [("nowhere", "not-found"), ("empty", "no-notes"), ("picture.png", "not-markdown")]
)
def test_a_target_that_is_no_note_is_an_error_and_changes_nothing(folder, name, code):
    run(folder)
    (folder / "empty").mkdir()
    (folder / "picture.png").write_bytes(PNG)
    report = run(folder / name)
    assert [problem.code for problem in report.errors] == [code]
    assert live() == ["pods", "services", "jobs"]


def test_an_import_that_fails_half_way_leaves_everything_as_it_was(folder, monkeypatch):
    run(folder)
    edit(folder / "pods.md", "one virtual address", "one address")

    def broken(*arguments):
        raise RuntimeError("disk full")

    monkeypatch.setattr(changing.writing, "write_errata", broken)
    with pytest.raises(RuntimeError):
        run(folder)
    assert "one virtual address" in Lesson.objects.get(slug="services").html


def test_an_import_that_another_one_overtook_starts_over(folder, monkeypatch):
    run(folder)
    load = changing.states.load

    def overtaken():
        state = load()
        monkeypatch.setattr(changing.states, "load", load)
        edit(folder / "pods.md", "one virtual address", "one address")
        run(folder)
        return state

    edit(folder / "pods.md", "## Jobs", "## Batch work")
    monkeypatch.setattr(changing.states, "load", overtaken)
    run(folder)
    assert live() == ["pods", "services", "jobs"]
    assert "one address" in Lesson.objects.get(slug="services").html
    assert Lesson.objects.get(slug="jobs").title == "Batch work"
    assert Note.objects.count() == 1


# The command


def command(*arguments: object) -> dict:
    out = StringIO()
    call_command("import_notes", *map(str, arguments), "--json", "--processes=1", stdout=out, stderr=StringIO())
    return json.loads(out.getvalue())


def test_a_dry_run_says_what_would_happen_and_writes_nothing(folder):
    printed = command(folder, "--dry-run")
    assert printed["lessons"]["created"] == ["pods", "services", "jobs"]
    assert printed["terms"] == 2
    assert not Lesson.objects.exists()
    assert command(folder)["lessons"] == printed["lessons"]


def test_the_json_report_has_the_agreed_shape(folder):
    edit(folder / "pods.md", "### Life", "[gone](gone.md)\n\n### Life")
    assert command(folder) == {
        "lessons": {
            "created": ["pods", "services", "jobs"],
            "updated": [],
            "moved": [],
            "unchanged": [],
            "retired": [],
        },
        "terms": 2,
        "steps": 0,
        "questions": 0,
        "warnings": [
            {
                "file": "pods.md",
                "line": 10,
                "code": "missing-link",
                "message": "There is no note gone.md in the folder.",
            }
        ],
        "errors": [],
    }


def test_strict_takes_warnings_for_errors(folder):
    edit(folder / "pods.md", "### Life", "[gone](gone.md)\n\n### Life")
    with pytest.raises(CommandError) as failure:
        command(folder, "--strict")
    assert failure.value.returncode == 1
    assert not Lesson.objects.exists()


def test_an_error_ends_the_command_with_one(tmp_path):
    with pytest.raises(CommandError) as failure:
        command(tmp_path / "nowhere")
    assert failure.value.returncode == 1
