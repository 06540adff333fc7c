from __future__ import annotations

import numpy as np
import pytest

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


def test_with_a_camera_landmarks_are_set_by_their_definitions_too() -> None:
    marks = {
        "toe1_tip": Landmark(30, 8, 0.9),
        "toe1_ip": Landmark(30, 40, 0.9),
        "heel_medial": Landmark(20, 250, 0.9),
        "heel_lateral": Landmark(80, 250, 0.9),
        "heel_center": Landmark(64, 262, 0.9),
        "heel_back": Landmark(50, 292, 0.9),
        "web23": Landmark(50, 60, 0.9),
    }
    moved = snap(marks, OUTLINE, 300, np.array([0.0, 0.0, -1.0]))
    assert moved["toe1_tip"].xy == pytest.approx((30, 0), abs=0.5)
    usual = 0.104 * np.hypot(100, 300)  # before the heel's end, where the network saw it at 30
    assert moved["heel_center"].xy == pytest.approx((50, 292 - (30 + usual) / 2), abs=0.1)
    assert snap(marks, OUTLINE, 300)["heel_center"] == marks["heel_center"]
