"""A result on a screen: a copy of the photo small enough to draw at once, and clicks on it."""

from __future__ import annotations

import dataclasses
import os
from typing import NamedTuple

import numpy as np

from locator.drawing import Layers, draw
from locator.drawing.marks import halo_
from locator.drawing.style import Style
from locator.geometry import grid_to_pixels
from locator.images import Pixels, open_image
from locator.scaling import scaled
from locator.types import XY, Result

__all__ = ["AT_LEAST", "Room", "Shown", "on_photo", "picture", "readable"]

#: Pixels of the longer side that a screen wants; the copy has up to twice as many.
AT_LEAST = 1000
#: Least height of letters on a screen, in CSS pixels; letters never grow beyond this many times their usual size.
_READABLE, _LARGEST = 11.0, 2.2

#: Zones whose names fit into one picture at the usual size of letters.
_NAMED = 40

Room = tuple[float, float]  # width and height


class Shown(NamedTuple):
    """A picture for a screen: HxWx3 uint8 RGB, how many photo pixels along each axis one of its pixels stands for (1, 2, 4 or 8),
    and whether all zones bear their names."""

    rgb: Pixels
    reduced: int
    named: bool


def picture(
    photo: str | os.PathLike[str],
    result: Result,
    layers: Layers,
    *,
    held: tuple[int, str] | None = None,
    room: Room | None = None,
) -> Shown:
    """The drawing on a smaller copy of the photo.

    `held` lights a landmark: (index of its foot, name). `room` is the room on the screen, in CSS pixels, that the picture must
    fit: letters grow where it is small, and of very many zones only lit ones keep their names.
    Raises as `locator.images.open_image` and `locator.drawing.draw` do.
    """
    copy = open_image(photo, at_least=AT_LEAST)
    height, width = copy.rgb.shape[:2]
    small = scaled(result, width, height)
    if room is not None:
        layers = dataclasses.replace(layers, text=readable(width, height, room))
    zones = sum(zone.visible and zone.id in (layers.zones or ()) for foot in result.feet for zone in foot.zones)
    layers = dataclasses.replace(layers, zone_names=zones * layers.text**2 <= _NAMED)
    drawn = draw(copy.rgb, small, layers)
    if held is not None and held[1] in small.feet[held[0]].landmarks:
        style = Style.of(width, height, small.feet, layers.lang)
        halo_(drawn, small.feet[held[0]].landmarks[held[1]].xy, style)
    return Shown(np.asarray(drawn), copy.reduced, layers.zone_names)


def on_photo(xy: XY, reduced: int) -> XY:
    """A place in a picture of `picture`, in pixels of the photo at full size."""
    x, y = grid_to_pixels(xy, reduced).tolist()
    return x, y


def readable(width: int, height: int, room: Room) -> float:
    """The size of text, against the usual one, at which letters can be read in a picture of `width` x `height` pixels that must
    fit a room in CSS pixels."""
    usual = Style.of(width, height, (), "en").text * min(1.0, room[0] / width, room[1] / height)
    return min(max(1.0, _READABLE / usual), _LARGEST)
