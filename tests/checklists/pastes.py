"""What people paste, from `samples/*.yaml`: for each step what it is, and what it shows."""

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from lessons.course import yamlfile

FOLDER = Path(__file__).parent / "samples"


@dataclass(frozen=True, slots=True)
class Sample:
    """`step` is the title of a step of the note, or the id of one of a walkthrough that stands alone."""

    checklist: str
    step: str
    verify: int
    shows: str
    failure: str
    text: str
    line: int

    def __str__(self) -> str:
        return f"{self.checklist}:{self.line}"


def samples() -> Iterator[Sample]:
    for path in sorted(FOLDER.glob("*.yaml")):
        data, _, lines = yamlfile.read(path, path.name)
        for at, one in enumerate(data):
            yield Sample(
                path.stem, one["step"], one["verify"], one["shows"], one.get("failure", ""), one["text"], lines[(at,)]
            )


SAMPLES = tuple(samples())
