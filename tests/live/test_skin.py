"""What the skin tells of a foot's motion between two frames: on a sample picture that is moved by known transforms."""

from __future__ import annotations

import math
from pathlib import Path

import cv2
import numpy as np
import pytest

from locator.geometry import Floats, Pixels, apply
from locator.images import open_image
from locator.live.similarity import Similarity
from locator.live.skin import Skin

SOLE = Path(__file__).resolve().parents[2] / "sample_images" / "right-sole.jpg"
FOOT = np.array([[160, 60], [350, 60], [350, 600], [160, 600]], float)


@pytest.fixture(scope="module")
def sole() -> Pixels:
    return np.asarray(cv2.resize(open_image(SOLE).rgb, (480, 640), interpolation=cv2.INTER_AREA), np.uint8)


def moved(picture: Pixels, move: Floats) -> Pixels:
    size = (picture.shape[1], picture.shape[0])
    return np.asarray(cv2.warpAffine(picture, move, size, borderMode=cv2.BORDER_REPLICATE), np.uint8)


def noisy(picture: Pixels, seed: int) -> Pixels:
    grain = np.random.default_rng(seed).normal(0, 3, picture.shape)
    return np.clip(picture + grain, 0, 255).astype(np.uint8)


@pytest.mark.parametrize(
    ("shift", "turn", "growth"), [((0, 0), 0, 0), ((9, -5), 0, 0), ((0, 0), 0.04, 0), ((2, 3), -0.02, 0.03), ((-14, 0), 0, -0.02)]
)
def test_turn_growth_and_shift_are_found(sole: Pixels, shift: tuple[float, float], turn: float, growth: float) -> None:
    move = Similarity(np.array([250.0, 330.0]), np.array(shift, float), turn, growth).matrix()
    skin = Skin()
    skin.take(noisy(sole, 1))
    skin.take(noisy(moved(sole, move), 2))
    found = skin.motion(FOOT)
    assert found is not None
    assert np.abs(apply(found, FOOT) - apply(move, FOOT)).max() < 1.5  # pixels, of a foot 540 long


def test_a_small_error_does_not_add_up_over_a_film(sole: Pixels) -> None:
    skin, at = Skin(), FOOT
    skin.take(noisy(sole, 0))
    for k in range(1, 25):
        move = Similarity(np.array([250.0, 330.0]), np.array([12 * math.sin(k / 4), 0.0]), 0.05 * math.sin(k / 6), 0.0).matrix()
        skin.take(noisy(moved(sole, move), k))
        step = skin.motion(at)
        assert step is not None
        at = apply(step, at)
    assert np.abs(at - apply(move, FOOT)).max() < 5


def test_nothing_is_told_of_the_first_frame_or_of_one_of_another_size(sole: Pixels) -> None:
    skin = Skin()
    assert skin.motion(FOOT) is None
    skin.take(sole)
    assert skin.motion(FOOT) is None
    skin.take(np.ascontiguousarray(sole[:300]))
    assert skin.motion(FOOT) is None


@pytest.mark.parametrize("what", ["flat", "another picture"])
def test_what_cannot_be_followed_is_not_guessed(sole: Pixels, what: str) -> None:
    other = np.full_like(sole, 90) if what == "flat" else np.ascontiguousarray(np.rot90(sole, 2))
    skin = Skin()
    skin.take(noisy(sole, 1))
    skin.take(noisy(other, 2))
    assert skin.motion(FOOT) is None


def test_a_polygon_outside_the_picture_holds_no_skin(sole: Pixels) -> None:
    skin = Skin()
    skin.take(sole)
    skin.take(sole)
    assert skin.motion(FOOT + 5000) is None
    assert skin.motion(FOOT - 5000) is None
