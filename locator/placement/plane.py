"""Plane geometry: points are (..., 2) float64 arrays, (x, y) in photo pixels with y down."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

__all__ = ["Array", "area", "crossings", "distance", "following", "hull", "inside", "turn"]

Array = NDArray[np.float64]


def following(values: Array) -> Array:
    """The values (n, ...) of a closed sequence, each replaced by the next (np.roll by -1, five times as fast)."""
    return np.concatenate([values[1:], values[:1]])


def area(polygon: Array) -> float:
    """Area of a closed polygon (n, 2)."""
    x, y = polygon[:, 0], polygon[:, 1]
    return abs(float(x @ following(y) - y @ following(x))) / 2


def turn(vector: Array) -> Array:
    """The vector turned by 90 degrees, clockwise on the screen."""
    return np.array([-vector[1], vector[0]])


def inside(points: Array, polygon: Array) -> NDArray[np.bool_]:
    """Which of the points (..., 2) lie in a closed polygon (n, 2) (even-odd rule)."""
    flat = points.reshape(-1, 2)
    if len(polygon) < 3:
        return np.zeros(points.shape[:-1], bool)
    above = polygon[:, 1] > flat[:, 1:]
    # Few edges cross the level of a point: only of these is asked whether they do so to its right.
    at, edge = np.nonzero(above != np.concatenate([above[:, 1:], above[:, :1]], axis=1))
    (ax, ay), (bx, by) = polygon[edge].T, following(polygon)[edge].T
    x, y = flat[at].T
    right = ax + (y - ay) * (bx - ax) / (by - ay) > x
    return np.asarray(np.bincount(at[right], minlength=len(flat)) % 2 == 1).reshape(points.shape[:-1])


def distance(point: Array, polygon: Array) -> float:
    """How far a point (2,) is from the border of a closed polygon (n, 2)."""
    edge = following(polygon) - polygon
    share = ((point - polygon) * edge).sum(axis=1) / np.maximum((edge**2).sum(axis=1), 1e-12)
    return float(np.linalg.norm(polygon + share.clip(0, 1)[:, None] * edge - point, axis=1).min())


def crossings(polygon: Array, through: Array, along: Array) -> Array:
    """Where the line through a point meets a closed polygon (n, 2): signed distances from the point, sorted."""
    offset = polygon - through
    side, reach = offset @ turn(along), offset @ along
    other, far = following(side), following(reach)
    meets = (side > 0) != (other > 0)
    share = side[meets] / (side[meets] - other[meets])
    return np.sort(reach[meets] + share * (far[meets] - reach[meets]))


def hull(points: Array) -> Array:
    """Convex hull (m, 2) of points (n, 2), in order round it."""

    def half(sequence: Sequence[tuple[float, float]]) -> list[tuple[float, float]]:
        kept: list[tuple[float, float]] = []
        for p in sequence:
            while len(kept) > 1:
                (ax, ay), (bx, by) = kept[-2:]
                if (bx - ax) * (p[1] - ay) - (by - ay) * (p[0] - ax) > 0:
                    break
                kept.pop()
            kept.append(p)
        return kept[:-1]

    ordered = sorted({(float(x), float(y)) for x, y in points})
    return np.array(half(ordered) + half(ordered[::-1]))
