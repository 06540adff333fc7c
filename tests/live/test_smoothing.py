from __future__ import annotations

import math

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from locator.geometry import Frame, apply
from locator.live.constants import constants
from locator.live.similarity import Similarity, fit, moved_frame
from locator.live.smoothing import FootFilter, share

LENGTH = 200.0
FOOT = np.random.default_rng(3).uniform(-0.5, 0.5, (20, 2)) * [0.4 * LENGTH, LENGTH]
SIGMA, SEEN = np.full(20, 3.0), np.full(20, 0.9)
DT = 1 / 30

turns = st.floats(-math.pi, math.pi)
scales = st.floats(0.2, 5)
places = st.tuples(st.floats(-500, 500), st.floats(-500, 500)).map(np.array)


def similarity(turn: float, scale: float, shift: np.ndarray) -> np.ndarray:
    return Similarity(np.zeros(2), shift, turn, math.log(scale)).matrix()


def run(frames: list[np.ndarray], scale: float = 1.0) -> np.ndarray:
    smooth = FootFilter(frames[0], constants().filter)
    return np.array([smooth.step(frame, SIGMA * scale, SEEN, LENGTH * scale, DT) for frame in frames[1:]])


def noisy(count: int, noise: float, speed: float = 0.0) -> list[np.ndarray]:
    rng = np.random.default_rng(5)
    return [FOOT + np.array([speed * LENGTH * k * DT, 0]) + rng.normal(0, noise * LENGTH, FOOT.shape) for k in range(count)]


@given(places, turns, scales)
def test_what_stands_still_stays(shift: np.ndarray, turn: float, scale: float) -> None:
    foot = apply(similarity(turn, scale, shift), FOOT)
    assert run([foot] * 10, scale) == pytest.approx(np.array([foot] * 9), abs=1e-6)


@given(turns, scales, places)
def test_a_turned_larger_picture_gives_the_turned_larger_answer(turn: float, scale: float, shift: np.ndarray) -> None:
    frames, matrix = noisy(12, 0.01, speed=0.3), similarity(turn, scale, shift)
    assert run([apply(matrix, frame) for frame in frames], scale) == pytest.approx(apply(matrix, run(frames)), abs=1e-5 * scale)


def test_noise_is_calmed() -> None:
    raw, calm = np.array(noisy(200, 0.005)[50:]), run(noisy(200, 0.005))[49:]
    assert calm.std(0).mean() < 0.35 * raw.std(0).mean()


def test_the_answer_has_no_bias() -> None:
    assert np.abs(run(noisy(400, 0.005))[100:].mean(0) - FOOT).max() < 0.002 * LENGTH


@pytest.mark.parametrize("speed", [0.5, 2.0])
def test_a_moving_foot_is_followed_within_30_ms(speed: float) -> None:
    frames = noisy(60, 0.002, speed)
    behind = (np.array(frames[31:]) - run(frames)[30:])[..., 0].mean() / (speed * LENGTH)
    assert -0.005 < behind < 0.030


def test_turning_and_zooming_do_not_bend_the_foot() -> None:
    frames = [apply(similarity(0.8 * k * DT, math.exp(0.5 * k * DT), np.zeros(2)), FOOT) for k in range(40)]
    for answer, frame in zip(run(frames), frames[1:], strict=True):
        move = fit(frame, answer, np.ones(20))
        assert np.abs(answer - apply(move.matrix(), frame)).max() < 1e-6
        assert abs(move.turn) < 0.8 * 0.06  # at most 60 ms behind
        assert abs(move.growth) < 0.5 * 0.06


def test_a_jump_is_taken_at_once() -> None:
    there = FOOT + np.array([0.5 * LENGTH, 0])
    assert run([FOOT, FOOT, there])[-1] == pytest.approx(there)


def test_what_is_hidden_hardly_moves_the_rest() -> None:
    smooth, moved = FootFilter(FOOT, constants().filter), FOOT.copy()
    moved[0] += 0.2 * LENGTH
    seen = SEEN.copy()
    seen[0] = 0.0
    assert np.abs(smooth.step(moved, SIGMA, seen, LENGTH, DT)[1:] - FOOT[1:]).max() < 0.003 * LENGTH


def test_the_share_does_not_depend_on_the_frame_rate_in_the_limit() -> None:
    slow, fast = float(share(1.0, 0.02)), 1 - (1 - float(share(1.0, 0.01))) ** 2
    assert slow == pytest.approx(fast, rel=0.1)
    assert float(share(1.0, 0.0)) == pytest.approx(0.0, abs=1e-6)


@given(turns.filter(lambda turn: abs(turn) < 3), scales, places)
def test_a_similarity_is_found_again(turn: float, scale: float, shift: np.ndarray) -> None:
    matrix = similarity(turn, scale, shift)
    found = fit(FOOT, apply(matrix, FOOT), np.linspace(0.1, 1, 20))
    assert found.matrix() == pytest.approx(matrix, abs=1e-6 * (1 + scale))
    assert (found.turn, found.growth) == pytest.approx((turn, math.log(scale)), abs=1e-6)


def test_a_frame_goes_with_the_foot() -> None:
    frame, matrix = Frame(3, 4, 50, 120, 0.3), similarity(0.4, 1.5, np.array([10.0, -20.0]))
    moved = moved_frame(frame, fit(FOOT, apply(matrix, FOOT), np.ones(20)))
    assert moved.corners() == pytest.approx(apply(matrix, frame.corners()), abs=1e-6)
