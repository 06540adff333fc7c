from __future__ import annotations

import cv2
import numpy as np

from training.augment import bending, bent, bent_points, repaint


def foot() -> tuple[np.ndarray, np.ndarray]:
    """A grey picture with a skin-coloured rectangle, whose lower third, a sole, is lighter."""
    rgb, classes = np.full((64, 48, 3), 90, np.uint8), np.zeros((64, 48), np.uint8)
    rgb[12:52, 10:38], classes[12:52, 10:38] = (170, 120, 90), 3
    rgb[40:52, 10:38], classes[40:52, 10:38] = (240, 200, 180), 1
    return rgb, classes


def test_repainting_leaves_the_ground_as_it_is() -> None:
    rgb, classes = foot()
    changed = 0
    for seed in range(30):
        out = repaint(rgb, classes, np.random.default_rng(seed))
        assert out.dtype == np.uint8
        np.testing.assert_array_equal(out[classes == 0], rgb[classes == 0])
        changed += bool((out[classes > 0] != rgb[classes > 0]).any())
    assert changed > 20


def test_repainting_takes_the_tone_of_the_sole_away_more_often_than_not() -> None:
    rgb, classes = foot()
    before = rgb[classes == 1].mean() - rgb[classes == 3].mean()
    after = [
        out[classes == 1].mean() - out[classes == 3].mean()
        for out in (repaint(rgb, classes, np.random.default_rng(seed)) for seed in range(60))
    ]
    assert np.median(after) < 0.8 * before
    assert np.ptp(after) > 0.5 * before  # and not by the same amount each time


def test_a_picture_without_skin_stays() -> None:
    rgb, _ = foot()
    np.testing.assert_array_equal(repaint(rgb, np.zeros(rgb.shape[:2], np.uint8), np.random.default_rng(1)), rgb)


def test_bent_points_follow_the_bent_picture() -> None:
    rng = np.random.default_rng(5)
    shift = bending((160, 224), rng)
    points = np.array([[40.0, 60.0], [100.0, 150.0], [80.0, 112.0]])
    for point, moved in zip(points, bent_points(points, shift), strict=True):
        dot = np.zeros((224, 160, 3), np.uint8)
        cv2.circle(dot, tuple(int(v) for v in point), 3, (255, 255, 255), -1)
        y, x = np.nonzero(bent(dot, shift)[..., 0] > 127)
        assert np.hypot(x.mean() - moved[0], y.mean() - moved[1]) < 1.0
    assert np.abs(shift).max() > 0.5, "nothing was bent"
