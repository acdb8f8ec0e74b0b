"""What the documents show as examples has to be right."""

import re
import tomllib
from pathlib import Path

import pytest

from checklists import authored as checklists
from checklists import checks
from lessons.course import yamlfile
from lessons.course.loader import load_course, parse_course, parse_errata
from lessons.diagrams.spec import parse as parse_diagram
from quizzes import authored as quizzes
from quizzes.kinds import KINDS
from tests.project.test_architecture import PROJECT

AUTHORING = (PROJECT / "docs" / "authoring.md").read_text(encoding="utf-8")
PARSERS = {"course.yaml": parse_course, "errata.yaml": parse_errata, "diagrams/NAME.yaml": parse_diagram}


@pytest.mark.parametrize("name", PARSERS)
def test_the_example_of_an_authored_file_can_be_read(name: str) -> None:
    example = re.search(rf"^## `course/{name}`\n.*?^```yaml\n(.*?)^```", AUTHORING, re.M | re.S)
    assert example
    data, lines = yamlfile.load(example[1], name)
    assert PARSERS[name](data, name, lines)


def written(folder: Path, name: str) -> str:
    """Writes the example of a file `name` into `folder`. Returns what the document says below it."""
    example = re.search(rf"^## `course/{name}`\n.*?^```yaml\n(.*?)^```(.*?)^## ", AUTHORING, re.M | re.S)
    assert example
    path = folder / "course" / name.lower()
    path.parent.mkdir(parents=True)
    path.write_text(example[1], encoding="utf-8")
    return example[2]


def test_the_example_of_a_quiz_can_be_read(tmp_path: Path) -> None:
    below = written(tmp_path, "quizzes/NAME.yaml")
    [quiz] = quizzes.load(tmp_path, load_course(PROJECT / "notes"))
    assert quiz.questions[0].kind.name == "choice"
    assert {*re.findall(r"^\| `([\w-]+)` \|", below, re.M), "scenario"} == set(KINDS)


def test_the_example_of_a_checklist_can_be_read(tmp_path: Path) -> None:
    below = written(tmp_path, "checklists/NAME.yaml")
    [checklist] = checklists.load(tmp_path, load_course(PROJECT / "notes"))
    assert [step.id for step in checklist.steps] == ["install", "remove"]
    assert set(re.findall(r"`(\w+)`(?=[^|]*\|[^|]*\|$)", below, re.M)) >= set(checks.KINDS)


def test_the_readme_lists_every_setting_of_the_environment() -> None:
    sources = [PROJECT / "config" / "settings.py", PROJECT / "script" / "serve"]
    named = {
        name
        for source in sources
        for name in re.findall(r'(?:environ\.get|flag|config)\("?([A-Z_]{4,})|\$\{([A-Z_]{4,}):-', source.read_text())
        for name in name
        if name
    }
    readme = (PROJECT / "README.md").read_text(encoding="utf-8")
    assert {name for name in named if f"`{name}`" not in readme} == set()
    assert "NOTES_DIR" in named


def test_every_file_that_a_document_links_to_is_there() -> None:
    documents = [PROJECT / "README.md", PROJECT / "CHANGELOG.md", *(PROJECT / "docs").glob("*.md")]
    missing = [
        f"{document.name}: {target}"
        for document in documents
        for target in re.findall(r"\]\((?!https?:)([^)#]+)", document.read_text(encoding="utf-8"))
        if "`" not in target and not (document.parent / target).exists()
    ]
    assert missing == []


def test_every_dependency_says_what_it_is_for() -> None:
    project = tomllib.loads((PROJECT / "pyproject.toml").read_text(encoding="utf-8"))
    asked = [*project["project"]["dependencies"], *project["dependency-groups"]["dev"]]
    names = {re.sub(r"^types-.*", "types-*", re.split(r"[\[<>=]", requirement)[0]) for requirement in asked}
    rows = re.findall(r"^\| (.+?) \|", (PROJECT / "docs" / "dependencies.md").read_text(encoding="utf-8"), re.M)
    told = {name.lower() for row in rows for name in re.split(r"[, ]+", row)}
    assert {name for name in names if name.lower() not in told} == set()
