"""From the network's mask to the foot's outline in photo pixels."""

from __future__ import annotations

import numpy as np
import numpy.typing as npt

from locator.geometry import Floats, apply, grid_to_pixels, invert, pixels_to_grid

__all__ = ["outline"]

_FINER = 4  # the mask is enlarged this often before it is cut at one half, for an outline finer than its cells
_STRIDE = 2  # crop pixels a cell of the mask
_TOLERANCE = 0.75  # cells of the enlarged mask: how far the polygon may leave the exact border
_SMOOTH = 1.0  # cells: the mask's neighbouring cells waver, above all at the cut through the leg
_THIN = 3  # cells: a tongue narrower than this is no part of a foot
_LEAST = 12  # cells: less foot than this has no outline


def outline(mask: npt.NDArray[np.float32], matrix: Floats) -> Floats | None:
    """Closed polygon (N, 2) in photo pixels round the largest piece of foot, or None when there is none.

    `mask` (H/2, W/2) is the probability of foot on the crop, `matrix` the transform photo -> crop.
    """
    import cv2

    calm = cv2.GaussianBlur(mask, (0, 0), _SMOOTH, borderType=cv2.BORDER_REPLICATE)
    fine = cv2.resize(calm, None, fx=_FINER, fy=_FINER, interpolation=cv2.INTER_CUBIC)
    disc = cv2.getStructuringElement(cv2.MORPH_ELLIPSE, (_THIN * _FINER, _THIN * _FINER))
    solid = cv2.morphologyEx((fine > 0.5).astype(np.uint8), cv2.MORPH_OPEN, disc)
    solid = cv2.copyMakeBorder(solid, 1, 1, 1, 1, cv2.BORDER_CONSTANT)
    contours, _ = cv2.findContours(solid, cv2.RETR_EXTERNAL, cv2.CHAIN_APPROX_NONE)
    largest = max(contours, key=cv2.contourArea, default=None)
    if largest is None or cv2.contourArea(largest) < _LEAST * _FINER**2:
        return None
    points = cv2.approxPolyDP(largest, _TOLERANCE, True).reshape(-1, 2) - 1
    return apply(invert(matrix), grid_to_pixels(pixels_to_grid(points, _FINER), _STRIDE))
