"""Output that people paste: success, a failure that is known and then its fix, or nothing of either."""

import re
from html import unescape
from pathlib import Path

import pytest
from django.test import Client
from hypothesis import given
from hypothesis import strategies as st

from checklists.authored import failures, load
from checklists.models import Run, Step
from checklists.pasted import LONGEST, cleaned, judged
from lessons.course.loader import load_course
from tests.checklists.acting import CHINESE, ENGLISH, KUBEADM, OURS, paste, step
from tests.checklists.pastes import SAMPLES, Sample
from tests.web.reading import text

pytestmark = [pytest.mark.django_db, pytest.mark.database, pytest.mark.usefixtures("course")]

NOTES = Path(__file__).parents[2] / "notes"
AUTHORED = {one.name: one for one in load(NOTES, load_course(NOTES))}
FAILURES = {one.id: one for checklist in AUTHORED.values() for one in failures(checklist)}
SAYS = {
    "success": "That is how it looks when it worked.",
    "failure": "This failure is known.",
    "nothing": "Nothing here that is known",
}
VERIFICATIONS = [
    (checklist.name, one.id or one.step, number)
    for checklist in AUTHORED.values()
    for one in checklist.steps
    for number in range(len(one.verify))
]


@pytest.fixture
def learner() -> Client:
    return Client(headers=ENGLISH)


def row(sample: Sample) -> Step:
    key = {"title__zh": sample.step} if AUTHORED[sample.checklist].section else {"key": sample.step}
    return Step.objects.get(checklist__slug=sample.checklist, **key)


def only(sample: Sample) -> str:
    """The system that it is of."""
    steps = {one.id or one.step: one for one in AUTHORED[sample.checklist].steps}
    return steps[sample.step].verify[sample.verify].only


def shown(html: str) -> str:
    """What a page says, as a reader sees it."""
    return " ".join(unescape(re.sub(r"<[^>]+>", "", html)).split())


def judge(sample: Sample, language: dict[str, str]) -> str:
    client, variant = Client(headers=language), only(sample)
    if variant:
        client.post(f"/checklists/{sample.checklist}/run/", {"do": "set", "variant": variant})
    answer = paste(client, row(sample), sample.verify, sample.text)
    assert answer.status_code == 200
    return answer.content.decode()


# What people paste


def test_there_are_sixty_samples_and_more() -> None:
    assert len(SAMPLES) >= 60
    assert {sample.checklist for sample in SAMPLES} == AUTHORED.keys()


@pytest.mark.parametrize("sample", SAMPLES, ids=str)
def test_a_sample_is_judged_as_what_it_is(sample: Sample) -> None:
    found = shown(judge(sample, ENGLISH))
    assert [name for name, words in SAYS.items() if words in found] == [sample.shows]
    if sample.shows == "failure":
        known = FAILURES[sample.failure]
        for words in (known.symptom.en, known.cause.en, known.fix.en):
            assert " ".join(words.replace("`", "").split()) in found


@pytest.mark.parametrize("shows", list(SAYS))
def test_it_is_said_in_chinese_too(shows: str) -> None:
    sample = next(sample for sample in SAMPLES if sample.shows == shows)
    found = judge(sample, CHINESE)
    assert SAYS[shows] not in found
    assert re.search("[\u4e00-\u9fff]{4}", found)


@pytest.mark.parametrize("verification", VERIFICATIONS, ids=lambda one: ":".join(map(str, one)))
def test_of_each_verification_there_is_a_success_and_something_else(verification: tuple[str, str, int]) -> None:
    shows = {one.shows for one in SAMPLES if (one.checklist, one.step, one.verify) == verification}
    assert "success" in shows
    assert shows & {"failure", "nothing"}


def test_of_each_failure_that_can_be_recognised_there_is_a_sample() -> None:
    there = {sample.failure for sample in SAMPLES}
    of_steps = [one for checklist in AUTHORED.values() for step in checklist.steps for one in step.failures]
    assert [one.id for one in of_steps if one.match and one.id not in there] == []


# The answer


def test_nothing_recognisable_says_what_was_looked_for_and_what_of_it_is_there(learner: Client) -> None:
    found = shown(paste(learner, step("修改配置"), 0, "OPTIONS='--insecure-registry gcr.io'").content.decode())
    assert SAYS["nothing"] in found
    assert "✓ --insecure-registry gcr.io in it is there" in found
    assert "✗ --selinux-enabled=false in it is not there" in found


def test_a_failure_is_recognised_before_a_success(learner: Client) -> None:
    services = step("按顺序启动所有服务")
    assert SAYS["failure"] in text(paste(learner, services, 2, "active\n" * 7 + "failed\n"))


def test_without_htmx_the_page_has_the_answer_at_its_place_and_what_was_pasted(learner: Client) -> None:
    one = step("关闭防火墙")
    address = f"/checklists/{OURS}/{one.key}/paste/1/"
    page = learner.post(address, {"output": "active & <b>kicking</b>\nactive"}).content.decode()
    assert "<!DOCTYPE html>" in page
    inside = page[page.index(f'id="{one.key}-verify-1"') :].partition("</form>")[2]
    assert SAYS["failure"] in shown(inside.partition('class="verify"')[0])
    assert "active &amp; &lt;b&gt;kicking" in page
    assert page.count(SAYS["failure"]) == 1


@pytest.mark.parametrize("number", [2, 99, 10**30])
def test_a_verification_that_is_not_there_is_not_found(learner: Client, number: int) -> None:
    assert paste(learner, step("关闭防火墙"), number, "x").status_code == 404
    assert learner.post(f"/checklists/{OURS}/step-0/paste/0/", {"output": "x"}).status_code == 404
    assert learner.get(f"/checklists/{OURS}/{step('关闭防火墙').key}/paste/0/").status_code == 405


