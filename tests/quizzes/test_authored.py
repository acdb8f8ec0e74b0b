"""The files `course/quizzes/*.yaml`: what is wrong with them is told all at once, and nothing is written."""

from io import StringIO
from pathlib import Path

import pytest
from django.core.management import CommandError, call_command

from lessons.course.errors import CourseErrors
from lessons.course.shapes import CourseFiles, Erratum
from lessons.diagrams.spec import parse
from lessons.models import Lesson
from quizzes.authored import AuthoredQuiz, load
from quizzes.models import Question, Quiz
from tests.quizzes.files import option, question, write_quiz
from tests.web.conftest import DIAGRAM

COURSE = CourseFiles(
    errata=(Erratum("e1-cri", ("Docker",), "outdated", "今天", "Today"),),
    diagrams=(parse(DIAGRAM, "course/diagrams/cluster.yaml"),),
)
QUIZ = """\
title: Roles
questions:
  - id: first
    kind: choice
    difficulty: easy
    stem: Who is it?
    explanation: It is me.
    options:
      - {text: me, right: true, why: I am here.}
      - {text: you, why: You are not.}
"""


def write(folder: Path, **files: str) -> Path:
    (folder / "course" / "quizzes").mkdir(parents=True, exist_ok=True)
    for name, text in files.items():
        (folder / "course" / "quizzes" / f"{name}.yaml").write_text(text, encoding="utf-8")
    return folder


def problems(folder: Path) -> list[tuple[str, int, str]]:
    with pytest.raises(CourseErrors) as caught:
        load(folder, COURSE)
    return sorted((Path(p.file).stem, p.line, p.code) for p in caught.value.problems)


def read(folder: Path, text: str) -> AuthoredQuiz:
    [quiz] = load(write(folder, roles=text), COURSE)
    return quiz


def test_a_question_is_read_with_all_that_it_says(tmp_path: Path) -> None:
    more = "    tags: [etcd]\n    quote: says so\n    note: ./a.md\n    erratum: e1-cri\n    sources: [https://a.org]\n"
    [one] = read(tmp_path, QUIZ.replace("    options", more + "    options")).questions
    assert (one.id, one.kind.name, one.difficulty, one.stem.zh, one.explanation.en) == (
        "first", "choice", "easy", "Who is it?", "It is me.",
    )  # fmt: skip
    assert (one.tags, one.quote, one.note, one.erratum, one.sources) == (
        ("etcd",), "says so", "a.md", "e1-cri", ("https://a.org",),
    )  # fmt: skip
    assert (one.file, one.line) == ("course/quizzes/roles.yaml", 3)
    assert one.spec.keys() == {"options"}


def test_quizzes_come_by_number_and_then_by_name(tmp_path: Path) -> None:
    for slug, number in (("z-first", 1), ("b-last", 2), ("a-last", 2)):
        write_quiz(tmp_path, slug, question(slug), number=number)
    assert [quiz.slug for quiz in load(tmp_path, COURSE)] == ["z-first", "a-last", "b-last"]


@pytest.mark.parametrize(
    ("old", "new", "told"),
    [
        ("title: Roles\n", "", [(1, "course-missing-key")]),
        ("title: Roles", "title: 职责", [(1, "course-language")]),
        ("    stem: Who is it?\n", "", [(3, "course-missing-key")]),
        ("stem: Who is it?", "stem: {zh: 谁？}", [(6, "course-missing-key")]),
        ("stem: Who is it?", "stem: 谁？", [(6, "course-language")]),
        ("    explanation: It is me.\n", "", [(3, "course-missing-key")]),
        ("difficulty: easy", "difficulty: simple", [(5, "course-choice")]),
        ("    difficulty: easy\n", "", [(3, "course-missing-key")]),
        ("    kind: choice\n", "", [(3, "course-missing-key")]),
        ("kind: choice", "kind: chioce", [(4, "course-choice")]),
        ("kind: choice", "kind: choice\n    level: 3", [(5, "course-unknown-key")]),
        ("title: Roles", "title: Roles\nnumber: first", [(2, "course-shape")]),
        ("title: Roles", "title: Roles\ntitel: Roles", [(2, "course-unknown-key")]),
        ("id: first", "id: First", [(3, "course-name")]),
        ("id: first", "id: first question", [(3, "course-name")]),
        ("id: first", "id: a/b", [(3, "course-name")]),
        ("id: first", f"id: {'a' * 81}", [(3, "course-too-long")]),
        ("id: first", "id: term-1-name", [(3, "course-name")]),
        ("id: first", "id: group-1", [(3, "course-name")]),
        ("id: first", "id: pull-always-resolved-same", [(3, "course-name")]),
        ("id: first", "id: first\n    erratum: e2-gone", [(4, "course-unknown")]),
        ("id: first", "id: first\n    id: second", [(4, "yaml-duplicate-key")]),
        ("id: first", "id: [first", [(4, "yaml-syntax")]),
        ("kind: choice", "kind: label\n    diagram: cluser\n    node: kubelet", [(5, "course-unknown")]),
        ("kind: choice", "kind: label\n    diagram: cluster\n    node: kublet", [(6, "course-unknown")]),
    ],
)
def test_what_is_wrong_with_a_file_is_told_with_its_line(
    tmp_path: Path, old: str, new: str, told: list[tuple[int, str]]
) -> None:
    assert old in QUIZ
    assert problems(write(tmp_path, roles=QUIZ.replace(old, new))) == [("roles", *one) for one in told]


