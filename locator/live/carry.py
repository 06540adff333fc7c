"""A placed foot carried along by the motion of its landmarks, until it is worth placing anew.

Rules and zones know nothing of the picture's axes or scale, so a foot that only moves, turns or grows in the picture needs no
placing: its points and zones go with it, and nothing of the answer is lost.
"""

from __future__ import annotations

import dataclasses
from collections.abc import Mapping

import numpy as np

from locator.geometry import Floats, Frame, apply, scale_of
from locator.live.similarity import Similarity, fit
from locator.types import Foot, Landmark, PlacedPoint, PlacedZone

__all__ = ["KeyFrame"]


class KeyFrame:
    """A foot as it was placed: `points` (L, 2) are its filtered landmarks then, `frame` its frame, `time` in seconds."""

    def __init__(self, time: float, points: Floats, frame: Frame, foot: Foot, shifts: Mapping[str, Floats]) -> None:
        self.time, self.points, self.frame, self.foot = time, points, frame, foot
        self._shifts = shifts
        polygons = [foot.outline, [point.xy for point in foot.points], *(p for zone in foot.zones for p in zone.polygons)]
        self._ends = np.cumsum([len(polygon) for polygon in polygons]).tolist()
        self._places = np.array([xy for polygon in polygons for xy in polygon], np.float64).reshape(-1, 2)

    def motion(self, points: Floats, weight: Floats) -> tuple[Similarity, float]:
        """The similarity from then to filtered landmarks now, and how far the shape has drifted from it, in pixels (root of the
        weighted mean square)."""
        move = fit(self.points, points, weight)
        rest = points - apply(move.matrix(), self.points)
        return move, float(np.sqrt(weight @ (rest**2).sum(1) / weight.sum()))

    def carried(self, move: Similarity, marks: Mapping[str, Landmark], side_score: float, view_score: float) -> Foot:
        """The foot now, with landmarks `marks` (moved on to the outline where they were then)."""
        matrix = move.matrix()
        scale, linear = scale_of(matrix), matrix[:, :2]
        places = apply(matrix, self._places)
        outline = places[: self._ends[0]]
        box = (*outline.min(0).tolist(), *outline.max(0).tolist())
        flat = list(zip(*places.round(2).T.tolist(), strict=True))
        foot = self.foot
        landmarks = dict(marks)
        for name, shift in self._shifts.items():
            if name in landmarks:
                x, y = landmarks[name].xy + linear @ shift
                landmarks[name] = dataclasses.replace(landmarks[name], x=float(x), y=float(y))
        points = [  # not dataclasses.replace, which is slow for so many
            PlacedPoint(point.code, x, y, point.sigma * scale, point.visible, point.rule)
            for point, (x, y) in zip(foot.points, flat[self._ends[0] : self._ends[1]], strict=True)
        ]
        zones, part = [], 1
        for zone in foot.zones:
            pieces = []
            for _ in zone.polygons:
                pieces.append(tuple(flat[self._ends[part] : self._ends[part + 1]]))
                part += 1
            zones.append(PlacedZone(zone.id, tuple(pieces), zone.visible))
        cun = foot.cun and dataclasses.replace(foot.cun, px=foot.cun.px * scale, sigma=foot.cun.sigma * scale)
        return dataclasses.replace(
            foot,
            side_score=side_score,
            view_score=view_score,
            box=box,
            outline=tuple(flat[: self._ends[0]]),
            landmarks=landmarks,
            cun=cun,
            points=tuple(points),
            zones=tuple(zones),
        )
