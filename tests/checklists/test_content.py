"""Our own two walkthroughs: complete, in both languages, with sources, and what the note says to the letter."""

import re
from pathlib import Path
from typing import Any

import pytest
from django.test import Client

from checklists.authored import Checklist as Authored
from checklists.authored import failures, load
from checklists.models import Checklist, Step
from lessons.course.loader import load_course
from lessons.models import Course
from tests.checklists.acting import CHINESE, ENGLISH, KUBEADM, OURS
from tests.web.reading import text

pytestmark = [pytest.mark.django_db, pytest.mark.database, pytest.mark.usefixtures("course")]

NOTES = Path(__file__).parents[2] / "notes"
AUTHORED = {one.name: one for one in load(NOTES, load_course(NOTES))}
SLUGS = (OURS, KUBEADM)
HAN = re.compile(r"[\u4e00-\u9fff]")
languages = pytest.mark.parametrize("language", [CHINESE, ENGLISH], ids=["zh", "en"])
walkthroughs = pytest.mark.parametrize("slug", SLUGS)
every_step = pytest.mark.parametrize(
    ("slug", "number"), [(slug, number) for slug in SLUGS for number in range(len(AUTHORED[slug].steps))]
)


def said(slug: str) -> dict[str, list[str]]:
    """Commands and edits by step."""
    steps = Step.objects.filter(checklist__slug=slug)
    return {one.title["zh"]: [part.get("command") or part["edit"]["zh"] for part in one.parts] for one in steps}


def shown(slug: str, step: Step, language: dict[str, str]) -> str:
    """What the page says of one step, white space as it is."""
    page = Client(headers=language).get(f"/checklists/{slug}/").content.decode()
    [_, after] = page.split(f'<li id="{step.key}"')
    return after.split('data-step-id="')[1]


def plain(html: str) -> str:
    named = {"&lt;": "<", "&gt;": ">", "&quot;": '"', "&#x27;": "'", "&#39;": "'", "&amp;": "&"}
    without = re.sub(r"<[^>]+>", "", html)
    for entity, sign in named.items():
        without = without.replace(entity, sign)
    return " ".join(without.split())


def unmarked(words: str) -> str:
    """A text of one line as a reader sees it."""
    return " ".join(words.replace("`", "").split())


def test_our_note_has_five_steps_with_its_commands_to_the_letter() -> None:
    assert said(OURS) == {
        "关闭防火墙": ["systemctl disable firewalld", "systemctl stop firewalld"],
        "安装etcd和kubernetes（会自动安装docker）": ["yum install -y etcd kubernetes"],
        "修改配置": [
            "修改Docker配置文件/etc/sysconfig/docker，OPTIONS='--selinux-enabled=false --insecure-registry gcr.io'",
            "修改配置文件/etc/kubernetes/apiserver，把–admission_control参数中的ServiceAccount删除",
        ],
        "按顺序启动所有服务": [
            "systemctl start etcd",
            "systemctl start docker",
            "systemctl start kube-apiserver",
            "systemctl start kube-controller-manager",
            "systemctl start kube-scheduler",
            "systemctl start kubelet",
            "systemctl start kube-proxy",
        ],
        "查看版本": ["kubectl version"],
    }


def test_each_step_of_the_note_leads_to_its_place_in_the_lesson(client: Client) -> None:
    for one in Step.objects.filter(checklist__slug=OURS):
        address, _, anchor = one.url.partition("#")
        assert anchor
        assert f'id="{anchor}"' in client.get(address).content.decode()


def test_both_are_listed_with_the_steps_that_one_has_to_do() -> None:
    listed = text(Client(headers=ENGLISH).get("/checklists/"))
    assert listed.index(f"/checklists/{OURS}/") < listed.index(f"/checklists/{KUBEADM}/")
    assert "5 steps" in listed
    assert "16 steps" in listed, "starting over is none of them"
    assert len(AUTHORED[KUBEADM].steps) == 17


def test_the_one_of_the_note_points_to_the_one_for_today(client: Client) -> None:
    assert f'href="/checklists/{KUBEADM}/"' in client.get(f"/checklists/{OURS}/").content.decode()


def test_every_step_of_the_note_has_a_companion_that_is_honest_about_today() -> None:
    assert [one.step for one in AUTHORED[OURS].steps] == list(said(OURS))
    for one in AUTHORED[OURS].steps:
        assert one.why
        assert one.today.zh
        assert one.today.en


