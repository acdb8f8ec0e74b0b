"""The indexes of an Indexed Job: which one a Pod has, 0-2,4 for many of them, and how often an index has failed."""

from ..values import Object, at, whole

INDEX = "batch.kubernetes.io/job-completion-index"
FAILURES = "batch.kubernetes.io/job-index-failure-count"
IGNORED = "batch.kubernetes.io/job-index-ignored-failure-count"


def index_of(pod: Object) -> int:
    return whole(at(pod, "metadata", "annotations", INDEX, default=""), -1)


def intervals(text: str) -> list[tuple[int, int]]:
    """0-2,4 -> [(0, 2), (4, 4)]"""
    parts = [part.partition("-") for part in text.split(",") if part]
    return [(int(first), int(last or first)) for first, _, last in parts]


def numbers(text: str) -> set[int]:
    """0-2,4 -> {0, 1, 2, 4}"""
    return {number for first, last in intervals(text) for number in range(first, last + 1)}


def ranges(found: set[int]) -> str:
    parts: list[list[int]] = []
    for number in sorted(found):
        if parts and parts[-1][1] == number - 1:
            parts[-1][1] = number
        else:
            parts.append([number, number])
    return ",".join(f"{first}-{last}" if last > first + 1 else _listed(first, last) for first, last in parts)


def _listed(first: int, last: int) -> str:
    return str(first) if first == last else f"{first},{last}"


def failures(pod: Object, *counts: str) -> int:
    """How often its index had failed before it."""
    return sum(whole(at(pod, "metadata", "annotations", count, default=""), 0) for count in counts)


def failures_after(pod: Object | None, ignored: bool) -> dict[str, str]:
    """What the Pod that takes the index over from `pod` carries on."""
    if pod is None:
        return {FAILURES: "0"}
    counted, passed = failures(pod, FAILURES) + (not ignored), failures(pod, IGNORED) + ignored
    return {FAILURES: str(counted), **({IGNORED: str(passed)} if passed else {})}
