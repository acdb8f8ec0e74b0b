"""The pictures of our own course as geometry: nothing covers, cuts or leaves anything that it should not."""

from itertools import combinations
from math import hypot

import pytest

from lessons.diagrams.geometry import Box, segments
from lessons.diagrams.layout import arrange, place_of
from lessons.diagrams.placing import RADIUS
from lessons.diagrams.words import NAME, SMALL, width

from .ours import NAMES, PICTURES

PHONE = 320  # what a screen of 360 px leaves for a figure
pictures = pytest.mark.parametrize(("spec", "arrangement", "language"), PICTURES, ids=NAMES)


@pictures
def test_no_two_boxes_overlap(spec, arrangement, language):
    layout = arrange(spec, arrangement, language)
    for one, other in combinations(layout.boxes, 2):
        assert not layout.boxes[one].grown(2).meets(layout.boxes[other]), (one, other)
    for one, other in combinations(layout.zones, 2):
        assert not layout.zones[one].meets(layout.zones[other]), (one, other)


@pictures
def test_every_node_stands_in_its_zone_and_in_no_other(spec, arrangement, language):
    layout = arrange(spec, arrangement, language)
    for node in spec.nodes:
        for zone, land in layout.zones.items():
            inside = layout.boxes[node.id].within(land)
            assert inside == (zone == node.zone), (node.id, zone)
            assert inside or not layout.boxes[node.id].meets(land), (node.id, zone)


@pictures
def test_wires_are_right_angled_and_run_from_edge_to_edge(spec, arrangement, language):
    layout = arrange(spec, arrangement, language)
    for wire, course in zip(spec.wires, layout.courses, strict=True):
        for (x1, y1), (x2, y2) in segments(course):
            assert (x1 == x2) != (y1 == y2), wire
        for id, (x, y) in ((wire.start, course[0]), (wire.end, course[-1])):
            box = layout.boxes[id]
            assert (x in (box.x, box.right) and box.y < y < box.bottom) or (
                y in (box.y, box.bottom) and box.x < x < box.right
            ), (wire, id)


@pictures
def test_no_wire_runs_through_a_box_or_a_title(spec, arrangement, language):
    layout = arrange(spec, arrangement, language)
    for wire, course in zip(spec.wires, layout.courses, strict=True):
        for segment in segments(course):
            for id, box in layout.boxes.items():
                assert not box.cut_by(segment), (wire, id)
            for zone, title in layout.titles.items():
                assert not title.box.cut_by(segment), (wire, zone)


@pictures
def test_no_two_wires_run_on_top_of_each_other(spec, arrangement, language):
    layout = arrange(spec, arrangement, language)
    for one, other in combinations(layout.courses, 2):
        for a in segments(one):
            for b in segments(other):
                assert not _overlap(a, b), (one, other)


def _overlap(a, b):
    for across, down in ((0, 1), (1, 0)):
        if a[0][across] == a[1][across] == b[0][across] == b[1][across]:
            low = max(min(a[0][down], a[1][down]), min(b[0][down], b[1][down]))
            return min(max(a[0][down], a[1][down]), max(b[0][down], b[1][down])) > low
    return False


@pictures
def test_waypoints_cover_no_words_and_not_each_other(spec, arrangement, language):
    layout = arrange(spec, arrangement, language)
    words = [label for lines in (*layout.names.values(), *layout.captions.values()) for label in lines]
    for place, (x, y) in layout.waypoints.items():
        disc = Box(x - RADIUS, y - RADIUS, 2 * RADIUS, 2 * RADIUS)
        assert disc.within(Box(0, 0, layout.width, layout.height)), place
        for label in [*words, *layout.titles.values()]:
            assert not disc.meets(label.box), (place, label.text)
    for one, other in combinations(layout.waypoints.values(), 2):
        assert hypot(one[0] - other[0], one[1] - other[1]) > 2 * RADIUS + 2


@pictures
def test_a_waypoint_lies_on_its_wire_or_on_the_edge_of_its_node(spec, arrangement, language):
    layout = arrange(spec, arrangement, language)
    for place, (x, y) in layout.waypoints.items():
        if isinstance(place, int):
            lines = segments(layout.courses[place])
        else:
            box = layout.boxes[place]
            corners = [(box.x, box.y), (box.right, box.y), (box.right, box.bottom), (box.x, box.bottom)]
            lines = segments([*corners, corners[0]])
        assert any(
            min(x1, x2) <= x <= max(x1, x2) and min(y1, y2) <= y <= max(y1, y2) for (x1, y1), (x2, y2) in lines
        ), place


@pictures
def test_every_step_has_its_waypoint_and_its_wires(spec, arrangement, language):
    layout = arrange(spec, arrangement, language)
    for step in spec.steps:
        assert place_of(spec, step.moves[0]) in layout.waypoints
        for move in step.moves:
            assert not move.end or spec.wire(move) >= 0, move


@pictures
def test_words_fit_their_boxes_and_the_picture(spec, arrangement, language):
    layout = arrange(spec, arrangement, language)
    for id, box in layout.boxes.items():
        for size, mono, lines in ((NAME, True, layout.names[id]), (SMALL, False, layout.captions[id])):
            for label in lines:
                assert width(label.text, size, mono=mono) <= box.width, (id, label.text)
                assert box.y + size * 0.8 <= label.y <= box.bottom - 3, (id, label.text)
    for _, label in layout.legend.values():
        assert label.x + width(label.text, SMALL) / 2 <= layout.width


@pictures
def test_the_smallest_text_is_eleven_pixels_on_screen(spec, arrangement, language):
    layout = arrange(spec, arrangement, language)
    shown = PHONE if arrangement == "narrow" else 640  # the style sheet shows the wide one from there on
    assert SMALL * shown / layout.width >= 11
