"""The indexes of an Indexed Job: which one a Pod has, and 0-2,4 for many of them."""

from ..values import Object, at, whole

INDEX = "batch.kubernetes.io/job-completion-index"


def index_of(pod: Object) -> int:
    text = at(pod, "metadata", "annotations", INDEX, default="")
    return whole(text, -1)


def numbers(text: str) -> set[int]:
    """0-2,4 -> {0, 1, 2, 4}"""
    found: set[int] = set()
    for part in filter(None, text.split(",")):
        first, _, last = part.partition("-")
        found |= set(range(int(first), int(last or first) + 1))
    return found


def ranges(found: set[int]) -> str:
    parts: list[list[int]] = []
    for number in sorted(found):
        if parts and parts[-1][1] == number - 1:
            parts[-1][1] = number
        else:
            parts.append([number, number])
    return ",".join(f"{first}" if first == last else f"{first}-{last}" for first, last in parts)
