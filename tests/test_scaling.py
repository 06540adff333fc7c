"""A result in the pixels of another copy of its photo."""

import pytest

from locator.placement import place
from locator.scaling import scaled, scaled_foot
from locator.types import Foot, Image, Landmark, Result
from tests.placement.feet import average_foot


@pytest.fixture(scope="module")
def result():
    return Result(Image("a.jpg", 2400, 2000), (place(average_foot("plantar", "left"), mm_per_px=0.4, size=(2400, 2000)),))


def test_halving_and_doubling_comes_back(result):
    half = scaled(result, 1200, 1000)
    assert (half.image.width, half.image.height, half.image.file) == (1200, 1000, "a.jpg")
    again = scaled(half, 2400, 2000)
    for point, back in zip(result.feet[0].points, again.feet[0].points, strict=True):
        assert back.xy == pytest.approx(point.xy)
        assert back.sigma == pytest.approx(point.sigma)
    assert again.feet[0].outline[3] == pytest.approx(result.feet[0].outline[3])
    assert again.feet[0].zones[0].polygons[0][0] == pytest.approx(result.feet[0].zones[0].polygons[0][0])


def test_corners_stay_corners_and_millimetres_stay(result):
    half = scaled(result, 1200, 1000)
    mark, small = result.feet[0].landmarks["toe1_tip"], half.feet[0].landmarks["toe1_tip"]
    assert small.x == pytest.approx((mark.x + 0.5) / 2 - 0.5)
    assert half.feet[0].cun.px == pytest.approx(result.feet[0].cun.px / 2)
    assert half.feet[0].cun.mm == result.feet[0].cun.mm
    assert half.feet[0].box[0] == pytest.approx((result.feet[0].box[0] + 0.5) / 2 - 0.5)


def test_the_same_size_is_the_same_result(result):
    assert scaled(result, 2400, 2000) is result
    empty = Result(Image("", 0, 0), refused="no foot")
    assert scaled(empty, 10, 10) is empty


def test_a_foot_seen_reduced_comes_back_in_photo_pixels() -> None:
    # Reduced by 4, pixel (10, 20) averages the photo's pixels 40..43 x 80..83, whose centre is (41.5, 81.5).
    seen = Foot(1, "left", 1, "plantar", 1, (0, 0, 10, 20), ((0, 0), (10, 0), (10, 20)), {"toe1_tip": Landmark(10, 20, 0.5, 2)})
    full = scaled_foot(seen, 4, 4)
    assert full.landmarks == {"toe1_tip": Landmark(41.5, 81.5, 0.5, 8)}
    assert full.box == (1.5, 1.5, 41.5, 81.5)
    assert full.outline == ((1.5, 1.5), (41.5, 1.5), (41.5, 81.5))
    assert scaled_foot(seen, 1, 1) is seen
