"""Pictures for a screen, and clicks on them."""

import dataclasses

import numpy as np
import pytest
from PIL import Image as Picture

from locator.display import on_photo, picture, readable
from locator.drawing import select
from locator.drawing.palette import LIT
from locator.placement import place
from locator.scaling import scaled
from locator.types import Image, Result
from tests.placement.feet import average_foot


@pytest.fixture(scope="module")
def result():
    return Result(Image("", 4000, 3000), (place(average_foot("plantar", "right"), size=(4000, 3000)),))


@pytest.fixture(scope="module")
def photo(tmp_path_factory):
    path = tmp_path_factory.mktemp("photo") / "photo.jpg"
    Picture.new("RGB", (4000, 3000), (150, 120, 100)).save(path)
    return path


def test_a_large_photo_is_drawn_small_and_clicks_come_back_in_its_pixels(photo, result):
    drawn, reduced, _ = picture(photo, result, select(points="KI1", legend=False, lit="KI1"))
    assert reduced == 4
    assert drawn.shape == (750, 1000, 3)
    ys, xs = np.nonzero((np.abs(drawn.astype(int) - LIT) < 12).all(axis=2))
    ki1 = next(point for point in result.feet[0].points if point.code == "KI1")
    assert on_photo((float(xs.mean()), float(ys.mean())), reduced) == pytest.approx(
        ki1.xy, abs=24
    )  # its label hides a part of the ring


def test_a_landmark_that_is_held_is_lit(photo, result):
    layers = select(points=(), zones=(), legend=False)
    plain, *_ = picture(photo, result, layers)
    held, *_ = picture(photo, result, layers, held=(0, "heel_back"))
    ys, xs = np.nonzero((plain != held).any(axis=2))
    mark = scaled(result, 1000, 750).feet[0].landmarks["heel_back"]
    assert (float(xs.mean()), float(ys.mean())) == pytest.approx(mark.xy, abs=2)
    same, *_ = picture(photo, result, layers, held=(0, "toe1_nail_medial"))
    assert ("toe1_nail_medial" in result.feet[0].landmarks) or (same == plain).all()


def test_letters_grow_where_the_picture_is_shown_narrow():
    assert readable(1050, 1400, (1050, 1400)) == 1.0
    assert 1.3 < readable(1050, 1400, (350, 9000)) == readable(1050, 1400, (9000, 350 / 1050 * 1400)) <= 2.2
    assert readable(300, 400, (900, 900)) == readable(300, 400, (300, 400))


def test_a_narrow_picture_has_larger_letters(photo, result):
    layers = select(points="KI1", zones=(), legend=False, outline=False, uncertainty=False)
    wide, *_ = picture(photo, result, layers, room=(1000, 1000))
    narrow, *_ = picture(photo, result, layers, room=(350, 1000))
    assert (narrow != 150).sum() != (wide != 150).sum()
    assert (narrow == 255).sum() > 1.5 * (wide == 255).sum()
    assert dataclasses.replace(layers, text=1.0) == layers


def test_zones_bear_names_where_these_have_room(photo, result):
    zones = tuple(zone.id for zone in result.feet[0].zones)
    layers = select(points=(), zones=zones, legend=False)
    assert picture(photo, result, dataclasses.replace(layers, zones=zones[:5])).named
    assert not picture(photo, result, layers, room=(300, 300)).named
