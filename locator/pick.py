"""What a click on a picture means: the nearest point, zone or landmark."""

from __future__ import annotations

import math
from typing import NamedTuple

import numpy as np

from locator.atlas import load_atlas
from locator.drawing import Layers
from locator.drawing.choice import choose
from locator.placement.plane import area, inside
from locator.types import XY, Foot, PlacedPoint, PlacedZone, Result

__all__ = ["Pick", "nearest", "nearest_landmark"]

#: A click this near a point means it, as a share of the foot's extent (diagonal of its outline): a fingertip on a phone
#: covers about this much of a picture filled by a foot.
REACH = 0.05
#: Within a zone a point must be this much nearer, or small zones round it could not be had.
REACH_IN_ZONE = 0.02


class Pick(NamedTuple):
    """What was clicked: the index of its foot in the result, and the point or zone as placed there."""

    foot: int
    placed: PlacedPoint | PlacedZone

    @property
    def key(self) -> str:
        """Code of the point or id of the zone."""
        return self.placed.code if isinstance(self.placed, PlacedPoint) else self.placed.id


def nearest(result: Result, xy: XY, layers: Layers) -> Pick | None:
    """The point or zone that a click at `xy` (photo pixels) means, among those that `layers` draw; None when there is none.

    A point wins over zones within a small radius; of zones that hold the click the smallest is meant, as it is drawn on top;
    outside all zones the nearest point within a larger radius. `layers` are as `select` returns them. AtlasError when the result
    names something that the atlas does not hold.
    """
    chosen = choose(layers, result, load_atlas())
    click = np.array(xy, float)
    held = [
        (sum(area(np.array(ring)) for ring in one.placed.polygons), Pick(_index(result, one.foot), one.placed))
        for one in chosen.zones
        if any(inside(click, np.array(ring)) for ring in one.placed.polygons)
    ]
    reach = REACH_IN_ZONE if held else REACH
    near = [
        (math.dist(one.placed.xy, xy), Pick(_index(result, one.foot), one.placed))
        for one in chosen.points
        if math.dist(one.placed.xy, xy) <= reach * _extent(one.foot)
    ]
    found = min(near or held, key=lambda pair: pair[0], default=None)
    return None if found is None else found[1]


def nearest_landmark(result: Result, xy: XY) -> tuple[int, str] | None:
    """(index of the foot, name) of the landmark nearest to `xy`, or None when none is within reach of a click."""
    near = [
        (math.dist(mark.xy, xy), (index, name))
        for index, foot in enumerate(result.feet)
        for name, mark in foot.landmarks.items()
        if math.dist(mark.xy, xy) <= REACH * _extent(foot)
    ]
    return min(near, default=(0.0, None))[1]


def _extent(foot: Foot) -> float:
    """Diagonal of the foot's box in pixels."""
    x0, y0, x1, y1 = foot.box
    return math.hypot(x1 - x0, y1 - y0)


def _index(result: Result, foot: Foot) -> int:
    return next(index for index, one in enumerate(result.feet) if one is foot)
