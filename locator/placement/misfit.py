"""How far a foot's landmarks lie from an average foot laid over them."""

from __future__ import annotations

import math

import numpy as np

from locator.placement.frame import frame_of
from locator.placement.plane import turn
from locator.types import Foot

__all__ = ["misfit"]


def misfit(foot: Foot) -> float | None:
    """The root mean square distance of the landmarks from those of the view's average foot, fitted to them, in foot lengths.

    Infinite when they run the wrong way round for the foot's side; None when too few are known to fit a foot.
    """
    frame = frame_of(foot)
    if frame is None:
        return None
    expected = frame.chart.left_turn if foot.side == "left" else -frame.chart.left_turn
    if float(turn(frame.axes[0]) @ frame.axes[1]) * expected < 0:
        return math.inf
    names = [name for name in frame.chart.landmarks if name in foot.landmarks]
    there = np.array([foot.landmarks[name].xy for name in names])
    average = frame.to_photo(np.array([frame.chart.landmarks[name] for name in names]))
    return float(np.sqrt(((there - average) ** 2).sum(axis=1).mean())) / frame.length