def test_one_for_another_system_is_not_found(learner: Client) -> None:
    firewall = step("放行端口", KUBEADM)
    assert paste(learner, firewall, 0, "x").status_code == 200
    assert paste(learner, firewall, 1, "x").status_code == 404


def test_nothing_that_was_pasted_is_kept(learner: Client) -> None:
    learner.post(f"/checklists/{OURS}/run/", {"do": "new", "name": "a"})
    before = Run.objects.values().get()
    paste(learner, step("关闭防火墙"), 0, "secret-token")
    assert Run.objects.values().get() == before


# Terminals, and people who mean no good


CLEANED = [
    ("plain\ntext", "ls", "plain\ntext"),
    ("\x1b[01;31mred\x1b[0m \x1b]0;title\x07text\x1b(B", "ls", "red text"),
    ("a\r\nb\r\n", "ls", "a\nb"),
    ("a\xa0b", "ls", "a b"),
    ("a\0b\x08c\x7f", "ls", "abc"),
    ("a  \t\nb", "ls", "a\nb"),
    ("\n\na\n\n", "ls", "a"),
    ("\x1b]0;a title that never ends\na", "ls", "a"),
    ("[root@h ~]# ls\na\n[root@h ~]# ", "ls", "a"),
    ("ops@h:~$ ls -l\na\nops@h:~$", "ls -l", "a"),
    ("$ ls\na", "ls", "a"),
    ("ls\na", "ls", "a"),
    ("$ sudo ls\na", "sudo ls -a", "a"),
    ("a=1\nb $a\nout", "a=1\nb $a", "out"),
    ("$ other\nout", "ls", "$ other\nout"),
    ("# a remark\nout", "ls", "# a remark\nout"),
    ("$", "ls", ""),
    ("", "ls", ""),
]


@pytest.mark.parametrize(("pasted", "command", "output"), CLEANED)
def test_prompts_colours_and_the_command_itself_are_no_output(pasted: str, command: str, output: str) -> None:
    assert cleaned(pasted, command) == output


TEXTS = st.text() | st.text(alphabet="\x1b[]()0;m\x07$#@~ root:\n\r\0active", max_size=300)


@given(TEXTS, st.sampled_from(["ls", "nproc", "a\nb", "grep -c x y"]))
def test_no_text_makes_cleaning_fail_and_nothing_of_a_terminal_is_left(pasted: str, command: str) -> None:
    found = cleaned(pasted, command)
    assert not set(found) & {"\0", "\x1b", "\r", "\x07"}
    assert cleaned(found, command).count("\n") <= found.count("\n")


HANGING = [
    "a" * 20_000,
    " " * 20_000,
    "a " * 10_000,
    "Mem: " * 4_000,
    "1" * 20_000 + "x",
    "a-0/1 " * 3_000,
    "\n" * 20_000,
    "\t" * 20_000,
    "[" * 20_000,
    "\x1b[" * 10_000,
    "\x1b]" * 10_000,
    "root@" * 4_000,
    "NAME STATUS\n" * 1_600,
    "Client Version: " * 1_200,
    "admission_control=" * 1_100,
    "1." * 10_000,
    "NotReady" * 2_500,
    "$ " * 10_000,
    "x" * 1_000_000,
    "\0" * 20_000,
    "<script>alert(1)</script>" * 100,
    "{{pod-cidr}}" * 100,
    "🦊" * 10_000,
]


@pytest.mark.parametrize("slug", [OURS, KUBEADM])
@pytest.mark.parametrize("pasted", HANGING, ids=lambda pasted: repr(pasted[:12]))
def test_every_verification_answers_whatever_is_pasted(learner: Client, slug: str, pasted: str) -> None:
    for one in Step.objects.filter(checklist__slug=slug).select_related("checklist"):
        for number, verify in enumerate(one.companion["verify"]):
            if verify["only"] in ("", "deb"):
                answer = paste(learner, one, number, pasted)
                assert answer.status_code == 200
                assert "<script>" not in answer.content.decode()


def test_of_what_is_long_the_beginning_is_read_and_that_is_said(learner: Client) -> None:
    one = step("关闭防火墙")
    assert "only the beginning was read" in text(paste(learner, one, 0, "x" * (LONGEST + 1)))
    assert "only the beginning" not in text(paste(learner, one, 0, "x" * LONGEST))
    assert SAYS["success"] in text(paste(learner, one, 0, "disabled\n" + "x\n" * LONGEST))
    assert SAYS["success"] not in text(paste(learner, one, 0, "x\n" * LONGEST + "disabled\n"))


def test_what_was_pasted_is_shown_as_text_and_cut(learner: Client) -> None:
    address = f"/checklists/{OURS}/{step('关闭防火墙').key}/paste/0/"
    page = learner.post(address, {"output": "</textarea><script>alert(1)</script>" + "x" * 1_000_000}).content.decode()
    assert "<script>alert" not in page
    assert len(page) < 500_000


def test_a_value_of_a_pattern_is_taken_to_the_letter(learner: Client) -> None:
    found = judged("a-b", "ls", [{"regex": "^{{x}}$"}], {}, {"x": "a.b"})
    assert found.shows == "nothing"
    assert judged("a.b", "ls", [{"regex": "^{{x}}$"}], {}, {"x": "a.b"}).shows == "success"
    table = "NAME  IMAGE\nweb   a.b\n"
    assert judged(table, "ls", [{"column": "IMAGE", "is": ["{{x}}"]}], {}, {"x": "a.b"}).shows == "success"
