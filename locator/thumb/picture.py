"""The photo with what was measured on it: for people to check with their own eyes."""

from __future__ import annotations

import numpy as np

from locator.drawing.primitives import fill_, line_
from locator.geometry import Pixels
from locator.thumb.thumb import Thumb

__all__ = ["picture"]

#: Okabe and Ito's colours for the colour-blind: vermilion, sky blue; on a dark casing, so that they show on any skin and paper.
_SECTION, _SHEET, _CASING = (213, 94, 0), (86, 180, 233), (20, 20, 20)


def picture(rgb: Pixels, thumb: Thumb) -> Pixels:
    """A copy of the upright photo (HxWx3 uint8 RGB, at the size `thumb` was measured in) with section, edges and sheet drawn."""
    canvas = np.ascontiguousarray(rgb).copy()
    width = max(2, round(max(rgb.shape[:2]) / 400))
    half = len(thumb.outline) // 2
    ends = np.array(thumb.section)
    tick = np.array([-(ends[1] - ends[0])[1], (ends[1] - ends[0])[0]]) * 0.18
    lines = [(np.array(thumb.outline[:half]), _SECTION, 1), (np.array(thumb.outline[half:]), _SECTION, 1), (ends, _SECTION, 1)]
    lines += [(np.array([end - tick, end + tick]), _SECTION, 1) for end in ends]
    if thumb.corners:
        fill_(canvas, [thumb.corners], _SHEET, 0.12)
        lines.append((np.array([*thumb.corners, thumb.corners[0]]), _SHEET, 1))
    for points, _, _ in lines:
        line_(canvas, points, _CASING, width + 2)
    for points, colour, _ in lines:
        line_(canvas, points, colour, width)
    return canvas
