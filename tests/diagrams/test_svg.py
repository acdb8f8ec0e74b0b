import gzip
import re
from pathlib import Path
from xml.etree import ElementTree

import pytest

from lessons.diagrams.spec import parse
from lessons.diagrams.svg import draw

from .ours import LANGUAGES, SPECS

STYLES = Path(__file__).parents[2] / "static" / "diagrams.css"
CHINESE = re.compile(r"[\u3000-\u303f\u3400-\u9fff\uff00-\uffef]")
both = pytest.mark.parametrize("language", LANGUAGES)
ours = pytest.mark.parametrize("spec", SPECS.values(), ids=SPECS)


def pictures(svg):
    return [part + "</svg>" for part in svg.split("</svg>")[:-1]]


def tree(svg):
    return ElementTree.fromstring(f"<figure>{svg}</figure>")  # noqa: S314 - we drew it


def links(spec):
    return {node.id: f"/lessons/architecture/#term-{node.id}" for node in spec.nodes}


def nodes(root):
    return [element for element in root.iter() if "data-node" in element.attrib]


@both
@ours
def test_it_is_well_formed_and_brings_no_style_script_or_id(spec, language):
    for step in range(len(spec.steps) + 1):
        root = tree(draw(spec, language=language, step=step, links=links(spec), current=spec.nodes[0].id))
        for element in root.iter():
            assert not {"style", "id", "onclick"} & set(element.attrib)
            assert element.tag in ("figure", "svg", "a", "g", "rect", "path", "text", "circle")


@both
@ours
def test_a_picture_without_a_route_weighs_at_most_four_kilobytes(spec, language):
    for picture in pictures(draw(spec, language=language)):
        assert len(picture.encode()) <= 4096 * max(1, len(spec.nodes) / 12)


@both
@ours
def test_a_picture_with_everything_weighs_at_most_two_kilobytes_compressed(spec, language):
    depth = {node.id: number % 4 for number, node in enumerate(spec.nodes)}
    for step in range(1, len(spec.steps) + 1):
        svg = draw(spec, language=language, step=step, links=links(spec), depth=depth, current=spec.nodes[0].id)
        for picture in pictures(svg):
            assert len(gzip.compress(picture.encode(), 6)) <= 2048


@both
@ours
def test_every_node_can_be_reached_and_has_a_name(spec, language):
    unlinked: dict[str, str] = {}
    for linked in (unlinked, links(spec)):
        for root in tree(draw(spec, language=language, links=linked)):
            parts = nodes(root)
            assert [part.get("data-node") for part in parts] == [node.id for node in spec.nodes]
            for part, node in zip(parts, spec.nodes, strict=True):
                name = part.get("aria-label") or "".join(part.itertext())
                assert node.label.to(language).replace(" ", "") in name.replace(" ", "")
                assert part.get("href") == linked.get(node.id)
                assert linked or (part.get("tabindex"), part.get("role")) == ("0", "img")


@ours
def test_each_language_speaks_for_itself(spec):
    chinese, english = draw(spec, language="zh-hans"), draw(spec, language="en")
    assert not CHINESE.search(english)
    assert CHINESE.search(chinese)
    for svg, language in ((chinese, "zh-hans"), (english, "en")):
        for root in tree(svg):
            assert root.get("aria-label") == spec.title.to(language)
            shown = "".join(root.itertext()).replace(" ", "")
            for zone in spec.zones:
                assert zone.label.to(language).replace(" ", "") in shown


@both
@ours
def test_a_masked_picture_gives_no_name_away(spec, language):
    svg = draw(spec, language=language, masked=True, step=len(spec.steps)).replace(f'data-diagram="{spec.name}"', "")
    titles = {spec.title.to(language)}
    for root in tree(svg):
        words = [text for element in root.iter() for text in (element.text or "", element.get("aria-label", ""))]
        said = " ".join(word for word in words if word not in titles).casefold()
        for node in spec.nodes:
            assert node.label.to(language).casefold() not in said
            assert f'"{node.id}"' not in svg
        assert [part.get("data-node") for part in nodes(root)] == list(spec.masks.values())


def test_a_masked_part_is_called_by_its_number():
    for language, part in (("zh-hans", "部件 1"), ("en", "Part 1")):
        root = tree(draw(SPECS["objects"], language=language, masked=True))
        assert nodes(root)[0].get("aria-label", "").startswith(part)


