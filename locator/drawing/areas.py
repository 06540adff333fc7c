"""Order in which zones are painted, and where each zone's number fits best."""

from __future__ import annotations

import dataclasses
from collections.abc import Sequence

import cv2
import numpy as np
from numpy.typing import NDArray

from locator.drawing.primitives import polygon_mask
from locator.types import XY

__all__ = ["Area", "arrange"]

_SIDE = 360  # pixels of the longer side of the map in which room is measured


@dataclasses.dataclass(frozen=True, slots=True)
class Area:
    """`index` of the zone, and the middle (x, y) and radius of the largest free circle inside what other zones leave of it."""

    index: int
    x: float
    y: float
    radius: float


def arrange(zones: Sequence[Sequence[Sequence[XY]]], marks: NDArray[np.float64]) -> list[Area]:
    """Zones (each some polygons) in painting order: large first, so that small ones stay on top.

    `marks` (N, 3) of (x, y, radius) are kept free of numbers.
    """
    if not zones:
        return []
    rings = [[np.asarray(polygon, np.float64) for polygon in zone] for zone in zones]
    points = np.concatenate([ring for zone in rings for ring in zone])
    low, high = points.min(0), points.max(0)
    scale = _SIDE / max(1.0, float((high - low).max()))
    shape = (int((high[1] - low[1]) * scale) + 3, int((high[0] - low[0]) * scale) + 3)
    order = sorted(range(len(zones)), key=lambda i: (-sum(_size(ring) for ring in rings[i]), i))
    top = np.full(shape, -1, np.int16)
    for i in order:
        mask, (x, y) = polygon_mask([(ring - low) * scale + 1 for ring in rings[i]], shape)
        top[y : y + mask.shape[0], x : x + mask.shape[1]][mask > 127] = i
    blocked = np.zeros(shape, np.uint8)
    for x, y, radius in marks:
        centre = (round(float((x - low[0]) * scale + 1)), round(float((y - low[1]) * scale + 1)))
        cv2.circle(blocked, centre, int(np.ceil(radius * scale)), 255, cv2.FILLED)
    areas = []
    for i in order:
        own = np.where((top == i) & (blocked == 0), 255, 0).astype(np.uint8)
        if not own.any():
            x, y = max(rings[i], key=_size).mean(0)
            areas.append(Area(i, float(x), float(y), 0.0))
            continue
        depth = cv2.distanceTransform(cv2.copyMakeBorder(own, 1, 1, 1, 1, cv2.BORDER_CONSTANT, value=0), cv2.DIST_L2, 5)
        row, column = np.unravel_index(int(depth.argmax()), depth.shape)
        x, y = (np.array([column - 1, row - 1]) - 1) / scale + low
        areas.append(Area(i, float(x), float(y), float(depth.max() / scale)))
    return areas


def _size(ring: NDArray[np.float64]) -> float:
    x, y = ring.T
    return float(abs(np.dot(x, np.roll(y, 1)) - np.dot(y, np.roll(x, 1)))) / 2
