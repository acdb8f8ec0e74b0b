"""What runs, or which status: the table of what the kubelet does, row by row, and what holds for all rows."""

from dataclasses import dataclass, field

import pytest
from hypothesis import given
from hypothesis import strategies as st

from cluster.images import (
    ALWAYS,
    IF_NOT_PRESENT,
    NEVER,
    POLICIES,
    PRELOADED,
    STEPS,
    Cached,
    InvalidImageName,
    Reference,
    Registry,
    Unsupported,
    admit,
    back_off,
    default_policy,
    ensure_image,
)

OLD, NEW = f"sha256:{'a1' * 32}", f"sha256:{'b7' * 32}"
SHOP = "docker.io/library/shop"
V1, V2 = f"{SHOP}:v1", f"{SHOP}:v2"
EMPTY: dict[str, Cached] = {}
HAS_OLD = {V1: Cached(OLD)}
UP_SAME, UP_NEW = Registry({V1: OLD}), Registry({V1: NEW}, untagged={OLD})
DELETED, DOWN = Registry({V2: NEW}), Registry({V1: NEW}, reachable=False)
PRIVATE = Registry({V1: OLD}, readers={SHOP: {"ours"}})


@dataclass(frozen=True)
class Row:
    policy: str
    image: str
    node: dict[str, Cached]
    registry: Registry
    runs: str
    reason: str
    asked: str
    more: dict[str, object] = field(default_factory=dict)


FAILED = ("", "ErrImagePull", "in vain")
ABSENT = ("", "ErrImageNeverPull", "nothing")
ROWS = {
    "A1": Row(ALWAYS, "shop:v1", EMPTY, UP_SAME, OLD, "", "layers"),
    "A2": Row(ALWAYS, "shop:v1", HAS_OLD, UP_SAME, OLD, "", "manifest"),
    "A3": Row(ALWAYS, "shop:v1", HAS_OLD, UP_NEW, NEW, "", "layers"),
    "A4": Row(ALWAYS, "shop:v1", HAS_OLD, DOWN, *FAILED),
    "A5 with": Row(ALWAYS, "shop:v1", HAS_OLD, DELETED, *FAILED),
    "A5 without": Row(ALWAYS, "shop:v1", EMPTY, DELETED, *FAILED),
    "A6": Row(ALWAYS, f"shop@{OLD}", HAS_OLD, UP_NEW, OLD, "", "manifest"),
    "A7": Row(ALWAYS, "shop:v1", EMPTY, DOWN, *FAILED),
    "A7 by digest": Row(ALWAYS, f"shop@{OLD}", EMPTY, DOWN, *FAILED),
    "I1": Row(IF_NOT_PRESENT, "shop:v1", EMPTY, UP_SAME, OLD, "", "layers"),
    "I2 up": Row(IF_NOT_PRESENT, "shop:v1", HAS_OLD, UP_SAME, OLD, "", "nothing"),
    "I2 down": Row(IF_NOT_PRESENT, "shop:v1", HAS_OLD, DOWN, OLD, "", "nothing"),
    "I3": Row(IF_NOT_PRESENT, "shop:v1", HAS_OLD, UP_NEW, OLD, "", "nothing"),
    "I4": Row(IF_NOT_PRESENT, "shop:v1", HAS_OLD, DOWN, OLD, "", "nothing"),
    "I5": Row(IF_NOT_PRESENT, "shop:v1", EMPTY, DOWN, *FAILED),
    "I6": Row(IF_NOT_PRESENT, "shop:v2", HAS_OLD, DELETED, NEW, "", "layers"),
    "I7": Row(IF_NOT_PRESENT, f"shop@{OLD}", EMPTY, UP_NEW, OLD, "", "layers"),
    "N1 tag": Row(NEVER, "shop:v1", HAS_OLD, UP_NEW, OLD, "", "nothing"),
    "N1 digest, down": Row(NEVER, f"shop@{OLD}", HAS_OLD, DOWN, OLD, "", "nothing"),
    "N2 tag": Row(NEVER, "shop:v1", EMPTY, UP_NEW, *ABSENT),
    "N2 digest": Row(NEVER, f"shop@{NEW}", HAS_OLD, UP_NEW, *ABSENT),
    "X2 always": Row(ALWAYS, "Shop:v1", EMPTY, UP_SAME, "", "InvalidImageName", "nothing"),
    "X2 never": Row(NEVER, "Shop:v1", EMPTY, UP_SAME, "", "InvalidImageName", "nothing"),
    "P1": Row(IF_NOT_PRESENT, "shop:v1", {V1: Cached(OLD, "ours")}, PRIVATE, *FAILED),
    "P1 before 1.35": Row(
        IF_NOT_PRESENT, "shop:v1", {V1: Cached(OLD, "ours")}, PRIVATE, OLD, "", "nothing", {"version": (1, 34)}
    ),
    "P1 with credentials of its own": Row(
        IF_NOT_PRESENT, "shop:v1", {V1: Cached(OLD, "theirs")}, PRIVATE, OLD, "", "manifest", {"credentials": "ours"}
    ),
    "P1 with the same credentials": Row(
        IF_NOT_PRESENT, "shop:v1", {V1: Cached(OLD, "ours")}, PRIVATE, OLD, "", "nothing", {"credentials": "ours"}
    ),
    "P2": Row(NEVER, "shop:v1", {V1: Cached(OLD, "ours")}, PRIVATE, *ABSENT),
    "P2 before 1.35": Row(
        NEVER, "shop:v1", {V1: Cached(OLD, "ours")}, PRIVATE, OLD, "", "nothing", {"version": (1, 34)}
    ),
    "P3 if not present": Row(IF_NOT_PRESENT, "shop:v1", {V1: Cached(OLD, PRELOADED)}, PRIVATE, OLD, "", "nothing"),
    "P3 never": Row(NEVER, "shop:v1", {V1: Cached(OLD, PRELOADED)}, PRIVATE, OLD, "", "nothing"),
    "in the wait after a failure": Row(
        ALWAYS, "shop:v1", EMPTY, UP_SAME, "", "ImagePullBackOff", "nothing", {"backing_off": True}
    ),
    "what is there needs no wait": Row(
        IF_NOT_PRESENT, "shop:v1", HAS_OLD, DOWN, OLD, "", "nothing", {"backing_off": True}
    ),
}


