"""What an import makes of quizzes and of what learners did with them."""

from collections.abc import Callable
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from django.test import Client
from django.utils import timezone

from lessons.importing.door import import_notes
from lessons.importing.target import Options
from lessons.models import Term
from quizzes.models import Attempt, Card, Question, Quiz, Sitting
from tests.importing import folders
from tests.quizzes.files import question, write_quiz
from tests.quizzes.solving import reply
from tests.web.reading import text

pytestmark = [pytest.mark.django_db, pytest.mark.database]

ENGLISH = {"accept-language": "en"}
NOTE = """# Cluster

## Parts

- **etcd:** keeps the state of everything.
- **scheduler:** picks a node for a Pod.
- **kubelet:** runs what is bound to its node.
- **proxy:** writes forwarding rules.
"""


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    (tmp_path / "parts.md").write_text(NOTE)
    write_quiz(tmp_path, "greek", question("one"), question("two"))
    return tmp_path


@pytest.fixture
def learner() -> Client:
    return Client(headers=ENGLISH)


def run(folder: Path):
    report = import_notes(folder, Options(processes=1))
    assert not report.errors
    return report


def edit(folder: Path, old: str, new: str, file: str = "parts.md") -> None:
    path = folder / file
    assert old in path.read_text()
    path.write_text(path.read_text().replace(old, new))
    run(folder)


def schedule(key: str) -> dict[str, Any]:
    return dict(Card.objects.values("id", "due", "stability", "difficulty", "last_review").get(question__key=key))


def derived() -> str:
    return Quiz.objects.get(origin="derived", retired_at=None).slug


def key_of(term: str, what: str = "name") -> str:
    return f"term-{Term.objects.get(name=term).pk}-{what}"


def make_due() -> None:
    Card.objects.update(due=timezone.now() - timedelta(days=1))


# Quizzes for whoever has notes


@pytest.mark.parametrize(("write", "titles"), [(folders.english, 1), (folders.chinese, 1), (folders.long, 0)])
def test_other_peoples_notes_get_a_quiz_at_once(
    tmp_path: Path, learner: Client, write: Callable[[Path], Path], titles: int
) -> None:
    report = run(write(tmp_path))
    quizzes = Quiz.objects.filter(origin="derived")
    assert len(quizzes) >= titles
    assert report.questions == sum(quiz.size for quiz in quizzes)
    listed = text(learner.get("/quizzes/"))
    for quiz in quizzes:
        assert f"Terms: {quiz.title}" in listed
        asked = 0
        while "data-question" in text(learner.get(quiz.get_absolute_url())):
            assert reply(learner, quiz.slug, right=True).status_code == 302
            asked += 1
        sitting = Sitting.objects.get(quiz=quiz)
        assert (asked, sitting.right) == (len(sitting.keys), len(sitting.keys))


def test_a_folder_without_terms_has_only_the_quiz_that_needs_none(tmp_path: Path, learner: Client) -> None:
    (tmp_path / "a.md").write_text("# A\n\n## B\n\nText.\n")
    assert run(tmp_path).questions == 0
    assert [quiz.slug for quiz in Quiz.objects.all()] == ["pull-policy"]
    assert learner.get("/quizzes/").status_code == 200


def test_importing_twice_changes_nothing(folder: Path, learner: Client) -> None:
    run(folder)
    for slug in ("greek", derived(), "pull-policy"):
        reply(learner, slug)
    before = [list(model.objects.order_by("id").values()) for model in (Quiz, Question, Card, Attempt)]
    (folder / "other.md").write_text("# Other\n\n## Thing\n\nText.\n")
    run(folder)
    assert [list(model.objects.order_by("id").values()) for model in (Quiz, Question, Card, Attempt)] == before


# Authored questions


def test_an_edited_text_keeps_its_schedule(folder: Path, learner: Client) -> None:
    run(folder)
    reply(learner, "greek")
    before = schedule("one")
    write_quiz(folder, "greek", question("one", stem="Which one, then?", explanation="Thus."), question("two"))
    run(folder)
    assert schedule("one") == before
    assert Attempt.objects.get().superseded_at is None
    page = text(learner.get("/quizzes/greek/one/"))
    assert "Which one, then?" in page
    assert 'data-verdict="right"' in page


