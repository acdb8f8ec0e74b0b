"""Questions that nobody wrote: fair ones, or none."""

import re
from collections.abc import Sequence

import pytest
from hypothesis import given
from hypothesis import strategies as st

from quizzes.deriving import GAP, Derived, TermFacts, count, derive
from quizzes.kinds import parse

NAMES = [
    "etcd", "ApiServer", "Kube Controller Manager", "kube-proxy", "ConfigMap/Secret", "ConfigMap", "Secret",
    "Replication Controller (RC)", "RC", "Replica Set", "ReplicaSet", "Pod", "Service", "Headless Service", "Ingress",
    "副本控制器", "标签", "标签选择器", "守护进程集（DaemonSet）", "HPA", "污点、容忍", "A", "集", "--v=4", "???", "",
]  # fmt: skip
SAYINGS = [
    "keeps the state of {}", "{} is what it is for", "talks to {} and to {}", "保存{}的状态", "{}和{}由它管理",
    "{}s come and go", "", " ", "。", "它", "a", "runs on each node", "Runs on each node.", "每个节点上都有",
    "See {}/{}; " + "more words, " * 20, "One sentence on {0}. " * 12,
]  # fmt: skip


@st.composite
def notes(draw: st.DrawFn) -> list[TermFacts]:
    """Terms of one note: names that contain each other, descriptions that name others, say nothing or say the same."""
    found = []
    for id in range(1, draw(st.integers(0, 14)) + 1):
        name = draw(st.sampled_from(NAMES) | st.text("abAB 集/-", min_size=1, max_size=8))
        text = draw(st.sampled_from(SAYINGS)).format(*draw(st.tuples(*[st.sampled_from([*NAMES, name])] * 2)))
        group = draw(st.sampled_from(["", "控制平面", "Nodes"]))
        found.append(TermFacts(id, name.strip(), group, text))
    return found


def plain(text: str) -> str:
    return re.sub(r"[\W_]+", "", text).casefold()


def aliases(name: str) -> set[str]:
    """What stands for a term by itself, as its author wrote it; a lone letter only where it is the whole name."""
    parts = [part.strip().casefold() for part in re.split(r"[/()（）、]", name)]
    return {name.casefold(), *(part for part in parts if len(part) > 1 or not part.isascii())} - {""}


def says(text: str, name: str) -> bool:
    """Whether `text` has one of the aliases of `name` as a word."""
    edges = (
        rf"(?<![a-z0-9]){re.escape(one)}(?![a-z0-9])" if one.isascii() else re.escape(one) for one in aliases(name)
    )
    return any(re.search(edge, text.casefold()) for edge in edges)


def options(question: Derived) -> list[tuple[str, bool]]:
    return [(option["text"], option["right"]) for option in question.spec["options"]]


def described(question: Derived) -> str:
    return question.stem.en.partition("\n\n")[2]


@given(notes())
def test_every_question_is_one_that_an_author_could_have_written(terms: list[TermFacts]) -> None:
    found = derive(terms)
    assert len({question.key for question in found}) == len(found)
    for question in found:
        kind = parse(question.kind, question.spec)
        assert kind.grade(kind.solution()).right
        assert all(not kind.grade(mistake).right for mistake in kind.mistakes())
        assert question.tags
        assert plain(question.stem.zh)
        assert plain(question.stem.en)


@given(notes())
def test_no_option_is_empty_a_copy_or_right_as_well(terms: list[TermFacts]) -> None:
    names = {term.id: term.name for term in terms}
    for question in derive(terms):
        if question.kind != "choice":
            continue
        texts = [text for text, _ in options(question)]
        assert 3 <= len(texts) <= 4
        assert all(plain(text) for text in texts)
        assert len({plain(text) for text in texts}) == len(texts)
        [right] = [text for text, right in options(question) if right]
        offered = [names[int(option["id"][1:])] for option in question.spec["options"]]
        mine = aliases(names[question.term])
        assert [name for name in offered if aliases(name) & mine] == [names[question.term]], "one goes by that name"
        if question.key.endswith("name"):
            assert right == names[question.term]
            assert not any(says(described(question), text) for text in texts), "nothing that is offered is named"
        else:
            assert not any(says(text, names[question.term]) for text in texts), "no option names what is asked for"


