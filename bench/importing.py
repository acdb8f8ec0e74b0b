"""Importing a folder of notes, against plain Python-Markdown over the same files in the same run."""

import shutil
import tempfile
import time
from pathlib import Path
from statistics import median

from bench import corpus, plain
from bench.figures import Figure, report
from bench.processes import peak_memory, seconds
from bench.site import environment, manage

MEGABYTE = 1_000_000
Samples = dict[str, list[float]]


class Bench:
    """Two folders of notes, and a migrated database to start each import from."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.large, self.small = folder / "large", folder / "small"
        self.megabytes = {
            self.large: corpus.write(self.large) / MEGABYTE,
            self.small: corpus.write(self.small, files=100) / MEGABYTE,
        }
        self.environment = environment(folder)
        self.database, self.empty = folder / "site.sqlite3", folder / "empty.sqlite3"
        manage("migrate", environment=self.environment)
        shutil.copy(self.database, self.empty)

    def import_anew(self, notes: Path, processes: int) -> float:
        self.forget()
        return self.import_again(notes, processes)

    def import_again(self, notes: Path, processes: int = 2) -> float:
        arguments = ("manage.py", "import_notes", str(notes), "--processes", str(processes))
        return seconds(*arguments, environment=self.environment)

    def memory(self, processes: int) -> float:
        self.forget()
        arguments = ("manage.py", "import_notes", str(self.large), "--processes", str(processes))
        return peak_memory(*arguments, environment=self.environment)

    def forget(self) -> None:
        for leftover in self.folder.glob("site.sqlite3*"):
            leftover.unlink()
        shutil.copy(self.empty, self.database)

    def plain(self, notes: Path) -> float:
        return seconds("-m", "bench.plain", str(notes), environment=self.environment)

    def check(self) -> float:
        return seconds("manage.py", "check", environment=self.environment)


def round_of(bench: Bench, samples: Samples) -> None:
    """One of everything, side by side, so that a slow moment of the machine falls on all alike."""

    def keep(name: str, value: float) -> None:
        samples.setdefault(name, []).append(value)

    keep("plain", bench.plain(bench.large))
    keep("two", bench.import_anew(bench.large, 2))
    keep("plain again", bench.plain(bench.large))
    keep("small", bench.import_anew(bench.small, 1))
    keep("one", bench.import_anew(bench.large, 1))
    keep("small", bench.import_anew(bench.small, 1))
    edited = middling(bench.large)
    for turn in range(3):
        keep("check", bench.check())
        keep("same", bench.import_again(bench.large))
        edited.write_text(edited.read_text(encoding="utf-8") + f"\n第{turn}次修改。\n", encoding="utf-8")
        keep("edited", bench.import_again(bench.large))
        keep("one render", render_seconds(edited))


def middling(notes: Path) -> Path:
    """The note of median size."""
    files = sorted(notes.rglob("*.md"), key=lambda path: (path.stat().st_size, path))
    return files[len(files) // 2]


def render_seconds(path: Path) -> float:
    start = time.perf_counter()
    plain.render([path])
    return time.perf_counter() - start


def main(rounds: int = 3) -> int:
    samples: Samples = {}
    with tempfile.TemporaryDirectory(prefix="bench-import-") as folder:
        bench = Bench(Path(folder))
        for _ in range(rounds):
            round_of(bench, samples)
        memory = max(bench.memory(1), bench.memory(2))
    times = {name: median(values) for name, values in samples.items()}
    baseline = median(samples["plain"] + samples["plain again"])
    a_megabyte = {
        name: (times[took] - times["check"]) / bench.megabytes[folder]
        for name, took, folder in (("large", "one", bench.large), ("small", "small", bench.small))
    }
    figures = [
        Figure("plain render of 700 notes", baseline, unit="s"),
        Figure("full import, 2 processes / plain", times["two"] / baseline, 1.2, "×"),
        Figure("full import, 1 process / plain", times["one"] / baseline, 1.6, "×"),
        Figure("growth per MB, 100 to 700 notes", a_megabyte["large"] / a_megabyte["small"], 1.2, "×"),
        Figure("peak memory, all processes", memory, 250, "MB"),
        Figure("manage.py check", times["check"], unit="s"),
        Figure("nothing changed, over check", times["same"] - times["check"], 0.15, "s"),
        Figure("one note changed, over check", times["edited"] - times["check"], 0.25 + 1.5 * times["one render"], "s"),
    ]
    return report(f"Import of {bench.megabytes[bench.large]:.1f} MB, median of {rounds} rounds", figures)