@languages
@every_step
def test_a_step_shows_all_that_is_written_of_it(slug: str, number: int, language: dict[str, str]) -> None:
    authored, step = AUTHORED[slug].steps[number], Step.objects.filter(checklist__slug=slug)[number]
    page = plain(shown(slug, step, language))
    english = language is ENGLISH
    values = {field.id: field.default for field in AUTHORED[slug].fields}

    def there(words: Any) -> bool:
        said = words if isinstance(words, str) else words.en if english else words.zh
        for id, value in values.items():
            said = said.replace("{{" + id + "}}", value)
        return unmarked(said) in page

    assert there(authored.why)
    assert all(there(words) for words in (authored.before, authored.today) if words)
    for failure in authored.failures:
        assert there(failure.symptom), failure.id
        assert there(failure.cause), failure.id
        assert there(failure.fix), failure.id
        assert there(failure.command), failure.id
    first = AUTHORED[slug].variants[0].id
    for part in authored.parts:
        if part.only in ("", first):
            assert there(part.command)
            assert there(part.text)
            assert there(part.edit)
    for verify in authored.verify:
        if verify.only in ("", first):
            assert there(verify.command)


@every_step
def test_a_step_has_something_to_verify_failures_and_sources(slug: str, number: int) -> None:
    step = AUTHORED[slug].steps[number]
    assert step.verify
    assert step.failures
    assert step.sources
    for source in (*step.sources, *(source for failure in step.failures for source in failure.sources)):
        assert source.startswith("https://")


@languages
@walkthroughs
@pytest.mark.parametrize("form", ["/", ".sh", ".md"])
def test_nothing_is_left_to_be_filled_in(slug: str, form: str, language: dict[str, str]) -> None:
    client = Client(headers=language)
    for variant in ("", *(one.id for one in AUTHORED[slug].variants)):
        response = client.get(f"/checklists/{slug}{form}", {"variant": variant})
        assert response.status_code == 200
        found = response.content.decode().replace("{{.", "")
        assert not re.search(r"\{\{[a-z0-9-]+\}\}", found)


@languages
@walkthroughs
def test_the_markdown_has_every_step_with_boxes_and_commands(slug: str, language: dict[str, str]) -> None:
    found = Client(headers=language).get(f"/checklists/{slug}.md").content.decode()
    steps = list(Step.objects.filter(checklist__slug=slug))
    headings = re.findall(r"^## (\d+)\. (.+)$", found, re.MULTILINE)
    chosen = "en" if language is ENGLISH else "zh"
    assert headings == [(str(number), step.title[chosen]) for number, step in enumerate(steps, start=1)]
    assert found.count("- [ ] ") == sum(len(step.parts) for step in steps)
    assert found.count("```") % 2 == 0
    assert "``" not in found.replace("```", "")


@walkthroughs
def test_in_english_only_what_the_note_says_is_chinese(slug: str) -> None:
    found = Client(headers=ENGLISH).get(f"/checklists/{slug}.md").content.decode()
    lines = [line for line in found.splitlines() if HAN.search(line)]
    note = (NOTES / "README.md").read_text()
    for line in lines:
        assert re.sub(r"^(?:#+ (?:\d+\. )?|- \[ \] )", "", line)[:12] in note, line


def test_both_know_at_least_as_many_failures_as_were_found_out() -> None:
    def with_fix(checklist: Authored) -> int:
        return sum(bool(one.fix and one.cause) for one in failures(checklist))

    assert with_fix(AUTHORED[KUBEADM]) >= 14
    assert with_fix(AUTHORED[OURS]) >= 5


def test_what_the_first_variants_are_for_is_named_as_systems_name_themselves() -> None:
    systems = {one.id: one.systems for one in AUTHORED[KUBEADM].variants}
    assert {"debian", "ubuntu"} <= set(systems["deb"])
    assert {"rhel", "rocky", "almalinux"} <= set(systems["rpm"])
    assert [field.id for field in AUTHORED[KUBEADM].fields][:3] == ["version", "pod-cidr", "image-repository"]


def test_they_are_in_the_database_as_they_are_in_the_files(course: Course) -> None:
    assert set(Checklist.objects.values_list("slug", flat=True)) == set(SLUGS)
