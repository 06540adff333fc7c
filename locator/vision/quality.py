"""What makes an answer doubtful, in words: a foot cut off, small, blurred, or of uncertain side."""

from __future__ import annotations

import numpy as np
import numpy.typing as npt

from locator.geometry import Floats, Pixels
from locator.types import Foot
from locator.vision.landmarks import Reading

__all__ = ["SIDE_UNSURE", "cut_off", "sharpness", "warnings_for"]

#: A foot shorter than this in the photo is too coarse for points.
_SMALL = 150
#: Share of the outline that may lie on the photo's border before the foot counts as cut off.
_ON_BORDER = 0.03
#: Least `sharpness`. 56 real photos measure at least 0.10 (median 0.17); blurred by 0.7 % of the foot's length (1.5 pixels of
#: the crop) their median is 0.08, by 1.2 % it is 0.05: below this the blur is as wide as the landmarks' own error.
_SHARP = 0.07
_SURE = 0.8
#: What is said, after a foot's name, of a foot whose side is doubtful.
SIDE_UNSURE = ": left or right is uncertain, check it: zones and points of the other side would be mirrored"


def warnings_for(foot: Foot, reading: Reading, size: tuple[int, int], name: str) -> list[str]:
    """Warnings for one foot of a photo of `size` (width, height); `name` is what to call the foot."""
    found = []
    if cut_off(np.array(foot.outline), size) > _ON_BORDER:
        found.append(f"{name} is cut off by the picture's border: take a photo that shows all of it")
    length = max(reading.frame.width, reading.frame.height)
    if length < _SMALL:
        found.append(f"{name} is only {length:.0f} pixels long: go closer, or use a larger photo")
    elif sharpness(reading.crop, reading.mask) < _SHARP:
        found.append(f"{name} is blurred: hold the camera still and tap on the foot to focus")
    if foot.side_score < _SURE:
        found.append(f"{name}{SIDE_UNSURE}")
    return found


def cut_off(outline: Floats, size: tuple[int, int]) -> float:
    """Share of the outline's length that runs along the border of a photo of `size` (width, height)."""
    edge = np.roll(outline, -1, 0) - outline
    length = np.hypot(edge[:, 0], edge[:, 1])
    middle = outline + edge / 2
    near = 0.004 * max(size) + 1
    outside = (middle < near - 0.5) | (middle > np.array(size) - 0.5 - near)
    return float(length[outside.any(1)].sum() / max(float(length.sum()), 1e-6))


def sharpness(crop: Pixels, mask: npt.NDArray[np.float32]) -> float:
    """How crisp the foot's surroundings and skin are at the network's resolution: fine contrast over all contrast, 0..1."""
    import cv2

    grey = cv2.cvtColor(crop, cv2.COLOR_RGB2GRAY).astype(np.float32)
    foot = cv2.resize(mask, (grey.shape[1], grey.shape[0])) > 0.5
    area = cv2.dilate(foot.astype(np.uint8), np.ones((9, 9), np.uint8)) > 0
    if not area.any():
        return 0.0
    fine = grey - cv2.GaussianBlur(grey, (0, 0), 1.5)
    return float(fine[area].std() / max(float(grey[area].std()), 1.0))
