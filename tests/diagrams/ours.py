"""The diagrams of our own course, and every picture they can give."""

from pathlib import Path

from lessons.course.yamlfile import load
from lessons.diagrams.shapes import Spec
from lessons.diagrams.spec import parse

FOLDER = Path(__file__).parents[2] / "notes" / "course" / "diagrams"
NOTE = Path(__file__).parents[2] / "notes" / "README.md"
LANGUAGES = ("zh-hans", "en")


def read(path: Path) -> Spec:
    data, lines = load(path.read_text(encoding="utf-8"), path.name)
    return parse(data, path.name, lines)


SPECS = {path.stem: read(path) for path in sorted(FOLDER.glob("*.yaml"))}
PICTURES = [
    (spec, arrangement, language) for spec in SPECS.values() for arrangement in spec.grids for language in LANGUAGES
]
NAMES = [f"{spec.name}-{arrangement}-{language}" for spec, arrangement, language in PICTURES]