def test_a_changed_key_sets_answers_aside(folder: Path, learner: Client) -> None:
    run(folder)
    reply(learner, "greek")
    reply(learner, "greek")
    before = schedule("two")
    write_quiz(folder, "greek", question("one", right="beta"), question("two"))
    run(folder)
    old = Attempt.objects.get(question__key="one")
    assert old.superseded_at
    assert not Card.objects.filter(question__key="one").exists(), "as if it had never been answered"
    assert schedule("two") == before
    assert "this answer no longer counts" in text(learner.get(f"/quizzes/greek/one/?attempt={old.pk}"))
    learner.post("/quizzes/greek/", {"again": "all"})
    reply(learner, "greek", right=True)
    new = Attempt.objects.latest("at")
    assert (new.answer, new.right, new.first, new.superseded_at) == ("beta", True, True, None)
    # Set back, the answers of old stay aside.
    write_quiz(folder, "greek", question("one"), question("two"))
    run(folder)
    assert Attempt.objects.filter(question__key="one", superseded_at=None).count() == 0


def test_saying_how_sure_one_was_of_an_answer_that_no_longer_counts_schedules_nothing(
    folder: Path, learner: Client
) -> None:
    run(folder)
    reply(learner, "greek")
    write_quiz(folder, "greek", question("one", right="beta"), question("two"))
    run(folder)
    learner.post(f"/quizzes/attempts/{Attempt.objects.get().pk}/sure/", {"sure": "yes"})
    assert not Card.objects.exists()


def test_a_removed_question_answers_in_words_and_comes_back_with_its_history(folder: Path, learner: Client) -> None:
    run(folder)
    page = learner.get("/quizzes/greek/").content.decode()
    reply(learner, "greek", right=False)
    make_due()
    before = schedule("one")
    write_quiz(folder, "greek", question("two"))
    run(folder)
    assert Question.objects.get(key="one").retired_at
    gone = Client(headers=ENGLISH).get("/quizzes/greek/one/")
    assert gone.status_code == 410
    assert "This question has been removed" in text(gone)
    fields = {"token": page.partition('name="token" value="')[2].partition('"')[0], "answer": "0"}
    assert "this answer was not counted" in text(Client(headers=ENGLISH).post("/quizzes/greek/one/", fields))
    assert Attempt.objects.count() == 1
    assert "Nothing is due now" not in text(learner.get("/review/"))
    assert "data-question" not in text(learner.get("/review/"))
    write_quiz(folder, "greek", question("one"), question("two"))
    run(folder)
    assert schedule("one") == before
    assert Question.objects.get(key="one").retired_at is None
    assert 'data-question="one"' in text(learner.get("/review/"))


@pytest.mark.parametrize("last", [False, True], ids=["the next", "the last"])
def test_a_sitting_goes_on_without_a_question_that_is_gone(folder: Path, learner: Client, last: bool) -> None:
    write_quiz(folder, "greek", question("one"), question("two"), question("three"))
    run(folder)
    reply(learner, "greek")
    kept = question("two" if last else "three")
    write_quiz(folder, "greek", question("one"), kept)
    run(folder)
    assert f'data-question="{kept["id"]}"' in text(learner.get("/quizzes/greek/"))
    reply(learner, "greek")
    assert "2 of 2 right" in text(learner.get("/quizzes/greek/"))
    assert Sitting.objects.get().finished_at


def test_only_what_was_missed_leaves_out_what_is_gone(folder: Path, learner: Client) -> None:
    run(folder)
    reply(learner, "greek", right=False)
    reply(learner, "greek", right=False)
    write_quiz(folder, "greek", question("two"))
    run(folder)
    learner.post("/quizzes/greek/", {"again": "missed"})
    assert 'data-question="two"' in text(learner.get("/quizzes/greek/"))
    reply(learner, "greek")
    assert "1 of 1 right" in text(learner.get("/quizzes/greek/"))


