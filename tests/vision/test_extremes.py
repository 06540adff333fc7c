from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from locator.types import Landmark
from locator.vision.extremes import snap

#: An oblong foot: 100 wide, 300 high, toes at the top.
OUTLINE = np.array([(0, 0), (100, 0), (100, 300), (0, 300)], float)


def test_big_toe_and_heel_move_to_the_outline_along_their_axes() -> None:
    marks = {
        "toe1_tip": Landmark(30, 8, 0.9, 3.0),
        "toe1_ip": Landmark(30, 40, 0.9),
        "toe2_tip": Landmark(55, -6, 0.9),
        "toe2_pip": Landmark(55, 40, 0.9),
        "heel_back": Landmark(50, 292, 0.9),
    }
    moved = snap(marks, OUTLINE, 300)
    assert moved["toe1_tip"].xy == pytest.approx((30, 0), abs=0.5)
    assert moved["toe1_tip"].sigma == 3.0
    assert moved["toe2_tip"] == marks["toe2_tip"]  # a small toe's outline is its neighbour's too
    assert moved["heel_back"].xy[1] == pytest.approx(300, abs=1.2)
    assert moved["toe1_ip"] == marks["toe1_ip"]


def test_what_is_hidden_or_far_from_the_outline_stays() -> None:
    marks = {
        "toe1_tip": Landmark(30, 8, 0.2),
        "toe1_ip": Landmark(30, 40, 0.9),
        "heel_back": Landmark(50, 250, 0.9),
        "toe3_tip": Landmark(60, 10, 0.9),
    }
    assert snap(marks, OUTLINE, 300) == marks


def ankle() -> dict[str, Landmark]:
    """An ankle seen from above: malleoli at the sides, the crease said to lie 20 aside of the line and 60 along it."""
    return {
        "malleolus_medial": Landmark(0, 300, 0.9),
        "malleolus_lateral": Landmark(100, 300, 0.9),
        "web23": Landmark(50, 100, 0.9),
        "ankle_front": Landmark(70, 240, 0.8, 9.0),
    }


def test_seen_from_above_the_crease_lies_between_the_malleoli() -> None:
    moved = snap(ankle(), OUTLINE, 300, np.array([0.5, 0.1, 0.86]))["ankle_front"]
    assert moved.xy == pytest.approx((50, 300 - 200 * (0.3 + 0.11) / 2))
    assert (moved.visibility, moved.sigma) == (0.8, 9.0)


@pytest.mark.parametrize("camera", [(0.1, 0.9, 0.4), (-0.7, 0.0, 0.7), (0.2, 0.0, -0.98), None])
def test_from_aside_behind_and_below_the_ankles_front_stays(camera: tuple[float, float, float] | None) -> None:
    direction = None if camera is None else np.array(camera)
    assert snap(ankle(), OUTLINE, 300, direction)["ankle_front"] == ankle()["ankle_front"]


def test_without_both_malleoli_the_ankles_front_stays() -> None:
    marks = {name: mark for name, mark in ankle().items() if name != "malleolus_lateral"}
    assert snap(marks, OUTLINE, 300, np.array([0.5, 0.1, 0.86])) == marks


def test_on_soles_the_heels_centre_lies_between_its_sides() -> None:
    marks = {
        "heel_medial": Landmark(20, 250, 0.9),
        "heel_lateral": Landmark(80, 260, 0.9),
        "heel_center": Landmark(64, 262, 0.8, 7.0),
        "heel_back": Landmark(50, 300, 0.2),
        "web23": Landmark(50, 60, 0.9),
    }
    below = np.array([0.2, 0.1, -0.97])
    moved = snap(marks, OUTLINE, 300, below)["heel_center"]
    assert moved.xy == pytest.approx((50, 262))
    assert (moved.visibility, moved.sigma) == (0.8, 7.0)
    assert snap(marks, OUTLINE, 300, np.array([0.2, 0.95, -0.3])) == marks
    without = {name: mark for name, mark in marks.items() if name != "heel_medial"}
    assert snap(without, OUTLINE, 300, below) == without


def test_on_inner_sides_malleolus_and_achilles_are_set_by_each_other() -> None:
    marks = {
        "malleolus_medial": Landmark(60, 90, 0.9, 8.0),
        "achilles": Landmark(10, 110, 0.9, 5.0),
        "ankle_front": Landmark(110, 110, 0.9),
        "heel_back": Landmark(0, 210, 0.1),
        "mtp1_medial": Landmark(200, 210, 0.9),
    }
    inside = np.array([0.1, 0.98, 0.1])
    moved = snap(marks, OUTLINE, 300, inside)
    assert moved["malleolus_medial"].xy == pytest.approx((10 + 0.52 * 100, 90))  # as high as it was
    assert moved["achilles"].xy == pytest.approx((11, 100))  # half of the 20 that it lay below, along heel and tendon
    assert (moved["malleolus_medial"].sigma, moved["achilles"].sigma) == (8.0, 5.0)
    assert moved["ankle_front"] == marks["ankle_front"]
    for other in ((0.1, -0.98, 0.1), (0.7, 0.5, 0.5)):
        assert snap(marks, OUTLINE, 300, np.array(other)) == marks
    without = {name: mark for name, mark in marks.items() if name != "mtp1_medial"}
    assert snap(without, OUTLINE, 300, inside) == without


@given(st.lists(st.tuples(st.floats(-500, 500), st.floats(-500, 500)), min_size=5, max_size=5))
def test_wherever_landmarks_lie_they_stay_numbers(places: list[tuple[float, float]]) -> None:
    names = ("malleolus_medial", "achilles", "ankle_front", "heel_back", "mtp1_medial")
    marks = {name: Landmark(x, y, 0.1) for name, (x, y) in zip(names, places, strict=True)}
    moved = snap(marks, OUTLINE, 300, np.array([0.0, 1.0, 0.0]))
    assert np.isfinite([mark.xy for mark in moved.values()]).all()
