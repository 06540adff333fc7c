from __future__ import annotations

import math

import numpy as np
import pytest

from locator.geometry import apply, letterbox_matrix
from locator.vision.detect import FURTHER, THRESHOLD, postprocess, worth_a_look


def row(score: float, x: float, y: float, width: float = 30, height: float = 70, angle: float = 0.3) -> list[float]:
    return [score, x, y, width, height, math.sin(angle), -math.cos(angle)]


def test_frames_come_back_in_photo_pixels() -> None:
    matrix = letterbox_matrix((1200, 900), 192)
    (found,) = postprocess(np.float32([row(0.8, 100, 90)]), matrix)
    scale = 192 / 1200
    assert apply(matrix, (found.frame.cx, found.frame.cy)) == pytest.approx((100, 90), abs=1e-3)
    assert (found.frame.width * scale, found.frame.height * scale) == pytest.approx((30, 70), rel=1e-5)
    assert found.frame.angle == pytest.approx(0.3, abs=1e-5)
    assert found.score == pytest.approx(0.8)


def test_one_answer_a_foot_but_two_for_two_side_by_side() -> None:
    rows = np.float32([row(0.9, 60, 90), row(0.7, 63, 94), row(0.8, 95, 90), row(0.1, 150, 90)])
    found = postprocess(rows, letterbox_matrix((192, 192), 192))
    assert [round(d.score, 2) for d in found] == [0.9, 0.8]


def test_nothing_above_the_threshold_is_no_foot() -> None:
    assert postprocess(np.float32([row(THRESHOLD - 0.01, 60, 90)]), letterbox_matrix((192, 192), 192)) == ()
    assert len(postprocess(np.float32([row(THRESHOLD + 0.01, 60, 90)]), letterbox_matrix((192, 192), 192))) == 1


def test_a_second_foot_must_be_surer_than_the_first() -> None:
    matrix = letterbox_matrix((192, 192), 192)
    found = postprocess(np.float32([row(0.9, 50, 90), row(FURTHER + 0.01, 140, 90), row(FURTHER - 0.01, 140, 30)]), matrix)
    assert [worth_a_look(one, feet=0) for one in found] == [True, True, True]
    assert [worth_a_look(one, feet=1) for one in found] == [True, True, False]
