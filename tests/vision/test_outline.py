from __future__ import annotations

import cv2
import numpy as np
import pytest

from locator.geometry import Frame, apply, crop_matrix, invert, pixels_to_grid
from locator.vision.outline import outline

SIZE = (192, 256)
FRAME = Frame(1000, 700, 400, 900, 0.6)
MATRIX = crop_matrix(FRAME, SIZE, mirrored=True)


def soft_disc(centre: tuple[float, float], radius: float) -> np.ndarray:
    """Foot probability on the stride-2 grid of a disc given in crop pixels: each cell's covered share."""
    cx, cy = pixels_to_grid(centre, 2)
    big = np.zeros((1024, 768), np.uint8)
    cv2.circle(
        big, (round((cx + 0.5) * 8 * 16 - 8), round((cy + 0.5) * 8 * 16 - 8)), round(radius / 2 * 8 * 16), 255, -1, shift=4
    )
    return cv2.resize(big, (96, 128), interpolation=cv2.INTER_AREA).astype(np.float32) / 255


@pytest.mark.parametrize(("centre", "radius"), [((95.5, 127.5), 60.0), ((80.3, 111.7), 33.3)])
def test_a_disc_comes_back_to_a_fraction_of_a_cell(centre: tuple[float, float], radius: float) -> None:
    found = outline(soft_disc(centre, radius), MATRIX)
    assert found is not None
    middle = apply(invert(MATRIX), centre)
    scale = 256 * 0.8 / 900
    distances = np.hypot(*(found - middle).T) * scale
    assert distances.mean() == pytest.approx(radius, abs=0.5)
    assert np.abs(distances - radius).max() < 1.0  # crop pixels: half a cell of the mask


def test_the_largest_piece_wins() -> None:
    mask = np.maximum(soft_disc((60, 80), 15), soft_disc((120, 170), 40))
    found = outline(mask, MATRIX)
    assert found is not None
    inside = apply(MATRIX, found)
    assert np.hypot(*(inside - (120, 170)).T).max() < 42


def test_a_foot_that_fills_the_crop_is_closed_at_its_edge() -> None:
    found = outline(np.ones((128, 96), np.float32), MATRIX)
    assert found is not None
    low, high = apply(MATRIX, found).min(0), apply(MATRIX, found).max(0)
    assert low == pytest.approx([0, 0], abs=1)
    assert high == pytest.approx([191, 255], abs=1)


def test_next_to_nothing_is_no_foot() -> None:
    assert outline(np.zeros((128, 96), np.float32), MATRIX) is None
    assert outline(soft_disc((95, 127), 2.5), MATRIX) is None