def test_a_part_that_was_asked_for_shows_its_name_and_keeps_its_opaque_id():
    spec = SPECS["cluster"]
    mask = spec.masks["scheduler"]
    svg = draw(spec, language="en", masked=True, shown=frozenset({mask}), links={mask: "?node=x"})
    assert "Scheduler" in svg
    assert 'data-node="scheduler"' not in svg
    assert "Etcd" not in svg
    assert f'<a href="?node=x" data-node="{mask}"' in svg


def test_links_by_real_name_do_not_leak_into_a_masked_picture():
    spec = SPECS["cluster"]
    assert "/lessons/" not in draw(spec, language="en", masked=True, links=links(spec))


@ours
def test_step_zero_shows_the_chart_without_a_route(spec):
    assert "data-step" not in draw(spec, language="en")
    assert 'class="route' not in draw(spec, language="en")
    assert draw(spec, language="en", step=999) == draw(spec, language="en")


@ours
def test_each_step_marks_its_waypoint_its_wire_and_who_acts(spec):
    for step in spec.steps:
        for root in tree(draw(spec, language="en", step=step.number)):
            (waypoint,) = [e for e in root.iter() if e.get("data-step") == str(step.number)]
            assert "now" in waypoint.get("class", "")
            acting = {part.get("data-node") for part in nodes(root) if "on" in part.get("class", "").split()}
            assert step.moves[0].start in acting
            travelled = [e for e in root.iter() if e.get("class") == "route now"]
            assert bool(travelled) == any(move.end for move in step.moves)


def test_the_way_behind_and_the_way_ahead_look_different():
    spec = SPECS["overlay"]
    names = {
        number: re.findall(r'class="route (\w+)"', draw(spec, language="en", step=number)) for number in (1, 7, 10)
    }
    assert names == {1: ["plan", "tip"], 7: ["plan", "sailed", "now", "tip"], 10: ["sailed", "now", "tip"]}


def test_a_trail_of_one_leg_or_one_step_leaves_the_others_out():
    def waypoints(name, step):
        return re.findall(r'data-step="(\d+)"', pictures(draw(SPECS[name], language="en", step=step))[0])

    assert waypoints("objects", 3) == ["3"]
    assert waypoints("access", 5) == ["4", "5", "6"]


def test_depth_and_the_open_part_are_marked():
    svg = draw(SPECS["docker0"], language="en", depth={"veth": 2, "nic": 0}, current="veth")
    (veth,) = [part for part in nodes(tree(svg)) if part.get("data-node") == "veth"]
    assert veth.get("class") == "d2 here"
    assert veth.get("aria-current") == "true"
    (nic,) = [part for part in nodes(tree(svg)) if part.get("data-node") == "nic"]
    assert "class" not in nic.attrib


@ours
def test_drawing_twice_gives_the_same_picture(spec):
    first = draw(spec, language="zh-hans", step=1)
    assert first == draw(spec, language="zh-hans", step=1)


def test_two_arrangements_make_two_pictures_and_one_makes_one():
    classes = {
        name: re.findall(r'<svg data-diagram="\w+" class="(\w+)"', draw(spec, language="en"))
        for name, spec in SPECS.items()
    }
    assert classes["cluster"] == classes["objects"] == ["wide", "narrow"]
    assert classes["docker0"] == classes["overlay"] == classes["access"] == ["only"]


def test_what_an_author_writes_is_escaped():
    evil = "<b>&\"'"
    data = {
        "title": evil,
        "about": evil,
        "zones": {"z": evil},
        "nodes": {"a": {"label": evil, "caption": evil, "role": evil, "in": "z"}},
        "narrow": "a",
    }
    svg = draw(parse(data, "evil.yaml"), language="en", links={"a": '"><script>'})
    assert "<b>" not in svg
    assert "<script>" not in svg
    (root,) = tree(svg)
    assert root.get("aria-label") == evil
    assert "".join(root.itertext()).count(evil) == 3


def test_every_class_that_is_drawn_has_a_rule():
    drawn = set()
    for spec in SPECS.values():
        for step in range(len(spec.steps) + 1):
            depth = {node.id: 1 + number % 3 for number, node in enumerate(spec.nodes)}
            svg = draw(spec, language="en", step=step, depth=depth, current=spec.nodes[0].id)
            drawn |= {name for names in re.findall(r'class="([^"]+)"', svg) for name in names.split()}
    styles = STYLES.read_text()
    assert {name for name in drawn - {"sailed"} if not re.search(rf"\.{name}\b", styles)} == set()
    assert len(gzip.compress(styles.encode(), 6)) < 1200
