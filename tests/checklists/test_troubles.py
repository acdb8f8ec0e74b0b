"""Every failure that is known, by what one sees of it."""

import re
from html import unescape
from pathlib import Path

import pytest
from django.test import Client

from checklists.authored import failures, load
from checklists.models import Checklist, Step
from lessons.course.loader import load_course
from lessons.importing.door import import_notes
from lessons.importing.target import Options
from tests.checklists.acting import CHINESE, ENGLISH, HTMX
from tests.checklists.files import failure, install, step, write_checklist
from tests.web.reading import text

pytestmark = [pytest.mark.django_db, pytest.mark.database]

ADDRESS = "/troubleshooting/"
NOTES = Path(__file__).parents[2] / "notes"
ALL = [one.id for checklist in load(NOTES, load_course(NOTES)) for one in failures(checklist)]
ours = pytest.mark.usefixtures("course")


def found(query: str = "", language: dict[str, str] = ENGLISH) -> list[str]:
    """The ids of what is shown, known by what they say."""
    page = Client(headers=language).get(ADDRESS, {"q": query} if query else {})
    assert page.status_code == 200
    pieces = [" ".join(told(piece).split()) for piece in page.content.decode().split('class="symptom">')[1:]]
    return [next(id for id, says in said(language).items() if all(one in piece for one in says)) for piece in pieces]


def told(html: str) -> str:
    return unescape(re.sub(r"<[^>]+>", "", html))


def said(language: dict[str, str]) -> dict[str, tuple[str, ...]]:
    """Symptom and cause by id, as a reader sees them."""
    key = "en" if language is ENGLISH else "zh"
    rows = [one.failures for one in Checklist.objects.all()]
    rows += [one.companion.get("failures", []) for one in Step.objects.all()]
    return {
        one["id"]: tuple(" ".join(one[part][key].replace("`", "").split()) for part in ("symptom", "cause"))
        for failures in rows
        for one in failures
    }


@ours
@pytest.mark.parametrize("language", [CHINESE, ENGLISH], ids=["zh", "en"])
def test_all_are_there_and_the_one_of_the_note_s_references_comes_first(language: dict[str, str]) -> None:
    there = found(language=language)
    assert there[0] == "localhost-8080"
    assert sorted(there) == sorted(ALL)
    assert len(there) >= 40


@ours
def test_the_questions_of_the_note_s_own_help_are_among_them() -> None:
    assert {"pod-comes-back", "image-not-newest"} <= set(found())


@ours
@pytest.mark.parametrize(
    ("query", "id"),
    [
        ("connection to the server localhost:8080 was refused", "localhost-8080"),
        ("LOCALHOST:8080 refused", "localhost-8080"),
        ("NO_PUBKEY", "repository-key-missing"),
        ("running with SWAP on", "swap-on"),
        ("certificate expired", "certificates-expired"),
        ("unknown service runtime.v1.RuntimeService", "cri-plugin-disabled"),
        ("[ERROR Port-6443]", "leftovers"),
        ("Could not resolve host: mirrorlist.centos.org", "mirrorlist-gone"),
    ],
)
def test_a_piece_of_the_message_finds_it(query: str, id: str) -> None:
    there = found(query)
    assert id in there
    assert len(there) < 15
    assert id in found(" ".join(reversed(query.split()))), "in whatever order"


@ours
@pytest.mark.parametrize(("query", "id"), [("证书 过期", "certificates-expired"), ("最新的镜像", "image-not-newest")])
def test_in_chinese_by_what_it_says_in_chinese(query: str, id: str) -> None:
    there = found(query, CHINESE)
    assert there == [] or id in there
    assert found("最新的镜像", CHINESE) == ["image-not-newest"]


@ours
def test_one_is_told_with_its_cause_what_to_do_and_its_place() -> None:
    page = text(Client(headers=ENGLISH).get(ADDRESS, {"q": "NO_PUBKEY"}))
    assert "NO_PUBKEY" in page
    assert "The key was not fetched" in page
    assert "Fetch the key again" in page
    assert 'href="/checklists/kubeadm/#repository"' in page
    assert f"1 of {len(ALL)}" in page


@ours
def test_every_place_that_is_named_is_there() -> None:
    client = Client(headers=ENGLISH)
    addresses = set(re.findall(r'href="(/checklists/[^"#]+)#([^"]+)"', client.get(ADDRESS).content.decode()))
    assert len(addresses) >= 20
    for address, anchor in addresses:
        assert f'id="{anchor}"' in client.get(address).content.decode()


@ours
@pytest.mark.parametrize(
    "query", ["nothing says this at all", "refused nothing-of-the-kind", "<script>alert(1)</script>"]
)
def test_where_nothing_is_found_the_notes_can_be_searched(query: str) -> None:
    page = Client(headers=ENGLISH).get(ADDRESS, {"q": query}).content.decode()
    assert found(query) == []
    assert "None of them says that." in page
    assert 'href="/search/?q=' in page
    assert "<script>alert" not in page


@ours
@pytest.mark.parametrize("query", ["\0", "   ", "%", "_", ".*", "(", "\\", "'", "x" * 5_000, "🦊", "a " * 500])
def test_garbage_finds_what_says_it_and_breaks_nothing(query: str) -> None:
    assert set(found(query)) <= set(ALL)
    if not query.strip("\0 "):
        assert len(found(query)) == len(ALL)


@ours
def test_with_htmx_it_is_the_list_alone() -> None:
    page = Client(headers=ENGLISH | HTMX).get(ADDRESS, {"q": "NO_PUBKEY"}).content.decode()
    assert page.lstrip().startswith('<div id="troubles">')


def test_without_any_failure_the_page_says_so(tmp_path: Path) -> None:
    (tmp_path / "a.md").write_text(install(("Swap", ["swapoff -a"]), ("Look", ["free -m"])))
    import_notes(tmp_path, Options(processes=1))
    assert "No checklist knows of any failure yet." in text(Client(headers=ENGLISH).get(ADDRESS))


def test_failures_of_what_is_gone_are_gone(tmp_path: Path) -> None:
    (tmp_path / "a.md").write_text("# A\n\nWords.\n")
    write_checklist(
        tmp_path,
        "kind",
        step("x", failures=[failure("aa", cause="A broke.")]),
        step("y", failures=[failure("bb", cause="B broke.")]),
    )
    import_notes(tmp_path, Options(processes=1))
    assert found() == ["aa", "bb"]
    write_checklist(tmp_path, "kind", step("y", failures=[failure("bb", cause="B broke.")]))
    import_notes(tmp_path, Options(processes=1))
    assert found() == ["bb"]
