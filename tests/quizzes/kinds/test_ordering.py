"""Things to be put in order: whatever keeps to what depends on what is right."""

from itertools import permutations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from quizzes.kinds import parse
from tests.quizzes.kinds.specs import FREE, GARBAGE, STRICT, is_incomplete, parsed, problems

ORDER = [3, 1, 0, 2]


@pytest.mark.parametrize(
    ("text", "told"),
    [
        ("items: []\n", [(1, "course-options")]),
        ("items:\n", [(1, "course-missing-key")]),
        ("items:\n- {text: a}\n- {text: b}\n", [(1, "course-options")]),
        (FREE.replace("after: etcd", "after: nowhere"), [(3, "course-order")]),
        (FREE.replace("after: etcd", "after: api"), [(3, "course-order")]),
        (FREE.replace("after: etcd", "after: sched"), [(3, "course-order")]),
        (FREE.replace("id: sched", "id: api"), [(1, "course-twice")]),
        (STRICT.replace(", why: It needs etcd.", ", needs: etcd"), [(3, "course-unknown-key")]),
    ],
)
def test_what_is_wrong_with_it_is_told_with_its_line(text: str, told: list[tuple[int, str]]) -> None:
    assert problems("ordering", text) == told


def test_a_form_lists_the_places_from_the_top() -> None:
    assert parsed("ordering", FREE).read({"item": ["2", "1", "3", "0"]}, ORDER) == ["etcd", "api", "loops", "sched"]


@pytest.mark.parametrize("sent", [[], ["0", "1", "2"], ["0", "1", "2", "2"], ["0", "1", "2", "3", "3"]])
def test_a_form_that_does_not_list_each_once_is_incomplete(sent: list[str]) -> None:
    assert is_incomplete(parsed("ordering", FREE), {"item": sent}, ORDER)


@pytest.mark.parametrize("value", [value for value in GARBAGE if value != "3"])
def test_garbage_among_the_places_makes_it_incomplete(value: str) -> None:
    kind = parsed("ordering", FREE)
    assert is_incomplete(kind, {"item": ["0", value, "2", "1"]}, ORDER)
    shown = kind.asked(ORDER, "en", {"item": ["0", value, "2", "1"], "move": [value]})["items"]
    assert [item["place"] for item in shown] == [0, 1, 2, 3], "and it is shown as it was at first"


def test_without_dependencies_one_order_alone_is_right() -> None:
    kind = parsed("ordering", STRICT)
    assert [order for order in permutations("abc") if kind.grade(order).right] == [("a", "b", "c")]
    assert kind.told(None, [0, 1, 2], "en")["strict"]


def test_with_dependencies_every_order_that_keeps_to_them_is_right() -> None:
    kind = parsed("ordering", FREE)
    right = {order for order in permutations(("etcd", "api", "loops", "sched")) if kind.grade(order).right}
    assert right == {("etcd", "api", "loops", "sched"), ("etcd", "api", "sched", "loops")}
    assert kind.grade(["etcd", "loops", "api", "sched"]).parts == {
        "etcd": True, "api": True, "loops": False, "sched": True,
    }  # fmt: skip
    assert not kind.told(None, ORDER, "en")["strict"], "three dependencies of four items, but two right orders"


@st.composite
def graphs(draw: st.DrawFn) -> dict[str, list[str]]:
    """What each item must come after, all of which stand before it."""
    names = "abcdef"[: draw(st.integers(3, 6))]
    return {
        name: draw(st.lists(st.sampled_from(names[:n] or "-"), unique=True)) if n else []
        for n, name in enumerate(names)
    }


@given(graphs(), st.randoms(use_true_random=False))
def test_any_order_is_right_just_if_everything_comes_after_what_it_needs(graph, chance) -> None:
    kind = parse("ordering", {"items": [{"id": id, "text": id, "after": after} for id, after in graph.items()]})
    if not any(graph.values()):
        graph = {id: [before] if before else [] for id, before in zip(graph, ["", *graph], strict=False)}
    some = list(graph)
    chance.shuffle(some)
    kept = all(some.index(before) < some.index(id) for id, after in graph.items() for before in after)
    assert kind.grade(some).right == kept
    # One of the right orders, drawn step by step.
    open_, sorted_ = set(graph), []
    while open_:
        ready = sorted(id for id in open_ if not open_ & set(graph[id]))
        sorted_.append(chance.choice(ready))
        open_.discard(sorted_[-1])
    assert kind.grade(sorted_).right
    only = sum(kind.grade(order).right for order in permutations(graph)) == 1
    assert kind.told(None, [], "en")["strict"] == only
    for mistake in kind.mistakes():
        assert not kind.grade(mistake).right


@pytest.mark.parametrize(
    ("move", "places"),
    [
        ("0-down", [1, 0, 2, 3]),
        ("3-up", [0, 1, 3, 2]),
        ("0-up", [0, 1, 2, 3]),
        ("3-down", [0, 1, 2, 3]),
        ("9-up", [0, 1, 2, 3]),
        ("1-left", [0, 1, 2, 3]),
        ("", [0, 1, 2, 3]),
    ],
)
def test_buttons_move_one_item_by_one_place(move: str, places: list[int]) -> None:
    shown = parsed("ordering", FREE).asked(ORDER, "en", {"item": list("0123"), "move": [move]})["items"]
    assert [item["place"] for item in shown] == places
    assert [item["text"] for item in shown] == [
        ["scheduler", "API server", "etcd", "controllers"][place] for place in places
    ]


def test_moves_add_up() -> None:
    shown = parsed("ordering", FREE).asked(ORDER, "en", {"item": list("1032"), "move": ["1-down"]})["items"]
    assert [item["place"] for item in shown] == [1, 3, 0, 2]


def test_it_tells_what_must_come_after_what() -> None:
    told = parsed("ordering", FREE).told(["api", "etcd", "loops", "sched"], ORDER, "en")
    assert [(item["text"], item["ok"], item["after"]) for item in told["items"]] == [
        ("API server", False, ["etcd"]),
        ("etcd", True, []),
        ("controllers", True, ["API server"]),
        ("scheduler", True, ["API server"]),
    ]
    assert told["solution"] == ["etcd", "API server", "controllers", "scheduler"]
