"""Our drawings of a foot and what placement makes of them."""

import dataclasses
import math

import pytest

from locator.atlas import load_atlas
from locator.charts import CHART_VIEWS, drawing_of, drawing_with
from locator.errors import AtlasError
from locator.landmarks import LANDMARKS
from locator.placement import place
from locator.placement.plane import inside
from locator.types import SIDES

ATLAS = load_atlas()
EVERY = [(view, side) for view in CHART_VIEWS for side in SIDES]


def test_every_point_that_a_photo_can_show_is_on_a_drawing() -> None:
    shown = {point.code for each in EVERY for point in drawing_of(*each).foot.points if point.visible}
    assert shown == {point.code for point in ATLAS.points if point.out_of_frame is None}


def test_every_zone_is_on_a_drawing_of_its_foot() -> None:
    for side in SIDES:
        shown = {zone.id for view in CHART_VIEWS for zone in drawing_of(view, side).foot.zones if zone.visible}
        assert shown == {zone.id for zone in ATLAS.zones if zone.foot in ("both", side)}


@pytest.mark.parametrize(("view", "side"), EVERY)
def test_the_landmarks_of_the_view_lie_in_the_drawing(view, side) -> None:
    drawing = drawing_of(view, side)
    assert set(drawing.foot.landmarks) == {mark.name for mark in LANDMARKS if view in mark.views}
    for mark in drawing.foot.landmarks.values():
        assert 0 <= mark.x <= drawing.size[0]
        assert 0 <= mark.y <= drawing.size[1]


@pytest.mark.parametrize("view", CHART_VIEWS)
def test_a_foot_is_a_thousand_units_long(view) -> None:
    marks = drawing_of(view, "left").foot.landmarks
    if view in ("plantar", "medial"):
        assert math.dist(marks["heel_back"].xy, marks["toe1_tip"].xy) == pytest.approx(1000, rel=0.05)
    assert drawing_of(view, "left").size == drawing_of(view, "right").size


def test_the_big_toe_lies_where_that_foot_has_it() -> None:
    """A left sole seen with its toes up has the big toe on the left, the back of a left foot on the right."""
    for view, left_toe_left in (("plantar", True), ("dorsal", False)):
        for side in SIDES:
            marks = drawing_of(view, side).foot.landmarks
            assert (marks["toe1_tip"].x < marks["toe5_tip"].x) == (left_toe_left == (side == "left"))


@pytest.mark.parametrize("view", CHART_VIEWS)
def test_points_are_those_that_placement_gives_for_the_landmarks(view) -> None:
    """Nothing is placed by hand: moving a landmark moves the points."""
    drawing = drawing_of(view, "left")
    bare = dataclasses.replace(drawing.foot, points=(), zones=(), cun=None)
    assert place(bare, size=drawing.size) == drawing.foot
    moved = {
        name: dataclasses.replace(mark, x=mark.x + 40 * (number % 2))
        for number, (name, mark) in enumerate(bare.landmarks.items())
    }
    assert place(dataclasses.replace(bare, landmarks=moved), size=drawing.size).points != drawing.foot.points


@pytest.mark.parametrize("view", CHART_VIEWS)
def test_the_right_foot_mirrors_the_left(view) -> None:
    left, right = drawing_of(view, "left"), drawing_of(view, "right")
    there = {point.code: point for point in right.foot.points}
    assert set(there) == {point.code for point in left.foot.points}
    for point in left.foot.points:
        assert math.dist((left.size[0] - point.x, point.y), there[point.code].xy) < 1


def test_nails_lie_on_the_foot() -> None:
    import numpy as np

    drawing = drawing_of("dorsal", "left")
    assert len(drawing.nails) == 5
    for nail in drawing.nails:
        assert inside(np.array(nail), np.array(drawing.body)).all()


def test_a_view_without_drawing_names_those_there_are() -> None:
    with pytest.raises(AtlasError, match=r"anterior.*plantar, dorsal"):
        drawing_of("anterior", "left")


def test_the_drawing_that_shows_an_entry_is_found() -> None:
    def found(key, view, side):
        drawing = drawing_with(key, view, side)
        return drawing and (drawing.view, drawing.side)

    assert found("KI1", "plantar", "right") == ("plantar", "right")
    assert found("KI1", "medial", "right") == ("plantar", "right")
    assert found("BL60", "posterior", "left") == ("posterior", "left")
    assert found("spleen", "plantar", "right") == ("plantar", "left"), "its zone is on the left foot alone"
    assert found("BL40", "posterior", "left") is None
