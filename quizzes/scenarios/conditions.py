"""The conditions that a scenario is made of, all that can be asked about, and the number that names each."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from functools import cache
from hashlib import sha256
from itertools import product
from random import Random
from typing import Self

from cluster.images import ANYBODY, PRELOADED, Cached, Outcome, Reference, Registry, Unsupported, admit, ensure_image

# Of each condition the values, the most ordinary one first: it stands where an address says nothing.
VALUES: Mapping[str, tuple[str, ...]] = {
    "policy": ("IfNotPresent", "Always", "Never", "omitted", "Nerver"),
    "image": ("version", "latest", "no-tag", "digest", "invalid"),
    "node": ("has", "empty", "other-tag"),
    "registry": ("unchanged", "pushed-again", "deleted", "down"),
    "access": ("public", "own", "foreign", "preloaded"),
    "version": ("1.37", "1.34"),
}
_APPS = ("shop", "api", "worker", "web", "billing", "search", "auth", "report")
_TAGS = (("v1", "v2"), ("1.4.0", "1.5.0"), ("2026.10", "2026.11"), ("build-41", "build-42"), ("stable-3", "stable-4"))
_STORIES = 1000  # names and digests differ between them; there could be any number
# How often an answer is the right one: what teaches most comes oftenest.
_WEIGHTS = {"fails": 4, "uses": 4, "pulls": 3, "never": 3, "same": 2, "rejected": 1, "invalid": 1}


@dataclass(frozen=True, slots=True)
class Conditions:
    """`image` is how the Pod names it. `node`: it has that image, none of its repository, or an older tag. `registry`:
    as the node once saw it, the tag moved on, the tag gone, or no answer. `access`: the repository is public; private,
    and this Pod has credentials; private, it has none, and another Pod's brought what the node has; the same, and an
    administrator imported it."""

    policy: str = "IfNotPresent"
    image: str = "version"
    node: str = "has"
    registry: str = "unchanged"
    access: str = "public"
    version: str = "1.37"

    @classmethod
    def read(cls, posted: Mapping[str, str]) -> Self:
        """From an address; what is no value there is the most ordinary one."""
        return cls(**{name: posted[name] for name in VALUES if posted.get(name) in VALUES[name]})

    def as_dict(self) -> dict[str, str]:
        return {name: getattr(self, name) for name in VALUES}

    @property
    def private(self) -> bool:
        return self.access != "public"


@dataclass(frozen=True, slots=True)
class World:
    """What the conditions look like with names: `name` is the image as the Pod has it, `tagged` as node and registry
    know it. `old` is what the node once got, `new` what the registry has now."""

    name: str
    tagged: str
    older: str
    old: str
    new: str
    node: Mapping[str, Cached]
    registry: Registry
    credentials: str
    version: tuple[int, int]


def world(conditions: Conditions, variation: int = 0) -> World:
    app = _APPS[variation % len(_APPS)]
    before, tag = _TAGS[variation // len(_APPS) % len(_TAGS)]
    older, tagged = (f"team/{app}:{one}" for one in (before, tag if conditions.image != "latest" else "latest"))
    if conditions.image == "no-tag":
        tagged = f"team/{app}:latest"
    old, newer = (f"sha256:{sha256(f'{variation} {what}'.encode()).hexdigest()}" for what in ("old", "new"))
    moved = conditions.registry == "pushed-again" or conditions.node == "other-tag"
    names = {
        "no-tag": f"team/{app}",
        "digest": f"team/{app}@{old}",
        "invalid": f"team/{app.title()}:{tag}",
    }
    here = Reference.parse(tagged)
    pulled_with = {"own": "ours", "foreign": "theirs", "preloaded": PRELOADED}.get(conditions.access, ANYBODY)
    digests = {} if conditions.registry == "deleted" else {here.name: newer if moved else old}
    return World(
        name=names.get(conditions.image, tagged),
        tagged=tagged,
        older=older,
        old=old,
        new=newer if moved else old,
        node={
            "empty": {},
            "other-tag": {Reference.parse(older).name: Cached(old, pulled_with)},
            "has": {here.name: Cached(old, pulled_with)},
        }[conditions.node],
        registry=Registry(
            digests,
            untagged={old} if digests else frozenset(),
            readers={here.repository: {"ours", "theirs"}} if conditions.private else {},
            reachable=conditions.registry != "down",
        ),
        credentials="ours" if conditions.access == "own" else ANYBODY,
        version=(1, int(conditions.version.removeprefix("1."))),
    )


@dataclass(frozen=True, slots=True)
class Result:
    """`answer` is one of `_WEIGHTS`; `policy` is the one that was stored. There is no outcome of what was refused."""

    answer: str
    policy: str
    outcome: Outcome | None
    refusal: str = ""

    @property
    def path(self) -> str:
        """What there is to learn: the policy, and the turns that the decision took. Many scenarios take the same."""
        turns = [step.id for step in self.outcome.steps] if self.outcome else ["rejected"]
        return "-".join((self.policy.lower(), *turns)).strip("-")


def result(conditions: Conditions, variation: int = 0) -> Result:
    made = world(conditions, variation)
    try:
        policy = admit(made.name, "" if conditions.policy == "omitted" else conditions.policy)
    except Unsupported as refusal:
        return Result("rejected", "", None, str(refusal))
    outcome = ensure_image(
        made.name, policy, made.node, made.registry, credentials=made.credentials, version=made.version
    )
    runs = {"nothing": "uses", "manifest": "same", "layers": "pulls"}
    stops = {"ErrImagePull": "fails", "ErrImageNeverPull": "never", "InvalidImageName": "invalid"}
    return Result(stops[outcome.reason] if outcome.reason else runs[outcome.asked], policy, outcome)


def _meaningful(one: Conditions) -> bool:
    """Whether each of the conditions can be told from the scene, and none of them is there for nothing."""
    plain = Conditions()
    if one.policy == "Nerver" or one.image == "invalid":
        told = replace(plain, policy=one.policy, image=one.image)
        return one == told and not (one.policy == "Nerver" and one.image == "invalid")
    if one.image == "digest" and (one.registry == "pushed-again" or one.node == "other-tag"):
        return False
    if one.node == "other-tag" and (one.image != "version" or one.private):
        return False
    if one.node != "has" and (one.registry == "pushed-again" or one.access == "preloaded"):
        return False
    verified = one.node == "has" and one.access in ("foreign", "preloaded")
    return verified or one.version == plain.version


@cache
def space() -> tuple[Conditions, ...]:
    """All that can be asked. New values go last in VALUES; then most seeds still mean what they meant."""
    every = (Conditions(*values) for values in product(*VALUES.values()))
    return tuple(filter(_meaningful, every))


def at(seed: int) -> tuple[Conditions, int]:
    """The conditions that `seed` names, and which story of them."""
    variation, index = divmod(seed, len(space()))
    return space()[index], variation


def seed_of(conditions: Conditions, variation: int) -> int:
    return variation * len(space()) + space().index(conditions)


def neighbours(seed: int) -> Iterator[tuple[str, str, int]]:
    """What else can be asked if one condition changes: its name, its new value, the seed."""
    conditions, variation = at(seed)
    for name, values in VALUES.items():
        for value in values:
            other = replace(conditions, **{name: value})
            if other != conditions and _meaningful(other):
                yield name, value, seed_of(other, variation)


def pick(chance: Random) -> int:
    """A scenario. How likely an answer is to be the right one does not depend on how many conditions lead to it."""
    answer = chance.choices(list(_WEIGHTS), list(_WEIGHTS.values()))[0]
    paths = [path for path, found in by_path().items() if result(found[0]).answer == answer]
    return pick_on(chance.choice(paths), chance)


def pick_on(path: str, chance: Random) -> int:
    """One of the scenarios whose decision takes this path."""
    return seed_of(chance.choice(by_path()[path]), chance.randrange(_STORIES))


@cache
def by_path() -> dict[str, list[Conditions]]:
    found: dict[str, list[Conditions]] = {}
    for conditions in space():
        found.setdefault(result(conditions).path, []).append(conditions)
    return found