@given(notes())
def test_a_set_to_match_gives_nothing_away(terms: list[TermFacts]) -> None:
    names = {term.id: term.name for term in terms}
    for question in derive(terms):
        if question.kind == "matching":
            pairs = question.spec["pairs"]
            assert 3 <= len(pairs) <= 6
            for side in ("left", "right"):
                assert len({plain(pair[side]) for pair in pairs}) == len(pairs)
            for pair in pairs:
                assert pair["right"] == names[int(pair["id"][1:])]
                assert not any(says(pair["left"], other["right"]) for other in pairs)


@given(notes())
def test_they_can_be_counted_without_being_made(terms: list[TermFacts]) -> None:
    assert count(terms) == len(derive(terms))


@given(notes())
def test_they_are_always_the_same(terms: list[TermFacts]) -> None:
    assert derive(terms) == derive(terms)


def facts(*said: tuple[str, str], group: str = "g") -> list[TermFacts]:
    return [TermFacts(id, name, group, text) for id, (name, text) in enumerate(said, 1)]


PLANETS = [
    ("etcd", "keeps the state"), ("scheduler", "picks a node"), ("kubelet", "runs containers"),
    ("proxy", "writes rules"), ("runtime", "pulls images"), ("registry", "holds images"), ("dashboard", "shows a page"),
]  # fmt: skip


def sizes(terms: Sequence[TermFacts]) -> set[int]:
    return {len(options(question)) for question in derive(terms) if question.kind == "choice"}


def test_each_term_is_asked_about_both_ways_and_each_group_to_be_matched() -> None:
    found = [(question.key, question.kind) for question in derive(facts(*PLANETS[:4]))]
    assert found == [
        *((f"term-{term}-{what}", "choice") for term in range(1, 5) for what in ("name", "role")),
        ("group-1", "matching"),
    ]


@pytest.mark.parametrize(("terms", "offered"), [(2, set()), (3, {3}), (4, {4}), (7, {4})])
def test_as_many_options_as_a_group_has_but_four_at_most(terms: int, offered: set[int]) -> None:
    assert sizes(facts(*PLANETS[:terms])) == offered


def test_a_group_of_three_gives_no_fourth_option_though_the_note_has_more() -> None:
    three = facts(*PLANETS[:3])
    others = [TermFacts(term.id + 10, term.name, "other", term.text) for term in facts(*PLANETS[3:])]
    found = [question for question in derive([*three, *others]) if question.term < 10 and question.kind == "choice"]
    assert [{text for text, _ in options(question)} for question in found[::2]] == [
        {"etcd", "scheduler", "kubelet"}
    ] * 3


def test_a_group_of_two_takes_what_it_lacks_from_the_note() -> None:
    two = facts(*PLANETS[:2])
    others = [TermFacts(term.id + 10, term.name, "other", term.text) for term in facts(*PLANETS[2:])]
    [of_first] = [question for question in derive([*two, *others]) if question.key == "term-1-name"]
    texts = [text for text, _ in options(of_first)]
    assert len(texts) == 3
    assert {"etcd", "scheduler"} < set(texts)


@pytest.mark.parametrize(
    "said",
    [
        [],
        [("etcd", "keeps the state")],
        [("etcd", ""), ("scheduler", ""), ("kubelet", "")],
        [("etcd", "etcd"), ("scheduler", "the scheduler"), ("kubelet", "Kubelet!")],
        [("etcd", "on the control plane"), ("scheduler", "On the control plane."), ("loops", "on the  control-plane")],
        [("etcd", "asked by api"), ("ETCD", "holds keys"), ("Etcd", "holds values")],
        [("etcd", "scheduler kubelet"), ("scheduler", "kubelet etcd"), ("kubelet", "etcd scheduler")],
    ],
    ids=["none", "one", "undescribed", "only named", "all alike", "one name", "named by each other"],
)
def test_where_nothing_fits_nothing_is_asked(said: list[tuple[str, str]]) -> None:
    assert derive(facts(*said)) == []
    assert count(facts(*said)) == 0


