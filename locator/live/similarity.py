"""Turn, growth and shift: what a whole foot does from one frame to the next."""

from __future__ import annotations

import dataclasses
import math

import numpy as np

from locator.geometry import Floats, Frame, apply, scale_of

__all__ = ["Similarity", "fit", "moved_frame", "similarity_of"]


@dataclasses.dataclass(frozen=True, slots=True)
class Similarity:
    """About `centre`: turned by `turn` radians (clockwise on the screen), grown by exp(`growth`), then shifted by `shift`."""

    centre: Floats
    shift: Floats
    turn: float
    growth: float

    def matrix(self, share: float = 1.0) -> Floats:
        """The 2x3 transform of the similarity, or of only a `share` of its turn, growth and shift."""
        scale = math.exp(share * self.growth)
        cos, sin = scale * math.cos(share * self.turn), scale * math.sin(share * self.turn)
        linear = np.array([[cos, -sin], [sin, cos]])
        return np.column_stack([linear, self.centre + share * self.shift - linear @ self.centre])


def fit(source: Floats, target: Floats, weight: Floats) -> Similarity:
    """The weighted least-squares similarity that leads points (n, 2) to points (n, 2)."""
    weight = weight / weight.sum()
    centre, goal = weight @ source, weight @ target
    a, b = (source - centre), (target - goal)
    along = float(weight @ (a * b).sum(1))
    across = float(weight @ (a[:, 0] * b[:, 1] - a[:, 1] * b[:, 0]))
    spread = max(float(weight @ (a * a).sum(1)), 1e-12)
    growth = math.log(max(math.hypot(along, across) / spread, 1e-6))
    return Similarity(centre, goal - centre, math.atan2(across, along), growth)


def similarity_of(matrix: Floats, centre: Floats) -> Similarity:
    """A 2x3 transform that turns, grows and shifts, told about `centre` (2,)."""
    turn = math.atan2(matrix[1, 0], matrix[0, 0])
    return Similarity(centre, apply(matrix, centre) - centre, turn, math.log(scale_of(matrix)))


def moved_frame(frame: Frame, similarity: Similarity) -> Frame:
    """The frame carried along."""
    scale = math.exp(similarity.growth)
    cx, cy = apply(similarity.matrix(), (frame.cx, frame.cy)).tolist()
    return Frame(cx, cy, frame.width * scale, frame.height * scale, frame.angle + similarity.turn)
