"""Clicks: points before zones, small zones before large ones, and only what is drawn."""

import dataclasses
import math

import numpy as np
import pytest

from locator.atlas import load_atlas
from locator.drawing import select
from locator.pick import REACH, nearest, nearest_landmark
from locator.placement import place
from locator.placement.plane import area, inside
from locator.types import Image, Result
from tests.placement.feet import average_foot

ALL = select()
POINTS = select(zones=())
ZONES = select(points=())


@pytest.fixture(scope="module")
def result():
    size = (2400, 2400)
    return Result(Image("", *size), (place(average_foot("plantar", "right"), size=size),))


ZONES_DRAWN = {zone.id for zone in load_atlas().zones if zone.confidence == "high"}


def holders(result, xy, among=None):
    """Zones that hold a place, with their sizes."""
    return {
        zone.id: sum(area(np.array(ring)) for ring in zone.polygons)
        for zone in result.feet[0].zones
        if (among is None or zone.id in among) and any(inside(np.array(xy), np.array(ring)) for ring in zone.polygons)
    }


def extent(foot):
    return math.dist(foot.box[:2], foot.box[2:])


def test_every_visible_point_can_be_clicked(result):
    for point in result.feet[0].points:
        if point.visible:
            assert nearest(result, point.xy, ALL).placed == point
            assert nearest(result, (point.x + 2, point.y - 2), POINTS).key == point.code


def test_far_from_everything_nothing_is_meant(result):
    assert nearest(result, (1, 1), ALL) is None
    assert nearest_landmark(result, (1, 1)) is None


def test_a_point_is_had_from_a_fingertip_away_and_not_from_farther(result):
    heel = next(point for point in result.feet[0].points if point.code == "SHIMIAN")
    reach = REACH * extent(result.feet[0])
    assert nearest(result, (heel.x, heel.y + 0.9 * reach), POINTS).key == "SHIMIAN"
    assert nearest(result, (heel.x, heel.y + 1.1 * reach), POINTS) is None


def test_inside_a_zone_a_point_must_be_nearer(result):
    ki1 = next(point for point in result.feet[0].points if point.code == "KI1")
    turns = np.linspace(0, 2 * np.pi, 16, endpoint=False)
    away = 0.8 * REACH * extent(result.feet[0]) * np.column_stack([np.cos(turns), np.sin(turns)])
    held = [tuple(xy) for xy in ki1.xy + away if holders(result, xy)]
    assert held
    for xy in held:
        assert nearest(result, xy, POINTS).key == "KI1"
        assert nearest(result, xy, select(points="KI1", zones=tuple(holders(result, xy)))).key != "KI1"


def test_of_zones_the_smallest_is_meant(result):
    shared = 0
    for zone in result.feet[0].zones:
        centre = tuple(np.array(zone.polygons[0]).mean(0))
        sizes = holders(result, centre, ZONES_DRAWN)
        if sizes:
            assert nearest(result, centre, ZONES).key == min(sizes, key=sizes.get)
            shared += len(sizes) > 1
    assert shared


def test_what_is_not_drawn_cannot_be_clicked(result):
    ki1 = next(point for point in result.feet[0].points if point.code == "KI1")
    picked = nearest(result, ki1.xy, ZONES)
    assert picked is None or picked.key != "KI1"
    assert nearest(result, ki1.xy, select(points=("SHIMIAN",))) is None


def test_a_foot_is_named_with_what_was_picked(result):
    foot = result.feet[0]
    moved = dataclasses.replace(foot, points=tuple(dataclasses.replace(p, x=p.x + 1000) for p in foot.points))
    two = Result(Image("", 4000, 2400), (foot, moved))
    picked = nearest(two, (foot.points[0].x + 1000, foot.points[0].y), POINTS)
    assert (picked.foot, picked.key) == (1, foot.points[0].code)


def test_the_nearest_landmark(result):
    foot = result.feet[0]
    for name in ("toe1_tip", "heel_back", "web45"):
        x, y = foot.landmarks[name].xy
        assert nearest_landmark(result, (x + 1, y - 1)) == (0, name)