def test_a_question_may_move_to_another_quiz(folder: Path, learner: Client) -> None:
    run(folder)
    reply(learner, "greek")
    before = schedule("one")
    write_quiz(folder, "greek", question("two"))
    write_quiz(folder, "letters", question("one"))
    run(folder)
    assert schedule("one") == before
    assert learner.get("/quizzes/letters/one/").status_code == 200
    assert learner.get("/quizzes/greek/one/").status_code == 404


def test_a_removed_quiz_says_so_and_comes_back_as_it_was_left(folder: Path, learner: Client) -> None:
    run(folder)
    reply(learner, "greek")
    before = schedule("one")
    file = folder / "course" / "quizzes" / "greek.yaml"
    kept = file.read_text()
    file.unlink()
    run(folder)
    for answer in (learner.get("/quizzes/greek/"), learner.post("/quizzes/greek/", {"again": "all"})):
        assert answer.status_code == 410
        assert "This quiz is no longer part of the course" in text(answer)
    assert "Greek" not in text(learner.get("/quizzes/"))
    assert learner.get("/quizzes/greek/two/").status_code == 410
    file.write_text(kept)
    run(folder)
    assert schedule("one") == before
    assert "Go on: 1 of 2 answered" in text(learner.get("/quizzes/"))
    reply(learner, "greek")
    assert "2 of 2 right" in text(learner.get("/quizzes/greek/"))


def test_a_removed_quiz_that_was_not_begun_can_be_taken_when_it_is_back(folder: Path, learner: Client) -> None:
    run(folder)
    file = folder / "course" / "quizzes" / "greek.yaml"
    kept = file.read_text()
    file.unlink()
    run(folder)
    learner.post("/quizzes/greek/", {"again": "all"})
    file.write_text(kept)
    run(folder)
    assert 'data-question="one"' in text(learner.get("/quizzes/greek/"))


def test_a_quote_leads_to_where_it_stands_now(folder: Path) -> None:
    write_quiz(folder, "greek", question("one", quote="keeps the state"), question("two", quote="Ends here."))
    (folder / "later.md").write_text("# Later\n\n## End\n\nEnds here.\n")
    run(folder)
    places = {
        key: (slug, anchor) for key, slug, anchor in Question.objects.values_list("key", "lesson__slug", "anchor")
    }
    assert places == {"one": ("parts", "term-etcd"), "two": ("end", "")}
    edit(folder, "# Cluster", "# Cluster\n\n## Before\n\nIn the beginning: keeps the state.")
    assert Question.objects.values_list("lesson__slug", flat=True).get(key="one") == "before"
    edit(folder, "Ends here.", "Ends there.", "later.md")
    assert Question.objects.get(key="two").lesson is None


# Derived questions


def test_an_edited_description_keeps_the_schedule(folder: Path, learner: Client) -> None:
    run(folder)
    key = key_of("etcd")
    reply(learner, derived(), key=key)
    before = schedule(key)
    edit(folder, "keeps the state of everything", "keeps the state of all objects")
    assert schedule(key) == before
    assert Attempt.objects.get().superseded_at is None
    assert "keeps the state of all objects" in text(learner.get(f"/quizzes/{derived()}/{key}/?from=review"))


def test_a_renamed_term_keeps_the_schedule(folder: Path, learner: Client) -> None:
    run(folder)
    key = key_of("etcd")
    reply(learner, derived(), key=key)
    before = schedule(key)
    edit(folder, "**etcd:**", "**etcd store:**")
    assert schedule(key) == before


def test_a_term_that_goes_takes_its_questions_along_and_brings_them_back(folder: Path, learner: Client) -> None:
    run(folder)
    slug, key = derived(), key_of("etcd")
    reply(learner, slug, key=key)
    before = schedule(key)
    line = "- **etcd:** keeps the state of everything.\n"
    edit(folder, line, "")
    assert learner.get(f"/quizzes/{slug}/{key}/?from=review").status_code == 410
    assert learner.get(f"/quizzes/{slug}/{key.replace('name', 'role')}/").status_code in (404, 410)
    edit(folder, "## Parts\n\n", f"## Parts\n\n{line}")
    assert key_of("etcd") == key
    assert schedule(key) == before
    assert learner.get(f"/quizzes/{slug}/{key}/?from=review").status_code == 200


