"""Measured figures beside what they should be."""

from collections.abc import Sequence
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Figure:
    """`limit` is the most that `value` may be, or with `at_least` the least; None where a figure only informs."""

    name: str
    value: float
    limit: float | None = None
    unit: str = ""
    at_least: bool = False

    @property
    def short(self) -> bool:
        if self.limit is None:
            return False
        return self.value < self.limit if self.at_least else self.value > self.limit

    def row(self) -> tuple[str, str, str, str]:
        sign = "≥" if self.at_least else "≤"
        target = "" if self.limit is None else f"{sign} {self.limit:.3g} {self.unit}"
        verdict = "" if self.limit is None else "short" if self.short else "ok"
        return self.name, f"{self.value:.3f} {self.unit}", target, verdict


def report(title: str, figures: Sequence[Figure]) -> int:
    """Prints the table; the exit status is 1 when a figure falls short of its target."""
    rows = [("figure", "measured", "target", ""), *(figure.row() for figure in figures)]
    widths = [max(len(row[column]) for row in rows) for column in range(4)]
    print(title)
    for row in rows:
        print("  " + "  ".join(cell.strip().ljust(width) for cell, width in zip(row, widths, strict=True)).rstrip())
    return int(any(figure.short for figure in figures))
