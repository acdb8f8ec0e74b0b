"""A small course to search in, made by hand."""

from collections.abc import Callable

import pytest

from lessons.models import Leg, Lesson, Note
from lessons.search.writing import Entry, index
from lessons.tokens import tokens

Add = Callable[..., None]


@pytest.fixture
def note(db: None) -> Note:
    return Note.objects.create(
        path="a.md", position=1, title="K8S", title_html="K8S", language="zh", encoding="utf-8", sha256=""
    )


@pytest.fixture
def leg(db: None) -> Leg:
    return Leg.objects.create(position=1, title="集群", title_en="The cluster")


@pytest.fixture
def new_lesson(note: Note, leg: Leg) -> Callable[[str], Lesson]:
    def new(slug: str) -> Lesson:
        return Lesson.objects.create(
            slug=slug, note=note, leg=leg, kind="lesson", position=Lesson.objects.count(), path=slug,
            title=slug.title(), title_html="", html="", source="", line=1, end_line=2, minutes=1, digest="",
        )  # fmt: skip

    return new


@pytest.fixture
def lesson(new_lesson: Callable[[str], Lesson]) -> Lesson:
    return new_lesson("pods")


def entry(lesson: Lesson, title: str, text: str = "", kind: str = "section", anchor: str = "") -> Entry:
    return Entry(lesson.id, kind, anchor, title, text, tokens(title), tokens(text))


@pytest.fixture
def add(lesson: Lesson) -> Add:
    """Indexes one entry, of the fixture's lesson unless another is given."""

    def add_entry(title: str, text: str = "", kind: str = "section", anchor: str = "", of: Lesson = lesson) -> None:
        index([entry(of, title, text, kind, anchor)])

    return add_entry
