"""Shapes on an RGB picture, anti-aliased and placed to a sixteenth of a pixel. All draw in place, as the `_` says.

A canvas is an HxWx3 uint8 RGB array that may be written to; coordinates are (x, y) pixels with pixel centres on whole
numbers (docs/coordinates.md); widths and radii are pixels; parts beyond the border are cut off. `alpha` is opacity in [0, 1].
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

import cv2
import numpy as np
from numpy.typing import ArrayLike, NDArray

if TYPE_CHECKING:
    from locator.drawing.palette import RGB

__all__ = ["Canvas", "Mask", "box_", "circle_", "dashes_", "disc_", "fill_", "line_", "polygon_mask", "stamp_"]

Canvas = NDArray[np.uint8]
Mask = NDArray[np.uint8]

_SHIFT = 4  # OpenCV takes coordinates as integers with this many fractional bits


def _fixed(xy: ArrayLike) -> NDArray[np.int32]:
    return np.rint(np.asarray(xy, np.float64) * (1 << _SHIFT)).astype(np.int32)


def stamp_(canvas: Canvas, corner: tuple[int, int], mask: Mask, colour: RGB, alpha: float = 1.0) -> None:
    """Paint `colour` through `mask` (uint8 coverage), whose top-left pixel lies at `corner`."""
    x, y = corner
    height, width = mask.shape
    x0, y0, x1, y1 = max(x, 0), max(y, 0), min(x + width, canvas.shape[1]), min(y + height, canvas.shape[0])
    if x0 >= x1 or y0 >= y1:
        return
    below = canvas[y0:y1, x0:x1]
    weight = mask[y0 - y : y1 - y, x0 - x : x1 - x].astype(np.float32) * np.float32(alpha / 255)
    paint = np.empty(below.shape, np.uint8)
    cv2.rectangle(paint, (0, 0), (x1 - x0, y1 - y0), colour, cv2.FILLED)  # many times faster than numpy's broadcast
    canvas[y0:y1, x0:x1] = cv2.blendLinear(paint, below, weight, 1 - weight)


def polygon_mask(polygons: Sequence[ArrayLike], shape: tuple[int, int]) -> tuple[Mask, tuple[int, int]]:
    """Coverage of the union of `polygons` (each Nx2) inside a picture of `shape` (height, width), and its corner there."""
    rings = [np.asarray(polygon, np.float64) for polygon in polygons]
    points = np.concatenate(rings)
    low = np.maximum(np.floor(points.min(0)).astype(int) - 1, 0)
    high = np.minimum(np.ceil(points.max(0)).astype(int) + 2, (shape[1], shape[0]))
    mask = np.zeros(tuple(np.maximum(high - low, 0)[::-1]), np.uint8)
    if mask.size:
        for ring in rings:  # one by one: fillPoly of several would cut out their overlap
            cv2.fillPoly(mask, [_fixed(ring - low)], 255, cv2.LINE_AA, _SHIFT)
    return mask, (int(low[0]), int(low[1]))


def fill_(canvas: Canvas, polygons: Sequence[ArrayLike], colour: RGB, alpha: float = 1.0) -> None:
    """Fill the union of `polygons`."""
    mask, corner = polygon_mask(polygons, (canvas.shape[0], canvas.shape[1]))
    if mask.size:
        stamp_(canvas, corner, mask, colour, alpha)


def line_(canvas: Canvas, points: ArrayLike, colour: RGB, width: int, *, closed: bool = False) -> None:
    """Draw the line through `points` (Nx2)."""
    cv2.polylines(canvas, [_fixed(points)], closed, colour, max(1, width), cv2.LINE_AA, _SHIFT)


def dashes_(canvas: Canvas, points: ArrayLike, colour: RGB, width: int, dash: float, *, closed: bool = False) -> None:
    """Draw the line through `points` in dashes of about `dash` pixels with gaps of the same length."""
    path = np.asarray(points, np.float64)
    path = np.concatenate([path, path[:1]]) if closed else path
    along = np.concatenate([[0.0], np.cumsum(np.hypot(*np.diff(path, axis=0).T))])
    count = max(1, round(along[-1] / (2 * dash)))
    step = along[-1] / (count if closed else count - 0.5)  # an open line begins and ends with a dash
    for start in np.arange(count) * step:
        at = np.concatenate([[start], along[(along > start) & (along < start + step / 2)], [start + step / 2]])
        line_(canvas, np.column_stack([np.interp(at, along, path[:, 0]), np.interp(at, along, path[:, 1])]), colour, width)


def disc_(canvas: Canvas, centre: tuple[float, float], radius: float, colour: RGB, alpha: float = 1.0) -> None:
    """Fill a circle."""
    if alpha >= 1:
        x, y, r = _fixed([*centre, radius])
        cv2.circle(canvas, (int(x), int(y)), int(r), colour, cv2.FILLED, cv2.LINE_AA, _SHIFT)
        return
    low = np.maximum(np.floor(np.subtract(centre, radius)).astype(int) - 1, 0)
    high = np.minimum(np.ceil(np.add(centre, radius)).astype(int) + 2, (canvas.shape[1], canvas.shape[0]))
    mask = np.zeros(tuple(np.maximum(high - low, 0)[::-1]), np.uint8)
    if mask.size:
        x, y, r = _fixed([centre[0] - low[0], centre[1] - low[1], radius])
        cv2.circle(mask, (int(x), int(y)), int(r), 255, cv2.FILLED, cv2.LINE_AA, _SHIFT)
        stamp_(canvas, (int(low[0]), int(low[1])), mask, colour, alpha)


def circle_(
    canvas: Canvas, centre: tuple[float, float], radius: float, colour: RGB, width: int, dash: float | None = None
) -> None:
    """Draw a circle's edge; with `dash`, in dashes of about that many pixels."""
    if dash is not None:
        angle = np.linspace(0, 2 * np.pi, 72, endpoint=False)
        ring = np.column_stack([centre[0] + radius * np.cos(angle), centre[1] + radius * np.sin(angle)])
        dashes_(canvas, ring, colour, width, dash, closed=True)
        return
    x, y, r = _fixed([*centre, radius])
    cv2.circle(canvas, (int(x), int(y)), int(r), colour, max(1, width), cv2.LINE_AA, _SHIFT)


def box_(
    canvas: Canvas, box: tuple[float, float, float, float], radius: float, colour: RGB, alpha: float = 1.0, *, edge: int = 0
) -> None:
    """Fill the rectangle (x0, y0, x1, y1) with corners rounded by `radius`; with `edge`, draw only its edge, that wide."""
    x0, y0, x1, y1 = box
    radius = min(radius, (x1 - x0) / 2, (y1 - y0) / 2)
    quarter = np.linspace(0, np.pi / 2, 7)
    corners = [(x1 - radius, y1 - radius), (x0 + radius, y1 - radius), (x0 + radius, y0 + radius), (x1 - radius, y0 + radius)]
    ring = np.concatenate(
        [
            np.column_stack([x + radius * np.cos(quarter + turn), y + radius * np.sin(quarter + turn)])
            for turn, (x, y) in zip(np.arange(4) * np.pi / 2, corners, strict=True)
        ]
    )
    if edge:
        line_(canvas, ring, colour, edge, closed=True)
    else:
        fill_(canvas, [ring], colour, alpha)
