"""The photo with what was measured on it: for people to check with their own eyes."""

from __future__ import annotations

import numpy as np

from locator.drawing.primitives import fill_, line_
from locator.geometry import Pixels, apply, warp
from locator.thumb.thumb import Thumb

__all__ = ["picture"]

#: Okabe and Ito's colours for the colour-blind: vermilion, sky blue; on a dark casing, so that they show on any skin and paper.
_SECTION, _SHEET, _CASING = (213, 94, 0), (86, 180, 233), (20, 20, 20)

#: Side of the enlarged part over the picture's shorter side, and how many thumbs' breadths it shows.
_INSET, _ROUND = 0.36, 4.0


def picture(rgb: Pixels, thumb: Thumb) -> Pixels:
    """A copy of the upright photo (HxWx3 uint8 RGB, at the size `thumb` was measured in) with section, edges and sheet drawn.

    The corner farthest from the thumb shows it enlarged where it would be small in the picture.
    """
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
    _enlarge_(canvas, rgb, thumb)
    return canvas


def _enlarge_(canvas: Pixels, rgb: Pixels, thumb: Thumb) -> None:
    """Draw the thumb and the section, large, in the corner farthest from it."""
    height, width = rgb.shape[:2]
    side = round(_INSET * min(height, width))
    zoom = side / (_ROUND * thumb.px)
    if zoom < 1.5 or side < 60:
        return
    ends = np.array(thumb.section)
    middle = ends.mean(0)
    matrix = np.array([[zoom, 0, (side - 1) / 2 - zoom * middle[0]], [0, zoom, (side - 1) / 2 - zoom * middle[1]]])
    inset = warp(rgb, matrix, (side, side), border=None)
    line = apply(matrix, ends)
    tick = np.array([-(line[1] - line[0])[1], (line[1] - line[0])[0]]) * 0.15
    thick = max(2, round(side / 120))
    strokes = [line, *(np.array([end - tick, end + tick]) for end in line)]
    for colour, extra in ((_CASING, 2), (_SECTION, 0)):
        for stroke in strokes:
            line_(inset, stroke, colour, thick + extra)
    x = 0 if middle[0] > width / 2 else width - side
    y = 0 if middle[1] > height / 2 else height - side
    canvas[y : y + side, x : x + side] = inset
    line_(canvas, [(x, y), (x + side - 1, y), (x + side - 1, y + side - 1), (x, y + side - 1)], _CASING, thick + 1, closed=True)
