"""A thumb and a scale: what moves, what is only told, and how sure it is."""

import math

import pytest

from locator import correct, measured
from locator.errors import LocatorError
from locator.placement import place
from locator.types import Image, Result
from tests.placement.feet import average_foot
from tests.test_correct import SIZE, seen


def test_a_thumb_gives_millimetres_and_moves_no_point():
    before = seen()
    after = measured.with_thumb(before, 21.0)
    assert [foot.cun.mm for foot in after.feet] == [21.0, 21.0]
    assert [foot.points for foot in after.feet] == [foot.points for foot in before.feet]
    assert measured.with_thumb(before, None) is before
    with pytest.raises(LocatorError, match="positive number of mm, got -1"):
        measured.with_thumb(before, -1)


def test_a_thumb_in_millimetres_moves_points_where_the_scale_is_known():
    before = measured.with_scale(seen("medial"), (0.4, 0.4))
    assert [point.xy for point in before.feet[0].points] == [point.xy for point in seen("medial").feet[0].points]
    cun = before.feet[0].cun
    assert cun.mm == pytest.approx(0.4 * cun.px)
    after = measured.with_thumb(before, 2 * cun.mm, 0.07)
    own = after.feet[0].cun
    assert (own.source, own.px, own.mm) == ("thumb", pytest.approx(2 * cun.px), pytest.approx(2 * cun.mm))
    assert own.sigma / own.px == pytest.approx(math.sqrt(0.05**2 + 0.07**2 + measured.SCALE_ERROR**2))
    assert any(new.xy != old.xy for new, old in zip(after.feet[0].points, before.feet[0].points, strict=True))
    moved = correct.move_landmark(after, 0, "navicular", (500, 500)).feet[0].cun
    assert (moved.px, moved.sigma) == (pytest.approx(own.px), pytest.approx(own.sigma)), "a correction keeps the cun's error"


def test_a_thumb_measured_in_the_photo_stays_when_its_millimetres_come():
    foot = place(average_foot("plantar", "right"), thumb_px=60.0, mm_per_px=0.4, size=SIZE)
    after = measured.with_thumb(Result(Image("foot.jpg", *SIZE), (foot,)), 20.0)
    assert (after.feet[0].cun.px, after.feet[0].cun.mm) == (60.0, 20.0)
    assert after.feet[0].points == foot.points


@pytest.mark.parametrize(("scales", "says"), [((0.4,), "each of 2 feet, got 1"), ((0.4, 0.0), "positive number of mm")])
def test_a_scale_that_is_none_is_refused(scales, says):
    with pytest.raises(LocatorError, match=says):
        measured.with_scale(seen(), scales)


def test_a_thumb_in_pixels_places_points_and_keeps_the_scale():
    before = measured.with_scale(seen("medial"), (0.4, 0.4))
    after = measured.with_thumb_px(before, 75.0, 0.12).feet[0]
    assert (after.cun.source, after.cun.px) == ("thumb", 75.0)
    assert after.cun.mm == pytest.approx(30.0)
    assert after.cun.sigma == pytest.approx(75 * 0.13)
    assert after.points != before.feet[0].points
    assert measured.with_thumb_px(seen("medial"), 75.0).feet[0].cun.mm is None
    with pytest.raises(LocatorError, match="thumb_px must be a positive number"):
        measured.with_thumb_px(before, 0.0)


def test_a_scale_can_be_forgotten():
    assert measured.with_scale(measured.with_scale(seen(), (0.4, 0.4)), None) == seen()
