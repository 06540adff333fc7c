from __future__ import annotations

import cv2
import numpy as np
import pytest

from locator.vision.quality import cut_off, sharpness


def test_cut_off_is_the_share_of_the_outline_on_the_border() -> None:
    inside = np.array([(100, 100), (200, 100), (200, 400), (100, 400)], float)
    assert cut_off(inside, (600, 600)) == 0
    assert cut_off(inside - (0, 100), (600, 600)) == pytest.approx(100 / 800)
    assert cut_off(inside + np.array([399.5, 0]), (600, 600)) == pytest.approx(300 / 800)


def test_blur_lowers_sharpness() -> None:
    rng = np.random.default_rng(0)
    crop = np.full((256, 192, 3), 90, np.uint8)
    cv2.ellipse(crop, (96, 128), (40, 100), 0, 0, 360, (210, 180, 160), -1)
    crop = cv2.add(crop, rng.normal(0, 4, crop.shape), dtype=cv2.CV_8U)
    mask = np.zeros((128, 96), np.float32)
    cv2.ellipse(mask, (48, 64), (20, 50), 0, 0, 360, 1.0, -1)
    values = [sharpness(crop if s == 0 else cv2.GaussianBlur(crop, (0, 0), s), mask) for s in (0, 1, 2, 4)]
    assert values == sorted(values, reverse=True)
    assert values[-1] < 0.5 * values[0]
    assert sharpness(crop, np.zeros_like(mask)) == 0