@pytest.mark.parametrize(
    "text", ["", "- a\n", "title: x\n", "title: x\nquestions: all\n", "title: x\nquestions: []\n", "a"]
)
def test_what_is_no_quiz_at_all_is_told(tmp_path: Path, text: str) -> None:
    assert problems(write(tmp_path, roles=text))


def test_a_part_of_a_diagram_that_is_there_may_be_asked_for(tmp_path: Path) -> None:
    label = QUIZ.replace("kind: choice", "kind: label\n    diagram: cluster\n    node: kubelet")
    assert read(tmp_path, label).questions[0].kind.name == "label"


@pytest.mark.parametrize("slug", ["terms-3", "pull-policy", "Roles", "a b", "职责"])
def test_a_file_has_a_name_that_is_an_address_and_nobody_elses(tmp_path: Path, slug: str) -> None:
    assert problems(write(tmp_path, **{slug: QUIZ})) == [(slug, 1, "course-name")]


def test_everything_that_is_wrong_with_every_file_is_told_at_once(tmp_path: Path) -> None:
    write(
        tmp_path,
        a=QUIZ.replace("difficulty: easy", "difficulty: no").replace("right: true, ", ""),
        b=QUIZ.replace("title: Roles", "titel: Roles").replace("    stem: Who is it?\n", ""),
        c=": :\n- ",
    )
    assert problems(tmp_path) == [
        ("a", 5, "course-choice"),
        ("a", 8, "course-key"),
        ("b", 1, "course-missing-key"),
        ("b", 1, "course-unknown-key"),
        ("b", 3, "course-missing-key"),
        ("b", 3, "course-twice"),
        ("c", 1, "yaml-syntax"),
    ]


def test_two_questions_cannot_share_an_id_in_whatever_file(tmp_path: Path) -> None:
    write_quiz(tmp_path, "one", question("same"))
    write_quiz(tmp_path, "two", question("other"), question("same"))
    with pytest.raises(CourseErrors, match=r"two.yaml:\d+: “same” stands in course/quizzes/one.yaml:4 already"):
        load(tmp_path, COURSE)


# Through the import


@pytest.mark.django_db
@pytest.mark.database
def test_with_an_error_nothing_is_written_and_the_import_fails(tmp_path: Path) -> None:
    (tmp_path / "a.md").write_text("# A\n\n## B\n\nText.\n")
    write_quiz(tmp_path, "roles", question("first"), question("second", options=[option("alpha")]))
    errors = StringIO()
    with pytest.raises(CommandError) as failure:
        call_command("import_notes", tmp_path, processes=1, stderr=errors)
    assert failure.value.returncode == 1
    assert "course/quizzes/roles.yaml:" in errors.getvalue()
    assert errors.getvalue().count("error:") == 2
    assert not Lesson.objects.exists()
    assert not Quiz.objects.exists()
    assert not Question.objects.exists()


@pytest.mark.django_db
@pytest.mark.database
def test_a_quote_that_is_gone_is_a_warning_and_the_question_is_asked_all_the_same(tmp_path: Path) -> None:
    (tmp_path / "a.md").write_text("# A\n\n## B\n\nText.\n")
    write_quiz(tmp_path, "roles", question("first", quote="Text."), question("second", quote="No text."))
    out, errors = StringIO(), StringIO()
    call_command("import_notes", tmp_path, processes=1, stdout=out, stderr=errors)
    assert "warning: course/quizzes/roles.yaml:" in errors.getvalue()
    assert "“No text.”" in errors.getvalue()
    assert "“Text.”" not in errors.getvalue()
    assert "Questions: 2." in out.getvalue()
    lessons = dict(Question.objects.values_list("key", "lesson__slug"))
    assert lessons == {"first": "b", "second": None}
    with pytest.raises(CommandError):
        call_command("import_notes", tmp_path, processes=1, strict=True, stdout=out, stderr=errors)