@pytest.mark.parametrize("name", ROWS)
def test_the_kubelet_decides_as_in_this_row_of_the_table(name: str) -> None:
    row = ROWS[name]
    outcome = ensure_image(row.image, row.policy, row.node, row.registry, **({"version": (1, 37)} | row.more))  # type: ignore[arg-type]
    assert (outcome.digest, outcome.reason, outcome.asked) == (row.runs, row.reason, row.asked)


def test_row_x1_a_misspelt_policy_is_refused_by_the_api_server_in_its_own_words() -> None:
    with pytest.raises(Unsupported) as refused:
        admit("shop:v1", "Nerver")
    assert str(refused.value) == 'Unsupported value: "Nerver": supported values: "Always", "IfNotPresent", "Never"'


@pytest.mark.parametrize(
    ("image", "policy"),
    [
        ("app", ALWAYS),
        ("registry.example.com:5000/team/app", ALWAYS),
        ("app:latest", ALWAYS),
        ("app:v1.2.3", IF_NOT_PRESENT),
        ("localhost:5000/app:v1", IF_NOT_PRESENT),
        (f"app@{OLD}", IF_NOT_PRESENT),
        (f"app:v1@{OLD}", IF_NOT_PRESENT),
        ("App", IF_NOT_PRESENT),
    ],
)
def test_a_policy_left_out_follows_from_the_tag(image: str, policy: str) -> None:
    assert default_policy(image) == admit(image, "") == policy


