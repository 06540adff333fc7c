"""How a foot moves from one frame to the next, as its skin shows it: far cheaper than looking at it with the network.

Small patches inside its outline are followed (Lucas and Kanade's way, coarse to fine, on a small grey picture), and the
similarity that most of them agree on is taken. The page does the same (app/live/flow.js).
"""

from __future__ import annotations

import numpy as np
import numpy.typing as npt

from locator.geometry import Floats, Pixels, apply, compose, invert
from locator.live.similarity import fit

__all__ = ["Skin"]

_WIDE = 320  # pixels of the grey picture's longer side
_MOST, _SPACING = 48, 7.0  # patches followed, and pixels between two of them
_PATCH, _LEVELS = (9, 9), 2  # pixels of a patch; pictures each half as fine as the one before, beside the first
_CLEAR = 0.02  # a patch changes in both directions by at least this share of what the clearest one does
_NEAR = 1.5  # pixels within which a patch agrees with the whole
_LEAST = 6  # fewer patches tell nothing


class Skin:
    """The last two frames of a stream, and what moved between them."""

    def __init__(self) -> None:
        self._before: Pixels | None = None
        self._now: Pixels | None = None
        self._small: Floats = np.eye(2, 3)

    def take(self, rgb: Pixels) -> None:
        """Take in the next (H, W, 3) uint8 RGB frame. One of another size than the last begins anew."""
        import cv2

        height, width = rgb.shape[:2]
        ratio = min(1.0, _WIDE / max(width, height))
        size = (max(16, round(width * ratio)), max(16, round(height * ratio)))
        small = cv2.resize(rgb, size, interpolation=cv2.INTER_AREA) if ratio < 1 else rgb
        grey = np.asarray(cv2.cvtColor(small, cv2.COLOR_RGB2GRAY), np.uint8)
        self._before = self._now if self._now is not None and self._now.shape == grey.shape else None
        self._now = grey
        x, y = size[0] / width, size[1] / height
        self._small = np.array([[x, 0.0, (x - 1) / 2], [0.0, y, (y - 1) / 2]])

    def motion(self, polygon: npt.ArrayLike) -> Floats | None:
        """The 2x3 transform by which what lay within `polygon` (N, 2), in pixels of the frame before, moved to this one; None
        when too little agrees."""
        import cv2

        if self._before is None or self._now is None:
            return None
        starts = _clear(self._before, np.round(apply(self._small, polygon)).astype(np.int32))
        if len(starts) < _LEAST:
            return None
        ends, found, _ = cv2.calcOpticalFlowPyrLK(self._before, self._now, starts, None, winSize=_PATCH, maxLevel=_LEVELS)  # type: ignore[call-overload]
        kept = found.ravel() > 0
        move = _agreed(starts[kept].astype(np.float64), ends[kept].astype(np.float64), len(starts))
        return None if move is None else compose(invert(self._small), compose(move, self._small))


def _clear(grey: Pixels, polygon: npt.NDArray[np.int32]) -> npt.NDArray[np.float32]:
    """Places (N, 2) inside the polygon where the picture changes in both directions, not too close together."""
    import cv2

    (x0, y0), (x1, y1) = np.maximum([polygon.min(0), polygon.max(0) + 1], 0).tolist()
    part = grey[y0:y1, x0:x1]
    if part.size == 0:
        return np.zeros((0, 2), np.float32)
    area = np.zeros(part.shape, np.uint8)
    cv2.fillPoly(area, [polygon - (x0, y0)], 255)
    found = cv2.goodFeaturesToTrack(part, _MOST, _CLEAR, _SPACING, mask=area)
    return np.asarray(() if found is None else found, np.float32).reshape(-1, 2) + np.array((x0, y0), np.float32)


def _agreed(starts: Floats, ends: Floats, count: int) -> Floats | None:
    """The similarity that most of `count` patches agree on: that of the pairs left when the worst are dropped again and again."""
    for _ in range(6):
        if len(starts) < max(_LEAST, count / 3):
            return None
        move = fit(starts, ends, np.ones(len(starts))).matrix()
        rest = np.hypot(*(apply(move, starts) - ends).T)
        limit = max(_NEAR, 1.5 * float(np.median(rest)))
        agree = rest <= limit
        if agree.all():
            return move if limit <= 2 * _NEAR else None
        starts, ends = starts[agree], ends[agree]
    return None
