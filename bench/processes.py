"""How long a command takes, and how much memory it and all its children hold."""

import subprocess
import sys
import time
from collections.abc import Mapping
from pathlib import Path

from bench.site import PROJECT


def seconds(*arguments: str, environment: Mapping[str, str]) -> float:
    """Wall time of `python ARGUMENTS…`, its start included. Raises when it fails."""
    start = time.perf_counter()
    subprocess.run(
        [sys.executable, *arguments], cwd=PROJECT, env=dict(environment), check=True, stdout=subprocess.DEVNULL
    )
    return time.perf_counter() - start


def peak_memory(*arguments: str, environment: Mapping[str, str]) -> float:
    """The most MB that `python ARGUMENTS…` and its children held together, looked at every 20 ms.

    A page of memory that several of them share counts once (PSS): forked workers share most of theirs.
    """
    process = subprocess.Popen(
        [sys.executable, *arguments], cwd=PROJECT, env=dict(environment), stdout=subprocess.DEVNULL
    )
    peak = 0
    while process.poll() is None:
        peak = max(peak, sum(proportional_kib(pid) for pid in family(process.pid)))
        time.sleep(0.02)
    if process.returncode:
        raise RuntimeError(f"{' '.join(arguments)} failed")
    return peak * 1024 / 1_000_000


def family(pid: int) -> list[int]:
    found = [pid]
    for children in Path(f"/proc/{pid}/task").glob("*/children"):
        try:
            found += [member for child in children.read_text().split() for member in family(int(child))]
        except OSError:
            continue  # it ended while we looked
    return found


def proportional_kib(pid: int) -> int:
    try:
        lines = Path(f"/proc/{pid}/smaps_rollup").read_text().splitlines()
    except OSError:
        return 0
    return next((int(line.split()[1]) for line in lines if line.startswith("Pss:")), 0)