@pytest.mark.parametrize("policy", POLICIES)
def test_a_policy_that_is_given_is_kept_whatever_the_tag(policy: str) -> None:
    assert {admit(image, policy) for image in ("app", "app:v1", "App")} == {policy}


@pytest.mark.parametrize(
    ("text", "name"),
    [
        ("nginx", "docker.io/library/nginx:latest"),
        ("nginx:1.29", "docker.io/library/nginx:1.29"),
        ("team/shop:v1", "docker.io/team/shop:v1"),
        ("localhost:5000/shop", "localhost:5000/shop:latest"),
        ("localhost/shop", "localhost/shop:latest"),
        ("registry.example.com/a/b_c/d-e:V1", "registry.example.com/a/b_c/d-e:V1"),
        (f"shop:v1@{OLD}", f"docker.io/library/shop@{OLD}"),
    ],
)
def test_a_name_is_written_out(text: str, name: str) -> None:
    assert Reference.parse(text).name == name


UNREADABLE = ["", "Shop", "shop:", "shop:v 1", "shop@sha256:12", "shop:v1:v2", "/shop", "shop/", " shop"]


@pytest.mark.parametrize("text", UNREADABLE)
def test_what_cannot_be_a_name_is_none(text: str) -> None:
    with pytest.raises(InvalidImageName):
        Reference.parse(text)


def test_the_wait_doubles_from_ten_seconds_to_five_minutes() -> None:
    assert [back_off(failures) for failures in (1, 2, 3, 4, 5, 6, 7, 1000)] == [10, 20, 40, 80, 160, 300, 300, 300]


names = st.sampled_from([V1, V2, f"{SHOP}:latest"])
digests = st.sampled_from([OLD, NEW, f"sha256:{'c3' * 32}"])
readers = st.sampled_from(["", "ours", "theirs"])
nodes = st.dictionaries(names, st.builds(Cached, digests, st.none() | readers))
registries = st.builds(
    Registry,
    st.dictionaries(names, digests),
    st.frozensets(digests),
    st.just({}) | st.just({SHOP: {"ours"}}),
    st.booleans(),
)
images = st.sampled_from(["shop", "shop:v1", "shop:v2", f"shop@{OLD}", f"shop:v1@{NEW}", "Shop"])
cases = st.fixed_dictionaries(
    {
        "image": images,
        "policy": st.sampled_from(POLICIES),
        "node": nodes,
        "registry": registries,
        "credentials": readers,
        "version": st.sampled_from([(1, 32), (1, 34), (1, 35), (1, 37)]),
        "backing_off": st.booleans(),
    }
)


@given(cases)
def test_either_something_runs_that_the_node_or_the_registry_has_or_there_is_a_reason(case: dict) -> None:
    outcome = ensure_image(**case)
    assert bool(outcome.digest) != bool(outcome.reason)
    registry = case["registry"]
    there = {cached.digest for cached in case["node"].values()} | set(registry.digests.values()) | registry.untagged
    assert outcome.digest in there | {""}
    assert {step.id for step in outcome.steps} <= set(STEPS)


@given(cases)
def test_never_asks_no_registry_and_always_starts_nothing_without_one(case: dict) -> None:
    assert ensure_image(**case | {"policy": NEVER}).asked == "nothing"
    assert ensure_image(**case | {"policy": ALWAYS, "registry": DOWN}).digest == ""


@given(cases)
def test_before_credentials_were_checked_what_was_there_ran(case: dict) -> None:
    case |= {"policy": IF_NOT_PRESENT, "version": (1, 34), "image": "shop:v1"}
    outcome = ensure_image(**case)
    if V1 in case["node"]:
        assert (outcome.digest, outcome.asked) == (case["node"][V1].digest, "nothing")


@given(cases)
def test_a_container_without_secrets_never_runs_from_a_later_version_what_an_earlier_one_refused(case: dict) -> None:
    case |= {"credentials": ""}
    if ensure_image(**case | {"version": (1, 37)}).digest:
        assert ensure_image(**case | {"version": (1, 34)}).digest
