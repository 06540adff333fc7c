"""The charts' guide lines (diaphragm, waist, heel, tendon) on this foot's sole."""

from __future__ import annotations

import numpy as np

from locator.atlas import load_atlas
from locator.placement.chart import across
from locator.placement.frame import frame_of
from locator.placement.warp import warp_of
from locator.types import XY, Foot

__all__ = ["guide_lines"]

#: Points that each line is split into before it is bent.
_POINTS = 24


def guide_lines(foot: Foot) -> dict[str, tuple[XY, ...]]:
    """Each guide line of the atlas by its id, as a line in photo pixels; empty where the sole is not in view or too few of its
    landmarks are known."""
    frame = frame_of(foot) if foot.view == "plantar" else None
    if frame is None:
        return {}
    warp = warp_of(foot, frame)
    found = {}
    for line in load_atlas().guide_lines:
        uv = np.array(line.polyline, float)
        along = np.concatenate([[0.0], np.cumsum(np.linalg.norm(np.diff(uv, axis=0), axis=1))])
        at = np.linspace(0, along[-1], _POINTS)
        fine = np.column_stack([np.interp(at, along, uv[:, 0]), np.interp(at, along, uv[:, 1])])
        found[line.id] = tuple((float(x), float(y)) for x, y in warp.to_photo(across(frame.chart, fine)))
    return found
