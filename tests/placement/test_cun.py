import dataclasses
import math

import pytest

from locator.errors import LocatorError
from locator.placement import place
from locator.placement.cun import cun_of, thumb_error_of
from locator.placement.frame import frame_of
from locator.types import Cun, Foot
from tests.placement.feet import average_foot, without


def measured(foot: Foot, **thumb: float) -> Cun:
    cun = cun_of(foot, frame_of(foot), **thumb)
    assert cun is not None
    return cun


def test_sources_in_order_of_preference() -> None:
    side, sole, top = average_foot("medial", "left"), average_foot("plantar", "left"), average_foot("dorsal", "left")
    assert measured(side, thumb_px=50).source == "thumb"
    assert measured(side).source == "medial_malleolus_height"
    assert measured(average_foot("lateral", "left")).source == "lateral_malleolus_height"
    assert measured(without(side, "malleolus_medial")).source == "foot_length"
    assert measured(sole).source == "foot_length"
    assert measured(without(sole, "heel_back")).source == "ball_breadth"
    assert measured(top).source == "ball_breadth"
    assert measured(without(top, "mtp1_medial")).source == "foot_length"


def test_each_source_measures_what_it_says() -> None:
    side = average_foot("medial", "right", length=1000)
    assert measured(side).px == pytest.approx(320 / 3, rel=0.01)
    assert measured(average_foot("lateral", "right", length=1000)).px == pytest.approx(267 * 1.21 / 3, rel=0.01)
    sole = average_foot("plantar", "right", length=1000)
    assert measured(sole).px == pytest.approx(90, rel=0.02)
    assert measured(without(sole, "heel_back")).px == pytest.approx(0.239 * math.hypot(375, 100), rel=0.01)
    assert measured(side, thumb_px=91).px == 91
    assert measured(side, thumb_mm=20, mm_per_px=0.25) == pytest.approx(measured(side, thumb_px=80, mm_per_px=0.25))
    assert measured(side, thumb_mm=20, mm_per_px=0.25).mm == pytest.approx(20)
    assert measured(side, mm_per_px=0.25).mm == pytest.approx(320 / 12, rel=0.01)
    assert measured(side).mm is None


def test_all_definitions_stay_within_the_range_their_sources_span() -> None:
    for view in ("plantar", "dorsal", "medial", "lateral", "anterior", "posterior"):
        cun = measured(average_foot(view, "left", length=1000))
        assert 72 <= cun.px <= 110
        assert 0.04 <= cun.sigma / cun.px <= 0.15


def test_unsure_landmarks_make_an_unsure_cun() -> None:
    foot = average_foot("medial", "left", length=1000)
    bone = foot.landmarks["malleolus_medial"]
    marks = dict(foot.landmarks) | {"malleolus_medial": dataclasses.replace(bone, sigma=60.0)}
    unsure = measured(dataclasses.replace(foot, landmarks=marks))
    assert unsure.px == measured(foot).px
    assert unsure.sigma == pytest.approx(math.hypot(0.05 * unsure.px, 60 / math.sqrt(2) / 3), rel=0.01)


@pytest.mark.parametrize("thumb", [{"thumb_px": 0}, {"thumb_px": -3}, {"thumb_mm": math.nan, "mm_per_px": 1}, {"mm_per_px": 0}])
def test_a_measure_that_is_not_positive_is_refused(thumb: dict[str, float]) -> None:
    with pytest.raises(LocatorError, match="must be a positive number"):
        place(average_foot("medial", "left"), **thumb)


def test_millimetres_need_a_scale() -> None:
    with pytest.raises(LocatorError, match="give the photo's scale"):
        place(average_foot("medial", "left"), thumb_mm=20)


def test_the_error_of_a_thumb_joins_that_of_the_definition_and_is_found_again() -> None:
    cun = measured(average_foot("medial", "left"), thumb_px=50, thumb_error=0.12)
    assert cun.sigma == pytest.approx(50 * 0.13)
    assert thumb_error_of(cun) == pytest.approx(0.12)
    assert thumb_error_of(measured(average_foot("medial", "left"), thumb_px=50)) == pytest.approx(0, abs=1e-6)
    assert thumb_error_of(measured(average_foot("medial", "left"))) == 0
    with pytest.raises(LocatorError, match="a share, 0 or more"):
        place(average_foot("medial", "left"), thumb_px=50, thumb_error=-0.1)