def test_a_note_without_enough_terms_has_no_quiz_until_it_has_them_again(folder: Path, learner: Client) -> None:
    run(folder)
    slug = derived()
    reply(learner, slug)
    few = "\n".join(NOTE.splitlines()[:6]) + "\n"
    (folder / "parts.md").write_text(few)
    run(folder)
    assert learner.get(f"/quizzes/{slug}/").status_code == 410
    assert f"/quizzes/{slug}/" not in text(learner.get("/quizzes/"))
    (folder / "parts.md").write_text(NOTE)
    run(folder)
    assert derived() == slug
    assert "data-question" in text(learner.get(f"/quizzes/{slug}/"))


def test_a_round_goes_on_without_a_term_that_is_gone(folder: Path, learner: Client) -> None:
    """None of its questions was answered, so there is no row of any."""
    run(folder)
    slug = derived()
    reply(learner, slug)
    [sitting] = Sitting.objects.all()
    waiting = next(key for key in sitting.keys if key.startswith("term") and key not in sitting.answers)
    name = Term.objects.get(pk=waiting.split("-")[1]).name
    line = next(line for line in NOTE.splitlines() if f"**{name}:**" in line)
    edit(folder, line + "\n", "")
    for _ in range(len(sitting.keys)):
        if "data-question" in text(learner.get(f"/quizzes/{slug}/")):
            assert reply(learner, slug).status_code == 302
    sitting.refresh_from_db()
    assert sitting.finished_at
    assert waiting not in sitting.keys
    assert sitting.right == len(sitting.keys)


def test_a_section_that_moves_to_another_file_takes_its_learners_along(folder: Path, learner: Client) -> None:
    (folder / "other.md").write_text("# Other\n\n## Else\n\nText.\n")
    run(folder)
    old, key = derived(), key_of("etcd")
    reply(learner, old, key=key)
    before = schedule(key)
    moved = NOTE[NOTE.index("## Parts") :]
    (folder / "parts.md").write_text("# Cluster\n\n## Remains\n\nNothing.\n")
    (folder / "other.md").write_text(f"# Other\n\n## Else\n\nText.\n\n{moved}")
    run(folder)
    assert derived() != old
    assert schedule(key_of("etcd")) == before
    make_due()
    assert f'data-question="{key}"' in text(learner.get("/review/"))
    assert reply(learner, derived(), key=key).status_code == 302
    assert not Attempt.objects.latest("at").first, "it is the same question"


def test_importing_one_file_leaves_the_quizzes_of_others_alone(folder: Path, learner: Client) -> None:
    (folder / "more.md").write_text(NOTE.replace("Parts", "Other parts").replace("Cluster", "More"))
    run(folder)
    before = dict(Quiz.objects.values_list("slug", "size"))
    assert sum(slug.startswith("terms-") for slug in before) == 2
    (folder / "more.md").write_text("# More\n\n## Other parts\n\nNothing.\n")
    run(folder / "more.md")
    after = dict(Quiz.objects.filter(retired_at=None).values_list("slug", "size"))
    assert len(before.items() - after.items()) == 1


def test_another_folder_retires_these_quizzes_but_not_the_scenarios(folder: Path, learner: Client, tmp_path_factory):
    run(folder)
    for slug in ("greek", derived(), "pull-policy"):
        reply(learner, slug)
    run(folders.english(tmp_path_factory.mktemp("elsewhere")))
    assert set(Quiz.objects.filter(retired_at=None).values_list("origin", flat=True)) == {"derived", "scenarios"}
    assert Attempt.objects.count() == Card.objects.count() == 3
    live = Question.objects.filter(retired_at=None).values_list("quiz__slug", flat=True)
    # A term that both folders explain goes on, and so does the question about it.
    asked = Quiz.objects.filter(retired_at=None).values_list("slug", flat=True)
    assert {"pull-policy"} <= set(live) <= set(asked)
