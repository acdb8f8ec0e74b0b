"""What the cluster costs, beside its targets, and how much of the recordings it agrees with."""

import json
import statistics
import sys
import time
import zlib
from collections.abc import Callable
from importlib import util
from pathlib import Path
from typing import Any

from cluster.cluster import Cluster
from cluster.shell.session import Shell

PROJECT = Path(__file__).resolve().parents[1]
ORACLE = PROJECT / "tests" / "cluster" / "oracle"
COMMANDS = (
    "kubectl get pods",
    "kubectl describe pods",
    "kubectl get all -o wide",
    "kubectl get pods -o yaml",
    "kubectl get events",
    "kubectl scale deploy web --replicas=4",
    "kubectl set image deploy/web nginx=nginx:1.26",
    "kubectl label deploy web a=b --overwrite",
    "kubectl describe nodes",
)
RATE, COMMAND_MS, START_MS, SNAPSHOT_KB, LARGE_SECONDS, GROWTH = 0.93, 10.0, 30.0, 60.0, 20.0, 2.0


def main(rounds: int = 5) -> int:
    failed = not _rates()
    start = min(_seconds(Cluster) for _ in range(rounds)) * 1000
    command, snapshot = _commands(rounds)
    small, large = _grown(10, 300), _grown(100, 3000)
    growth = (large / 3000) / (small / 300)
    figures = (
        ("start", start, START_MS, "ms"),
        ("command, median", command, COMMAND_MS, "ms"),
        ("snapshot, compressed", snapshot, SNAPSHOT_KB, "kB"),
        ("3,000 Pods on 100 nodes", large, LARGE_SECONDS, "s"),
        ("a Pod among 3,000, to one among 300", growth, GROWTH, "times"),
    )
    for name, value, target, unit in figures:
        missed = value > target
        failed = failed or missed
        print(f"{name:36} {value:8.2f} {unit:6} (at most {target:g}){'  MISSED' if missed else ''}")
    return int(failed)


def _seconds(call: Callable[[], Any]) -> float:
    started = time.perf_counter()
    call()
    return time.perf_counter() - started


def _commands(rounds: int) -> tuple[float, float]:
    shell = Shell(Cluster())
    shell.line("kubectl create deploy web --image=nginx:1.25 --replicas=3")
    shell.cluster.run_until(5)
    spent = []
    for line in COMMANDS * rounds:
        spent.append(_seconds(lambda line=line: shell.line(line)) * 1000)  # type: ignore[misc]
        shell.cluster.run_until(shell.cluster.time + 1)
    packed = zlib.compress(json.dumps(shell.cluster.snapshot()).encode())
    return statistics.median(spent), len(packed) / 1000


def _grown(nodes: int, pods: int) -> float:
    def grow() -> None:
        shell = Shell(Cluster(nodes=nodes, images=["nginx:1.25"]))
        shell.line(f"kubectl create deploy web --image=nginx:1.25 --replicas={pods}")
        shell.cluster.run_until(60)
        ready = shell.line("kubectl get deploy web -o jsonpath={.status.readyReplicas}").stdout
        if ready != str(pods):
            sys.exit(f"only {ready or 0} of {pods} Pods became ready")

    return _seconds(grow)


def _rates() -> bool:
    spec = util.spec_from_file_location("compare", ORACLE / "compare.py")
    if spec is None or spec.loader is None:
        sys.exit("compare.py cannot be loaded")
    compare = util.module_from_spec(spec)
    spec.loader.exec_module(compare)
    totals = [0, 0, 0, 0]
    for path in sorted((ORACLE / "traces").glob("*.json")):
        trace = json.loads(path.read_text())
        outcomes, events = compare.replay(trace, PROJECT)
        same = sum(compare.outcome(s["cmd"], s, trace) == compare.outcome(s["cmd"], a, trace) for s, a in outcomes)
        asked = sum(map(compare.measured, trace["steps"]))
        wanted = compare.events_of(trace)
        hit, size = sum((wanted & events).values()), max(sum(wanted.values()), sum(events.values()))
        print(f"{path.stem:24} commands {same}/{asked}, events {hit}/{size}")
        totals = [a + b for a, b in zip(totals, (same, asked, hit, size), strict=True)]
    commands, found = totals[0] / totals[1], totals[2] / totals[3]
    print(f"{'all':24} commands {commands:.3f}, events {found:.3f} (at least {RATE})")
    return commands >= RATE and found >= RATE
