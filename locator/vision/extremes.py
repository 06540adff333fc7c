"""What the landmark network says, set right by geometry: big-toe tip and heel lie on the outline, for heatmaps pull extremes
inward and the mask knows where the flesh ends; the rest by `definitions`."""

from __future__ import annotations

from collections.abc import Mapping

import numpy as np

from locator.geometry import Floats
from locator.types import Landmark
from locator.vision.definitions import defined

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


def snap(landmarks: Mapping[str, Landmark], outline: Floats, length: float, camera: Floats | None = None) -> dict[str, Landmark]:
    """Move each visible extreme to where its direction meets the outline, when that is near; `length` of the foot in pixels.

    With the direction to the `camera` (anterior, medial, superior) more are set right by their definitions.
    """
    moved = dict(landmarks)
    dense = _dense(outline, 0.004 * length)
    if camera is not None:
        moved |= defined(landmarks, dense, length, camera)
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
    edges = np.roll(outline, -1, 0) - outline
    counts = np.maximum(1, np.hypot(*edges.T) / step).astype(int)
    share = (np.arange(counts.sum()) - np.repeat(np.cumsum(counts) - counts, counts)) / np.repeat(counts, counts)
    dense: Floats = np.repeat(outline, counts, 0) + share[:, None] * np.repeat(edges, counts, 0)
    return dense
