"""The folder `course/`, as its authors leave it."""

from pathlib import Path

import pytest

from lessons.course.errors import CourseErrors
from lessons.course.loader import load_course
from lessons.course.shapes import CourseFiles

ERRATUM = """- name: e1-kubelet
  quotes: [主要负责和Docker交互]
  severity: outdated
  text: 今天通过 CRI。
  text_en: Through the CRI today.
"""


def write(folder: Path, **files: str) -> Path:
    (folder / "course").mkdir(exist_ok=True)
    for name, text in files.items():
        (folder / "course" / f"{name}.yaml").write_text(text, encoding="utf-8")
    return folder


def problems(folder: Path) -> list[tuple[str, int, str]]:
    with pytest.raises(CourseErrors) as caught:
        load_course(folder)
    return [(p.file, p.line, p.code) for p in caught.value.problems]


def messages(folder: Path) -> str:
    with pytest.raises(CourseErrors) as caught:
        load_course(folder)
    return str(caught.value)


def test_notes_without_a_course_folder_are_no_error(tmp_path: Path) -> None:
    assert load_course(tmp_path) == CourseFiles()


def test_empty_files_are_no_error(tmp_path: Path) -> None:
    files = load_course(write(tmp_path, course="# nothing yet\n", errata=""))
    assert files.course is not None
    assert files.course.legs == files.errata == ()


def test_a_lesson_takes_the_course_note_unless_it_names_its_own(tmp_path: Path) -> None:
    text = """
note: ./README.md
legs:
  - title: 启航
    lessons:
      - {section: 架构, slug: architecture}
      - {section: 架构, part: 对象, slug: objects}
      - {note: more/etcd.md, section: 备份, minutes: 4}
"""
    course = load_course(write(tmp_path, course=text)).course
    assert course is not None
    one, two, three = course.refs()
    assert (one.note, one.slug, one.line) == ("README.md", "architecture", 6)
    assert (two.part, three.note, three.minutes) == ("对象", "more/etcd.md", 4)
    assert course.splits == {"README.md": (("架构", "对象"),)}


def test_every_problem_of_every_file_is_told_with_its_line(tmp_path: Path) -> None:
    folder = write(
        tmp_path,
        course="legs:\n  - titel: 启航\n    title: x\n    lessons:\n      - section: a\n",
        errata=ERRATUM + "- name: Two words\n  quotes: []\n  severity: bad\n  text: 字\n  text_en: w\n",
    )
    assert problems(folder) == [
        ("course/course.yaml", 5, "course-missing-key"),
        ("course/course.yaml", 2, "course-unknown-key"),
        ("course/errata.yaml", 7, "course-empty"),
        ("course/errata.yaml", 8, "course-choice"),
        ("course/errata.yaml", 6, "course-name"),
    ]


def test_an_unknown_key_is_answered_with_the_key_that_was_meant(tmp_path: Path) -> None:
    told = messages(write(tmp_path, course="titel_en: Notes\n"))
    assert "course/course.yaml:1: “titel_en” is not known here; did you mean “title_en”?" in told


def test_a_number_where_text_belongs_is_told_how_to_be_text(tmp_path: Path) -> None:
    assert 'put it in quotes: "1.24"' in messages(write(tmp_path, errata=ERRATUM + "  since: 1.24\n"))


@pytest.mark.parametrize("slug", ["a b", "A", "a/b", "-a", "a--b", "a_b", "../a", "a?"])
def test_a_slug_is_fit_for_an_address(tmp_path: Path, slug: str) -> None:
    text = f"legs:\n- title: t\n  lessons:\n  - {{note: a.md, section: s, slug: '{slug}'}}\n"
    assert problems(write(tmp_path, course=text)) == [("course/course.yaml", 4, "course-name")]


def test_two_lessons_cannot_share_a_slug_or_a_section(tmp_path: Path) -> None:
    text = """note: a.md
legs:
- title: t
  lessons:
  - {section: s, slug: one}
  - {section: s, slug: two}
references:
  - {section: r, slug: one}
"""
    told = problems(write(tmp_path, course=text))
    assert told == [("course/course.yaml", 6, "course-twice"), ("course/course.yaml", 8, "course-twice")]


@pytest.mark.parametrize("note", ["../a.md", "/etc/passwd", "a/../../b.md", "a\\\\b.md"])
def test_a_note_lies_inside_the_folder(tmp_path: Path, note: str) -> None:
    assert problems(write(tmp_path, course=f'note: "{note}"\n')) == [("course/course.yaml", 1, "course-path")]


def test_errata_keep_their_names_apart(tmp_path: Path) -> None:
    assert problems(write(tmp_path, errata=ERRATUM * 2)) == [("course/errata.yaml", 6, "course-twice")]


def test_a_source_is_the_address_of_a_page(tmp_path: Path) -> None:
    text = ERRATUM + "  sources: ['javascript:alert(1)', 'https://kubernetes.io/docs/']\n"
    assert problems(write(tmp_path, errata=text)) == [("course/errata.yaml", 6, "course-address")]


def test_a_file_that_is_not_utf_8_is_told_by_its_line(tmp_path: Path) -> None:
    (write(tmp_path) / "course" / "course.yaml").write_bytes("title: x\nabout: 笔记\n".encode("gb18030"))
    assert problems(tmp_path) == [("course/course.yaml", 2, "course-encoding")]
