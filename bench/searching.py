"""Searching a course of about 2,000 sections."""

import tempfile
import time
from itertools import product
from pathlib import Path
from statistics import median, quantiles

from bench import corpus
from bench.course import imported
from bench.figures import Figure, report

FILES = 150
WORDS = ["镜", "网络", "调度室", "负载均衡", "pod", "Dep", "kube-proxy", "redis", "etcd", "ConfigMap", "不存在的词"]
QUERIES = WORDS + [f"{first} {second}" for first, second in product(WORDS[:4], WORDS[4:8])] + ["一个或多个容器应用"]


def main(rounds: int = 7) -> int:
    with tempfile.TemporaryDirectory(prefix="bench-notes-") as folder:
        corpus.write(Path(folder), files=FILES)
        with imported(Path(folder)):
            from lessons.models import SearchEntry
            from lessons.search.finding import search

            entries = {kind: SearchEntry.objects.filter(kind=kind).count() for kind in SearchEntry.Kind.values}
            times = []
            for query in QUERIES * rounds:
                start = time.perf_counter()
                search(query)
                times.append((time.perf_counter() - start) * 1000)
    figures = [
        Figure("sections", entries["section"], 2000, at_least=True),
        Figure("terms", entries["term"]),
        Figure("median", median(times), 30, "ms"),
        Figure("nine in ten", quantiles(times, n=10)[-1], unit="ms"),
        Figure("longest", max(times), unit="ms"),
    ]
    return report(f"{len(QUERIES)} queries, {rounds} times each", figures)
