"""A scenario as a question: the scene, the answers to choose from, and why each is right or wrong."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from lessons.diagrams.shapes import Text
from quizzes.scenarios import reasons, texts
from quizzes.scenarios.conditions import Conditions, Result, World, at, result, world

SOURCES = (
    "https://kubernetes.io/docs/concepts/containers/images/",
    "https://kubernetes.io/docs/tasks/configure-pod-container/pull-image-private-registry/",
)
_SHOWN = len("sha256:") + 8  # of a digest


@dataclass(frozen=True, slots=True)
class Panel:
    """A part of the scene; between backticks stands code."""

    title: Text
    lines: tuple[Text, ...]


@dataclass(frozen=True, slots=True)
class Offer:
    """An answer to choose from; `id` is one of `texts.OPTIONS`."""

    id: str
    text: Text
    right: bool
    why: Text


@dataclass(frozen=True, slots=True)
class Scenario:
    conditions: Conditions
    result: Result
    scene: tuple[Panel, ...]
    offers: tuple[Offer, ...]
    steps: tuple[Text, ...]
    advice: Text


def scenario(seed: int) -> Scenario:
    return tell(*at(seed))


def tell(conditions: Conditions, variation: int = 0) -> Scenario:
    """Conditions that no question would have can be told too."""
    made, found = world(conditions, variation), result(conditions, variation)
    names = _names(made, found, conditions)
    holding = _holding(found, conditions)
    return Scenario(
        conditions=conditions,
        result=found,
        scene=tuple(_scene(conditions, made, names)),
        offers=tuple(_offer(id, found, names, holding) for id in _answers(conditions, made, found)),
        steps=tuple(_steps(conditions, found, names)),
        advice=_first(reasons.ADVICE, {found.answer, *(f"{found.answer}/{one}" for one in holding)}) or Text(),
    )


def short(digest: str) -> str:
    return f"{digest[:_SHOWN]}…"


def _names(made: World, found: Result, conditions: Conditions) -> dict[str, str]:
    return {
        "name": made.name.replace(made.old, short(made.old)),
        "tagged": made.tagged,
        "asked": made.name.replace(made.old, short(made.old)) if conditions.image == "digest" else made.tagged,
        "older": made.older,
        "old": short(made.old),
        "new": short(made.new),
        "repository": made.tagged.partition(":")[0],
        "policy": found.policy,
        "refusal": found.refusal,
        "version": conditions.version,
    }


def _holding(found: Result, conditions: Conditions) -> set[str]:
    """What the rows of `reasons.WRONG` and `reasons.ADVICE` ask for."""
    turns = {step.id for step in found.outcome.steps} if found.outcome else set()
    return {found.answer, found.policy, conditions.registry, "", *turns}


def _first(rows: tuple[tuple[str, Text], ...], holding: set[str]) -> Text | None:
    return next((text for condition, text in rows if condition in holding), None)


def _fill(text: Text, names: Mapping[str, str]) -> Text:
    return Text(text.zh.format(**names), text.en.format(**names))


def _scene(conditions: Conditions, made: World, names: Mapping[str, str]) -> Iterator[Panel]:
    policy = conditions.policy
    pod = [
        Text(*[f"`image: {names['name']}`"] * 2),
        texts.NO_POLICY if policy == "omitted" else Text(*[f"`imagePullPolicy: {policy}`"] * 2),
    ]
    if conditions.private:
        has = Text(*["`imagePullSecrets: [hub]`"] * 2)
        pod.append(has if conditions.access == "own" else texts.NO_SECRETS)
    yield Panel(texts.POD, tuple(pod))
    node = [texts.EMPTY]
    if made.node:
        name = made.tagged if conditions.node == "has" else made.older
        node = [Text(*[f"`{name}` → `{names['old']}`"] * 2)]
        if conditions.private:
            node.append(texts.PULLED_WITH[conditions.access])
    yield Panel(_fill(texts.NODE, names), tuple(_fill(line, names) for line in node))
    registry = []
    if conditions.registry not in ("down", "deleted"):
        registry.append(Text(*[f"`{made.tagged}` → `{names['new']}`"] * 2))
    if conditions.registry in texts.REGISTRY_NOTES:
        registry.append(texts.REGISTRY_NOTES[conditions.registry])
    if conditions.private:
        registry.append(texts.PRIVATE)
    yield Panel(texts.REGISTRY, tuple(_fill(line, names) for line in registry))


def _answers(conditions: Conditions, made: World, found: Result) -> list[str]:
    """Those that somebody could believe in, in a fixed order."""
    here, told = conditions.node == "has", conditions.registry in ("unchanged", "pushed-again")
    believable = {
        "uses": here,
        "same": here and told and made.old == made.new,
        "pulls": told and (made.old != made.new or not here) and conditions.image != "digest",
        "falls-back": here and (not told or conditions.access in ("foreign", "preloaded")),
        "older": conditions.node == "other-tag",
        "fails": True,
        "never": True,
        "invalid": conditions.image == "invalid",
        "rejected": conditions.policy in ("omitted", "Nerver") or conditions.image == "invalid",
        "unscheduled": not here,
    }
    return [id for id, offered in believable.items() if offered or id == found.answer]


def _offer(id: str, found: Result, names: Mapping[str, str], holding: set[str]) -> Offer:
    right = id == found.answer
    why = reasons.RIGHT[id] if right else _first(reasons.WRONG[id], holding) or Text()
    return Offer(id, _fill(texts.OPTIONS[id], names), right, _fill(why, names))


def _steps(conditions: Conditions, found: Result, names: Mapping[str, str]) -> Iterator[Text]:
    if found.outcome is None:
        yield _fill(reasons.ADMITTED["rejected"], names)
        return
    yield _fill(reasons.ADMITTED["omitted" if conditions.policy == "omitted" else "given"], names)
    for step in found.outcome.steps:
        yield _fill(reasons.STEPS[step.id], {**names, "digest": short(step.digest)})
