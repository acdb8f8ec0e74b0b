"""What our own diagrams say: complete, short, and fastened to the note."""

import re

import pytest

from .ours import NOTE, SPECS

CHINESE = re.compile(r"[\u3400-\u9fff]")
note = NOTE.read_text(encoding="utf-8")
ours = pytest.mark.parametrize("spec", SPECS.values(), ids=SPECS)


def chinese(text):
    return len(CHINESE.findall(text))


def test_the_six_diagrams_are_there():
    assert set(SPECS) == {"access", "cluster", "docker0", "objects", "overlay", "start-order"}


@ours
def test_every_term_it_points_to_stands_in_the_note(spec):
    for node in spec.nodes:
        assert not node.term or f"**{node.term}:**" in note, node.id
        assert node.term or (node.role.zh and node.role.en), node.id


@ours
def test_it_has_a_place_in_the_note(spec):
    assert bool(spec.replaces) != bool(spec.after)
    assert f"](./{spec.replaces})" in note if spec.replaces else f"### {spec.after}\n" in note


@ours
def test_words_are_short(spec):
    for node in spec.nodes:
        assert chinese(node.label.zh) <= 12
        assert chinese(node.caption.zh) <= 12
    for step in spec.steps:
        assert chinese(step.title.zh) <= 14, step.title.zh
        assert chinese(step.text.zh) <= 60, step.text.zh
        assert chinese(step.failure.zh) <= 40, step.failure.zh
        assert len(step.text.en.split()) <= 30, step.text.en


@ours
def test_every_step_says_what_is_seen_when_it_fails(spec):
    for step in spec.steps:
        assert step.failure.zh
        assert step.failure.en
        assert not re.search(r"[。.!！]$", step.failure.zh + step.failure.en), step.failure


def test_the_journey_of_a_command_has_eighteen_steps_in_six_legs():
    spec = SPECS["cluster"]
    assert len(spec.steps) == 18
    assert [step.leg for step in spec.steps] == sorted(step.leg for step in spec.steps)
    assert len({step.leg for step in spec.steps}) == len(spec.legs) == 6


def test_in_the_cluster_everything_connects_to_the_apiserver_and_it_alone_to_etcd():
    wires = SPECS["cluster"].wires
    assert {wire.start for wire in wires if wire.end == "etcd"} == {"apiserver"}
    beyond = {(wire.start, wire.end) for wire in wires if "apiserver" not in (wire.start, wire.end)}
    assert beyond == {(f"kubelet-{n}", f"runtime-{n}") for n in (1, 2)} | {(f"runtime-{n}", f"pod-{n}") for n in (1, 2)}
    assert {wire.start for wire in wires if wire.both} == {"kubelet-1", "kubelet-2"}


def test_the_overlay_shows_the_headers_at_every_hop_and_counts_its_fifty_bytes():
    steps = SPECS["overlay"].steps
    assert all(step.headers for step in steps)
    assert all("10.244.1.10 → 10.244.2.10" in step.headers[-1].value.en for step in steps if "MTU" not in step.text.en)
    wrapped = [step for step in steps if step.headers[0].layer.en == "Outer IP"]
    assert [step.number for step in wrapped] == [5, 6, 7]
    assert 20 + 8 + 8 + 14 == 50
    assert "20 + UDP 8 + VXLAN 8 + 内层以太头 14 = 50" in steps[5].text.zh
    assert 1500 - 50 == 1450


def test_the_notes_own_lines_stand_on_top_of_what_really_happens():
    spec = SPECS["access"]
    for mode in ("host-mode", "nodeport-mode", "ingress-mode"):
        node = spec.node(mode)
        assert node
        line = node.caption.zh.replace("\n", "").replace(" ", "").replace("→", "->")
        assert f"**{node.term}:** {line}" in note
