"""Everything that the interface says and that wants a translation, with the place where it says it."""

from collections.abc import Iterator
from io import BytesIO
from pathlib import Path

from babel.messages.extract import extract
from django.conf import settings
from django.utils.translation.template import templatize

KEYWORDS = {
    "_": None,
    "gettext": None,
    "gettext_lazy": None,
    "ngettext": (1, 2),
    "ngettext_lazy": (1, 2),
    "pgettext": ((1, "c"), 2),
}
FOLDERS = ("templates", "config", "checklists", "learners", "lessons", "pages", "quizzes")

Message = tuple[str, str | tuple[str, ...]]


def messages() -> Iterator[Message]:
    for folder in FOLDERS:
        for path in sorted((settings.BASE_DIR / folder).rglob("*")):
            if path.suffix in {".py", ".html"} and "migrations" not in path.parts:
                yield from _of(path)


def _of(path: Path) -> Iterator[Message]:
    source = path.read_text()
    if path.suffix == ".html":
        # What this makes of a template is nearly Python, but for the indentation.
        source = "\n".join(line.lstrip() for line in templatize(source, origin=str(path)).splitlines())
    for line, said, _, _ in extract("python", BytesIO(source.encode()), KEYWORDS):
        yield f"{path.relative_to(settings.BASE_DIR)}:{line}", said
