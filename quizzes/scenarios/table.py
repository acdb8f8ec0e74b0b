"""The table of what comes of which conditions: its rows are chosen, what stands in them comes from the model."""

from collections.abc import Sequence
from dataclasses import dataclass

from cluster.images import default_policy
from lessons.diagrams.shapes import Text
from quizzes.scenarios.conditions import VALUES, Conditions, Result, result

_DIGEST = f"sha256:{'0' * 64}"


def _row(policy: str, *changes: str) -> Conditions:
    """The conditions in which `changes` are not the most ordinary ones."""
    return Conditions(policy=policy, **{name: one for one in changes for name in VALUES if one in VALUES[name]})


ROWS: Sequence[Conditions] = (
    _row("Always", "empty"),
    _row("Always"),
    _row("Always", "pushed-again"),
    _row("Always", "deleted"),
    _row("Always", "down"),
    _row("Always", "empty", "down"),
    _row("Always", "digest"),
    _row("IfNotPresent", "empty"),
    _row("IfNotPresent"),
    _row("IfNotPresent", "pushed-again"),
    _row("IfNotPresent", "down"),
    _row("IfNotPresent", "empty", "down"),
    _row("IfNotPresent", "other-tag"),
    _row("IfNotPresent", "empty", "digest"),
    _row("Never"),
    _row("Never", "empty"),
    _row("IfNotPresent", "foreign"),
    _row("IfNotPresent", "foreign", "1.34"),
    _row("Never", "foreign"),
    _row("Never", "preloaded"),
    _row("Nerver"),
    _row("IfNotPresent", "invalid"),
)


@dataclass(frozen=True, slots=True)
class Default:
    """`images` that are named like this get `policy` where none is given."""

    named: Text
    image: str
    policy: str


DEFAULTS: Sequence[Default] = tuple(
    Default(named, image.replace(_DIGEST, "sha256:…"), default_policy(image))
    for named, image in (
        (Text("不带标签", "no tag"), "shop"),
        (Text("标签是 latest", "the tag latest"), "shop:latest"),
        (Text("别的标签", "any other tag"), "shop:v1.2.3"),
        (Text("摘要", "a digest"), f"shop@{_DIGEST}"),
    )
)


def rows() -> list[tuple[Conditions, Result]]:
    return [(conditions, result(conditions)) for conditions in ROWS]
