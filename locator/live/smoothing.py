"""Landmarks that neither tremble nor lag: a One-Euro filter in the foot's own frame (docs/live.md, "The filter").

What all landmarks do together (shift, turn, growth) is filtered lightly, what is left (the shape) more.
"""

from __future__ import annotations

import math

import numpy as np

from locator.geometry import Floats, apply
from locator.live.constants import Adaptive, Filter
from locator.live.similarity import fit

__all__ = ["FootFilter", "share"]


def share(cutoff: float | Floats, dt: float) -> Floats:
    """The share of a new value that a low-pass of `cutoff` Hz takes after `dt` seconds, 0..1."""
    return np.asarray(1 / (1 + 1 / (2 * math.pi * np.maximum(cutoff, 1e-9) * max(dt, 1e-9))))


class FootFilter:
    """Filters the landmarks of one foot. `points` (L, 2) in picture pixels is the latest answer, `velocity` (2,) its shift in
    pixels a second, `pace` the share 0..1 of the pose's last step that was taken (1: followed at once), `unrest` how
    fast the shape changes, in foot lengths a second."""

    def __init__(self, points: Floats, constants: Filter) -> None:
        self._constants = constants
        self._start(points)

    def _start(self, points: Floats) -> None:
        self.points = points.copy()
        self.velocity = np.zeros(2)
        self.pace, self.unrest = 1.0, math.inf
        self._pose_speed = np.zeros(4)
        self._shape_speed = np.zeros_like(points)

    def carry(self, move: Floats) -> None:
        """The foot was seen to move by this 2x3 transform: what is left to filter is the rest, and it does not lag behind."""
        self.points = apply(move, self.points)

    def step(self, points: Floats, sigma: Floats, visibility: Floats, length: float, dt: float) -> Floats:
        """The filtered landmarks after a reading `dt` seconds later. `points` (L, 2) and `sigma` (L,) in picture pixels,
        `visibility` (L,) 0..1, `length` of the foot in pixels."""
        c = self._constants
        weight = np.maximum(visibility, c.hidden) / (sigma**2 + (c.floor * length) ** 2)
        move = fit(self.points, points, weight)
        if float(np.hypot(*move.shift)) > c.jump * length or abs(move.turn) > 2 * c.jump:
            self._start(points)
            return self.points
        slow = float(share(c.speed, dt))
        speed = np.array([*(move.shift / length), move.turn / 2, move.growth / 2]) / dt
        self._pose_speed += slow * (speed - self._pose_speed)
        self.velocity = self._pose_speed[:2] * length
        self.pace = float(share(_cutoff(c.pose, self._pose_speed), dt))
        rest = points - apply(move.matrix(), self.points)
        self._shape_speed += slow * (rest / length / dt - self._shape_speed)
        follow = share(_cutoff(c.shape, self._shape_speed), dt)
        self.unrest = float(weight @ np.linalg.norm(self._shape_speed, axis=1) / weight.sum())
        self.points = apply(move.matrix(self.pace), self.points) + follow[:, None] * rest
        return self.points


def _cutoff(adaptive: Adaptive, speed: Floats) -> Floats:
    return np.asarray(adaptive.least + adaptive.gain * np.linalg.norm(speed, axis=-1))
