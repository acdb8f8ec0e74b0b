import json

import pytest

from lessons.course.yamlfile import load
from lessons.diagrams.spec import SpecErrors, from_json, parse
from lessons.diagrams.story import story

from .ours import LANGUAGES, SPECS

SMALL = """\
title: {zh: 小图, en: Small}
about: {zh: 两个部件。, en: Two parts.}
nodes:
  one: {label: One, role: {zh: 甲, en: a}}
  two: {label: Two, term: Two}
wires: [one -> two]
narrow: |
  one
  two
steps:
  - {title: {zh: 去, en: Go}, text: {zh: 走, en: Walk}, move: one -> two}
"""


def read(text):
    data, lines = load(text, "course/diagrams/small.yaml")
    return parse(data, "course/diagrams/small.yaml", lines)


def problems(text):
    with pytest.raises(SpecErrors) as caught:
        read(text)
    return caught.value.problems


def found(text):
    return [(problem.line, problem.code) for problem in problems(text)]


def test_a_small_diagram_takes_its_name_from_its_file():
    spec = read(SMALL)
    assert spec.name == "small"
    assert [node.id for node in spec.nodes] == ["one", "two"]
    assert spec.grids == {"narrow": (("one",), ("two",))}
    assert (spec.steps[0].number, spec.legs[0].title.zh) == (1, "")


def test_every_mistake_is_told_at_once_with_its_file_and_line():
    text = """\
title: 只有中文
abuot: {zh: 关于, en: About}
about: {zh: 关于, en: 关于}
nodes:
  one: {label: One, in: nowhere}
  Two: {label: Two, term: Two, look: round}
wires:
  - one -> three
  - one = Two
narrow: |
  one Two
  Two one
steps:
  - title: {zh: 去}
    text: {zh: 走, en: Walk}
    move: one -> Two
    headers: {outer: x}
"""
    assert found(text) == [
        (1, "one-language"),
        (2, "unknown-key"),
        (3, "one-language"),
        (5, "no-role"),
        (5, "unknown-zone"),
        (6, "bad-id"),
        (6, "unknown-value"),
        (8, "unknown-node"),
        (9, "bad-wire"),
        (10, "not-a-rectangle"),
        (10, "not-a-rectangle"),
        (14, "missing-key"),
        (16, "no-such-wire"),
        (17, "unknown-layer"),
    ]
    assert {problem.file for problem in problems(text)} == {"course/diagrams/small.yaml"}
    assert "did you mean `about`?" in problems(text)[1].message


@pytest.mark.parametrize(
    ("change", "to", "line", "code"),
    [
        ("narrow: |\n  one\n  two\n", "", 1, "missing-key"),
        ("  one\n  two\n", "  one .\n  two\n", 7, "ragged-grid"),
        ("  one\n  two\n", "  one\n", 7, "not-in-grid"),
        ("  one\n  two\n", "  one\n  two\n  tow\n", 7, "unknown-node"),
        ("wires: [one -> two]", "wires: [one -> one]", 6, "bad-wire"),
        ("move: one -> two", 'move: [one -> two, ""]', 11, "bad-move"),
        ("wires:", "zones: {land: {zh: 地, en: Land}}\nwires:", 6, "empty-zone"),
        ("wires:", "legs: [{title: x, steps: []}]\nwires:", 6, "missing-key"),
        ("wires: [one -> two]", "wires: one -> two", 6, "wrong-type"),
        ("  one: {label", "  one: {lable", 4, "unknown-key"),
    ],
)
def test_a_mistake_is_told_where_it_stands(change, to, line, code):
    assert change in SMALL
    assert (line, code) in found(SMALL.replace(change, to))


def test_what_is_not_a_mapping_at_all_is_one_problem_not_a_crash():
    values: tuple[object, ...] = (None, [], "text", 7)
    for data in values:
        with pytest.raises(SpecErrors):
            parse(data, "x.yaml")


def test_problems_have_a_line_also_without_a_map_of_lines():
    with pytest.raises(SpecErrors) as caught:
        parse({"title": 1}, "x.yaml")
    assert {problem.line for problem in caught.value.problems} == {1}


@pytest.mark.parametrize("spec", SPECS.values(), ids=SPECS)
def test_a_spec_survives_json(spec):
    again = from_json(json.loads(json.dumps(spec.to_json())))
    assert again == spec
    assert hash(again) == hash(spec)
    assert again.masks == spec.masks


def test_a_node_is_found_by_its_id_and_by_its_mask():
    spec = SPECS["cluster"]
    etcd = spec.node("etcd")
    assert etcd
    assert spec.node(spec.masks["etcd"]) == etcd
    assert spec.node("nobody") is None


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("spec", SPECS.values(), ids=SPECS)
def test_the_story_tells_of_every_part_step_and_failure(spec, language):
    told = "\n".join(story(spec, language))
    for node in spec.nodes:
        assert node.label.to(language) in told
    for step in spec.steps:
        assert step.text.to(language) in told
        assert step.failure.to(language) in told
        for header in step.headers:
            assert header.value.to(language) in told
    assert "{" not in told
