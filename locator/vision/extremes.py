"""Big-toe tip and heel moved out to the outline: heatmaps pull extremes inward, the mask knows where the flesh ends."""

from __future__ import annotations

from collections.abc import Mapping

import numpy as np

from locator.geometry import Floats
from locator.types import Landmark

__all__ = ["snap"]

#: Extreme landmark -> the landmarks it points away from, best first. Only these two gain (`python -m training.evaluate
#: --unsnapped`): the outline of a small toe merges with its neighbours'.
_DIRECTIONS = {
    "toe1_tip": ("toe1_ip", "mt1_head", "mtp1_medial"),
    "heel_back": ("toe2_tip", "toe1_tip", "toe5_tip"),
}
#: Shares of the foot's length: how far a landmark may move, and how far aside of its direction the outline is searched.
_REACH, _ASIDE = 0.05, 0.02
_SEEN = 0.5


def snap(landmarks: Mapping[str, Landmark], outline: Floats, length: float) -> dict[str, Landmark]:
    """Move each visible extreme to where its direction meets the outline, when that is near; `length` of the foot in pixels."""
    moved = dict(landmarks)
    dense = _dense(outline, 0.004 * length)
    for name, bases in _DIRECTIONS.items():
        base = next((landmarks[b] for b in bases if b in landmarks), None)
        mark = landmarks.get(name)
        if base is None or mark is None or mark.visibility < _SEEN:
            continue
        at = np.array(mark.xy, np.float64)
        direction = at - base.xy
        span = float(np.hypot(*direction))
        if span < 0.02 * length:
            continue
        direction /= span
        offset = dense - at
        along, aside = offset @ direction, np.abs(offset @ np.array([-direction[1], direction[0]]))
        near = (np.abs(along) < _REACH * length) & (aside < _ASIDE * length)
        if near.any():
            x, y = at + along[near].max() * direction
            moved[name] = Landmark(float(x), float(y), mark.visibility, mark.sigma)
    return moved


def _dense(outline: Floats, step: float) -> Floats:
    """The outline's points, with more between them wherever an edge is longer than `step`."""
    pieces = []
    for start, end in zip(outline, np.roll(outline, -1, 0), strict=True):
        count = max(1, int(np.hypot(*(end - start)) / step))
        pieces.append(start + (end - start) * (np.arange(count) / count)[:, None])
    return np.concatenate(pieces)