@pytest.mark.parametrize(
    ("name", "text", "shown"),
    [
        ("etcd", "etcd keeps it; ask ETCD.", "＿＿ keeps it; ask ＿＿."),
        ("Pod", "A Pod, many pods, a podcast.", "A ＿＿, many ＿＿, a podcast."),
        ("Replica Set", "ReplicaSet, replica-sets, RS, no replica setting.", "＿＿, ＿＿, ＿＿, no replica setting."),
        ("ReplicaSet", "A Replica Set counts.", "A ＿＿ counts."),
        ("Replication Controller (RC)", "RC keeps count; RCs too.", "＿＿ keeps count; ＿＿ too."),
        ("Replication Controller", "One RC a Pod.", "One ＿＿ a Pod."),
        ("ConfigMap/Secret", "A Secret is a ConfigMap.", "A ＿＿ is a ＿＿."),
        ("Horizontal Pod Autoscaler（HPA）", "HPA 调整副本数", "＿＿ 调整副本数"),
        ("标签", "标签是键值对，用标签选择", "＿＿是键值对，用＿＿选择"),
        ("副本控制器（RC）", "由副本控制器维护，简称RC", "由＿＿维护，简称＿＿"),
        ("污点、容忍", "污点赶走，容忍留下", "＿＿赶走，＿＿留下"),
        ("kube-proxy", "kube-proxy 有时写作 Kube Proxy", "＿＿ 有时写作 ＿＿"),
        ("C", "C is older than Go.", "＿＿ is older than Go."),
        ("C++", "C++ compiles slowly.", "＿＿ compiles slowly."),
        ("Ingress", "an ingressive word", "an ingressive word"),
    ],
)
def test_a_term_is_hidden_in_its_own_description(name: str, text: str, shown: str) -> None:
    terms = facts((name, text), ("alpha", "comes first"), ("omega", "comes last"))
    [of_name] = [question for question in derive(terms) if question.key == "term-1-name"]
    [of_role] = [question for question in derive(terms) if question.key == "term-1-role"]
    assert described(of_name) == shown
    assert (shown, True) in options(of_role)
    assert name in of_role.stem.zh


@pytest.mark.parametrize(
    ("one", "other"),
    [("ConfigMap/Secret", "ConfigMap"), ("Replication Controller (RC)", "RC"), ("Replica Set", "ReplicaSet")],
)
def test_what_goes_by_the_same_name_is_never_offered_for_it(one: str, other: str) -> None:
    terms = facts((one, "keeps one thing"), (other, "keeps another thing"), *PLANETS[:4])
    for question in derive(terms):
        if question.kind == "choice" and question.term in (1, 2):
            assert not {"t1", "t2"} <= {option["id"] for option in question.spec["options"]}, question.key
        if question.kind == "matching":
            assert not {one, other} <= {pair["right"] for pair in question.spec["pairs"]}


def test_a_long_description_is_cut_after_a_sentence_or_else_told_to_be_cut() -> None:
    sentence = "It keeps all that the others write, in order. "
    terms = facts(("etcd", sentence * 6), ("list", "first, " * 60), ("alpha", "comes first"), ("omega", "comes last"))
    long, cut = (described(question) for question in derive(terms)[:4:2])
    assert long == (sentence * 3).strip()
    assert cut.endswith("first,…")
    assert len(cut) <= 161


def test_only_near_terms_are_offered_of_a_very_long_note() -> None:
    terms = facts(*((f"name{n}", f"says {n * 7919}") for n in range(2000)))
    found = derive(terms)
    assert count(terms) == len(found)
    for question in found:
        if question.kind == "choice":
            assert all(abs(int(option["id"][1:]) - question.term) <= 12 for option in question.spec["options"])


def test_the_gap_is_no_word_of_either_language() -> None:
    assert not plain(GAP)
