from __future__ import annotations

import math

import numpy as np
import pytest

from locator import place
from locator.geometry import Frame, apply
from locator.live.carry import KeyFrame
from locator.live.similarity import Similarity
from locator.types import Foot, Landmark, View
from tests.placement.feet import average_foot


def moved(foot: Foot, matrix: np.ndarray, scale: float) -> Foot:
    marks = {
        name: Landmark(*apply(matrix, mark.xy).tolist(), mark.visibility, mark.sigma * scale)
        for name, mark in foot.landmarks.items()
    }
    outline = tuple(map(tuple, apply(matrix, np.array(foot.outline)).tolist()))
    return Foot(foot.score, foot.side, foot.side_score, foot.view, foot.view_score, foot.box, outline, marks)


@pytest.mark.parametrize("view", ["plantar", "dorsal", "medial"])
def test_a_carried_foot_is_the_foot_placed_anew(view: View) -> None:
    """The promise that key frames rest on: points and zones go with a foot that turns, grows and shifts."""
    foot = place(average_foot(view, "left"))
    assert foot.points
    move = Similarity(np.array([50.0, 80.0]), np.array([30.0, -12.0]), 0.7, math.log(1.3))
    there = place(moved(foot, move.matrix(), 1.3))
    points = np.array([mark.xy for mark in foot.landmarks.values()])
    key = KeyFrame(0.0, points, Frame(0, 0, 1, 1, 0), foot, {})
    carried = key.carried(move, there.landmarks, foot.side_score, foot.view_score)
    assert [point.code for point in carried.points] == [point.code for point in there.points]
    for ours, theirs in zip(carried.points, there.points, strict=True):
        assert ours.xy == pytest.approx(theirs.xy, abs=0.5)
        assert ours.sigma == pytest.approx(theirs.sigma, rel=0.02)
    assert carried.cun is not None
    assert there.cun is not None
    assert carried.cun.px == pytest.approx(there.cun.px, rel=0.01)
    assert {zone.id for zone in carried.zones} == {zone.id for zone in there.zones}
    assert np.array(carried.outline) == pytest.approx(np.array(there.outline), abs=0.02)
    assert carried.box[:2] == pytest.approx(np.array(there.outline).min(0), abs=0.02)


def test_motion_tells_drift_from_movement() -> None:
    points = np.random.default_rng(0).uniform(0, 200, (30, 2))
    key = KeyFrame(0.0, points, Frame(0, 0, 1, 1, 0), place(average_foot("plantar", "left")), {})
    turned = apply(Similarity(np.zeros(2), np.array([9.0, 4.0]), 1.0, 0.2).matrix(), points)
    move, drift = key.motion(turned, np.ones(30))
    assert drift == pytest.approx(0, abs=1e-6)
    assert (move.turn, move.growth) == pytest.approx((1.0, 0.2))
    turned[0] += [30, 0]
    assert key.motion(turned, np.ones(30))[1] > 3


def test_what_was_snapped_to_the_outline_stays_on_it() -> None:
    foot = place(average_foot("plantar", "left"))
    points = np.array([mark.xy for mark in foot.landmarks.values()])
    key = KeyFrame(0.0, points, Frame(0, 0, 1, 1, 0), foot, {"toe1_tip": np.array([2.0, 0.0])})
    quarter = Similarity(np.zeros(2), np.zeros(2), math.pi / 2, math.log(2))
    marks = {name: Landmark(*apply(quarter.matrix(), mark.xy).tolist()) for name, mark in foot.landmarks.items()}
    at = key.carried(quarter, marks, 1.0, 1.0).landmarks["toe1_tip"].xy
    assert at == pytest.approx((marks["toe1_tip"].x, marks["toe1_tip"].y + 4))
